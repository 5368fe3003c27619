import { describe, expect, it } from 'vitest';
import { searchCommands, type Command } from './palette-search.ts';

const command = (label: string, kind = 'Service'): Command => ({ id: label, label, kind, run: () => undefined });
const COMMANDS = [command('Wall', 'Go to'), command('Checkout API'), command('Recheck'), command('Crème brûlée'), command('Test the sound', 'Do')];
const found = (typed: string) => searchCommands(COMMANDS, typed).map((each) => each.label);

describe('the command palette', () => {
  it('shows everything before anything is typed', () => expect(found('  ')).toHaveLength(5));
  it('finds beginnings of words before middles', () => expect(found('check')).toEqual(['Checkout API', 'Recheck']));
  it('wants every word, in any order', () => {
    expect(found('api check')).toEqual(['Checkout API']);
    expect(found('api wall')).toEqual([]);
  });
  it('takes no notice of case and accents', () => expect(found('CREME BRULEE')).toEqual(['Crème brûlée']));
  it('takes no pattern characters for more than they are', () => expect(found('.*(')).toEqual([]));
});

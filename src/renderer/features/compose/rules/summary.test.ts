import { expect, test } from 'vitest';
import type { Recipients } from '../../../../shared/contract/update-calls.ts';
import { ChannelId } from '../../../../shared/model/ids.ts';
import { outlookOf, type Going } from './summary.ts';

const [team, mail, x] = ['team', 'mail', 'x'].map((id) => ChannelId.parse(id)) as [ChannelId, ChannelId, ChannelId];
const read = (count: number, problem: string | null = null, suppressed = 0): Recipients => ({ channel: mail, count, first: [], suppressed, duplicates: 0, problem });
const going = (changes: Partial<Going> = {}): Going => ({ chosen: [{ id: team, type: 'slack' }], previews: [], recipients: null, reaches: null, approval: 'none', ...changes });

test('says in one line where it goes, to how many, for how much, and whether it may', () => {
  const chosen: Going['chosen'] = [{ id: team, type: 'slack' }, { id: mail, type: 'email' }, { id: x, type: 'x' }];
  expect(outlookOf(going({ chosen, previews: [{ channel: 'x', costUsd: 0.2 }, { channel: 'slack', costUsd: null }], recipients: [read(150)], approval: 'missing' })).words).toBe('Goes to 3 channels · 150 readers by e-mail · costs about $0.20 · needs approval');
  expect(outlookOf(going({ chosen: [{ id: mail, type: 'email' }], recipients: [read(150, null, 3)] })).words).toBe('Goes to 1 channel · 150 readers by e-mail (3 suppressed)');
  expect(outlookOf(going()).words).toBe('Goes to 1 channel');
  expect(outlookOf(going({ chosen: [] })).words).toBe('Goes nowhere yet');
});

test('a number of readers that is not known is never left out, nor shown as none', () => {
  const chosen: Going['chosen'] = [{ id: mail, type: 'email' }];
  expect(outlookOf(going({ chosen })).words).toMatch(/are being counted/);
  expect(outlookOf(going({ chosen, recipients: [] })).words).toMatch(/are being counted/);
  expect(outlookOf(going({ chosen, recipients: [read(0, 'readers.csv is gone')] })).words).toMatch(/is not known/);
});

test('of a correction it says what becomes of the messages', () => {
  expect(outlookOf(going({ chosen: [{ id: team, type: 'slack' }, { id: x, type: 'x' }], reaches: [{ way: 'edits', words: '' }, { way: 'follows', words: '' }], approval: 'given' })).words).toBe('Corrects 2 channels (1 edited in place, 1 followed up) · approved');
});

test('more than a hundred readers are confirmed, of channels that are chosen', () => {
  const chosen: Going['chosen'] = [{ id: mail, type: 'email' }];
  expect(outlookOf(going({ chosen, recipients: [read(100)] })).many).toEqual([]);
  expect(outlookOf(going({ chosen, recipients: [read(101)] })).many).toHaveLength(1);
  expect(outlookOf(going({ recipients: [read(101)] })).many).toEqual([]);
});

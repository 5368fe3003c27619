import { describe, expect, it } from 'vitest';
import { orderOf } from './use-order.ts';

const item = (id: string, rank: number) => ({ id, rank });

describe('the order of sources', () => {
  it('is gravest first, otherwise as configured', () => {
    expect(orderOf([item('a', 4), item('b', 0), item('c', 4), item('d', 1)], null)).toEqual(['b', 'd', 'a', 'c']);
  });
  it('stands still while somebody works in the list: what is new comes last, what is gone goes', () => {
    expect(orderOf([item('a', 0), item('c', 4), item('new', 0)], ['c', 'gone', 'a'])).toEqual(['c', 'a', 'new']);
  });
});

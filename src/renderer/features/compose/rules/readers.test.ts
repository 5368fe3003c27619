import { expect, test } from 'vitest';
import { readerWords } from './readers.ts';

test('the number of readers stands before the first of them', () => {
  expect(readerWords({ count: 2, first: ['a@x.test', 'b@x.test'] })).toBe('2 readers: a@x.test, b@x.test');
  expect(readerWords({ count: 1_150, first: ['a@x.test', 'b@x.test'] })).toMatch(/^1,150 readers: a@x\.test, b@x\.test and 1,148 more$/);
  expect(readerWords({ count: 0, first: [] })).toMatch(/^no reader/);
});

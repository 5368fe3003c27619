import { expect, test } from 'vitest';
import { readerWords } from './readers.ts';

test('the number of readers stands before the first of them', () => {
  expect(readerWords({ count: 2, first: ['a@x.test', 'b@x.test'], suppressed: 0, duplicates: 0 })).toBe('2 readers: a@x.test, b@x.test');
  expect(readerWords({ count: 1_150, first: ['a@x.test', 'b@x.test'], suppressed: 0, duplicates: 0 })).toMatch(/^1,150 readers: a@x\.test, b@x\.test and 1,148 more$/);
  expect(readerWords({ count: 0, first: [], suppressed: 0, duplicates: 0 })).toMatch(/^no reader: nobody/);
  expect(readerWords({ count: 1, first: ['a@x.test'], suppressed: 3, duplicates: 2 })).toBe('1 reader: a@x.test; 3 suppressed, 2 named twice');
  expect(readerWords({ count: 0, first: [], suppressed: 3, duplicates: 0 })).toBe('no reader; 3 suppressed');
});

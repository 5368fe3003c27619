import { expect, test } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const NOW = Date.parse('2026-11-26T10:00:00Z');

test.each([
  ['7', null, 7_000],
  [' 1.5 ', null, 1_500],
  ['Thu, 26 Nov 2026 10:00:30 GMT', null, 30_000],
  ['Thu, 26 Nov 2026 10:00:30 GMT', 'Thu, 26 Nov 2026 10:00:10 GMT', 20_000],
  ['Thu, 26 Nov 2026 10:00:30 GMT', 'rubbish', 30_000],
  ['Thu, 26 Nov 2026 09:00:00 GMT', null, 0],
  ['soon', null, null],
  ['-5', null, null],
  ['2027', null, 2_027_000],
  ['', null, null],
  [null, null, null],
])('%j with a date of %j asks for %j ms', (header, date, expected) => {
  expect(retryAfterMs(header, date, NOW)).toBe(expected);
});

import { describe, expect, it } from 'vitest';
import { Instant } from './instant.ts';

describe('an instant', () => {
  it.each([
    ['2026-01-31T13:05:00.000Z', '2026-01-31T13:05:00.000Z'],
    ['2026-01-31T13:05:00Z', '2026-01-31T13:05:00.000Z'],
    ['2026-01-31T14:05:00.5+01:00', '2026-01-31T13:05:00.500Z'],
    ['2026-01-31T13:05:00.123456Z', '2026-01-31T13:05:00.123Z'],
    ['2026-01-01T00:30:00.00+01:00', '2025-12-31T23:30:00.000Z'],
  ])('%s is read as any program writes it, and kept in one form', (given, kept) => {
    expect(Instant.parse(given)).toBe(kept);
  });

  it.each(['2026-01-31', '2026-01-31T13:05:00', '2026-02-30T13:05:00Z', 'yesterday', ''])('"%s" is refused with what was expected', (given) => {
    expect(Instant.safeParse(given).error?.issues.map(({ message }) => message)).toEqual(['expected an instant such as "2026-01-31T13:05:00Z"']);
  });
});

import { describe, expect, it } from 'vitest';
import { epochMs } from '../../shared/model/units.ts';
import { isQuiet } from './quiet-hours.ts';

const NIGHT = { from: '22:00', to: '06:30' };
const at = (iso: string) => epochMs(Date.parse(iso));

describe('quiet hours', () => {
  it.each<[string, string, boolean]>([
    ['just before', '2026-11-21T20:59:59.999Z', false],
    ['at their beginning', '2026-11-21T21:00:00.000Z', true],
    ['after midnight', '2026-11-22T02:00:00.000Z', true],
    ['at their end', '2026-11-22T05:30:00.000Z', false],
    ['by day', '2026-11-22T12:00:00.000Z', false],
  ])('over midnight in Berlin: %s', (_, now, quiet) => expect(isQuiet(NIGHT, at(now), 'Europe/Berlin')).toBe(quiet));

  it('follow the zone that they name before that of the workspace', () => {
    const hours = { from: '12:00', to: '14:00', timeZone: 'Asia/Tokyo' };
    expect(isQuiet(hours, at('2026-11-22T03:30:00.000Z'), 'Europe/Berlin')).toBe(true);
    expect(isQuiet(hours, at('2026-11-22T12:30:00.000Z'), 'Europe/Berlin')).toBe(false);
  });

  it('are none where none are set, and where the zone is unknown', () => {
    expect(isQuiet(undefined, at('2026-11-22T02:00:00.000Z'), 'UTC')).toBe(false);
    expect(isQuiet(NIGHT, at('2026-11-22T02:00:00.000Z'), 'Mars/Olympus')).toBe(false);
  });
});

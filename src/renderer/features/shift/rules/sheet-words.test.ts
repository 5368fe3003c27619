import { describe, expect, it } from 'vitest';
import type { HandoverRecord } from '../../../../shared/model/shift.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { alertsText, handoverText, incidentsTitle, servicesText, standingOf, windowText } from './sheet-words.ts';

const NOW = epochMs(Date.UTC(2026, 10, 21, 14));
const iso = (minutes: number): string => new Date(NOW + minutes * 60_000).toISOString();
const incident = (standing: 'declared' | 'proposed') => ({ standing }) as never;
const jon = { kind: 'person', id: 'jon', name: 'Jon\nAasen' } as const;
const record = (change: Partial<HandoverRecord>): HandoverRecord => ({ seq: 7, at: iso(-10), by: jon, text: null, draft: {} as never, acceptedAt: null, acceptedBy: null, acceptedText: null, ...change });

describe('the sheet that is handed over', () => {
  it('counts what is open apart from what is only proposed', () => {
    expect(incidentsTitle([incident('declared'), incident('proposed'), incident('declared')])).toBe('2 open incidents, 1 proposed');
    expect(incidentsTitle([incident('declared')])).toBe('1 open incident');
    expect(incidentsTitle([incident('proposed')])).toBe('1 proposed');
    expect(incidentsTitle([])).toBe('No open incident');
    expect(alertsText({ firing: 2, pending: 0, suppressed: 1 })).toBe('2 firing, 1 kept silent by maintenance');
    expect(alertsText({ firing: 0, pending: 0, suppressed: 0 })).toBeNull();
  });

  it('counts maintenance down to its end, or to its beginning', () => {
    expect(windowText({ active: true, startsAt: iso(-60), endsAt: iso(52) }, NOW)).toBe('ends in 52:00');
    expect(windowText({ active: false, startsAt: iso(180), endsAt: iso(240) }, NOW)).toBe('begins in 3 h 0 min');
    expect(windowText({ active: true, startsAt: iso(-60), endsAt: iso(0) }, NOW)).toBe('is over');
    // It began since the sheet was asked for.
    expect(windowText({ active: false, startsAt: iso(-1), endsAt: iso(5) }, NOW)).toBe('ends in 05:00');
  });

  it('names few services and counts many', () => {
    expect(servicesText('all', (id) => id)).toBe('all services');
    expect(servicesText(['a', 'b'], (id) => id.toUpperCase())).toBe('A, B');
    expect(servicesText(['a', 'b', 'c', 'd', 'e', 'f', 'g'], (id) => id)).toBe('a, b, c, d, e and 2 more');
  });
});

describe('hand-overs', () => {
  it('say who handed to whom; one that the next overtook was never taken', () => {
    expect(handoverText(record({ acceptedAt: iso(-6), acceptedBy: { kind: 'person', id: 'mira', name: 'Mira Okafor' } }), 9)).toBe('Jon Aasen to Mira Okafor, taken after 4 min');
    expect(handoverText(record({}), 7)).toBe('Jon Aasen, not taken yet');
    expect(handoverText(record({}), 9)).toBe('Jon Aasen, never taken');
    expect([standingOf(record({}), 7), standingOf(record({}), 9), standingOf(record({ acceptedAt: iso(0) }), 9)]).toEqual(['open', 'superseded', 'taken']);
  });
});

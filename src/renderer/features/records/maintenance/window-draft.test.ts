import { describe, expect, it } from 'vitest';
import { MaintenanceConfig } from '../../../../shared/model/policy-config.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { newWindow, readWindow, windowDraftOf, type ReadContext, type WindowDraft } from './window-draft.ts';
import { lengthText, localText, nextWeekly, readEnd, readStart } from './window-times.ts';

const BERLIN = 'Europe/Berlin';
/** 15:02:11 in Berlin, a Saturday. */
const NOW = epochMs(Date.UTC(2026, 10, 21, 14, 2, 11));
const CONTEXT: ReadContext = { workspaceZone: BERLIN, now: NOW, taken: new Set(), id: null };
const read = (draft: Partial<WindowDraft>, context: Partial<ReadContext> = {}) => readWindow({ ...newWindow(BERLIN), name: 'Move of the DB', services: ['checkout'], ...draft }, { ...CONTEXT, ...context });
const problems = (draft: Partial<WindowDraft>) => {
  const found = read(draft);
  return found.ok ? {} : found.problems;
};
const window = (draft: Partial<WindowDraft>, context: Partial<ReadContext> = {}) => {
  const found = read(draft, context);
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.window;
};
const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());

describe('a maintenance window in the form', () => {
  it('is written in the local time of its zone, so that the file reads as people speak', () => {
    expect(window({ from: '22:00', to: '02:00' })).toEqual({ id: 'move-of-the-db-2026-11-21', name: 'Move of the DB', services: ['checkout'], from: '2026-11-21 22:00', to: '2026-11-22 02:00' });
    expect(window({ from: '09:00', to: '90m', timeZone: 'America/New_York' })).toMatchObject({ from: '2026-11-22 09:00', to: '2026-11-22 10:30', timeZone: 'America/New_York' });
    expect([7_200_000, 6_720_000, 172_800_000].map(lengthText)).toEqual(['2 h', '1 h 52 min', '2 d']);
    expect(window({ from: 'now', to: '2 h' })).toMatchObject({ from: '2026-11-21 15:02:11', to: '2026-11-21 17:02:11' });
    expect(window({ all: true, from: '2026-12-01 22:00', to: '2026-12-02 02:00' })).toMatchObject({ services: 'all' });
  });

  it('comes back every week on its days', () => {
    expect(window({ kind: 'weekly', days: ['wed', 'mon'], at: '03:30', lasting: '45 min' })).toEqual({ id: 'move-of-the-db-weekly', name: 'Move of the DB', services: ['checkout'], weekly: { days: ['mon', 'wed'], at: '03:30', for: '45m' } });
    expect(iso(nextWeekly({ days: ['mon'], at: '03:30' }, BERLIN, NOW) ?? undefined)).toBe('2026-11-23T02:30:00.000Z');
    expect(iso(nextWeekly({ days: ['sat'], at: '15:00' }, BERLIN, NOW) ?? undefined)).toBe('2026-11-28T14:00:00.000Z');
  });

  it('comes out as it stood in the file, and keeps its id', () => {
    for (const written of [
      { id: 'a', name: 'A', services: 'all', from: '2026-12-01 22:00', to: '2026-12-02 02:00' },
      { id: 'b', name: 'B', services: ['checkout'], weekly: { days: ['mon', 'tue'], at: '03:30', for: '45m' }, timeZone: 'UTC' },
    ]) {
      const parsed = MaintenanceConfig.parse(written);
      expect(window(windowDraftOf(parsed, BERLIN), { id: written.id })).toEqual(parsed);
    }
    expect(windowDraftOf(MaintenanceConfig.parse({ id: 'c', name: 'C', services: 'all', from: '2026-12-01T21:00:00Z', to: '2026-12-02T01:00:00Z' }), BERLIN)).toMatchObject({ from: '2026-12-01 22:00', to: '2026-12-02 02:00' });
  });

  it('says of each field what was expected', () => {
    expect(problems({ name: ' ', services: [], from: 'soon', to: '' })).toEqual({ name: 'Expected some words', services: 'Expected a service, or all of them', from: expect.stringContaining('Expected “now”'), to: expect.stringContaining('Expected a time') });
    expect(problems({ from: '2026-12-01 22:00', to: '2026-12-01 21:00' })).toEqual({ to: 'Expected an end after the beginning' });
    expect(problems({ from: '2026-11-20 22:00', to: '2026-11-21 02:00' })).toEqual({ to: 'This would be over already' });
    expect(problems({ kind: 'weekly', at: '25:00', lasting: 'long' })).toEqual({ days: 'Expected a day', at: expect.any(String), lasting: expect.any(String) });
    expect(problems({ from: '2026-02-30 22:00', to: '2h' })).toHaveProperty('from');
  });

  it('has an id that no other window has', () => {
    expect(window({ from: '22:00', to: '1h', name: 'Umzug der Datenbank (Köln) – Teil 2' }).id).toBe('umzug-der-datenbank-koln-teil-2-2026-11-21');
    expect(window({ from: '22:00', to: '1h' }, { taken: new Set(['move-of-the-db-2026-11-21']) }).id).toBe('move-of-the-db-2026-11-21-2');
    expect(window({ from: '22:00', to: '1h', name: '移行' }).id).toBe('window-2026-11-21');
  });

  it('survives the change of the clocks: what comes twice is written with its instant, what never comes is said', () => {
    const before = epochMs(Date.UTC(2026, 9, 24, 12));
    expect(read({ from: '2026-10-25 02:30', to: '1h' }, { now: before })).toMatchObject({ ok: true, times: { quirk: 'repeated' }, window: { from: '2026-10-25T00:30:00.000Z', to: '2026-10-25T01:30:00.000Z' } });
    expect(readStart('2026-03-29 02:30', BERLIN, before)?.quirk).toBe('skipped');
    expect(localText(epochMs(Date.UTC(2026, 9, 25, 1, 30)), BERLIN)).toBe('2026-10-25T01:30:00.000Z');
    expect(iso(readEnd('02:00', BERLIN, epochMs(Date.UTC(2026, 10, 21, 21)))?.at)).toBe('2026-11-22T01:00:00.000Z');
  });
});

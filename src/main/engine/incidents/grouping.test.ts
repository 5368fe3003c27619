import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IncidentId } from '../../../shared/model/ids.ts';
import type { Alert } from '../../../shared/model/incident.ts';
import { durationMs, epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { FiringFacts } from '../alerts/ports.ts';
import { HOLDFAST } from '../journal/journal.ts';
import { foldEntries, foldEntry } from './fold.ts';
import { place, type Placement } from './grouping.ts';
import { firingOf as firingAlerts, instantOf, isOpen, type IncidentRecord } from './record.ts';
import { alertOf, firingOf, serviceId } from './testing/alerts.ts';
import { ADA, at, CHECKOUT, entries, NOON, opened } from './testing/facts.ts';
import type { Step } from './workflow/step.ts';

const MINUTE = 60_000;
const GROUP_WITHIN = durationMs(30 * MINUTE);
const LOGIN = serviceId('login');

const given = (...facts: Parameters<typeof entries>): IncidentRecord => {
  const record = foldEntries(entries(...facts));
  if (record === null) throw new Error('no incident');
  return record;
};
const fired = (alert: Alert) => ({ type: 'alertFired', data: { alert: alert.id, rule: alert.rule, service: alert.service, severity: alert.severity, value: null, limit: null, startsAt: alert.startsAt, firedAt: alert.firedAt, noEarlierThan: alert.noEarlierThan }, texts: {} }) as const;
const ended = (alert: Alert, endsAt: string) => ({ type: 'alertEnded', data: { alert: alert.id, rule: alert.rule, endsAt }, texts: {} }) as const;

const first = alertOf('a1');
const firing = given(opened({ signature: firingOf(first).signature }), fired(first));
const quiet = given(opened({ signature: firingOf(first).signature }), fired(first), ended(first, at('12:10')));
const slowLogin = alertOf('a2', { rule: 'login-slow', service: LOGIN });

const placed = (alert: Alert, neighbours: Partial<{ open: IncidentRecord[]; closed: IncidentRecord[] }>, { now = at('12:20'), across = 0, ...facts }: Partial<FiringFacts> & { now?: string; across?: number } = {}): Placement =>
  place(alert, firingOf(alert, facts), { open: [], closed: [], ...neighbours }, { now: epochMs(Date.parse(now)), groupWithinMs: GROUP_WITHIN, groupAcrossMs: durationMs(across) });
const types = (placement: Placement): string[] => (placement.kind === 'none' ? [] : placement.steps.map(({ fact }) => fact.type));
const target = (placement: Placement): IncidentRecord | string => (placement.kind === 'attach' ? placement.to : placement.kind);

describe('where an alert goes', () => {
  it('opens an incident with its own onset, declared or proposed as its rule asks', () => {
    const placement = placed(alertOf('a1', { noEarlierThan: true }), {});
    expect(placement).toMatchObject({ kind: 'open', opened: { fact: { data: { standing: 'declared', severity: 'P1', origin: 'rule', impactStartedAt: at('11:58'), detectedAt: at('12:00'), noEarlierThan: true, services: [CHECKOUT] }, texts: { title: 'checkout: checkout-slow' } }, note: { actor: HOLDFAST, evidence: { kind: 'alert', ref: 'a1' } } } });
    expect(types(placement)).toEqual(['alertFired']);
    expect(placed(first, {}, { mode: 'propose' })).toMatchObject({ opened: { fact: { data: { standing: 'proposed' } } } });
    expect(placed(first, { open: [firing] }, { mode: 'none' })).toEqual({ kind: 'none' });
  });

  it('takes a title from outside as text, and never an empty one', () => {
    expect(placed(first, {}, { title: 'bad\u202E\n<b>title</b>' })).toMatchObject({ opened: { fact: { texts: { title: 'bad <b>title</b>' } } } });
    expect(placed(first, {}, { title: ' ' })).toMatchObject({ opened: { fact: { texts: { title: 'checkout-slow' } } } });
  });

  it('what a private incident was about comes back as a private one', () => {
    const over = (...more: Parameters<typeof entries>): IncidentRecord => given(opened({ signature: firingOf(first).signature, private: true }), fired(first), ended(first, at('12:10')), ...more);
    const again = alertOf('a9', { severity: 'P0' });
    for (const closed of [over({ type: 'resolved', data: {}, texts: {} }), over({ type: 'dismissed', data: { falseAlarm: true }, texts: { reason: 'x' } })])
      expect(placed(again, { closed: [closed] })).toMatchObject({ kind: 'open', opened: { fact: { data: { private: true } } } });
  });

  it('joins the open incident of the same cause, however long ago that was', () => {
    const placement = placed(alertOf('a9', { startsAt: at('19:00') }), { open: [quiet] }, { now: at('19:05') });
    expect([target(placement), types(placement)]).toEqual([quiet, ['alertFired']]);
  });

  it('joins the open incident that it has joined before, however long ago that was', () => {
    const errors = alertOf('a2', { rule: 'checkout-errors' });
    const both = given(opened({ signature: firingOf(first).signature }), fired(first), fired(errors), ended(first, at('12:10')), ended(errors, at('12:10')));
    expect(target(placed(alertOf('a9', { rule: 'checkout-errors', startsAt: at('19:00') }), { open: [both] }, { now: at('19:05') }))).toBe(both);
  });

  it('joins the incident of the same service while it fires, or half an hour after its last alert', () => {
    const other = (startsAt: string) => alertOf('a3', { rule: 'checkout-errors', startsAt });
    expect(target(placed(other(at('18:00')), { open: [firing] }))).toBe(firing);
    expect(target(placed(other(at('12:40')), { open: [quiet] }))).toBe(quiet);
    expect(target(placed(other(at('12:41')), { open: [quiet] }))).toBe('open');
    expect(target(placed(slowLogin, { open: [firing] }))).toBe('open');
  });

  it('an outage of several services that begins in all of them at once is one incident, titled by how wide it is', () => {
    const together = { open: [firing], closed: [] };
    const across = 120_000;
    const placement = placed(slowLogin, together, { across });
    expect(target(placement)).toBe(firing);
    expect(types(placement)).toEqual(['servicesChanged', 'titleChanged', 'alertFired']);
    expect(placement).toMatchObject({ steps: [{}, { fact: { texts: { title: expect.stringMatching(/^.+ \(and 1 more service\)$/) } } }, {}] });
    const three = given(opened(), fired(first), { type: 'servicesChanged', data: { added: [LOGIN], removed: [] }, texts: {} });
    expect(placed(alertOf('a5', { rule: 'search-slow', service: serviceId('search') }), { open: [three] }, { across })).toMatchObject({ steps: [{}, { fact: { texts: { title: expect.stringMatching(/\(and 2 more services\)$/) } } }, {}] });
  });

  it('but not what began at another time, nor into an incident that has gone quiet, nor under words that a person chose', () => {
    const across = 120_000;
    expect(target(placed(alertOf('a2', { rule: 'login-slow', service: LOGIN, startsAt: at('12:01') }), { open: [firing] }, { across }))).toBe('open');
    expect(target(placed(slowLogin, { open: [quiet] }, { across }))).toBe('open');
    const named = { ...firing, titledBy: 'person' as const };
    expect(types(placed(slowLogin, { open: [named] }, { across }))).toEqual(['servicesChanged', 'alertFired']);
    expect(target(placed(slowLogin, { open: [{ ...firing, private: true }] }, { across }))).toBe('open');
  });

  it('joins what people reported while they work on it', () => {
    const reported = given(opened({ origin: 'customer', signature: null, rule: null }), { fact: { type: 'note', data: {}, texts: { text: 'looking' } }, by: ADA });
    expect(target(placed(alertOf('a3', { startsAt: at('12:31') }), { open: [reported] }))).toBe(reported);
    expect(target(placed(alertOf('a3', { startsAt: at('12:32') }), { open: [reported] }))).toBe('open');
  });

  it('hides in a private incident only what caused it, and never in a drill', () => {
    const secret = { ...firing, private: true };
    expect(target(placed(alertOf('a3', { rule: 'checkout-errors' }), { open: [secret] }))).toBe('open');
    expect(target(placed(alertOf('a3'), { open: [secret] }))).toBe(secret);
    expect(target(placed(alertOf('a3'), { open: [{ ...firing, isDrill: true }] }))).toBe('open');
  });

  it('of several prefers the declared, then the graver, then the one that was active last', () => {
    const named = (id: string, changes: Partial<IncidentRecord>): IncidentRecord => ({ ...firing, id: IncidentId.parse(id), signature: null, ...changes });
    const [proposed, mild, grave] = [named('INC-2026-0001', { standing: 'proposed', severity: 'P0' }), named('INC-2026-0002', { severity: 'P2' }), named('INC-2026-0003', { severity: 'P1' })];
    expect(target(placed(alertOf('a3'), { open: [proposed, mild, grave] }))).toBe(grave);
    expect(target(placed(alertOf('a3'), { open: [proposed] }))).toBe(proposed);
  });

  it('brings its service along', () => {
    const placement = placed(alertOf('a3', { rule: 'checkout-errors' }), { open: [firing] }, { services: [CHECKOUT, LOGIN] });
    expect(placement).toMatchObject({ steps: [{ fact: { type: 'servicesChanged', data: { added: [LOGIN], removed: [] } } }, { fact: { type: 'titleChanged' } }, { fact: { type: 'alertFired' } }] });
  });
});

describe('what an alert makes of the incident that it joins', () => {
  it('makes it graver, acknowledged or not, and never milder', () => {
    const grave = alertOf('a3', { rule: 'checkout-down', severity: 'P0' });
    const acknowledged = given(opened(), fired(first), { type: 'acknowledged', data: {}, texts: {} });
    for (const open of [firing, acknowledged]) expect(placed(grave, { open: [open] })).toMatchObject({ steps: [{ fact: { type: 'titleChanged', texts: { title: 'checkout: checkout-down' } } }, {}, { fact: { type: 'severityChanged', data: { from: 'P1', to: 'P0' } }, note: { actor: HOLDFAST } }] });
    expect(types(placed(alertOf('a3', { severity: 'P2' }), { open: [firing] }))).toEqual(['alertFired']);
  });

  it('does not put up again what a person has taken back', () => {
    const lowered = given(opened({ severity: 'P0' }), fired(first), { fact: { type: 'severityChanged', data: { from: 'P0', to: 'P1' }, texts: { reason: 'only a region' } }, by: ADA });
    expect(types(placed(alertOf('a3', { severity: 'P0' }), { open: [lowered] }))).toEqual(['alertFired']);
  });

  it('a rule that opens settles what another one only proposed; the one that proposed it does not', () => {
    const proposal = { ...firing, standing: 'proposed' as const };
    expect(types(placed(alertOf('a3', { rule: 'checkout-errors' }), { open: [proposal] }))).toEqual(['alertFired', 'accepted']);
    expect(types(placed(alertOf('a3', { rule: 'checkout-errors' }), { open: [proposal] }, { mode: 'propose' }))).toEqual(['alertFired']);
    expect(types(placed(alertOf('a3'), { open: [proposal] }))).toEqual(['alertFired']);
  });

  it('moves the onset back to its first breaching sample, until a person has said when it was', () => {
    const earlier = alertOf('a3', { rule: 'checkout-errors', startsAt: at('11:50'), noEarlierThan: true });
    expect(placed(earlier, { open: [firing] })).toMatchObject({ steps: [{}, { fact: { type: 'instantCorrected', data: { instant: 'impactStartedAt', from: at('11:58'), to: at('11:50'), noEarlierThan: true }, texts: { reason: 'First breaching sample of checkout-errors, which fires too.' } }, note: { actor: HOLDFAST } }] });
    const corrected = given(opened(), fired(first), { fact: { type: 'instantCorrected', data: { instant: 'impactStartedAt', from: at('11:58'), to: at('11:55') }, texts: { reason: 'x' } }, by: ADA });
    expect(types(placed(earlier, { open: [corrected] }))).toEqual(['alertFired']);
    expect(types(placed(alertOf('a3', { startsAt: at('12:01') }), { open: [firing] }))).toEqual(['alertFired']);
  });

  it('finds the onset of what people reported, unless they knew of it before the data showed it', () => {
    const reported = (detectedAt: string) => given(opened({ origin: 'person', impactStartedAt: null, detectedAt }), { fact: { type: 'note', data: {}, texts: {} }, by: ADA });
    expect(types(placed(alertOf('a3'), { open: [reported(at('12:00'))] }))).toEqual(['alertFired', 'instantCorrected']);
    expect(types(placed(alertOf('a3'), { open: [reported(at('11:57'))] }))).toEqual(['alertFired']);
  });
});

describe('what was closed of late', () => {
  const resolved = given(opened({ signature: firingOf(first).signature }), { type: 'resolved', data: {}, texts: {} });
  const dismissed = given(opened({ signature: firingOf(first).signature, standing: 'proposed' }), { type: 'dismissed', data: { falseAlarm: true }, texts: {} });

  it('a resolved incident is not reopened by itself: what fires again is proposed, and asks', () => {
    const placement = placed(alertOf('a4'), { closed: [resolved] });
    expect(placement).toMatchObject({ kind: 'open', opened: { fact: { data: { standing: 'proposed' } } }, steps: [{ fact: { type: 'alertFired' } }, { fact: { type: 'note', texts: { text: 'INC-2026-0001 had the same cause and was resolved at 2026-01-15 12:01:00 UTC. Reopen it, which takes this one in, or accept this as a new incident.' } }, note: { evidence: { kind: 'record', ref: 'INC-2026-0001' } } }] });
    expect(placed(alertOf('a4'), { closed: [resolved] }, { now: at('12:32') })).toMatchObject({ opened: { fact: { data: { standing: 'declared' } } } });
  });

  it('a dismissed alarm that fires again is no news, unless it is graver, or time has passed', () => {
    expect(placed(alertOf('a4'), { closed: [dismissed] })).toMatchObject({ kind: 'attach', to: dismissed, steps: [{ fact: { type: 'alertFired' } }] });
    expect(target(placed(alertOf('a4', { severity: 'P0' }), { closed: [dismissed] }))).toBe('open');
    expect(target(placed(alertOf('a4'), { closed: [dismissed] }, { now: at('12:32') }))).toBe('open');
  });
});

describe('flapping', () => {
  type Event = { readonly what: 'flap'; readonly rule: number; readonly afterMs: number; readonly forMs: number } | { readonly what: 'resolve' | 'dismiss'; readonly afterMs: number };
  const event: fc.Arbitrary<Event> = fc.oneof(
    { weight: 8, arbitrary: fc.record({ what: fc.constant('flap' as const), rule: fc.nat(2), afterMs: fc.integer({ min: 1_000, max: 50 * MINUTE }), forMs: fc.integer({ min: 1_000, max: 20 * MINUTE }) }) },
    { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('resolve' as const, 'dismiss' as const), afterMs: fc.integer({ min: 1_000, max: 50 * MINUTE }) }) },
  );

  /** Plays events against the decision, the fold and nothing else. */
  function play(events: readonly Event[], rules: number, closing: boolean): { records: IncidentRecord[]; closings: number; sameOpen: number } {
    let now: EpochMs = NOON;
    let seq = 0;
    let closings = 0;
    let sameOpen = 0;
    const records = new Map<IncidentId, IncidentRecord>();
    const write = (id: IncidentId, steps: readonly Step[]): void => {
      for (const { fact, note } of steps) {
        const record = foldEntry(records.get(id) ?? null, { seq: (seq += 1), stream: id, at: note.at ?? now, recordedAt: now, actor: note.actor, fact, evidence: null, fromMemory: false, redactions: [], hash: 'x' });
        if (record !== null) records.set(id, record);
      }
    };
    for (const [index, each] of events.entries()) {
      now = epochMs(now + each.afterMs);
      const all = [...records.values()];
      if (each.what !== 'flap') {
        const open = all.find(isOpen);
        if (open === undefined || !closing) continue;
        closings += 1;
        write(open.id, [{ fact: each.what === 'resolve' ? { type: 'resolved', data: {}, texts: {} } : { type: 'dismissed', data: { falseAlarm: true }, texts: {} }, note: { actor: ADA } }]);
        continue;
      }
      const alert = alertOf(`a${index}`, { rule: `rule-${each.rule % rules}`, startsAt: toRfc3339(now), firedAt: toRfc3339(now) });
      const placement = place(alert, firingOf(alert), { open: all.filter(isOpen), closed: all.filter((record) => !isOpen(record)) }, { now, groupWithinMs: GROUP_WITHIN, groupAcrossMs: durationMs(0) });
      if (placement.kind === 'none') throw new Error('it asked for an incident');
      const id = placement.kind === 'attach' ? placement.to.id : IncidentId.parse(`INC-2026-${String(records.size + 1).padStart(4, '0')}`);
      write(id, placement.kind === 'attach' ? placement.steps : [placement.opened, ...placement.steps]);
      const signatures = [...records.values()].filter(isOpen).map(({ signature }) => signature);
      sameOpen += signatures.length - new Set(signatures).size;
      now = epochMs(now + each.forMs);
      write(id, [{ fact: ended(alert, toRfc3339(now)), note: { actor: HOLDFAST } }]);
    }
    return { records: [...records.values()], closings, sameOpen };
  }

  it('of one rule is one incident, however often and however long, as long as nobody closes it', () => {
    fc.assert(fc.property(fc.array(event, { minLength: 1, maxLength: 60 }), (events) => {
      const { records } = play(events, 1, false);
      expect(records.length).toBe(events.some(({ what }) => what === 'flap') ? 1 : 0);
    }), { numRuns: 200 });
  });

  it('of several rules never leaves two open for the same cause, and brings at most one more for each that a person closed', () => {
    fc.assert(fc.property(fc.array(event, { minLength: 1, maxLength: 60 }), (events) => {
      const { records, closings, sameOpen } = play(events, 1, true);
      expect(sameOpen).toBe(0);
      expect(records.length).toBeLessThanOrEqual(1 + closings);
      const several = play(events, 3, true);
      expect(several.sameOpen).toBe(0);
      expect(several.records.length).toBeLessThanOrEqual(3 + several.closings);
      for (const record of records) {
        expect(firingAlerts(record)).toEqual([]);
        expect(instantOf(record, 'impactStartedAt')).not.toBeNull();
      }
    }), { numRuns: 200 });
  });
});

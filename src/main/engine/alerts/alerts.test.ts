import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertId, IncidentId, MaintenanceId, ServiceId } from '../../../shared/model/ids.ts';
import type { Alert } from '../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { memoryStore, startDetecting } from '../detection/testing/detecting.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { alertFace } from './face.ts';
import { readAlertmanager } from '../hooks/alertmanager.ts';
import { observationOf } from './received.ts';
import { observe, type AlertStanding, type AlertSubject } from './rules.ts';
import type { Observation } from './service.ts';

const CHECKOUT = { id: 'checkout' as ServiceId, name: 'Checkout API' };
const INCIDENT = 'INC-2026-0001' as IncidentId;
const AT = epochMs(Date.UTC(2026, 0, 15, 12));

const subject = (key: string, changes: Partial<AlertSubject> = {}): AlertSubject => ({
  key, rule: key, name: key, source: null, service: CHECKOUT.id, signal: null, severity: 'P1', labels: {}, annotations: {},
  facts: { mode: 'open', signature: key, services: [CHECKOUT.id], title: key, origin: 'rule' }, ...changes,
});
const standing = (state: AlertStanding['state'], changes: Partial<AlertStanding> = {}): AlertStanding => ({ state, startsAt: AT, noEarlierThan: false, firedAt: state === 'firing' ? AT : null, endsAt: null, value: 1, limit: 0.5, confirmedAt: AT, confirmed: true, ...changes });
const firing = (key: string, changes: Partial<AlertSubject> = {}): Observation => ({ subject: subject(key, changes), standing: standing('firing') });
const over = (key: string): Observation => ({ subject: subject(key), standing: standing('inactive', { endsAt: epochMs(AT + 1_000) }) });

describe('alerts that come and go', () => {
  it('of one key at most one is active, whatever is observed; each fires and ends once for incidents', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('inactive' as const, 'pending' as const, 'firing' as const)), { maxLength: 60 }), (steps) => {
        const { alerts, taken } = startDetecting(createManualClock(), { incident: INCIDENT });
        for (const [key, state] of steps) alerts.observe([{ subject: subject(key), standing: standing(state) }]);
        const keys = alerts.active().map(({ rule }) => rule);
        expect(new Set(keys).size).toBe(keys.length);
        for (const key of ['a', 'b', 'c']) {
          const told = taken.filter(({ alert }) => alert.rule === key).map(({ what }) => what);
          expect(told).toEqual(told.map((_, index) => (index % 2 === 0 ? 'fired' : 'ended')));
        }
      }),
    );
  });

  it('what fires goes on firing while its judge counts anew', () => {
    const { alert } = observe(null, subject('a'), standing('firing'), { id: 'a1' as AlertId, now: AT, suppressedBy: null, found: null, askedFor: null });
    expect(observe(alert, subject('a'), standing('pending', { startsAt: epochMs(AT + 5_000) }), { id: 'a2' as AlertId, now: AT, suppressedBy: null, found: null, askedFor: null })).toMatchObject({ alert: { id: 'a1', state: 'firing', startsAt: alert?.startsAt }, change: 'none' });
  });

  it('an onset that the data show belongs to the breach it was found for, and to no later one', () => {
    const clock = createManualClock(AT);
    const { alerts } = startDetecting(clock);
    alerts.observe([{ subject: subject('a'), standing: standing('pending') }]);
    alerts.onsetsFound([{ key: 'a', judged: AT, at: epochMs(AT - 60_000), noEarlierThan: true }]);
    alerts.observe([firing('a')]);
    expect(alerts.active()).toMatchObject([{ startsAt: new Date(AT - 60_000).toISOString(), noEarlierThan: true }]);
    alerts.observe([over('a')]);
    alerts.observe([{ subject: subject('a'), standing: standing('firing', { startsAt: epochMs(AT + 9_000) }) }]);
    expect(alerts.active()).toMatchObject([{ startsAt: new Date(AT + 9_000).toISOString(), noEarlierThan: false }]);
  });

  it('counts a thousand, hands out the gravest two hundred of them, and tells screens once', () => {
    const { alerts, events, anew } = startDetecting(createManualClock(AT));
    alerts.observe(Array.from({ length: 1_000 }, (_, index) => firing(`r${index}`, { severity: index === 999 ? 'P0' : 'P2' })));
    expect(alerts.counts()).toEqual({ firing: 1_000, pending: 0, suppressed: 0 });
    expect(alerts.countsOutside()).toEqual(alerts.counts());
    expect(alerts.onStream()).toHaveLength(200);
    expect(alerts.onStream()[0]).toMatchObject({ rule: 'r999', severity: 'P0' });
    alerts.tick();
    alerts.tick();
    expect([anew.length, events.map(({ event }) => event)]).toEqual([1, ['alertCounts']]);
    alerts.observe([over('r1')]);
    expect(events.at(-2)).toMatchObject({ event: 'alert', data: { rule: 'r1', state: 'resolved' } });
  });

  it('one that flaps is left open after twenty times within an hour, and ends when it has been quiet for five minutes', async () => {
    const clock = createManualClock(AT);
    const { alerts, taken, store } = startDetecting(clock, { incident: INCIDENT });
    const flap = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        alerts.observe([firing('a')]);
        await clock.advance(1_000);
        alerts.observe([{ subject: subject('a'), standing: standing('inactive', { endsAt: clock.nowMs() }) }]);
        await clock.advance(1_000);
        alerts.tick();
      }
    };
    await flap(1_000);
    const endedAt = clock.nowMs() - 1_000;
    expect(taken.filter(({ what }) => what === 'fired')).toHaveLength(20);
    expect(store.read.get('SELECT count(*) AS n FROM alerts')).toEqual({ n: 20 });
    expect(alerts.active()).toMatchObject([{ state: 'firing', confirmed: false }]);
    await clock.advance(299_000);
    alerts.tick();
    expect(taken.at(-1)?.alert.endsAt).toBe(new Date(endedAt).toISOString());
    expect(alerts.active()).toEqual([]);
    await clock.advance(3_600_000);
    alerts.tick();
    await flap(3);
    expect(taken.filter(({ what }) => what === 'fired')).toHaveLength(23);
  });

  it('those that no incident has are forgotten a month after their end', async () => {
    const clock = createManualClock(AT);
    const store = memoryStore(clock);
    const has = (): string[] => store.read.all<{ key: string }>('SELECT key FROM alerts ORDER BY key').map(({ key }) => key);
    const ended = (key: string, options: Parameters<typeof startDetecting>[1]): void => {
      const { alerts } = startDetecting(clock, { store, ...options });
      alerts.observe([firing(key)]);
      alerts.observe([over(key)]);
    };
    ended('of-none', { incident: null });
    ended('of-one', { incident: INCIDENT });
    const { alerts } = startDetecting(clock, { store });
    alerts.observe([firing('still-firing')]);
    await clock.advance(29 * 86_400_000);
    alerts.tick();
    expect(has()).toEqual(['of-none', 'of-one', 'still-firing']);
    await clock.advance(2 * 86_400_000);
    alerts.tick();
    expect(has()).toEqual(['of-one', 'still-firing']);
  });

  it('pages through what is over, the newest end first, each once', () => {
    const clock = createManualClock(AT);
    const { alerts } = startDetecting(clock);
    for (let index = 0; index < 25; index += 1) {
      alerts.observe([firing(`r${index}`)]);
      alerts.observe([{ subject: subject(`r${index}`), standing: standing('inactive', { endsAt: epochMs(AT + Math.floor(index / 3) * 1_000) }) }]);
    }
    const seen: Alert[] = [];
    let before: { endsAt: EpochMs; id: string } | null = null;
    do {
      const page: Alert[] = alerts.resolved(before, 10);
      seen.push(...page);
      const last = page.at(-1);
      before = last?.endsAt ? { endsAt: epochMs(Date.parse(last.endsAt)), id: last.id } : null;
      if (page.length < 10) break;
    } while (before !== null);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(25);
    expect(seen.map(({ endsAt }) => endsAt)).toEqual(seen.map(({ endsAt }) => endsAt).sort((a, b) => (a! < b! ? 1 : -1)));
  });

  it('an alert of a private incident has only its face on the stream', () => {
    const secret = { ...firing('brute-force', { labels: { user: 'mallory' } }) };
    const { alerts, events } = startDetecting(createManualClock(AT), { incident: INCIDENT, isPrivate: () => true });
    alerts.observe([secret]);
    const shown = [...alerts.onStream(), ...events.flatMap((event) => (event.event === 'alert' ? [event.data] : []))];
    expect(shown).toHaveLength(2);
    for (const alert of shown) expect(JSON.stringify(alert)).not.toMatch(/brute|mallory|checkout/);
    expect(alertFace(alerts.active()[0]!)).toMatchObject({ name: 'Security event', severity: 'P1', state: 'firing' });
  });
});

describe('the webhook of an Alertmanager', () => {
  const received = (changes: object) => ({ status: 'firing' as const, labels: { alertname: 'HighErrors', severity: 'critical', service: 'Checkout API' }, annotations: { summary: 'Errors at 12 %' }, startsAt: '2026-01-15T11:58:00.000Z', endsAt: '0001-01-01T00:00:00Z', generatorURL: '', ...changes });

  const read = (changes: object, now: EpochMs): Observation => observationOf(readAlertmanager(received(changes), [CHECKOUT]), now);

  it('becomes an alert of the service that it names, by id or by name', () => {
    const { subject, standing } = read({}, AT);
    expect(subject).toMatchObject({ rule: 'alertmanager:HighErrors', name: 'Errors at 12 %', service: 'checkout', severity: 'P1', facts: { mode: 'open', origin: 'alert' } });
    expect(standing).toMatchObject({ state: 'firing', startsAt: Date.parse('2026-01-15T11:58:00Z') });
  });

  it('sent again is the same alert, whatever order its labels stand in; resolved it ends at its own time', () => {
    const { alerts, taken } = startDetecting(createManualClock(AT), { incident: INCIDENT });
    const turned = { service: 'Checkout API', severity: 'critical', alertname: 'HighErrors' };
    alerts.observe([read({}, AT)]);
    alerts.observe([read({ labels: turned }, epochMs(AT + 60_000))]);
    alerts.observe([read({ status: 'resolved', endsAt: '2026-01-15T12:03:00.000Z' }, epochMs(AT + 200_000))]);
    expect(taken.map(({ what, alert }) => [what, alert.endsAt])).toEqual([['fired', null], ['ended', '2026-01-15T12:03:00.000Z']]);
  });

  it('of an unknown service is kept without one, and without a severity it is minor', () => {
    expect(read({ labels: { alertname: 'X', service: 'billing' } }, AT).subject).toMatchObject({ service: null, severity: 'P2', facts: { mode: 'propose', services: [] } });
  });

  it('is text: what it says is cut and cleaned before it becomes a title', () => {
    const { subject } = read({ annotations: { summary: `\u202E${'x'.repeat(5_000)}` } }, AT);
    expect(subject.name.length).toBeLessThanOrEqual(201);
    expect(subject.name).not.toContain('\u202E');
  });
});

it('a window keeps silent only what began in it', () => {
  const window = 'deploy' as MaintenanceId;
  let active: MaintenanceId | null = null;
  const { alerts } = startDetecting(createManualClock(AT), { incident: INCIDENT, suppressedBy: () => active });
  alerts.observe([firing('before')]);
  active = window;
  alerts.observe([firing('before'), firing('within')]);
  expect(Object.fromEntries(alerts.active().map(({ rule, suppressedBy }) => [rule, suppressedBy]))).toEqual({ before: null, within: 'deploy' });
});

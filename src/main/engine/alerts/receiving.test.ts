import { describe, expect, it } from 'vitest';
import type { IncidentId, ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { memoryStore, startDetecting } from '../detection/testing/detecting.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { createManualClock, settle, type ManualClock } from '../testing/manual-clock.ts';
import { receivedKeys } from '../../store/migrations/0160-received-keys.ts';
import type { Store } from '../../store/store.ts';
import { readAlertmanager } from '../hooks/alertmanager.ts';
import type { ReceivedAlert } from './received.ts';
import { withOperator } from '../../../shared/model/label-matcher.ts';
import { createWatchdogs } from './watchdogs.ts';
import { createReceiving } from './receiving.ts';

const HOUR = 3_600_000;
const INCIDENT = 'INC-2026-0001' as IncidentId;

function start(options: { clock?: ManualClock; store?: Store; mostActive?: number } = {}) {
  const clock = options.clock ?? createManualClock();
  const store = options.store ?? memoryStore(clock);
  const detecting = startDetecting(clock, { store, incident: INCIDENT });
  const notes: string[] = [];
  const problems: (string | null)[] = [];
  const blind = new Set<SourceId>();
  const watchdogs = createWatchdogs({ clock, configured: () => [{ source: 'am' as SourceId, matchers: [withOperator('alertname', '=', 'Watchdog')] }] });
  const receiving = createReceiving({ clock, alerts: detecting.alerts, watchdogs, blind: () => blind, onProblem: (message) => void problems.push(message), note: (_, text) => void notes.push(text), ...(options.mostActive === undefined ? {} : { mostActive: options.mostActive }) });
  const instant = (ms: number): string => new Date(ms).toISOString();
  const alert = (name: string, changes: object = {}): ReceivedAlert => readAlertmanager({ status: 'firing', labels: { alertname: name, severity: 'critical' }, annotations: {}, startsAt: instant(clock.nowMs()), endsAt: '0001-01-01T00:00:00Z', generatorURL: '', ...changes }, [{ id: 'checkout' as ServiceId, name: 'Checkout API' }]);
  /** Lets so much time pass, looking now and then. */
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 600_000) {
      await clock.advance(Math.min(600_000, ms - passed));
      receiving.tick();
      detecting.alerts.tick();
    }
  };
  return { clock, ...detecting, receiving, notes, problems, blind, watchdogs, alert, instant, pass, names: () => detecting.alerts.active().map(({ name }) => name) };
}

describe('alerts that others send', () => {
  it('are over a day after they were last reported, and the incident says that nobody has said so', async () => {
    const told = start();
    await told.receiving.take([told.alert('Gone'), told.alert('Repeated')]);
    await told.pass(20 * HOUR);
    await told.receiving.take([told.alert('Repeated')]);
    await told.pass(5 * HOUR);
    expect(told.names()).toEqual(['Repeated']);
    expect(told.taken.filter(({ what }) => what === 'ended')).toMatchObject([{ alert: { name: 'Gone', incident: INCIDENT } }]);
    expect(told.notes).toEqual(['"Gone" is not reported any more: taken as over, though nobody has said so.']);
    await told.pass(20 * HOUR);
    expect(told.names()).toEqual([]);
  });

  it('with an end ahead are over then, unless they are sent again', async () => {
    const told = start();
    const until = (hours: number) => ({ endsAt: told.instant(told.clock.nowMs() + hours * HOUR) });
    await told.receiving.take([told.alert('Short', until(1)), told.alert('Long', until(1))]);
    await told.pass(0.5 * HOUR);
    await told.receiving.take([told.alert('Long', until(3))]);
    await told.pass(HOUR);
    expect(told.names()).toEqual(['Long']);
  });

  it('are believed as long after a restart as before it, but not called confirmed', async () => {
    const before = start();
    await before.receiving.take([before.alert('Gone')]);
    await before.pass(23 * HOUR);
    await before.receiving.take([before.alert('Gone')]);
    before.alerts.tick();
    const after = start({ clock: before.clock, store: before.store });
    await after.pass(2 * HOUR);
    expect(after.alerts.active()).toMatchObject([{ name: 'Gone', state: 'firing', confirmed: false }]);
    await after.receiving.take([after.alert('Gone')]);
    expect(after.alerts.active()).toMatchObject([{ confirmed: true }]);
    await after.pass(25 * HOUR);
    expect(after.names()).toEqual([]);
    expect(after.store.read.all('SELECT key FROM rule_state')).toEqual([]);
  });

  it('are taken a few at a time, so that a large webhook holds nothing up', async () => {
    const told = start();
    let done = false;
    const taking = told.receiving.take(Array.from({ length: 120 }, (_, index) => told.alert(`A${index}`))).then((taken) => (done = taken === 120));
    await settle();
    expect([told.alerts.counts().firing, done]).toEqual([50, false]);
    await told.clock.advance(1);
    await taking;
    expect([told.alerts.counts().firing, done]).toEqual([120, true]);
  });

  it('are bounded: what is more than anybody can use is only counted, and said', async () => {
    const told = start({ mostActive: 200 });
    const flood = async (from: number, count: number): Promise<number> => {
      const taking = told.receiving.take(Array.from({ length: count }, (_, index) => told.alert(`A${from + index}`)));
      for (let step = 0; step < 5; step += 1) await told.clock.advance(1);
      return taking;
    };
    expect(await flood(0, 190)).toBe(190);
    expect(await flood(185, 20)).toBe(15);
    expect(await flood(185, 20)).toBe(15);
    expect(told.problems.at(-1)).toBe('200 alerts that others told are active, and 10 more were only counted. Group or route them where they are sent.');
    expect(await told.receiving.take([told.alert('A1', { status: 'resolved' })])).toBe(1);
    await told.pass(20_000);
    expect(told.problems.at(-1)).toBeNull();
  });

  it('keep of labels and annotations what anybody reads, and know each other by all of them', async () => {
    const told = start();
    const labels = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`label${index}`, 'x'.repeat(4_000)]));
    await told.receiving.take([told.alert('Long', { labels, annotations: labels }), told.alert('Long', { labels: { ...labels, label99: 'y' } })]);
    expect(told.alerts.counts().firing).toBe(2);
    expect(JSON.stringify(told.alerts.active()[0]).length).toBeLessThan(40_000);
    await told.receiving.take([told.alert('Twice'), told.alert('Twice'), told.alert('Both'), told.alert('Both', { status: 'resolved' })]);
    expect(told.names().filter((name) => name === 'Twice' || name === 'Both')).toEqual(['Twice']);
    await told.receiving.take([told.alert('Ahead', { startsAt: told.instant(told.clock.nowMs() + HOUR) })]);
    expect(told.alerts.active().every(({ startsAt }) => Date.parse(startsAt) <= told.clock.nowMs())).toBe(true);
  });

  it('of a source that tells everything are over when it no longer tells them, and no others are', async () => {
    const told = start();
    const from = (source: string, ...names: string[]): ReceivedAlert[] => names.map((name) => ({ ...told.alert(name), source: source as SourceId }));
    await told.receiving.take([told.alert('Sent and fetched'), told.alert('Sent')]);
    await told.receiving.takeAll('alertmanager', 'am' as SourceId, from('am', 'Sent and fetched', 'Fetched'), true);
    await told.receiving.takeAll('alertmanager', 'other' as SourceId, from('other', 'Elsewhere'), true);
    expect(told.names().toSorted()).toEqual(['Elsewhere', 'Fetched', 'Sent', 'Sent and fetched']);
    await told.receiving.take([told.alert('Sent and fetched')]);
    await told.receiving.takeAll('alertmanager', 'am' as SourceId, from('am', 'Fetched'), true);
    expect(told.names().toSorted()).toEqual(['Elsewhere', 'Fetched', 'Sent']);
    await told.receiving.takeAll('grafana', 'am' as SourceId, [], true);
    expect(told.names()).toContain('Fetched');
    await told.receiving.takeAll('alertmanager', 'am' as SourceId, [], true);
    expect(told.names().toSorted()).toEqual(['Elsewhere', 'Sent']);
  });

  it('that were kept before they were told apart by their sender are the same alerts after an update', async () => {
    const told = start();
    await told.receiving.take([told.alert('Old')]);
    told.alerts.tick();
    for (const table of ['alerts', 'rule_state']) told.store.write?.run(`UPDATE ${table} SET key = replace(key, 'alertmanager' || char(10), '')`);
    if (told.store.write !== null) receivedKeys.up(told.store.write);
    const after = start({ clock: told.clock, store: told.store });
    await after.receiving.take([after.alert('Old', { status: 'resolved' })]);
    expect(after.names()).toEqual([]);
    expect(after.taken).toMatchObject([{ what: 'ended', alert: { name: 'Old' } }]);
  });
});

describe('alerts of a source that tells what it keeps silent', () => {
  const SOURCE = 'am' as SourceId;
  const SILENCED = { by: 'silence', ids: ['s1'] } as const;
  const muted = (told: ReturnType<typeof start>, name: string, by: ReceivedAlert['muted']): ReceivedAlert => ({ ...told.alert(name), source: SOURCE, ...(by === undefined ? {} : { muted: by }) });
  const names = ({ taken }: ReturnType<typeof start>): string[] => taken.map(({ what, alert }) => `${alert.name} ${what}`);

  it('open no incident while it does, and are heard from the moment on that it no longer does', async () => {
    const told = start();
    await told.receiving.takeAll('alertmanager', SOURCE, [muted(told, 'Hushed', { ...SILENCED, ids: ['s1'] }), muted(told, 'Loud', null)], true);
    expect(names(told)).toEqual(['Loud fired']);
    expect(told.alerts.counts()).toEqual({ firing: 1, pending: 0, suppressed: 1 });
    expect(told.alerts.active().find(({ name }) => name === 'Hushed')).toMatchObject({ state: 'firing', incident: null, muted: SILENCED });

    await told.clock.advance(600_000);
    await told.receiving.takeAll('alertmanager', SOURCE, [muted(told, 'Hushed', null), muted(told, 'Loud', null)], true);
    expect(names(told)).toEqual(['Loud fired', 'Hushed fired']);
    expect(told.taken[1]?.alert).toMatchObject({ firedAt: told.instant(told.clock.nowMs()), startsAt: told.instant(told.clock.nowMs() - 600_000) });
    await told.receiving.takeAll('alertmanager', SOURCE, [muted(told, 'Hushed', null), muted(told, 'Loud', null)], true);
    expect(names(told)).toHaveLength(2);
  });

  it('stay with the incident that has them when they are silenced later, and what a webhook says of one tells nothing of silences', async () => {
    const told = start();
    await told.receiving.take([told.alert('Known')]);
    await told.receiving.takeAll('alertmanager', SOURCE, [muted(told, 'Known', { ...SILENCED, ids: ['s1'] })], true);
    expect(told.alerts.active()).toMatchObject([{ incident: INCIDENT, muted: SILENCED }]);
    await told.receiving.take([told.alert('Known')]);
    expect(told.alerts.active()).toMatchObject([{ incident: INCIDENT, muted: SILENCED }]);
    await told.receiving.takeAll('alertmanager', SOURCE, [muted(told, 'Known', null)], true);
    expect(told.alerts.active()).toMatchObject([{ muted: null }]);
    expect(names(told)).toEqual(['Known fired']);
  });

  it('are no longer confirmed, rather than over, while it may not tell all of them, and while it tells nothing', async () => {
    const told = start();
    await told.receiving.takeAll('alertmanager', SOURCE, [muted(told, 'A', null), muted(told, 'B', null)], true);
    await told.receiving.takeAll('alertmanager', SOURCE, [muted(told, 'A', null)], false);
    const confirmed = (): unknown => Object.fromEntries(told.alerts.active().map(({ name, confirmed }) => [name, confirmed]));
    expect(confirmed()).toEqual({ A: true, B: false });
    told.blind.add(SOURCE);
    await told.clock.advance(10_000);
    told.receiving.tick();
    expect(confirmed()).toEqual({ A: false, B: false });
    told.blind.clear();
    await told.receiving.takeAll('alertmanager', SOURCE, [muted(told, 'A', null)], true);
    expect(confirmed()).toEqual({ A: true });
  });

  it('are the same when they are told again, and an older word changes nothing', async () => {
    const told = start();
    const at = (minutes: number): string => told.instant(told.clock.nowMs() + minutes * 60_000);
    const began = { startsAt: at(-10) };
    const over = { ...began, status: 'resolved', endsAt: at(-5) };
    await told.receiving.take([told.alert('A', began), told.alert('A', began), told.alert('A', over)]);
    expect(told.taken.map(({ what }) => what)).toEqual(['fired', 'ended']);
    // The first message is played back, then the second.
    await told.receiving.take([told.alert('A', began)]);
    await told.receiving.take([told.alert('A', over)]);
    expect(told.taken).toHaveLength(2);
    // It fires anew, and the end of the time before comes late.
    await told.receiving.take([told.alert('A', { startsAt: at(-1) })]);
    await told.receiving.take([told.alert('A', over)]);
    expect(told.names()).toEqual(['A']);
    // The end overtakes the beginning.
    await told.receiving.take([told.alert('B', over)]);
    await told.receiving.take([told.alert('B', began)]);
    expect(told.names()).toEqual(['A']);
    // An Alertmanager that took it as over because it heard nothing says again that it goes on.
    await told.pass(6 * 60_000);
    await told.receiving.take([told.alert('B', began)]);
    expect(told.names().toSorted()).toEqual(['A', 'B']);
  });

  it('go by the time at which their sender told them, where it says that', async () => {
    const told = start();
    const word = (minutes: number, state: 'firing' | 'resolved'): ReceivedAlert => ({ ...told.alert('T'), state, startsAt: null, toldAt: epochMs(told.clock.nowMs() + minutes * 60_000) });
    await told.receiving.take([word(-1, 'resolved'), word(-2, 'firing')]);
    expect(told.names()).toEqual([]);
    await told.receiving.take([word(0, 'firing'), word(-1, 'resolved')]);
    expect(told.names()).toEqual(['T']);
    await told.pass(HOUR);
    await told.receiving.take([word(-61, 'resolved')]);
    expect(told.names()).toEqual(['T']);
    await told.receiving.take([word(0, 'resolved')]);
    expect(told.names()).toEqual([]);
  });
});

describe('an alert that always fires', () => {
  it('becomes no alert however it comes, and is known to have been sent', async () => {
    const told = start();
    const source = 'am' as SourceId;
    expect(await told.receiving.take([told.alert('Watchdog'), told.alert('Real')])).toBe(1);
    await told.receiving.takeAll('alertmanager', source, [{ ...told.alert('Watchdog'), source }], true);
    expect(told.names()).toEqual(['Real']);
    expect(told.watchdogs.lastSent(source)).toBe(told.clock.nowMs());
    await told.clock.advance(60_000);
    await told.receiving.take([told.alert('Watchdog', { status: 'resolved' })]);
    await told.receiving.takeAll('alertmanager', source, [{ ...told.alert('Watchdog'), source }], true);
    await told.receiving.take([{ ...told.alert('Watchdog'), source: 'other' as SourceId }]);
    expect(told.watchdogs.lastSent(source)).toBe(told.clock.nowMs() - 60_000);
  });
});

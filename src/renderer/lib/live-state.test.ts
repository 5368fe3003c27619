import { describe, expect, it } from 'vitest';
import { ONLY_CONSOLE } from '../../shared/model/console.ts';
import { NO_CONTINUITY } from '../../shared/model/continuity/plan.ts';
import type { LiveEvent, Snapshot } from '../../shared/contract/events.ts';
import type { Signal } from '../../shared/model/entities.ts';
import { ServiceId, SignalId, SourceId } from '../../shared/model/ids.ts';
import { epochMs, toRfc3339 } from '../../shared/model/units.ts';
import { createLiveStore, type LiveStore } from './live-store.ts';

const T0 = Date.UTC(2026, 10, 21, 14, 0, 0);
const at = (ms: number) => toRfc3339(epochMs(T0 + ms));
const id = SignalId.parse('checkout-p95');
const within = { state: 'within', rule: null, severity: null, count: 0, needed: 1, since: null } as const;
const signal: Signal = {
  id, name: 'p95', service: ServiceId.parse('checkout'), kind: 'latency', unit: 's', stat: 'p95', source: SourceId.parse('prom'), query: 'q', select: null,
  intervalMs: 5_000, freshness: 'live', freshnessSince: at(0), latest: null, error: null, thresholds: [], breach: within, openUrl: null,
};
const snapshot = (now: number, signals: Signal[] = [signal]): LiveEvent => {
  const data: Snapshot = {
    workspace: { name: 'Acme', timeZone: 'UTC', demo: false, version: '1', writable: true },
    services: [], signals, sources: [], problems: [], presence: [], demoFaults: [],
    incidents: [], alerts: [], alertCounts: { firing: 0, pending: 0, suppressed: 0 }, maintenance: [], continuity: NO_CONTINUITY, console: ONLY_CONSOLE, now: at(now),
  };
  return { event: 'snapshot', data };
};
const reading = (ms: number, value: number, of = id): LiveEvent => ({
  event: 'reading',
  data: { signal: of, time: at(ms), evaluatedAt: at(ms), receivedAt: at(ms), value, noValue: null, breach: within, intervalMs: 5_000 },
});
const tick = (ms: number, n: number): LiveEvent => ({ event: 'tick', data: { now: at(ms), n } });

/** A store whose time is moved by hand. */
function harness() {
  let mono = 1_000;
  let check = () => {};
  const waiting: (() => void)[] = [];
  const live = createLiveStore({
    monotonicMs: () => mono,
    every: (_ms, run) => {
      check = run;
      return () => {};
    },
    soon: (run) => waiting.push(run),
  });
  live.startChecks();
  return {
    live,
    advance: (ms: number) => {
      mono += ms;
      check();
    },
    send: (...events: LiveEvent[]) => {
      for (const event of events) live.apply(event);
      for (const run of waiting.splice(0)) run();
    },
  };
}
const stateOf = (live: LiveStore) => live.store.getState();

describe('the state of a screen', () => {
  it('shows the newest reading of a signal and leaves the others as they are', () => {
    const { live, send } = harness();
    const other = { ...signal, id: SignalId.parse('other') };
    send(snapshot(0, [signal, other]), reading(5_000, 0.4), reading(10_000, 2.4));
    expect(stateOf(live).signals.get(id)?.latest).toMatchObject({ value: 2.4, time: at(10_000) });
    expect(stateOf(live).signals.get(other.id)).toBe(other);
  });

  it('changes once for everything that arrives together', () => {
    const { live, send } = harness();
    send(snapshot(0));
    let changes = 0;
    live.store.subscribe(() => changes++);
    send(...Array.from({ length: 36 }, (_, i) => reading(i * 1_000, i)), tick(36_000, 1));
    expect(changes).toBe(1);
    expect(stateOf(live).signals.get(id)?.latest?.value).toBe(35);
  });

  it('ignores a reading of a signal it does not know, and a new snapshot replaces everything', () => {
    const { live, send } = harness();
    send(snapshot(0), reading(1_000, 1, SignalId.parse('gone')));
    expect([...stateOf(live).signals.keys()]).toEqual([id]);
    send(reading(2_000, 9), snapshot(3_000, []));
    expect(stateOf(live).signals.size).toBe(0);
  });

  it('counts ages on the engine’s clock, whatever this machine’s clock says', () => {
    const { live, advance, send } = harness();
    expect(live.engineNow()).toBeNull();
    live.setLink('open');
    send(snapshot(0), tick(1_000, 1));
    advance(2_500);
    expect(live.engineNow()).toBe(T0 + 3_500);
  });
});

describe('a signal of a source that takes its time', () => {
  it('shows the delay that was learned with its readings, before the next snapshot', () => {
    const { live, send } = harness();
    send(snapshot(0));
    send({ event: 'reading', data: { signal: id, time: at(0), evaluatedAt: at(40_000), receivedAt: at(40_000), value: 1, noValue: null, breach: within, intervalMs: 20_000, usualAgeMs: 40_000 } });
    expect(stateOf(live).signals.get(id)).toMatchObject({ intervalMs: 20_000, usualAgeMs: 40_000 });
  });
});

describe('a signal that has no value any more', () => {
  const empty = (ms: number): LiveEvent => ({ event: 'reading', data: { signal: id, time: at(ms), evaluatedAt: at(ms), receivedAt: at(ms), value: null, noValue: 'empty', breach: within, intervalMs: 5_000 } });
  const known = (live: LiveStore) => stateOf(live).lastKnown.get(id);

  it('keeps its last value with the time of that value, also when all comes in one batch', () => {
    const { live, send } = harness();
    send(snapshot(0));
    expect(known(live)).toBeUndefined();
    send(reading(5_000, 0.246), empty(10_000), tick(10_000, 1), empty(15_000));
    expect(known(live)).toEqual({ value: 0.246, time: T0 + 5_000 });
    send(reading(20_000, 0.3), empty(25_000));
    expect(known(live)).toEqual({ value: 0.3, time: T0 + 20_000 });
  });

  it('keeps it through a new snapshot, and forgets it with the signal', () => {
    const { live, send } = harness();
    send(snapshot(0), reading(5_000, 0.246));
    send(snapshot(6_000));
    expect(known(live)).toEqual({ value: 0.246, time: T0 + 5_000 });
    send(snapshot(7_000));
    expect(known(live)?.value).toBe(0.246);
    send(snapshot(8_000, []));
    expect(known(live)).toBeUndefined();
  });
});

describe('whether the engine lives', () => {
  it('is live while ticks come, stopped 2 s after the last although the link is open, and live again with the next', () => {
    const { live, advance, send } = harness();
    live.setLink('open');
    send(snapshot(0), tick(0, 1));
    expect(stateOf(live).status.state).toBe('live');
    advance(2_000);
    expect(stateOf(live).status.state).toBe('live');
    advance(1);
    expect(stateOf(live).status).toEqual({ state: 'stopped', since: T0, refused: false });
    send(tick(2_100, 2));
    expect(stateOf(live).status.state).toBe('live');
  });

  it('does not take a snapshot or a reading for a sign of life: a shell could replay them for a dead engine', () => {
    const { live, advance, send } = harness();
    live.setLink('open');
    send(snapshot(0));
    expect(stateOf(live).status.state).toBe('connecting');
    advance(2_001);
    send(reading(2_000, 1));
    expect(stateOf(live).status.state).toBe('stopped');
  });

  it('says that it cannot be reached since the last tick, and that it may not when it was refused', () => {
    const { live, advance, send } = harness();
    live.setLink('open');
    send(snapshot(0), tick(1_000, 1));
    advance(500);
    live.setLink('lost');
    expect(stateOf(live).status).toEqual({ state: 'unreachable', since: T0 + 1_000, refused: false });
    live.setLink('connecting');
    expect(stateOf(live).status.state).toBe('unreachable');
    live.setLink('refused');
    expect(stateOf(live).status).toMatchObject({ state: 'unreachable', refused: true });
  });

  it('resumes without a snapshot: what it knew stays, and the next tick makes it live', () => {
    const { live, advance, send } = harness();
    live.setLink('open');
    send(snapshot(0), reading(1_000, 0.5), tick(1_000, 1));
    live.setLink('lost');
    advance(4_000);
    live.setLink('open');
    expect(stateOf(live).status.state).toBe('connecting');
    send(reading(5_000, 0.7), tick(5_000, 5));
    expect(stateOf(live).status.state).toBe('live');
    expect(stateOf(live).signals.get(id)?.latest?.value).toBe(0.7);
    expect(stateOf(live).lostTicks).toBe(3);
  });

  it('counts from the first loss while it was never heard, however often it tries again', () => {
    const { live, advance, send } = harness();
    live.setLink('open');
    send(snapshot(0));
    advance(1_000);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      live.setLink('lost');
      expect(stateOf(live).status).toEqual({ state: 'unreachable', since: T0 + 1_000, refused: false });
      advance(3_000);
      live.setLink('connecting');
      expect(stateOf(live).status).toEqual({ state: 'unreachable', since: T0 + 1_000, refused: false });
    }
    live.setLink('open');
    send(tick(20_000, 1));
    advance(500);
    live.setLink('lost');
    expect(stateOf(live).status.since).toBe(T0 + 20_000);
  });

  it('takes an engine that began again (ticks from 1) for a new one, not for lost ticks', () => {
    const { live, send } = harness();
    live.setLink('open');
    send(snapshot(0), tick(0, 900), tick(1_000, 1), tick(2_000, 2));
    expect(stateOf(live).lostTicks).toBe(0);
  });
});

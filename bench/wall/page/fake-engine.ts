import { ONLY_CONSOLE } from '../../../src/shared/model/console.ts';
import { NO_CONTINUITY } from '../../../src/shared/model/continuity/plan.ts';
import type { Unit } from '../../../src/shared/model/config.ts';
import type { Freshness, Point, Signal, Threshold } from '../../../src/shared/model/entities.ts';
import type { CallInput } from '../../../src/shared/contract/contract.ts';
import type { LiveEvent } from '../../../src/shared/contract/events.ts';
import { RuleId, ServiceId, SignalId, SourceId } from '../../../src/shared/model/ids.ts';
import { fail, ok } from '../../../src/shared/model/result.ts';
import { epochMs, toRfc3339 } from '../../../src/shared/model/units.ts';
import type { Client, LiveListener, Platform } from '../../../src/renderer/platform/ports.ts';

/** One made-up signal: its value is a function of time, so history and live readings agree. */
export interface FakeSignal {
  readonly id: SignalId;
  readonly unit: Unit;
  readonly intervalMs: number;
  /** NaN: no sample at that time. */
  readonly valueAt: (timeMs: number) => number;
  readonly thresholds?: readonly Threshold[];
  readonly freshness?: Freshness;
}

export const signalId = (text: string): SignalId => SignalId.parse(text);
const instant = (at: number): string => toRfc3339(epochMs(at));
const WITHIN = { state: 'within', rule: null, severity: null, count: 0, needed: 1, since: null } as const;

export const above = (limit: number): Threshold => ({ rule: RuleId.parse('limit'), above: limit, below: null, consecutive: 3, severity: 'P1' });

/** Noise that is the same for the same time and seed (mulberry32), between 0 and 1. */
export function noise(timeMs: number, seed: number): number {
  let t = (Math.floor(timeMs / 1_000) + seed * 7_919 + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

const toSignal = (fake: FakeSignal, now: number): Signal => ({
  id: fake.id,
  name: fake.id,
  service: ServiceId.parse('bench'),
  kind: 'latency',
  unit: fake.unit,
  stat: 'p95',
  source: SourceId.parse('bench'),
  query: 'made up',
  select: null,
  intervalMs: fake.intervalMs,
  freshness: fake.freshness ?? 'live',
  freshnessSince: instant(now),
  latest: null,
  error: null,
  thresholds: [...(fake.thresholds ?? [])],
  breach: { ...WITHIN },
  openUrl: null,
});

function pointsOf(fake: FakeSignal, from: number, to: number, maxPoints: number): Point[] {
  const step = Math.max(fake.intervalMs, Math.ceil((to - from) / maxPoints / fake.intervalMs) * fake.intervalMs);
  const points: Point[] = [];
  for (let start = Math.ceil(from / step) * step; start <= to; start += step) {
    const values: number[] = [];
    for (let at = start; at < start + step && at <= to; at += Math.max(fake.intervalMs, step / 20)) values.push(fake.valueAt(at));
    const known = values.filter((value) => !Number.isNaN(value));
    if (known.length === 0) continue;
    const avg = known.reduce((sum, value) => sum + value, 0) / known.length;
    points.push({ time: instant(start), min: Math.min(...known), max: Math.max(...known), avg, count: known.length });
  }
  return points;
}

export interface FakeEngine {
  readonly platform: Platform;
  /** One second of the engine: a reading of every signal that is due, and a tick. */
  readonly tick: () => void;
}

/** An engine without a server: what the renderer's ports would bring, made on the spot. */
export function createFakeEngine(signals: readonly FakeSignal[], now: () => number): FakeEngine {
  let listener: LiveListener | null = null;
  let ticks = 0;
  const emit = (event: LiveEvent) => listener?.event(event);
  const reading = (fake: FakeSignal, at: number) => {
    const value = fake.valueAt(at);
    if (Number.isNaN(value)) return;
    const time = instant(at);
    emit({ event: 'reading', data: { signal: fake.id, time, evaluatedAt: time, receivedAt: time, value, noValue: null, breach: { ...WITHIN }, intervalMs: fake.intervalMs } });
  };
  const tick = () => {
    const at = Math.floor(now() / 1_000) * 1_000;
    for (const fake of signals) if (at % fake.intervalMs === 0) reading(fake, at);
    emit({ event: 'tick', data: { now: instant(now()), n: ++ticks } });
  };
  // One function for all calls: only the points are answered here.
  const client = (async (name: string, input: CallInput<'signals.points'>) => {
    if (name !== 'signals.points') return fail('not_found', 'not part of this page');
    const fake = signals.find((each) => each.id === input.id);
    const to = Math.min(Date.parse(input.to), now());
    return { ok: true, value: { items: fake ? pointsOf(fake, Date.parse(input.from), to, Number(input.maxPoints ?? 1_000)) : [] } };
  }) as Client;
  const open = (to: LiveListener) => {
    listener = to;
    to.status('open');
    emit({
      event: 'snapshot',
      data: {
        workspace: { name: 'Bench', timeZone: 'Europe/Berlin', demo: false, version: '0', writable: true },
        services: [],
        signals: signals.map((fake) => toSignal(fake, now())),
        sources: [],
        problems: [],
        presence: [],
        demoFaults: [],
        incidents: [],
        alerts: [],
        alertCounts: { firing: 0, pending: 0, suppressed: 0 },
        continuity: NO_CONTINUITY,
        console: ONLY_CONSOLE,
        maintenance: [],
        now: instant(now()),
      },
    });
    tick();
    return () => {
      listener = null;
    };
  };
  const shell = { kind: 'browser', openExternal: () => {}, setFullscreen: async () => {}, isFullscreen: () => false, onFullscreen: () => () => {}, keepAwake: () => () => {} } as const;
  return { tick, platform: { client, live: { open, badEvents: () => 0 }, shell, printing: { makes: 'dialog', print: async () => ok('cancelled') }, saveFile: async () => ok('cancelled'), pair: null, enterPin: async () => ({ ok: true, value: {} }) } };
}

import { afterEach, expect } from 'vitest';
import { DATADOG_API_KEY, DATADOG_APP_KEY, startDatadog, type FakeDatadog } from '../../../../../../e2e/fakes/datadog.ts';
import { ServiceId } from '../../../../../shared/model/ids.ts';
import { durationMs, epochMs } from '../../../../../shared/model/units.ts';
import type { Clock } from '../../../ports.ts';
import type { PollOutcome, PollResult, SignalSpec, Source } from '../../source.ts';
import { createDatadogSource, type DatadogSetup } from '../source.ts';
import { realClock } from '../../../testing/real-clock.ts';

export const T = Date.parse('2026-11-02T14:00:00Z');
export const NEVER = new AbortController().signal;

/** A Datadog and a client of it on one clock that the test moves. */
export interface World {
  readonly datadog: FakeDatadog;
  readonly source: Source;
  now: number;
  /** Ours minus Datadog's. */
  skewMs: number;
  another(changes?: Changes): Source;
  /** One poll of all groups. */
  poll(signals: readonly SignalSpec[], on?: Source): Promise<readonly PollResult[]>;
  /** What one poll says of each signal, by id. */
  outcomes(signals: readonly SignalSpec[], on?: Source): Promise<Record<string, PollOutcome>>;
}

export interface Changes extends Partial<DatadogSetup> {
  readonly apiKey?: string;
  readonly applicationKey?: string;
  readonly timeoutMs?: number;
  readonly url?: string;
}

const worlds: { readonly datadog: FakeDatadog; readonly sources: Source[] }[] = [];
afterEach(async () => {
  for (const { datadog, sources } of worlds.splice(0)) {
    for (const source of sources) await source.close();
    await datadog.stop();
    expect(datadog.problems).toEqual([]);
  }
});

export async function startWorld(): Promise<World> {
  const time = { now: T, skewMs: 0 };
  const datadog = await startDatadog({ now: () => time.now });
  const sources: Source[] = [];
  worlds.push({ datadog, sources });
  const clock: Clock = { ...realClock, nowMs: () => epochMs(time.now + time.skewMs), monotonicMs: () => durationMs(time.now - T) };
  const another = ({ apiKey = DATADOG_API_KEY, applicationKey = DATADOG_APP_KEY, timeoutMs = 3_000, url = datadog.url, ...changes }: Changes = {}): Source => {
    const http = { url, auth: { kind: 'none' } as const, headers: { 'DD-API-KEY': apiKey, 'DD-APPLICATION-KEY': applicationKey }, tls: {}, timeoutMs: durationMs(timeoutMs) };
    const source = createDatadogSource({ http, site: 'US1 (datadoghq.com)', app: 'https://app.datadoghq.com', monitors: null, ...changes }, { clock, services: () => [{ id: ServiceId.parse('checkout'), name: 'Checkout API' }] });
    sources.push(source);
    return source;
  };
  const source = another();
  const poll = (signals: readonly SignalSpec[], on = source): Promise<PollResult[]> => Promise.all(on.plan(signals).map((group) => on.poll(group, NEVER)));
  return {
    datadog, source, another, poll,
    outcomes: async (signals, on) => Object.fromEntries((await poll(signals, on)).flatMap(({ outcomes }) => outcomes).map((outcome) => [outcome.signal, outcome])),
    get now() {
      return time.now;
    },
    set now(value) {
      time.now = value;
    },
    get skewMs() {
      return time.skewMs;
    },
    set skewMs(value) {
      time.skewMs = value;
    },
  };
}

/** A point each ten seconds until `until`, told by a function of its time. */
export const points = (from: number, until: number, value: (at: number) => number | null): (readonly [number, number | null])[] =>
  Array.from({ length: Math.max(0, Math.floor((until - from) / 10_000)) }, (_, index) => {
    const at = from + index * 10_000;
    return [at, value(at)] as const;
  });

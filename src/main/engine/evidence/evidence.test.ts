import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { IncidentId, ServiceId, SignalId, SourceId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { evidence as evidenceTables } from '../../store/migrations/0060-evidence.ts';
import { openStore } from '../../store/open.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { createManualClock, settle, silentLog } from '../testing/manual-clock.ts';
import { packSamples, unpackSamples, type EvidenceSample } from './pack.ts';
import { createEvidence, type EvidenceDeps } from './service.ts';

const INCIDENT = 'INC-2026-0001' as IncidentId;
const SIGNAL = 'checkout-p95' as SignalId;
const MINUTE = 60_000;
const MANY = 1_000;

/** A signal sampled once a second that memory holds for so long, a source that knows more, and one incident. */
function start(options: { heldMs?: number; signals?: readonly SignalId[]; store?: ReturnType<typeof openStore>; clock?: ReturnType<typeof createManualClock>; history?: EvidenceDeps['history']; samples?: EvidenceDeps['samples'] } = {}) {
  const clock = options.clock ?? createManualClock();
  const store = options.store ?? openStore({ file: ':memory:', clock, log: silentLog, migrations: [evidenceTables] });
  const startedAt = clock.nowMs();
  const valueAt = (time: number): number => Math.sin(time / 7_777) + 2;
  const between = (from: number, to: number): EvidenceSample[] => {
    const samples: EvidenceSample[] = [];
    for (let time = Math.ceil(from / 1_000) * 1_000; time <= to; time += 1_000) samples.push({ time: epochMs(time), value: valueAt(time) });
    return samples;
  };
  const asked: { from: EpochMs; to: EpochMs }[] = [];
  const appended: string[] = [];
  const record = { current: recordOf(epochMs(clock.nowMs() - 10_000)) as IncidentRecord | null };
  const evidence = createEvidence({
    db: { read: store.read, write: store.write }, clock, log: silentLog,
    signalsOf: () => (options.signals ?? [SIGNAL]).map((id) => ({ id, name: 'p95 latency', unit: 's', kind: 'latency', query: 'histogram_quantile(…)', source: 'prom' as SourceId, intervalMs: durationMs(1_000) })),
    samples: options.samples ?? ((_signal, from, to) => between(Math.max(from, startedAt - (options.heldMs ?? 30 * MINUTE)), Math.min(to, clock.nowMs()))),
    history: options.history ?? (async (_signal, from, to) => (asked.push({ from, to }), between(from, to))),
    liveSince: epochMs(startedAt - (options.heldMs ?? 30 * MINUTE)),
    record: () => record.current,
    append: (_incident, fact) => void appended.push(fact.type),
  });
  const run = async (ms: number): Promise<void> => {
    for (let i = 0; i < ms; i += 10_000) {
      await clock.advance(Math.min(10_000, ms - i));
      evidence.tick();
    }
  };
  return { clock, store, evidence, record, run, asked, appended, valueAt };
}

function recordOf(onset: EpochMs, changes: Partial<IncidentRecord> = {}): IncidentRecord {
  const at = (time: EpochMs) => [{ at: toRfc3339(time), source: 'data' as const, by: { kind: 'holdfast' as const, id: 'holdfast', name: 'Holdfast' }, recordedAt: toRfc3339(time), reason: null, noEarlierThan: false }];
  return { id: INCIDENT, standing: 'declared', state: 'detected', services: ['checkout' as ServiceId], instants: { impactStartedAt: at(onset) }, changedAt: onset, ...changes } as IncidentRecord;
}

describe('the evidence of an incident', () => {
  it('of many services is begun some series at a time, each from an hour before onset', async () => {
    const signals = Array.from({ length: 25 }, (_, index) => `signal-${index}` as SignalId);
    const { clock, evidence } = start({ signals, history: async () => [] });
    const from = clock.nowMs() - 10_000 - 60 * MINUTE;
    const begun: number[] = [];
    for (let second = 0; second < 4; second += 1) {
      begun.push(evidence.follow(INCIDENT, 10));
      await clock.advance(1_000);
    }
    expect(begun).toEqual([10, 10, 5, 0]);
    expect(evidence.list(INCIDENT).map(({ signal, from }) => [signal, Date.parse(from)])).toEqual(signals.toSorted().map((signal) => [signal, from]));
  });

  it('of many incidents is recorded in turns, so that no second holds the engine up, and nothing is left out', async () => {
    const { clock, store, evidence } = start({ history: async () => [] });
    const incidents = Array.from({ length: 35 }, (_, index) => `INC-2026-${String(index + 1).padStart(4, '0')}` as IncidentId);
    for (const incident of incidents) evidence.follow(incident, MANY);
    await settle();
    const chunks = (): number => store.read.get<{ n: number }>('SELECT count(*) AS n FROM evidence_chunks')?.n ?? 0;
    const turns: number[] = [];
    for (let second = 0; second < 70; second += 1) {
      const before = chunks();
      await clock.advance(1_000);
      evidence.tick();
      if (chunks() > before) turns.push(chunks() - before);
    }
    expect(turns).toEqual([10, 10, 10, 5]);
    // The first to be recorded has what came until then.
    for (const incident of incidents) expect(evidence.points(incident, SIGNAL, null, null, 50_000).length).toBeGreaterThanOrEqual(30 * 60 + 60);
  });

  it('reaches from an hour before onset until half an hour after resolution, every sample as it came', async () => {
    const { clock, evidence, record, run, valueAt, appended } = start();
    const onset = epochMs(clock.nowMs() - 10_000);
    evidence.follow(INCIDENT, MANY);
    await settle();
    await run(20 * MINUTE);
    const resolvedAt = clock.nowMs();
    const instants = recordOf(onset).instants;
    record.current = recordOf(onset, { state: 'resolved', instants: { ...instants, resolvedAt: [{ ...instants.impactStartedAt![0]!, at: toRfc3339(resolvedAt) }] } });
    await run(40 * MINUTE);
    const points = evidence.points(INCIDENT, SIGNAL, null, null, 50_000);
    const expected = Math.floor((60 * MINUTE + 10_000 + 20 * MINUTE + 30 * MINUTE) / 1_000) + 1;
    expect(points).toHaveLength(expected);
    expect(Date.parse(points[0]!.time)).toBe(onset - 60 * MINUTE);
    expect(Date.parse(points.at(-1)!.time)).toBe(resolvedAt + 30 * MINUTE);
    expect(points.every(({ time, avg }) => avg === valueAt(Date.parse(time)))).toBe(true);
    expect(evidence.list(INCIDENT)).toMatchObject([{ signal: SIGNAL, query: 'histogram_quantile(…)', samples: expected, complete: true, note: null }]);
    expect(appended).toEqual(['evidenceFrozen', 'evidenceClosed']);
  });

  it('asks the source for what came before Holdfast watched, once, and only for that', async () => {
    const { clock, evidence, asked, run } = start({ heldMs: 5 * MINUTE });
    const startedAt = clock.nowMs();
    evidence.follow(INCIDENT, MANY);
    await settle();
    await run(2 * MINUTE);
    evidence.follow(INCIDENT, MANY);
    await settle();
    expect(asked).toEqual([{ from: startedAt - 10_000 - 60 * MINUTE, to: startedAt - 5 * MINUTE }]);
  });

  it('says so where the source cannot be asked, and goes on recording', async () => {
    const { evidence, run } = start({ heldMs: 0, history: () => Promise.reject(new Error('connection refused')) });
    evidence.follow(INCIDENT, MANY);
    await settle();
    await run(5 * MINUTE);
    expect(evidence.list(INCIDENT)).toMatchObject([{ complete: false, note: 'The time before Holdfast began to watch could not be read from the source.' }]);
    expect(evidence.points(INCIDENT, SIGNAL, null, null, 1_000)).toHaveLength(301);
  });

  it('after a restart takes from the source at full resolution what memory has only in steps', async () => {
    const clock = createManualClock();
    const coarse = (from: number, to: number): EvidenceSample[] => Array.from({ length: Math.floor((to - from) / 15_000) + 1 }, (_, index) => ({ time: epochMs(Math.ceil(from / 15_000) * 15_000 + index * 15_000), value: 1 }));
    const told = start({ clock, heldMs: 0, samples: (_signal, from, to) => coarse(from, Math.min(to, clock.nowMs())) });
    told.evidence.follow(INCIDENT, MANY);
    await settle();
    const points = told.evidence.points(INCIDENT, SIGNAL, null, null, 50_000);
    expect(points.length).toBeGreaterThanOrEqual(3_600);
    expect(new Set(points.map(({ time }) => time)).size).toBe(points.length);
  });

  it('goes on after a restart where it stopped, without a sample twice', async () => {
    const before = start();
    before.evidence.follow(INCIDENT, MANY);
    await settle();
    await before.run(3 * MINUTE);
    const after = start({ clock: before.clock, store: before.store, heldMs: 4 * MINUTE });
    await after.run(2 * MINUTE);
    after.evidence.flush();
    const times = after.evidence.points(INCIDENT, SIGNAL, null, null, 50_000).map(({ time }) => time);
    expect(new Set(times).size).toBe(times.length);
    expect(Date.parse(times.at(-1)!) - Date.parse(times[0]!)).toBe((times.length - 1) * 1_000);
  });

  it('has what became known late: a hole that the source filled after newer samples were recorded', async () => {
    const clock = createManualClock();
    const held: EvidenceSample[] = [];
    const { evidence, record, run } = start({ clock, history: async () => [], samples: (_signal, from, to) => held.filter(({ time }) => time >= from && time <= to) });
    const sample = (time: number): EvidenceSample => ({ time: epochMs(time), value: 1 });
    evidence.follow(INCIDENT, MANY);
    await settle();
    const hole = clock.nowMs() + 30_000;
    held.push(sample(hole + 60_000));
    await run(3 * MINUTE);
    held.unshift(sample(hole), sample(hole + 30_000));
    record.current = recordOf(epochMs(clock.nowMs()), { standing: 'dismissed', changedAt: clock.nowMs() });
    await run(2 * MINUTE);
    expect(evidence.points(INCIDENT, SIGNAL, null, null, 100).map(({ time }) => Date.parse(time))).toEqual([hole, hole + 30_000, hole + 60_000]);
    expect(evidence.list(INCIDENT)).toMatchObject([{ samples: 3 }]);
  });

  it('goes on recording after the clock was set back', async () => {
    const clock = createManualClock();
    const held: EvidenceSample[] = [];
    const { evidence, run } = start({ clock, history: async () => [], samples: (_signal, from, to) => held.filter(({ time }) => time >= from && time <= to).sort((a, b) => a.time - b.time) });
    const sampled = async (minutes: number): Promise<void> => {
      for (let index = 0; index < minutes * 6; index += 1) {
        held.push({ time: clock.nowMs(), value: 1 });
        await run(10_000);
      }
    };
    evidence.follow(INCIDENT, MANY);
    await settle();
    await sampled(5);
    clock.step(-3_600_007);
    await sampled(5);
    expect(evidence.list(INCIDENT)[0]?.samples).toBeGreaterThanOrEqual(2 * 5 * 6 - 7);
    expect(evidence.points(INCIDENT, SIGNAL, null, null, 1_000)).toHaveLength(evidence.list(INCIDENT)[0]!.samples);
  });

  it('an onset corrected to earlier brings in the time before it', async () => {
    const { clock, evidence, record, asked } = start();
    evidence.follow(INCIDENT, MANY);
    await settle();
    const earlier = epochMs(clock.nowMs() - 45 * MINUTE);
    record.current = recordOf(earlier);
    evidence.follow(INCIDENT, MANY);
    await settle();
    expect(asked.at(-1)?.from).toBe(earlier - 60 * MINUTE);
    expect(Date.parse(evidence.points(INCIDENT, SIGNAL, null, null, 50_000)[0]!.time)).toBeLessThanOrEqual(earlier - 60 * MINUTE + 1_000);
  });

  it('keeps the smallest and the greatest of every bucket when it is asked for fewer points', async () => {
    const { evidence } = start();
    evidence.follow(INCIDENT, MANY);
    await settle();
    const all = evidence.points(INCIDENT, SIGNAL, null, null, 50_000);
    const few = evidence.points(INCIDENT, SIGNAL, null, null, 20);
    expect(few.length).toBeLessThanOrEqual(20);
    expect(Math.max(...few.map(({ max }) => max))).toBe(Math.max(...all.map(({ max }) => max)));
    expect(Math.min(...few.map(({ min }) => min))).toBe(Math.min(...all.map(({ min }) => min)));
  });
});

describe('a packed chunk', () => {
  it('gives back every sample bit by bit', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), fc.double()), { maxLength: 200 }), (steps) => {
        let time = Date.UTC(2026, 0, 1);
        const samples = steps.map(([step, value]) => ({ time: epochMs((time += step)), value }));
        expect(unpackSamples(packSamples(samples))).toEqual(samples);
      }),
    );
  });

  it('is refused when it is damaged', () => expect(() => unpackSamples(new Uint8Array([1, 2, 3]))).toThrow());
});

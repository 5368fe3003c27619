import { createEvidence } from '../../src/main/engine/evidence/service.ts';
import type { EvidenceSample } from '../../src/main/engine/evidence/pack.ts';
import type { IncidentRecord } from '../../src/main/engine/incidents/record.ts';
import { createManualClock, settle, silentLog } from '../../src/main/engine/testing/manual-clock.ts';
import { openStore } from '../../src/main/store/open.ts';
import { SignalId, SourceId, type IncidentId, type ServiceId } from '../../src/shared/model/ids.ts';
import { durationMs, epochMs, toRfc3339, type EpochMs } from '../../src/shared/model/units.ts';
import { round } from '../lib/stats.ts';

export interface EvidenceResult {
  readonly signals: number;
  readonly hours: number;
  readonly samples: number;
  /** Of the packed samples alone, and of the database with its rows and indexes. */
  readonly kbPerHour: number;
  readonly fileKbPerHour: number;
  readonly bytesPerSample: number;
}

/** Values as queries give them: quantiles with all their digits, ratios of small counts, rates over 15 scrapes, and 0 or 1. */
const VALUES: readonly ((random: () => number) => number)[] = [
  (random) => 0.12 + 0.08 * random(),
  (random) => 0.3 + 0.5 * random() ** 3,
  (random) => Math.floor(random() * 3) / (100 + Math.floor(random() * 40)),
  (random) => Math.round(600 + 60 * random()) / 14,
  () => 1,
];
const INCIDENT = 'INC-2026-0001' as IncidentId;
const HOURS = 4;

/** What the evidence of one incident takes: five signals, one sample a second, recorded minute by minute. */
export async function measureEvidence(random: () => number): Promise<EvidenceResult> {
  const clock = createManualClock();
  const store = openStore({ file: ':memory:', clock, log: silentLog });
  const startedAt = clock.nowMs();
  const pages = (): number => store.read.get<{ bytes: number }>('SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size')?.bytes ?? 0;
  const between = (index: number, from: number, to: number): EvidenceSample[] => {
    const samples: EvidenceSample[] = [];
    for (let time = Math.ceil(Math.max(from, startedAt) / 1_000) * 1_000; time <= to; time += 1_000) samples.push({ time: epochMs(time), value: VALUES[index]?.(random) ?? Number.NaN });
    return samples;
  };
  const evidence = createEvidence({
    db: { read: store.read, write: store.write }, clock, log: silentLog,
    signalsOf: () => VALUES.map((_, index) => ({ id: SignalId.parse(`signal-${index}`), name: 'p95 latency', unit: 's', kind: 'latency', query: 'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="checkout"}[1m])))', source: SourceId.parse('prom'), intervalMs: durationMs(1_000) })),
    samples: (signal, from, to) => between(Number(signal.slice(-1)), from, Math.min(to, clock.nowMs())),
    history: () => Promise.resolve([]),
    liveSince: startedAt,
    record: () => openSince(startedAt),
    append: () => {},
  });
  const empty = pages();
  evidence.follow(INCIDENT, VALUES.length);
  await settle();
  for (let second = 0; second < HOURS * 3_600; second += 1) {
    await clock.advance(1_000);
    evidence.tick();
  }
  const { samples, bytes } = store.read.get<{ samples: number; bytes: number }>('SELECT sum(samples) AS samples, sum(length(data)) AS bytes FROM evidence_chunks') ?? { samples: 0, bytes: 0 };
  const fileBytes = pages() - empty;
  store.close();
  return { signals: VALUES.length, hours: HOURS, samples, kbPerHour: round(bytes / HOURS / 1_000, 0), fileKbPerHour: round(fileBytes / HOURS / 1_000, 0), bytesPerSample: round(bytes / samples, 1) };
}

/** All that evidence asks of an incident. */
function openSince(onset: EpochMs): IncidentRecord {
  const value = { at: toRfc3339(onset), source: 'data', by: { kind: 'holdfast', id: 'holdfast', name: 'Holdfast' }, recordedAt: toRfc3339(onset), reason: null, noEarlierThan: false } as const;
  return { id: INCIDENT, standing: 'declared', state: 'detected', services: ['checkout' as ServiceId], instants: { impactStartedAt: [value] }, changedAt: onset } as unknown as IncidentRecord;
}

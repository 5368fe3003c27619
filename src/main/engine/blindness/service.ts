import type { BlindBefore, BlindCause } from '../../../shared/model/blind.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Clock } from '../ports.ts';
import type { BlindNow } from './now.ts';
import { beatOf, openSpans, saveBeat, saveService, saveSpan, servicesSince, spansWithin, type KeptSpan } from './repo.ts';
import { blindBefore, causesOf, covered, cutTo, touches, union, type BlindSpan, type Stretch } from './rules.ts';

export interface BlindTimesDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly services: () => readonly { readonly id: ServiceId }[];
  readonly blindNow: (now: EpochMs) => readonly BlindNow[];
}

/** What is recorded of a stretch of time for an incident of some services. */
export interface BlindView {
  /** Whether all of them were seen for all of the time from one instant to another, and that is recorded. */
  seen(from: number, to: number): boolean;
  /** How much of the time before a detection was blind. */
  before(window: Stretch): BlindBefore;
}

/** What is recorded of a stretch of time. */
export interface BlindRecord {
  of(services: readonly ServiceId[]): BlindView;
  /** How much of the stretch a service was not seen. */
  total(service: ServiceId): { readonly ms: DurationMs; readonly causes: readonly BlindCause[]; /** Null: nothing of it is recorded. */ readonly recordedFrom: EpochMs | null };
}

/** When services were not seen, kept for how detections are read afterwards. */
export interface BlindTimes {
  /** Once a second. Writes when something begins or ends, and once a minute that Holdfast runs. */
  tick(): void;
  /** Holdfast stops in good order. */
  close(): void;
  read(stretch: Stretch): BlindRecord;
  /** Since when anything is recorded; null: it is not. */
  since(): EpochMs | null;
}

const BEAT_MS = durationMs(60_000);
/** Nothing ran for longer than this: a beat is missing, and Holdfast did not run. */
export const GAP_MS = durationMs(90_000);
/** While a configuration is read, nothing is watched; so long that is no blindness. */
export const SETTLE_MS = durationMs(15_000);
/** Spans that wait for a disk that refuses; beyond it the oldest are given up. */
const MOST_WAITING = 10_000;

const keyOf = ({ service, why, source }: Pick<BlindSpan, 'service' | 'why' | 'source'>): string => `${service ?? ''} ${why} ${source ?? ''}`;

export function createBlindTimes({ db, clock, services, blindNow }: BlindTimesDeps): BlindTimes {
  /** What lasts, as it was last written or waits to be. */
  const open = new Map<string, KeptSpan>();
  /** Services that are looked after, or were, and since when. */
  let known = new Map<ServiceId, EpochMs>();
  /** Known ones that are not configured, and since when. */
  const missing = new Map<ServiceId, EpochMs>();
  let waiting: KeptSpan[] = [];
  let newServices: ServiceId[] = [];
  let lastLookAt: EpochMs | null = null;
  let nextBeatMs = -Infinity;

  const put = (span: KeptSpan): void => {
    waiting.push(span);
    if (span.to === null) open.set(keyOf(span), span);
    else open.delete(keyOf(span));
  };
  const end = (span: KeptSpan, at: EpochMs): void => put({ ...span, to: epochMs(Math.max(span.from, at)) });

  /** Nothing is known of the time since the last look, or the clock was set back: what lasted until then has ended there. */
  const interrupted = (last: EpochMs, now: EpochMs): void => {
    for (const span of open.values()) end(span, last);
    missing.clear();
    if (now - last > GAP_MS) put({ service: null, why: 'stopped', source: null, name: null, from: last, to: now });
  };

  const begin = (now: EpochMs): void => {
    known = servicesSince(db.read);
    const beat = beatOf(db.read);
    for (const span of openSpans(db.read)) open.set(keyOf(span), span);
    if (beat !== null) interrupted(beat.at, now);
  };

  /** Services that were looked after and are not configured any more. */
  const unwatched = (now: EpochMs): (BlindNow & { readonly since: EpochMs })[] => {
    const configured = new Set(services().map(({ id }) => id));
    for (const id of configured) {
      missing.delete(id);
      if (known.has(id)) continue;
      known.set(id, now);
      newServices.push(id);
    }
    if (known.size === configured.size) return [];
    return [...known.keys()].filter((id) => !configured.has(id)).flatMap((service) => {
      const since = missing.get(service) ?? now;
      missing.set(service, since);
      return now - since < SETTLE_MS ? [] : [{ service, why: 'unwatched', source: null, name: null, since } as const];
    });
  };

  const look = (now: EpochMs): void => {
    const seen = new Set<string>();
    for (const { since, ...each } of [...unwatched(now), ...blindNow(now).map((own) => ({ ...own, since: now }))]) {
      seen.add(keyOf(each));
      if (!open.has(keyOf(each))) put({ ...each, from: since, to: null });
    }
    for (const [key, span] of open) if (!seen.has(key)) end(span, now);
  };

  const store = (write: WriteDb, now: EpochMs): void => {
    if (waiting.length > MOST_WAITING) waiting = waiting.slice(-MOST_WAITING);
    write.transaction(() => {
      for (const span of waiting) saveSpan(write, span);
      for (const service of newServices) saveService(write, service, known.get(service) ?? now);
      saveBeat(write, now);
    });
    waiting = [];
    newServices = [];
    nextBeatMs = clock.monotonicMs() + BEAT_MS;
  };

  return {
    tick: () => {
      const { write } = db;
      if (write === null) return;
      const now = clock.nowMs();
      if (lastLookAt === null) begin(now);
      else if (now < lastLookAt || now - lastLookAt > GAP_MS) interrupted(lastLookAt, now);
      lastLookAt = now;
      look(now);
      if (waiting.length > 0 || newServices.length > 0 || clock.monotonicMs() >= nextBeatMs) store(write, now);
    },
    close: () => {
      const { write } = db;
      if (write === null || lastLookAt === null) return;
      const now = clock.nowMs();
      for (const span of open.values()) end(span, now);
      store(write, now);
    },
    since: () => beatOf(db.read)?.since ?? null,
    read: (stretch) => {
      const beat = beatOf(db.read);
      const since = servicesSince(db.read);
      // What lasts does so up to now; what a run before this one left open, until it was last alive.
      const lastsUntil = lastLookAt === null ? (beat?.at ?? clock.nowMs()) : clock.nowMs();
      return recordOf(stretch, spansWithin(db.read, stretch).map((span) => ({ ...span, to: span.to ?? lastsUntil })), { since, all: beat?.since ?? null });
    },
  };
}

function recordOf(stretch: Stretch, spans: readonly BlindSpan[], recorded: { readonly since: ReadonlyMap<ServiceId, EpochMs>; readonly all: EpochMs | null }): BlindRecord {
  const byService = Map.groupBy(spans, ({ service }) => service);
  const everywhere = byService.get(null) ?? [];
  const merged = new Map<ServiceId | null, readonly Stretch[]>();
  const mergedOf = (service: ServiceId | null): readonly Stretch[] => {
    const made = merged.get(service) ?? union(byService.get(service) ?? []);
    merged.set(service, made);
    return made;
  };
  const recordedFrom = (services: readonly ServiceId[]): EpochMs | null => {
    const times = [recorded.all, ...services.map((service) => recorded.since.get(service) ?? null)];
    return times.every((at) => at !== null) ? epochMs(Math.max(...times)) : null;
  };
  return {
    of: (services) => {
      const all = [null, ...services];
      const known = recordedFrom(services);
      const blind = all.map(mergedOf).filter(({ length }) => length > 0);
      return {
        seen: (from, to) => from >= to || (known !== null && known <= from && !blind.some((each) => touches(each, from, to))),
        before: (window) => blindBefore(window, all.filter((service) => touches(mergedOf(service), window.from, window.to)).flatMap((service) => byService.get(service) ?? []), known),
      };
    },
    total: (service) => {
      const own = [...everywhere, ...(byService.get(service) ?? [])];
      return { ms: durationMs(covered(cutTo(own, stretch))), causes: causesOf(own, stretch), recordedFrom: recordedFrom([service]) };
    },
  };
}

import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { ChangeDraft } from '../../changes/draft.ts';
import { readAnnotation } from '../../changes/grafana.ts';
import { SourceFailure, type Fed } from '../source.ts';
import type { GrafanaClient } from './client.ts';

export interface AnnotationReaderDeps {
  readonly client: Pick<GrafanaClient, 'annotations' | 'annotation'>;
  /** Each Grafana counts its annotations by itself. */
  readonly source: string;
  readonly tags: readonly string[];
  /** Address of a dashboard. */
  readonly dashboard: (uid: string) => string;
  readonly nowMs: () => EpochMs;
}

/** So much of the past is read the first time, and each time after: what is edited later than that is not seen. */
const FIRST_LOOK_MS = 24 * 3_600_000;
const LOOKS_BACK_MS = 6 * 3_600_000;
/** Before the first answer it is not known how far ahead its clock is. */
const AHEAD_MS = 60_000;
const SKEW_MS = 2_000;
const MOST = 1_000;
/** Questions after single ones that are missing, each time. */
const MOST_MISSING = 20;

/** What one annotation told last. */
interface Known {
  readonly id: number;
  readonly draft: ChangeDraft;
}

/**
 * Reads annotations of the last hours as changes, anew each time, so that edited ones are told again. One that was there before and
 * is missing is asked for by its id: only what Grafana says is gone, or is no change any more, is withdrawn. Instants are on
 * Grafana's clock.
 */
export function createAnnotationReader({ client, source, tags, dashboard, nowMs }: AnnotationReaderDeps): (abort: AbortSignal) => Promise<Fed> {
  let known: ReadonlyMap<number, Known> | null = null;
  let offsetMs = 0;

  /** Null where it is no change; what lies ahead is none yet. */
  const read = (annotation: unknown, now: number): Known | null | typeof UNREADABLE => {
    const told = orUnreadable(() => readAnnotation(annotation, dashboard));
    if (told === UNREADABLE) return told;
    const { id } = annotation as { readonly id: number };
    const [draft] = 'changes' in told ? told.changes : [];
    if (draft === undefined || (draft.at ?? 0) > now + SKEW_MS) return null;
    const goesOn = draft.endedAt !== null && draft.endedAt > now + SKEW_MS;
    return { id, draft: { ...draft, externalId: `${source} annotation ${String(id)}`, ...(goesOn ? { endedAt: null } : {}) } };
  };

  /** What has become of one that is missing; null where it is not to be seen any more, so that nobody knows. */
  const whereabouts = async (before: Known, now: number, abort: AbortSignal): Promise<Known | null> => {
    const { id, draft } = before;
    try {
      const found = await client.annotation(id, abort);
      const still = found === null ? null : read(found, now);
      if (still === UNREADABLE) return before;
      return still ?? { id, draft: { ...draft, status: 'withdrawn', toldAt: epochMs(Math.max(now, draft.toldAt ?? 0)) } };
    } catch (error) {
      if (error instanceof SourceFailure && error.code === 'forbidden') return null;
      throw error;
    }
  };

  return async (abort) => {
    // The middle of an exchange may lie between two milliseconds, which Grafana does not take.
    const now = Math.round(nowMs() + offsetMs);
    const from = now - (known === null ? FIRST_LOOK_MS : LOOKS_BACK_MS);
    const { told, clockOffsetMs } = await client.annotations({ from, to: now + AHEAD_MS, tags, limit: MOST }, abort);
    offsetMs = clockOffsetMs ?? 0;
    const there = Math.round(nowMs() + offsetMs);
    const found = new Map<number, Known>();
    let unreadable = 0;
    for (const annotation of told) {
      const one = read(annotation, there);
      if (one === UNREADABLE) unreadable += 1;
      else if (one !== null) found.set(one.id, one);
    }
    if (unreadable > 0 && unreadable === told.length) throw new SourceFailure('bad_answer', 'none of its annotations can be read: they are not as Grafana writes them');
    const isCut = told.length >= MOST;
    const before = [...(known?.values() ?? [])].filter(({ id, draft: { at, endedAt } }) => !found.has(id) && (endedAt ?? at ?? 0) >= from);
    const missing = isCut ? [] : before.filter(({ draft }) => draft.status !== 'withdrawn').slice(0, MOST_MISSING);
    for (const one of before) if (!missing.includes(one)) found.set(one.id, one);
    for (const one of missing) {
      const left = await whereabouts(one, there, abort);
      if (left !== null) found.set(left.id, left);
    }
    known = found;
    return {
      changes: [...found.values()].map(({ draft }) => draft),
      clockOffsetMs,
      warnings: [
        ...(unreadable === 0 ? [] : [`${String(unreadable)} of its annotations cannot be read, and ${unreadable === 1 ? 'is' : 'are'} no change here.`]),
        ...(isCut ? [`It has ${MOST.toLocaleString('en-US')} annotations or more of the last hours; only the newest are read. Name the tags of changes under annotations.tags.`] : []),
      ],
    };
  };
}

const UNREADABLE = Symbol('unreadable');

function orUnreadable<T>(ask: () => T): T | typeof UNREADABLE {
  try {
    return ask();
  } catch {
    return UNREADABLE;
  }
}

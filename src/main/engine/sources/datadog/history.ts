import { epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { HistoryPoint, SignalSpec, TimeRange } from '../source.ts';
import type { AnsweredSeries } from './answers.ts';
import type { DatadogClient } from './client.ts';
import { QueryRefused } from './failure.ts';
import { lineOf } from './lines.ts';
import { askedOf, MOST_POINTS, widthAtLeast, type Asked } from './plan.ts';
import { askTogether } from './together.ts';

/** All signals of a request are asked for the same span, one after the other, when a watch begins. */
const KEPT_MS = 20_000;
const KEPT = 16;
/** Beyond this many points an answer for all at once is not small any more. */
const MOST_TOGETHER = 40_000;

export interface HistoryDeps {
  readonly client: DatadogClient;
  /** Now, on Datadog's clock. */
  readonly there: () => EpochMs;
  readonly monotonicMs: () => DurationMs;
}

type Answers = ReadonlyMap<string, readonly AnsweredSeries[]>;
interface Kept {
  readonly atMs: number;
  readonly range: TimeRange;
  readonly answers: Promise<Answers>;
}

/**
 * Past points of a signal, no closer than asked for, each at its beginning. Those who share its request are asked with it, and served
 * from the same answer: where each question counts, a start must not cost one for every signal. The newest points, which are still
 * filling, are left to the polls. Empty where the query does not give one series: the poll says why. Throws `SourceFailure`.
 */
export function createHistory({ client, there, monotonicMs }: HistoryDeps) {
  const kept = new Map<string, Kept>();

  const fetch = async (all: readonly Asked[], range: TimeRange, widthMs: DurationMs, abort: AbortSignal): Promise<Answers> => {
    const { data } = await askTogether(client, all, range, widthMs, abort);
    return new Map(all.map(({ signal }, index) => [signal.id, data.filter((one) => one.index === index)]));
  };

  const alone = async (asked: Asked, range: TimeRange, widthMs: DurationMs, abort: AbortSignal): Promise<Answers> => {
    try {
      return await fetch([asked], range, widthMs, abort);
    } catch (error) {
      if (error instanceof QueryRefused) return new Map();
      throw error;
    }
  };

  const answersFor = async (asked: Asked, mates: readonly Asked[], range: TimeRange, widthMs: DurationMs, abort: AbortSignal): Promise<Answers> => {
    const points = ((range.to - range.from) / widthMs) * mates.length;
    if (mates.length < 2 || points > MOST_TOGETHER) return alone(asked, range, widthMs, abort);
    const nowMs = monotonicMs();
    for (const [key, { atMs }] of kept) if (nowMs - atMs > KEPT_MS) kept.delete(key);
    const key = `${mates.map(({ signal }) => signal.id).join(' ')} ${String(widthMs)}`;
    const known = kept.get(key);
    if (known !== undefined && known.range.from <= range.from && known.range.to >= range.to - widthMs) return orAlone(known.answers, asked, range, widthMs, abort);
    const answers = fetch(mates, range, widthMs, abort);
    kept.set(key, { atMs: nowMs, range, answers });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '');
    return orAlone(answers, asked, range, widthMs, abort);
  };

  /** What one of them has spoiled for all is asked alone. */
  const orAlone = (answers: Promise<Answers>, asked: Asked, range: TimeRange, widthMs: DurationMs, abort: AbortSignal): Promise<Answers> =>
    answers.catch((error: unknown) => {
      if (error instanceof QueryRefused) return alone(asked, range, widthMs, abort);
      throw error;
    });

  return async (signal: SignalSpec, range: TimeRange, stepMs: DurationMs, abort: AbortSignal, mates: readonly Asked[]): Promise<readonly HistoryPoint[]> => {
    const asked = askedOf(signal);
    const now = there();
    if (asked === null || range.from >= now) return [];
    const widthMs = widthAtLeast(Math.max(stepMs, asked.widthMs, (range.to - range.from) / MOST_POINTS));
    const span = { from: epochMs(Math.floor(range.from / widthMs) * widthMs), to: epochMs(Math.min(now, range.to)) };
    const answers = await answersFor(asked, mates, span, widthMs, abort);
    const line = lineOf({ ...asked, widthMs }, answers.get(signal.id) ?? []);
    if (!line.ok) return [];
    const settledBy = now - 2 * line.widthMs;
    return line.points.flatMap(({ start, value }) => (start >= range.from && start <= range.to && start <= settledBy ? [{ time: start, value }] : []));
  };
}

import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { SourceFailure, type ExpressionSource, type TimeRange } from '../../sources/source.ts';
import type { LabelMap } from './template/values.ts';

export interface Onset {
  /** First instant of the unbroken breach, in the data. */
  readonly at: EpochMs;
  /** True where the data do not go further back, or could not be asked: the breach may have begun earlier. */
  readonly noEarlierThan: boolean;
}

export interface OnsetQuestion {
  readonly expr: string;
  /** Labels of the series as the expression gives them. */
  readonly seriesLabels: LabelMap;
  readonly activeAt: EpochMs;
  readonly intervalMs: DurationMs;
  readonly queryOffsetMs: DurationMs;
}

const LOOKBACK_MS = 3_600_000;
const FINEST_STEP_MS = 1_000;

/**
 * When a breach really began. `activeAt` is the first evaluation that saw it; Holdfast may have started, or been blind, in the
 * middle of it. The expression is asked over the past hour at the rule's own evaluation times, from `activeAt` back to the first
 * time at which the series was missing, then once more between the two at steps of down to a second. Never throws.
 */
export async function findOnset(question: OnsetQuestion, expressions: ExpressionSource, abort: AbortSignal): Promise<Onset> {
  const { activeAt, intervalMs, queryOffsetMs } = question;
  const latest = epochMs(activeAt - queryOffsetMs);
  const steps = Math.max(1, Math.floor(LOOKBACK_MS / intervalMs));
  const present = (from: number, step: DurationMs): Promise<ReadonlySet<number> | null> => presenceOf(question, { from: epochMs(from), to: latest }, step, expressions, abort);

  const earliest = epochMs(latest - steps * intervalMs);
  const coarse = await present(earliest, intervalMs);
  if (coarse === null || !coarse.has(latest)) return { at: latest, noEarlierThan: true };
  const first = walkBack(coarse, latest, intervalMs);
  if (first <= earliest) return { at: first, noEarlierThan: true };

  const fineMs = durationMs(Math.max(FINEST_STEP_MS, Math.ceil(intervalMs / 60)));
  const between = Math.floor((intervalMs - 1) / fineMs);
  if (between < 1) return { at: first, noEarlierThan: false };
  const fine = await presenceOf(question, { from: epochMs(first - between * fineMs), to: first }, fineMs, expressions, abort);
  return fine === null ? { at: first, noEarlierThan: true } : { at: walkBack(fine, first, fineMs), noEarlierThan: false };
}

/** Steps at which the series was there; null where the source could not tell. */
async function presenceOf({ expr, seriesLabels }: OnsetQuestion, range: TimeRange, stepMs: DurationMs, expressions: ExpressionSource, abort: AbortSignal): Promise<ReadonlySet<number> | null> {
  try {
    const answer = await expressions.matrix(expr, range, stepMs, abort);
    if (!answer.ok) return null;
    return new Set(answer.series.find(({ labels }) => sameLabels(labels, seriesLabels))?.times);
  } catch (error) {
    if (error instanceof SourceFailure) return null;
    throw error;
  }
}

function walkBack(present: ReadonlySet<number>, from: EpochMs, stepMs: DurationMs): EpochMs {
  let at: number = from;
  while (present.has(at - stepMs)) at -= stepMs;
  return epochMs(at);
}

function sameLabels(a: LabelMap, b: LabelMap): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name]);
}

import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { SourceFailure, type ExpressionSource, type TimeRange } from '../../sources/source.ts';
import { fingerprintOf } from './alert-state.ts';
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

/** Steps at which each series was there, by the fingerprint of its labels; null where the source could not tell. */
type Presence = ReadonlyMap<string, ReadonlySet<number>> | null;
/** Asks when the series of an expression were there. */
export type AskPresence = (expr: string, range: TimeRange, stepMs: DurationMs) => Promise<Presence>;

/** Asks each question once, however many alerts of a rule that fired together have it. */
export function createAskPresence(expressions: Pick<ExpressionSource, 'matrix'>, abort: AbortSignal): AskPresence {
  const asked = new Map<string, Promise<Presence>>();
  return (expr, range, stepMs) => {
    const question = `${range.from} ${range.to} ${stepMs} ${expr}`;
    const answer = asked.get(question) ?? presenceOf(expressions, expr, range, stepMs, abort);
    asked.set(question, answer);
    return answer;
  };
}

/**
 * When a breach really began. `activeAt` is the first evaluation that saw it; Holdfast may have started, or been blind, in the
 * middle of it. The expression is asked over the past hour at the rule's own evaluation times, from `activeAt` back to the first
 * time at which the series was missing, then once more between the two at steps of down to a second. Never throws.
 */
export async function findOnset({ expr, seriesLabels, activeAt, intervalMs, queryOffsetMs }: OnsetQuestion, ask: AskPresence): Promise<Onset> {
  const latest = epochMs(activeAt - queryOffsetMs);
  const steps = Math.max(1, Math.floor(LOOKBACK_MS / intervalMs));
  const series = fingerprintOf(seriesLabels);
  const present = async (from: number, to: EpochMs, stepMs: DurationMs): Promise<ReadonlySet<number> | null> => {
    const presence = await ask(expr, { from: epochMs(from), to }, stepMs);
    return presence === null ? null : (presence.get(series) ?? new Set());
  };

  const earliest = epochMs(latest - steps * intervalMs);
  const coarse = await present(earliest, latest, intervalMs);
  if (coarse === null || !coarse.has(latest)) return { at: latest, noEarlierThan: true };
  const first = walkBack(coarse, latest, intervalMs);
  if (first <= earliest) return { at: first, noEarlierThan: true };

  const fineMs = durationMs(Math.max(FINEST_STEP_MS, Math.ceil(intervalMs / 60)));
  const between = Math.floor((intervalMs - 1) / fineMs);
  if (between < 1) return { at: first, noEarlierThan: false };
  const fine = await present(first - between * fineMs, first, fineMs);
  return fine === null ? { at: first, noEarlierThan: true } : { at: walkBack(fine, first, fineMs), noEarlierThan: false };
}

async function presenceOf(expressions: Pick<ExpressionSource, 'matrix'>, expr: string, range: TimeRange, stepMs: DurationMs, abort: AbortSignal): Promise<Presence> {
  try {
    const answer = await expressions.matrix(expr, range, stepMs, abort);
    return answer.ok ? new Map(answer.series.map(({ labels, times }) => [fingerprintOf(labels), new Set<number>(times)])) : null;
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

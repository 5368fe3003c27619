import type { CallArgs } from '../../shared/contract/contract.ts';
import type { Point } from '../../shared/model/entities.ts';
import type { Replay } from '../../shared/model/incident.ts';
import type { SignalId } from '../../shared/model/ids.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { durationMs, epochMs, fromRfc3339, toRfc3339, type DurationMs, type EpochMs } from '../../shared/model/units.ts';
import { formatSpan } from '../../shared/time/format.ts';
import type { ResolvedConfig, ResolvedSignal } from '../config/resolved.ts';
import type { ResolvedRule } from '../config/resolved-rules.ts';
import { resolveRule } from '../config/resolve-rules.ts';
import { errorRatioOf } from '../engine/detection/error-ratio.ts';
import { learnSpanMs } from '../engine/detection/service.ts';
import { typicalSpacingMs } from '../engine/detection/spacing.ts';
import { taughtEvents } from '../engine/detection/taught-events.ts';
import { trafficSignalOf } from '../engine/detection/traffic-signal.ts';
import { UsualTraffic } from '../engine/detection/usual-traffic.ts';
import { replayRule } from '../engine/detection/replay.ts';
import type { TrafficFacts, UnknownReason } from '../engine/detection/spec.ts';
import { UNKNOWN_WORDS } from '../engine/detection/words.ts';

export type Replayer = (request: CallArgs<'rules.replay'>) => Promise<Replay>;

export interface ReplayerDeps {
  readonly config: () => ResolvedConfig | null;
  /** What is known of a signal's past, from the store and from its source. */
  readonly history: (signal: SignalId, from: EpochMs, to: EpochMs, maxPoints: number) => Promise<readonly Point[]>;
}

const LONGEST_MS = 40 * 86_400_000;
/** As many as are read of the past: at 5 s half a day, at a minute a week. */
const MOST_POINTS = 10_000;
const WEEK_MS = 7 * 86_400_000;

/** Whoever may look may replay; more at once would make the source and everybody else wait. */
const MOST_WAITING = 8;

/** Plays a rule, as it is written or as somebody is about to write it, over what is known of its signal's past: one at a time. */
export function createReplayer(deps: ReplayerDeps): Replayer {
  const play = createPlayer(deps);
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (request) => {
    if (waiting >= MOST_WAITING) throw new HoldfastError('rate_limited', 'Several rules are being replayed already. Try again in a moment.');
    waiting += 1;
    const mine = last.then(() => play(request));
    last = mine.catch(() => undefined).finally(() => (waiting -= 1));
    return mine;
  };
}

const createPlayer =
  ({ config, history }: ReplayerDeps): Replayer =>
  async ({ rule: written, from: fromText, to: toText, maxPoints }) => {
    const current = config();
    if (current === null) throw new HoldfastError('unavailable', 'No configuration could be read yet.');
    const range = spanOf(fromText, toText);
    const rules = resolveRule(written, { signals: current.signals.map(({ config }) => config), slos: current.slos });
    const [first] = rules;
    const signal = current.signals.find(({ id }) => id === first?.signal);
    if (first === undefined || signal === undefined) throw new HoldfastError('invalid_input', 'rule.signal: expected a signal of the configuration');
    const trafficSignal = trafficSignalOf(first, current);
    const learnMs = Math.max(...rules.map(learnSpanMs));
    const [points, traffic, past, pastTraffic] = await Promise.all([
      history(signal.id, range.from, range.to, MOST_POINTS),
      trafficSignal === null ? [] : history(trafficSignal, range.from, range.to, MOST_POINTS),
      learnMs === 0 ? [] : history(signal.id, epochMs(range.from - learnMs), range.from, MOST_POINTS),
      first.slo === null || trafficSignal === null ? [] : history(trafficSignal, epochMs(range.from - learnMs), range.from, MOST_POINTS),
    ]);
    const samples = points.map((point) => ({ time: at(point), value: valueOf(first, signal, point) }));
    const stepMs = typicalSpacingMs(samples) ?? durationMs(0);
    const limits = new Map<EpochMs, number | null>();
    const reasons = new Map<UnknownReason, number>();
    const played = rules.map((rule, index) =>
      replayRule(rule, samples, {
        ...(stepMs > 0 ? { intervalMs: stepMs } : {}),
        traffic: trafficFacts(traffic, stepMs),
        history: taughtEvents(past.filter((point) => at(point) < range.from), pastTraffic).map((event) => (first.slo === null ? event : { ...event, value: errorRatioOf(signal, event.value) })),
        onJudged: (time, { limit, unknownReason }) => {
          if (index > 0) return;
          limits.set(time, limit);
          if (unknownReason !== null) reasons.set(unknownReason, (reasons.get(unknownReason) ?? 0) + 1);
        },
      }),
    );
    const firings = played.flatMap((each) => each.firings).sort((a, b) => a.firedAt - b.firedAt);
    const spanMs = range.to - range.from;
    const [reason = null] = [...reasons].sort(([, a], [, b]) => b - a).map(([name]) => UNKNOWN_WORDS[name]);
    return {
      from: toRfc3339(range.from),
      to: toRfc3339(range.to),
      firings: firings.map(({ since, firedAt, endedAt, worst }) => ({ since: toRfc3339(since), firedAt: toRfc3339(firedAt), endedAt: endedAt === null ? null : toRfc3339(endedAt), worst })),
      perWeek: (firings.length * WEEK_MS) / spanMs,
      samples: samples.length,
      unknown: played[0]?.unknown ?? 0,
      unknownReason: reason,
      stepMs,
      points: thin(samples, maxPoints).map(({ time, value }) => ({ time: toRfc3339(time), value: Number.isFinite(value) ? value : null, limit: limits.get(time) ?? null })),
      notes: notesOf(samples.length, stepMs, signal, spanMs),
    };
  };

function spanOf(fromText: string, toText: string): { from: EpochMs; to: EpochMs } {
  const [from, to] = [fromRfc3339(fromText), fromRfc3339(toText)];
  if (from === null || to === null || to <= from) throw new HoldfastError('invalid_input', 'expected "to" after "from"');
  if (to - from > LONGEST_MS) throw new HoldfastError('invalid_input', 'expected a span of at most 40 days');
  return { from, to };
}

const at = ({ time }: Point): EpochMs => epochMs(Date.parse(time));

/** What traffic was, and usually was, at each of these points. */
function trafficFacts(points: readonly Point[], stepMs: DurationMs): (TrafficFacts & { readonly time: EpochMs })[] {
  const usual = new UsualTraffic();
  return points.map((point) => {
    const time = at(point);
    usual.take(time, point.avg, Math.max(1_000, stepMs));
    return { time, now: point.avg, usual: usual.usual() };
  });
}

/** A point of several samples is judged by its worst one: a spike must not disappear in an average. */
function valueOf(rule: ResolvedRule, signal: ResolvedSignal, point: Point): number {
  const { condition } = rule;
  if (condition.kind === 'burn') return errorRatioOf(signal, point.avg);
  const below = (condition.kind === 'threshold' && condition.above === null) || (condition.kind === 'baseline' && condition.direction === 'below');
  return below ? point.min : point.max;
}

/** Every nth, but never without what stands out. */
function thin<T extends { readonly value: number }>(samples: readonly T[], most: number): readonly T[] {
  if (samples.length <= most) return samples;
  const size = Math.ceil((samples.length * 2) / most);
  const kept: T[] = [];
  for (let start = 0; start < samples.length; start += size) {
    const part = samples.slice(start, start + size);
    const finite = part.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.value - b.value);
    const [least, greatest] = [finite[0], finite.at(-1)];
    kept.push(...part.filter((sample) => sample === least || sample === greatest));
  }
  return kept;
}

function notesOf(samples: number, stepMs: number, signal: ResolvedSignal, spanMs: number): string[] {
  if (samples === 0) return ['Nothing is known of this signal in that time.'];
  const covered = samples * stepMs;
  return [
    ...(stepMs > signal.everyMs * 1.5 ? [`The past is known in steps of ${formatSpan(Math.round(stepMs / 1_000) * 1_000)}; live, the rule sees a sample every ${formatSpan(signal.everyMs)}. Each step is judged by its worst value.`] : []),
    ...(covered < 0.9 * spanMs ? [`Only ${Math.max(1, Math.round((100 * covered) / spanMs))} % of that time is known.`] : []),
  ];
}

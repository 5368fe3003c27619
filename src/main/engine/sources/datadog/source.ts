import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { SignalId } from '../../../../shared/model/ids.ts';
import { formatSpan } from '../../../../shared/time/format.ts';
import { counted } from '../../../../shared/text/counted.ts';
import type { HttpDeps } from '../http/client.ts';
import type { SourceDeps } from '../registry.ts';
import { createShards, halves, type Shards } from '../shards.ts';
import { SourceFailure, type PollGroup, type PollOutcome, type PollResult, type SignalSpec, type Source } from '../source.ts';
import type { AnsweredSeries } from './answers.ts';
import { middleMs, narrowed, type ClockOffset } from './clock.ts';
import { createDatadogClient, type DatadogAnswer, type DatadogEndpoint, type OperationName } from './client.ts';
import { QueryRefused } from './failure.ts';
import { createHistory } from './history.ts';
import { identify } from './identify.ts';
import { limitWords } from './limits.ts';
import { lineOf } from './lines.ts';
import { explorerUrl } from './links.ts';
import { askedOf, planGroups, type Asked } from './plan.ts';
import { createMonitorFeed, type MonitorSetup } from './monitor-feed.ts';
import { nextLook } from './rhythm.ts';
import { askTogether } from './together.ts';
import { isLearning, look, newestSettled, NOTHING_SETTLED, tooEarlyMs, usualLagMs, type Settling } from './settling.ts';

export interface DatadogSetup extends DatadogEndpoint {
  /** Where its pages are; null where that is not known. */
  readonly app: string | null;
  /** Null where its monitors are not read. */
  readonly monitors: MonitorSetup | null;
}

/** So much of the past is asked with each poll: enough to see when what is late comes. */
const LOOKS_BACK_MS = 30 * 60_000;
const LOOKS_BACK_POINTS = 30;
/** What Datadog has refused is not asked again for so long: each question counts. */
const REFUSED_FOR_MS = 5 * 60_000;

interface GroupState {
  readonly shards: Shards<Asked>;
  readonly refused: Map<Asked, { readonly message: string; readonly untilMs: number }>;
  round: number;
  explored: boolean;
}

interface ShardResult {
  readonly answers: readonly { readonly asked: Asked; readonly series: readonly AnsweredSeries[]; readonly at: DatadogAnswer<unknown> }[];
  readonly failed: readonly PollOutcome[];
  /** Not answered, because the source failed. */
  readonly lost: readonly { readonly all: readonly Asked[]; readonly failure: SourceFailure }[];
  readonly requests: number;
}

/**
 * Reads a Datadog. A poll asks all formulas of its group in one request; what is wrong with one is told of that one alone. A reading
 * is the newest point that is over and has usually stopped changing; its sample time is the beginning of the point, as Datadog tells it.
 */
export function createDatadogSource(setup: DatadogSetup, deps: HttpDeps & Pick<SourceDeps, 'services'>): Source {
  const { clock } = deps;
  const client = createDatadogClient(setup, deps);
  const groups = new Map<string, GroupState>();
  const settlings = new Map<SignalId, Settling>();
  const slowed = new Map<string, string>();
  let offset: ClockOffset | null = null;
  /** Datadog's own present, as far as its answers have told it. */
  const there = (): EpochMs => epochMs(clock.nowMs() + middleMs(offset));
  const history = createHistory({ client, there, monotonicMs: () => clock.monotonicMs() });

  const stateOf = (group: PollGroup): GroupState => {
    const known = groups.get(group.key) ?? { shards: createShards(group.signals.flatMap((signal) => askedOf(signal) ?? [])), refused: new Map(), round: 0, explored: false };
    groups.set(group.key, known);
    return known;
  };

  const ask = async (all: readonly Asked[], state: GroupState, abort: AbortSignal): Promise<ShardResult> => {
    const [first] = all;
    if (first === undefined) return NOTHING;
    const to = there();
    const spanMs = Math.max(LOOKS_BACK_MS, LOOKS_BACK_POINTS * first.widthMs);
    const from = epochMs(Math.floor((to - spanMs) / first.widthMs) * first.widthMs);
    try {
      const answer = await askTogether(client, all, { from, to }, first.widthMs, abort);
      offset = narrowed(offset, answer.clockOffsetMs, answer.receivedAt - answer.sentAt);
      state.shards.answered(all);
      return { ...NOTHING, requests: 1, answers: all.map((asked, index) => ({ asked, series: answer.data.filter((one) => one.index === index), at: answer })) };
    } catch (error) {
      if (error instanceof QueryRefused) return refused(all, state, error.message, abort);
      if (!(error instanceof SourceFailure)) throw error;
      if (error.code === 'too_large' && all.length === 1) return { ...NOTHING, requests: 1, failed: failed(all, 'the query gives more series than can be read; name fewer groups, or aggregate them') };
      return { ...NOTHING, requests: 1, lost: [{ all, failure: error }] };
    }
  };

  /** One of the queries is wrong: halves are asked at once until it stands alone. */
  const refused = async (all: readonly Asked[], state: GroupState, message: string, abort: AbortSignal): Promise<ShardResult> => {
    const [only] = all;
    if (only !== undefined && all.length === 1) {
      state.shards.isolate(only);
      state.refused.set(only, { message, untilMs: clock.monotonicMs() + REFUSED_FOR_MS });
      return { ...NOTHING, requests: 1, failed: failed(all, message) };
    }
    const [one, other] = halves(all);
    const results = [await ask(one, state, abort), await ask(other, state, abort)];
    /* These came at once and will not come again, so they are no part of what is asked regularly. */
    return { ...join(results), requests: 1 };
  };

  const outcomeOf = (asked: Asked, series: readonly AnsweredSeries[], { receivedAt }: DatadogAnswer<unknown>): PollOutcome => {
    const { id } = asked.signal;
    const line = lineOf(asked, series);
    if (!line.ok) return { signal: id, ok: false, kind: 'query', message: line.message };
    const now = epochMs(receivedAt + middleMs(offset));
    const settling = look(settlings.get(id) ?? NOTHING_SETTLED, line.points, line.widthMs, now);
    settlings.set(id, settling);
    const lagMs = usualLagMs(settling, line.widthMs);
    const newest = newestSettled(line.points, line.widthMs, lagMs, now);
    return {
      signal: id,
      ok: true,
      reading: { sampleTime: newest?.start ?? null, evaluatedAt: now, value: newest?.value ?? null, noValue: newest === null ? 'empty' : null, usualAgeMs: durationMs(line.widthMs + lagMs) },
    };
  };

  /** When this group is to be asked again, and what is to be said of it. */
  const plan = (group: PollGroup, state: GroupState, asked: readonly Asked[], requests: number): DurationMs => {
    const [first] = asked;
    const everyMs = durationMs(Math.min(...group.signals.map((signal) => signal.everyMs)));
    if (first === undefined) return everyMs;
    const { widthMs } = first;
    const periodMs = durationMs(Math.max(everyMs, widthMs));
    client.demand(group.key, operationOf(first), { requests, periodMs });
    const pace = client.pace(group.key);
    if (pace === null) slowed.delete(group.key);
    else slowed.set(group.key, `${counted(group.signals.length, 'signal')} asked every ${formatSpan(pace.paceMs)} instead of ${formatSpan(everyMs)}: Datadog allows ${limitWords(pace.limit)} (${pace.limit.name}).`);
    const known = asked.map(({ signal }) => settlings.get(signal.id) ?? NOTHING_SETTLED);
    const next = nextLook(
      {
        everyMs, widthMs, paceMs: pace?.paceMs ?? durationMs(0), round: state.round, explored: state.explored,
        lagsMs: known.map((settling) => usualLagMs(settling, widthMs)),
        tooEarlyMs: durationMs(Math.max(0, ...known.map(tooEarlyMs))),
        learning: known.some(isLearning),
      },
      there(),
    );
    if (!next.explores) state.round += 1;
    state.explored = next.explores;
    return next.inMs;
  };

  /** Datadog answers a trivial question: then it is the queries that ask too much at once. */
  const isWell = (abort: AbortSignal): Promise<boolean> => client.knowsApiKey(abort).then(({ data }) => data, () => false);

  const poll = async (group: PollGroup, abort: AbortSignal): Promise<PollResult> => {
    const state = stateOf(group);
    const nowMs = clock.monotonicMs();
    for (const [asked, { untilMs }] of state.refused) if (untilMs <= nowMs) state.refused.delete(asked);
    const waiting = [...state.refused].flatMap(([asked, { message }]) => failed([asked], message));
    const shards = state.shards.current().map((all) => all.filter((asked) => !state.refused.has(asked))).filter((all) => all.length > 0);
    const results = await Promise.all(shards.map((all) => ask(all, state, abort)));
    const { answers, failed: refusals, lost, requests } = join(results);
    const [first] = lost;
    const others = answers.length > 0 || refusals.length > 0;
    for (const { all, failure } of lost) if (failure.code === 'too_large' || (failure.code === 'timeout' && all.length > 1 && (others || (await isWell(abort))))) state.shards.halve(all);
    if (first !== undefined && !others) throw paced(first.failure, client.pace(group.key)?.paceMs ?? null);
    const unanswered = lost.flatMap(({ all, failure }) => failed(all, failure.message, 'source'));
    const outcomes = [...answers.map(({ asked, series, at }) => outcomeOf(asked, series, at)), ...refusals, ...waiting, ...unanswered];
    const nextMs = plan(group, state, shards.flat(), requests);
    const pace = client.pace(group.key);
    return { outcomes, clockOffsetMs: answers[0]?.at.clockOffsetMs ?? null, warnings: [...new Set(slowed.values())], nextMs, ...(pace === null ? {} : { paceMs: pace.paceMs }) };
  };

  return {
    plan: planGroups,
    poll,
    history: (signal, range, stepMs, abort) => history(signal, range, stepMs, abort, groupMates(groups, signal)),
    openUrl: (signal) => explorerUrl(setup.app, askedOf(signal)),
    feeds: setup.monitors === null ? [] : [createMonitorFeed(setup.monitors, { client, services: deps.services, app: setup.app })],
    identify: (abort) => identify(client, setup, there, abort),
    budget: () => client.budget(),
    close: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

const operationOf = ({ by }: Asked): OperationName => (by === 'formula' ? 'timeseries' : 'classic');

/** Those that are asked in the same request as this one. */
function groupMates(groups: ReadonlyMap<string, GroupState>, { id }: SignalSpec): readonly Asked[] {
  for (const { shards } of groups.values()) {
    const mates = shards.current().find((all) => all.some(({ signal }) => signal.id === id));
    if (mates !== undefined) return mates;
  }
  return [];
}

/** A source that fails is not asked more often than one that answers, where its limit counts each question. */
const paced = (failure: SourceFailure, paceMs: DurationMs | null): SourceFailure => (paceMs === null ? failure : new SourceFailure(failure.code, failure.message, durationMs(Math.max(failure.retryAfterMs ?? 0, paceMs))));

const NOTHING: ShardResult = { answers: [], failed: [], lost: [], requests: 0 };

const failed = (all: readonly Asked[], message: string, kind: 'query' | 'source' = 'query'): readonly PollOutcome[] => all.map(({ signal }): PollOutcome => ({ signal: signal.id, ok: false, kind, message }));

const join = (results: readonly ShardResult[]): ShardResult => ({
  answers: results.flatMap(({ answers }) => answers),
  failed: results.flatMap((result) => result.failed),
  lost: results.flatMap(({ lost }) => lost),
  requests: results.reduce((sum, { requests }) => sum + requests, 0),
});

import type { PostmanCheck, PostmanSourceConfig } from '../../../../shared/model/sources/postman.ts';
import { durationMs, parseDuration, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import type { Clock, Programs, ResolveSecrets } from '../../ports.ts';
import { nearestRank } from '../probe/results.ts';
import { SourceFailure, type PollGroup, type PollOutcome, type PollResult, type SignalSpec, type Source } from '../source.ts';
import { missingName, readCollection, type Collection } from './collection.ts';
import { readEnvironment, withSecrets, type Environment } from './environment.ts';
import { findRunner, type Runner } from './find-runner.ts';
import { timesOf, type RunResults } from './results.ts';
import { runCollection, type RunOutcome } from './run.ts';

/** What running collections needs of this machine. */
export interface CollectionHost {
  readonly programs: Programs;
  /** Text of `resources/newman/newman-reporter-holdfast.cjs`. */
  readonly reporter: string;
  /** A path as the configuration names it, made absolute. */
  readonly resolvePath: (file: string) => string;
  /** Runs work when its turn comes: only so many collections run at once, over all sources. */
  readonly inTurn: (work: () => Promise<void>) => void;
}

export interface PostmanDeps {
  readonly clock: Clock;
  readonly resolveSecrets: ResolveSecrets;
  /** Null where no collection may be run. */
  readonly collections: CollectionHost | null;
}

/**
 * Postman collections as checks: each poll is one run. Signals that run the same at the same pace share it. A failed run is a reading
 * (availability 0) with what failed in `note`; where it says nothing about the API, the outcome is a failure of kind `source`.
 */
export function createPostmanSource(config: PostmanSourceConfig, { clock, resolveSecrets, collections: host }: PostmanDeps): Source {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  let known: Runner | null = null;

  async function runner(programs: Programs, resolvePath: CollectionHost['resolvePath'], abort: AbortSignal): Promise<Runner> {
    if (known !== null) return known;
    const configured = config.runner === undefined ? null : /[/\\]/.test(config.runner) ? resolvePath(config.runner) : config.runner;
    const found = await findRunner(configured, programs, abort);
    abort.throwIfAborted();
    if (!found.ok) throw new SourceFailure('no_runner', found.message);
    return (known = found.runner);
  }

  async function prepare(check: PostmanCheck, resolvePath: CollectionHost['resolvePath']): Promise<Prepared> {
    const [collection, environment] = await Promise.all([readCollection(resolvePath(check.collection)), readEnvironment(check.environment === undefined ? null : resolvePath(check.environment))]);
    if (!collection.ok) return { ok: false, kind: 'query', message: collection.message };
    if (!environment.ok) return { ok: false, kind: 'query', message: environment.message };
    const unnamed = missingName(collection.collection, check.folder, undefined);
    if (unnamed !== null) return { ok: false, kind: 'query', message: unnamed };
    try {
      const secrets = await Promise.all(Object.entries(check.secrets ?? {}).map(async ([name, text]) => [name, await resolveSecrets(text)] as const));
      return { ok: true, collection: collection.collection, environment: withSecrets(environment.environment, new Map(secrets)) };
    } catch (error) {
      return { ok: false, kind: 'source', message: `the collection cannot run: ${error instanceof Error ? plain(error.message) : 'its secrets cannot be read'}` };
    }
  }

  async function check(group: PollGroup, asked: PostmanCheck, abort: AbortSignal): Promise<PollResult> {
    if (host === null) throw new SourceFailure('no_runner', 'no collections are run here');
    const { programs, reporter, resolvePath, inTurn } = host;
    const used = await runner(programs, resolvePath, abort);
    const prepared = await prepare(asked, resolvePath);
    if (!prepared.ok) return answer(group.signals.map((spec) => unknown(spec, prepared.kind, prepared.message)));
    const { collection, environment } = prepared;
    const order = { collection, environment, folder: asked.folder, timeLimitMs: timeLimitOf(asked, config) };
    let outcome: RunOutcome;
    try {
      outcome = await next(inTurn, async () => {
        abort.throwIfAborted();
        return runCollection(used, order, { programs, reporter }, abort);
      });
    } catch (error) {
      // Whatever could not be started may be another one by now.
      known = null;
      abort.throwIfAborted();
      throw new SourceFailure('no_runner', `the collection could not be run: ${error instanceof Error ? plain(error.message) : 'for a reason not known'}`);
    }
    if (outcome.kind === 'unknown') {
      known = null;
      const { message } = outcome;
      return answer(group.signals.map((spec) => unknown(spec, 'source', message)));
    }
    const { results, failure } = outcome;
    const at = clock.nowMs();
    return answer(group.signals.map((spec) => readingOf(spec, collection, results, failure, at)));
  }

  return {
    plan(signals) {
      return [...Map.groupBy(signals, groupKey)].map(([key, members]) => ({ key, signals: members }));
    },
    async poll(group, abort) {
      const asked = group.signals[0]?.config.postman;
      if (asked === undefined) return answer(group.signals.map((spec) => unknown(spec, 'query', 'a signal of a postman source needs "postman"')));
      // Both live as long as the source: what listens to them must let go of them.
      const own = new AbortController();
      const stop = (): void => own.abort();
      const ends = [abort, closing.signal];
      if (ends.some(({ aborted }) => aborted)) stop();
      for (const end of ends) end.addEventListener('abort', stop);
      const work = check(group, asked, own.signal);
      running.add(work);
      try {
        return await work;
      } catch (error) {
        if (own.signal.aborted) throw new SourceFailure('aborted', 'the run was stopped');
        throw error;
      } finally {
        running.delete(work);
        for (const end of ends) end.removeEventListener('abort', stop);
      }
    },
    async identify(abort) {
      if (host === null) throw new SourceFailure('no_runner', 'no collections are run here');
      const { kind, version } = await runner(host.programs, host.resolvePath, abort);
      return { product: kind === 'newman' ? 'newman' : 'Postman CLI', version, account: null, notes: kind === 'newman' ? [] : ['Scripts of a collection cannot be kept from the files of this machine by the Postman CLI; newman can be.'], clockOffsetMs: null };
    },
    history: () => Promise.resolve([]),
    openUrl: () => null,
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

type Prepared =
  | { readonly ok: true; readonly collection: Collection; readonly environment: Environment }
  | { readonly ok: false; readonly kind: 'query' | 'source'; readonly message: string };

/** The same run at the same pace; which request's time is meant makes no other run. */
function groupKey({ config, everyMs }: SignalSpec): string {
  const { collection, environment, folder, secrets, timeout } = config.postman ?? {};
  return JSON.stringify([collection, environment, folder, Object.entries(secrets ?? {}), timeout, everyMs]);
}

const timeLimitOf = ({ timeout }: PostmanCheck, source: PostmanSourceConfig): DurationMs => parseDuration(timeout ?? source.timeout) ?? durationMs(60_000);

function next<T>(inTurn: CollectionHost['inTurn'], work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => inTurn(() => work().then(resolve, reject)));
}

/** Our own clock is the source's. */
const answer = (outcomes: readonly PollOutcome[]): PollResult => ({ outcomes, clockOffsetMs: 0, warnings: [] });
const unknown = (spec: SignalSpec, kind: 'query' | 'source', message: string): PollOutcome => ({ signal: spec.id, ok: false, kind, message });

function readingOf(spec: SignalSpec, collection: Collection, results: RunResults, failure: string | null, at: EpochMs): PollOutcome {
  const { kind, postman } = spec.config;
  if (kind !== 'availability' && kind !== 'latency') return unknown(spec, 'query', `a collection does not measure ${kind}: expected availability or latency`);
  const unnamed = missingName(collection, undefined, postman?.request);
  if (unnamed !== null) return unknown(spec, 'query', unnamed);
  const value = kind === 'availability' ? (failure === null ? 1 : 0) : latencyOf(spec, timesOf(results, postman?.request));
  const reading = { sampleTime: at, evaluatedAt: at, value, noValue: value === null ? ('empty' as const) : null };
  return { signal: spec.id, ok: true, reading, ...(failure === null ? {} : { note: failure }) };
}

const PERCENT = { p50: 50, p95: 95, p99: 99 } as const;

/** In the signal's unit; null where no answer came. */
function latencyOf({ config: { stat = 'p95', unit } }: SignalSpec, ascendingMs: Float64Array): number | null {
  if (ascendingMs.length === 0) return null;
  const ms = stat === 'avg' ? ascendingMs.reduce((sum, value) => sum + value, 0) / ascendingMs.length : nearestRank(ascendingMs, PERCENT[stat]);
  return unit === 'ms' ? ms : ms / 1_000;
}

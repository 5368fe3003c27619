import type { HttpStage, ProbeSourceConfig } from '../../../../shared/model/sources/probe.ts';
import { durationMs, parseDuration } from '../../../../shared/model/units.ts';
import type { DurationMs, EpochMs } from '../../../../shared/model/units.ts';
import type { SignalError } from '../../../../shared/model/entities.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { systemLookup } from '../../net/guarded-lookup.ts';
import type { Lookup } from '../../net/guarded-lookup.ts';
import type { Clock, ResolveSecrets } from '../../ports.ts';
import { SourceFailure } from '../source.ts';
import type { PollGroup, PollOutcome, PollResult, SignalSpec, Source } from '../source.ts';
import { Attempt, DeadlinePassed } from './attempt.ts';
import type { CheckFacts } from './attempt.ts';
import { Controls } from './controls.ts';
import { Elapsed } from './elapsed.ts';
import { historyOf, refusal, valueOf } from './readings.ts';
import { MAX_RESULTS, Results } from './results.ts';
import { createMakeRequest } from './requests.ts';
import { runCheck } from './run-check.ts';
import type { Check, CheckOutcome } from './run-check.ts';
import { stageResult } from './stages.ts';
import type { StageResult } from './stages.ts';
import { groupKey, httpTarget, readTarget } from './target.ts';
import type { HttpCheckTarget, Target } from './target.ts';

export interface ProbeDeps {
  readonly clock: Clock;
  readonly resolveSecrets: ResolveSecrets;
  /** The system's resolver unless given. */
  readonly lookup?: Lookup;
  /** Port of name servers that are found by NS records; 53 unless given. */
  readonly dnsPort?: number;
}

/** The last check of a target in full. Spans are of their own phase; `totalMs` is the whole check. */
export interface ProbeInspection extends CheckFacts {
  /** The target in words, without credentials. */
  readonly target: string;
  readonly at: EpochMs;
  readonly totalMs: number;
  /** Why it failed, in plain words; null when it did not. */
  readonly failure: string | null;
}

export interface ProbeSource extends Source {
  /** The last check of a group, or null before the first one. */
  inspect(groupKey: string): ProbeInspection | null;
}

/** A target that was polled. */
interface Watched {
  readonly results: Results;
  /** Of its parts, where a signal is about one. */
  readonly stages: Map<HttpStage, Results>;
  lastPollMs: number;
  retainMs: DurationMs;
  inspection: ProbeInspection | null;
}

/** Rounds are made beside checks: one that is older tells nothing of now. */
const CONTROLS_BELIEVED_MS = 300_000;
/** Targets that nobody has polled for this long, and for twice their window, are forgotten. */
const FORGET_MS = 3_600_000;

/**
 * Our own checks of HTTP(S), TCP and DNS targets. Signals that watch the same target at the same pace share one check; statistics
 * are exact over the raw results of the signal's window. A failed check is a reading (availability 0) with the reason in `note`;
 * where the fault is ours (all control probes fail too, the process stood still) the outcome is a failure of kind `source`.
 */
export function createProbeSource(config: ProbeSourceConfig, deps: ProbeDeps): ProbeSource {
  const { clock, resolveSecrets } = deps;
  const checkDeps = { clock, lookup: deps.lookup ?? systemLookup(), zones: new Map(), ...(deps.dnsPort === undefined ? {} : { dnsPort: deps.dnsPort }) };
  const elapsed = new Elapsed(clock);
  const watched = new Map<string, Watched>();
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const makeRequest = createMakeRequest(resolveSecrets);
  const controls = new Controls(controlTargets(config), answers, clock);

  async function answers(control: HttpCheckTarget): Promise<boolean> {
    const request = await makeRequest(control);
    const { facts } = await track(runCheck({ kind: 'request', ...request }, checkDeps, [closing.signal]));
    return facts.status !== null;
  }

  function track<T>(work: Promise<T>): Promise<T> {
    running.add(work);
    void work.catch(() => {}).finally(() => running.delete(work));
    return work;
  }

  function watch(group: PollGroup): Watched {
    const now = elapsed.readMs();
    for (const [key, { lastPollMs, retainMs }] of watched) if (now - lastPollMs > Math.max(FORGET_MS, retainMs)) watched.delete(key);
    const target = watched.get(group.key) ?? { results: new Results(), stages: new Map(), lastPollMs: now, retainMs: durationMs(0), inspection: null };
    target.lastPollMs = now;
    // Twice the longest window, so that history can be exact over one window.
    target.retainMs = durationMs(2 * Math.max(...group.signals.map(({ windowMs }) => windowMs)));
    watched.set(group.key, target);
    return target;
  }

  async function prepare(target: Target, aborts: readonly AbortSignal[]): Promise<Check> {
    if (target.kind !== 'http') return target;
    const attempt = new Attempt(clock, target.timeoutMs, aborts);
    try {
      return await attempt.wait<Check>((resolve, reject) => {
        makeRequest(target).then((request) => resolve({ kind: 'request', ...request }), reject);
      });
    } finally {
      attempt.end();
    }
  }

  async function check(group: PollGroup, target: Target, aborts: readonly AbortSignal[]): Promise<PollResult> {
    const subject = watch(group);
    let ready: Check;
    try {
      ready = await prepare(target, aborts);
    } catch (error) {
      for (const abort of aborts) abort.throwIfAborted();
      const message = error instanceof DeadlinePassed ? 'the secrets of this probe could not be read in time' : `the probe cannot run: ${error instanceof Error ? plain(error.message) : 'its secrets cannot be read'}`;
      return answer(group.signals.map((spec) => unknown(spec, 'source', message)));
    }
    controls.beside(group.signals[0]?.everyMs ?? 0);
    const startedMs = clock.monotonicMs();
    const outcome = await runCheck(ready, checkDeps, aborts);
    subject.inspection = inspectionOf(target, outcome);
    const ours = await ourReason(outcome, startedMs);
    for (const abort of aborts) abort.throwIfAborted();
    if (ours !== null) return answer(group.signals.map((spec) => unknown(spec, 'source', ours)));
    const atMs = elapsed.readMs();
    subject.results.push({ atMs, time: outcome.finishedAt, totalMs: outcome.failure ? null : outcome.totalMs }, subject.retainMs);
    for (const stage of new Set(group.signals.flatMap(({ config: { http } }) => http?.stage ?? []))) keepStage(subject, stage, outcome, atMs);
    return answer(
      group.signals.map((spec) => readingOf(spec, target, subject, atMs, outcome)),
      group.signals.flatMap(({ id, everyMs, windowMs }) => (windowMs / everyMs > MAX_RESULTS ? [`${id}: its window holds more than ${String(MAX_RESULTS)} checks; only the newest ${String(MAX_RESULTS)} count`] : [])),
    );
  }

  /** Why a failed check says nothing about the target; null when it does, or did not fail. */
  async function ourReason({ failure, facts }: CheckOutcome, startedMs: number): Promise<string | null> {
    if (!failure || failure.ours) return failure?.message ?? null;
    if (facts.proven || !(await controls.allFail(startedMs))) return null;
    const count = String(controls.count);
    return `our own network: ${count} of ${count} control probes fail too (${failure.message})`;
  }

  return {
    plan(signals) {
      const groups = new Map<string, SignalSpec[]>();
      for (const spec of signals) {
        const key = groupKey(spec, config);
        groups.set(key, [...(groups.get(key) ?? []), spec]);
      }
      return [...groups].map(([key, members]) => ({ key, signals: members }));
    },
    async poll(group, abort) {
      const aborts = [abort, closing.signal];
      const [first] = group.signals;
      if (!first) return answer([]);
      const target = readTarget(first, config);
      if (typeof target === 'string') return answer(group.signals.map((spec) => unknown(spec, 'query', target)));
      const refused = group.signals.map((spec) => refusal(spec, target));
      if (refused.every((reason) => reason !== null)) return answer(group.signals.map((spec, index) => unknown(spec, 'query', refused[index] ?? '')));
      try {
        for (const signal of aborts) signal.throwIfAborted();
        return await track(check(group, target, aborts));
      } catch (error) {
        if (aborts.some(({ aborted }) => aborted)) throw new SourceFailure('aborted', 'the check was stopped');
        throw error;
      }
    },
    history(spec, range, stepMs) {
      const subject = watched.get(groupKey(spec, config));
      return Promise.resolve(subject ? historyOf(spec, resultsOf(subject, spec), range, stepMs) : []);
    },
    openUrl: () => null,
    controlsFail: () => controls.known(CONTROLS_BELIEVED_MS),
    inspect: (key) => watched.get(key)?.inspection ?? null,
    async close() {
      closing.abort();
      await Promise.allSettled(running);
      watched.clear();
    },
  };
}

function controlTargets(config: ProbeSourceConfig): readonly HttpCheckTarget[] {
  const timeoutMs = parseDuration(config.timeout) ?? durationMs(5_000);
  return config.controls.map((url) => httpTarget({ url, method: 'GET' }, timeoutMs)).filter((target) => typeof target !== 'string');
}

/** Our own clock is the source's. */
const answer = (outcomes: readonly PollOutcome[], warnings: readonly string[] = []): PollResult => ({ outcomes, clockOffsetMs: 0, warnings });
const unknown = (spec: SignalSpec, kind: SignalError['kind'], message: string): PollOutcome => ({ signal: spec.id, ok: false, kind, message });

/** Nothing is kept of a part that was not reached. */
function keepStage(subject: Watched, stage: HttpStage, outcome: CheckOutcome, atMs: number): void {
  const results = subject.stages.get(stage) ?? new Results();
  subject.stages.set(stage, results);
  const { state, tookMs } = stageResult(stage, outcome);
  if (state !== 'notReached') results.push({ atMs, time: outcome.finishedAt, totalMs: tookMs }, subject.retainMs);
}

/** Of the whole check, or of the part that the signal is about. */
function resultsOf(subject: Watched, { config: { http } }: SignalSpec): Results {
  return http?.stage === undefined ? subject.results : (subject.stages.get(http.stage) ?? new Results());
}

function readingOf(spec: SignalSpec, target: Target, subject: Watched, atMs: number, outcome: CheckOutcome): PollOutcome {
  const refused = refusal(spec, target);
  if (refused !== null) return unknown(spec, 'query', refused);
  const { facts, finishedAt, totalMs, failure } = outcome;
  const stage = spec.config.http?.stage;
  const part = stage === undefined ? wholeOf(facts, totalMs, failure) : stageResult(stage, outcome);
  const newest = { failed: part.state === 'failed', finishedAt, certificateExpiresAt: facts.certificateExpiresAt };
  const isKnown = part.state !== 'notReached' || spec.config.kind !== 'availability';
  const value = isKnown ? valueOf(spec, resultsOf(subject, spec).window(atMs, spec.windowMs), newest) : null;
  const said = { ...(part.tookMs === null ? {} : { tookMs: part.tookMs }), ...(part.detail === '' || part.state === 'failed' ? {} : { detail: part.detail }) };
  const reading = { sampleTime: finishedAt, evaluatedAt: finishedAt, value, noValue: value === null ? ('empty' as const) : null, ...said };
  return { signal: spec.id, ok: true, reading, ...(part.state === 'failed' ? { note: part.detail } : {}) };
}

const wholeOf = (facts: CheckFacts, totalMs: number, failure: CheckOutcome['failure']): StageResult =>
  failure === null ? { state: 'passed', tookMs: totalMs, detail: facts.found ?? '' } : { state: 'failed', tookMs: null, detail: failure.message };

function inspectionOf(target: Target, { facts, totalMs, finishedAt, failure }: CheckOutcome): ProbeInspection {
  return { target: target.label, at: finishedAt, ...facts, totalMs, failure: failure?.message ?? null };
}

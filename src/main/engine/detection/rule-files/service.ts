import { durationMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { fewAtOnce } from '../../few-at-once.ts';
import type { Clock, Log } from '../../ports.ts';
import type { ExpressionSource } from '../../sources/source.ts';
import { interruptRule } from './alert-state.ts';
import { NO_ALERTS, type RuleState, type Transition } from './alert.ts';
import { evaluateRule, isSourceAway, timingOf, waitOf, type Evaluation } from './evaluate.ts';
import { createGroupRunner, type GroupRunner } from './group-runner.ts';
import { createAskPresence, findOnset, type Onset } from './onset.ts';
import type { External } from './expand-samples.ts';
import type { AlertingRule, RuleFile, RuleGroup } from './rule-file.ts';
import { restoreRule, SavedRules, saveRule, type SavedRule, type SavedRuleFile } from './saved.ts';
import { slotsOf } from './slots.ts';

/** An alert of a rule file, as a transition or as it stands. Instants are evaluation times on the source's clock. */
export interface RuleFileAlert extends Transition {
  readonly file: string;
  readonly group: string;
  /** Name of the rule, which is the label `alertname` too. */
  readonly rule: string;
  /** Names the rule within the file; with `fingerprint` it names the alert. */
  readonly key: string;
}

/** How the last evaluation of a rule went. */
export interface RuleHealth {
  readonly file: string;
  readonly group: string;
  readonly rule: string;
  readonly key: string;
  /** Null when the last evaluation succeeded; else a sentence, and its alerts stand as they were, not confirmed since. */
  readonly lastError: string | null;
  /** True when the source could not be asked, false when this rule alone is in error. */
  readonly sourceFailed: boolean;
  /** How long the last evaluation took. */
  readonly durationMs: DurationMs;
  /** Pending and firing. */
  readonly alerts: number;
  /** Templates that failed, and what the source had to say beside its answer. */
  readonly warnings: readonly string[];
}

export interface RuleFileEvaluatorDeps {
  readonly file: RuleFile;
  /** `source.expressions` of the source that the rules are evaluated against. */
  readonly expressions: ExpressionSource;
  readonly clock: Clock;
  readonly log: Log;
  /** Of groups that name none. */
  readonly intervalMs: DurationMs;
  /** Source's clock minus ours, 0 while it is not known. */
  readonly sourceOffsetMs: () => number;
  /**
   * Alerts of one rule that became pending, firing or resolved at one evaluation, and all of the rule as it is after it, to be
   * stored in one transaction with what is made of them. Called synchronously; when it throws, the evaluation did not happen
   * and the next one tells the same again.
   */
  readonly onChange: (alerts: readonly RuleFileAlert[], rule: { readonly key: string; readonly saved: SavedRule }) => void;
  /** After every evaluation of a rule. */
  readonly onRuleHealth: (health: RuleHealth) => void;
}

export interface RuleFileEvaluator {
  /** Begins at the next evaluation time of each group. */
  start(): void;
  /** Gives up what is on its way; nothing is told after it. */
  stop(): void;
  /** Alerts that are pending or firing now. */
  alerts(): readonly RuleFileAlert[];
  /** After a suspend, a stall or a step of the clock: `for` begins again for what is only pending. */
  interrupt(): void;
  /** To be stored now and then and at the end, beside what `onChange` stored: it knows what was confirmed last. */
  save(): SavedRuleFile;
  /**
   * Before `start`: goes on where `save` was. Nothing fires again, nothing is forgotten; `for` begins again for what was only
   * pending when nobody looked for more than three intervals. Gives back the alerts of rules that are not in the file any more:
   * nobody will ever resolve them.
   */
  restore(saved: unknown): readonly RuleFileAlert[];
  /**
   * When the breaches of alerts of one rule that were told together began in the data, an hour before `activeAt` at most; for
   * `impactStartedAt`. A thousand that begin alike ask the source as much as one. Never throws.
   */
  onsetsOf(alerts: readonly Pick<RuleFileAlert, 'key' | 'seriesLabels' | 'activeAt'>[], abort: AbortSignal): Promise<readonly Onset[]>;
  stats(): readonly { readonly group: string; readonly intervalMs: DurationMs; readonly rounds: number; readonly missed: number }[];
}

const MAX_GROUPS_AT_ONCE = 4;
/** `$externalLabels` and `$externalURL` in templates are of the Prometheus that evaluates; Holdfast has neither. */
const NO_EXTERNALS: External = { labels: {}, url: '' };

interface RuleAtWork {
  readonly rule: AlertingRule;
  readonly group: RuleGroup;
  readonly intervalMs: DurationMs;
  state: RuleState;
  health: RuleHealth | null;
}

/**
 * Evaluates the alerting rules of one file against one source as Prometheus does: each group at its own regular times, its
 * rules one after another at the same evaluation time, one query on its way per group. A source that fails changes no alert;
 * what fires goes on firing, not confirmed.
 */
export function createRuleFileEvaluator(deps: RuleFileEvaluatorDeps): RuleFileEvaluator {
  const { file, clock, log } = deps;
  const abort = new AbortController();
  const rules = new Map<string, RuleAtWork>();
  const evaluation = { expressions: deps.expressions, external: NO_EXTERNALS };
  const inTurn = fewAtOnce(MAX_GROUPS_AT_ONCE);
  const enter = (round: () => Promise<void>): void => inTurn(() => round().catch((error: unknown) => log.error('a round of a rule group ended unexpectedly', { file: file.file, error: String(error) })));

  let interrupts = 0;

  const alertOf = ({ rule, group }: RuleAtWork, transition: Transition): RuleFileAlert => ({ file: file.file, group: group.name, rule: rule.name, key: rule.key, ...transition });
  const alertsOf = (work: RuleAtWork): RuleFileAlert[] => [...work.state.alerts.values()].map((alert) => alertOf(work, { ...alert, resolvedAt: null }));

  const tell = (work: RuleAtWork, startedMs: number, result: Pick<RuleHealth, 'lastError' | 'sourceFailed' | 'warnings'>): void => {
    const { rule, group, state } = work;
    const before = work.health?.lastError ?? null;
    if (result.lastError !== null && result.lastError !== before) log.warn('a rule could not be evaluated', { file: file.file, group: group.name, rule: rule.name, error: result.lastError });
    work.health = {
      file: file.file,
      group: group.name,
      rule: rule.name,
      key: rule.key,
      durationMs: durationMs(clock.monotonicMs() - startedMs),
      alerts: state.alerts.size,
      ...result,
    };
    deps.onRuleHealth(work.health);
  };

  /** Takes over what an evaluation gave; the state moves on only once everybody has stored it. */
  const accept = (work: RuleAtWork, startedMs: number, result: Extract<Evaluation, { ok: true }>): void => {
    try {
      if (result.transitions.length > 0) deps.onChange(result.transitions.map((transition) => alertOf(work, transition)), { key: work.rule.key, saved: saveRule(result.state) });
    } catch (error) {
      log.error('alerts of a rule could not be stored', { file: file.file, rule: work.rule.name, error: String(error) });
      tell(work, startedMs, { lastError: 'its alerts could not be stored; the next evaluation tries again', sourceFailed: false, warnings: [] });
      return;
    }
    work.state = result.state;
    tell(work, startedMs, { lastError: null, sourceFailed: false, warnings: result.warnings });
  };

  const runGroup = async (group: RuleGroup, works: readonly RuleAtWork[], at: EpochMs): Promise<DurationMs> => {
    let away: Extract<Evaluation, { ok: false }> | null = null;
    for (const work of works) {
      if (abort.signal.aborted) break;
      const startedMs = clock.monotonicMs();
      const interruptsBefore = interrupts;
      const result: Evaluation = away ?? (await evaluateRule(work.rule, work.state, at, timingOf(work.rule, group, work.intervalMs), group.queryOffsetMs, evaluation, abort.signal));
      if (abort.signal.aborted) break;
      if (result.ok) {
        accept(work, startedMs, result);
        if (interrupts !== interruptsBefore) work.state = interruptRule(work.state);
      } else {
        if (isSourceAway(result.failure)) away = result;
        tell(work, startedMs, { lastError: result.message, sourceFailed: result.failure !== null, warnings: [] });
      }
    }
    return waitOf(away?.failure ?? null);
  };

  const runners = file.groups.flatMap((group): { readonly group: RuleGroup; readonly intervalMs: DurationMs; readonly runner: GroupRunner }[] => {
    const intervalMs = group.intervalMs ?? deps.intervalMs;
    const works = group.rules.map((rule): RuleAtWork => ({ rule, group, intervalMs, state: NO_ALERTS, health: null }));
    for (const work of works) rules.set(work.rule.key, work);
    if (works.length === 0) return [];
    const runner = createGroupRunner(slotsOf(file.file, group.name, intervalMs), { clock, sourceOffsetMs: deps.sourceOffsetMs, enter, run: (at) => runGroup(group, works, at) });
    return [{ group, intervalMs, runner }];
  });

  return {
    start: () => runners.forEach(({ runner }) => runner.start()),
    stop: () => {
      abort.abort();
      for (const { runner } of runners) runner.stop();
    },
    alerts: () => [...rules.values()].flatMap(alertsOf),
    interrupt: () => {
      interrupts += 1;
      for (const work of rules.values()) work.state = interruptRule(work.state);
    },
    save: () => ({
      version: 1,
      rules: Object.fromEntries([...rules].filter(([, { state }]) => state.alerts.size > 0).map(([key, { state }]) => [key, saveRule(state)])),
    }),
    restore: (saved) => {
      const read = SavedRules.safeParse(saved);
      if (!read.success) {
        log.warn('what was stored of the alerts of a rule file cannot be read; it begins anew', { file: file.file });
        return [];
      }
      return Object.entries(read.data.rules).flatMap(([key, stored]) => {
        const state = restoreRule(stored);
        const work = rules.get(key);
        if (work !== undefined) work.state = state;
        return work === undefined ? orphansOf(file.file, key, state) : [];
      });
    },
    onsetsOf: async (alerts, signal) => {
      const ask = createAskPresence(deps.expressions, signal);
      const onsets: Onset[] = [];
      for (const { key, seriesLabels, activeAt } of alerts) {
        const work = rules.get(key);
        onsets.push(work === undefined ? { at: activeAt, noEarlierThan: true } : await findOnset({ expr: work.rule.expr, seriesLabels, activeAt, intervalMs: work.intervalMs, queryOffsetMs: work.group.queryOffsetMs }, ask));
      }
      return onsets;
    },
    stats: () => runners.map(({ group, intervalMs, runner }) => ({ group: group.name, intervalMs, ...runner.stats() })),
  };
}

/** Alerts whose rule is gone from the file; their key still tells group and name. */
function orphansOf(file: string, key: string, state: RuleState): RuleFileAlert[] {
  return [...state.alerts.values()].map((alert) => ({ ...alert, file, group: key.slice(0, Math.max(0, key.indexOf('/'))), rule: alert.labels['alertname'] ?? key, key, resolvedAt: null }));
}

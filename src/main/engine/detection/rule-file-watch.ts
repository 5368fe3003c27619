import type { RuleView } from '../../../shared/model/incident.ts';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import type { IncidentMode } from '../../../shared/model/rule-config.ts';
import { severityOfLabel } from '../../../shared/model/severity.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { ResolvedRuleFile } from '../../config/resolved-rules.ts';
import type { AlertSubject } from '../alerts/rules.ts';
import { serviceOf } from '../alerts/received.ts';
import type { Alerts, Observation } from '../alerts/service.ts';
import type { Clock, Log } from '../ports.ts';
import type { ExpressionSource } from '../sources/source.ts';
import { createRuleFileEvaluator, formatIssue, parseRuleFile, type AlertingRule, type RuleFile, type RuleFileAlert, type RuleFileEvaluator, type RuleFileIssue, type RuleHealth } from './rule-files/index.ts';

export interface RuleFilesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly alerts: Pick<Alerts, 'observe' | 'remember' | 'remembered' | 'onsetFound' | 'active'>;
  /** Text of a rule file, by the name that the configuration gives it; rejects with a sentence where it cannot be read. */
  readonly readFile: (file: string) => Promise<string>;
  /** Null while the source is not there, or has no language of its own. */
  readonly expressions: (source: SourceId) => ExpressionSource | null;
  readonly sourceOffsetMs: (source: SourceId) => number;
  readonly services: () => readonly { readonly id: ServiceId; readonly name: string }[];
  /** What is wrong with a file, one sentence; null when that is over. */
  readonly onProblem: (file: string, message: string | null) => void;
  /** A file was read whose text is another than before. */
  readonly onRead: (file: string, facts: { readonly text: string; readonly rules: number; readonly errors: number; readonly first: string | null }) => void;
}

export interface RuleFiles {
  /** Evaluates these files from now on; to be called again whenever sources or files have changed. */
  apply(files: readonly ResolvedRuleFile[]): Promise<void>;
  /** Once a second: keeps what rules remember, and looks every few seconds whether a file has changed. */
  tick(): void;
  interrupted(): void;
  rules(): RuleView[];
  stop(): void;
}

const LOOK_EVERY_MS = 5_000;

interface Running {
  readonly config: ResolvedRuleFile;
  readonly text: string;
  readonly file: RuleFile | null;
  readonly evaluator: RuleFileEvaluator | null;
  readonly issues: readonly RuleFileIssue[];
}

/** Reads the Prometheus rule files of the configuration, evaluates them, and hands what they find to alerts. */
export function createRuleFiles(deps: RuleFilesDeps): RuleFiles {
  const { alerts, clock, log } = deps;
  const running = new Map<string, Running>();
  const health = new Map<string, RuleHealth>();
  let configured: readonly ResolvedRuleFile[] = [];
  let lookedAt = clock.nowMs();
  let stopped = false;
  const abort = new AbortController();
  /** Files are read one round after the other. */
  let reading: Promise<void> = Promise.resolve();

  const subjectOf = (config: ResolvedRuleFile, alert: RuleFileAlert): AlertSubject => {
    const service = serviceOf(alert.labels, deps.services()) ?? config.service;
    const severity = severityOfLabel(alert.labels['severity'], config.severities);
    const mode: IncidentMode = config.mode ?? (severity === 'P2' ? 'propose' : 'open');
    const title = plain(alert.annotations['summary'] ?? alert.annotations['description'] ?? alert.rule, 200);
    return {
      key: alertKey(config, alert),
      rule: `${config.file}:${alert.group}:${alert.rule}`,
      name: title,
      source: config.source,
      service,
      signal: null,
      severity,
      labels: { ...alert.labels },
      annotations: { ...alert.annotations },
      facts: { mode, signature: `${service ?? 'unassigned'}/${config.file}:${alert.key}/rule`, services: service === null ? [] : [service], title, origin: 'rule' },
    };
  };

  const observationOf = (config: ResolvedRuleFile, alert: RuleFileAlert, confirmed: boolean): Observation => ({
    subject: subjectOf(config, alert),
    standing: {
      state: alert.state === 'resolved' ? 'inactive' : alert.state,
      startsAt: alert.activeAt,
      noEarlierThan: false,
      firedAt: alert.firedAt,
      endsAt: alert.resolvedAt,
      value: Number.isFinite(alert.value) ? alert.value : null,
      limit: null,
      confirmedAt: alert.confirmedAt,
      confirmed,
    },
  });

  const takeChanges = (config: ResolvedRuleFile, evaluator: () => RuleFileEvaluator | null, changed: readonly RuleFileAlert[], rule: { readonly key: string; readonly saved: unknown }): void => {
    const memory = { key: memoryKey(config, rule.key), saved: JSON.stringify(rule.saved) };
    const observations = changed.map((alert) => observationOf(config, alert, true));
    const [first, ...rest] = observations;
    if (first !== undefined) alerts.observe([{ ...first, memory }, ...rest]);
    for (const alert of changed) if (alert.state !== 'resolved') void findOnset(config, evaluator(), alert);
  };

  /** The first evaluation that saw it is not yet when it began: Holdfast may have started, or been blind, in the middle of it. */
  const findOnset = async (config: ResolvedRuleFile, evaluator: RuleFileEvaluator | null, alert: RuleFileAlert): Promise<void> => {
    if (evaluator === null) return;
    const onset = await evaluator.onsetOf(alert, abort.signal);
    if (!stopped) alerts.onsetFound(alertKey(config, alert), { judged: alert.activeAt, ...onset });
  };

  const takeHealth = (config: ResolvedRuleFile, evaluator: () => RuleFileEvaluator | null, now: RuleHealth): void => {
    health.set(`${config.file}\n${now.key}`, now);
    const confirmed = now.lastError === null;
    const mine = evaluator()?.alerts().filter(({ key }) => key === now.key) ?? [];
    if (mine.length > 0) alerts.observe(mine.map((alert) => observationOf(config, alert, confirmed)));
  };

  const startEvaluator = (config: ResolvedRuleFile, file: RuleFile): RuleFileEvaluator | null => {
    const expressions = deps.expressions(config.source);
    if (expressions === null) return null;
    let made: RuleFileEvaluator | null = null;
    made = createRuleFileEvaluator({
      file, expressions, clock, log,
      intervalMs: config.everyMs,
      sourceOffsetMs: () => deps.sourceOffsetMs(config.source),
      onChange: (changed, rule) => takeChanges(config, () => made, changed, rule),
      onRuleHealth: (now) => takeHealth(config, () => made, now),
    });
    endOrphans(config, made.restore(savedOf(config)));
    made.start();
    return made;
  };

  const savedOf = ({ file }: ResolvedRuleFile): unknown => {
    const prefix = memoryKey({ file }, '');
    /* Written by `takeChanges`, in this form; the evaluator checks it again. */
    const rules = [...alerts.remembered()].flatMap(([key, saved]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), JSON.parse(saved) as unknown]] : []));
    return { version: 1, rules: Object.fromEntries(rules) };
  };

  /** Of rules that are not in the file any more nobody will ever say that they are over. */
  const endOrphans = (config: ResolvedRuleFile, orphans: readonly RuleFileAlert[]): void => {
    const now = clock.nowMs();
    if (orphans.length > 0) alerts.observe(orphans.map((alert) => ({ ...observationOf(config, { ...alert, state: 'resolved', resolvedAt: now }, true), memory: { key: memoryKey(config, alert.key), saved: null } })));
  };

  const end = ({ config, evaluator }: Running, orphaned: boolean): void => {
    if (evaluator === null) return;
    const left = evaluator.alerts();
    keep({ config, evaluator });
    evaluator.stop();
    if (orphaned) endOrphans(config, left);
  };

  const keep = ({ config, evaluator }: Pick<Running, 'config' | 'evaluator'>): void => {
    for (const [key, saved] of Object.entries(evaluator?.save().rules ?? {})) alerts.remember({ key: memoryKey(config, key), saved: JSON.stringify(saved) });
  };

  const readOne = async (config: ResolvedRuleFile, again: boolean): Promise<void> => {
    const before = running.get(config.file);
    let text: string;
    try {
      text = await deps.readFile(config.file);
    } catch (error) {
      // What was read before goes on: a file that is being replaced must not end the alarms in it.
      deps.onProblem(config.file, `The rule file ${config.file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (stopped || (before?.text === text && !again)) return;
    const { file, issues } = parseRuleFile(text, { file: config.file });
    const errors = issues.filter(({ level }) => level === 'error');
    const [first] = errors;
    deps.onProblem(config.file, first === undefined ? null : `${formatIssue(first)}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}.${before?.file ? ' The rules as they were read before are still in use.' : ' None of its rules is evaluated until it is mended.'}`);
    if (before?.text !== text) deps.onRead(config.file, { text, rules: file?.groups.reduce((sum, group) => sum + group.rules.length, 0) ?? 0, errors: errors.length, first: first === undefined ? null : formatIssue(first) });
    if (file === null && before?.file) {
      running.set(config.file, { ...before, text, issues });
      return;
    }
    if (before !== undefined) end(before, false);
    for (const key of health.keys()) if (key.startsWith(`${config.file}\n`)) health.delete(key);
    running.set(config.file, { config, text, file, issues, evaluator: file === null ? null : startEvaluator(config, file) });
  };

  const readEach = async (again: boolean): Promise<void> => {
    for (const config of configured) if (!stopped) await readOne(config, again);
  };
  const readAll = (again: boolean): Promise<void> => (reading = reading.then(() => readEach(again)));

  return {
    apply: (files) => {
      configured = files;
      for (const [name, each] of running) {
        if (files.some(({ file }) => file === name)) continue;
        end(each, true);
        running.delete(name);
        deps.onProblem(name, null);
      }
      lookedAt = clock.nowMs();
      return readAll(true);
    },
    tick: () => {
      for (const each of running.values()) keep(each);
      const now = clock.nowMs();
      if (configured.length === 0 || Math.abs(now - lookedAt) < LOOK_EVERY_MS) return;
      lookedAt = now;
      void readAll(false);
    },
    interrupted: () => {
      for (const { evaluator } of running.values()) evaluator?.interrupt();
    },
    rules: () => [...running.values()].flatMap(({ config, file }) => (file === null ? [] : viewsOf(config, file, health, alerts.active()))),
    stop: () => {
      stopped = true;
      abort.abort();
      for (const each of running.values()) end(each, false);
    },
  };
}

const memoryKey = ({ file }: Pick<ResolvedRuleFile, 'file'>, key: string): string => `rule-file\n${file}\n${key}`;
const alertKey = ({ file }: ResolvedRuleFile, { key, fingerprint }: RuleFileAlert): string => `${memoryKey({ file }, key)}\n${fingerprint}`;

/** A label of a rule as its alerts will have it; undefined where only an alert can tell. */
function writtenLabel({ labels }: AlertingRule, wanted: string): string | undefined {
  const template = labels.find(({ name }) => name === wanted)?.template;
  return template?.nodes.every(({ type }) => type === 'text') === true ? template.source : undefined;
}

function viewsOf(config: ResolvedRuleFile, file: RuleFile, health: ReadonlyMap<string, RuleHealth>, active: ReturnType<Alerts['active']>): RuleView[] {
  return file.groups.flatMap((group) =>
    group.rules.map((rule): RuleView => {
      const id = `${config.file}:${group.name}:${rule.name}`;
      const known = health.get(`${config.file}\n${rule.key}`);
      const mine = active.filter((alert) => alert.rule === id);
      const firing = mine.filter(({ state }) => state === 'firing');
      const severity = firing[0]?.severity ?? severityOfLabel(writtenLabel(rule, 'severity'), config.severities);
      return {
        id,
        name: rule.name,
        origin: 'ruleFile',
        kind: 'promql',
        condition: rule.expr,
        signal: null,
        service: config.service,
        source: config.source,
        severity,
        incident: config.mode ?? (severity === 'P2' ? 'propose' : 'open'),
        state: firing.length > 0 ? 'firing' : mine.length > 0 ? 'pending' : known === undefined || known.lastError !== null ? 'unknown' : 'inactive',
        trouble: known?.lastError ?? known?.warnings[0] ?? null,
        lastFiredAt: firing.map(({ firedAt }) => firedAt ?? '').sort((a, b) => (a < b ? -1 : 1)).at(-1) ?? null,
        owner: null,
        reviewBy: null,
        file: config.file,
      };
    }),
  );
}

import type { RuleView } from '../../../shared/model/incident.ts';
import type { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { defaultMode } from '../../../shared/model/rule-config.ts';
import { severityOfLabel } from '../../../shared/model/severity.ts';
import { plain } from '../../../shared/text/plain.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedRuleFile } from '../../config/resolved-rules.ts';
import { asItStands, type AlertStanding, type AlertSubject } from '../alerts/rules.ts';
import { serviceOf } from '../alerts/received.ts';
import type { ActiveAlert, Alerts, Observation } from '../alerts/service.ts';
import { fewAtOnce } from '../few-at-once.ts';
import type { Clock, Log } from '../ports.ts';
import type { ExpressionSource } from '../sources/source.ts';
import { createRuleFileEvaluator, formatIssue, parseRuleFile, type AlertingRule, type RuleFile, type RuleFileAlert, type RuleFileEvaluator, type RuleFileIssue, type RuleHealth } from './rule-files/index.ts';

export interface RuleFilesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly alerts: Pick<Alerts, 'observe' | 'remember' | 'remembered' | 'onsetsFound' | 'active' | 'under'>;
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
  /** When a rule, by its id among `rules`, was last evaluated without an error. */
  judgedAt(id: string): EpochMs | null;
  stop(): void;
}

const LOOK_EVERY_MS = 5_000;
/** In an outage many rules fire at once, and their source has more to do than to tell when each began. */
const HISTORIES_AT_ONCE = 2;

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
  /** When each rule was last evaluated without an error. */
  const judged = new Map<string, EpochMs>();
  let configured: readonly ResolvedRuleFile[] = [];
  let lookedAt = clock.nowMs();
  let stopped = false;
  const abort = new AbortController();
  const readHistory = fewAtOnce(HISTORIES_AT_ONCE);
  /** Files are read one round after the other. */
  let reading: Promise<void> = Promise.resolve();

  const subjectOf = (config: ResolvedRuleFile, alert: RuleFileAlert): AlertSubject => {
    const service = serviceOf(alert.labels, deps.services()) ?? config.service;
    const severity = severityOfLabel(alert.labels['severity'], config.severities);
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
      facts: { mode: config.mode ?? defaultMode(severity), signature: `${service ?? 'unassigned'}/${config.file}:${alert.key}/rule`, services: service === null ? [] : [service], title, origin: 'rule' },
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
    const begun = changed.filter(({ state }) => state !== 'resolved');
    const work = evaluator();
    if (begun.length > 0 && work !== null) readHistory(() => findOnsets(config, work, begun));
  };

  /** The first evaluation that saw it is not yet when it began: Holdfast may have started, or been blind, in the middle of it. */
  const findOnsets = async (config: ResolvedRuleFile, evaluator: RuleFileEvaluator, begun: readonly RuleFileAlert[]): Promise<void> => {
    try {
      const onsets = await evaluator.onsetsOf(begun, abort.signal);
      if (!stopped) alerts.onsetsFound(begun.flatMap((alert, index) => (onsets[index] === undefined ? [] : [{ key: alertKey(config, alert), judged: alert.activeAt, ...onsets[index] }])));
    } catch (error) {
      log.error('the onset of alerts could not be looked for', { file: config.file, error: String(error) });
    }
  };

  const takeHealth = (config: ResolvedRuleFile, evaluator: () => RuleFileEvaluator | null, now: RuleHealth): void => {
    health.set(`${config.file}\n${now.key}`, now);
    const confirmed = now.lastError === null;
    if (confirmed) judged.set(`${config.file}\n${now.key}`, clock.nowMs());
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
    made.restore(savedOf(config));
    made.start();
    return made;
  };

  const savedOf = ({ file }: ResolvedRuleFile): unknown => {
    const prefix = memoryKey({ file }, '');
    /* Written by `takeChanges`, in this form; the evaluator checks it again. */
    const rules = [...alerts.remembered()].flatMap(([key, saved]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), JSON.parse(saved) as unknown]] : []));
    return { version: 1, rules: Object.fromEntries(rules) };
  };

  /** A disk that refuses must not keep files from being read. */
  const restate = (active: readonly ActiveAlert[], changes: Partial<AlertStanding>): void => {
    try {
      if (active.length > 0) alerts.observe(active.map(({ subject, alert }) => ({ subject, standing: asItStands(alert, changes) })));
    } catch (error) {
      log.error('alerts of rules that are evaluated no more could not be brought up to date', { error: String(error) });
    }
  };
  const over = (orphans: readonly ActiveAlert[]): void => restate(orphans, { state: 'inactive', endsAt: clock.nowMs() });
  const forget = (isKept: (key: string) => boolean, prefix: string): void => {
    for (const key of alerts.remembered().keys()) if (key.startsWith(prefix) && !isKept(key)) alerts.remember({ key, saved: null });
  };

  /** Of rules and files that are not there any more nobody will ever say that they are over, also where an earlier run left them. */
  const endOrphans = (config: ResolvedRuleFile, evaluator: RuleFileEvaluator): void => {
    const prefix = memoryKey(config, '');
    const known = new Set(evaluator.alerts().map((alert) => alertKey(config, alert)));
    over(alerts.under(prefix).filter(({ subject }) => !known.has(subject.key)));
    const rules = new Set(evaluator.alerts().map(({ key }) => memoryKey(config, key)));
    forget((key) => rules.has(key), prefix);
  };
  const endRemoved = (files: readonly ResolvedRuleFile[]): void => {
    const isKept = (key: string): boolean => files.some((config) => key.startsWith(memoryKey(config, '')));
    over(alerts.under(ANY_FILE).filter(({ subject }) => !isKept(subject.key)));
    forget(isKept, ANY_FILE);
  };
  /** Its rules are not evaluated, so nothing of it is confirmed. */
  const unconfirm = (config: ResolvedRuleFile): void => restate(alerts.under(memoryKey(config, '')), { confirmed: false });

  const end = (each: Running): void => {
    keep(each);
    each.evaluator?.stop();
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
    if (before !== undefined) end(before);
    for (const kept of [health, judged]) for (const key of kept.keys()) if (key.startsWith(`${config.file}\n`)) kept.delete(key);
    const evaluator = file === null ? null : startEvaluator(config, file);
    running.set(config.file, { config, text, file, issues, evaluator });
    if (evaluator === null) unconfirm(config);
    else endOrphans(config, evaluator);
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
        end(each);
        running.delete(name);
        deps.onProblem(name, null);
      }
      endRemoved(files);
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
    judgedAt: (id) => {
      for (const { config, file } of running.values())
        for (const group of file?.groups ?? []) for (const rule of group.rules) if (`${config.file}:${group.name}:${rule.name}` === id) return judged.get(`${config.file}\n${rule.key}`) ?? null;
      return null;
    },
    rules: () => [...running.values()].flatMap(({ config, file }) => (file === null ? [] : viewsOf(config, file, health, alerts.active()))),
    stop: () => {
      stopped = true;
      abort.abort();
      for (const each of running.values()) end(each);
    },
  };
}

/** How all keys of rule files begin. */
const ANY_FILE = 'rule-file\n';
const memoryKey = ({ file }: Pick<ResolvedRuleFile, 'file'>, key: string): string => `${ANY_FILE}${file}\n${key}`;
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
        incident: config.mode ?? defaultMode(severity),
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

import type { HoldfastConfig } from '../../shared/model/config.ts';
import { traitsOf } from '../../shared/model/sources/index.ts';
import type { PlanConfig } from '../../shared/model/continuity/plan-config.ts';
import type { IncidentsConfig } from '../../shared/model/policy-config.ts';
import type { ConfigPath } from './config-path.ts';
import { formatDuration, readDuration } from './duration.ts';
import type { Finding } from './explain.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Below: work that starves the machine or a vendor. Above: longer than a timer can wait, or surely a slip of the unit. */
const LIMITS = {
  every: [SECOND, DAY],
  timeout: [50, 10 * MINUTE],
  window: [10 * SECOND, DAY],
  for: [SECOND, 7 * DAY],
  deadMan: [10 * SECOND, DAY],
  backup: [MINUTE, DAY],
  rollups: [DAY, 3_650 * DAY],
  history: [DAY, 36_500 * DAY],
  burn: [10 * SECOND, 90 * DAY],
  slo: [DAY, 366 * DAY],
  /** Clocks of incidents; seconds, so that a drill need not wait. */
  clock: [SECOND, DAY],
  fromNow: [0, DAY],
  obligation: [MINUTE, 366 * DAY],
  weekly: [MINUTE, 7 * DAY],
  objective: [SECOND, DAY],
  wait: [SECOND, HOUR],
  ttl: [SECOND, DAY],
  coolDown: [MINUTE, 7 * DAY],
  drillValid: [DAY, 366 * DAY],
  announce: [MINUTE, DAY],
} as const satisfies Record<string, readonly [number, number]>;

type Written = readonly [path: ConfigPath, text: string | undefined, limit: keyof typeof LIMITS];

/** Every duration of the configuration against the span that makes sense for it. */
export function checkDurations(config: HoldfastConfig): Finding[] {
  return allDurations(config).flatMap(([path, text, limit]) => {
    if (text === undefined) return [];
    const [least, most] = LIMITS[limit];
    const valueMs = readDuration(text);
    if (valueMs >= least && valueMs <= most) return [];
    const span = least === 0 ? `of ${formatDuration(most)} or less` : `from ${formatDuration(least)} to ${formatDuration(most)}`;
    return [{ path, message: `expected a duration ${span}, found "${text.slice(0, 40)}"` }];
  });
}

const allDurations = (config: HoldfastConfig): Written[] => [
  ...config.sources.flatMap((source, index): Written[] => [
    [['sources', index, 'timeout'], source.timeout, 'timeout'],
    ...(traitsOf(source).durations?.(source) ?? []).map(([below, text, limit]): Written => [['sources', index, ...below], text, limit]),
  ]),
  ...config.signals.flatMap((signal, index): Written[] => [
    [['signals', index, 'every'], signal.every, 'every'],
    [['signals', index, 'window'], signal.window, 'window'],
    [['signals', index, 'secondOpinion', 'for'], typeof signal.secondOpinion === 'object' ? signal.secondOpinion.for : undefined, 'for'],
    ...(['http', 'tcp', 'dns', 'authority', 'postman'] as const).map((key): Written => [['signals', index, key, 'timeout'], signal[key]?.timeout, 'timeout']),
  ]),
  ...config.services.flatMap(({ chain = [] }, index) =>
    chain.flatMap((item, link): Written[] => ('url' in item ? [[['services', index, 'chain', link, 'every'], item.every, 'every'], [['services', index, 'chain', link, 'timeout'], item.timeout, 'timeout']] : [])),
  ),
  ...config.slos.map(({ window }, index): Written => [['slos', index, 'window'], window, 'slo']),
  ...config.rules.flatMap((rule, index) => ofRule(rule, ['rules', index])),
  ...ofIncidents(config.incidents),
  ...config.maintenance.map(({ weekly }, index): Written => [['maintenance', index, 'weekly', 'for'], weekly?.for, 'weekly']),
  ...config.dnsWatch.map(({ every }, index): Written => [['dnsWatch', index, 'every'], every, 'every']),
  ...config.plans.flatMap((plan, index) => ofPlan(plan, ['plans', index])),
  ...config.triggers.flatMap((trigger, index): Written[] => [
    [['triggers', index, 'veto'], trigger.veto, 'clock'],
    ...('every' in trigger ? [[['triggers', index, 'every'], trigger.every, 'every'] satisfies Written] : []),
  ]),
  [['objectives', 'failover'], config.objectives.failover, 'clock'],
  [['deadMan', 'every'], config.deadMan?.every, 'deadMan'],
  [['backup', 'every'], config.backup.every, 'backup'],
  [['retention', 'rollups'], config.retention.rollups, 'rollups'],
  ...(['texts', 'evidence', 'alerts', 'shiftNotes'] as const).map((key): Written => [['retention', key], config.retention[key], 'history']),
];

function ofRule(rule: HoldfastConfig['rules'][number], path: ConfigPath): Written[] {
  if ('import' in rule) return [[[...path, 'every'], rule.every, 'every']];
  const pairs = 'slo' in rule ? (rule.burn.pairs ?? []) : [];
  return [
    [[...path, 'keepFiringFor'], rule.keepFiringFor, 'for'],
    ...('when' in rule ? [[[...path, 'when', 'for'], rule.when.for, 'for'] satisfies Written] : []),
    ...('baseline' in rule ? [[[...path, 'baseline', 'for'], rule.baseline.for, 'for'] satisfies Written] : []),
    ...('absent' in rule ? [[[...path, 'absent', 'for'], rule.absent.for, 'for'] satisfies Written] : []),
    ...pairs.flatMap((pair, index) => (['long', 'short'] as const).map((key): Written => [[...path, 'burn', 'pairs', index, key], pair[key], 'burn'])),
  ];
}

/** Which span makes sense for a duration of a step, by its key. */
const OF_STEPS = { timeout: 'timeout', within: 'wait', for: 'wait', dwell: 'wait', ttl: 'ttl', aloneAfter: 'clock' } as const;

function ofPlan({ objective, drillValid, drill, coolDown, freeze, steps }: PlanConfig, path: ConfigPath): Written[] {
  return [
    [[...path, 'objective'], objective, 'objective'],
    [[...path, 'drillValid'], drillValid, 'drillValid'],
    [[...path, 'drill', 'every'], drill?.every, 'drillValid'],
    [[...path, 'drill', 'announce'], drill?.announce, 'announce'],
    [[...path, 'drill', 'weekly', 'for'], drill?.weekly?.for, 'weekly'],
    [[...path, 'coolDown'], coolDown, 'coolDown'],
    ...freeze.map(({ weekly }, index): Written => [[...path, 'freeze', index, 'weekly', 'for'], weekly?.for, 'weekly']),
    ...steps.flatMap((step, index): Written[] => [
      ...Object.entries(OF_STEPS).flatMap(([key, limit]): Written[] => {
        const text = (step as Readonly<Record<string, unknown>>)[key];
        // An approval is waited for by people's clocks, a call by a program's.
        return typeof text === 'string' ? [[[...path, 'steps', index, key], text, step.kind === 'approve' ? 'clock' : limit]] : [];
      }),
      ...(step.kind === 'dns' ? Object.entries(step.gates).map(([gate, text]): Written => [[...path, 'steps', index, 'gates', gate], text, 'wait']) : []),
    ]),
  ];
}

function ofIncidents({ cadence, when, escalation, obligations, groupWithin, groupAcross, askResolvedAfter }: IncidentsConfig): Written[] {
  const clocks = (path: ConfigPath, group: Readonly<Record<string, string>>) => Object.entries(group).map(([key, text]): Written => [['incidents', ...path, key], text, 'clock']);
  return [
    ...clocks(['cadence'], cadence),
    ...clocks(['when'], when),
    ...clocks(['escalation', 'acknowledge'], escalation.acknowledge),
    ...clocks(['escalation'], { commander: escalation.commander }),
    ...clocks([], { askResolvedAfter }),
    [['incidents', 'groupWithin'], groupWithin, 'fromNow'],
    [['incidents', 'groupAcross'], groupAcross, 'fromNow'],
    ...escalation.steps.map(({ after }, index): Written => [['incidents', 'escalation', 'steps', index, 'after'], after, 'fromNow']),
    ...obligations.map(({ within }, index): Written => [['incidents', 'obligations', index, 'within'], within, 'obligation']),
  ];
}

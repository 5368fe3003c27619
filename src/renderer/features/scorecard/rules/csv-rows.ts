import { counted } from '../../../../shared/text/counted.ts';
import type { BlindBefore } from '../../../../shared/model/blind.ts';
import { TIME_METRICS, type Scorecard, type ScorecardBlind, type ScorecardIncident, type TimeMetric } from '../../../../shared/model/scorecard.ts';
import type { ScorecardSides, Share } from '../../../../shared/model/scorecard-sides.ts';
import { SEVERITIES } from '../../../../shared/model/severity.ts';
import { blindCausesText } from '../../../../shared/text/blind-words.ts';
import type { CsvCell } from '../../../lib/csv.ts';
import { LEFT_OUT_WORD, METRIC_SHORT } from './words.ts';

/** What an incident contributes, and why not, to each figure that lists incidents. */
export const LISTED = [...TIME_METRICS, 'impact'] as const;
export type Listed = (typeof LISTED)[number];

export interface ExportedIncident {
  readonly incident: ScorecardIncident;
  readonly values: Partial<Record<Listed, number>>;
  readonly leftOut: readonly string[];
  /** Before its detection; null where it does not enter the time to detect. */
  readonly blind: BlindBefore | null;
}

export interface ExportedCard {
  readonly stamp: readonly (readonly [name: string, value: string])[];
  readonly card: Scorecard;
  readonly sides: ScorecardSides | null;
  readonly blind: ScorecardBlind | null;
  readonly incidents: readonly ExportedIncident[];
  /** Incidents beyond what one file holds. */
  readonly moreIncidents: number;
  readonly serviceName: (id: string) => string;
}

const HEAD = ['row', 'name', 'statistic', 'value', 'unit', 'n', 'of', 'before', 'before_n', 'text', 'incident', 'title', 'severity', 'services', 'started_at', 'resolved_at', 'detect_s', 'acknowledge_s', 'mitigate_s', 'resolve_s', 'impact_min', 'recurs', 'left_out', 'blind_s', 'blind_not_known_s', 'blind_why'] as const;
type Column = (typeof HEAD)[number];
type Row = Partial<Record<Column, CsvCell>>;

const LISTED_COLUMN: Readonly<Record<Listed, Column>> = { mttd: 'detect_s', mtta: 'acknowledge_s', mttm: 'mitigate_s', mttr: 'resolve_s', impact: 'impact_min' };

const timeRows = (card: Scorecard, metric: TimeMetric): readonly Row[] => {
  const { mean, median, p90, n, of, notRecorded, invalid, pending, before } = card.metrics[metric];
  const name = METRIC_SHORT[metric];
  const statistic = (key: 'mean' | 'median' | 'p90', value: number | null): Row => ({ row: 'figure', name, statistic: key, value, unit: 's', n, of, before: before[key], before_n: before.n });
  const number = (key: string, value: number): Row => ({ row: 'figure', name, statistic: key, value, unit: 'incidents' });
  return [statistic('mean', mean), statistic('median', median), statistic('p90', p90), number('not recorded', notRecorded), number('invalid', invalid), number('pending', pending)];
};

function figureRows(card: Scorecard, serviceName: (id: string) => string): readonly Row[] {
  const { recurrence, incidents, impact } = card.metrics;
  const figure = (name: string, statistic: string, value: number | null, unit: string, before: number | null, more: Row = {}): Row => ({ row: 'figure', name, statistic, value, unit, before, ...more });
  return [
    ...TIME_METRICS.flatMap((metric) => timeRows(card, metric)),
    figure('Running', 'count', card.running.count, 'incidents', null),
    figure('Running', 'longest', card.running.longestSeconds, 's', null),
    figure('Recurrence', 'rate', recurrence.rate, 'share', recurrence.before.rate, { n: recurrence.n, of: recurrence.of, before_n: recurrence.before.n }),
    figure('Recurrence', 'confirmed', recurrence.confirmed, 'incidents', recurrence.before.confirmed),
    figure('Recurrence', 'suspected', recurrence.suspected, 'incidents', recurrence.before.suspected),
    figure('Recurrence', 'not classifiable', recurrence.notClassifiable, 'incidents', recurrence.before.notClassifiable),
    figure('Incidents', 'all', incidents.total, 'incidents', incidents.before.total),
    ...SEVERITIES.map((severity) => figure('Incidents', severity, incidents[severity], 'incidents', incidents.before[severity])),
    figure('Impact', 'all', impact.minutes, 'min', impact.before.minutes),
    ...SEVERITIES.map((severity) => figure('Impact', severity, impact[severity], 'min', impact.before[severity])),
    figure('Impact', 'not known', impact.unknown, 'incidents', impact.before.unknown),
    ...card.services.flatMap(({ service, incidents: count, impactMinutes, before }) => [
      figure('Incidents of a service', 'count', count, 'incidents', before.incidents, { services: serviceName(service) }),
      figure('Impact on a service', 'minutes', impactMinutes, 'min', before.impactMinutes, { services: serviceName(service) }),
    ]),
  ];
}

function sideRows({ slos, updates, alerts, detectedBy, drills, actions, looks }: ScorecardSides, serviceName: (id: string) => string): readonly Row[] {
  const figure = (name: string, statistic: string, value: number | null, unit: string, more: Row = {}): Row => ({ row: 'figure', name, statistic, value, unit, ...more });
  const share = (name: string, { rate, n, of }: Share): Row => figure(name, 'rate', rate, 'share', { n, of });
  return [
    ...slos.flatMap(({ name, service, target, period }) => {
      const at: Row = { text: name, services: serviceName(service) };
      return [figure('Objective', 'availability', period.availability, 'share', at), figure('Objective', 'target', target, 'share', at), figure('Objective', 'coverage', period.coverage, 'share', at), figure('Objective', 'budget', period.budget.totalSeconds, 's', at), figure('Objective', 'budget left', period.budget.leftSeconds, 's', at)];
    }),
    share('Updates on time', updates.onTime),
    share('Promises kept', updates.promises),
    figure('To the first public update', 'median', updates.firstPublic.median, 's', { n: updates.firstPublic.n, of: updates.firstPublic.of }),
    share('Detected by us', detectedBy.byUs),
    figure('Reported by customers', 'count', detectedBy.customer, 'incidents'),
    ...(['fired', 'accepted', 'dismissedFalse', 'dismissedOther', 'undecided', 'noIncident', 'atNight'] as const).map((key) => figure('Alerts', key, alerts.total[key], 'alerts')),
    figure('Last drill', 'time to mitigate', drills.last?.seconds ?? null, 's', { incident: drills.last?.incident ?? null }),
    figure('Last drill', 'objective', drills.objectiveSeconds, 's'),
    figure('Corrective actions', 'overdue', actions.overdue, 'actions', { of: actions.open }),
    figure('Rules due for a look', 'count', looks.length, 'rules'),
  ];
}

const definitionRows = (card: Scorecard): readonly Row[] =>
  Object.values(card.metrics).flatMap(({ definition }) => [
    { row: 'definition', name: definition.name, statistic: 'formula', unit: definition.unit, text: definition.formula },
    ...definition.leftOut.map((text) => ({ row: 'definition', name: definition.name, statistic: 'left out', text })),
    { row: 'definition', name: definition.name, statistic: 'source', text: definition.source },
  ]);

/** The footnote of the time to detect. */
function blindRows({ n, blind, unknown, seconds, causes, services }: ScorecardBlind, serviceName: (id: string) => string): readonly Row[] {
  const figure = (statistic: string, value: number | null, unit: string, more: Row = {}): Row => ({ row: 'figure', name: 'MTTD', statistic, value, unit, ...more });
  return [
    figure('found after blind minutes', blind, 'incidents', { of: n, blind_why: blindCausesText(causes) }),
    figure('blind before detection', seconds, 's'),
    figure('blind minutes not known', unknown, 'incidents', { of: n }),
    ...services.map((each): Row => ({ row: 'figure', name: 'Not seen', statistic: 'time', value: each.recordedFrom === null ? null : each.seconds, unit: 's', services: serviceName(each.service), blind_why: blindCausesText(each.causes) })),
  ];
}

function incidentRow({ incident, values, leftOut, blind }: ExportedIncident, serviceName: (id: string) => string): Row {
  const times = Object.fromEntries(LISTED.map((metric) => [LISTED_COLUMN[metric], values[metric] ?? null]));
  return { row: 'incident', incident: incident.incident, title: incident.title, severity: incident.severity, services: incident.services.map(serviceName).join('; '), started_at: incident.startedAt, resolved_at: incident.resolvedAt, ...times, recurs: incident.recurs, left_out: leftOut.join('; '), ...(blind === null ? {} : { blind_s: blind.standing === 'unknown' ? null : blind.seconds, blind_not_known_s: blind.unknownSeconds, blind_why: blindCausesText(blind.causes) }) };
}

/** One table: what it was made with, the figures, their definitions, and the incidents behind them; `row` says which a line is. */
export function csvRows({ stamp, card, sides, blind, incidents, moreIncidents, serviceName }: ExportedCard): readonly (readonly CsvCell[])[] {
  const rows: readonly Row[] = [
    ...stamp.map(([name, text]) => ({ row: 'stamp', name, text })),
    ...(moreIncidents === 0 ? [] : [{ row: 'stamp', name: 'Incidents', text: `${counted(moreIncidents, 'incident')} more than this file holds; the figures are of all.` }]),
    ...figureRows(card, serviceName),
    ...(blind === null ? [{ row: 'stamp', name: 'Blind minutes', text: 'could not be read' }] : blindRows(blind, serviceName)),
    ...(sides === null ? [{ row: 'stamp', name: 'Objectives, updates, alerts', text: 'could not be read' }] : sideRows(sides, serviceName)),
    ...definitionRows(card),
    ...incidents.map((each) => incidentRow(each, serviceName)),
  ];
  return [HEAD, ...rows.map((row) => HEAD.map((column) => row[column] ?? null))];
}

const LISTED_WORD: Readonly<Record<Listed, string>> = { mttd: 'detect', mtta: 'acknowledge', mttm: 'mitigate', mttr: 'resolve', impact: 'impact' };

/** An incident as it stands in the lists of each figure, put together. `lists` hold those that enter a figure and those that do not. */
export function gatherIncidents(all: readonly ScorecardIncident[], lists: Readonly<Record<Listed, readonly ScorecardIncident[]>>): readonly ExportedIncident[] {
  const found = new Map(LISTED.map((metric) => [metric, new Map(lists[metric].map((each) => [each.incident, each]))]));
  return all.map((incident) => {
    const parts = LISTED.map((metric) => [metric, found.get(metric)?.get(incident.incident)] as const);
    const values = Object.fromEntries(parts.flatMap(([metric, row]) => (row === undefined || row.value === null || row.leftOut !== null ? [] : [[metric, row.value]])));
    const whole = incident.leftOut === null ? [] : [LEFT_OUT_WORD[incident.leftOut]];
    const reasons = whole.length > 0 ? whole : parts.flatMap(([metric, row]) => (row === undefined || row.leftOut === null ? [] : [`${LISTED_WORD[metric]}: ${LEFT_OUT_WORD[row.leftOut]}`]));
    return { incident, values, leftOut: reasons, blind: found.get('mttd')?.get(incident.incident)?.blind ?? null };
  });
}

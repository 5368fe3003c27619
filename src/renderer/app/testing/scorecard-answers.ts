import { contract, type CallName } from '../../../shared/contract/contract.ts';
import { RIGHTS } from '../../../shared/model/rights.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import { TIME_METRICS, type Scorecard, type ScorecardFigures, type TimeFigure, type TimeMetric } from '../../../shared/model/scorecard.ts';
import { SEVERITIES } from '../../../shared/model/severity.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { ago, HOSTILE, HOUR, JON } from './incident-scenes.ts';
import { isScorecardScene, type ScorecardScene } from './scorecard-scenes.ts';
import { sidesOf } from './scorecard-sides-answers.ts';

const DAY_S = 86_400;
const COUNT: Partial<Record<ScorecardScene, number>> = { scorecardEmpty: 0, scorecardDemo: 0, scorecardOne: 1, scorecardMany: 2_000 };
/** How far apart fast and slow ones are: a spread of some hundred, as real incidents have. */
const TYPICAL: Readonly<Record<TimeMetric, number>> = { mttd: 80, mtta: 150, mttm: 1_900, mttr: 3_400 };
const TITLES = ['Checkout API: 99 % errors', 'Card provider times out', 'Login: expired certificate', 'Search index stale', HOSTILE];

/** The same number for the same place, every time: between 0 and 1. */
const chance = (index: number, salt: number): number => Math.abs(Math.sin(index * 12.9898 + salt * 78.233) * 43_758.5453) % 1;

interface Told {
  readonly incident: string;
  readonly at: string;
  readonly severity: 'P0' | 'P1' | 'P2';
  readonly times: Readonly<Record<TimeMetric, number | null>>;
}

function told(scene: ScorecardScene, born: EpochMs): readonly Told[] {
  return Array.from({ length: COUNT[scene] ?? 37 }, (_, index) => {
    const spread = Math.exp((chance(index, 1) + chance(index, 2) + chance(index, 3) - 1.5) * 3);
    const time = (metric: TimeMetric, salt: number): number | null => (chance(index, salt) < 0.06 ? null : index % 13 === 5 && metric === 'mttd' ? 0 : Math.round(TYPICAL[metric] * spread * (0.5 + chance(index, salt + 10))));
    return { incident: `INC-2026-${String(60 - index + (COUNT[scene] ?? 37)).padStart(4, '0')}`, at: ago(born, (2 + index * 2.2) * 24 * HOUR), severity: SEVERITIES[Math.floor(chance(index, 7) ** 0.6 * 3)] ?? 'P2', times: { mttd: time('mttd', 4), mtta: time('mtta', 5), mttm: time('mttm', 6), mttr: time('mttr', 8) } };
  });
}

function timeFigure(values: readonly (number | null)[]): TimeFigure {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const rank = (share: number): number | null => known[Math.ceil(known.length * share) - 1] ?? null;
  return { mean: known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length, median: rank(0.5), p90: rank(0.9), n: known.length, of: values.length, notRecorded: values.length - known.length, invalid: 0, pending: 0, unit: 's' };
}

const FACTOR: Readonly<Record<TimeMetric, number>> = { mttd: 1.4, mtta: 0.92, mttm: 1.1, mttr: 1.32 };
function figures(all: readonly Told[], factor = 1): ScorecardFigures {
  const times = Object.fromEntries(TIME_METRICS.map((metric) => [metric, timeFigure(all.map((each) => { const value = each.times[metric]; return value === null ? null : value * (factor === 1 ? 1 : FACTOR[metric]); }))])) as Pick<ScorecardFigures, TimeMetric>;
  const of = (severity: string): number => all.filter((each) => each.severity === severity).length;
  const minutes = (list: readonly Told[]): number => list.reduce((sum, { times: { mttm } }) => sum + (mttm ?? 0) / 60, 0);
  const n = Math.floor(all.length * 0.9);
  const [confirmed, suspected] = [Math.floor(n / 30), Math.floor(n / 12)];
  return {
    ...times,
    recurrence: { rate: n === 0 ? null : (confirmed + suspected) / n, confirmed, suspected, n, of: all.length, notClassifiable: all.length - n, unit: 'share' },
    incidents: { total: all.length, P0: of('P0'), P1: of('P1'), P2: of('P2') },
    impact: { minutes: minutes(all), ...Object.fromEntries(SEVERITIES.map((severity) => [severity, minutes(all.filter((each) => each.severity === severity))])) as Record<'P0' | 'P1' | 'P2', number>, unknown: all.length > 1 ? 1 : 0 },
  };
}

const definition = (name: string, formula: string, unit: 's' | 'min' | 'share' | 'incidents') => ({ name, formula: `${formula} Mean: arithmetic. Median and 90th percentile: nearest rank.`, unit, leftOut: ['Incidents of which one of both instants is not recorded, or whose instants are in an impossible order: they lower the coverage, and never count as 0.', 'Merged incidents, which count once, in the one that they were merged into.', 'Drills and incidents that began under maintenance of all their services, unless they are switched in.'], source: 'Impact started: the first breaching sample of the breach, or what a person found.' });
const DEFINITIONS = {
  mttd: definition('Time to detect', 'Detected − impact started.', 's'),
  mtta: definition('Time to acknowledge', 'Acknowledged − detected.', 's'),
  mttm: definition('Time to mitigate', 'Mitigated − impact started.', 's'),
  mttr: definition('Time to resolve', 'Resolved − impact started.', 's'),
  recurrence: definition('Recurrence rate', 'Resolved incidents of the period whose cause was there before / resolved incidents of the period whose cause or rule is known.', 'share'),
  incidents: definition('Incidents', 'Incidents whose impact began in the period.', 'incidents'),
  impact: definition('Minutes of impact', 'Minutes in which at least one incident had an effect; overlapping ones count once.', 'min'),
};

function card(scene: ScorecardScene, born: EpochMs, input: Readonly<Record<string, unknown>>): unknown {
  const all = told(scene, born);
  const [now, before] = [figures(all), figures(all.slice(0, Math.floor(all.length * 0.8)), 2)];
  const compared = all.length >= 8;
  const many = scene === 'scorecardMany' ? 50 : 1;
  const time = (metric: TimeMetric) => ({ ...now[metric], n: now[metric].n * many, of: now[metric].of * many, before: before[metric], change: compared ? { mean: (now[metric].mean ?? 0) - (before[metric].mean ?? 0), median: null } : null, definition: DEFINITIONS[metric] });
  const pick = (name: string, usual: unknown): unknown => input[name] ?? usual;
  return {
    from: input['from'], to: input['to'], timeZone: 'Europe/Berlin', madeAt: toRfc3339(epochMs(Date.now())), before: { from: ago(born, 180 * 24 * HOUR), to: ago(born, 90 * 24 * HOUR) },
    filter: { service: pick('service', null), severity: pick('severity', null), tier: pick('tier', null), cause: null, causeCategory: pick('causeCategory', null), drills: pick('drills', 'out'), maintenance: 'out', instants: 'corrected', resolveFrom: 'impact' },
    metrics: {
      mttd: time('mttd'), mtta: time('mtta'), mttm: time('mttm'), mttr: time('mttr'),
      recurrence: { ...now.recurrence, before: before.recurrence, change: compared ? { rate: 0.031 } : null, definition: DEFINITIONS.recurrence },
      incidents: { total: now.incidents.total * many, P0: now.incidents.P0 * many, P1: now.incidents.P1 * many, P2: now.incidents.P2 * many, before: before.incidents, definition: DEFINITIONS.incidents },
      impact: { ...now.impact, before: before.impact, definition: DEFINITIONS.impact },
    },
    services: all.length === 0 ? [] : Array.from({ length: scene === 'scorecardMany' ? 40 : 6 }, (_, index) => ({ service: `s${index}`, incidents: 16 - index, impactMinutes: 420 / (index + 1), before: { incidents: 11 - index < 0 ? 0 : 11 - index, impactMinutes: 300 / (index + 1) } })),
    moreServices: scene === 'scorecardMany' ? 120 : 0,
    running: { count: all.length === 0 ? 0 : 1, longestSeconds: all.length === 0 ? null : 3.2 * DAY_S, since: all.length === 0 ? null : ago(born, 77 * HOUR) },
    notes: { reopened: all.length > 1 ? 2 : 0, startNotRecorded: 0, noEarlierThan: all.length > 1 ? 1 : 0 },
    leftOut: { drills: all.length > 1 ? 2 : 0, maintenance: all.length > 1 ? 1 : 0, merged: 0, private: null },
  } satisfies Record<keyof Scorecard, unknown>;
}

function trend(scene: ScorecardScene, born: EpochMs): unknown {
  const all = told(scene, born);
  const now = new Date(born);
  const items = Array.from({ length: 12 }, (_, index) => {
    const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 11 + index, 1));
    const size = index === 3 ? 0 : 2 + Math.floor(chance(index, 9) * 14);
    const months = all.length === 0 ? [] : all.slice(0, Math.min(all.length, size)).map((each, place) => ({ ...each, times: Object.fromEntries(TIME_METRICS.map((metric) => [metric, each.times[metric] === null ? null : (each.times[metric] ?? 0) * (0.6 + chance(index * 40 + place, 3))])) as Told['times'] }));
    return { month: at.toISOString().slice(0, 7), from: at.toISOString(), to: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1)).toISOString(), whole: index < 11, ...figures(months) };
  });
  return { items, timeZone: 'Europe/Berlin' };
}

function behind(scene: ScorecardScene, born: EpochMs, { metric, show }: Readonly<Record<string, unknown>>): unknown {
  const items = told(scene, born).slice(0, 50).map((each, index) => {
    const value = TIME_METRICS.some((name) => name === metric) ? each.times[metric as TimeMetric] : metric === 'impact' ? (each.times.mttm ?? 0) / 60 : null;
    const leftOut = show === 'leftOut' ? (index % 2 === 0 ? 'notRecorded' : 'drill') : null;
    return { incident: each.incident, title: TITLES[index % TITLES.length], severity: each.severity, services: [`s${index % 6}`, ...(index % 4 === 0 ? ['s1', 's2', 's3'] : [])], kind: null, origin: 'rule', startedAt: each.at, startRecorded: index % 7 !== 3, resolvedAt: each.at, isDrill: leftOut === 'drill', maintenance: false, private: false, reopened: index % 9 === 4, running: false, mergedInto: null, value: leftOut === null ? value : null, recurs: metric === 'recurrence' && index % 6 === 1 ? (index % 12 === 1 ? 'confirmed' : 'suspected') : null, blind: metric === 'mttd' && leftOut === null ? blindOf(index, value ?? 0) : null, leftOut };
  });
  return { items: show === 'leftOut' ? items.slice(0, 3) : items, next: null };
}

const EU = { why: 'failing', source: 'prom', name: 'Prometheus ‘eu’' } as const;
const STOPPED = { why: 'stopped', source: null, name: null } as const;

function blindOf(index: number, ofSeconds: number) {
  if (index % 11 === 7) return { standing: 'unknown', seconds: 0, ofSeconds, unknownSeconds: ofSeconds, causes: [] };
  if (index % 9 !== 2 || ofSeconds === 0) return { standing: 'seen', seconds: 0, ofSeconds, unknownSeconds: 0, causes: [] };
  const seconds = Math.ceil(ofSeconds * 0.7);
  return { standing: 'blind', seconds, ofSeconds, unknownSeconds: 0, causes: index % 2 === 0 ? [{ ...EU, seconds }] : [{ ...EU, seconds: Math.ceil(seconds * 0.8) }, { ...STOPPED, seconds: Math.ceil(seconds * 0.3) }] };
}

function blind(scene: ScorecardScene, born: EpochMs, input: Readonly<Record<string, unknown>>): unknown {
  const all = told(scene, born).flatMap(({ incident, at, severity, times }, index) => (times.mttd === null ? [] : [{ incident, title: TITLES[index % TITLES.length] ?? '', severity, services: ['s1'], startedAt: at, blind: blindOf(index, times.mttd) }]));
  const items = all.filter((each) => each.blind.standing === 'blind').sort((a, b) => b.blind.seconds - a.blind.seconds);
  const seconds = items.reduce((sum, each) => sum + each.blind.seconds, 0);
  return {
    from: String(input['from']), to: String(input['to']), madeAt: toRfc3339(epochMs(Date.now())), recordedFrom: ago(born, 70 * 24 * HOUR),
    n: all.length, blind: items.length, unknown: all.filter((each) => each.blind.standing === 'unknown').length, seconds,
    causes: items.length === 0 ? [] : [{ ...EU, seconds: seconds * 0.8, incidents: items.length }, { ...STOPPED, seconds: seconds * 0.3, incidents: 1 }],
    items: items.slice(0, 200), more: 0,
    services: Array.from({ length: all.length === 0 ? 0 : 6 }, (_, index) => ({ service: `s${index}`, seconds: index === 5 ? 0 : Math.round(5_400 / (index + 1)), causes: index === 5 ? [] : [{ ...EU, seconds: Math.round(5_400 / (index + 1)) }], recordedFrom: ago(born, 70 * 24 * HOUR) })),
    moreServices: 0,
  };
}

const ANSWERS: Partial<Record<CallName, (scene: ScorecardScene, born: EpochMs, input: Readonly<Record<string, unknown>>) => unknown>> = {
  'session.get': (_scene, born) => ({ seat: { id: 'seat1', person: 'jon', personName: JON.name, name: 'Desk 4', kind: 'browser', rights: RIGHTS, createdAt: ago(born, HOUR), lastSeenAt: ago(born, 0) }, person: { id: 'jon', name: JON.name, rights: RIGHTS, roles: [] }, needsPin: false }),
  'incidents.list': () => ({ items: [], next: null }),
  'scorecard.get': card,
  'scorecard.trend': trend,
  'scorecard.dots': (scene, born, { metric }) => ({ items: told(scene, born).slice(0, 300).flatMap(({ incident, at, severity, times }) => (times[metric as TimeMetric] === null ? [] : [{ incident, at, severity, seconds: times[metric as TimeMetric], isDrill: false, reopened: false }])), more: scene === 'scorecardMany' ? 99_700 : 0 }),
  'scorecard.incidents': behind,
  'scorecard.interval': (_scene, _born, { metric }) => ({ metric, level: 0.95, n: 35, mean: { low: 2_520, high: 4_310 }, median: { low: 1_800, high: 3_900 }, p90: { low: 6_000, high: 12_000 }, method: 'Percentiles of the means of 2,000 samples drawn with replacement.' }),
  'scorecard.sides': sidesOf,
  'scorecard.blind': blind,
  'causes.list': () => ({ items: [], next: null }),
};
const STANDS = new Set<CallName>(['session.get']);

/** What the engine of a picture answers about the scorecard; null where it has nothing to say. */
export async function answerScorecard(scene: string, born: EpochMs, name: CallName, input: unknown): Promise<Result<unknown> | null> {
  const answer = ANSWERS[name];
  if (!isScorecardScene(scene) || answer === undefined) return null;
  if (scene === 'scorecardLoading' && !STANDS.has(name)) return new Promise(() => undefined);
  if (scene === 'scorecardFailed' && !STANDS.has(name)) return fail('unavailable', 'Holdfast cannot be reached from this screen.');
  return ok(contract[name].output.parse(answer(scene, born, input as Readonly<Record<string, unknown>>)));
}

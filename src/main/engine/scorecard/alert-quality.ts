import type { AlertCount, AlertQuality } from '../../../shared/model/scorecard-sides.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { nightTest, type Night } from './night.ts';

/** What became of an incident, as far as it tells of the alerts in it. */
export type Fate = 'accepted' | 'dismissedFalse' | 'dismissedOther' | 'undecided' | 'merged';

export interface IncidentFate {
  readonly fate: Fate;
  readonly mergedInto: string | null;
}

export interface CountedAlerts {
  readonly at: EpochMs;
  readonly rule: string;
  /** Null = their rule asks for none. */
  readonly incident: string | null;
  readonly count: number;
}

/** Counts by rule. */
export type RuleCounts = ReadonlyMap<string, AlertCount>;

const KINDS = ['fired', 'accepted', 'dismissedFalse', 'dismissedOther', 'undecided', 'noIncident', 'atNight'] as const satisfies readonly (keyof AlertCount)[];
const none = (): AlertCount => ({ fired: 0, accepted: 0, dismissedFalse: 0, dismissedOther: 0, undecided: 0, noIncident: 0, atNight: 0 });

/**
 * Alert quality: how many alerts fired in a period, and what became of them. Unit: alerts; one that fires again after it had ended is
 * another one, one that goes on or grows graver is not.
 *
 * Accepted: its incident was opened by the rule or accepted by a person. Dismissed: its incident was, as a false alarm or for another
 * reason. Undecided: its incident is still proposed. An alert of an incident that was merged shares the fate of the one that took it in.
 * At night: it fired in the quiet hours. Left out: alerts that maintenance kept silent until they ended. Source: entries `alertFired` of
 * the journal, and a count of alerts whose rule asks for no incident.
 *
 * `alerts` rise by `at`.
 */
export function countAlerts(alerts: Iterable<CountedAlerts>, fates: ReadonlyMap<string, IncidentFate>, night: Night): RuleCounts {
  const rules = new Map<string, AlertCount>();
  const isNight = nightTest(night);
  for (const { at, rule, incident, count } of alerts) {
    let ofRule = rules.get(rule);
    if (ofRule === undefined) rules.set(rule, (ofRule = none()));
    ofRule.fired += count;
    ofRule[incident === null ? 'noIncident' : fateOf(incident, fates)] += count;
    if (isNight(at)) ofRule.atNight += count;
  }
  return rules;
}

export function addCounts(all: readonly RuleCounts[]): RuleCounts {
  const sum = new Map<string, AlertCount>();
  for (const rules of all)
    for (const [rule, counts] of rules) {
      let own = sum.get(rule);
      if (own === undefined) sum.set(rule, (own = none()));
      for (const kind of KINDS) own[kind] += counts[kind];
    }
  return sum;
}

export function alertQuality(counts: RuleCounts, names: ReadonlyMap<string, string>): Pick<AlertQuality, 'total' | 'rules'> {
  const total = none();
  for (const each of counts.values()) for (const kind of KINDS) total[kind] += each[kind];
  return { total, rules: Array.from(counts, ([rule, each]) => ({ rule, name: names.get(rule) ?? null, ...each })).sort(byNoise) };
}

type Became = Exclude<Fate, 'merged'>;

/** Followed to where it was merged; what cannot be followed has not been decided. */
function fateOf(incident: string, fates: ReadonlyMap<string, IncidentFate>): Became {
  const seen = new Set<string>();
  for (let id: string | null = incident; id !== null && !seen.has(id); ) {
    seen.add(id);
    const found = fates.get(id);
    if (found === undefined) return 'undecided';
    if (found.fate !== 'merged') return found.fate;
    id = found.mergedInto;
  }
  return 'undecided';
}

/** False alarms first, then what wakes people, then what fires most. */
const byNoise = (a: AlertQuality['rules'][number], b: AlertQuality['rules'][number]): number =>
  b.dismissedFalse - a.dismissedFalse || b.atNight - a.atNight || b.fired - a.fired || (a.rule < b.rule ? -1 : 1);

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

export interface AlertContext {
  readonly fates: ReadonlyMap<string, IncidentFate>;
  readonly night: Night;
  readonly nameOf: (rule: string) => string | null;
}

const NONE: AlertCount = { fired: 0, accepted: 0, dismissedFalse: 0, dismissedOther: 0, undecided: 0, noIncident: 0, atNight: 0 };

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
export function alertQuality(alerts: Iterable<CountedAlerts>, { fates, night, nameOf }: AlertContext): Pick<AlertQuality, 'total' | 'rules'> {
  const total = { ...NONE };
  const rules = new Map<string, AlertCount>();
  const isNight = nightTest(night);
  for (const { at, rule, incident, count } of alerts) {
    const ofRule = rules.get(rule) ?? { ...NONE };
    rules.set(rule, ofRule);
    const became = incident === null ? 'noIncident' : fateOf(incident, fates);
    const atNight = isNight(at);
    for (const each of [total, ofRule]) {
      each.fired += count;
      each[became] += count;
      if (atNight) each.atNight += count;
    }
  }
  return { total, rules: [...rules].map(([rule, counts]) => ({ rule, name: nameOf(rule), ...counts })).sort(byNoise) };
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

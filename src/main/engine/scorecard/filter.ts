import type { ServiceId } from '../../../shared/model/ids.ts';
import type { ScorecardFilter } from '../../../shared/model/scorecard.ts';
import { severityRank } from '../../../shared/model/severity.ts';
import { DRILL, MAINTENANCE, MERGED, PRIVATE, SEVERITY, type Rows, type Shared } from './columns.ts';

/** What a row is to a filter. */
export const OTHER = 0;
export const COUNTED = 1;
/** Would be counted, were it none of these. */
export const IS_DRILL = 2;
export const IS_MAINTENANCE = 3;
export const IS_MERGED = 4;
export const IS_HIDDEN = 5;
export type Standing = typeof OTHER | typeof COUNTED | typeof IS_DRILL | typeof IS_MAINTENANCE | typeof IS_MERGED | typeof IS_HIDDEN;

/** What is asked for, with what the configuration and the viewer add to it. */
export interface Question {
  readonly filter: ScorecardFilter;
  /** Services of the tier that is asked for; null = of any. */
  readonly ofTier: readonly ServiceId[] | null;
  readonly seesPrivate: boolean;
}

/** Two questions with the same key have the same answers. */
export const keyOf = ({ filter, ofTier, seesPrivate }: Question): string => JSON.stringify([Object.values(filter), ofTier, seesPrivate]);

/** How the rows of a store stand to a question. */
export function createSieve({ filter, ofTier, seesPrivate }: Question, shared: Shared): (rows: Rows, index: number) => Standing {
  const service = filter.service === null ? null : shared.services.number(filter.service);
  const tier = ofTier === null ? null : new Set(ofTier.map((id) => shared.services.number(id)));
  const severity = filter.severity === null ? -1 : severityRank(filter.severity);
  const everyGroup = service === null && tier === null;
  /** 0 = not asked yet. */
  const groups: (0 | 1 | 2)[] = [];
  const fits = (group: number): boolean => {
    const known = groups[group] ?? 0;
    if (known !== 0) return known === 1;
    const members = shared.members(group);
    const found = (service === null || members.includes(service)) && (tier === null || members.some((each) => tier.has(each)));
    groups[group] = found ? 1 : 2;
    return found;
  };
  const { drills, maintenance, cause, causeCategory } = filter;
  return (rows, index) => {
    const flags = rows.flags[index] ?? 0;
    if (severity >= 0 && (flags & SEVERITY) !== severity) return OTHER;
    if (!everyGroup && !fits(rows.group[index] ?? 0)) return OTHER;
    if (cause !== null && rows.cause[index] !== shared.causes.find(cause)) return OTHER;
    if (causeCategory !== null && rows.category[index] !== shared.categories.find(causeCategory)) return OTHER;
    const [drill, maintained] = [(flags & DRILL) !== 0, (flags & MAINTENANCE) !== 0];
    if ((drills === 'only' && !drill) || (maintenance === 'only' && !maintained)) return OTHER;
    // Whether one that may not be seen was under maintenance is not told either.
    if ((flags & PRIVATE) !== 0 && !seesPrivate) return (flags & MERGED) !== 0 || (drill && drills === 'out') ? OTHER : IS_HIDDEN;
    if ((flags & MERGED) !== 0) return IS_MERGED;
    if (drill && drills === 'out') return IS_DRILL;
    return maintained && maintenance === 'out' ? IS_MAINTENANCE : COUNTED;
  };
}

/** Whether the number of those that a viewer may not see tells no more of them than their faces do: when, how grave, drill or not. */
export const mayCountHidden = ({ filter, ofTier }: Question): boolean => filter.service === null && ofTier === null && filter.cause === null && filter.causeCategory === null && filter.maintenance !== 'only';

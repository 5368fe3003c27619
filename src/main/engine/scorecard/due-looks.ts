import type { PersonId } from '../../../shared/model/ids.ts';
import type { DueLook } from '../../../shared/model/scorecard-sides.ts';
import { DAY_MS } from '../../../shared/time/time-of-day.ts';
import type { ResolvedRule } from '../../config/resolved-rules.ts';

type LookedAt = Pick<ResolvedRule, 'writtenAs' | 'summary' | 'owner' | 'reviewBy'>;

/**
 * Rules whose review-by day is over, the longest overdue first. Unit: whole days of the workspace's calendar; a rule is due until its day
 * ends, and overdue from the next one on. Left out: rules without such a day. Source: `reviewBy` of the configuration. Today is `YYYY-MM-DD`.
 */
export function dueLooks(rules: readonly LookedAt[], people: readonly { readonly id: PersonId; readonly name: string }[], today: string): DueLook[] {
  const written = new Map(rules.map((rule) => [rule.writtenAs, rule]));
  const looks = [...written.values()].flatMap(({ writtenAs, summary, owner, reviewBy }): DueLook[] => {
    if (reviewBy === null || reviewBy >= today) return [];
    const ownerName = owner === null ? null : (people.find(({ id }) => id === owner)?.name ?? null);
    return [{ kind: 'rule', id: writtenAs, name: summary ?? writtenAs, owner, ownerName, reviewBy, overdueDays: Math.round((Date.parse(today) - Date.parse(reviewBy)) / DAY_MS) }];
  });
  return looks.sort((a, b) => b.overdueDays - a.overdueDays || (a.id < b.id ? -1 : 1));
}

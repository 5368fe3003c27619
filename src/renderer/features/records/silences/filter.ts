import { formatMatcher } from '../../../../shared/model/label-matcher.ts';
import type { Silence } from '../../../../shared/model/silence.ts';

export const SHOWS = ['all', 'hiding', 'here'] as const;

export interface SilenceFilter {
  readonly text: string;
  /** All, those that keep something silent now, those that were made from an incident. */
  readonly show: (typeof SHOWS)[number];
}

export const NO_FILTER: SilenceFilter = { text: '', show: 'all' };

/** Silences that have every word in their matchers, reason, maker, source, incident or in an alert that they hide. */
export function filterSilences(items: readonly Silence[], { text, show }: SilenceFilter, sourceName: (source: string) => string): readonly Silence[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return items.filter((each) => {
    if ((show === 'hiding' && each.alerts === 0) || (show === 'here' && each.incident === null)) return false;
    const all = [...each.matchers.map(formatMatcher), each.comment ?? '', each.createdBy, sourceName(each.source), each.incident ?? '', ...each.hides.map(({ name }) => name)].join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

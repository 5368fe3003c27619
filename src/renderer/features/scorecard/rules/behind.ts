import { counted } from '../../../../shared/text/counted.ts';
import type { Scorecard, ScorecardIncident, ScorecardMetric } from '../../../../shared/model/scorecard.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { countText, coverageText, minutesText, missingText, recurrenceText, runningText, shareComparison, shareText, timeComparison } from './words.ts';

type Fact = readonly [name: string, value: string | null];

/** The number that was opened, in full. */
export function metricFacts(card: Scorecard, metric: ScorecardMetric): readonly Fact[] {
  if (metric === 'recurrence') {
    const figure = card.metrics.recurrence;
    return [
      ['Rate', shareText(figure.rate)],
      ['Counted', recurrenceText(figure)],
      ['Not classifiable', figure.notClassifiable === 0 ? null : countText(figure.notClassifiable)],
      ['Period before', `${shareText(figure.before.rate)} (n ${countText(figure.before.n)}): ${shareComparison(figure).text}`],
    ];
  }
  if (metric === 'incidents') {
    const { total, before } = card.metrics.incidents;
    return [['Incidents', countText(total)], ['Period before', countText(before.total)]];
  }
  if (metric === 'impact') {
    const { minutes, before, unknown } = card.metrics.impact;
    return [['Impact', `${minutesText(minutes)} (${countText(Math.round(minutes))} min)`], ['Not known', unknown === 0 ? null : counted(unknown, 'incident')], ['Period before', minutesText(before.minutes)]];
  }
  const figure = card.metrics[metric];
  return [
    ['Mean', spanText(figure.mean)],
    ['Median', spanText(figure.median)],
    ['90th percentile', spanText(figure.p90)],
    ['Counted', [coverageText(figure), missingText(figure)].filter((part) => part !== null).join(', ')],
    ['Not there yet', figure.pending === 0 ? null : metric === 'mttr' ? (runningText(card.running) ?? countText(figure.pending)) : counted(figure.pending, 'incident')],
    ['Period before', `mean ${spanText(figure.before.mean)}, median ${spanText(figure.before.median)} (n ${countText(figure.before.n)}): ${timeComparison(figure).text}`],
  ];
}

/** What an incident contributes to a number. */
export function rowValue(metric: ScorecardMetric, { value, recurs }: Pick<ScorecardIncident, 'value' | 'recurs'>): string {
  if (metric === 'recurrence') return recurs ?? 'no';
  if (value === null) return '–';
  return metric === 'impact' ? minutesText(value) : spanText(value);
}

import { ServiceId } from '../../../../shared/model/ids.ts';
import { ScorecardMetric } from '../../../../shared/model/scorecard.ts';
import { Severity } from '../../../../shared/model/severity.ts';

/** Figures that stand beside the times; `slo` is followed by which. */
export const SIDES = ['slo', 'updates', 'alerts', 'detectedBy', 'drills', 'actions', 'looks'] as const;
export type Side = (typeof SIDES)[number];

/** The number that is open, with what is behind it. */
export type Panel =
  | { readonly what: 'metric'; readonly metric: ScorecardMetric; readonly severity: Severity | null; readonly service: ServiceId | null; /** Opened at those that were found after blind minutes. */ readonly blind?: true }
  | { readonly what: 'side'; readonly side: Side; readonly of: string | null };

/** The footnote of the time to detect. */
export const BLIND_PANEL = { what: 'metric', metric: 'mttd', severity: null, service: null, blind: true } as const satisfies Panel;

/** Reads which number an address opens: `show=mttr`, `show=incidents&of=P0`, `show=slo&of=checkout-works`, `show=blind`. Null for none, or for one that there is not. */
export function readPanel(search: string): Panel | null {
  const query = new URLSearchParams(search);
  const [show, of] = [query.get('show'), query.get('of')];
  const metric = ScorecardMetric.safeParse(show);
  if (metric.success) {
    const [severity, service] = [Severity.safeParse(of), ServiceId.safeParse(of)];
    return { what: 'metric', metric: metric.data, severity: severity.success ? severity.data : null, service: !severity.success && service.success ? service.data : null };
  }
  if (show === 'blind') return BLIND_PANEL;
  const side = SIDES.find((each) => each === show);
  return side === undefined ? null : { what: 'side', side, of };
}

/** The query with this number open, or with none; what else stands in it stays. */
export function writePanel(panel: Panel | null, search: string): string {
  const query = new URLSearchParams(search);
  query.delete('show');
  query.delete('of');
  if (panel !== null) query.set('show', panel.what === 'side' ? panel.side : panel.blind === true ? 'blind' : panel.metric);
  const of = panel === null ? null : panel.what === 'metric' ? (panel.severity ?? panel.service) : panel.of;
  if (of !== null) query.set('of', of);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

import type { AlertId } from '../../../shared/model/ids.ts';
import { graver } from '../../../shared/model/severity.ts';
import type { FactOf } from '../../../shared/model/timeline.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { AttachedAlert } from './record.ts';

/** What an incident carries with it of alerts that have ended; the journal has them all. */
const KEPT_ALERTS = 400;

/** The alert as one of the incident's; one that is attached already is told anew, with the graver severity. */
export function attachAlert(alerts: readonly AttachedAlert[], data: FactOf<'alertFired'>['data']): readonly AttachedAlert[] {
  const before = alerts.find(({ alert }) => alert === data.alert);
  const attached: AttachedAlert = {
    alert: data.alert,
    rule: data.rule,
    service: data.service,
    severity: before === undefined ? data.severity : graver(before.severity, data.severity),
    startsAt: epochMs(Date.parse(data.startsAt)),
    noEarlierThan: data.noEarlierThan,
    endsAt: null,
  };
  return thinOut(before === undefined ? [...alerts, attached] : alerts.map((each) => (each === before ? attached : each)));
}

export const endAlert = (alerts: readonly AttachedAlert[], id: AlertId, endsAt: EpochMs): readonly AttachedAlert[] =>
  alerts.map((each) => (each.alert === id && each.endsAt === null ? { ...each, endsAt } : each));

/** A flapping rule would fill the record: the oldest ended firing goes whose rule is still told of by another one. */
function thinOut(alerts: readonly AttachedAlert[]): readonly AttachedAlert[] {
  if (alerts.length <= KEPT_ALERTS) return alerts;
  const oldest = alerts.findIndex(({ rule, endsAt }, index) => index > 0 && endsAt !== null && alerts.some((other, at) => at !== index && other.rule === rule));
  return oldest === -1 ? alerts : alerts.toSpliced(oldest, 1);
}

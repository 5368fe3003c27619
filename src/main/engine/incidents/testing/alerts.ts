import { AlertId, ServiceId } from '../../../../shared/model/ids.ts';
import type { Alert } from '../../../../shared/model/incident.ts';
import type { FiringFacts } from '../../alerts/ports.ts';
import { at, CHECKOUT } from './facts.ts';

/** A firing alert of checkout's rule for slow answers, or another one. */
export const alertOf = (id: string, changes: Partial<Alert> = {}): Alert => ({
  id: AlertId.parse(id), rule: 'checkout-slow', name: 'Checkout API is slow', source: null, service: CHECKOUT, signal: null, severity: 'P1', labels: {}, annotations: {}, state: 'firing',
  startsAt: at('11:58'), noEarlierThan: false, firedAt: at('12:00'), endsAt: null, value: 2.4, limit: 0.8, confirmedAt: null, confirmed: true, incident: null, suppressedBy: null, ...changes,
});

/** What goes with it; the signature follows rule and service. */
export const firingOf = (alert: Alert, changes: Partial<FiringFacts> = {}): FiringFacts => ({
  mode: 'open', signature: `${alert.service ?? 'none'}/${alert.rule}`, services: alert.service === null ? [] : [alert.service], title: `${alert.service ?? 'Something'}: ${alert.rule}`, origin: 'rule', ...changes,
});

export const serviceId = (id: string): ServiceId => ServiceId.parse(id);

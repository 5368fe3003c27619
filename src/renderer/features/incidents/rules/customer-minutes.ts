import type { ImpactEstimate, Incident } from '../../../../shared/model/incident.ts';
import { fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';

const MINUTE_MS = 60_000;

export interface CustomerMinutes {
  readonly customers: number;
  /** Whole minutes that began: a customer who could not pay for 20 s was affected. */
  readonly minutes: number;
  readonly product: number;
  /** The impact goes on. */
  readonly soFar: boolean;
}

/** Customers affected × minutes of impact. Null while either is unknown: an unknown is never zero. */
export function customerMinutes(incident: Pick<Incident, 'impactStartedAt' | 'impactEndedAt'>, impact: readonly Pick<ImpactEstimate, 'field' | 'number'>[], now: EpochMs): CustomerMinutes | null {
  const customers = impact.find(({ field }) => field === 'customers')?.number ?? null;
  const from = incident.impactStartedAt === null ? null : fromRfc3339(incident.impactStartedAt);
  const ended = incident.impactEndedAt === null ? null : fromRfc3339(incident.impactEndedAt);
  if (customers === null || from === null) return null;
  const minutes = Math.max(0, Math.ceil(((ended ?? now) - from) / MINUTE_MS));
  return { customers, minutes, product: customers * minutes, soFar: ended === null };
}

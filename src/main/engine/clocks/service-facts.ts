import type { ServiceId } from '../../../shared/model/ids.ts';
import type { ServiceStanding } from '../alerts/ports.ts';

/** A service of an incident: how it stands, and how much depends on it (1 = essential). */
export interface ServiceFacts extends ServiceStanding {
  readonly tier: number;
}

export interface ServiceBook {
  standing(service: ServiceId): ServiceStanding;
  /** Null for a service that is not configured any more: nothing can be said about it. */
  tier(service: ServiceId): number | null;
}

export const factsOf = (services: readonly ServiceId[], book: ServiceBook): ServiceFacts[] =>
  services.flatMap((service) => {
    const tier = book.tier(service);
    return tier === null ? [] : [{ ...book.standing(service), tier }];
  });

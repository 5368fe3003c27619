import { expect, it } from 'vitest';
import type { PlanKind } from '../../shared/model/continuity/plan-config.ts';
import { ServiceId } from '../../shared/model/ids.ts';
import { plansFor } from './plan-for.ts';

const service = (id: string): ServiceId => ServiceId.parse(id);
const plan = (id: string, kind: PlanKind, services: readonly string[]) => ({ id, kind, services: services.map(service) });
const incident = { services: [service('checkout'), service('payments')] };

it('offers what brings the service back first, and what covers more of it before what covers less', () => {
  const plans = [plan('spare', 'degrade', ['checkout']), plan('one', 'failover', ['checkout']), plan('other', 'failover', ['search']), plan('both', 'failover', ['checkout', 'payments', 'search']), plan('back', 'rollback', ['payments'])];
  expect(plansFor(incident, plans).map(({ id }) => id)).toEqual(['both', 'one', 'back', 'spare']);
});

it('never offers to fail back or to recover in an outage, nor anything for other services', () => {
  expect(plansFor(incident, [plan('a', 'failBack', ['checkout']), plan('b', 'recover', ['checkout']), plan('c', 'failover', ['search'])])).toEqual([]);
  expect(plansFor({ services: [] }, [plan('a', 'failover', ['checkout'])])).toEqual([]);
});

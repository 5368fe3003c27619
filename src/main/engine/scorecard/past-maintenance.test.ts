import { describe, expect, it } from 'vitest';
import type { ResolvedMaintenance } from '../../config/resolved-policy.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { HOLDFAST } from '../journal/journal.ts';
import { serviceId } from '../incidents/testing/alerts.ts';
import { openIncidents } from '../incidents/testing/open-incidents.ts';
import { createPastMaintenance } from './past-maintenance.ts';

const HOUR = 3_600_000;
const [CHECKOUT, LOGIN] = [serviceId('checkout'), serviceId('login')];

describe('maintenance that is past', () => {
  const window = (id: string, services: 'all' | string[]): ResolvedMaintenance => ({ id, name: id, services, once: null, weekly: null, timeZone: 'UTC' }) as unknown as ResolvedMaintenance;
  function begun(configured: readonly ResolvedMaintenance[] = []) {
    const { journal, clock } = openIncidents();
    const { covers } = createPastMaintenance(journal, () => configured);
    const write = (type: 'maintenanceStarted' | 'maintenanceEnded', id: string, at: number, services?: 'all' | ReturnType<typeof serviceId>[]): void =>
      void journal.append(null, type === 'maintenanceStarted' ? { type, data: { window: id, ...(services === undefined ? {} : { services }) }, texts: { name: id } } : { type, data: { window: id, suppressed: 0 }, texts: { name: id } }, { actor: HOLDFAST, at: epochMs(at) });
    return { write, now: clock.nowMs(), covers: (services: ReturnType<typeof serviceId>[], at: number) => covers(services, epochMs(at)) };
  }

  it('is what the journal says, from its start to its end, for as long as it was', () => {
    const { write, covers, now } = begun();
    write('maintenanceStarted', 'night', now - 5 * HOUR, [CHECKOUT]);
    expect(covers([CHECKOUT], now - 5 * HOUR)).toBe(true);
    write('maintenanceEnded', 'night', now - 3 * HOUR);
    expect([covers([CHECKOUT], now - 4 * HOUR), covers([CHECKOUT], now - 3 * HOUR), covers([CHECKOUT], now - 6 * HOUR)]).toEqual([true, false, false]);
  });

  it('has to cover every service of an incident, and one without a service only by a window for all', () => {
    const { write, covers, now } = begun();
    write('maintenanceStarted', 'checkout', now - HOUR, [CHECKOUT]);
    expect([covers([CHECKOUT, LOGIN], now), covers([], now)]).toEqual([false, false]);
    write('maintenanceStarted', 'login', now - HOUR, [LOGIN]);
    expect([covers([CHECKOUT, LOGIN], now), covers([], now)]).toEqual([true, false]);
    write('maintenanceStarted', 'all', now - HOUR, 'all');
    expect(covers([], now)).toBe(true);
  });

  it('takes the services of the configured window where they were not written down, and none where it is gone', () => {
    const { write, covers, now } = begun([window('old', ['checkout'])]);
    write('maintenanceStarted', 'old', now - HOUR);
    write('maintenanceStarted', 'gone', now - HOUR);
    expect([covers([CHECKOUT], now), covers([LOGIN], now)]).toEqual([true, false]);
  });
});

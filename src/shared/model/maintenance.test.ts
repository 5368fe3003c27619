import { describe, expect, it } from 'vitest';
import { MaintenanceWindow } from './incident.ts';
import { ServiceId } from './ids.ts';
import { coverOf } from './maintenance.ts';
import { epochMs } from './units.ts';

const NOW = epochMs(Date.parse('2026-11-21T14:00:00.000Z'));
const CHECKOUT = ServiceId.parse('checkout');
const window = (given: object): MaintenanceWindow =>
  MaintenanceWindow.parse({ id: 'deploy', name: 'Deploy', services: ['checkout'], startsAt: '2026-11-21T13:00:00.000Z', endsAt: '2026-11-21T15:00:00.000Z', active: true, weekly: false, suppressed: 2, ...given });

describe('the maintenance of a service', () => {
  it('is that of a window which runs and names it, or names all', () => {
    expect(coverOf(CHECKOUT, [window({})], NOW)).toEqual({ name: 'Deploy', since: NOW - 3_600_000, until: NOW + 3_600_000, silenced: 2 });
    expect(coverOf(CHECKOUT, [window({ services: 'all' })], NOW)?.name).toBe('Deploy');
    expect(coverOf(CHECKOUT, [window({ services: ['login'] })], NOW)).toBeNull();
    expect(coverOf(CHECKOUT, [window({ active: false })], NOW)).toBeNull();
    expect(coverOf(CHECKOUT, [], NOW)).toBeNull();
  });

  it('lasts as long as the longest of several', () => {
    const windows = [window({ name: 'Long', endsAt: '2026-11-21T18:00:00.000Z' }), window({})];
    for (const order of [windows, windows.toReversed()]) expect(coverOf(CHECKOUT, order, NOW)?.name).toBe('Long');
  });

  it('ends with its window, also where nobody says so', () => {
    expect(coverOf(CHECKOUT, [window({})], epochMs(NOW + 3_599_999))).not.toBeNull();
    expect(coverOf(CHECKOUT, [window({})], epochMs(NOW + 3_600_000))).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../../../shared/model/ids.ts';
import type { Incident } from '../../../../shared/model/incident.ts';
import { areFiltered, matches, NO_FILTERS, readFilters, writeFilters } from './filters.ts';

const checkout = ServiceId.parse('checkout');
const services = new Map([[checkout, { id: checkout, name: 'Checkout API', tier: 1 as const, signals: [] }]]);
const incident = { id: 'INC-2026-0042', title: 'Payments fail', services: [checkout], severity: 'P0' } as unknown as Incident;

describe('the filters of the list', () => {
  it('live in the address and come back from it', () => {
    const filters = { service: checkout, severity: 'P1', text: 'dns & <b>' } as const;
    expect(readFilters(writeFilters(filters))).toEqual(filters);
    expect(writeFilters(NO_FILTERS)).toBe('');
    expect(writeFilters({ ...NO_FILTERS, severity: 'P0' }, '?kiosk=1')).toBe('?kiosk=1&severity=P0');
  });
  it('that were mistyped narrow nothing', () => {
    expect(readFilters('?service=%00&severity=P9')).toEqual(NO_FILTERS);
    expect(readFilters(`?q=${'x'.repeat(5_000)}`).text).toHaveLength(200);
    expect(areFiltered(NO_FILTERS)).toBe(false);
  });
  it('find by number, title, id and name of a service, word by word', () => {
    const found = (text: string) => matches(incident, { ...NO_FILTERS, text }, services);
    expect(['0042', 'PAYMENTS', 'checkout', 'api fail', '  '].map(found)).toEqual([true, true, true, true, true]);
    expect(found('login')).toBe(false);
    expect(matches(incident, { ...NO_FILTERS, severity: 'P1' }, services)).toBe(false);
    expect(matches(incident, { ...NO_FILTERS, service: ServiceId.parse('login') }, services)).toBe(false);
  });
});

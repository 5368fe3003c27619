import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IncidentId, ServiceId } from '../../../../shared/model/ids.ts';
import { addressOf, asksFor, callOf, isNarrowed, NOTHING_ASKED, readAsked, type Asked } from './address.ts';

const CHECKOUT = ServiceId.parse('checkout');
const asked = (given: Partial<Asked>): Asked => ({ ...NOTHING_ASKED, ...given });

describe('the address of a search', () => {
  it('tells all of it, and is read back the same', () => {
    const all = asked({ q: 'expired "certificate" & more', in: 'fix', service: CHECKOUT, severity: 'P1', kind: 'bug', category: 'change', author: 'ada', from: '2026-01-01', to: '2026-02-28', like: IncidentId.parse('INC-2026-0042'), sort: 'newest' });
    expect(readAsked(addressOf(all).split('?')[1] ?? '')).toEqual(all);
    expect(addressOf(NOTHING_ASKED)).toBe('/search');
    expect(addressOf({ q: 'a b' })).toBe('/search?q=a+b');
  });

  it('may hold anything: what is not understood narrows nothing', () => {
    expect(readAsked('q=x&severity=P9&from=yesterday&to=2026-13-40&like=INC-1&sort=worst&in=everything&author=')).toEqual(asked({ q: 'x' }));
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => readAsked(addressOf(readAsked(`q=${text}`)).split('?')[1] ?? '').q === readAsked(`q=${text}`).q));
  });

  it('asks the engine for whole days, the last one included', () => {
    expect(callOf(asked({ q: 'x', from: '2026-03-01', to: '2026-03-31', service: CHECKOUT }))).toEqual({ q: 'x', service: 'checkout', sort: 'best', from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' });
  });

  it('asks for nothing without a word or a filter', () => {
    expect([asksFor(NOTHING_ASKED), asksFor(asked({ q: '  ' })), asksFor(asked({ sort: 'newest' })), asksFor(asked({ q: 'x' })), asksFor(asked({ severity: 'P0' }))]).toEqual([false, false, false, true, true]);
    expect([isNarrowed(asked({ q: 'x' })), isNarrowed(asked({ in: 'fix' }))]).toEqual([false, true]);
  });
});

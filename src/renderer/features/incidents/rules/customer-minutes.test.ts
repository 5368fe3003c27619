import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../../shared/model/units.ts';
import { customerMinutes } from './customer-minutes.ts';

const now = epochMs(Date.parse('2026-11-21T14:10:30.000Z'));
const started = '2026-11-21T14:00:00.000Z';

describe('customer-minutes', () => {
  it('grow while the impact goes on', () => {
    expect(customerMinutes({ impactStartedAt: started, impactEndedAt: null }, [{ field: 'customers', number: 1_200 }], now)).toEqual({ customers: 1_200, minutes: 11, product: 13_200, soFar: true });
  });
  it('stand still once it has ended', () => {
    expect(customerMinutes({ impactStartedAt: started, impactEndedAt: '2026-11-21T14:04:00.000Z' }, [{ field: 'customers', number: 50 }], now)).toEqual({ customers: 50, minutes: 4, product: 200, soFar: false });
  });
  it('are unknown, not zero, while either side is unknown', () => {
    expect(customerMinutes({ impactStartedAt: started, impactEndedAt: null }, [], now)).toBeNull();
    expect(customerMinutes({ impactStartedAt: started, impactEndedAt: null }, [{ field: 'customers', number: null }], now)).toBeNull();
    expect(customerMinutes({ impactStartedAt: null, impactEndedAt: null }, [{ field: 'customers', number: 7 }], now)).toBeNull();
  });
  it('are never negative, whatever was corrected', () => {
    expect(customerMinutes({ impactStartedAt: '2026-11-21T15:00:00.000Z', impactEndedAt: started }, [{ field: 'customers', number: 7 }], now)?.product).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../../../shared/model/ids.ts';
import { BLIND_PANEL, readPanel, writePanel, type Panel } from './panel.ts';

describe('the number that is open', () => {
  it.each<Panel>([
    { what: 'metric', metric: 'mttr', severity: null, service: null },
    { what: 'metric', metric: 'incidents', severity: 'P0', service: null },
    { what: 'metric', metric: 'impact', severity: null, service: ServiceId.parse('checkout') },
    { what: 'side', side: 'slo', of: 'checkout-works' },
    { what: 'side', side: 'drills', of: null },
    BLIND_PANEL,
  ])('stands in the address: %o', (panel) => {
    const search = writePanel(panel, '?period=year&show=mtta&of=x');
    expect(search).toMatch(/^\?period=year&show=/);
    expect(readPanel(search)).toEqual(panel);
    expect(writePanel(null, search)).toBe('?period=year');
  });

  it.each(['', '?show=', '?show=everything', '?of=P0'])('is none: "%s"', (search) => {
    expect(readPanel(search)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import type { Signal } from '../../../../shared/model/entities.ts';
import { ServiceId, SignalId } from '../../../../shared/model/ids.ts';
import { decisionSignals } from './decision-numbers.ts';

const signal = (id: string, kind: Signal['kind'], stat: Signal['stat'] = null) => ({ id: SignalId.parse(id), kind, stat }) as Signal;
const all = [signal('search-errors', 'errorRate'), signal('pay-p50', 'latency', 'p50'), signal('pay-p95', 'latency', 'p95'), signal('pay-traffic', 'traffic'), signal('pay-up', 'availability')];
const service = (id: string, tier: 1 | 2) => ({ id: ServiceId.parse(id), name: id, tier, signals: all.filter((each) => each.id.startsWith(id)).map((each) => each.id) });

describe('the numbers that decide', () => {
  it('are those of the essential service: is it up, its errors, how slow it is', () => {
    const shown = decisionSignals([service('search', 2), service('pay', 1)], new Map(all.map((each) => [each.id, each])));
    expect(shown.map(({ id }) => id)).toEqual(['pay-up', 'pay-p95']);
    expect(decisionSignals([service('search', 2)], new Map(all.map((each) => [each.id, each])))).toHaveLength(1);
  });
  it('are none where nothing is watched', () => {
    expect(decisionSignals([service('pay', 1)], new Map())).toEqual([]);
  });
});

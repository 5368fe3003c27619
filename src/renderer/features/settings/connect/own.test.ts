import { describe, expect, it } from 'vitest';
import { EMPTY_OWN, readOwn, tellApart, type OwnDraft } from './own.ts';

const SERVICES = [{ id: 'checkout', name: 'Checkout API' }];
const draft = (change: Partial<OwnDraft> = {}): OwnDraft => ({ ...EMPTY_OWN, service: 'checkout', name: 'Queue', query: ' max(queue) ', ...change });

describe('a query of one’s own', () => {
  it('is a signal of the service it was given to', () => {
    expect(readOwn(draft({ limit: '800', unit: 'ms' }), SERVICES, 'own-1')).toEqual({
      ok: true,
      proposal: { key: 'own-1', service: 'checkout', serviceName: 'Checkout API', name: 'Queue', kind: 'latency', unit: 'ms', stat: 'p95', query: 'max(queue)', select: null, everyMs: 15_000, above: 800, because: 'own query' },
    });
  });
  it('may name a new service', () => expect(readOwn(draft({ service: '', newService: ' Mail ' }), SERVICES, 'own-1')).toMatchObject({ proposal: { service: 'Mail', serviceName: 'Mail' } }));
  it('has a statistic only as a latency', () => expect(readOwn(draft({ kind: 'custom', unit: 'none' }), SERVICES, 'k')).toMatchObject({ proposal: { stat: null } }));
  it('says what is missing, field by field', () => {
    const read = readOwn(draft({ service: '', name: ' ', query: '', everySeconds: '0.5', limit: 'much' }), SERVICES, 'k');
    expect(read.ok ? [] : Object.keys(read.problems)).toEqual(['service', 'name', 'query', 'every', 'limit']);
  });
});

describe('several series', () => {
  it('are told apart by the labels in which they differ, a missing one included', () => {
    const series = [
      { __name__: 'queue', job: 'api', queue: 'mail' },
      { __name__: 'queue_2', job: 'api', queue: 'bills', zone: 'b' },
    ];
    expect(tellApart(series)).toEqual([
      { queue: 'mail', zone: '' },
      { queue: 'bills', zone: 'b' },
    ]);
  });
});

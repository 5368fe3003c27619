import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../../../shared/model/connect.ts';
import { chosenProposals, firstChoices, groupProposals } from './choices.ts';

const proposal = (service: string, kind: Proposal['kind'], change: Partial<Proposal> = {}): Proposal => ({
  key: `${service}/${kind}${change.stat ? `/${change.stat}` : ''}`,
  service,
  serviceName: service,
  name: `${service} ${kind}`,
  kind,
  unit: kind === 'latency' ? 's' : kind === 'availability' ? 'bool' : kind === 'errorRate' ? 'ratio' : 'perSecond',
  stat: null,
  query: 'up',
  select: null,
  everyMs: 15_000,
  above: null,
  because: 'http_requests_total',
  ...change,
});
const taken = (proposals: readonly Proposal[]): string[] =>
  Object.entries(firstChoices(proposals, {}))
    .filter(([, { selected }]) => selected)
    .map(([key]) => key);

describe('what is taken to begin with', () => {
  it('is p95, error rate, availability and traffic of each service', () => {
    const stats = (['p50', 'p95', 'p99'] as const).map((stat) => proposal('checkout', 'latency', { stat }));
    const others = (['errorRate', 'traffic', 'availability', 'saturation'] as const).map((kind) => proposal('checkout', kind));
    expect(taken([...stats, ...others])).toEqual(['checkout/latency/p95', 'checkout/errorRate', 'checkout/traffic', 'checkout/availability']);
  });
  it('is the mean latency where there is no p95', () => expect(taken([proposal('edge', 'latency', { stat: 'avg' })])).toEqual(['edge/latency/avg']));
  it('makes no tile of an exporter that is merely up, unless there is nothing else', () => {
    const up = proposal('node', 'availability', { because: 'up' });
    expect(taken([proposal('checkout', 'errorRate'), up])).toEqual(['checkout/errorRate']);
    expect(taken([up])).toEqual(['node/availability']);
  });
  it('keeps what a person has chosen when signals are looked for again', () => {
    const items = [proposal('checkout', 'errorRate')];
    const mine = { selected: false, name: 'Mine', limit: '3' };
    expect(firstChoices(items, { 'checkout/errorRate': mine })['checkout/errorRate']).toEqual(mine);
  });
  it('stands service by service in the order in which it came', () => {
    expect(groupProposals([proposal('b', 'traffic'), proposal('a', 'traffic'), proposal('b', 'errorRate')]).map(({ service, items }) => [service, items.length])).toEqual([['b', 2], ['a', 1]]);
  });
});

describe('what is saved', () => {
  const items = [proposal('checkout', 'errorRate', { above: 0.05 }), proposal('checkout', 'traffic')];
  it('are the taken signals with name and limit as typed', () => {
    const choices = { 'checkout/errorRate': { selected: true, name: ' Errors ', limit: '12' }, 'checkout/traffic': { selected: false, name: '', limit: 'x' } };
    expect(chosenProposals(items, choices)).toEqual({ ok: true, proposals: [{ ...items[0], name: 'Errors', above: 0.12 }] });
  });
  it('is refused in words when a limit is no number or a name is missing', () => {
    expect(chosenProposals(items, { 'checkout/errorRate': { selected: true, name: 'E', limit: 'low' } })).toEqual({ ok: false, message: 'The limit of “checkout errorRate” is no number: “low”' });
    expect(chosenProposals(items, { 'checkout/traffic': { selected: true, name: ' ', limit: '' } })).toMatchObject({ ok: false, message: expect.stringContaining('needs a name') });
  });
});

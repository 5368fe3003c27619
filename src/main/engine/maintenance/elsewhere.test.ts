import { expect, it } from 'vitest';
import { ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { epochMs } from '../../../shared/model/units.ts';
import type { SourceDowntime } from '../sources/source.ts';
import { createElsewhere } from './elsewhere.ts';

const DD = SourceId.parse('dd');
const T = Date.parse('2026-11-02T14:00:00Z');
const HOUR = 3_600_000;
const downtime = (id: string, from: number, to: number | null, changes: Partial<SourceDowntime> = {}): SourceDowntime => ({ id, name: id, scope: '*', services: 'all', startsAt: epochMs(T + from * HOUR), endsAt: to === null ? null : epochMs(T + to * HOUR), url: null, ...changes });

it('what is announced at a source is listed while it runs or comes within 14 days, and said to be uncertain while the source is not heard', () => {
  const world = { now: T, silent: new Set<SourceId>(), configured: true };
  const elsewhere = createElsewhere({ now: () => epochMs(world.now), isConfigured: () => world.configured, unheard: () => world.silent });
  expect(elsewhere.list()).toEqual([]);
  elsewhere.told(DD, [downtime('far', 15 * 24, null), downtime('next', 2, 3, { services: [ServiceId.parse('checkout')] }), downtime('now', -1, 1, { name: 'deploy\u202e', scope: 'env:prod' }), downtime('open', -2, null), downtime('over', -2, 0)]);
  const shown = () => elsewhere.list().map(({ id, active, confirmed }) => `${id} ${active ? 'runs' : 'comes'}${confirmed ? '' : '?'}`);
  expect(shown()).toEqual(['open runs', 'now runs', 'next comes']);
  expect(elsewhere.list()[1]).toEqual({ source: 'dd', id: 'now', name: 'deploy', scope: 'env:prod', services: 'all', startsAt: '2026-11-02T13:00:00.000Z', endsAt: '2026-11-02T15:00:00.000Z', active: true, url: null, confirmed: true });
  world.silent.add(DD);
  world.now = T + 2 * HOUR;
  expect(shown()).toEqual(['open runs?', 'next runs?']);
  elsewhere.told(DD, []);
  expect(shown()).toEqual([]);
  elsewhere.told(DD, [downtime('open', -2, null)]);
  world.configured = false;
  expect(shown()).toEqual([]);
});

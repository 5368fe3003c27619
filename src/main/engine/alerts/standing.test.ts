import { expect, it } from 'vitest';
import { Signal, type Service } from '../../../shared/model/entities.ts';
import type { ServiceId, SignalId } from '../../../shared/model/ids.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { Standings } from './standing.ts';

const CHECKOUT: Service = { id: 'checkout' as ServiceId, name: 'Checkout', tier: 1, signals: ['up' as SignalId] };
const NOON = Date.parse('2026-01-15T12:00:00.000Z');
const HOUR = 3_600_000;

const healthy = (now: number): Signal[] => [
  Signal.parse({
    id: 'up', name: 'up', service: CHECKOUT.id, kind: 'availability', unit: 'count', stat: null, source: 'edge', query: '', select: null, intervalMs: 1_000, freshness: 'live', freshnessSince: new Date(NOON).toISOString(),
    latest: { time: new Date(now).toISOString(), evaluatedAt: new Date(now).toISOString(), receivedAt: new Date(now).toISOString(), value: 1, noValue: null }, error: null, thresholds: [], openUrl: null,
    breach: { state: 'within', rule: null, severity: null, count: 0, needed: 0, since: null },
  }),
];

it.each([['ahead', HOUR], ['back', -HOUR]])('health that lasted a minute has not lasted an hour, nor less than nothing, because the clock was set %s', (_, stepMs) => {
  const standings = new Standings();
  const look = (now: number) => standings.look([CHECKOUT], () => healthy(now), [], epochMs(now));
  look(NOON);
  look(NOON + 60_000);
  const stepped = epochMs(NOON + 60_000 + stepMs);
  standings.interrupted(stepped);
  look(stepped);
  expect(standings.of(CHECKOUT.id, stepped)).toEqual({ service: CHECKOUT.id, state: 'ok', since: stepped });
});

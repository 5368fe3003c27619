import { describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../e2e/fakes/contracts.ts';
import type { DatadogDowntime } from '../../../../../e2e/fakes/datadog/downtimes.ts';
import { SourceId } from '../../../../shared/model/ids.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import type { Fed } from '../source.ts';
import { valuesOf } from './scope.ts';
import { NEVER, startWorld, T, type World } from './testing/world.ts';

const READS = { monitors: { source: SourceId.parse('dd'), everyMs: durationMs(60_000), tags: [] } };
const HOUR = 3_600_000;

async function start(): Promise<World & { read: () => Promise<Fed>; announce: (...all: readonly (Partial<DatadogDowntime> & { readonly id: string })[]) => void }> {
  const world = await startWorld();
  world.datadog.monitors.set(2, { id: 2, name: 'CPU', query: 'avg(last_5m):avg:cpu{*} by {host} > 90', tags: ['service:checkout'], state: 'Alert', groups: { 'host:a': { state: 'Alert' }, 'host:b': { state: 'Alert' } } });
  const [feed] = world.another(READS).feeds ?? [];
  if (feed === undefined) throw new Error('no feed');
  return Object.assign(world, {
    read: () => feed.poll(NEVER),
    announce: (...all: readonly (Partial<DatadogDowntime> & { readonly id: string })[]) => all.forEach((each, index) => world.datadog.downtimes.set(each.id, { numericId: index + 1, scope: '*', monitor: { tags: ['*'] }, startMs: T - HOUR, endMs: T + HOUR, isOfV2: true, ...each })),
  });
}

describe.skipIf(WITHOUT_CONTRACTS)(`the downtimes of a Datadog (${NEEDS_CONTRACTS})`, () => {
  it('are told with whom they concern: those that run and those to come, also again and again; none that is over', async () => {
    const { read, announce } = await start();
    announce(
      { id: 'all', message: '\n  \nWhole site moves\nask @ops' },
      { id: 'one', monitor: { id: 2 }, scope: 'host:a', endMs: null },
      { id: 'named', scope: 'env:prod AND service:(Checkout\\ API OR "Checkout API")', recurs: true, startMs: T + HOUR, endMs: T + 2 * HOUR },
      { id: 'tagged', monitor: { tags: ['service:checkout', 'team:x'] } },
      { id: 'nobody', scope: 'env:staging' },
      { id: 'over', startMs: T - 2 * HOUR, endMs: T - HOUR },
      { id: 'ended early', canceledMs: T - 1_000 },
    );
    const { downtimes, warnings } = await read();
    expect(warnings).toEqual([]);
    expect(downtimes?.map(({ id, services, scope, startsAt, endsAt }) => [id, services, scope, (startsAt - T) / HOUR, endsAt === null ? null : (endsAt - T) / HOUR])).toEqual([
      ['all', 'all', '*', -1, 1],
      ['one', ['checkout'], 'host:a', -1, null],
      ['named', ['checkout'], 'env:prod AND service:(Checkout\\ API OR "Checkout API")', 1, 2],
      ['tagged', ['checkout'], '*', -1, 1],
      // Its monitors name the service; whether their data are of staging nobody can tell from here.
      ['nobody', ['checkout'], 'env:staging', -1, 1],
    ]);
    expect(downtimes?.[0]).toMatchObject({ name: 'Whole site moves', url: 'https://app.datadoghq.com/monitors/downtimes?downtime_id=all' });
  });

  it('that monitors do not name themselves keep their groups silent, with the end of the one that lasts longest', async () => {
    const { read, announce, datadog } = await start();
    const muted = async () => (await read()).alerts?.active.map((alert) => alert.muted);
    announce({ id: 'a', monitor: { id: 2 }, scope: 'host:a' }, { id: 'later', monitor: { tags: ['service:checkout'] }, scope: 'host:(a OR c)', endMs: T + 2 * HOUR }, { id: 'to come', startMs: T + HOUR }, { id: 'of another', monitor: { id: 9 } });
    expect(await muted()).toEqual([{ by: 'downtime', ids: ['later'], until: new Date(T + 2 * HOUR).toISOString() }, null]);
    datadog.downtimes.clear();
    expect(await muted()).toEqual([null, null]);
  });

  it('cannot be read without the scope, which is named; monitors still are, and heard', async () => {
    const { read, announce, datadog } = await start();
    announce({ id: 'all' });
    datadog.permissions.delete('monitors_downtime');
    const fed = await read();
    expect(fed.alerts).toMatchObject({ complete: true, active: [{ muted: null }, { muted: null }] });
    expect(fed.warnings).toEqual(['Its downtimes cannot be read: the application key has not the scope monitors_downtime; add it to the key at Datadog, or to the role of whoever made it.']);
    expect(fed.downtimes).toBeUndefined();
  });

  it('are all read, page by page, and those that cannot be understood are said', async () => {
    const { read, announce, datadog } = await start();
    for (let index = 0; index < 720; index += 1) announce({ id: `d${String(index).padStart(4, '0')}`, ...(index < 700 ? { canceledMs: T - 1 } : {}) });
    expect((await read()).downtimes).toHaveLength(20);
    expect(datadog.calls('ListDowntimes')).toHaveLength(2);
    datadog.fail({ kind: 'shape', body: { data: [{ id: 'x', type: 'downtime', attributes: { status: 'active', scope: '*', monitor_identifier: {}, schedule: { start: 'soon', end: null } } }, null] } }, { only: ['ListDowntimes'] });
    expect(await read()).toMatchObject({ downtimes: [], warnings: ['2 downtimes of it cannot be read, and are not shown.'] });
  });
});

describe('the services that a scope names', () => {
  it.each<[string, readonly string[]]>([
    ['service:checkout', ['checkout']],
    ['env:prod AND service:(checkout OR "web store")', ['checkout', 'web store']],
    ['service:a,service:b', ['a', 'b']],
    ['my_service:a', []],
    ['service:check*', []],
    ['NOT service:a', []],
    ['env:prod -service:a', []],
    ['*', []],
  ])('%s: %s', (scope, expected) => expect(valuesOf(scope, 'service')).toEqual(expected));
});

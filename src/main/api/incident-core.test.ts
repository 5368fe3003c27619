import { randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { HoldfastConfig } from '../../shared/model/config.ts';
import { durationMs, epochMs } from '../../shared/model/units.ts';
import { resolveConfig } from '../config/resolved.ts';
import { HOLDFAST } from '../engine/journal/journal.ts';
import { createLive } from '../engine/live.ts';
import { createProblems } from '../engine/problems.ts';
import { createSeries } from '../engine/series/series-service.ts';
import { createManualClock, silentLog } from '../engine/testing/manual-clock.ts';
import { createClockWatch } from '../engine/watch/clock-watch.ts';
import { createWatch } from '../engine/watch/watch.ts';
import { openStore } from '../store/open.ts';
import { createIncidentCore } from './incident-core.ts';

const CONFIG = resolveConfig(
  HoldfastConfig.parse({
    version: 1,
    workspace: { name: 'Acme' },
    sources: [{ id: 'edge', type: 'probe' }],
    services: [{ id: 'checkout', name: 'Checkout', tier: 1 }],
    signals: [{ id: 'checkout-up', service: 'checkout', kind: 'availability', source: 'edge', every: '5s', tcp: { host: '127.0.0.1', port: 9 } }],
    incidents: { escalation: { steps: [{ after: '0s', sound: true }] } },
  }),
);

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

function openCore() {
  const clock = createManualClock();
  const store = openStore({ file: ':memory:', clock, log: silentLog });
  const live = createLive('test');
  const events: string[] = [];
  live.onFrame(({ event, json }) => void events.push(`${event} ${json}`));
  const problems = createProblems(clock, () => {});
  const series = createSeries({ db: { read: store.read, write: store.write }, clock, log: silentLog });
  const core = createIncidentCore({
    clock, log: silentLog, store, live, problems, series,
    randomBytes: (count) => randomBytes(count),
    resolveSecrets: async (text) => text,
    config: () => CONFIG,
    people: () => [],
    watch: () => watch,
    history: () => ({ points: async () => [] }),
    readFile: async () => '',
    onRuleFile: () => {},
    tellAnew: () => {},
  });
  const watch = createWatch(
    { services: CONFIG.services, sources: [], signals: [] },
    { clock, clockWatch: createClockWatch(clock, durationMs(1_000)), random: () => 0.5, log: silentLog, emit: () => {}, detection: core.detection, series: { append: () => {}, backfill: () => {}, newest: () => null } },
  );
  closing.push(() => store.close());
  const by = { seesPrivate: true, mayOperate: true, actor: { kind: 'person' as const, id: 'ada', name: 'Ada' }, rights: ['view' as const, 'operate' as const] };
  return { clock, store, core, events, open: () => core.incidents.open({ title: 'Nobody can pay', severity: 'P0', kind: null, services: [], origin: 'person', impactStartedAt: null, isDrill: false }, by) };
}

it('a disk that refuses everything keeps nobody from being called', async () => {
  const { clock, store, core, events, open } = openCore();
  const { id } = open();
  for (const table of ['journal', 'rule_state', 'alerts']) store.write?.run(`CREATE TRIGGER ${table}_full BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
  let failures = 0;
  for (let second = 0; second < 200; second += 1) {
    await clock.advance(1_000);
    core.alerts.remember({ key: 'checkout-slow', saved: String(second) });
    try {
      core.everySecond();
    } catch {
      failures += 1;
    }
  }
  expect(failures).toBe(200);
  expect(events.filter((event) => event.startsWith('alarm'))).toEqual([expect.stringContaining('"why":"new"'), expect.stringContaining('"why":"overdue"')]);
  expect(core.incidents.record(id)?.turned).toEqual({});

  for (const table of ['journal', 'rule_state', 'alerts']) store.write?.run(`DROP TRIGGER ${table}_full`);
  core.everySecond();
  expect(core.incidents.record(id)?.turned['acknowledge']?.stage).toBe('overdue');
  expect(core.journal.entries({ stream: id, type: 'escalated', order: 'asc', limit: 5 })).toMatchObject([{ actor: HOLDFAST }]);
  expect(store.read.all('SELECT key FROM rule_state')).toEqual([{ key: 'checkout-slow' }]);
  expect(core.incidents.closedSince(epochMs(0))).toEqual([]);
});

import { createHash, randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { events, type EventData } from '../../shared/contract/events.ts';
import { HoldfastConfig } from '../../shared/model/config.ts';
import { PersonId } from '../../shared/model/ids.ts';
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
import { openCore } from './testing/open-core.ts';

const TOKEN = 'a'.repeat(40);

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

function openParts() {
  const clock = createManualClock();
  const store = openStore({ file: ':memory:', clock, log: silentLog });
  const live = createLive('test');
  const events: string[] = [];
  live.onFrame(({ event, json }) => void events.push(`${event} ${json}`));
  const problems = createProblems(clock, () => {});
  const series = createSeries({ db: { read: store.read, write: store.write }, clock, log: silentLog });
  const core = createIncidentCore({
    clock, log: silentLog, store, live, problems, series,
    random: () => 0.5,
    randomBytes: (count) => randomBytes(count),
    resolveSecrets: async (text) => text,
    config: () => CONFIG,
    isConfigured: () => true,
    people: () => [],
    watch: () => watch,
    history: () => ({ points: async () => [] }),
    readFile: async () => '',
    onRuleFile: () => {}, markedRuns: () => [],
    tellAnew: () => {},
  });
  const watch = createWatch(
    { services: CONFIG.services, sources: [], signals: [] },
    { clock, clockWatch: createClockWatch(clock, durationMs(1_000)), random: () => 0.5, log: silentLog, emit: () => {}, onFed: () => Promise.resolve(), detection: core.detection, series: { append: () => {}, backfill: () => {}, newest: () => null } },
  );
  closing.push(() => store.close());
  const by = { seesPrivate: true, mayOperate: true, actor: { kind: 'person' as const, id: 'ada', name: 'Ada' }, rights: ['view' as const, 'operate' as const] };
  return { clock, store, core, events, open: () => core.incidents.open({ title: 'Nobody can pay', severity: 'P0', kind: null, services: [], origin: 'person', impactStartedAt: null, isDrill: false }, by) };
}

it('a disk that refuses everything keeps nobody from being called', async () => {
  const { clock, store, core, events, open } = openParts();
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

it('a clock that is set back takes what is due with it, on every screen, and what is due is said when it was', async () => {
  const clock = createManualClock();
  const config = 'version: 1\nworkspace: { name: Acme }\npeople: [{ id: ada, name: Ada, rights: [view, publish, operate] }]\n';
  const whole = await openCore(config, { clock, log: silentLog, presetTokens: [{ person: PersonId.parse('ada'), variable: 'HOLDFAST_TOKENS', hash: createHash('sha256').update(TOKEN).digest() }] });
  const opened = await whole.core.call('incidents.open', { title: 'Nobody can pay', severity: 'P0' }, { kind: 'bearer', token: TOKEN });
  expect(opened.ok).toBe(true);
  const told = <N extends 'snapshot' | 'alarm'>(event: N) => whole.frames.filter((frame) => frame.event === event).map(({ json }) => events[event].parse(JSON.parse(json)) as EventData<N>);
  for (let second = 0; second < 60; second += 1) await clock.advance(1_000);
  clock.step(-3_600_000);
  for (let second = 0; second < 5; second += 1) await clock.advance(1_000);
  const due = told('snapshot').at(-1)?.incidents[0]?.clocks.find(({ id }) => id === 'acknowledge')?.dueAt;
  expect(due).toBe('2026-01-15T11:03:00.000Z');
  expect(told('alarm')).toHaveLength(1);
  for (let second = 0; second < 120; second += 1) await clock.advance(1_000);
  expect(told('alarm').at(-1)).toMatchObject({ why: 'overdue', at: '2026-01-15T11:03:00.000Z' });
  await whole.close();
});

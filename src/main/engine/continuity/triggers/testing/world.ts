import type { Signal } from '../../../../../shared/model/entities.ts';
import { GroupId, IncidentId, PlanId, SignalId, StepId } from '../../../../../shared/model/ids.ts';
import type { IncidentClock } from '../../../../../shared/model/incident.ts';
import { assertPresent } from '../../../../../shared/model/result.ts';
import { toRfc3339, epochMs } from '../../../../../shared/model/units.ts';
import { parseConfig } from '../../../../config/load.ts';
import type { ResolvedConfig } from '../../../../config/resolved.ts';
import { createManualClock, settle, silentLog } from '../../../testing/manual-clock.ts';
import type { GroupEffect } from '../../core/events.ts';
import { reduce } from '../../core/reduce.ts';
import { emptyGroup, type GroupState } from '../../core/state.ts';
import { frozenPlan, frozenStep } from '../../core/testing/plans.ts';
import type { Runs } from '../../runs/service.ts';
import { createTriggers } from '../service.ts';
import type { NoticeStanding, TriggersDeps, TriggerTold } from '../triggers.ts';
import type { Prepared } from '../../plans/plans.ts';

const HEAD = `version: 1
workspace: { name: Acme }
services: [{ id: shop, name: Shop, tier: 1 }, { id: search, name: Search, tier: 2 }]
sources: [{ id: prom, type: prometheus, url: http://127.0.0.1:9090 }, { id: outside, type: prometheus, url: http://127.0.0.1:9091 }, { id: edge, type: probe }, { id: edge2, type: probe }]
signals:
  - { id: shop-p95, service: shop, kind: latency, source: prom, every: 15s, query: p95 }
  - { id: shop-up, service: shop, kind: availability, source: edge, every: 15s, http: { url: "https://shop.test/" } }
  - { id: shop-out, service: shop, kind: availability, source: outside, every: 15s, query: up }
  - { id: b-up, service: search, kind: availability, source: edge, every: 15s, http: { url: "https://b.test/" } }
  - { id: b-out, service: search, kind: availability, source: outside, every: 15s, query: upb }
channels: [{ id: team, type: slackWebhook, audience: internal, url: "\${env:SLACK}" }]
plans:
  - { id: to-b, name: Over to B, kind: failover, services: [shop], target: { healthy: [b-up, b-out] }, steps: [{ id: w, kind: wait, for: 1s }] }
`;

const GROUP = GroupId.parse('to-b');
const BREACH = { rule: null, severity: null, count: 0, needed: 1, since: null };

/** What one signal says; `age`: of its newest sample. */
export interface Says {
  value: number | null;
  live: boolean;
  ageMs: number;
  error: 'target' | 'source' | null;
  over: boolean;
}

export const WELL: Readonly<Record<string, number>> = { 'shop-p95': 0.1, 'shop-up': 1, 'shop-out': 1, 'b-up': 1, 'b-out': 1 };

const known = new Map<string, ResolvedConfig>();
/** Read once for all worlds with the same triggers: reading is most of the time of one. */
function configOf(triggers: string): ResolvedConfig {
  const before = known.get(triggers);
  if (before !== undefined) return before;
  const { config, issues } = parseConfig(`${HEAD}triggers:\n${triggers}`, { file: 'holdfast.yaml' });
  if (config === null) throw new Error(JSON.stringify(issues));
  known.set(triggers, config);
  return config;
}

/** The triggers among a world that does what it is told, the decision core of production, and a clock of its own. */
export function createWorld(triggers: string, change: Partial<TriggersDeps> = {}) {
  const clock = createManualClock(Date.parse('2026-03-02T10:00:00.000Z'));
  const config = configOf(triggers);
  const says = new Map<string, Says>(config.signals.map(({ id }) => [id, { value: WELL[id] ?? 1, live: true, ageMs: 0, error: null, over: false }]));
  const told: TriggerTold[] = [];
  const notices: { readonly channels: readonly string[]; readonly title: string }[] = [];
  const world = {
    controlsFail: false as boolean | null,
    mainsPower: true as boolean | null,
    secondSeat: true,
    attended: false,
    noticeStands: 'waiting' as NoticeStanding,
    provenAt: epochMs(clock.nowMs() - 86_400_000) as number | null,
    incidents: [] as { id: string; dueAt: number; isDrill: boolean }[],
    preflight: [] as Prepared['preview']['preflight']['checks'],
    /** Steps are begun and never answer. */
    hangs: false,
    begun: [] as { readonly atMs: number; readonly by: string | null }[],
  };
  let state: GroupState = emptyGroup(GROUP);

  const signalOf = (id: SignalId): Signal => {
    const own = assertPresent(config.signals.find((each) => each.id === id), id);
    const { value, live, ageMs, error, over } = assertPresent(says.get(id), id);
    const time = toRfc3339(epochMs(clock.nowMs() - ageMs));
    return {
      id, name: own.name, service: own.config.service, kind: own.config.kind, unit: own.unit, stat: own.stat, source: own.config.source, query: '', select: null, intervalMs: own.everyMs,
      freshness: live ? 'live' : 'blind', freshnessSince: time, latest: { time, evaluatedAt: time, receivedAt: time, value, noValue: value === null ? 'empty' : null },
      error: error === null ? null : { kind: error, message: error, since: time }, thresholds: [], breach: { ...BREACH, state: over ? 'over' : 'within' }, openUrl: null,
    };
  };
  const send: Runs['send'] = (group, event) => {
    const change = reduce(state, { ...event, at: clock.monotonicMs() });
    state = change.state;
    if (change.effects.some(({ kind }) => kind === 'started')) world.begun.push({ atMs: clock.monotonicMs(), by: state.run?.starter ?? null });
    made.onEffects(group, change.effects);
    work(group, change.effects);
    return change.effects;
  };
  /** Every step does what it should, at once. */
  const work = (group: GroupId, effects: readonly GroupEffect[]): void => {
    for (const effect of effects) {
      if (effect.kind === 'look') send(group, { type: 'looked', run: effect.run, attempt: effect.attempt, ready: 'yes', asConfirmed: true });
      if (effect.kind === 'perform' && !world.hangs) send(group, { type: 'ended', run: effect.run, attempt: effect.attempt, outcome: 'done' });
    }
  };
  const incidentOf = ({ id, dueAt, isDrill }: (typeof world.incidents)[number]) => ({
    id: IncidentId.parse(id), severity: 'P0' as const, services: config.services.slice(0, 1).map((service) => service.id), isDrill,
    clocks: [{ id: 'when', kind: 'when', name: 'Decision', audience: null, startedAt: toRfc3339(epochMs(dueAt - 900_000)), amberAt: null, dueAt: toRfc3339(epochMs(dueAt)), confirmed: true, promised: false } satisfies IncidentClock],
  });
  const made = createTriggers({
    clock, log: silentLog,
    plans: {
      preflight: () => ({ state: 'ok', at: null, checks: world.preflight }),
      // What it prepares is given; only the pre-flight and the frozen plan of it are read.
      prepare: () => Promise.resolve({ preview: { hash: 'x', preflight: { state: 'ok', at: null, checks: world.preflight } }, frozen: frozenPlan([frozenStep(StepId.parse('one'))], { id: PlanId.parse('to-b') }), group: GROUP, text: '{}' } as unknown as Prepared),
    },
    runs: { send, state: () => state },
    signals: () => config.signals.map(({ id }) => signalOf(id)),
    fromSeats: () => [],
    controlsFail: () => world.controlsFail,
    incidents: () => world.incidents.map(incidentOf),
    provenAt: () => (world.provenAt === null ? null : epochMs(world.provenAt)),
    power: () => ({ mainsPower: world.mainsPower, sleepBlocked: true }),
    watchdog: () => false,
    attendance: () => ({ attended: world.attended, secondSeat: world.secondSeat }),
    changes: () => [],
    notice: ({ channels, title }) => {
      notices.push({ channels, title });
      return () => world.noticeStands;
    },
    tell: (each) => void told.push(each),
    onChange: () => undefined,
    ...change,
  });
  made.apply(config);

  const second = async (): Promise<void> => {
    await clock.advance(1_000);
    made.everySecond();
    send(GROUP, { type: 'tick' });
    await settle();
  };
  return {
    world, clock, config, told, notices, send, group: GROUP,
    triggers: made,
    state: () => state,
    /** What these signals say from now on. */
    say: (ids: readonly string[], change: Partial<Says>) => {
      for (const id of ids) says.set(id, { ...assertPresent(says.get(id), id), ...change });
    },
    second,
    seconds: async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) await second();
    },
    list: () => made.list(),
    first: () => assertPresent(made.list()[0], 'there is a trigger'),
  };
}

export const DOWN: Partial<Says> = { value: 0, error: 'target' };

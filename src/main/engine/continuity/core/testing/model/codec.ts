import { durationMs, epochMs } from '../../../../../../shared/model/units.ts';
import { NO_CHECKS, type CheckCount } from '../../checks.ts';
import { emptyGroup, isActive, type FrozenStep, type GroupState, type RunMode, type RunPhase, type RunState, type StepPhase, type StepState, type StopReason } from '../../state.ts';
import { GROUP, TRIGGER } from '../plans.ts';
import { COOL_DOWN_MS, FAIL_BACK, FAILOVER, PEOPLE, RECOVER, UNIT_MS, VETO_MS, type Outstanding, type World } from './world.ts';

/**
 * A world in a few bytes, the same for worlds that can only go on in the same way: instants count from now, attempts are numbered
 * anew, and what nothing will ever look at again is left out.
 */
export const WIDTH = 64;
/** Instants of a decoded world stand around this one. */
const NOW = 1_000 * UNIT_MS;

const PHASES: readonly StepPhase[] = ['pending', 'looking', 'approving', 'sending', 'reading', 'unknown', 'done', 'failed', 'undone', 'stays', 'partly'];
const RUN_PHASES: readonly RunPhase[] = ['running', 'paused', 'stopped'];
const MODES: readonly RunMode[] = ['dry-run', 'drill', 'live'];
const WANTS = [null, 'pause', 'rollBack', 'abort'] as const;
const WHYS: readonly (StopReason | null)[] = [null, 'refused', 'notReached', 'lost', 'unknown', 'notReady', 'approvalTimedOut', 'notDone', 'lookTimedOut', 'unproven'];
const KINDS: readonly Outstanding['kind'][] = ['look', 'perform', 'undo', 'readBack'];
const RECORDS: readonly World['record'][] = ['confirmed', 'ours', 'theirs'];
const KNOWN = ['no', 'open', 'yes', 'partly'] as const;
const PLANS = [FAILOVER, FAIL_BACK, RECOVER] as const;
const STATES = ['inactive', 'pending', 'firing'] as const;

const timed = (phase: StepPhase): boolean => phase === 'looking' || phase === 'approving' || phase === 'sending' || phase === 'reading';
const counts = (phase: StepPhase): boolean => phase === 'looking' || phase === 'sending' || phase === 'reading' || phase === 'unknown';
const longest = (step: FrozenStep | undefined): number => (step?.limitMs ?? 0) / UNIT_MS;

export function encode(world: World, into: Uint8Array): void {
  let at = 0;
  const put = (value: number): void => {
    if (value < 0 || value > 255 || at >= WIDTH) throw new Error(`the encoding has no place for ${value} at ${at}`);
    into[at] = value;
    at += 1;
  };
  into.fill(0);
  const { group, now, truth, checks } = world;
  const left = (until: number | null | undefined): number => (until === null || until === undefined ? 0 : 1 + Math.max(0, (until - now) / UNIT_MS));
  const person = (id: string | null | undefined): number => 1 + PEOPLE.findIndex((each) => each === id);
  put(person(group.lever?.owner));
  put(left(group.coolDown?.until));
  put(group.armed === null ? 0 : 1 + person(group.armed.by) * 4 + MODES.indexOf(group.armed.mode));
  put(left(group.armed?.until));
  put(group.countdown === null ? 0 : 1 + PLANS.findIndex(({ kind }) => kind === group.countdown?.plan.kind));
  put(left(group.countdown?.until));
  put(group.runs);
  put(group.intents.length);
  for (const { id, run } of group.intents) put(run * 4 + person(id.slice(0, -1)));
  const rank = ranks(world);
  if (isActive(group.run)) {
    const { run } = group;
    put(1 + PLANS.findIndex(({ kind }) => kind === run.plan.kind));
    put(MODES.indexOf(run.mode) * 16 + person(run.starter) * 4 + person(run.holder));
    put(RUN_PHASES.indexOf(run.phase) * 16 + (run.way === 'forward' ? 0 : 8) + WANTS.indexOf(run.wants));
    put(WHYS.indexOf(run.why));
    for (const [index, { phase, since, tries, attempt }] of run.steps.entries()) {
      put(PHASES.indexOf(phase) * 4 + Math.min(3, tries));
      put(timed(phase) ? Math.min(longest(run.plan.steps[index]), (now - since) / UNIT_MS) : 0);
      put(counts(phase) ? rank(attempt) : 0);
    }
  } else put(0);
  put(world.out.length);
  if (world.out.length > 0) {
    const out = world.out.map((each) => [KINDS.indexOf(each.kind) * 32 + each.step * 4 + (each.way === 'back' ? 2 : 0) + Number(each.isApplied), rank(each.attempt)] as const).sort(([a, b], [c, d]) => a - c || b - d);
    for (const [what, attempt] of out) {
      put(what);
      put(attempt);
    }
  }
  put(Number(world.primaryUp) + 2 * Number(world.standbyUp) + 4 * Number(world.sees) + 8 * Number(world.isCalled) + 16 * Number(world.isStale) + 32 * RECORDS.indexOf(world.record) + 128 * Number(world.isRaised));
  put(world.faultsLeft);
  put(checks.status.fails + 4 * checks.unknowns + 32 * STATES.indexOf(checks.status.state) + 128 * Number(checks.lastSampleTime !== null));
  for (const known of truth.known) put(KNOWN.indexOf(known));
  put(truth.failed + 4 * Number(truth.vetoed) + 8 * Number(truth.abortAsked) + 16 * Number(truth.lied) + 32 * Number(truth.unproven));
  put(Math.max(0, (truth.quietUntil - now) / UNIT_MS));
  put(truth.heardAt === null ? 0 : 1 + Math.min(VETO_MS / UNIT_MS, (now - truth.heardAt) / UNIT_MS));
}

/** Numbers the attempts that anything may still refer to, in their order. */
function ranks({ group, out }: World): (attempt: number) => number {
  const used: number[] = [];
  if (isActive(group.run)) for (const { phase, attempt } of group.run.steps) if (counts(phase)) used.push(attempt);
  for (const { attempt } of out) if (!used.includes(attempt)) used.push(attempt);
  if (used.length > 1) used.sort((a, b) => a - b);
  return (attempt) => 1 + used.indexOf(attempt);
}

export function decode(from: Uint8Array): World {
  let at = 0;
  const get = (): number => from[at++] ?? 0;
  const person = (value: number) => PEOPLE[value - 1] ?? null;
  const until = (value: number) => (value === 0 ? null : durationMs(NOW + (value - 1) * UNIT_MS));
  const owner = person(get());
  const coolDown = until(get());
  const armed = get();
  const armedUntil = until(get());
  const countdown = get();
  const countdownUntil = until(get());
  const runs = get();
  const intents = Array.from({ length: get() }, () => {
    const value = get();
    return { id: `${person(value % 4)}${Math.floor(value / 4) - 1}`, run: Math.floor(value / 4) };
  });
  const run = decodeRun(get, runs, person);
  const out = Array.from({ length: get() }, (): Outstanding => {
    const [what, attempt] = [get(), get()];
    return { kind: KINDS[what >> 5] ?? 'look', run: runs, step: (what >> 2) & 7, attempt, way: (what & 2) === 0 ? 'forward' : 'back', isApplied: (what & 1) === 1 };
  });
  const attempts = Math.max(0, ...out.map(({ attempt }) => attempt), ...(run?.steps ?? []).map(({ attempt }) => attempt));
  const group: GroupState = {
    ...emptyGroup(GROUP),
    lever: owner === null ? null : { owner, reason: 'r' },
    coolDown: coolDown === null ? null : { until: coolDown, forMs: COOL_DOWN_MS },
    armed: armed === 0 || armedUntil === null ? null : { by: PEOPLE[((armed - 1) >> 2) - 1] ?? GROUP as never, plan: FAILOVER.id, mode: MODES[(armed - 1) & 3] ?? 'live', until: armedUntil },
    countdown: countdown === 0 ? null : { trigger: TRIGGER, plan: PLANS[countdown - 1] ?? FAILOVER, vetoMs: durationMs(VETO_MS), until: countdownUntil },
    run: run === null ? null : { ...run, attempts },
    runs,
    intents,
  };
  const bits = get();
  const faultsLeft = get();
  const checks = decodeChecks(get());
  const known = FAILOVER.steps.map(() => KNOWN[get()] ?? 'no');
  const flags = get();
  const [quiet, heard] = [get(), get()];
  return {
    group,
    now: NOW,
    out,
    primaryUp: (bits & 1) !== 0,
    standbyUp: (bits & 2) !== 0,
    sees: (bits & 4) !== 0,
    isCalled: (bits & 8) !== 0,
    isStale: (bits & 16) !== 0,
    record: RECORDS[(bits >> 5) & 3] ?? 'confirmed',
    isRaised: (bits & 128) !== 0,
    checks,
    faultsLeft,
    truth: { known, failed: flags & 3, vetoed: (flags & 4) !== 0, abortAsked: (flags & 8) !== 0, lied: (flags & 16) !== 0, unproven: (flags & 32) !== 0, quietUntil: quiet === 0 ? 0 : NOW + quiet * UNIT_MS, heardAt: heard === 0 ? null : NOW - (heard - 1) * UNIT_MS },
  };
}

function decodeRun(get: () => number, serial: number, person: (value: number) => (typeof PEOPLE)[number] | null): RunState | null {
  const plan = PLANS[get() - 1];
  if (plan === undefined) return null;
  const [who, how, why] = [get(), get(), get()];
  const steps = plan.steps.map((): StepState => {
    const [phase, since, attempt] = [get(), get(), get()];
    return { phase: PHASES[phase >> 2] ?? 'pending', tries: phase & 3, since: durationMs(NOW - since * UNIT_MS), attempt };
  });
  return { serial, plan, mode: MODES[who >> 4] ?? 'live', starter: person((who >> 2) & 3), holder: person(who & 3), phase: RUN_PHASES[how >> 4] ?? 'running', way: (how & 8) === 0 ? 'forward' : 'back', steps, attempts: 0, wants: WANTS[how & 7] ?? null, why: WHYS[why] ?? null };
}

const SAMPLED = epochMs(Date.parse('2026-01-05T00:00:00.000Z'));
const decodeChecks = (value: number): CheckCount => value === 0 ? NO_CHECKS : ({ ...NO_CHECKS, unknowns: (value >> 2) & 7, lastSampleTime: (value & 128) === 0 ? null : SAMPLED, status: { ...NO_CHECKS.status, fails: value & 3, state: STATES[(value >> 5) & 3] ?? 'inactive' } });

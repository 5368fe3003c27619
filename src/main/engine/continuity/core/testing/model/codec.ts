import type { PersonId } from '../../../../../../shared/model/ids.ts';
import { durationMs, epochMs } from '../../../../../../shared/model/units.ts';
import { NO_CHECKS, type CheckCount } from '../../checks.ts';
import { SERIALS_OF_A_TERM } from '../../rules.ts';
import { emptyGroup, isActive, type FrozenStep, type GroupState, type RunMode, type RunPhase, type RunState, type StepPhase, type StepState, type StopReason } from '../../state.ts';
import { ADA, GROUP, TRIGGER } from '../plans.ts';
import { COOL_DOWN_MS, FAIL_BACK, FAILOVER, PEOPLE, RECOVER, TERM, UNIT_MS, VETO_MS, type Bounds, type Console, type Outstanding, type World } from './world.ts';

/**
 * A world in a few bytes, the same for worlds that can only go on in the same way: instants count from now, attempts are numbered
 * anew, and what nothing will ever look at again is left out.
 */
export const widthOf = ({ takeOver = false }: Pick<Bounds, 'takeOver'>): number => (takeOver ? 128 : 64);
/** Instants of a decoded world stand around this one. */
const NOW = 1_000 * UNIT_MS;

const PHASES: readonly StepPhase[] = ['pending', 'looking', 'approving', 'sending', 'reading', 'unknown', 'done', 'failed', 'undone', 'stays', 'partly'];
const RUN_PHASES: readonly RunPhase[] = ['running', 'paused', 'stopped'];
const MODES: readonly RunMode[] = ['dry-run', 'drill', 'live'];
const WANTS = [null, 'pause', 'rollBack', 'abort'] as const;
const WHYS: readonly (StopReason | null)[] = [null, 'refused', 'notReached', 'lost', 'unknown', 'notReady', 'approvalTimedOut', 'notDone', 'lookTimedOut', 'unproven', 'elsewhere'];
const KINDS: readonly Outstanding['kind'][] = ['look', 'perform', 'undo', 'readBack'];
const RECORDS: readonly World['record'][] = ['confirmed', 'ours', 'theirs'];
const KNOWN = ['no', 'open', 'yes', 'partly'] as const;
const PLANS = [FAILOVER, FAIL_BACK, RECOVER] as const;
const APART = ['never', 'yes', 'merged'] as const;
const WAYS = [null, 'forward', 'back'] as const;
const STATES = ['inactive', 'pending', 'firing'] as const;

const timed = (phase: StepPhase): boolean => phase === 'looking' || phase === 'approving' || phase === 'sending' || phase === 'reading';
const counts = (phase: StepPhase): boolean => phase === 'looking' || phase === 'sending' || phase === 'reading' || phase === 'unknown';
const longest = (step: FrozenStep | undefined): number => (step?.limitMs ?? 0) / UNIT_MS;

export function encode(world: World, into: Uint8Array): void {
  into.fill(0);
  const { now, checks, other, apart } = world;
  const to = new Writer(into);
  to.put(APART.indexOf(apart) + 4 * Number(other !== null));
  to.put(Number(world.primaryUp) + 2 * Number(world.standbyUp) + 4 * Number(world.sees) + 8 * Number(world.isCalled) + 16 * Number(world.isStale) + 32 * RECORDS.indexOf(world.record) + 128 * Number(world.isRaised));
  to.put(world.faultsLeft);
  to.put(checks.status.fails + 4 * checks.unknowns + 32 * STATES.indexOf(checks.status.state) + 128 * Number(checks.lastSampleTime !== null));
  putConsole(to, world, now);
  if (other !== null) putConsole(to, other, now);
}

class Writer {
  readonly #into: Uint8Array;
  #at = 0;
  constructor(into: Uint8Array) {
    this.#into = into;
  }
  put(value: number): void {
    if (value < 0 || value > 255 || this.#at >= this.#into.length) throw new Error(`the encoding has no place for ${value} at ${this.#at}`);
    this.#into[this.#at] = value;
    this.#at += 1;
  }
}

const person = (id: string | null | undefined): number => 1 + PEOPLE.findIndex((each) => each === id);
/** A number of runs, or the serial of one; few in each term. */
const packed = (serial: number): number => (serial % SERIALS_OF_A_TERM) + 8 * Number(serial >= SERIALS_OF_A_TERM);
const unpacked = (value: number): number => (value & 7) + ((value & 8) === 0 ? 0 : TERM * SERIALS_OF_A_TERM);

function putConsole(to: Writer, { group, out, truth }: Console, now: number): void {
  const left = (until: number | null | undefined): number => (until === null || until === undefined ? 0 : 1 + Math.max(0, (until - now) / UNIT_MS));
  const { run } = group;
  to.put(person(group.lever?.owner) + 4 * Number(group.split !== null));
  to.put(left(group.coolDown?.until));
  to.put(group.armed === null ? 0 : 1 + person(group.armed.by) * 4 + MODES.indexOf(group.armed.mode));
  to.put(left(group.armed?.until));
  to.put(group.countdown === null ? 0 : 1 + PLANS.findIndex(({ kind }) => kind === group.countdown?.plan.kind));
  to.put(left(group.countdown?.until));
  to.put(packed(group.runs));
  to.put(group.intents.length);
  for (const { id, run: serial } of group.intents) to.put(packed(serial) * 4 + person(id.replace(/\d+$/, '')));
  const rank = ranks(group, out);
  if (isActive(run)) {
    to.put(1 + PLANS.findIndex(({ kind }) => kind === run.plan.kind) + 8 * Number(run.split === true) + 16 * packed(run.serial));
    to.put(MODES.indexOf(run.mode) * 16 + person(run.starter) * 4 + person(run.holder));
    to.put(RUN_PHASES.indexOf(run.phase) * 16 + (run.way === 'forward' ? 0 : 8) + WANTS.indexOf(run.wants));
    to.put(WHYS.indexOf(run.why));
    for (const [index, { phase, since, tries, attempt, notElsewhere }] of run.steps.entries()) {
      to.put(PHASES.indexOf(phase) * 4 + Math.min(3, tries) + 64 * WAYS.indexOf(notElsewhere ?? null));
      to.put(timed(phase) ? Math.min(longest(run.plan.steps[index]), (now - since) / UNIT_MS) : 0);
      to.put(counts(phase) ? rank(attempt) : 0);
    }
  } else to.put(0);
  to.put(out.length);
  if (out.length > 0) {
    const sent = out.map((each) => [KINDS.indexOf(each.kind) * 32 + each.step * 4 + (each.way === 'back' ? 2 : 0) + Number(each.isApplied), rank(each.attempt)] as const).sort(([a, b], [c, d]) => a - c || b - d);
    for (const [what, attempt] of sent) {
      to.put(what);
      to.put(attempt);
    }
  }
  for (const known of truth.known) to.put(KNOWN.indexOf(known));
  to.put(truth.failed + 4 * Number(truth.vetoed) + 8 * Number(truth.abortAsked) + 16 * Number(truth.lied) + 32 * Number(truth.unproven) + 64 * Number(truth.split) + 128 * Number(truth.wanted));
  to.put(Math.max(0, (truth.quietUntil - now) / UNIT_MS));
  to.put(truth.heardAt === null ? 0 : 1 + Math.min(VETO_MS / UNIT_MS, (now - truth.heardAt) / UNIT_MS));
  if (truth.split) to.put(truth.said.reduce((sum, way, step) => sum + WAYS.indexOf(way) * 3 ** step, 0));
}

/** Numbers the attempts that anything may still refer to, in their order. */
function ranks(group: GroupState, out: readonly Outstanding[]): (attempt: number) => number {
  const used: number[] = [];
  if (isActive(group.run)) for (const { phase, attempt } of group.run.steps) if (counts(phase)) used.push(attempt);
  for (const { attempt } of out) if (!used.includes(attempt)) used.push(attempt);
  if (used.length > 1) used.sort((a, b) => a - b);
  return (attempt) => 1 + used.indexOf(attempt);
}

export function decode(from: Uint8Array): World {
  let at = 0;
  const get: Get = () => from[at++] ?? 0;
  const [consoles, bits, faultsLeft, checks] = [get(), get(), get(), get()];
  const here = getConsole(get);
  return {
    ...here,
    apart: APART[consoles & 3] ?? 'never',
    other: (consoles & 4) === 0 ? null : getConsole(get),
    now: NOW,
    primaryUp: (bits & 1) !== 0,
    standbyUp: (bits & 2) !== 0,
    sees: (bits & 4) !== 0,
    isCalled: (bits & 8) !== 0,
    isStale: (bits & 16) !== 0,
    record: RECORDS[(bits >> 5) & 3] ?? 'confirmed',
    isRaised: (bits & 128) !== 0,
    checks: decodeChecks(checks),
    faultsLeft,
  };
}

type Get = () => number;
const personAt = (value: number): PersonId | null => PEOPLE[value - 1] ?? null;

function getConsole(get: Get): Console {
  const until = (value: number) => (value === 0 ? null : durationMs(NOW + (value - 1) * UNIT_MS));
  const first = get();
  const owner = personAt(first & 3);
  const coolDown = until(get());
  const armed = get();
  const armedUntil = until(get());
  const countdown = get();
  const countdownUntil = until(get());
  const runs = unpacked(get());
  const intents = Array.from({ length: get() }, () => {
    const value = get();
    const run = unpacked(value >> 2);
    return { id: `${personAt(value & 3)}${run - 1}`, run };
  });
  const run = getRun(get);
  const out = Array.from({ length: get() }, (): Outstanding => {
    const [what, attempt] = [get(), get()];
    return { kind: KINDS[what >> 5] ?? 'look', run: run?.serial ?? runs, step: (what >> 2) & 7, attempt, way: (what & 2) === 0 ? 'forward' : 'back', isApplied: (what & 1) === 1 };
  });
  const attempts = Math.max(0, ...out.map(({ attempt }) => attempt), ...(run?.steps ?? []).map(({ attempt }) => attempt));
  const group: GroupState = {
    ...emptyGroup(GROUP),
    lever: owner === null ? null : { owner, reason: 'r' },
    split: (first & 4) === 0 ? null : TERM,
    coolDown: coolDown === null ? null : { until: coolDown, forMs: COOL_DOWN_MS },
    armed: armed === 0 || armedUntil === null ? null : { by: personAt((armed - 1) >> 2) ?? ADA, plan: FAILOVER.id, mode: MODES[(armed - 1) & 3] ?? 'live', until: armedUntil },
    countdown: countdown === 0 ? null : { trigger: TRIGGER, plan: PLANS[countdown - 1] ?? FAILOVER, vetoMs: durationMs(VETO_MS), until: countdownUntil },
    run: run === null ? null : { ...run, attempts },
    runs,
    intents,
  };
  const known = FAILOVER.steps.map(() => KNOWN[get()] ?? 'no');
  const flags = get();
  const [quiet, heard] = [get(), get()];
  const split = (flags & 64) !== 0;
  const said = split ? get() : 0;
  return {
    group,
    out,
    truth: {
      known, failed: flags & 3, vetoed: (flags & 4) !== 0, abortAsked: (flags & 8) !== 0, lied: (flags & 16) !== 0, unproven: (flags & 32) !== 0, split, wanted: (flags & 128) !== 0,
      quietUntil: quiet === 0 ? 0 : NOW + quiet * UNIT_MS,
      heardAt: heard === 0 ? null : NOW - (heard - 1) * UNIT_MS,
      said: FAILOVER.steps.map((_, step) => WAYS[Math.floor(said / 3 ** step) % 3] ?? null),
    },
  };
}

function getRun(get: Get): RunState | null {
  const what = get();
  const plan = PLANS[(what & 7) - 1];
  if (plan === undefined) return null;
  const [who, how, why] = [get(), get(), get()];
  const steps = plan.steps.map((): StepState => {
    const [phase, since, attempt] = [get(), get(), get()];
    const way = WAYS[phase >> 6] ?? null;
    return { phase: PHASES[(phase >> 2) & 15] ?? 'pending', tries: phase & 3, since: durationMs(NOW - since * UNIT_MS), attempt, ...(way === null ? {} : { notElsewhere: way }) };
  });
  const run: RunState = { serial: unpacked(what >> 4), plan, mode: MODES[who >> 4] ?? 'live', starter: personAt((who >> 2) & 3), holder: personAt(who & 3), phase: RUN_PHASES[how >> 4] ?? 'running', way: (how & 8) === 0 ? 'forward' : 'back', steps, attempts: 0, wants: WANTS[how & 7] ?? null, why: WHYS[why] ?? null };
  return (what & 8) === 0 ? run : { ...run, split: true };
}

const SAMPLED = epochMs(Date.parse('2026-01-05T00:00:00.000Z'));
const decodeChecks = (value: number): CheckCount => value === 0 ? NO_CHECKS : ({ ...NO_CHECKS, unknowns: (value >> 2) & 7, lastSampleTime: (value & 128) === 0 ? null : SAMPLED, status: { ...NO_CHECKS.status, fails: value & 3, state: STATES[(value >> 5) & 3] ?? 'inactive' } });

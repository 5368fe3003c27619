import type { PersonId } from '../../../../../../shared/model/ids.ts';
import { durationMs, epochMs, type DurationMs } from '../../../../../../shared/model/units.ts';
import { checkPrimary, countCheck, healthyFrom, isMet, NO_CHECKS, type CheckCount, type CheckedSignal, type Eyes } from '../../checks.ts';
import type { GroupEvent } from '../../events.ts';
import { reduce } from '../../reduce.ts';
import { RULES, SERIALS_OF_A_TERM, type CoreRules } from '../../rules.ts';
import { emptyGroup, type FrozenPlan, type GroupState } from '../../state.ts';
import { ADA, BO, frozenPlan, frozenStep, GROUP, TRIGGER } from '../plans.ts';

/**
 * The world around one group, as small as it can be with everything in it that may go wrong: two sites, two consoles, a record that
 * somebody else may change, a provider that may answer nothing or lie, checks that may be blind, a process that may die anywhere.
 */

/** Time goes in units of this; every limit of the model is a multiple. */
export const UNIT_MS = 30_000;
const units = (count: number): DurationMs => durationMs(count * UNIT_MS);
export const VETO_MS = units(4);
export const COOL_DOWN_MS = units(60);

/** Approve, move the record by compare-and-swap, call what cannot be called twice, look whether it worked. */
export const FAILOVER: FrozenPlan = frozenPlan(
  [
    frozenStep('agree', { kind: 'approve', effect: false, undoable: false, limitMs: units(12), aloneAfterMs: units(10) }),
    frozenStep('switch', { guarded: true, compareAndSwap: true, limitMs: units(2) }),
    frozenStep('call', { repeatable: false, limitMs: units(2) }),
    frozenStep('verify', { effect: false, undoable: false, limitMs: units(2) }),
  ],
  { coolDownMs: COOL_DOWN_MS },
);
/** The same with a gradual step at its end, which may be told to stop half-way. */
export const RECOVER: FrozenPlan = { ...FAILOVER, kind: 'recover', steps: FAILOVER.steps.with(3, frozenStep('ramp', { gradual: true, limitMs: units(20) })) };
export const FAIL_BACK: FrozenPlan = { ...FAILOVER, kind: 'failBack' };
export const SWITCH = 1;
export const CALL = 2;
export const RAMP = 3;
/** The term of the console that takes over. */
export const TERM = 2;
/** How many runs a console has begun in its term. */
export const begun = ({ runs }: Pick<GroupState, 'runs'>): number => runs % SERIALS_OF_A_TERM;
export const PEOPLE: readonly PersonId[] = [ADA, BO];

/** What one console believes, has under way, and has been told: all that two consoles do not share. */
export interface Console {
  readonly group: GroupState;
  readonly out: readonly Outstanding[];
  readonly truth: Truth;
}

/** Something that was sent out and has not come back. */
export interface Outstanding {
  readonly kind: 'look' | 'perform' | 'undo' | 'readBack';
  readonly run: number;
  readonly step: number;
  readonly attempt: number;
  readonly way: 'forward' | 'back';
  /** Whether it has taken effect already, and only its answer is on its way. */
  readonly isApplied: boolean;
}

/** What is really so, beside what the reducer believes. The console is the one that acts, since a take-over the one that took over. */
export interface World extends Console {
  readonly now: number;
  /** The one that was taken over from, as long as it does not know and acts. */
  readonly other: Console | null;
  /** Whether there was a take-over, and the two were merged. */
  readonly apart: 'never' | 'yes' | 'merged';
  readonly primaryUp: boolean;
  readonly standbyUp: boolean;
  readonly sees: boolean;
  /** The record as it was confirmed, as the plan makes it, or as somebody else has made it. */
  readonly record: 'confirmed' | 'ours' | 'theirs';
  readonly isCalled: boolean;
  /** Whether the gradual step has raised anything. */
  readonly isRaised: boolean;
  readonly checks: CheckCount;
  /** Whether the record was changed since what is armed was shown. */
  readonly isStale: boolean;
  readonly faultsLeft: number;
}

/** Kept by the checker alone, so that the reducer is not believed. */
export interface Truth {
  /** Of each step, what is known for sure: not done, sent and not heard of, done; of a gradual one, that it is not done, and maybe not undone. */
  readonly known: readonly ('no' | 'open' | 'yes' | 'partly')[];
  /** Checks that really failed in a row, seen with open eyes. */
  readonly failed: number;
  /** Until when no automatic attempt may begin; 0: it may. */
  readonly quietUntil: number;
  /** When a countdown could be objected to for the first time; null: never yet. */
  readonly heardAt: number | null;
  readonly vetoed: boolean;
  readonly abortAsked: boolean;
  /** After a lie the world may differ from what anybody can know. */
  readonly lied: boolean;
  /** The newest step has taken effect and was not seen to work, and nobody has said to go on. */
  readonly unproven: boolean;
  /** The run was taken over, or began while another console may have acted. */
  readonly split: boolean;
  /** Since the take-over somebody has wanted the run to go on. */
  readonly wanted: boolean;
  /** Of each step, the way for which somebody has said that the other console has not done it, and will not. */
  readonly said: readonly (null | 'forward' | 'back')[];
}

/** What is checked: the production code, or the same with one rule taken away. */
export interface Subject {
  readonly rules: CoreRules;
  readonly checkPrimary: typeof checkPrimary;
  readonly countCheck: typeof countCheck;
}
export const PRODUCTION: Subject = { rules: RULES, checkPrimary, countCheck };

export interface Bounds {
  readonly runs: number;
  readonly faults: number;
  readonly triggerMode: 'automatic' | 'countdown';
  /** What people start; the failover unless told. */
  readonly plan?: FrozenPlan;
  /** Whether another console may take over a run, while the first one goes on with it. What one console goes through alone is then left out: how a run begins, drills, the lever, pauses, steps whose time is over, a standby that falls, eyes that fail. */
  readonly takeOver?: boolean;
  /** People who are asked about the other console say no by what they see, while it is still at work. */
  readonly hasty?: boolean;
}

const emptyWorld = (faults: number): World => ({
  group: emptyGroup(GROUP),
  other: null,
  apart: 'never',
  now: 0,
  out: [],
  primaryUp: true,
  standbyUp: true,
  sees: true,
  record: 'confirmed',
  isCalled: false,
  isRaised: false,
  checks: NO_CHECKS,
  isStale: false,
  faultsLeft: faults,
  truth: { known: FAILOVER.steps.map(() => 'no' as const), failed: 0, quietUntil: 0, heardAt: null, vetoed: false, abortAsked: false, lied: false, unproven: false, split: false, wanted: false, said: FAILOVER.steps.map(() => null) },
});

/** Where it begins: with nothing, or, for two consoles, with a run that was begun and approved at the first one, by its trigger or by a person. */
export function firstWorld({ faults, takeOver = false, triggerMode }: Bounds): World {
  const empty = emptyWorld(faults);
  if (!takeOver) return empty;
  const at = durationMs(0);
  const byTrigger = triggerMode === 'automatic';
  const events: readonly GroupEvent[] = [
    ...(byTrigger
      ? [{ type: 'triggerMet', trigger: TRIGGER, plan: FAILOVER, mode: 'automatic', vetoMs: VETO_MS, blocked: [], at } as const]
      : [{ type: 'arm', by: ADA, plan: FAILOVER.id, mode: 'live', at } as const, { type: 'confirm', by: ADA, intent: `${ADA}0`, plan: FAILOVER, mode: 'live', shown: 'now', live: 'now', blocked: [], overridden: [], at } as const]),
    { type: 'approve', by: BO, at },
  ];
  const group = events.reduce((state, event) => reduce(state, event).state, empty.group);
  return { ...empty, group, out: [{ kind: 'look', run: 1, step: SWITCH, attempt: 1, way: 'forward', isApplied: false }], truth: { ...empty.truth, wanted: true, quietUntil: byTrigger ? COOL_DOWN_MS : 0 } };
}

const EVERY_MS = durationMs(60_000);
const NEWEST = epochMs(Date.parse('2026-01-05T00:00:00.000Z'));
export const eyesOf = ({ sees, standbyUp, primaryUp }: World): Eyes => ({ controlsAnswer: sees, somethingLives: sees || standbyUp || primaryUp });
const seen = (source: string, isUp: boolean, isLive: boolean): CheckedSignal => ({ source, value: isUp ? 1 : 0, sampleTime: NEWEST, isLive, targetFailed: false });

/** One check of the primary, counted by production code; instants are moved so that states do not differ by their age. */
export function checkOnce(world: World, subject: Subject): CheckCount {
  // What does not see takes everything for dead: the judgement must not.
  const { verdict } = subject.checkPrimary([seen('edge', world.primaryUp && world.sees, true), seen('prom', world.primaryUp && world.sees, true)], eyesOf(world));
  const { checks } = world;
  const before: CheckCount = { ...checks, lastSampleTime: checks.lastSampleTime === null ? null : epochMs(NEWEST - EVERY_MS) };
  const after = subject.countCheck(before, { verdict, sampleTime: verdict === 'unknown' ? null : NEWEST }, 3, EVERY_MS);
  const { state, fails } = after.status;
  return { ...NO_CHECKS, unknowns: after.unknowns, lastSampleTime: after.lastSampleTime === null ? null : NEWEST, status: { ...NO_CHECKS.status, state, fails: Math.min(fails, 3) } };
}

export const targetIsHealthy = (world: World): boolean => healthyFrom([seen('edge', world.standbyUp, world.sees), seen('prom', world.standbyUp, world.sees)], eyesOf(world)) >= 2;
export const triggerIsMet = isMet;

/** The next moment that matters to any console. */
export function nextInstant({ group, other, now }: World): number | null {
  const instants = [instantOf(group, now), other === null ? null : instantOf(other.group, now)].filter((at) => at !== null);
  return instants.length === 0 ? null : Math.min(...instants);
}

/** The instants at which something may end by itself; the next of them is the next moment that matters. */
function instantOf(group: GroupState, now: number): number | null {
  const { armed, coolDown, countdown, run } = group;
  const limits = run === null || run.phase === 'done' ? [] : run.steps.flatMap(({ phase, since }, index) => limitsOf(run.plan, index, phase).map((limit) => since + limit));
  const instants = [armed?.until, coolDown?.until, countdown?.until, ...limits].filter((at) => at !== undefined && at !== null && at > now);
  return instants.length === 0 ? null : Math.min(...(instants as number[]));
}

function limitsOf(plan: FrozenPlan, index: number, phase: string): readonly number[] {
  const step = plan.steps[index];
  if (step === undefined) return [];
  if (phase === 'looking' || phase === 'reading') return [UNIT_MS];
  if (phase === 'sending') return [step.limitMs];
  return phase === 'approving' ? [step.limitMs, ...(step.aloneAfterMs === null ? [] : [step.aloneAfterMs])] : [];
}

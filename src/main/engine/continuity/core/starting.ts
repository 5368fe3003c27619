import type { PersonId } from '../../../../shared/model/ids.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { GroupEvent, GroupEffect, Refusal } from './events.ts';
import { ARMED_MS, INTENTS_KEPT, type CoreRules } from './rules.ts';
import { advance, type Change } from './running.ts';
import { isActive, type Countdown, type FrozenPlan, type GroupState, type RunMode, type RunState } from './state.ts';

type Of<T extends GroupEvent['type']> = Extract<GroupEvent, { type: T }>;

export const refuse = (state: GroupState, why: Refusal): Change => ({ state, effects: [{ kind: 'refused', why }] });

export function onArm(rules: CoreRules, state: GroupState, { by, plan, mode, at }: Of<'arm'>): Change {
  if (!rules.mayBegin(state)) return refuse(state, 'held');
  if (rules.lock(state.run, mode) === 'busy') return refuse(state, 'busy');
  return { state: { ...state, armed: { by, plan, mode, until: durationMs(at + ARMED_MS) } }, effects: [] };
}

/** A click that comes again, however often, is answered with the run that it began. */
export function onConfirm(rules: CoreRules, state: GroupState, event: Of<'confirm'>): Change {
  const known = rules.knownIntent(state, event.intent);
  if (known !== null) return { state, effects: [{ kind: 'already', run: known }] };
  const why = confirmRefusal(rules, state, event);
  if (why !== null) return refuse(state, why);
  const serial = state.runs + 1;
  const intents = [...state.intents, { id: event.intent, run: serial }].slice(-INTENTS_KEPT);
  return start(rules, { ...state, intents }, event.plan, event.mode, event.by, event.at);
}

function confirmRefusal(rules: CoreRules, state: GroupState, event: Of<'confirm'>): Refusal | null {
  if (!rules.mayBegin(state)) return 'held';
  if (rules.lock(state.run, event.mode) === 'busy') return 'busy';
  if (!rules.isArmed(state, event)) return 'notArmed';
  if (!rules.isAsShown(event)) return 'stale';
  return rules.isBlocked(event) ? 'blocked' : null;
}

function start(rules: CoreRules, state: GroupState, plan: FrozenPlan, mode: RunMode, starter: PersonId | null, at: DurationMs): Change {
  const serial = state.runs + 1;
  // What a drill has changed is its own: a real action does not wait for it to be put back.
  const interrupted: GroupEffect[] = isActive(state.run) ? [{ kind: 'ended', run: state.run.serial, phase: 'interrupted' }] : [];
  const run: RunState = {
    serial,
    plan,
    mode,
    starter,
    holder: starter,
    phase: 'running',
    way: 'forward',
    steps: plan.steps.map(() => ({ phase: 'pending', since: at, tries: 0, attempt: 0 })),
    attempts: 0,
    wants: null,
    why: null,
    ...(rules.beginsSplit(state) ? { split: true } : {}),
  };
  const coolDown = mode === 'live' ? rules.coolDownAfter(plan, at) : state.coolDown;
  const begun = advance(rules, { ...state, coolDown, armed: null, countdown: null, runs: serial }, run, at);
  return { state: begun.state, effects: [...interrupted, { kind: 'started', run: serial }, ...begun.effects] };
}

/** Why a trigger may not begin its plan now; null where it may. */
function aloneRefusal(rules: CoreRules, state: GroupState, plan: FrozenPlan, at: DurationMs): Refusal | null {
  if (!rules.mayBegin(state)) return 'held';
  if (!rules.mayBeginAlone(state)) return 'split';
  return rules.lock(state.run, 'live') === 'busy' ? 'busy' : rules.aloneRefusal(state, plan, at);
}

export function onTriggerMet(rules: CoreRules, state: GroupState, event: Of<'triggerMet'>): Change {
  const { trigger, plan, mode, vetoMs, at } = event;
  const why = rules.isBlocked(event) ? 'blocked' : aloneRefusal(rules, state, plan, at);
  if (why !== null) return { state, effects: [{ kind: 'suggest', trigger, plan: plan.id, why }] };
  if (mode === 'automatic') return start(rules, state, plan, 'live', null, at);
  if (state.countdown !== null) return { state, effects: [] };
  const countdown: Countdown = { trigger, plan, vetoMs, until: rules.unheardUntil(at, vetoMs) };
  return { state: { ...state, countdown }, effects: [{ kind: 'notice', trigger, plan: plan.id }] };
}

/** A drill that begins by itself waits for everything else: whatever is in its way, it is refused, and asked for again later. */
export function onDrillDue(rules: CoreRules, state: GroupState, event: Of<'drillDue'>): Change {
  const { plan, mode, by, at } = event;
  if (!rules.mayBegin(state)) return refuse(state, 'held');
  if (!rules.mayBeginAlone(state)) return refuse(state, 'split');
  if (!rules.isIdle(state)) return refuse(state, 'busy');
  return rules.isBlocked(event) ? refuse(state, 'blocked') : start(rules, state, plan, mode, by, at);
}

/** A countdown counts from the first moment in which somebody can object, and from no later one. */
export function onHeard(state: GroupState, { at }: Of<'heard'>): Change {
  const { countdown } = state;
  if (countdown === null || countdown.until !== null) return { state, effects: [] };
  return { state: { ...state, countdown: { ...countdown, until: durationMs(at + countdown.vetoMs) } }, effects: [] };
}

/** It may have become wrong while it was counted down, so everything is asked again. */
export function onCountdownOver(rules: CoreRules, state: GroupState, { trigger, plan }: Countdown, at: DurationMs): Change {
  const over: GroupState = { ...state, countdown: null };
  const why = aloneRefusal(rules, over, plan, at);
  return why === null ? start(rules, over, plan, 'live', null, at) : { state: over, effects: [{ kind: 'suggest', trigger, plan: plan.id, why }] };
}

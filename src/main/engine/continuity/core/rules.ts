import type { PersonId } from '../../../../shared/model/ids.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { GroupEvent, Happened, Refusal, StepOutcome } from './events.ts';
import { busyStep, isActive, unknownStep, type FrozenPlan, type FrozenStep, type GroupState, type RunMode, type RunState, type StepState } from './state.ts';

/** How long an arming lasts, how long an answer to a read-only question is waited for, how often what reached nothing is tried. */
export const ARMED_MS = durationMs(30_000);
export const LOOK_MS = durationMs(30_000);
export const MOST_TRIES = 3;
export const INTENTS_KEPT = 64;
/** What another console has tried by itself is not known in every detail; the usual cool-down is kept after it. */
const COOL_DOWN_AFTER_MERGE_MS = durationMs(1_800_000);
export const SERIALS_OF_A_TERM = 1_000_000;

type Confirm = Extract<GroupEvent, { type: 'confirm' }>;

/** What becomes of a step, once it is known or given up to know. */
export type Verdict = 'happened' | 'unproven' | 'letGo' | 'again' | 'failed' | 'readBack' | 'askPerson';

/**
 * Every decision of the reducer that safety rests on, each a function of its own: the model checker takes them away one by one and
 * must notice.
 */
export interface CoreRules {
  /** Whether anything may begin, or go on to its next step. */
  readonly mayBegin: (state: GroupState) => boolean;
  /** Null where the lock is free for this run: a real action beats a drill, nothing else beats anything. */
  readonly lock: (run: RunState | null, mode: RunMode) => 'free' | 'interrupts' | 'busy';
  readonly isAsShown: (event: Confirm) => boolean;
  readonly isArmed: (state: GroupState, event: Confirm) => boolean;
  readonly isBlocked: (event: { readonly blocked: readonly string[]; readonly overridden?: readonly string[] }) => boolean;
  readonly knownIntent: (state: GroupState, intent: string) => number | null;
  /** Null where a plan may begin without a person. */
  readonly aloneRefusal: (state: GroupState, plan: FrozenPlan, at: DurationMs) => Refusal | null;
  /** Whether anything may begin without a person. */
  readonly mayBeginAlone: (state: GroupState) => boolean;
  /** Whether nothing of the group is in the way of a drill that nobody waits for: a run, a countdown, what somebody has armed. */
  readonly isIdle: (state: GroupState) => boolean;
  /** When an automatic attempt may be made again after this one. */
  readonly coolDownAfter: (plan: FrozenPlan, at: DurationMs) => GroupState['coolDown'];
  readonly coolDownAfterRestart: (coolDown: GroupState['coolDown'], at: DurationMs) => GroupState['coolDown'];
  /** After two consoles were merged: the other may have made an attempt just now. */
  readonly coolDownAfterMerge: (coolDown: GroupState['coolDown'], at: DurationMs) => GroupState['coolDown'];
  /** Whether a person must say first that the other console has not done it. */
  readonly mustAsk: (state: GroupState, run: RunState, index: number) => boolean;
  /** A run as it goes on after a take-over: nothing of it without a person. */
  readonly afterSplit: (run: RunState) => RunState;
  /** Whether a run that begins may be the other console’s, too. */
  readonly beginsSplit: (state: GroupState) => boolean;
  /** How many runs there were at the begin of a term: serials of two consoles never meet, for receivers know a repetition by them. */
  readonly runsAtTerm: (runs: number, term: number) => number;
  /** When a countdown ends that nobody is known to have heard of. */
  readonly unheardUntil: (at: DurationMs, vetoMs: DurationMs) => DurationMs | null;
  readonly mayApprove: (run: RunState, step: FrozenStep, waited: DurationMs, by: PersonId) => boolean;
  readonly isReady: (looked: { readonly ready: 'yes' | 'no' | 'unknown'; readonly asConfirmed: boolean }) => 'yes' | 'notReady' | 'lost';
  readonly isNewest: (step: StepState, attempt: number) => boolean;
  readonly afterOutcome: (step: FrozenStep, tries: number, outcome: StepOutcome) => Verdict;
  readonly afterReadBack: (step: FrozenStep, tries: number, happened: Happened) => Verdict;
  readonly afterRestart: (step: FrozenStep) => Verdict;
  /** The next step to take back; -1 when there is none. */
  readonly nextBack: (run: RunState) => number;
  readonly mayRollBack: (run: RunState) => boolean;
  /** Whether a step that stopped may be sent anew without a new confirmation. */
  readonly mayRetry: (run: RunState) => boolean;
}

const tryAgain = (tries: number): Verdict => (tries + 1 < MOST_TRIES ? 'again' : 'failed');

export const RULES: CoreRules = {
  mayBegin: ({ lever }) => lever === null,
  lock: (run, mode) => (!isActive(run) ? 'free' : mode === 'live' && run.mode !== 'live' ? 'interrupts' : 'busy'),
  isAsShown: ({ shown, live }) => shown === live,
  isArmed: ({ armed }, { by, plan, mode, at }) => armed !== null && armed.by === by && armed.plan === plan.id && armed.mode === mode && at < armed.until,
  isBlocked: ({ blocked, overridden = [] }) => blocked.some((rule) => !overridden.includes(rule)),
  knownIntent: ({ intents }, intent) => intents.find(({ id }) => id === intent)?.run ?? null,
  aloneRefusal: ({ coolDown }, { kind }, at) => (kind === 'failBack' ? 'neverAutomatic' : coolDown !== null && at < coolDown.until ? 'coolDown' : null),
  mayBeginAlone: ({ split }) => split === null,
  isIdle: ({ run, countdown, armed }) => !isActive(run) && countdown === null && armed === null,
  coolDownAfter: ({ coolDownMs }, at) => ({ until: durationMs(at + coolDownMs), forMs: coolDownMs }),
  // How long it was off is not known, so it begins anew: rather a late second attempt than an early one.
  coolDownAfterRestart: (coolDown, at) => (coolDown === null ? null : { ...coolDown, until: durationMs(at + coolDown.forMs) }),
  coolDownAfterMerge: (coolDown, at) => {
    const forMs = durationMs(Math.max(coolDown?.forMs ?? 0, COOL_DOWN_AFTER_MERGE_MS));
    return { until: durationMs(at + forMs), forMs };
  },
  // A merge says what the other console did, and not what is true of this run’s steps: it asks to its end.
  mustAsk: (_, { plan, steps, split = false, way }, index) => {
    const step = plan.steps[index];
    return split && step?.effect === true && step.compareAndSwap !== true && steps[index]?.notElsewhere !== way;
  },
  // What a person said of an earlier take-over says nothing of this one.
  afterSplit: (run) => ({ ...run, split: true, wants: run.phase === 'running' ? (run.wants ?? 'pause') : run.wants, steps: run.steps.map(({ phase, since, tries, attempt }) => ({ phase, since, tries, attempt })) }),
  beginsSplit: ({ split }) => split !== null,
  runsAtTerm: (runs, term) => Math.max(runs, term * SERIALS_OF_A_TERM),
  unheardUntil: () => null,
  mayApprove: ({ starter }, { aloneAfterMs }, waited, by) => by !== starter || (aloneAfterMs !== null && waited >= aloneAfterMs),
  isReady: ({ ready, asConfirmed }) => (!asConfirmed ? 'lost' : ready === 'yes' ? 'yes' : 'notReady'),
  isNewest: (step, attempt) => step.attempt === attempt,
  afterOutcome: ({ effect, gradual = false }, tries, outcome) => {
    if (outcome === 'done') return 'happened';
    if (outcome === 'letGo') return gradual ? 'letGo' : 'failed';
    if (outcome === 'unproven') return 'unproven';
    if (outcome === 'notReached') return tryAgain(tries);
    return outcome === 'unknown' && effect ? 'readBack' : 'failed';
  },
  // What was not done may still arrive: only what cannot take effect twice is sent again without a person.
  afterReadBack: ({ repeatable }, tries, happened) => {
    if (happened === 'yes') return 'happened';
    if (happened === 'no') return repeatable ? tryAgain(tries) : 'failed';
    return happened === 'unproven' ? 'unproven' : 'askPerson';
  },
  afterRestart: ({ effect }) => (effect ? 'readBack' : 'again'),
  nextBack: ({ steps, plan }) => steps.findLastIndex(({ phase }, index) => (phase === 'done' || phase === 'partly') && plan.steps[index]?.effect === true),
  mayRollBack: (run) => unknownStep(run) === -1,
  mayRetry: (run) => run.why !== 'lost' && run.why !== 'elsewhere' && unknownStep(run) === -1 && busyStep(run) === -1,
};

/** The step that is done or taken back next; -1 where there is none. */
export const nextStep = (rules: CoreRules, run: RunState): number => (run.way === 'forward' ? run.steps.findIndex(({ phase }) => phase !== 'done') : rules.nextBack(run));
/** The step of which a person must say whether the other console has done it; -1 where none is. */
export const elsewhereStep = (run: RunState): number => (run.phase === 'stopped' && run.why === 'elsewhere' ? nextStep(RULES, run) : -1);

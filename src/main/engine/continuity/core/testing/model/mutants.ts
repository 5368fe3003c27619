import { durationMs } from '../../../../../../shared/model/units.ts';
import { NO_CHECKS } from '../../checks.ts';
import { RULES, type CoreRules } from '../../rules.ts';
import type { FrozenPlan } from '../../state.ts';
import type { Invariant } from './judge.ts';
import { PRODUCTION, RECOVER, type Bounds, type Subject } from './world.ts';

/** A rule taken away, and what must then be seen to break. */
export interface Mutant {
  readonly name: string;
  readonly subject: Subject;
  readonly breaks: readonly Invariant[];
  readonly triggerMode?: Bounds['triggerMode'];
  readonly plan?: FrozenPlan;
  readonly takeOver?: boolean;
}

/** Where it is looked for. */
export const boundsOf = ({ triggerMode = 'automatic', plan, takeOver = false }: Mutant): Bounds =>
  takeOver ? { runs: 1, faults: 1, triggerMode, takeOver } : { runs: 2, faults: 3, triggerMode, ...(plan === undefined ? {} : { plan }) };

const without = (rules: Partial<CoreRules>): Subject => ({ ...PRODUCTION, rules: { ...RULES, ...rules } });

export const MUTANTS: readonly Mutant[] = [
  { name: 'the lever stops nothing', subject: without({ mayBegin: () => true }), breaks: ['lever'] },
  { name: 'the lock is always free', subject: without({ lock: () => 'free' }), breaks: ['oneRun'] },
  { name: 'a drill ends a real run', subject: without({ lock: (run, mode) => (run !== null && run.mode === 'live' && mode === 'drill' ? 'interrupts' : RULES.lock(run, mode)) }), breaks: ['oneRun'] },
  { name: 'a drill begins by itself beside a run', subject: without({ isIdle: (state) => RULES.isIdle({ ...state, run: null }) }), breaks: ['drill'] },
  { name: 'a drill begins by itself in a countdown', subject: without({ isIdle: (state) => RULES.isIdle({ ...state, countdown: null }) }), breaks: ['drill'], triggerMode: 'countdown' },
  { name: 'a drill begins by itself where somebody has armed', subject: without({ isIdle: (state) => RULES.isIdle({ ...state, armed: null }) }), breaks: ['drill'] },
  { name: 'what was shown need not be so', subject: without({ isAsShown: () => true }), breaks: ['stale'] },
  { name: 'a click that comes again counts', subject: without({ knownIntent: () => null }), breaks: ['intent'] },
  { name: 'there is no cool-down', subject: without({ aloneRefusal: (state, plan, at) => RULES.aloneRefusal({ ...state, coolDown: null }, plan, at) }), breaks: ['attempts'] },
  { name: 'a restart forgets the cool-down', subject: without({ coolDownAfterRestart: () => null }), breaks: ['attempts'] },
  { name: 'the cool-down is too short', subject: without({ coolDownAfter: ({ coolDownMs }, at) => ({ until: durationMs(at + coolDownMs / 2), forMs: coolDownMs }) }), breaks: ['attempts'] },
  { name: 'failing back is automatic', subject: without({ aloneRefusal: (state, plan, at) => RULES.aloneRefusal(state, { ...plan, kind: 'failover' }, at) }), breaks: ['failBack'] },
  { name: 'a countdown counts before anybody heard', subject: without({ unheardUntil: (at, vetoMs) => durationMs(at + vetoMs) }), breaks: ['veto'], triggerMode: 'countdown' },
  { name: 'the starter approves at once', subject: without({ mayApprove: () => true }), breaks: ['approval'] },
  { name: 'a target that cannot be seen is ready', subject: without({ isReady: (looked) => RULES.isReady({ ...looked, ready: looked.ready === 'no' ? 'no' : 'yes' }) }), breaks: ['ready'] },
  { name: 'a record that somebody else has changed is changed', subject: without({ isReady: (looked) => RULES.isReady({ ...looked, asConfirmed: true }) }), breaks: ['ready'] },
  { name: 'no answer is taken for not done', subject: without({ afterOutcome: (step, tries, outcome) => RULES.afterOutcome(step, tries, outcome === 'unknown' ? 'notReached' : outcome) }), breaks: ['once', 'oneAtATime', 'twice'] },
  { name: 'no answer is taken for done', subject: without({ afterOutcome: (step, tries, outcome) => RULES.afterOutcome(step, tries, outcome === 'unknown' ? 'done' : outcome) }), breaks: ['known', 'order', 'end'] },
  { name: 'after a crash everything is sent again', subject: without({ afterRestart: () => 'again' }), breaks: ['end', 'once', 'oneAtATime', 'twice'] },
  { name: 'what cannot be read back is sent again', subject: without({ afterReadBack: (step, tries, happened) => RULES.afterReadBack({ ...step, repeatable: true }, tries, happened === 'unknown' ? 'no' : happened) }), breaks: ['end', 'once', 'oneAtATime', 'twice'] },
  { name: 'what is unknown is taken back', subject: without({ nextBack: (run) => run.steps.findLastIndex(({ phase }, index) => (phase === 'done' || phase === 'unknown') && run.plan.steps[index]?.effect === true), mayRollBack: () => true }), breaks: ['back', 'end'] },
  { name: 'the first is taken back first', subject: without({ nextBack: ({ steps, plan }) => steps.findIndex(({ phase }, index) => phase === 'done' && plan.steps[index]?.effect === true) }), breaks: ['back'] },
  { name: 'what stopped half-way is not taken back', subject: without({ nextBack: ({ steps, plan }) => steps.findLastIndex(({ phase }, index) => phase === 'done' && plan.steps[index]?.effect === true) }), breaks: ['end', 'back'], plan: RECOVER },
  { name: 'what stopped half-way is taken for done', subject: without({ afterOutcome: (step, tries, outcome) => RULES.afterOutcome(step, tries, outcome === 'letGo' ? 'done' : outcome) }), breaks: ['known', 'end'], plan: RECOVER },
  { name: 'what stopped half-way goes on by itself', subject: without({ afterOutcome: (step, tries, outcome) => (outcome === 'letGo' ? 'again' : RULES.afterOutcome(step, tries, outcome)) }), breaks: ['half'], plan: RECOVER },
  { name: 'nothing is taken back', subject: without({ nextBack: () => -1 }), breaks: ['end'] },
  { name: 'what is not seen to work is gone on from', subject: without({ afterOutcome: (step, tries, outcome) => RULES.afterOutcome(step, tries, outcome === 'unproven' ? 'done' : outcome) }), breaks: ['proven'] },
  { name: 'answers to any attempt count', subject: without({ isNewest: () => true }), breaks: ['ready', 'oneAtATime', 'known', 'order', 'once', 'end'] },
  { name: 'after a take-over nothing is asked', subject: without({ mustAsk: () => false }), breaks: ['asked', 'twice'], takeOver: true },
  { name: 'what is taken back after a take-over is not asked about', subject: without({ mustAsk: (state, run, index) => run.way === 'forward' && RULES.mustAsk(state, run, index) }), breaks: ['asked', 'twice'], takeOver: true },
  { name: 'what was said of one way is believed for the other', subject: without({ mustAsk: (state, run, index) => run.steps[index]?.notElsewhere === undefined && RULES.mustAsk(state, run, index) }), breaks: ['asked', 'twice'], takeOver: true },
  { name: 'what two consoles can do twice is taken for what they cannot', subject: without({ mustAsk: (state, run, index) => run.plan.steps[index]?.repeatable === true && RULES.mustAsk(state, run, index) }), breaks: ['asked', 'twice'], takeOver: true },
  { name: 'a merge answers what was asked', subject: without({ mustAsk: (state, run, index) => state.split !== null && RULES.mustAsk(state, run, index) }), breaks: ['asked', 'twice'], takeOver: true },
  { name: 'what begins after a take-over asks nothing', subject: without({ beginsSplit: () => false }), breaks: ['asked', 'twice'], takeOver: true },
  { name: 'a run goes on by itself after a take-over', subject: without({ afterSplit: (run) => ({ ...RULES.afterSplit(run), wants: run.wants }) }), breaks: ['alone'], takeOver: true },
  { name: 'a trigger begins while two consoles are apart', subject: without({ mayBeginAlone: () => true }), breaks: ['alone'], takeOver: true },
  { name: 'what the other console tried by itself is forgotten', subject: without({ coolDownAfterMerge: (coolDown) => coolDown }), breaks: ['attempts'], takeOver: true },
  { name: 'two consoles give runs the same serials', subject: without({ runsAtTerm: (runs) => runs }), breaks: ['serial'], takeOver: true },
  { name: 'what nobody can see counts as a failed check', subject: { ...PRODUCTION, checkPrimary: (signals, eyes) => PRODUCTION.checkPrimary(signals, { ...eyes, controlsAnswer: true }) }, breaks: ['blind'] },
  { name: 'two failed checks are enough', subject: { ...PRODUCTION, countCheck: (count, result, _failedChecks, everyMs) => PRODUCTION.countCheck(count, result, 2, everyMs) }, breaks: ['blind'] },
  { name: 'a pass does not set back the count', subject: { ...PRODUCTION, countCheck: (count, result, failedChecks, everyMs) => (result.verdict === 'pass' ? { ...NO_CHECKS, ...count } : PRODUCTION.countCheck(count, result, failedChecks, everyMs)) }, breaks: ['blind'] },
];

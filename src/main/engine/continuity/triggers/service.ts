import type { PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import { groupOf } from '../../../../shared/model/continuity/plan-config.ts';
import type { PreflightCheck, Trigger } from '../../../../shared/model/continuity/plan.ts';
import type { TriggerConfig } from '../../../../shared/model/continuity/trigger-config.ts';
import type { GroupId, PersonId, TriggerId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';
import { readDuration } from '../../../config/duration.ts';
import { withChildren } from '../../../config/plans/parts.ts';
import type { Refusal } from '../core/events.ts';
import { isActive, type Countdown } from '../core/state.ts';
import { isWhenDue, look, type Scene } from './check.ts';
import { modeNow, targetSeenFrom } from './standing.ts';
import { placesOf } from './places.ts';
import type { Triggers, TriggersDeps, TriggerTold } from './triggers.ts';
import { end, forget, hasCounted, startWatching, take, viewOf, type Watched } from './watched.ts';

/** Pre-flight says these too, for people; the decision core, and what the trigger may do, decide them at the moment at which it matters. */
const DECIDED_ELSEWHERE: ReadonlySet<PreflightCheck['rule']> = new Set<PreflightCheck['rule']>(['lock', 'lever', 'coolDown', 'drill']);
/** After a try that came to nothing. */
const TRY_AGAIN_MS = 60_000;
/** What triggers may do is shown as it is at most this long ago. */
const JUDGE_MS = 10_000;
/** Nothing says who objects where Holdfast itself does. */
const ITSELF = 'holdfast' as PersonId;

export function createTriggers(deps: TriggersDeps): Triggers {
  const { clock, log, runs } = deps;
  const watched = new Map<TriggerId, Watched>();
  let config: ResolvedConfig | null = null;
  let placeOf = placesOf([]);
  let isClosed = false;
  let shown = '';
  let nextJudgeMs = durationMs(0);

  const at = () => ({ now: clock.nowMs(), nowMs: clock.monotonicMs() });
  const sceneNow = (of: ResolvedConfig): Scene => ({ config: of, signals: deps.signals(), fromSeats: deps.fromSeats(), incidents: deps.incidents(), controlsFail: deps.controlsFail(), placeOf, now: clock.nowMs() });
  const planOf = (trigger: TriggerConfig): PlanConfig | undefined => config?.continuity.plans.find(({ id }) => id === trigger.plan);
  const countdownOf = ({ config: trigger }: Watched): Countdown | null => {
    const plan = planOf(trigger);
    const countdown = plan === undefined ? null : runs.state(groupOf(plan)).countdown;
    return countdown?.trigger === trigger.id ? countdown : null;
  };
  /** How long a failure must have been seen before something begins by itself. */
  const forMsOf = ({ on }: TriggerConfig, of: ResolvedConfig): DurationMs => (on === 'whenClock' ? of.policy.when.dueMs : durationMs(0));
  const tell = (kind: TriggerTold['kind'], each: Watched, says: string, by: PersonId | null = null): void =>
    deps.tell({ kind, trigger: each.config.id, plan: each.config.plan, incident: each.found?.incident ?? null, says, by });

  const suggest = (each: Watched, why: string): void => {
    if (each.settled !== null || each.suggests?.why === why) return;
    const isNew = each.suggests === null;
    each.suggests = { since: each.suggests?.since ?? clock.nowMs(), why };
    if (isNew) tell('suggests', each, why);
  };

  /** A countdown that must not end: a person, or what is seen now, objects. */
  const stop = (each: Watched, by: PersonId, reason: string): void => {
    const plan = planOf(each.config);
    each.notice = null;
    if (plan !== undefined && countdownOf(each) !== null) runs.send(groupOf(plan), { type: 'veto', by }, { says: reason });
  };

  const judge = (each: Watched, plan: PlanConfig, scene: Scene): void => {
    each.mode = modeNow(each, plan, runs.state(groupOf(plan)), scene, deps);
  };

  /** A real run: what is a drill does not stand in the way of anything. */
  const isUnderWay = (plan: PlanConfig): boolean => {
    const { run } = runs.state(groupOf(plan));
    return isActive(run) && run.mode === 'live';
  };

  const lookAt = (each: Watched, plan: PlanConfig, scene: Scene): void => {
    const { config: trigger } = each;
    const isDue = clock.monotonicMs() >= each.nextLookMs;
    const isCountingDown = countdownOf(each) !== null;
    if (!isDue && !isCountingDown) return;
    const found = look(trigger, scene);
    const isFresh = isDue && take(each, found, at(), forMsOf(trigger, scene.config));
    if (!isDue) each.found = found;
    judge(each, plan, scene);
    const isOver = trigger.on === 'whenClock' ? found.incident === null : found.verdict === 'pass';
    if (isOver) return over(each, found.says);
    if (isCountingDown) return reconsider(each, found.verdict, found.says);
    if (each.settled !== null || isUnderWay(plan)) return;
    const isMet = trigger.on === 'whenClock' ? isWhenDue(scene, found.incident) : isFresh;
    if (!isMet) return;
    const isAlone = isFresh && each.mode.mode !== 'suggest';
    if (isAlone) void begin(each, plan);
    // What nobody sees healthy is no place to send everybody: it is said, and not suggested.
    else if (trigger.on === 'primaryFails' && targetSeenFrom(withChildren(plan, scene.config.continuity.plans), scene) === 0) each.found = { ...found, says: `${found.says} ${NO_TARGET}` };
    else suggest(each, whyOf(each, found.says));
  };

  const over = (each: Watched, says: string): void => {
    const stood = each.suggests !== null || each.settled !== null || countdownOf(each) !== null;
    stop(each, ITSELF, says);
    end(each);
    if (stood) tell('over', each, says);
  };

  /** While it counts down it must go on failing, and everything that it needs must go on being there. */
  const reconsider = (each: Watched, verdict: 'pass' | 'fail' | 'unknown', says: string): void => {
    const reason = verdict === 'unknown' ? `Not seen to fail any more. ${says}` : each.mode.mode === 'suggest' ? `It may only suggest now: ${each.mode.because.join('; ')}.` : null;
    if (reason === null) return;
    stop(each, ITSELF, reason);
    tell('stopped', each, reason);
    suggest(each, reason);
  };

  const begin = async (each: Watched, plan: PlanConfig): Promise<void> => {
    if (each.isPreparing || clock.monotonicMs() < each.nextTryMs) return;
    each.isPreparing = true;
    each.nextTryMs = durationMs(clock.monotonicMs() + TRY_AGAIN_MS);
    try {
      const prepared = await deps.plans.prepare(plan.id, 'live', {});
      if (isClosed || config === null || watched.get(each.config.id) !== each) return;
      // It took a while: it must still fail, and still be allowed.
      const scene = sceneNow(config);
      const found = look(each.config, scene);
      judge(each, plan, scene);
      const { mode } = each.mode;
      if (found.verdict !== 'fail' || each.settled !== null || !hasCounted(each, clock.monotonicMs(), forMsOf(each.config, config))) return;
      if (mode === 'suggest') return suggest(each, whyOf(each, found.says));
      each.found = found;
      const blocked = prepared.preview.preflight.checks.filter(({ rule, state }) => (state === 'blocked' || state === 'unknown') && !DECIDED_ELSEWHERE.has(rule)).map(({ rule }) => rule);
      each.blocked = blocked;
      const origin = { text: prepared.text, shown: prepared.preview.hash, incident: found.incident, trigger: each.config.id, overridden: [] };
      runs.send(prepared.group, { type: 'triggerMet', trigger: each.config.id, plan: prepared.frozen, mode, vetoMs: readDuration(each.config.veto), blocked }, { origin });
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      log.warn('a trigger could not begin its plan', { trigger: each.config.id, error: says });
      suggest(each, `The plan could not be prepared: ${says}`);
    } finally {
      each.isPreparing = false;
      changed();
    }
  };

  /** Somebody can object from now on: its notice is there, or somebody is at a screen. */
  const hear = (each: Watched, plan: PlanConfig): void => {
    if (countdownOf(each)?.until !== null) return;
    if (deps.attendance().attended || each.notice?.() === 'heard') runs.send(groupOf(plan), { type: 'heard' });
  };

  const began = (group: GroupId): void => {
    for (const each of watched.values()) {
      const plan = planOf(each.config);
      const { run } = runs.state(group);
      if (plan === undefined || groupOf(plan) !== group || run === null || run.mode !== 'live') continue;
      const isOwn = run.plan.id === plan.id;
      if (isOwn && run.starter === null) tell('begun', each, each.found?.says ?? '');
      each.notice = null;
      if (!isOwn) continue;
      each.suggests = null;
      each.settled = 'Its plan was begun.';
    }
  };

  const notify = (each: Watched, plan: PlanConfig): void => {
    const { notice = [], veto, id } = each.config;
    const title = `${plan.name} begins unless somebody objects`;
    tell('countsDown', each, title);
    each.suggests = null;
    each.notice = notice.length === 0 ? null : deps.notice({ id: `${id}-${clock.nowMs()}`, channels: notice, title, body: `${each.found?.says ?? ''}\n\nIt begins ${veto} after this arrived. Object on any screen of Holdfast, under Continuity.` });
  };

  const changed = (): void => {
    const now = JSON.stringify(list());
    if (now === shown) return;
    shown = now;
    deps.onChange();
  };

  const list = (): Trigger[] => [...watched.values()].map((each) => viewOf(each, countdownOf(each), at()));
  const found = (id: TriggerId): Watched => {
    const each = watched.get(id);
    if (each === undefined) throw new HoldfastError('not_found', `There is no trigger "${id}".`);
    return each;
  };

  return {
    apply: (next) => {
      config = next;
      placeOf = placesOf(next.sources.map((source) => source.config));
      const before = new Map(watched);
      watched.clear();
      for (const trigger of next.continuity.triggers) {
        const known = before.get(trigger.id);
        const isSame = known !== undefined && JSON.stringify(known.config) === JSON.stringify(trigger);
        if (known !== undefined && !isSame) stop(known, ITSELF, 'The trigger is another one now.');
        watched.set(trigger.id, isSame ? known : startWatching(trigger, clock.monotonicMs()));
      }
      changed();
    },
    list,
    veto: (id, by, reason) => {
      const each = found(id);
      const isCountdown = countdownOf(each) !== null;
      if (!isCountdown && each.suggests === null) throw new HoldfastError('conflict', 'It neither counts down nor suggests anything now.');
      stop(each, by, reason);
      each.suggests = null;
      each.settled = `${isCountdown ? 'Objected to' : 'Put aside'}: ${reason}`;
      tell(isCountdown ? 'vetoed' : 'putAside', each, reason, by);
      changed();
      return viewOf(each, null, at());
    },
    everySecond: () => {
      if (config === null || watched.size === 0) return;
      const nowMs = clock.monotonicMs();
      const isJudged = nowMs >= nextJudgeMs;
      const concerned = [...watched.values()].flatMap((each) => {
        const plan = planOf(each.config);
        return plan !== undefined && (isJudged || nowMs >= each.nextLookMs || countdownOf(each) !== null) ? [{ each, plan }] : [];
      });
      if (concerned.length > 0) {
        const scene = sceneNow(config);
        for (const { each, plan } of concerned) {
          if (isJudged) judge(each, plan, scene);
          lookAt(each, plan, scene);
          hear(each, plan);
        }
      }
      if (isJudged) nextJudgeMs = durationMs(nowMs + JUDGE_MS);
      changed();
    },
    onEffects: (group, effects) => {
      for (const effect of effects) {
        if (effect.kind === 'started') began(group);
        if (effect.kind !== 'notice' && effect.kind !== 'suggest') continue;
        const each = watched.get(effect.trigger);
        const plan = each === undefined ? undefined : planOf(each.config);
        if (each === undefined || plan === undefined) continue;
        if (effect.kind === 'notice') notify(each, plan);
        else suggest(each, effect.why === 'blocked' ? `Pre-flight says no: ${each.blocked.join(', ')}.` : REFUSED[effect.why]);
      }
      changed();
    },
    clockBroke: () => {
      for (const each of watched.values()) {
        const wasCountingDown = countdownOf(each) !== null;
        forget(each);
        if (wasCountingDown) reconsider(each, 'unknown', 'The clock was set, or this machine stood still.');
      }
      changed();
    },
    close: () => {
      isClosed = true;
    },
  };
}

const NO_TARGET = 'Its plan is not suggested: nobody sees the target healthy.';

/** Why it only suggests what it is met for. */
const whyOf = ({ config, mode }: Watched, says: string): string => (config.mode === 'suggest' || mode.because.length === 0 ? says : `${says} It only suggests: ${mode.because.join('; ')}.`);

const REFUSED: Readonly<Record<Refusal, string>> = {
  held: 'Everything is held: the lever is pulled.',
  busy: 'Another run of its group is under way.',
  blocked: 'Pre-flight says no.',
  coolDown: 'One automatic attempt was made already; the next one may begin after the cool-down.',
  neverAutomatic: 'Failing back is never automatic.',
  restarted: 'It was counting down when Holdfast was started again.',
  split: 'This console took over, and the other one was not merged: nothing begins by itself.',
  notArmed: 'It was not armed.',
  stale: 'What is there has changed.',
  ownApproval: 'Nobody approves their own run.',
  nothingToApprove: 'Nothing waits for approval.',
  nothingRuns: 'Nothing runs.',
  notHolder: 'Somebody else holds the run.',
  tookOver: 'Somebody has taken the run over.',
  unknownFirst: 'A step is unknown.',
  notNow: 'Not now.',
};

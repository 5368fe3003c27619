import type { CallArgs } from '../../../../shared/contract/contract.ts';
import type { Person } from '../../../../shared/model/entities.ts';
import { PersonId, type GroupId, type IncidentId, type PlanId, type RunId, type StepId } from '../../../../shared/model/ids.ts';
import type { Run, RunMode } from '../../../../shared/model/continuity/run.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import type { By } from '../../incidents/view.ts';
import type { Clock, Random } from '../../ports.ts';
import type { GroupEffect, Refusal } from '../core/events.ts';
import { ARMED_MS, elsewhereStep, RULES } from '../core/rules.ts';
import { isActive, unknownStep } from '../core/state.ts';
import { hideSurprises } from '../drills/surprises.ts';
import type { Plans, Prepared } from '../plans/plans.ts';
import type { RunBook } from './book.ts';
import { refusalError, type Refused } from './refusals.ts';
import type { RunRow } from './repo.ts';
import type { Runs, TimelessEvent } from './service.ts';
import { runIdOf, stepName, textOfRun } from './view.ts';

export type RunOrder = Pick<CallArgs<'plans.run'>, 'id' | 'mode' | 'intent' | 'hash' | 'parameters' | 'overrides' | 'surprises'> & { readonly incident?: IncidentId | undefined };

/** What a person wants of a run; whatever makes something happen names the epoch that they saw. */
export type Steering = { readonly type: 'pause' | 'resume' | 'retry' | 'abort' | 'rollBack' | 'takeOver'; readonly epoch: number } | { readonly type: 'settle'; readonly epoch: number; readonly step: StepId | undefined; readonly happened: boolean };

export interface RunDeskDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly runs: Runs;
  readonly book: RunBook;
  readonly plans: Pick<Plans, 'get' | 'prepare'>;
  readonly people: () => readonly Person[];
  /** Whether a person has this role now: in the incident, by the plan, or by the roster. */
  readonly hasRole: (person: PersonId, role: NonNullable<NonNullable<Run['steps'][number]['approval']>['role']>, of: RunRow) => boolean;
  /** Throws `not_found`, or `forbidden` where they may see no more than its face. */
  readonly mustSee: (incident: IncidentId, by: By) => void;
  readonly isDrillIncident: (incident: IncidentId) => boolean;
}

/** What people do with plans and their runs. Everything is refused in words that say who or what is in the way. */
export interface RunDesk {
  /** For how many seconds it is armed. */
  arm(plan: PlanId, mode: RunMode, by: By): number;
  /** Begins a run of exactly what was shown. The same intent again, however often and whenever, is answered with the run that it began. */
  begin(order: RunOrder, by: By): Promise<Run>;
  approve(id: RunId, step: StepId | undefined, reason: string | undefined, by: By): Run;
  steer(id: RunId, event: Steering, reason: string | undefined, by: By): Run;
}

/** A person by their id; a seat of nobody by the seat’s. */
export const personOf = ({ actor }: By): PersonId => PersonId.parse(actor.id);

export function createRunDesk({ clock, random, runs, book, plans, people, hasRole, mustSee, isDrillIncident }: RunDeskDeps): RunDesk {
  /** Clicks that are being looked into. */
  const looking = new Map<string, Promise<Run>>();
  const nameOf = (id: PersonId): string => people().find((person) => person.id === id)?.name ?? id;

  function refuse(why: Refusal, group: GroupId, by: By, more: Omit<Refused, 'nameOf' | 'lever' | 'run'> & Partial<Pick<Refused, 'run'>> = {}): HoldfastError {
    const { lever, run } = runs.state(group);
    return refusalError(why, { nameOf, lever, run: why === 'busy' && run !== null ? book.of(group, run.serial, by) : null, ...more });
  }
  const refusalIn = (effects: readonly GroupEffect[]): Refusal | null => effects.find((effect) => effect.kind === 'refused')?.why ?? null;
  const runOfIntent = (group: GroupId, intent: string): number | null => RULES.knownIntent(runs.state(group), intent);

  async function beginNow(order: RunOrder, group: GroupId, by: By): Promise<Run> {
    if (order.incident !== undefined) {
      mustSee(order.incident, by);
      // What happened in a drill must stand in no real incident, and the other way round.
      const isDrill = isDrillIncident(order.incident);
      if (order.mode === 'drill' && !isDrill) throw new HoldfastError('invalid_input', `incident: expected a drill, ${order.incident} is real.`);
      if (order.mode === 'live' && isDrill) throw new HoldfastError('invalid_input', `incident: expected a real one, ${order.incident} is a drill.`);
    }
    if (order.surprises && order.mode !== 'drill') throw new HoldfastError('invalid_input', 'surprises: expected a drill');
    const wanted = { by: personOf(by), plan: order.id, mode: order.mode } as const;
    const wasArmed = isArmed(group, wanted);
    const prepared = await plans.prepare(order.id, order.mode, order.parameters);
    // It was confirmed in time; that looking took long is no fault of theirs.
    if (wasArmed && !isArmed(group, wanted)) runs.send(group, { type: 'arm', ...wanted });
    return confirm(order, order.surprises ? hideSurprises(prepared, random) : prepared, group, by);
  }
  const isArmed = (group: GroupId, { by, plan, mode }: { readonly by: PersonId; readonly plan: PlanId; readonly mode: RunMode }): boolean => {
    const { armed } = runs.state(group);
    return armed !== null && armed.by === by && armed.plan === plan && armed.mode === mode && clock.monotonicMs() < armed.until;
  };

  function confirm(order: RunOrder, { preview, frozen, text }: Prepared, group: GroupId, by: By): Run {
    // A dry run changes nothing: what pre-flight says no to is what it is there to show.
    const failing = order.mode === 'dry-run' ? [] : preview.preflight.checks.filter(({ state }) => state === 'blocked' || state === 'unknown');
    const fixed = new Set(failing.flatMap(({ rule, overridable }) => (overridable ? [] : [rule])));
    const overridden = order.overrides.filter(({ rule }) => failing.some((check) => check.rule === rule && !fixed.has(check.rule)));
    const names = overridden.map(({ rule }) => rule);
    const effects = runs.send(
      group,
      { type: 'confirm', by: personOf(by), intent: order.intent, plan: frozen, mode: order.mode, shown: order.hash, live: preview.hash, blocked: failing.map(({ rule }) => rule), overridden: names },
      { origin: { text, shown: order.hash, incident: order.incident ?? null, trigger: null, overridden } },
    );
    const why = refusalIn(effects);
    if (why !== null) throw refuse(why, group, by, { preview, failing: failing.filter(({ rule }) => !names.includes(rule)) });
    const begun = runOfIntent(group, order.intent);
    if (begun === null) throw new Error('a run began without its intent');
    return book.of(group, begun, by);
  }

  /** The group of a run that is under way; throws `conflict` where it is over. */
  function active(id: RunId, by: By): RunRow {
    const row = book.row(id);
    const { run } = runs.state(row.group_id);
    if (!isActive(run) || run.serial !== row.serial) throw refuse('nothingRuns', row.group_id, by, { run: book.get(id, by) });
    return row;
  }

  /** What an answer says, of the step that was seen: a second click must not answer the next question. */
  function answerOf(row: RunRow, seen: StepId | undefined, happened: boolean, by: By): string {
    const { run } = runs.state(row.group_id);
    const elsewhere = run === null ? -1 : elsewhereStep(run);
    const asked = run === null ? undefined : run.plan.steps[elsewhere === -1 ? unknownStep(run) : elsewhere]?.id;
    if (elsewhere !== -1 && seen === undefined) throw new HoldfastError('invalid_input', `step: expected ${asked ?? 'the step'}, of which it is asked whether the other console has done it`);
    if (seen !== undefined && asked !== undefined && seen !== asked) throw refuse('notNow', row.group_id, by, { run: book.get(runIdOf(row.number), by) });
    if (elsewhere === -1) return happened ? 'it happened' : 'it did not happen';
    const what = run?.way === 'back' ? 'taken it back' : 'done it';
    return happened ? `the other console has ${what}` : `the other console has not ${what}, and will not`;
  }

  function send(id: RunId, row: RunRow, event: TimelessEvent, says: string | undefined, by: By): Run {
    const why = refusalIn(runs.send(row.group_id, event, says === undefined ? {} : { says }));
    if (why !== null) throw refuse(why, row.group_id, by, { run: book.get(id, by) });
    return book.get(id, by);
  }

  return {
    arm: (id, mode, by) => {
      const { group } = plans.get(id);
      const why = refusalIn(runs.send(group, { type: 'arm', by: personOf(by), plan: id, mode }));
      if (why !== null) throw refuse(why, group, by);
      return ARMED_MS / 1_000;
    },
    begin: (order, by) => {
      const { group } = plans.get(order.id);
      const known = runOfIntent(group, order.intent);
      if (known !== null) return Promise.resolve(book.of(group, known, by));
      const key = `${group} ${order.intent}`;
      const already = looking.get(key);
      if (already !== undefined) return already;
      const begun = beginNow(order, group, by).finally(() => looking.delete(key));
      looking.set(key, begun);
      return begun;
    },
    approve: (id, wanted, reason, by) => {
      const row = active(id, by);
      const { run } = runs.state(row.group_id);
      const index = run?.steps.findIndex(({ phase }) => phase === 'approving') ?? -1;
      const [frozen, at] = [run?.plan.steps[index], run?.steps[index]];
      const step = textOfRun(row).steps[index];
      if (run === null || frozen === undefined || at === undefined || step?.kind !== 'approve' || (wanted !== undefined && wanted !== step.id)) throw refuse('nothingToApprove', row.group_id, by, { run: book.get(id, by) });
      const person = personOf(by);
      const isStarter = person === run.starter;
      if (!RULES.mayApprove(run, frozen, durationMs(clock.monotonicMs() - at.since), person)) throw refuse('ownApproval', row.group_id, by, { run: book.get(id, by) });
      if (isStarter && reason === undefined) throw new HoldfastError('invalid_input', 'reason: expected why nobody else approves it');
      // A screen of nobody may be the starter’s own.
      if (!isStarter && !people().some((each) => each.id === person)) throw new HoldfastError('forbidden', 'An approval is given by a person: this seat belongs to nobody.');
      if (step.role !== undefined && !isStarter && !hasRole(person, step.role, row)) throw new HoldfastError('forbidden', `${stepName(step)} is approved by the role ${step.role}, which ${nameOf(person)} does not have.`, { why: 'role', role: step.role });
      return send(id, row, { type: 'approve', by: person }, `${isStarter ? `approved by ${nameOf(person)}, who started it` : `approved by ${nameOf(person)}`}${reason === undefined ? '' : `: ${reason}`}`, by);
    },
    steer: (id, event, reason, by) => {
      const person = personOf(by);
      const row = active(id, by);
      if (event.type !== 'settle') return send(id, row, { ...event, by: person }, reason, by);
      const { step, ...answer } = event;
      const says = `${nameOf(person)} says that ${answerOf(row, step, answer.happened, by)}: ${reason ?? ''}`;
      return send(id, row, { ...answer, by: person }, says, by);
    },
  };
}

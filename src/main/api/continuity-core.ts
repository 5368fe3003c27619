import type { ContinuityFace, Lever, Plan, Trigger } from '../../shared/model/continuity/plan.ts';
import { groupOf } from '../../shared/model/continuity/plan-config.ts';
import { END_WORDS } from '../../shared/text/run-words.ts';
import type { Person, Signal } from '../../shared/model/entities.ts';
import type { GroupId, IncidentId, PersonId, PlanId, SignalId } from '../../shared/model/ids.ts';
import { durationMs, epochMs, toRfc3339, type EpochMs } from '../../shared/model/units.ts';
import type { ResolvedConfig } from '../config/resolved.ts';
import { systemResolvers } from '../engine/changes/dns/watched.ts';
import { isActive } from '../engine/continuity/core/state.ts';
import { createKeptDns } from '../engine/continuity/dns/kept.ts';
import { createRememberingLookup } from '../engine/continuity/dns/last-good-lookup.ts';
import { createDrills, type Drills, type DrillsDeps } from '../engine/continuity/drills/service.ts';
import { beforeDrills } from '../engine/continuity/drills/before.ts';
import { withSurprises } from '../engine/continuity/drills/surprises.ts';
import { faceOf } from '../engine/continuity/face.ts';
import { createLever } from '../engine/continuity/lever.ts';
import { nowAndThen } from '../engine/continuity/now-and-then.ts';
import type { PlanFacts, Plans } from '../engine/continuity/plans/plans.ts';
import { createPlans } from '../engine/continuity/plans/service.ts';
import { readVersion } from '../engine/continuity/plans/version.ts';
import { createDelegation } from '../engine/continuity/preflight/delegation.ts';
import { proveAt } from '../engine/continuity/preflight/prove.ts';
import type { PreflightWorld } from '../engine/continuity/preflight/world.ts';
import { createRunBook, type RunBook } from '../engine/continuity/runs/book.ts';
import { appendTo, createChronicle } from '../engine/continuity/runs/chronicle.ts';
import { createRunDesk, personOf, type RunDesk } from '../engine/continuity/runs/desk.ts';
import { createRuns, type Runs } from '../engine/continuity/runs/service.ts';
import { runIdOf, textOfRun } from '../engine/continuity/runs/view.ts';
import * as repo from '../engine/continuity/runs/repo.ts';
import { switchedServices } from '../engine/continuity/steps/degrade/switched.ts';
import { emergencyQueues } from '../engine/continuity/steps/drain/emergency.ts';
import { openSteps, type FrozenText, type StepDeps } from '../engine/continuity/steps/open.ts';
import type { Teller } from '../engine/continuity/steps/notify/teller.ts';
import { createRampDesk, type RampDesk } from '../engine/continuity/steps/ramp/desk.ts';
import type { Signals } from '../engine/continuity/steps/signals.ts';
import { createTriggers } from '../engine/continuity/triggers/service.ts';
import { placesOf } from '../engine/continuity/triggers/places.ts';
import type { Triggers, TriggersDeps } from '../engine/continuity/triggers/triggers.ts';
import { eachOf } from '../engine/each-of.ts';
import type { Incidents } from '../engine/incidents/service.ts';
import type { By, Viewer } from '../engine/incidents/view.ts';
import type { Audit } from '../engine/journal/audit.ts';
import type { Journal } from '../engine/journal/journal.ts';
import type { Live } from '../engine/live.ts';
import { markableRun, MARKED_FOR_MS, type Markable } from '../engine/marks/rules.ts';
import { createAskDns } from '../engine/net/dns-ask.ts';
import { systemLookup } from '../engine/net/guarded-lookup.ts';
import type { Clock, Log, Programs, Random, ResolveSecrets } from '../engine/ports.ts';
import { onDuty } from '../engine/roster/rules.ts';
import type { RandomBytes } from '../engine/seats/rules.ts';
import type { Store } from '../store/store.ts';

/** What runs programs of plans, in a folder that holds nothing. */
export interface PlanPrograms {
  readonly programs: Programs;
  readonly folder: string;
}

/** What triggers ask of the rest of the engine. */
export type Triggering = Omit<TriggersDeps, 'clock' | 'log' | 'plans' | 'runs' | 'provenAt' | 'onChange'> & { readonly drillNotice: DrillsDeps['notice']; readonly tellDrill: DrillsDeps['tell'] };

export interface ContinuityDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly store: Store;
  readonly live: Live;
  readonly config: () => ResolvedConfig;
  readonly people: () => readonly Person[];
  readonly resolveSecrets: ResolveSecrets;
  readonly random: Random;
  readonly randomBytes: RandomBytes;
  readonly signals: Signals;
  readonly incidents: Pick<Incidents, 'mustSee' | 'record' | 'append'>;
  readonly signal: (id: SignalId) => Signal | null;
  readonly teller: Teller | null;
  readonly triggering: Triggering;
  readonly journal: Journal;
  readonly audit: Pick<Audit, 'leverPulled' | 'leverReleased'>;
  /** See `RunsDeps.split`. */
  readonly split: () => number | null;
  /** Null where no plans are run: one command over a workspace’s files. */
  readonly programs: PlanPrograms | null;
  /** False while another console may have taken over. */
  readonly mayAct: () => boolean;
  /** A copy, or an engine that has stood down: plans and runs are shown as they stand, and nothing goes on. */
  readonly reads: boolean;
}

/** Plans, their runs and what begins them, wired to each other; decisions stand in the parts. */
export interface Continuity {
  readonly desk: RunDesk;
  readonly book: RunBook;
  /** Tells every screen at once: it must be seen where it was not pulled. */
  pull(reason: string, by: By): Lever;
  release(reason: string, by: By): void;
  readonly triggers: Triggers;
  readonly drills: Drills;
  readonly plans: Plans;
  readonly ramps: RampDesk;
  /** A plan with what runs, triggers and drills know of it. Throws `not_found`. */
  plan(id: PlanId): Plan;
  allPlans(): Plan[];
  /** Runs that charts of others may show. */
  markedRuns(): readonly Markable[];
  face(viewer: Viewer): ContinuityFace;
  apply(config: ResolvedConfig): void;
  /** Goes on with what was under way when the last process ended. */
  start(): void;
  everySecond(): void;
  /** A suspend, a stall or a step of the clock. */
  clockBroke(): void;
  close(): Promise<void>;
}

/** Live frames reach every screen, also those that may not see what is private. */
export const EVERYBODY: Viewer = { seesPrivate: false, mayOperate: false };
const TOLD_EVERY_MS = durationMs(1_000);
const NOBODY_TELLS: Teller = {
  channels: () => [],
  write: () => { throw new Error('nothing is told here'); },
  queue: () => Promise.reject(new Error('nothing is told here')),
  standing: () => ({ isQueued: false, says: 'nothing is told here' }),
};

export function createContinuity({ clock, log, store, live, config, people, resolveSecrets, random, randomBytes, signals, incidents, journal, audit, signal, teller, triggering, split, programs, mayAct, reads }: ContinuityDeps): Continuity | null {
  const { read } = store;
  const write = reads ? read.refusingWriter() : store.write;
  if (write === null || programs === null || (teller === null && !reads)) return null;
  const isPrivate = (incident: IncidentId): boolean => incidents.record(incident)?.private ?? false;
  const ramps = createRampDesk({ db: { read, write }, clock, holderOf: (group) => runs.state(group).run?.holder ?? null });
  const stepDeps: StepDeps = {
    clock, resolveSecrets, signals, ramps,
    teller: teller ?? NOBODY_TELLS,
    programs: programs.programs,
    folder: programs.folder,
    dns: { clock, resolveSecrets, randomBytes, ask: createAskDns({ clock, randomBytes }), resolvers: systemResolvers, lookup: createRememberingLookup(systemLookup(), clock), kept: createKeptDns({ read, write, clock }) },
  };
  const open = (text: FrozenText, mode: Parameters<typeof openSteps>[1], overridden: readonly string[] = []) => withSurprises(openSteps(text, mode, stepDeps, overridden), text.surprises ?? [], clock);
  const coolDownUntil = (group: GroupId): EpochMs | null => {
    const { coolDown } = runs.state(group);
    const leftMs = coolDown === null ? 0 : coolDown.until - clock.monotonicMs();
    return leftMs <= 0 ? null : epochMs(clock.nowMs() + leftMs);
  };
  const running = (group: GroupId): repo.RunRow | null => {
    const { run } = runs.state(group);
    const number = isActive(run) ? repo.numberOf(read, group, run.serial) : null;
    return number === null ? null : (repo.runRow(read, number) ?? null);
  };
  const world: PreflightWorld = {
    signal,
    fromSeats: () => triggering.fromSeats(),
    controlsFail: () => triggering.controlsFail(),
    placeOf: (source) => placesOf(config().sources.map((each) => each.config))(source),
    lever: () => lever.current(),
    holding: (group) => {
      const row = running(group);
      return row === null ? null : { run: runIdOf(row.number), mode: row.mode, holder: runs.state(group).run?.holder ?? null, since: epochMs(row.started_at) };
    },
    coolDownUntil,
    proof: (plan) => {
      const proof = book.proof(plan);
      return proof === null ? null : { mode: proof.mode, at: epochMs(Date.parse(proof.at)), tookSeconds: proof.tookSeconds };
    },
    changes: (services, since) => triggering.changes(services, since),
  };
  const plans = createPlans({
    clock, log, open, resolveSecrets, world,
    prove: (provider, record, abort) => proveAt(provider, record, stepDeps.dns, abort),
    delegation: createDelegation(stepDeps.dns),
    version: (look, abort) => readVersion(look, stepDeps, abort),
    onChange: () => tellPlans.ask(),
  });

  const touched = new Set<string>();
  /** Only what runs do changes it; null: not read since. */
  let switched: ContinuityFace['switched'] | null = null;
  const touch = (group: GroupId, serial: number): void => {
    switched = null;
    touched.add(`${serial} ${group}`);
    tellRuns.ask();
  };
  const tellRuns = nowAndThen(clock, TOLD_EVERY_MS, () => {
    const told = [...touched];
    touched.clear();
    for (const each of told) {
      const [serial = '', group = ''] = each.split(' ');
      live.emit('run', book.of(group as GroupId, Number(serial), EVERYBODY));
    }
  });
  const tellPlans = nowAndThen(clock, TOLD_EVERY_MS, () => live.emit('plans', {}));
  const runs: Runs = createRuns({
    db: { read, write }, clock, log, split, mayAct,
    open: (text, mode, overridden) => open(JSON.parse(text) as FrozenText, mode, overridden),
    onEffects: (group, effects) => {
      const { run } = runs.state(group);
      if (run !== null) touch(group, run.serial);
      triggers.onEffects(group, effects);
      for (const effect of effects) if (effect.kind === 'ended') touch(group, effect.run);
      if (effects.some(({ kind }) => kind === 'ended')) drills.ended();
      if (effects.some(({ kind }) => kind === 'started' || kind === 'ended')) tellPlans.ask();
    },
    onProgress: touch,
  });
  const book = createRunBook({ db: read, clock, runs, isPrivate });
  const lever = createLever({ db: read, clock, runs, groups: () => [...new Set(config().continuity.plans.map(groupOf))] });
  const triggers: Triggers = createTriggers({
    clock, log, plans, runs, ...triggering,
    provenAt: (plan) => book.provenAt(plan),
    onChange: () => tellFace(),
  });
  const nameOf = (id: PersonId): string => people().find((person) => person.id === id)?.name ?? id;
  const drills: Drills = createDrills({
    clock, log, random, plans, runs, nameOf,
    db: { read, write },
    lastDrill: (plan) => book.list({ limit: 2, plan, mode: 'drill' }, EVERYBODY).items.find(({ endedAt }) => endedAt !== null) ?? null,
    provenAt: (plan) => book.provenAt(plan),
    inTheWay: (group) => (!mayAct() ? 'another console may have taken over' : beforeDrills({ lever: lever.current(), incidents: triggering.incidents(), triggers: triggers.list(), state: runs.state(group), plans: config().continuity.plans, controlsFail: triggering.controlsFail(), nameOf })),
    notice: triggering.drillNotice,
    tell: triggering.tellDrill,
  });
  const desk = createRunDesk({
    clock, random, runs, book, plans, people,
    hasRole: (person, role, { incident, plan_id }) =>
      (incident === null ? [] : (incidents.record(incident)?.roles ?? [])).some((held) => held.role === role && held.person === person) ||
      (config().continuity.plans.find(({ id }) => id === plan_id)?.roles ?? []).some((held) => held.role === role && held.person === person) ||
      onDuty(config().roster, clock.nowMs()).some((duty) => duty.role === role && duty.person === person),
    mustSee: (incident, by) => incidents.mustSee(incident, by),
    isDrillIncident: (incident) => incidents.record(incident)?.isDrill ?? false,
  });

  const chronicle = createChronicle({ db: { read, write }, log, people, append: appendTo({ journal, incidents }) });

  const nextDrillOf = (id: PlanId): string | null => {
    const at = drills.next(id);
    return at === null ? null : toRfc3339(at);
  };
  const planOf = (facts: PlanFacts, all: readonly Trigger[]): Plan => {
    const row = running(facts.group);
    const until = coolDownUntil(facts.group);
    return {
      ...facts,
      preflight: plans.preflight(facts.id),
      proof: book.proof(facts.id),
      nextDrillAt: nextDrillOf(facts.id),
      running: row === null ? null : runIdOf(row.number),
      coolDownUntil: until === null ? null : toRfc3339(until),
      triggers: all.flatMap(({ id, plan }) => (plan === facts.id ? [id] : [])),
    };
  };
  const face = (viewer: Viewer): ContinuityFace =>
    faceOf({
      lever: lever.current(),
      runs: runs.states().flatMap(({ group, run }) => (isActive(run) ? [book.of(group, run.serial, viewer)] : [])),
      triggers: triggers.list(),
      plans: plans.all(),
      provenAt: (plan) => book.provenAt(plan),
      drills: drills.notes(),
      emergencyQueues: emergencyQueues(config().continuity.plans, signals),
      switched: (switched ??= switchedServices(book.degrades())),
      now: clock.nowMs(),
    });
  let told = '';
  const tellFace = (): void => {
    const now = face(EVERYBODY);
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    live.emit('continuity', now);
  };

  return {
    desk, book, triggers, drills, plans, ramps, face,
    pull: (reason, by) => {
      const before = lever.current();
      const now = lever.pull(personOf(by), reason);
      if (before === null) audit.leverPulled(reason, by.actor);
      tellFace();
      return now;
    },
    release: (reason, by) => {
      lever.release(personOf(by), reason);
      audit.leverReleased(reason, by.actor);
      tellFace();
    },
    markedRuns: () =>
      repo.runsSince(read, clock.nowMs() - MARKED_FOR_MS).map((row) =>
        markableRun({ id: runIdOf(row.number), plan: row.plan_id, name: textOfRun(row).plan.name, mode: row.mode, says: END_WORDS[row.phase], startedAt: row.started_at, endedAt: row.ended_at, isPrivate: row.incident !== null && isPrivate(row.incident) }),
      ),
    plan: (id) => planOf(plans.get(id), triggers.list()),
    allPlans: () => {
      const all = triggers.list();
      return plans.all().map((facts) => planOf(facts, all));
    },
    apply: (next) => {
      plans.apply(next);
      triggers.apply(next);
      drills.apply(next);
      if (!reads) lever.apply();
      tellPlans.ask();
      tellFace();
    },
    start: () => (reads ? undefined : runs.recover()),
    clockBroke: () => eachOf([() => triggers.clockBroke(), () => drills.clockBroke()]),
    everySecond: () => {
      triggers.everySecond();
      runs.tick();
      drills.everySecond();
      chronicle.follow();
      plans.everySecond();
      tellFace();
    },
    close: async () => {
      triggers.close();
      drills.close();
      tellRuns.close();
      tellPlans.close();
      runs.close();
      if (!reads) chronicle.follow();
      await plans.close();
    },
  };
}

import type { DrillNote } from '../../../../shared/model/continuity/plan.ts';
import { groupOf, type PlanConfig } from '../../../../shared/model/continuity/plan-config.ts';
import type { Run } from '../../../../shared/model/continuity/run.ts';
import type { ChannelId, GroupId, PersonId, PlanId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { durationMs, epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { DrillToldKind } from '../../../../shared/model/timeline.ts';
import { formatClocks } from '../../../../shared/time/format.ts';
import type { ResolvedConfig } from '../../../config/resolved.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Occurrence } from '../../maintenance/rules.ts';
import type { Clock, Log, Random } from '../../ports.ts';
import type { Plans } from '../plans/plans.ts';
import type { Runs } from '../runs/service.ts';
import { REFUSAL_WORDS } from '../runs/words.ts';
import { failedNote } from './failed.ts';
import * as repo from './repo.ts';
import { dueFrom, hoursMissed, latestBegin, nextDrill, nextHours, remembered, scheduleOf, stageOf, type Announced, type Memory, type Schedule } from './schedule.ts';
import { hideSurprises } from './surprises.ts';

export interface DrillsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: Random;
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly plans: Pick<Plans, 'prepare'>;
  readonly runs: Pick<Runs, 'send'>;
  /** The newest drill of a plan that is over. */
  readonly lastDrill: (plan: PlanId) => Run | null;
  readonly provenAt: (plan: PlanId) => EpochMs | null;
  /** What is real and goes before a drill of this group, in words; null where there is nothing. */
  readonly inTheWay: (group: GroupId) => string | null;
  readonly notice: (order: { readonly id: string; readonly channels: readonly ChannelId[]; readonly title: string; readonly body: string }) => void;
  readonly tell: (what: DrillToldKind, plan: PlanId, says: string, by: PersonId | null) => void;
  readonly nameOf: (person: PersonId) => string;
}

/** Drills and dry runs that begin by themselves in the hours that are declared for them, and what there is to know of drills. */
export interface Drills {
  apply(config: ResolvedConfig): void;
  everySecond(): void;
  /** What was announced says nothing any more: people get their time of notice anew. */
  clockBroke(): void;
  /** A run is over: what the last drill came to is asked anew. */
  ended(): void;
  /** When the next one is due; null without a schedule. */
  next(plan: PlanId): EpochMs | null;
  notes(): DrillNote[];
  /** Throws `not_found` without hours in which it begins by itself, and `conflict` where there is nothing to say yes to. */
  answer(plan: PlanId, answer: 'yes' | 'notThisTime', reason: string | undefined, by: PersonId): void;
  close(): void;
}

/** After a try that came to nothing. */
const TRY_AGAIN_MS = 60_000;
const BLOCKING = new Set(['blocked', 'unknown']);

interface Entry {
  readonly plan: PlanConfig;
  readonly schedule: Schedule;
  memory: Memory;
  lastBegan: EpochMs | null;
  /** The next hours, and what they were found by. */
  hours: Occurrence | null;
  foundFrom: EpochMs | null;
  foundAt: EpochMs;
  announced: Announced | null;
  yes: PersonId | null;
  /** Why it does not begin although it is time. */
  waits: string | null;
  nextTryMs: DurationMs;
  isPreparing: boolean;
}

export function createDrills({ clock, log, random, db, plans, runs, lastDrill, provenAt, inTheWay, notice, tell, nameOf }: DrillsDeps): Drills {
  let entries: Entry[] = [];
  let all: readonly PlanConfig[] = [];
  let timeZone = 'UTC';
  let failed: DrillNote[] | null = null;
  let isClosed = false;
  /** Since this process began nothing was looked at yet: what is over by now passed while it was off. */
  let isFirst = true;

  const word = ({ mode }: Schedule): string => (mode === 'drill' ? 'Drill' : 'Dry run');
  const remember = (entry: Entry, memory: Memory): void => {
    entry.memory = memory;
    entry.foundFrom = null;
    repo.saveMemory(db.write, entry.plan.id, memory);
  };
  /** Each channel by itself: one that cannot be told keeps the word from no other. */
  const announce = (entry: Entry, startsAt: EpochMs, what: string, title: string, body: string): void => {
    for (const channel of entry.schedule.channels) notice({ id: `drill-${entry.plan.id}-${startsAt}-${what}-${channel}`, channels: [channel], title, body });
  };

  function open(plan: PlanConfig, config: ResolvedConfig, before: Entry | undefined): Entry[] {
    const schedule = scheduleOf(plan, config);
    if (schedule === null) return [];
    const text = JSON.stringify(plan.drill);
    const kept = repo.memoryOf(db.read, plan.id);
    const memory = remembered(kept, text, clock.nowMs());
    const isSame = before?.memory.schedule === text;
    const entry: Entry = { plan, schedule, memory, lastBegan: null, hours: null, foundFrom: null, foundAt: epochMs(0), announced: isSame ? before.announced : null, yes: isSame ? before.yes : null, waits: null, nextTryMs: durationMs(0), isPreparing: false };
    if (memory !== kept) remember(entry, memory);
    return [entry];
  }

  /** Looks for its next hours, and says of those that have passed that nothing came of them. */
  function find(entry: Entry): void {
    const { plan, schedule } = entry;
    const now = clock.nowMs();
    entry.lastBegan = repo.lastBegan(db.read, plan.id, schedule.mode);
    const from = dueFrom(schedule, entry.lastBegan, entry.memory, now);
    const isFound = entry.foundFrom === from && now >= entry.foundAt && (entry.hours === null || now < latestBegin(schedule, entry.hours));
    if (isFound) return;
    const over = hoursMissed(schedule, from, now);
    if (over !== null) {
      const own = entry.announced?.startsAt === over.startsAt;
      settle(entry, over, own && entry.waits !== null ? entry.waits : isFirst ? 'Holdfast was not running then' : 'this machine slept, or its clock was set', null);
      return find(entry);
    }
    entry.foundFrom = from;
    entry.foundAt = now;
    entry.hours = nextHours(schedule, from, now);
    if (entry.announced !== null && entry.announced.startsAt !== entry.hours?.startsAt) forget(entry);
  }
  function forget(entry: Entry): void {
    entry.announced = null;
    entry.yes = null;
    entry.waits = null;
  }

  /** Nothing comes of these hours: it waits for the next ones, and is not made up for. */
  function settle(entry: Entry, { startsAt }: Occurrence, why: string, by: PersonId | null): void {
    const wasAnnounced = entry.announced?.startsAt === startsAt;
    const title = `${word(entry.schedule)} of ${entry.plan.name} does not take place`;
    forget(entry);
    remember(entry, { ...entry.memory, settled: { startsAt, why } });
    tell(by === null ? 'missed' : 'putOff', entry.plan.id, why, by);
    if (wasAnnounced) announce(entry, startsAt, 'off', title, `The one of ${formatClocks(startsAt, timeZone)}: ${why}.`);
  }

  function look(entry: Entry): void {
    find(entry);
    const { hours, schedule, plan } = entry;
    if (hours === null) return;
    const stage = stageOf(schedule, hours, entry.announced, clock.nowMs(), clock.monotonicMs());
    if (stage === 'early') return;
    if (stage === 'announce') {
      entry.announced = { startsAt: hours.startsAt, sinceMs: clock.monotonicMs() };
      const title = `${word(schedule)} of ${plan.name} at ${formatClocks(hours.startsAt, timeZone)}`;
      tell('announced', plan.id, title, null);
      announce(entry, hours.startsAt, 'on', title, `It begins by itself then${schedule.asks ? ', once somebody has said yes under Continuity' : ''}, unless something real is going on. Whoever wants it to wait says so there.`);
      return;
    }
    if (stage === 'wait') return;
    const why = inTheWay(groupOf(plan)) ?? (schedule.asks && entry.yes === null ? 'nobody has said yes' : null);
    if (why === null) void begin(entry, hours);
    else entry.waits = why;
  }

  async function begin(entry: Entry, hours: Occurrence): Promise<void> {
    const { plan, schedule } = entry;
    if (entry.isPreparing || clock.monotonicMs() < entry.nextTryMs) return;
    entry.isPreparing = true;
    entry.nextTryMs = durationMs(clock.monotonicMs() + TRY_AGAIN_MS);
    try {
      const prepared = await plans.prepare(plan.id, schedule.mode, {});
      // It took a while: it must still be its time, and nothing real be going on.
      if (isClosed || !entries.includes(entry) || entry.announced?.startsAt !== hours.startsAt || clock.nowMs() >= latestBegin(schedule, hours)) return;
      const { checks } = prepared.preview.preflight;
      // A dry run shows what pre-flight says no to; in a freeze it does not begin all the same.
      const failing = checks.filter(({ rule, state }) => BLOCKING.has(state) && (schedule.mode === 'drill' || rule === 'freeze'));
      entry.waits = inTheWay(groupOf(plan)) ?? failing[0]?.says ?? null;
      if (entry.waits !== null) return;
      const { text, preview, frozen, group } = schedule.surprises ? hideSurprises(prepared, random) : prepared;
      const effects = runs.send(group, { type: 'drillDue', by: entry.yes, plan: frozen, mode: schedule.mode, blocked: [] }, { origin: { text, shown: preview.hash, incident: null, trigger: null, overridden: [] } });
      const refused = effects.find((effect) => effect.kind === 'refused');
      entry.waits = refused === undefined ? null : REFUSAL_WORDS[refused.why];
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      log.warn('a drill could not begin', { plan: plan.id, error: says });
      entry.waits = `it could not be prepared: ${says}`;
    } finally {
      entry.isPreparing = false;
    }
  }

  const noteOf = (entry: Entry): DrillNote[] => {
    const { plan, schedule, memory, hours, announced, yes, waits } = entry;
    const note = { plan: plan.id, name: plan.name, mode: schedule.mode, run: null };
    const missed = memory.settled !== null && (entry.lastBegan ?? 0) < memory.settled.startsAt ? [{ ...note, state: 'missed' as const, at: toRfc3339(epochMs(memory.settled.startsAt)), until: null, says: memory.settled.why }] : [];
    if (hours === null || announced === null) return missed;
    const times = { at: toRfc3339(hours.startsAt), until: toRfc3339(latestBegin(schedule, hours)) };
    if (schedule.asks && yes === null) return [{ ...note, ...times, state: 'asks', says: waits }];
    return [{ ...note, ...times, state: waits === null ? 'announced' : 'putOff', says: waits }];
  };

  return {
    apply: (config) => {
      timeZone = config.workspace.timeZone;
      all = config.continuity.plans;
      entries = all.flatMap((plan) => open(plan, config, entries.find((entry) => entry.plan.id === plan.id)));
      failed = null;
    },
    everySecond: () => {
      for (const entry of entries) {
        try {
          look(entry);
        } catch (error) {
          log.error('a drill could not be looked at', { plan: entry.plan.id, error: error instanceof Error ? error.message : String(error) });
        }
      }
      isFirst = false;
    },
    clockBroke: () => {
      for (const entry of entries) if (entry.announced !== null) entry.announced = { ...entry.announced, sinceMs: clock.monotonicMs() };
    },
    ended: () => {
      failed = null;
    },
    next: (plan) => {
      const entry = entries.find((each) => each.plan.id === plan);
      if (entry === undefined) return null;
      const { schedule, memory } = entry;
      const [now, began] = [clock.nowMs(), repo.lastBegan(db.read, plan, schedule.mode)];
      const from = dueFrom(schedule, began, memory, now);
      return nextDrill(schedule, began, memory, entry.foundFrom === from ? entry.hours : nextHours(schedule, from, now));
    },
    notes: () => {
      failed ??= all.flatMap(({ id, name }) => failedNote(lastDrill(id), name, provenAt(id)));
      return [...entries.flatMap(noteOf), ...failed];
    },
    answer: (plan, answer, reason, by) => {
      const entry = entries.find((each) => each.plan.id === plan);
      if (entry === undefined || entry.schedule.hours === null) throw new HoldfastError('not_found', `No drill of "${plan}" begins by itself.`);
      find(entry);
      const { hours, schedule } = entry;
      if (hours === null) throw new HoldfastError('conflict', 'No drill of it is due.');
      if (answer === 'notThisTime') {
        if (reason === undefined) throw new HoldfastError('invalid_input', 'reason: expected why it does not take place');
        return settle(entry, hours, `${nameOf(by)}: ${reason}`, by);
      }
      if (!schedule.asks || entry.yes !== null) throw new HoldfastError('conflict', 'It begins by itself; nobody is asked.');
      if (entry.announced === null) throw new HoldfastError('conflict', `It is asked for from ${toRfc3339(epochMs(hours.startsAt - schedule.announceMs))} on.`);
      entry.yes = by;
      entry.waits = null;
      tell('agreed', plan, reason ?? '', by);
    },
    close: () => {
      isClosed = true;
    },
  };
}

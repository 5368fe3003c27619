import type { IncidentId } from '../../../../shared/model/ids.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { durationMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { ResolvedPolicy, ResolvedRosterEntry } from '../../../config/resolved-policy.ts';
import { createEscalation, type Escalation } from '../../escalation/service.ts';
import { isOpen, type IncidentRecord } from '../../incidents/record.ts';
import { systemLookup } from '../../net/guarded-lookup.ts';
import type { Log } from '../../ports.ts';
import { createManualClock, silentLog, type ManualClock } from '../../testing/manual-clock.ts';
import { createIncidentKeeper, type IncidentKeeper } from '../keeper.ts';
import type { ServiceFacts } from '../service-facts.ts';
import { createSetBack } from '../set-back.ts';
import { CHECKOUT, DOWN, told } from './records.ts';

export interface ControlRoom {
  readonly clock: ManualClock;
  /** What was written down by Holdfast: "15:00 clockTurned when due". */
  readonly written: readonly string[];
  /** "15:00 P0" for every alarm that screens heard. */
  readonly heard: readonly string[];
  /** Incidents whose clocks moved without an entry. */
  readonly moved: readonly IncidentId[];
  readonly complaints: readonly string[];
  record(id?: IncidentId): IncidentRecord;
  /** What a person does. */
  does(change: (record: IncidentRecord) => IncidentRecord): void;
  services(facts: readonly ServiceFacts[]): void;
  /** Which incidents can be written. */
  writable(can: (id: IncidentId) => boolean): void;
  /** One tick a second until `ms` have passed, the last at their end. */
  pass(ms: number): Promise<void>;
  /** The wall clock is corrected. */
  step(ms: number): void;
  passUntil(at: EpochMs): Promise<void>;
  /** The engine ends and begins anew: nothing is left but what was written, read back from text. */
  restart(downMs?: number): Promise<void>;
  close(): void;
}

export interface ControlRoomOptions {
  readonly startAt: EpochMs;
  readonly records: readonly IncidentRecord[];
  readonly policy: ResolvedPolicy;
  readonly roster?: readonly ResolvedRosterEntry[];
  readonly secrets?: (text: string) => Promise<string>;
}

const line = (fact: IncidentFact): string => {
  if (fact.type === 'clockTurned') return `clockTurned ${fact.data.clock} ${fact.data.stage}`;
  if (fact.type === 'escalated') return `escalated ${fact.data.clock} ${fact.data.step} ${fact.data.by} ${fact.data.outcome}: ${fact.texts.detail ?? ''}`;
  return fact.type;
};

/** The keeper at work on incidents that are kept as text, as in the store. */
export function openControlRoom({ startAt, records, policy, roster = [], secrets = async (text) => text }: ControlRoomOptions): ControlRoom {
  const clock = createManualClock(startAt);
  const store = new Map(records.map((record) => [record.id, JSON.stringify(record)]));
  const [written, heard, moved, complaints]: [string[], string[], IncidentId[], string[]] = [[], [], [], []];
  let facts = DOWN as readonly ServiceFacts[];
  let can: (id: IncidentId) => boolean = () => true;

  const read = (id: IncidentId): IncidentRecord => JSON.parse(store.get(id) ?? 'null') as IncidentRecord;
  const now = (): string => toRfc3339(clock.nowMs()).slice(14, 19);
  const log: Log = { ...silentLog, error: (message) => complaints.push(message) };
  const start = (): { escalation: Escalation; keeper: IncidentKeeper } => {
    const escalation = createEscalation({ clock, log, lookup: systemLookup(), resolveSecrets: secrets, roster: () => roster, alarm: (_, severity) => heard.push(`${now()} ${severity}`) });
    const keeper = createIncidentKeeper({
      clock,
      log,
      policy: () => policy,
      open: () => [...store.keys()].map(read).filter(isOpen),
      resolved: () => [...store.keys()].map(read).filter((record) => !isOpen(record)),
      services: { standing: (service) => facts.find((each) => each.service === service) ?? { service, state: 'unknown', since: startAt }, tier: (service) => facts.find((each) => each.service === service)?.tier ?? null },
      append: (id, entries, { actor, at }) => {
        if (!can(id)) throw new Error('the disk is full');
        store.set(id, JSON.stringify(entries.reduce((record, fact) => told(record, at ?? clock.nowMs(), fact, { by: actor }), read(id))));
        written.push(...entries.map((fact) => `${toRfc3339(at ?? clock.nowMs()).slice(14, 19)} ${line(fact)}`));
      },
      changed: (ids) => moved.push(...ids),
      escalation,
      setBack: createSetBack(),
    });
    return { escalation, keeper };
  };
  let engine = start();
  const first = records[0]?.id;
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      await clock.advance(1_000);
      engine.keeper.tick();
    }
  };

  return {
    clock,
    written,
    heard,
    moved,
    complaints,
    record: (id = first) => {
      if (id === undefined) throw new Error(`no incident of ${CHECKOUT}`);
      return read(id);
    },
    does: (change) => {
      if (first !== undefined) store.set(first, JSON.stringify(change(read(first))));
    },
    services: (next) => (facts = next),
    writable: (next) => (can = next),
    pass,
    step: (ms) => {
      clock.step(ms);
      engine.keeper.clockBroke({ stepMs: ms, gapMs: durationMs(Math.max(0, ms)) });
    },
    passUntil: (until) => pass(until - clock.nowMs()),
    restart: async (downMs = 0) => {
      engine.escalation.close();
      await clock.advance(downMs);
      engine = start();
    },
    close: () => engine.escalation.close(),
  };
}

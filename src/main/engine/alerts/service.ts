import type { EventData } from '../../../shared/contract/events.ts';
import { AlertId, type IncidentId, type MaintenanceId, type ServiceId } from '../../../shared/model/ids.ts';
import type { Alert, AlertCounts } from '../../../shared/model/incident.ts';
import { byGravity } from '../../../shared/model/incident-order.ts';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Clock, Log } from '../ports.ts';
import { alertFace } from './face.ts';
import { Flapping } from './flapping.ts';
import type { AlertBook, AlertTaker } from './ports.ts';
import { activeAlerts, alertsOfIncident, countSuppressed, dropState, findAlert, forgetEnded, resolvedAlerts, saveAlert, savedStates, saveState } from './repo.ts';
import { isHushed, observe, type AlertStanding, type AlertSubject, type FoundOnset } from './rules.ts';

export interface AlertDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly log: Log;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly emit: <N extends 'alert' | 'alertCounts'>(event: N, data: EventData<N>) => void;
  /** Tells every screen everything anew: of a flood of alerts that is less than each of them. */
  readonly tellAnew: () => void;
  readonly taker: () => AlertTaker;
  /** The window that keeps a service silent at a moment. */
  readonly suppressedBy: (service: ServiceId | null, at: EpochMs) => MaintenanceId | null;
  /** One has fired and may be heard, in the transaction that stores it; `before`: as it was known until then. */
  readonly fired?: (write: WriteDb, before: Alert | null, alert: Alert) => void;
  /** How long alerts that no incident has are kept after their end. */
  readonly retentionMs: () => DurationMs;
  /** Alerts of private incidents are told by their face: the stream goes to every wall. */
  readonly isPrivate: (incident: IncidentId) => boolean;
}

/** What a judge must know again after a restart, by a key of its own; null = nothing any more. */
export interface Memory {
  readonly key: string;
  readonly saved: string | null;
}

/** One thing observed: what it is about, how it stands, and what its judge remembers of it. */
export interface Observation {
  readonly subject: AlertSubject;
  readonly standing: AlertStanding;
  readonly memory?: Memory;
}

export interface Alerts extends AlertBook {
  /** Takes in what was observed together. What fires or ends is stored together with what incidents make of it, or not at all. */
  observe(observations: readonly Observation[]): void;
  /** Keeps what a judge must know again, at the next tick at the latest. */
  remember(memory: Memory): void;
  /** The data show that the breaches behind active alerts began earlier than their judge could see. */
  onsetsFound(onsets: readonly (FoundOnset & { readonly key: string })[]): void;
  /** To be called once a second: stores what judges remember, and lets alerts out of windows that have ended. */
  tick(): void;
  active(): readonly Alert[];
  /** The gravest active ones as every screen may see them, for a snapshot. */
  onStream(): Alert[];
  /** Of a key: the alert that is pending or fires. */
  activeOf(key: string): Alert | null;
  /** Of a key: the same, with what it is about. */
  activeUnder(key: string): ActiveAlert | null;
  /** Of all keys that begin so: those that are pending or fire, each with what it is about. */
  under(prefix: string): readonly ActiveAlert[];
  counts(): AlertCounts;
  /** Those that belong to no incident. */
  countsOutside(): AlertCounts;
  resolved(before: { readonly endsAt: EpochMs; readonly id: string } | null, limit: number): Alert[];
  remembered(): ReadonlyMap<string, string>;
  suppressedIn(window: MaintenanceId, from: EpochMs, to: EpochMs): number;
}

const FORGET_EVERY_MS = 3_600_000;
const FORGOTTEN_AT_ONCE = 500;
/** Beyond this many a list on the stream helps nobody: screens count, and ask for pages. */
const ALERTS_IN_SNAPSHOT = 200;

export interface ActiveAlert {
  readonly subject: AlertSubject;
  readonly alert: Alert;
}

/** Alerts as they come and go: the active ones in memory, those that fired in the store. */
export function createAlerts(deps: AlertDeps): Alerts {
  const { db, clock } = deps;
  const held = new Map<string, ActiveAlert>();
  const keys = new Map<AlertId, string>();
  const dirty = new Map<string, string | null>();
  const states = new Map<string, string>();
  const found = new Map<string, FoundOnset>();
  const flapping = new Flapping();
  let forgetAtMs = 0;
  let forgottenTo = epochMs(0);
  let sorted: readonly Alert[] | null = null;
  /** Since the last tick; beyond what a snapshot holds, one snapshot at the next tick tells them all. */
  let toldNow = 0;
  let told: AlertCounts = { firing: 0, pending: 0, suppressed: 0 };

  // Whether they still hold is for whoever judges them to say; until then nobody has confirmed it.
  for (const { key, alert, facts } of activeAlerts(db.read)) hold({ ...alert, key, facts }, { ...alert, confirmed: false });
  for (const { key, saved } of savedStates(db.read)) states.set(key, saved);

  function hold(subject: AlertSubject, alert: Alert | null): void {
    const before = held.get(subject.key);
    if (before !== undefined) keys.delete(before.alert.id);
    sorted = null;
    if (alert === null || alert.state === 'resolved') {
      held.delete(subject.key);
      found.delete(subject.key);
      return;
    }
    held.set(subject.key, { subject, alert });
    keys.set(alert.id, subject.key);
  }

  const remember = ({ key, saved }: Memory): void => {
    if (saved === null ? !states.has(key) : states.get(key) === saved) return;
    if (saved === null) states.delete(key);
    else states.set(key, saved);
    dirty.set(key, saved);
  };

  const flushStates = (write: WriteDb): void => {
    for (const [key, saved] of dirty) {
      if (saved === null) dropState(write, key);
      else saveState(write, key, saved, clock.nowMs());
    }
  };

  /** Runs in one transaction where there is a store to write; without one alerts live in memory and open no incidents. */
  const inTransaction = (work: (write: WriteDb) => void): boolean => {
    if (db.write === null) return false;
    const write = db.write;
    write.transaction(() => {
      deps.taker().together(() => work(write));
      flushStates(write);
    });
    dirty.clear();
    return true;
  };

  const store = (write: WriteDb, key: string, alert: Alert, subject: AlertSubject): Alert => {
    const save = (final: Alert): Alert => {
      saveAlert(write, { key, alert: final, facts: subject.facts });
      return final;
    };
    if (alert.state === 'resolved') {
      save(alert);
      if (alert.incident !== null) deps.taker().ended(alert);
      return alert;
    }
    if (isHushed(alert)) return save(alert);
    const incident = deps.taker().fired(alert, subject.facts);
    const joined = incident === null ? alert : { ...alert, incident };
    deps.fired?.(write, held.get(key)?.alert ?? null, joined);
    return save(joined);
  };

  const tell = (alerts: readonly Alert[]): void => {
    const counts = countsNow();
    toldNow += alerts.length;
    if (toldNow <= ALERTS_IN_SNAPSHOT) for (const alert of alerts) deps.emit('alert', onStream(alert));
    if (counts.firing !== told.firing || counts.pending !== told.pending || counts.suppressed !== told.suppressed) deps.emit('alertCounts', counts);
    told = counts;
  };

  const onStream = (alert: Alert): Alert => (alert.incident !== null && deps.isPrivate(alert.incident) ? alertFace(alert) : alert);

  const countsOf = (counts: (alert: Alert) => boolean): AlertCounts => {
    let [firing, pending, suppressed] = [0, 0, 0];
    for (const { alert } of held.values()) {
      if (!counts(alert)) continue;
      if (alert.state === 'pending') pending += 1;
      else if (alert.suppressedBy === null && alert.muted == null) firing += 1;
      else suppressed += 1;
    }
    return { firing, pending, suppressed };
  };
  const countsNow = (): AlertCounts => countsOf(() => true);

  const newId = (): AlertId => AlertId.parse(`a${Buffer.from(deps.randomBytes(8)).toString('hex')}`);

  const active = (): readonly Alert[] => (sorted ??= Array.from(held.values(), ({ alert }) => alert).sort(byGravity));

  /** What an incident took in or gave away is known here too, so that the next observation does not undo it. */
  const setIncident = (key: string, incident: IncidentId): void => {
    const before = held.get(key);
    if (before !== undefined) hold(before.subject, { ...before.alert, incident });
  };

  /** What flaps is left open where it would end. */
  const damped = (key: string, before: Alert | null, next: ReturnType<typeof observe>): ReturnType<typeof observe> => {
    if (next.change !== 'ended') flapping.goesOn(key);
    else if (before !== null && flapping.leavesOpen(key, epochMs(Date.parse(next.alert?.endsAt ?? before.startsAt)), clock.monotonicMs()))
      return { alert: { ...before, confirmed: false }, change: before.confirmed ? 'shown' : 'none' };
    return next;
  };

  /** Active ones that change with time alone: let out of a window that has ended, or quiet after they flapped. */
  const turned = (now: EpochMs): readonly ActiveAlert[] => {
    const quiet = flapping.over(clock.monotonicMs());
    return [...held.values()].flatMap(({ subject, alert }): ActiveAlert[] => {
      const endsAt = quiet.get(subject.key);
      if (endsAt !== undefined) return [{ subject, alert: { ...alert, state: 'resolved', endsAt: toRfc3339(endsAt), confirmed: true } }];
      if (alert.state !== 'firing' || alert.suppressedBy === null || deps.suppressedBy(alert.service, now) !== null) return [];
      // It is heard from now on: whoever has to acknowledge it must not be late already.
      return [{ subject, alert: { ...alert, firedAt: toRfc3339(now), suppressedBy: null } }];
    });
  };

  /** Some at a time, then nothing for an hour. */
  const forget = (): void => {
    if (db.write === null || clock.monotonicMs() < forgetAtMs) return;
    const to = epochMs(clock.nowMs() - deps.retentionMs());
    if (forgetEnded(db.write, forgottenTo, to, FORGOTTEN_AT_ONCE) === FORGOTTEN_AT_ONCE) return;
    forgottenTo = to;
    forgetAtMs = clock.monotonicMs() + FORGET_EVERY_MS;
  };

  return {
    observe: (observations) => {
      const now = clock.nowMs();
      const changes = observations.map(({ subject, standing, memory }) => {
        if (memory !== undefined) remember(memory);
        const known = held.get(subject.key);
        const before = known?.alert ?? null;
        return { subject, ...damped(subject.key, before, observe(before, subject, standing, { id: before?.id ?? newId(), now, suppressedBy: deps.suppressedBy(subject.service, now), found: found.get(subject.key) ?? null, askedFor: known?.subject.facts.mode ?? null })) };
      });
      const weighty = changes.filter(({ change }) => change === 'fired' || change === 'ended');
      const kept = new Map<string, Alert>();
      if (weighty.length > 0)
        inTransaction((write) => {
          for (const { subject, alert } of weighty) if (alert !== null) kept.set(subject.key, store(write, subject.key, alert, subject));
        });
      const shown: Alert[] = [];
      for (const { subject, alert, change } of changes) {
        if (change === 'none') continue;
        const final = kept.get(subject.key) ?? alert;
        hold(subject, final);
        if (final !== null && change !== 'moved') shown.push(final);
        if (change === 'fired') flapping.fired(subject.key, clock.monotonicMs());
      }
      if (shown.length > 0) tell(shown);
    },
    remember,
    onsetsFound: (onsets) => {
      const changes = onsets.flatMap(({ key, ...onset }) => {
        const before = held.get(key);
        if (before === undefined || onset.at >= Date.parse(before.alert.startsAt)) return [];
        return [{ key, onset, subject: before.subject, alert: { ...before.alert, startsAt: toRfc3339(onset.at), noEarlierThan: onset.noEarlierThan } }];
      });
      if (changes.length === 0) return;
      const firing = changes.filter(({ alert }) => alert.state === 'firing');
      if (firing.length > 0)
        inTransaction((write) => {
          for (const { key, alert, subject } of firing) {
            saveAlert(write, { key, alert, facts: subject.facts });
            if (alert.incident !== null) deps.taker().onset(alert);
          }
        });
      for (const { key, onset, subject, alert } of changes) {
        found.set(key, onset);
        hold(subject, alert);
      }
      tell(changes.map(({ alert }) => alert));
    },
    tick: () => {
      if (toldNow > ALERTS_IN_SNAPSHOT) deps.tellAnew();
      toldNow = 0;
      forget();
      const changes = turned(clock.nowMs());
      if (changes.length === 0 && dirty.size === 0) return;
      const kept = new Map<string, Alert>();
      inTransaction((write) => {
        for (const { subject, alert } of changes) kept.set(subject.key, store(write, subject.key, alert, subject));
      });
      for (const { subject, alert } of changes) {
        flapping.goesOn(subject.key);
        hold(subject, kept.get(subject.key) ?? alert);
      }
      if (changes.length > 0) tell(changes.map(({ subject, alert }) => kept.get(subject.key) ?? alert));
    },
    active,
    onStream: () => active().slice(0, ALERTS_IN_SNAPSHOT).map(onStream),
    activeOf: (key) => held.get(key)?.alert ?? null,
    activeUnder: (key) => held.get(key) ?? null,
    under: (prefix) => [...held.values()].filter(({ subject }) => subject.key.startsWith(prefix)),
    counts: countsNow,
    countsOutside: () => countsOf(({ incident }) => incident === null),
    resolved: (before, limit) => resolvedAlerts(db.read, before, limit).map(({ alert }) => alert),
    remembered: () => states,
    suppressedIn: (window, from, to) => countSuppressed(db.read, window, from, to),
    get: (id) => {
      const key = keys.get(id);
      return (key === undefined ? undefined : held.get(key)?.alert) ?? findAlert(db.read, id)?.alert ?? null;
    },
    ofIncident: (incident) => alertsOfIncident(db.read, incident).map(({ key, alert }) => currentOf(held.get(key)?.alert, alert)),
    reassign: (from, to) => {
      const { write } = db;
      if (write === null) return;
      const moving = alertsOfIncident(db.read, from);
      for (const { key, alert, facts } of moving) saveAlert(write, { key, alert: { ...alert, incident: to }, facts });
      // Not before it is on disk: what is rolled back must not be moved in memory.
      write.afterCommit(() => {
        const active = moving.filter(({ key, alert }) => held.get(key)?.alert.id === alert.id);
        for (const { key } of active) setIncident(key, to);
        tell(active.flatMap(({ key }) => held.get(key)?.alert ?? []));
      });
    },
    redact: (id) => {
      const stored = findAlert(db.read, id);
      if (stored === null || db.write === null) return;
      const { key, alert, facts } = stored;
      const wordless = { ...alert, name: alert.rule, annotations: {} };
      saveAlert(db.write, { key, alert: wordless, facts: { ...facts, title: alert.rule } });
      const now = held.get(key);
      if (now?.alert.id === id) hold({ ...now.subject, name: alert.rule, annotations: {} }, { ...now.alert, name: alert.rule, annotations: {} });
    },
  };
}

/** The store knows an alert as it was when it last fired or ended; memory knows how it is. */
const currentOf = (now: Alert | undefined, stored: Alert): Alert => (now?.id === stored.id ? now : stored);

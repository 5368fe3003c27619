import type { SignalId } from '../../../shared/model/ids.ts';
import type { DurationMs } from '../../../shared/model/units.ts';
import { reasonOf, troubleOf } from '../../store/errors.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Clock, Log } from '../ports.ts';
import { decodeMinute, encodeMinute, type MinuteEntry } from './minute-row.ts';
import { addSample, combine, createHour, HOUR_MS, hourOf, type HourRollup, MINUTE_MS, minuteAt, minuteInHour, MINUTES, type MinuteRollup, setWhole } from './rollup.ts';
import { packHour, unpackHour } from './rollup-codec.ts';
import * as repo from './rollup-repo.ts';

interface RollupsOptions {
  readonly read: ReadDb;
  readonly write: WriteDb | null;
  readonly clock: Clock;
  readonly log: Log;
  /** Asked anew each time: the configuration may change. */
  readonly retentionMs: () => DurationMs;
  /** A sentence while rollups cannot be stored or read, null when that is over; told once per change. */
  readonly onProblem: (message: string | null) => void;
}

/** An hour is packed this long after its end, so that samples which were still on their way are in it. */
const LATE_MS = 90_000;
/** Blocks packed in one transaction: a few milliseconds, so that the engine's tick is not held up. */
const BLOCKS_AT_ONCE = 32;
const DELETED_AT_ONCE = 2_000;
/** How much is kept in memory while nothing can be stored. */
const HOURS_WITHOUT_STORE = 6;

interface SignalRollups {
  no: repo.SignalNo | null;
  /** Hours that are not packed yet, by hour since 1970. */
  readonly hours: Map<number, HourRollup>;
  /** Newest sample that an earlier run stored: a source that tells it again must not count it twice. */
  readonly storedUntilMs: number;
}

/**
 * The one-minute rollups of all signals: in memory while their hour runs, each finished minute as one row for all signals, each
 * finished hour packed per signal. Nothing here throws on a failing disk; what cannot be stored waits in memory for a while.
 */
export class Rollups {
  readonly #options: RollupsOptions;
  readonly #signals = new Map<SignalId, SignalRollups>();
  /** Minutes since 1970 that changed since they were written. */
  readonly #dirty = new Set<number>();
  readonly #problems: Record<'read' | 'write', string | null> = { read: null, write: null };
  #said: string | null = null;
  /** While the rows of the last run could not be read, none of them may be deleted. */
  readonly #loaded: boolean;
  #retainedFrom = Number.NEGATIVE_INFINITY;

  constructor(options: RollupsOptions) {
    this.#options = options;
    this.#loaded = this.#guard('read', () => this.#load());
  }

  /** One live sample. */
  add(signal: SignalId, timeMs: number, value: number): void {
    const known = this.#of(signal);
    if (timeMs <= known.storedUntilMs) return;
    addSample(hourIn(known, hourOf(timeMs)), timeMs, value);
    this.#dirty.add(Math.floor(timeMs / MINUTE_MS));
  }

  /** A minute (since 1970) as a source's history tells it; of an hour that is over it is packed at once, a crash can ask again. */
  setMinute(signal: SignalId, minute: number, rollup: MinuteRollup): void {
    const timeMs = minute * MINUTE_MS;
    setWhole(hourIn(this.#of(signal), hourOf(timeMs)), minuteInHour(timeMs), rollup);
    if (hourOf(timeMs) >= this.#packableBefore()) this.#dirty.add(minute);
  }

  /** The known minutes that begin in the range, oldest first. */
  minutes(signal: SignalId, fromMs: number, toMs: number): { minute: number; rollup: MinuteRollup }[] {
    const known = this.#signals.get(signal);
    if (!known) return [];
    const hours = new Map<number, HourRollup>();
    this.#guard('read', () => {
      if (known.no === null) return;
      for (const block of repo.readBlocks(this.#options.read, known.no, this.#firstHour(fromMs), hourOf(toMs))) {
        const stored = this.#unpack(known.no, block);
        if (stored) hours.set(block.hour, stored);
      }
    });
    for (const [hour, pending] of known.hours) {
      if (hour >= hourOf(fromMs) && hour <= hourOf(toMs)) hours.set(hour, combine(hours.get(hour) ?? createHour(), pending));
    }
    return [...hours].sort(([a], [b]) => a - b).flatMap(([hour, rollups]) => listMinutes(hour, rollups, fromMs, toMs));
  }

  /**
   * Stores what has finished: every minute that has ended, in one transaction for all signals, then a slice of the hours to
   * pack. True when more is waiting and the call should come again soon.
   */
  flush(): boolean {
    const { write, clock } = this.#options;
    const now = clock.nowMs();
    if (!write) return this.#forgetOld(now);
    let more = false;
    const done = this.#guard('write', () => {
      this.#writeMinutes(write, now - MINUTE_MS);
      more = this.#packSome(write, now);
      more = this.#retain(write, now) || more;
    });
    if (!done) this.#forgetOld(now);
    return done && more;
  }

  /** Stores the minute that runs as well; the next start goes on with it. */
  close(): void {
    const { write } = this.#options;
    if (write) this.#guard('write', () => this.#writeMinutes(write, Number.POSITIVE_INFINITY));
  }

  /** The signal and all of its history. Its name may come again, as another signal with none of it. */
  forget(signal: SignalId): void {
    const { write, clock } = this.#options;
    const no = this.#signals.get(signal)?.no ?? null;
    this.#signals.delete(signal);
    if (!write || no === null) return;
    const lastHour = hourOf(clock.nowMs()) + 24;
    this.#guard('write', () => write.transaction(() => repo.deleteSignal(write, no, this.#firstHour(Number.NEGATIVE_INFINITY), lastHour)));
  }

  #of(signal: SignalId): SignalRollups {
    const known = this.#signals.get(signal) ?? { no: null, hours: new Map(), storedUntilMs: Number.NEGATIVE_INFINITY };
    this.#signals.set(signal, known);
    return known;
  }

  #load(): void {
    const { read } = this.#options;
    const byNo = new Map(repo.readSignals(read).map(({ no, signal }) => [no as number, { no, signal }]));
    const lasts = new Map<number, number>();
    const rows = repo.readMinutes(read).map(({ minute, data }) => ({ minute, entries: decodeMinute(data) }));
    for (const { entries } of rows) for (const { no, lastMs } of entries) lasts.set(no, Math.max(lasts.get(no) ?? 0, lastMs));
    for (const { no, signal } of byNo.values()) this.#signals.set(signal, { no, hours: new Map(), storedUntilMs: lasts.get(no) ?? Number.NEGATIVE_INFINITY });
    for (const { minute, entries } of rows) {
      const timeMs = minute * MINUTE_MS;
      for (const entry of entries) {
        const owner = byNo.get(entry.no);
        if (owner) setWhole(hourIn(this.#of(owner.signal), hourOf(timeMs)), minuteInHour(timeMs), entry);
      }
    }
  }

  #writeMinutes(write: WriteDb, untilMs: number): void {
    const finished = [...this.#dirty].filter((minute) => minute * MINUTE_MS <= untilMs);
    const unnumbered = [...this.#signals.values()].some(({ no, hours }) => no === null && hours.size > 0);
    if (finished.length === 0 && !unnumbered) return;
    const numbered: [SignalRollups, repo.SignalNo][] = [];
    write.transaction(() => {
      for (const [signal, known] of this.#signals) if (known.no === null && known.hours.size > 0) numbered.push([known, repo.addSignal(write, signal)]);
      const numbers = new Map(numbered);
      for (const minute of finished) repo.writeMinute(write, minute, encodeMinute(this.#entriesOf(minute, numbers)));
    });
    for (const [known, no] of numbered) known.no = no;
    for (const minute of finished) this.#dirty.delete(minute);
  }

  #entriesOf(minute: number, numbers: ReadonlyMap<SignalRollups, repo.SignalNo>): MinuteEntry[] {
    const [hour, within] = [hourOf(minute * MINUTE_MS), minuteInHour(minute * MINUTE_MS)];
    const entries: MinuteEntry[] = [];
    for (const known of this.#signals.values()) {
      const no = known.no ?? numbers.get(known);
      const rollups = known.hours.get(hour);
      const rollup = rollups ? minuteAt(rollups, within) : null;
      if (no !== undefined && rollup) entries.push({ no, ...rollup });
    }
    return entries;
  }

  /** Packs some of the hours that have ended; then drops the minute rows that no hour in memory needs any more. */
  #packSome(write: WriteDb, now: number): boolean {
    const waiting: { known: SignalRollups; no: repo.SignalNo; hour: number; pending: HourRollup }[] = [];
    let oldestLeft = hourOf(now);
    for (const known of this.#signals.values()) {
      for (const [hour, pending] of known.hours) {
        if (hour < this.#packableBefore() && known.no !== null) waiting.push({ known, no: known.no, hour, pending });
        else oldestLeft = Math.min(oldestLeft, hour);
      }
    }
    if (waiting.length === 0) return false;
    waiting.sort((a, b) => a.hour - b.hour || a.no - b.no);
    const [slice, rest] = [waiting.slice(0, BLOCKS_AT_ONCE), waiting.slice(BLOCKS_AT_ONCE)];
    write.transaction(() => {
      for (const { no, hour, pending } of slice) {
        const stored = this.#stored(no, hour);
        repo.writeBlock(write, no, hour, packHour(stored ? combine(stored, pending) : pending));
      }
      if (this.#loaded) repo.deleteMinutesBefore(write, Math.min(oldestLeft, rest[0]?.hour ?? oldestLeft) * MINUTES);
    });
    for (const { known, hour } of slice) known.hours.delete(hour);
    return rest.length > 0;
  }

  #stored(no: repo.SignalNo, hour: number): HourRollup | null {
    const data = repo.readBlock(this.#options.read, no, hour);
    return data && this.#unpack(no, { hour, data });
  }

  /** One unreadable hour is a gap of an hour, not the loss of the rest. */
  #unpack(no: repo.SignalNo, { hour, data }: repo.PackedHour): HourRollup | null {
    try {
      return unpackHour(data, hour);
    } catch (error) {
      this.#options.log.warn('a packed hour is unreadable', { no, hour, reason: reasonOf(error) });
      return null;
    }
  }

  #retain(write: WriteDb, now: number): boolean {
    const from = hourOf(now - this.#options.retentionMs());
    if (from <= this.#retainedFrom) return false;
    const all = repo.deleteBlocksBefore(write, from, DELETED_AT_ONCE) < DELETED_AT_ONCE;
    if (all) this.#retainedFrom = from;
    return !all;
  }

  /** While nothing can be stored, memory must not grow without end. */
  #forgetOld(now: number): false {
    const from = hourOf(now) - HOURS_WITHOUT_STORE;
    for (const known of this.#signals.values()) for (const hour of known.hours.keys()) if (hour < from) known.hours.delete(hour);
    for (const minute of this.#dirty) if (minute < from * MINUTES) this.#dirty.delete(minute);
    return false;
  }

  #packableBefore(): number {
    return hourOf(this.#options.clock.nowMs() - LATE_MS);
  }

  /** Never walks through years in which there is nothing. */
  #firstHour(fromMs: number): number {
    return Math.max(fromMs === Number.NEGATIVE_INFINITY ? fromMs : hourOf(fromMs), repo.oldestHour(this.#options.read) ?? Number.POSITIVE_INFINITY);
  }

  #guard(what: 'read' | 'write', work: () => void): boolean {
    try {
      work();
      this.#say(what, null);
      return true;
    } catch (error) {
      this.#say(what, sentence(what, error));
      return false;
    }
  }

  #say(what: 'read' | 'write', problem: string | null): void {
    this.#problems[what] = problem;
    const now = [this.#problems.write, this.#problems.read].filter((text) => text !== null).join(' ') || null;
    if (now === this.#said) return;
    this.#said = now;
    if (now !== null) this.#options.log.warn('history is in trouble', { problem: now });
    this.#options.onProblem(now);
  }
}

function sentence(what: 'read' | 'write', error: unknown): string {
  if (what === 'read') return `Stored history cannot be read (${reasonOf(error)}). Live charts go on.`;
  const why = troubleOf(error) === 'full' ? 'the disk is full' : reasonOf(error);
  return `History is not being stored (${why}). Live charts go on; the last ${HOURS_WITHOUT_STORE} hours are kept in memory and stored once that works again.`;
}

function hourIn(known: SignalRollups, hour: number): HourRollup {
  const rollups = known.hours.get(hour) ?? createHour();
  known.hours.set(hour, rollups);
  return rollups;
}

function listMinutes(hour: number, rollups: HourRollup, fromMs: number, toMs: number): { minute: number; rollup: MinuteRollup }[] {
  const first = (hour * HOUR_MS) / MINUTE_MS;
  const out: { minute: number; rollup: MinuteRollup }[] = [];
  for (let within = 0; within < MINUTES; within += 1) {
    const rollup = minuteAt(rollups, within);
    const startMs = (first + within) * MINUTE_MS;
    if (rollup && startMs >= fromMs && startMs <= toMs) out.push({ minute: first + within, rollup });
  }
  return out;
}

import type { DeliverySeq } from '../../../../shared/model/delivery.ts';
import type { ChannelId, IncidentId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { durationMs, epochMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Clock, Log, Random } from '../../ports.ts';
import type { Arrived, Channel, Json, LookedUp, Outcome, Parcel } from './channel.ts';
import { BEAT_MS, watchOwners } from './owners.ts';
import * as repo from './repo.ts';
import type { DeliveryRow, Told } from './repo.ts';
import { isRemoved } from './removed.ts';
import { afterAttempt, afterLook, isChannelTrouble, MAX_WAIT_MS, type Tried, type Verdict } from './rules.ts';
import { digestOfTheirs } from './theirs.ts';
import { createRunner, type Ended, type Job, type Runner } from './runner.ts';

export interface OutboxDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly clock: Clock;
  readonly random: Random;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly log: Log;
  readonly channel: (id: ChannelId) => Channel | undefined;
  /** What a message says at the moment at which it leaves, where that depends on others; as it was written unless given. */
  readonly current?: (row: DeliveryRow, content: Json) => Json;
  /** False while another console may have taken over; it is asked right before anything leaves. */
  readonly mayAct?: () => boolean;
  /** No other engine can be on this database. */
  readonly alone: boolean;
  /** In the transaction that settles a delivery. */
  readonly onSettled?: (write: WriteDb, row: DeliveryRow, verdict: Verdict) => void;
  /** Deliveries that are not what they were, after the commit. */
  readonly onChange: (seqs: readonly DeliverySeq[]) => void;
}

export interface Queued {
  readonly channel: ChannelId;
  readonly recipient?: string;
  readonly content: Json;
  /** Of a correction: the delivery that it corrects. */
  readonly corrects?: DeliverySeq | null;
}

/** Brings updates to channels: nothing lost, nothing twice where that can be known, and said where it cannot. */
export interface Outbox {
  /** Queues deliveries in the transaction that writes their update; they go once it is committed. */
  enqueue(write: WriteDb, update: Told, incident: IncidentId | null, items: readonly Queued[]): void;
  /** A person tries again what failed. */
  retry(seq: DeliverySeq, overwrite?: boolean): void;
  /** A person says what became of an unknown one: it arrived, or it did not and is to be sent once more. */
  resolve(seq: DeliverySeq, arrived: boolean): void;
  /** A person leaves it as it is. */
  giveUp(seq: DeliverySeq, reason: string): void;
  /** Called each second: beats, finds what engines that are gone have left behind, writes what could not be written. */
  tick(): void;
  /** Something can be reached again: perhaps it is our own network that is back, and nothing is waited for that only a failure asked for. */
  hurry(): void;
  /** Begins nothing more until it is let go. */
  hold(held: boolean): void;
  /** Resolves once nothing is on its way. */
  close(): Promise<void>;
}

/** A channel that has not answered in this time is not waited for. */
const SEND_LIMIT_MS = durationMs(60_000);
const CLOSE_WAIT_MS = durationMs(3_000);
const WRITE_AGAIN_MS = durationMs(1_000);
/** A network that comes and goes must not make a storm. */
const HURRY_EVERY_MS = 5_000;
/** So often it is tried to see where a message stands that a person has seen there; what follows waits for it. */
const MOST_CONFIRMING_LOOKS = 6;
const LEFT_BEHIND = 'Holdfast ended while it was being sent';

export function createOutbox({ db: { read, write }, clock, random, randomBytes, log, channel: channelOf, current, mayAct = () => true, alone, onSettled, onChange }: OutboxDeps): Outbox {
  const owner = hex(randomBytes(8));
  const owners = watchOwners(owner, alone);
  const runners = new Map<ChannelId, Runner>();
  /** Since when an unknown delivery is known to be over, how often it was looked for, and when the channel last took something. */
  const over = new Map<DeliverySeq, { readonly atMs: DurationMs; looks: number }>();
  const tookAt = new Map<ChannelId, number>();
  /** Channels that the last message did not reach. */
  const unreached = new Set<ChannelId>();
  let hurriedAtMs = -Infinity;
  const unwritten: (() => void)[] = [];
  const abort = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const begunAt = { wall: clock.nowMs(), monotonic: clock.monotonicMs() };
  let beatenAtMs = -Infinity;
  let isHeld = false;
  let isClosed = false;

  /** A wall clock that never steps while this engine lives, for waits that a restart must know of. Stored in whole milliseconds. */
  const exactMs = (): number => begunAt.wall + (clock.monotonicMs() - begunAt.monotonic);
  const steadyMs = (): number => Math.floor(exactMs());

  const runnerOf = (id: ChannelId): Runner => {
    const known = runners.get(id);
    if (known !== undefined) return known;
    const made = createRunner({ clock, random, channel: () => (isHeld || isClosed ? undefined : channelOf(id)), next: (channel) => nextOf(channel), isTrouble: isChannelTrouble });
    runners.set(id, made);
    return made;
  };

  /** What is known must be written down, however long the disk refuses: without it the delivery would have to be called unknown. */
  const surely = (work: () => readonly DeliverySeq[]): void => {
    const attempt = (): void => onChange(write.transaction(work));
    try {
      attempt();
    } catch (error) {
      log.error('what became of a delivery could not be written down', { error: String(error) });
      unwritten.push(attempt);
    }
  };

  const contentOf = (row: DeliveryRow): Json => {
    const content = JSON.parse(row.content) as Json;
    return current === undefined ? content : current(row, content);
  };
  const parcelOf = (row: DeliveryRow, attempt: string): Parcel => ({
    marker: row.marker, attempt, update: row.update_id, incident: row.incident, recipient: row.recipient, purpose: row.purpose, queuedAt: epochMs(row.queued_at), replaces: repo.replaces(read, row), confirmed: row.state === 'sent',
    content: contentOf(row), thread: repo.thread(read, row), corrects: row.corrects === null ? null : remoteOf(repo.get(read, row.corrects)),
  });

  /** An hour that the wall clock was set on, or back, ends the wait. */
  const unsettledMs = (row: DeliveryRow): DurationMs => {
    const settlingMs = channelOf(row.channel)?.settlingMs ?? 0;
    const sinceMs = clock.nowMs() - (repo.lastSentAt(read, row) ?? -Infinity);
    return durationMs(sinceMs < 0 || sinceMs >= settlingMs ? 0 : settlingMs - sinceMs);
  };

  const triedOf = (row: DeliveryRow): Tried => ({
    class: row.class, attempts: row.attempts, tries: row.tries, maybe: row.maybe > 0,
    channelWorks: (tookAt.get(row.channel) ?? -Infinity) > (row.started_at ?? 0), unsettledMs: unsettledMs(row),
  });

  const conclude = (row: DeliveryRow, attempt: string, kind: Ended['kind'], verdict: Verdict, arrived: Arrived | null, theirs: Json | undefined): void => {
    const notBefore = verdict.waitMs === null ? null : Math.ceil(exactMs() + verdict.waitMs);
    if (verdict.state !== 'unknown') over.delete(row.seq);
    if (arrived !== null) tookAt.set(row.channel, steadyMs());
    surely(() => {
      const now = repo.get(write, row.seq);
      /* Somebody has decided it meanwhile: another engine that took this one for gone, or a person. */
      if (now === undefined || now.attempt !== attempt || (now.state !== 'sending' && now.state !== 'unknown')) return [];
      const at = clock.nowMs();
      repo.endAttempt(write, attempt, kind, verdict.reason, at);
      repo.settle(write, row.seq, { state: verdict.state, reason: verdict.reason, at, notBefore, tries: verdict.tries, maybe: verdict.maybe, ...(theirs === undefined ? {} : { theirs }), ...(arrived === null ? {} : { remote: arrived.remote, url: arrived.url }) });
      if (arrived?.thread !== undefined) repo.keepThread(write, row, arrived.thread, arrived.url);
      onSettled?.(write, row, verdict);
      return [row.seq];
    });
  };

  /** A person has said that it is there: where it stands is remembered, so that what follows goes there and is not taken for somebody else's. */
  const confirm = (row: DeliveryRow, attempt: string, looks: number, found: LookedUp, waitMs: DurationMs | null): void => {
    const again = found.kind === 'cannotTell' && looks < MOST_CONFIRMING_LOOKS;
    if (!again) over.delete(row.seq);
    surely(() => {
      const now = repo.get(write, row.seq);
      if (now === undefined || now.attempt !== attempt || now.state !== 'sent') return [];
      const notBefore = again ? Math.ceil(exactMs() + (waitMs ?? WRITE_AGAIN_MS)) : null;
      repo.settle(write, row.seq, { state: 'sent', reason: now.reason, at: now.settled_at ?? clock.nowMs(), notBefore, ...(found.kind === 'sent' ? { remote: found.remote, url: found.url } : {}) });
      if (found.kind === 'sent' && found.thread !== undefined) repo.keepThread(write, row, found.thread, found.url);
      return [row.seq];
    });
  };

  const send = async (channel: Channel, row: DeliveryRow, attempt: string): Promise<Ended> => {
    const parcel = parcelOf(row, attempt);
    const outcome: Outcome = isRemoved(parcel.content) ? { kind: 'refused', reason: 'Its text was removed before it went.', again: false } : await bounded<Outcome>((signal) => channel.send(parcel, signal), (reason) => ({ kind: 'ambiguous', reason }));
    const verdict = afterAttempt(triedOf(row), outcome, random);
    if (verdict.state === 'unknown') over.set(row.seq, { atMs: clock.monotonicMs(), looks: 0 });
    conclude(row, attempt, outcome.kind, verdict, outcome.kind === 'sent' ? outcome : null, outcome.kind === 'differs' && verdict.state === 'failed' ? outcome.theirs : undefined);
    if (outcome.kind === 'notReached') unreached.add(row.channel);
    else if (outcome.kind !== 'ambiguous' && unreached.delete(row.channel)) hurry();
    const limited = (outcome.kind === 'refused' && outcome.limited === true) || (outcome.kind === 'ambiguous' && typeof outcome.retryAfterMs === 'number');
    return { kind: outcome.kind, pauseMs: limited ? verdict.waitMs : null };
  };

  const look = async (channel: Channel, row: DeliveryRow, attempt: string): Promise<Ended> => {
    const known = over.get(row.seq) ?? { atMs: clock.monotonicMs(), looks: 0 };
    over.set(row.seq, known);
    const ask = channel.lookUp?.bind(channel);
    const found = ask === undefined ? ({ kind: 'cannotTell', reason: 'this channel cannot be asked any more' } as const) : await bounded<LookedUp>((signal) => ask(parcelOf(row, attempt), signal), (reason) => ({ kind: 'cannotTell', reason }));
    const verdict = afterLook(triedOf(row), known.looks, found, clock.monotonicMs() - known.atMs, channel.settlingMs, row.reason, random);
    known.looks += 1;
    if (row.state === 'sent') confirm(row, attempt, known.looks, found, verdict.waitMs);
    else conclude(row, attempt, found.kind, verdict, found.kind === 'sent' ? found : null, undefined);
    return { kind: found.kind, pauseMs: found.kind === 'cannotTell' && typeof found.retryAfterMs === 'number' ? verdict.waitMs : null };
  };

  /** An adapter that hangs or throws has told nothing, which is what must be assumed then. */
  const bounded = <T>(work: (signal: AbortSignal) => Promise<T>, unknown: (reason: string) => T): Promise<T> => {
    const limit = new AbortController();
    return kept(new Promise<T>((resolve) => {
      const cancel = clock.after(SEND_LIMIT_MS, () => {
        limit.abort();
        resolve(unknown(`no answer within ${SEND_LIMIT_MS / 1_000} s`));
      });
      work(AbortSignal.any([abort.signal, limit.signal])).then(resolve, (error: unknown) => {
        log.error('a channel failed in a way that it should not', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        resolve(unknown('the attempt broke off'));
      }).finally(cancel);
    }));
  };

  const kept = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
    return work;
  };

  const nextOf = (channel: Channel): Job | DurationMs | null => {
    if (!mayAct()) return WRITE_AGAIN_MS;
    try {
      return takeNext(channel);
    } catch (error) {
      /* Nothing is sent that could not be written down first. */
      log.error('the outbox cannot be written', { error: String(error) });
      return WRITE_AGAIN_MS;
    }
  };

  const takeNext = (channel: Channel): Job | DurationMs | null => {
    const now = steadyMs();
    const lost = repo.nextToLookFor(read, channel.id, now);
    if (lost !== undefined) {
      const attempt = lost.attempt ?? '';
      /* Not twice at once: what is being looked for is put off until the answer sets another time. */
      write.run('UPDATE deliveries SET not_before = ? WHERE seq = ?', now + SEND_LIMIT_MS, lost.seq);
      return { run: () => look(channel, lost, attempt) };
    }
    const row = repo.nextToSend(read, channel.id, now);
    if (row === undefined) {
      const at = repo.nextDueAt(read, channel.id, now);
      return at === null ? null : durationMs(Math.max(1, at - now));
    }
    const attempt = hex(randomBytes(12));
    const changed = write.transaction(() => {
      if (!alone && beatenAtMs === -Infinity) beatNow();
      const at = clock.nowMs();
      return repo.claim(write, row, attempt, owner, channel.class, at) ? [row.seq, ...repo.supersedeOlder(write, row, at, 'A newer update went instead.')] : [];
    });
    if (changed.length === 0) return WRITE_AGAIN_MS;
    onChange(changed);
    const claimed = { ...row, class: channel.class, attempts: row.attempts + 1 };
    return { run: () => send(channel, claimed, attempt) };
  };

  const beatNow = (): void => {
    repo.beat(write, owner);
    beatenAtMs = clock.monotonicMs();
  };

  /** What an engine that is gone was sending may have arrived. */
  const takeUpLeft = (): void => {
    const foreign = repo.sending(read).filter((row) => row.owner !== owner);
    if (foreign.length === 0) return;
    const gone = owners.gone(new Set(foreign.map((row) => row.owner ?? '')), repo.beats(read), clock.monotonicMs());
    for (const row of foreign) {
      if (!gone.has(row.owner ?? '')) continue;
      const verdict = afterAttempt(triedOf(row), { kind: 'ambiguous', reason: LEFT_BEHIND }, random);
      if (verdict.state === 'unknown') over.set(row.seq, { atMs: clock.monotonicMs(), looks: 0 });
      conclude(row, row.attempt ?? '', 'ambiguous', verdict, null, undefined);
      runnerOf(row.channel).wake();
    }
  };

  const mustBe = (seq: DeliverySeq, states: readonly DeliveryRow['state'][], what: string): DeliveryRow => {
    const row = repo.get(read, seq);
    if (row === undefined) throw new HoldfastError('not_found', 'There is no such delivery.');
    if (!states.includes(row.state)) throw new HoldfastError('conflict', `${what}, and this one is ${row.state}.`);
    return row;
  };

  const sendAgain = (row: DeliveryRow, resent: boolean, overwrite: boolean): void => {
    if (isRemoved(JSON.parse(row.content) as Json)) throw new HoldfastError('conflict', 'Its text was removed, so it cannot be sent any more.');
    write.transaction(() => {
      /* Exactly what was shown to the person is replaced: should it change again meanwhile, that is shown first. */
      if (overwrite && row.theirs !== null) repo.setReplaces(write, row, digestOfTheirs(JSON.parse(row.theirs) as Json));
      if (row.purpose === 'status' && repo.hasNewer(write, row)) throw new HoldfastError('conflict', 'A newer update of this incident has gone to this channel; sending this one now would tell people something old.');
      repo.requeue(write, row.seq, resent);
    });
    onChange([row.seq]);
    runnerOf(row.channel).wake();
  };

  const hurry = (): void => {
    if (clock.monotonicMs() - hurriedAtMs < HURRY_EVERY_MS) return;
    hurriedAtMs = clock.monotonicMs();
    try {
      repo.hurry(write);
    } catch (error) {
      log.error('the outbox cannot be written', { error: String(error) });
    }
    for (const runner of runners.values()) runner.hurry();
  };

  repo.pullIn(write, steadyMs() + MAX_WAIT_MS * 1.2);
  for (const id of repo.waitingChannels(read)) runnerOf(id);
  return {
    enqueue: (tx, update, incident, items) => {
      for (const { channel: id, recipient = '', content, corrects = null } of items) {
        const deliveryClass = channelOf(id)?.class ?? 'blind';
        repo.insert(tx, { update, incident, channel: id, recipient, purpose: corrects === null ? 'status' : 'correction', corrects, class: deliveryClass, marker: `hf-${hex(randomBytes(10))}`, content, queuedAt: clock.nowMs() });
      }
      tx.afterCommit(() => {
        onChange(repo.ofUpdate(read, update).map(({ seq }) => seq));
        for (const id of new Set(items.map((item) => item.channel))) runnerOf(id).wake();
      });
    },
    retry: (seq, overwrite = false) => sendAgain(mustBe(seq, ['failed'], 'Only what failed can be tried again'), false, overwrite),
    resolve: (seq, arrived) => {
      const row = mustBe(seq, ['unknown'], 'Only what is unknown can be settled by a person');
      if (!arrived && row.resent > 0 && row.class === 'blind') throw new HoldfastError('conflict', 'It was sent once more already; a third copy is not sent from here.');
      over.delete(seq);
      if (!arrived) return sendAgain(row, true, false);
      write.transaction(() => {
        repo.settle(write, seq, { state: 'sent', reason: 'A person has seen it there.', at: clock.nowMs(), notBefore: row.class === 'readBack' ? steadyMs() : null });
        onSettled?.(write, row, { state: 'sent', waitMs: null, tries: row.tries, reason: null, maybe: true });
      });
      onChange([seq]);
      runnerOf(row.channel).wake();
    },
    giveUp: (seq, reason) => {
      const row = mustBe(seq, ['queued', 'unknown', 'failed'], 'What is settled, or being sent, stays as it is');
      over.delete(seq);
      write.transaction(() => repo.settle(write, seq, { state: (row.state === 'queued' || row.theirs !== null) && row.maybe === 0 ? 'superseded' : 'failed', reason, at: clock.nowMs() }));
      onChange([seq]);
      runnerOf(row.channel).wake();
    },
    tick: () => {
      for (const again of unwritten.splice(0)) {
        try {
          again();
        } catch {
          unwritten.push(again);
        }
      }
      if (!alone && clock.monotonicMs() - beatenAtMs >= BEAT_MS && [...runners.values()].some((runner) => !runner.idle)) beatNow();
      takeUpLeft();
      for (const runner of runners.values()) runner.wake();
    },
    hurry,
    hold: (held) => {
      isHeld = held;
      if (!held) for (const runner of runners.values()) runner.wake();
    },
    close: async () => {
      isClosed = true;
      for (const runner of runners.values()) runner.close();
      /* What is on its way is waited for a little: to break it off would make an unknown of it. */
      const cancel = clock.after(CLOSE_WAIT_MS, () => abort.abort());
      await Promise.all(underWay);
      cancel();
      if (!alone) repo.leave(write, owner);
    },
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const remoteOf = (row: DeliveryRow | undefined): Json => (row?.remote === null || row?.remote === undefined ? null : (JSON.parse(row.remote) as Json));

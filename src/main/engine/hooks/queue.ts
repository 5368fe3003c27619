import { durationMs } from '../../../shared/model/units.ts';
import type { ReceivedAlert } from '../alerts/received.ts';
import { breathe } from '../breathe.ts';
import type { Clock, Log } from '../ports.ts';
import type { HookWork } from './kinds.ts';

export interface QueueDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Takes alerts in; what it throws is tried again. */
  readonly take: (alerts: readonly ReceivedAlert[]) => Promise<unknown>;
  /** A sentence while what was accepted cannot be stored, null when that is over. */
  readonly onProblem: (message: string | null) => void;
}

/** What was accepted and is not taken in yet, in the order in which it came. */
export interface HookQueue {
  /** False where it is full, or holds as much of this webhook as of one may wait: then nothing of it was taken. */
  offer(work: HookWork, hook: string): boolean;
  /** Alerts and other things that wait. */
  waiting(): number;
  /** Takes in what waits for as long as told, and nothing more after that; returns how many were left. */
  close(withinMs: number): Promise<number>;
}

/** More would only make the sender believe that it was heard: some seconds of work, and some tens of megabytes. */
const MOST_WAITING = 40_000;
/** Of one webhook, so that whoever floods one leaves room for the others. */
const MOST_OF_ONE = 30_000;
/** Taken in together: a transaction each, so that a message of one alert costs no disk of its own. */
const AT_ONCE = 25;
/** After a step, where fewer than that wait: what comes one by one shares a transaction, and the disk is asked forty times a second at most. */
const GATHER = durationMs(25);
const AGAIN_AFTER = durationMs(1_000);
const MOST_TRIES = 60;

interface Waiting {
  readonly work: HookWork;
  readonly hook: string;
  /** So many of its alerts were taken in already. */
  done: number;
}

const sizeOf = (work: HookWork): number => ('alerts' in work ? work.alerts.length : work.count);

/** A bounded queue with one worker, which lets everything else have its turn after each step. */
export function createHookQueue({ clock, log, take, onProblem }: QueueDeps): HookQueue {
  const queue: Waiting[] = [];
  const waitingOf = new Map<string, number>();
  let waiting = 0;
  let working: Promise<void> | null = null;
  let closing = false;
  let closed = false;

  /** The next alerts, of as many messages as stand one after the other; empty where the next work is of another kind. */
  const nextAlerts = (): ReceivedAlert[] => {
    const alerts: ReceivedAlert[] = [];
    for (const { work, done } of queue) {
      if (!('alerts' in work) || alerts.length >= AT_ONCE) break;
      alerts.push(...work.alerts.slice(done, done + AT_ONCE - alerts.length));
    }
    return alerts;
  };
  const leave = (count: number): void => {
    waiting -= count;
    let left = count;
    const less = (hook: string, by: number): void => {
      const still = (waitingOf.get(hook) ?? 0) - by;
      if (still > 0) waitingOf.set(hook, still);
      else waitingOf.delete(hook);
    };
    for (let [first] = queue; first !== undefined && left > 0; [first] = queue) {
      const rest = sizeOf(first.work) - first.done;
      if (rest > left) first.done += left;
      else queue.shift();
      less(first.hook, Math.min(rest, left));
      left -= Math.min(rest, left);
    }
  };

  /** Until it is done, or was tried so often that what waits behind it counts for more. */
  const untilDone = async (what: number, work: () => Promise<unknown>): Promise<void> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await work();
        if (tries > 1) onProblem(null);
        return;
      } catch (error) {
        const lost = tries >= MOST_TRIES || closed;
        log.error(lost ? 'what a webhook brought is lost' : 'what a webhook brought cannot be stored', { count: what, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        onProblem(lost ? `${what} of what webhooks brought could not be stored and ${what === 1 ? 'is' : 'are'} lost. The log says why.` : 'What webhooks bring cannot be stored. It is tried again.');
        if (lost) return;
        await new Promise<void>((resolve) => void clock.after(AGAIN_AFTER, resolve));
      }
    }
  };

  const step = async (): Promise<void> => {
    const [first] = queue;
    if (first === undefined) return;
    const { work } = first;
    if ('alerts' in work) {
      const alerts = nextAlerts();
      await untilDone(alerts.length, () => take(alerts));
      leave(alerts.length);
    } else {
      await untilDone(work.count, async () => work.run());
      leave(work.count);
    }
  };
  const workOff = async (): Promise<void> => {
    for (let more = true, first = true; more; first = false) {
      if (first || waiting >= AT_ONCE || closing) await breathe(clock);
      else await new Promise<void>((resolve) => void clock.after(GATHER, resolve));
      if (!closed) await step();
      more = queue.length > 0 && !closed;
    }
    working = null;
  };

  return {
    offer: (work, hook) => {
      const size = sizeOf(work);
      if (size === 0) return true;
      const mine = waitingOf.get(hook) ?? 0;
      if (closed || (waiting > 0 && waiting + size > MOST_WAITING) || (mine > 0 && mine + size > MOST_OF_ONE)) return false;
      queue.push({ work, hook, done: 0 });
      waitingOf.set(hook, mine + size);
      waiting += size;
      working ??= workOff();
      return true;
    },
    waiting: () => waiting,
    close: async (withinMs) => {
      closing = true;
      const cancel = clock.after(durationMs(withinMs), () => (closed = true));
      await working;
      cancel();
      closed = true;
      if (waiting > 0) log.error('what webhooks brought was not taken in before the end', { count: waiting });
      return waiting;
    },
  };
}

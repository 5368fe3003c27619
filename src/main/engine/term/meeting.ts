import { durationMs } from '../../../shared/model/units.ts';
import type { Cancel, Clock } from '../ports.ts';
import type { MeetAnswer } from './ports.ts';
import type { Told } from './rules.ts';

export interface MeetingDeps {
  readonly clock: Clock;
  readonly meet: (told: Told) => Promise<MeetAnswer | null>;
  /** What the other console has to be told; null: nothing now. */
  readonly due: () => Told | null;
  readonly onAnswer: (told: Told, answer: MeetAnswer) => Promise<void>;
}

/** Tells the engine from which this console has taken over, until it has heard. */
export interface Meeting {
  /** There is something to tell. */
  hurry(): void;
  close(): void;
}

/** It may be back at any moment, and until it is told it acts. */
const DELAYS_MS = [500, 1_000, 2_000, 5_000, 10_000];

export function createMeeting({ clock, meet, due, onAnswer }: MeetingDeps): Meeting {
  let cancel: Cancel = () => {};
  let tries = 0;
  let busy = false;
  let closed = false;

  const attempt = async (): Promise<void> => {
    const told = due();
    if (told === null || busy || closed) return;
    busy = true;
    try {
      const answer = await meet(told);
      if (answer !== null && !closed) await onAnswer(told, answer);
    } finally {
      busy = false;
    }
    later();
  };
  const later = (): void => {
    cancel();
    if (closed || due() === null) return;
    cancel = clock.after(durationMs(DELAYS_MS[Math.min(tries, DELAYS_MS.length - 1)] ?? 10_000), () => void attempt());
    tries += 1;
  };
  return {
    hurry: () => {
      tries = 0;
      cancel();
      cancel = clock.after(durationMs(0), () => void attempt());
    },
    close: () => {
      closed = true;
      cancel();
    },
  };
}

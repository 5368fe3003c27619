/**
 * Charts whose axes must change take turns, one per slot: redrawing twelve frames in one go would be seen as a stutter.
 * A frame that waits only shows its axes a moment longer; the lines in it keep moving.
 */
export interface Turns {
  /** Asks for a turn; asking again before it came changes nothing. Returns what withdraws. */
  ask(run: () => void): () => void;
}

const SLOT_MS = 80;

export function createTurns(after: (ms: number, run: () => void) => void = (ms, run) => setTimeout(run, ms)): Turns {
  const waiting = new Set<() => void>();
  let running = false;
  const next = () => {
    const [run] = waiting;
    if (!run) {
      running = false;
      return;
    }
    waiting.delete(run);
    run();
    after(SLOT_MS, next);
  };
  return {
    ask: (run) => {
      waiting.add(run);
      if (!running) {
        running = true;
        after(0, next);
      }
      return () => waiting.delete(run);
    },
  };
}

export const frameTurns = createTurns();

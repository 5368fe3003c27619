import { createHash } from 'node:crypto';
import type { Clock } from '../ports.ts';

/** What is played back, or was sent again because the answer got lost, comes within this time; an Alertmanager repeats later. */
const KEPT_MS = 300_000;
const MOST_KEPT = 10_000;

/** Knows messages again for some minutes, by all their bytes. */
export function createSeen(clock: Pick<Clock, 'monotonicMs'>): { has(hook: string, raw: Uint8Array): { readonly before: boolean; remember(): void } } {
  const seen = new Map<string, number>();
  const forget = (now: number): void => {
    for (const [digest, at] of seen) {
      if (seen.size <= MOST_KEPT && now - at < KEPT_MS) return;
      seen.delete(digest);
    }
  };
  return {
    has: (hook, raw) => {
      const digest = createHash('sha256').update(`${hook}\n`).update(raw).digest('base64');
      const at = seen.get(digest);
      const before = at !== undefined && clock.monotonicMs() - at < KEPT_MS;
      return {
        before,
        remember: () => {
          const now = clock.monotonicMs();
          seen.delete(digest);
          seen.set(digest, now);
          forget(now);
        },
      };
    },
  };
}

import { afterAll, beforeAll, expect } from 'vitest';
import type { BindPair } from './bind-pair.ts';
import { observePair, type Observed, type ObservedSet } from './observer.ts';

/** Says what was seen, and holds it to nothing empty and nothing mixed. */
export function expectUnbroken(what: string, seen: readonly Observed[]): void {
  process.stdout.write(`${what}: seen meanwhile at ${seen.length} servers: ${seen.map(({ looks, empty, mixed, failed }) => `${looks} looks, ${empty} empty, ${mixed} mixed, ${failed} failed`).join('; ')}\n`);
  expect(seen.map(({ empty, mixed, odd }) => ({ empty, mixed, odd }))).toEqual(seen.map(() => ({ empty: 0, mixed: 0, odd: [] })));
  expect(Math.min(...seen.map(({ looks }) => looks))).toBeGreaterThan(0);
}

/** Observes both servers from the first test of a file, or of a part of it, to its last. To be called after what starts the pair. */
export function observeAll(what: string, pair: () => Pick<BindPair, 'primary' | 'secondary'>, sets: () => readonly ObservedSet[]): void {
  let stop: (() => Promise<readonly Observed[]>) | null = null;
  beforeAll(async () => {
    stop = await observePair(pair(), sets());
  });
  afterAll(async () => {
    expectUnbroken(what, (await stop?.()) ?? []);
  });
}

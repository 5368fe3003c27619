/** Uniform in [0, 1), the same sequence for the same seed (mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `HOLDFAST_SEED` replays a failure; otherwise every run takes another path. The seed is printed either way. */
export function announcedSeed(what: string): number {
  const seed = Number(process.env['HOLDFAST_SEED'] ?? Date.now() % 1_000_000);
  process.stdout.write(`${what}: HOLDFAST_SEED=${seed}\n`);
  return seed;
}

import { describe, expect, it } from 'vitest';
import { createClockWatch } from '../../watch/clock-watch.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { createWorld, DOWN, WELL } from './testing/world.ts';

/** 10,000 in a soak (`HOLDFAST_BLIND_SEEDS=10000`). */
const SEEDS = Number(process.env['HOLDFAST_BLIND_SEEDS'] ?? 1_000);
const SHOP = ['shop-up', 'shop-out'];
const ALL = Object.keys(WELL);
const primary = (mode = 'automatic') => `  - { id: t, plan: to-b, on: primaryFails, every: 60s, signals: [shop-up, shop-out], mode: ${mode} }\n`;
const EVERYTHING = `${primary()}  - { id: h, plan: to-b, on: healthCheck, every: 60s, above: 0.8, mode: automatic }\n  - { id: w, plan: to-b, on: whenClock, mode: automatic }\n`;

const random = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

type World = ReturnType<typeof createWorld>;

/** Ways in which we ourselves are blind, while a primary seems to be down. */
const BLIND: readonly ((w: World, next: () => number) => void)[] = [
  // Our own network: no probe arrives, nor do the controls.
  (w) => {
    w.world.controlsFail = true;
    w.say(ALL, DOWN);
  },
  // All sources are gone.
  (w) => w.say(ALL, { live: false, error: 'source' }),
  // Sources answer with what they knew before.
  (w) => w.say(ALL, { value: 0, live: false, ageMs: 600_000 }),
  // Everything is red at once.
  (w) => w.say(ALL, { ...DOWN, over: true }),
  // Connections that hang: probes fail, what is kept is old.
  (w, next) => {
    w.say(['shop-up', 'b-up'], DOWN);
    w.say(['shop-out', 'b-out', 'shop-p95'], { live: false, ageMs: Math.floor(next() * 900_000) });
  },
  // One of the two that look is gone, and the other one says down.
  (w, next) => {
    const [down, gone] = next() < 0.5 ? SHOP : SHOP.toReversed();
    w.say([down ?? ''], DOWN);
    w.say([gone ?? ''], { live: false, error: 'source' });
  },
];

async function actionsOf(seed: number, isCareless: boolean): Promise<number> {
  const next = random(seed);
  const w = createWorld(EVERYTHING);
  if (isCareless) openEyes(w);
  if (next() < 0.5) w.world.incidents.push({ id: 'INC-2026-0001', dueAt: w.clock.nowMs(), isDrill: false });
  // Checks are a minute apart: a scene lasts for some of them, then another one comes.
  for (let scene = 0; scene < 4; scene += 1) {
    const blind = BLIND[Math.floor(next() * BLIND.length)];
    w.world.controlsFail = false;
    for (const [id, value] of Object.entries(WELL)) w.say([id], { live: true, ageMs: 0, error: null, over: false, value });
    blind?.(w, next);
    await minutes(w, 1 + Math.floor(next() * 5));
  }
  return w.world.begun.length;
}

/** As an engine would be that believes whatever it sees last. */
function openEyes(w: World): void {
  const say = w.say;
  w.say = (ids, change) => say(ids, { ...change, live: true, ageMs: 0, ...(change.error === 'source' ? { ...DOWN } : {}) });
  say(['b-up', 'b-out'], { live: true });
  const careless = w.say;
  w.say = (ids, change) => careless(ids.filter((id) => !id.startsWith('b-')), change);
  Object.defineProperty(w.world, 'controlsFail', { get: () => false, set: () => {} });
}

/** A check each minute is what there is to see: seconds between them are left out. */
async function minutes(w: World, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await w.clock.advance(59_000);
    await w.second();
  }
}

describe('what is our own blindness', () => {
  it(`begins nothing in ${SEEDS} scenes; with eyes that believe everything it would`, async () => {
    const acted: number[] = [];
    for (let seed = 1; seed <= SEEDS; seed += 1) if ((await actionsOf(seed, false)) > 0) acted.push(seed);
    expect(acted, `seeds that acted: ${acted.slice(0, 10).join(', ')}`).toEqual([]);
    let careless = 0;
    for (let seed = 1; seed <= 50; seed += 1) careless += await actionsOf(seed, true);
    expect(careless).toBeGreaterThan(25);
  }, 60_000);

  it('is said, and why', async () => {
    const w = createWorld(primary());
    w.say(ALL, DOWN);
    await minutes(w, 4);
    expect(w.first()).toMatchObject({ state: 'blind', says: 'Everything that is watched looks dead: it may be us, and nothing is done.' });
    w.world.controlsFail = true;
    await minutes(w, 1);
    expect(w.first().says).toBe('Our own control probes fail: it may be this network, and nothing is done.');
  });
});

describe('health that comes and goes', () => {
  it('makes at most one automatic attempt in each cool-down of half an hour, whatever its period', async () => {
    for (const periodMs of [1_000, 10_000, 60_000, 90_000, 180_000, 300_000, 600_000, 1_200_000]) {
      const w = createWorld(primary());
      for (let second = 0; second < 3 * 3_600; second += 10) {
        w.say(SHOP, Math.floor((second * 1_000) / periodMs) % 2 === 0 ? DOWN : { value: 1, error: null });
        await w.clock.advance(9_000);
        await w.second();
      }
      const gaps = w.world.begun.slice(1).map(({ atMs }, index) => atMs - (w.world.begun[index]?.atMs ?? 0));
      expect(Math.min(Infinity, ...gaps), `period ${periodMs}`).toBeGreaterThanOrEqual(1_800_000);
      if (periodMs >= 300_000) expect(w.world.begun.length, `period ${periodMs}`).toBeGreaterThan(0);
    }
  });
});

describe('a clock that jumps', () => {
  /** As the engine does: what breaks the clock is told before anything is judged. */
  const running = (w: World) => {
    const watch = createClockWatch(w.clock, durationMs(1_000));
    return async (seconds: number): Promise<void> => {
      for (let n = 0; n < seconds; n += 1) {
        await w.clock.advance(1_000);
        if (watch.look() !== null) w.triggers.clockBroke();
        w.triggers.everySecond();
        w.send(w.group, { type: 'tick' });
        await w.clock.advance(0);
      }
    };
  };
  const YEAR = 365 * 86_400_000;

  it.each([1_000, -1_000, 3_600_000, -3_600_000, 10 * YEAR, -10 * YEAR, 1_200_000])('by %i ms begins nothing while all is well, and delays a true failure by no more than one check', async (jump) => {
    const well = createWorld(EVERYTHING);
    const tick = running(well);
    await tick(100);
    well.clock.step(jump);
    await tick(400);
    expect(well.world.begun).toEqual([]);

    const failing = createWorld(primary());
    const run = running(failing);
    failing.say(SHOP, DOWN);
    await run(90);
    failing.clock.step(jump);
    const jumpedMs = failing.clock.monotonicMs();
    await run(3 * 60 + 61);
    if (jump > 90 * 86_400_000) {
      // By a clock so wrong the last drill proves nothing any more: it says so, and a person decides.
      expect(failing.first()).toMatchObject({ because: ['the last successful drill is 3651 days old'], state: 'met' });
      expect(failing.world.begun).toEqual([]);
      return;
    }
    expect(failing.world.begun).toHaveLength(1);
    // Three fresh checks from the next one on, or less where the jump is too small to break anything.
    expect((failing.world.begun[0]?.atMs ?? Infinity) - jumpedMs).toBeLessThanOrEqual(3 * 60_000 + 1_000);
  });
});

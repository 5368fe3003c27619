import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RampAction } from '../../../../../shared/model/continuity/run.ts';
import { PersonId } from '../../../../../shared/model/ids.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { begin, MOST_BREACHES, reduceRamp, refusal, type Holds, type Ladder, type RampEvent, type RampState } from './rules.ts';

const ADA = PersonId.parse('ada');
const BO = PersonId.parse('bo');
const LADDER: Ladder = { rungs: 4, dwellMs: durationMs(10_000), mostSpanMs: durationMs(4_000), hasIntegrity: true, lowest: 0 };

/** A ramp, and what is done with it: a look every two seconds, and every value that must be set is set. */
function ramp(ladder: Ladder = LADDER, state: RampState = begin(ladder, durationMs(0), null)) {
  let now = 0;
  const moves: number[] = [];
  const send = (event: RampEvent): void => void (state = reduceRamp(ladder, state, event));
  const act = (integrity: Holds): void => {
    if (state.asks) send({ type: 'integrity', holds: integrity });
    if (state.target === null) return;
    moves.push(state.target);
    send({ type: 'set', at: durationMs(now), rung: state.target, outcome: 'done' });
  };
  return {
    looks: (holds: Holds, times = 1, integrity: Holds = 'yes') => {
      for (let each = 0; each < times; each += 1) {
        now += 2_000;
        send({ type: 'looked', at: durationMs(now), holds });
        act(integrity);
      }
    },
    says: (action: RampAction, by = ADA) => {
      const why = refusal(ladder, state, action, by);
      send({ type: 'person', action, by });
      act('yes');
      return why;
    },
    send,
    moves,
    state: () => state,
  };
}

describe('a ramp', () => {
  it('raises value after value, each held for its dwell time, and ends after that of the last one', () => {
    const { looks, moves, state } = ramp();
    looks('yes', 2);
    expect(moves).toEqual([0]);
    looks('yes', 5);
    expect(moves).toEqual([0]);
    looks('yes', 2);
    expect(moves).toEqual([0, 1]);
    looks('yes', 14);
    expect([moves, state().isOver]).toEqual([[0, 1, 2, 3], false]);
    looks('yes', 6);
    expect([moves, state().isOver]).toEqual([[0, 1, 2, 3], true]);
  });

  it('raises nothing before integrity has passed, asked anew for each value', () => {
    const { looks, moves } = ramp();
    looks('yes', 10, 'no');
    looks('yes', 10, 'unknown');
    expect(moves).toEqual([]);
    looks('yes', 2);
    looks('yes', 20, 'no');
    expect(moves).toEqual([0]);
  });

  it('holds the last value until what it is for is so, and steps back from it until then', () => {
    const { looks, moves, send, state } = ramp({ ...LADDER, hasIntegrity: false });
    while (moves.length < 4) looks('yes');
    expect([moves, state().isOver]).toEqual([[0, 1, 2, 3], false]);
    const look = (seconds: number, holds: Holds, mayEnd: boolean): void => send({ type: 'looked', at: durationMs(100_000 + seconds * 1_000), holds, mayEnd });
    for (let second = 0; second < 40; second += 2) look(second, 'yes', false);
    expect([state().isOver, state().heldMs >= LADDER.dwellMs]).toEqual([false, true]);
    look(40, 'no', false);
    expect(state().target).toBe(2);
    send({ type: 'set', at: durationMs(141_000), rung: 2, outcome: 'done' });
    for (let second = 42; second < 54; second += 2) look(second, 'yes', true);
    send({ type: 'set', at: durationMs(155_000), rung: 3, outcome: 'done' });
    for (let second = 56; second < 70; second += 2) look(second, 'yes', true);
    expect(state().isOver).toBe(true);
  });

  it('steps back one value on a breach, and holds that for a fresh dwell time', () => {
    const { looks, moves } = ramp();
    looks('yes', 22);
    expect(moves).toEqual([0, 1, 2]);
    looks('no', 3);
    expect(moves).toEqual([0, 1, 2, 1]);
    looks('yes', 6);
    expect(moves).toEqual([0, 1, 2, 1]);
    looks('yes', 2);
    expect(moves).toEqual([0, 1, 2, 1, 2]);
  });

  it('goes on down while it stays broken, one value in a dwell time, and to the value before the first where there is one', () => {
    const lowest = ramp({ ...LADDER, lowest: -1 });
    lowest.looks('yes', 22);
    lowest.looks('no', 30);
    expect(lowest.moves).toEqual([0, 1, 2, 1, 0, -1]);
    const stays = ramp();
    stays.looks('yes', 2);
    stays.looks('no', 30);
    expect([stays.moves, stays.state().mode]).toEqual([[0], 'auto']);
  });

  it('neither raises nor steps back nor counts while something cannot be seen', () => {
    const { looks, moves, state } = ramp();
    looks('yes', 6);
    const { heldMs } = state();
    looks('unknown', 100);
    expect([moves, state().heldMs]).toEqual([[0], heldMs]);
    looks('yes', 1);
    expect(state().heldMs).toBe(heldMs);
  });

  it('holds and asks a person after the third breach at one value, and goes on at their word', () => {
    const { looks, moves, state, says } = ramp();
    looks('yes', 2);
    for (let breach = 0; breach < MOST_BREACHES; breach += 1) {
      looks('yes', 8);
      looks('no');
    }
    expect([moves, state().mode, state().by, state().question]).toEqual([[0, 1, 0, 1, 0, 1, 0], 'held', null, 'breaches']);
    looks('yes', 100);
    expect(moves).toHaveLength(7);
    expect(says('go')).toBeNull();
    looks('yes', 9);
    expect([moves.slice(7), state().breaches]).toEqual([[1], [0, 0, 0, 0]]);
  });

  it('asks a person where a value cannot be set, and sets what stood before once more; what should be lower is tried until it is', () => {
    const up = ramp();
    up.looks('yes', 2);
    up.looks('yes', 5);
    const fail = (rung: number) => up.send({ type: 'set', at: durationMs(99_000), rung, outcome: 'unknown' });
    up.send({ type: 'looked', at: durationMs(20_000), holds: 'yes' });
    up.send({ type: 'integrity', holds: 'yes' });
    up.send({ type: 'looked', at: durationMs(22_000), holds: 'yes' });
    expect(up.state().target).toBe(1);
    for (const rung of [1, 1, 1]) fail(rung);
    expect(up.state()).toMatchObject({ target: 0, rung: 0, mode: 'held', by: null, question: 'notSet' });
    for (let times = 0; times < 9; times += 1) fail(0);
    expect(up.state()).toMatchObject({ target: 0, question: 'notSet' });
  });

  it('does what a person says: hold, step, take over, give back', () => {
    const { looks, moves, state, says } = ramp();
    looks('yes', 2);
    says('hold');
    looks('yes', 100);
    expect(moves).toEqual([0]);
    expect(says('up')).toBeNull();
    looks('yes', 2);
    expect([moves, state().mode, state().by]).toEqual([[0, 1], 'held', ADA]);
    looks('no', 2);
    expect(moves).toEqual([0, 1, 0]);
    expect(says('up')).toBe('a condition is not met: take it over to set it all the same');
    says('takeOver');
    says('up');
    says('up');
    looks('no', 100);
    looks('yes', 100);
    expect([moves, state().isOver]).toEqual([[0, 1, 0, 1, 2], false]);
    expect(says('up', BO)).toBe('somebody else sets it by hand: take it over first');
    expect(says('takeOver', BO)).toBeNull();
    expect(says('down', BO)).toBeNull();
    expect(says('giveBack')).toBeNull();
    looks('yes', 16);
    expect(moves).toEqual([0, 1, 0, 1, 2, 1, 2, 3]);
    expect(says('down')).toBeNull();
    looks('yes', 100);
    expect([moves.slice(8), state().mode]).toEqual([[2], 'held']);
  });

  it('goes on after a crash at the value that is known to be set, with a fresh dwell time', () => {
    const known = { rung: 2, mode: 'auto', by: null, question: null, breaches: [0, 1, 2, 0] } as const;
    const { looks, moves, state } = ramp(LADDER, begin(LADDER, durationMs(0), known));
    expect(state()).toMatchObject({ target: 2, why: 'again' });
    looks('yes');
    expect(moves).toEqual([2]);
    looks('yes', 6);
    expect(moves).toEqual([2]);
    looks('yes', 2);
    expect(moves).toEqual([2, 3]);
  });
});

/** Anything that may happen, in any order. */
const event = (rungs: number): fc.Arbitrary<(state: RampState, now: number) => RampEvent> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<Holds>('yes', 'yes', 'yes', 'no', 'unknown').map((holds) => (_: RampState, now: number): RampEvent => ({ type: 'looked', at: durationMs(now), holds })) },
    { weight: 2, arbitrary: fc.constantFrom<Holds>('yes', 'no', 'unknown').map((holds) => (): RampEvent => ({ type: 'integrity', holds })) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom('done' as const, 'done' as const, 'refused' as const, 'unknown' as const), fc.integer({ min: -1, max: rungs - 1 }), fc.boolean()).map(([outcome, other, meant]) => (state: RampState, now: number): RampEvent => ({ type: 'set', at: durationMs(now), rung: meant ? (state.target ?? state.rung) : other, outcome })) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...RampAction.options), fc.constantFrom(ADA, BO)).map(([action, by]) => (): RampEvent => ({ type: 'person', action, by })) },
  );

describe('whatever happens to a ramp, in any order', () => {
  const ladders = fc.record({ rungs: fc.integer({ min: 1, max: 5 }), dwellMs: fc.constantFrom(0, 3_000, 10_000).map(durationMs), mostSpanMs: fc.constant(durationMs(4_000)), hasIntegrity: fc.boolean(), lowest: fc.constantFrom(-1 as const, 0 as const) });

  it('raises by itself only one value, seen to be well for its dwell time, with integrity just passed; and ends only at the last', () => {
    fc.assert(
      fc.property(ladders.chain((ladder) => fc.tuple(fc.constant(ladder), fc.array(fc.tuple(event(ladder.rungs), fc.integer({ min: 0, max: 20_000 })), { maxLength: 120 }))), ([ladder, events]) => {
        let state = begin(ladder, durationMs(0), null);
        let now = 0;
        // Kept beside the reducer, so that it is not believed.
        let [wellMs, lastWell, integrity] = [0, null as number | null, false];
        for (const [make, waits] of events) {
          now += waits;
          const happens = make(state, now);
          const before = state;
          state = reduceRamp(ladder, before, happens);
          if (happens.type === 'looked') {
            if (happens.holds === 'yes' && lastWell !== null) wellMs += Math.min(ladder.mostSpanMs, now - lastWell);
            if (happens.holds === 'no') wellMs = 0;
            lastWell = happens.holds === 'yes' ? now : null;
          }
          const raises = state.target !== null && state.target > Math.max(state.rung, before.target ?? -1);
          if (raises && state.mode !== 'byHand') {
            expect(happens).toMatchObject({ type: 'looked', holds: 'yes' });
            expect(state.target).toBe(state.rung + 1);
            if (state.why !== 'byHand') expect([before.mode, before.rung === -1 || wellMs >= ladder.dwellMs]).toEqual(['auto', true]);
            if (ladder.hasIntegrity) expect(integrity).toBe(true);
          }
          if (raises && state.mode === 'byHand') expect(happens).toMatchObject({ type: 'person', action: 'up' });
          if (happens.type === 'looked' && happens.holds !== 'no' && state.target !== before.target) expect(state.target).toBeGreaterThan(state.rung);
          if (state.isOver && !before.isOver) expect([state.rung, state.mode, wellMs >= ladder.dwellMs, happens]).toMatchObject([ladder.rungs - 1, 'auto', true, { holds: 'yes' }]);
          expect(state.target === null || (state.target >= Math.min(ladder.lowest, state.rung) && state.target < ladder.rungs)).toBe(true);
          if (happens.type === 'looked') integrity = false;
          if (happens.type === 'integrity') integrity = happens.holds === 'yes';
          const isSet = happens.type === 'set' && happens.outcome === 'done';
          const isReset = happens.type === 'person' && (happens.action === 'go' || happens.action === 'giveBack' || happens.action === 'takeOver');
          if (isSet || (isReset && state !== before)) [wellMs, lastWell] = [0, null];
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('comes back from what it tells as the same ramp, never higher', () => {
    fc.assert(
      fc.property(ladders.chain((ladder) => fc.tuple(fc.constant(ladder), fc.array(fc.tuple(event(ladder.rungs), fc.integer({ min: 0, max: 20_000 })), { maxLength: 60 }))), ([ladder, events]) => {
        let now = 0;
        const state = events.reduce((each, [make, waits]) => reduceRamp(ladder, each, make(each, (now += waits))), begin(ladder, durationMs(0), null));
        const known = Math.min(state.rung, state.target ?? state.rung);
        const again = begin(ladder, durationMs(0), { ...state, rung: known });
        expect(again).toMatchObject({ rung: known, mode: state.mode, by: state.by, breaches: state.breaches, heldMs: 0 });
        expect(again.target ?? known).toBeLessThanOrEqual(known);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a short ladder, in every state that it can reach', () => {
  it('never gets stuck: with everything well and a person who says go, it ends', () => {
    const ladder: Ladder = { rungs: 2, dwellMs: durationMs(1), mostSpanMs: durationMs(1), hasIntegrity: true, lowest: -1 };
    const key = (state: RampState, now: number) => JSON.stringify({ ...state, seenAt: state.seenAt === null ? null : Math.min(1, now - state.seenAt), sinceMs: Math.min(1, now - state.sinceMs), heldMs: Math.min(1, state.heldMs), failures: Math.min(3, state.failures), breaches: state.breaches.map((count) => Math.min(3, count)) });
    const seen = new Map<string, readonly [RampState, number]>();
    let level: (readonly [RampState, number])[] = [[begin(ladder, durationMs(0), null), 0]];
    while (level.length > 0) {
      const next: (readonly [RampState, number])[] = [];
      for (const [state, now] of level) {
        const at = durationMs(now + 1);
        const events: RampEvent[] = [
          ...(['yes', 'no', 'unknown'] as const).map((holds): RampEvent => ({ type: 'looked', at, holds })),
          ...(state.asks ? (['yes', 'no'] as const).map((holds): RampEvent => ({ type: 'integrity', holds })) : []),
          ...(state.target === null ? [] : (['done', 'unknown'] as const).map((outcome): RampEvent => ({ type: 'set', at, rung: state.target ?? 0, outcome }))),
          ...RampAction.options.map((action): RampEvent => ({ type: 'person', action, by: ADA })),
        ];
        for (const each of events) {
          const after = [reduceRamp(ladder, state, each), at] as const;
          const name = key(...after);
          if (seen.has(name)) continue;
          seen.set(name, after);
          next.push(after);
        }
      }
      level = next;
    }
    expect(seen.size).toBeGreaterThan(1_000);
    const stuck: RampState[] = [];
    for (const [from, now] of seen.values()) {
      const rest = ramp(ladder, from);
      rest.send({ type: 'person', action: 'giveBack', by: ADA });
      rest.send({ type: 'person', action: 'go', by: ADA });
      for (let each = 0; each < 40 && !rest.state().isOver; each += 1) {
        const at = durationMs(now + 1 + each);
        if (rest.state().target !== null) rest.send({ type: 'set', at, rung: rest.state().target ?? 0, outcome: 'done' });
        rest.send({ type: 'looked', at, holds: 'yes' });
        rest.send({ type: 'integrity', holds: 'yes' });
      }
      if (!rest.state().isOver) stuck.push(from);
    }
    expect(stuck).toEqual([]);
  });
});

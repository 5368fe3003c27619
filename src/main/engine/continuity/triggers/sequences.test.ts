import { describe, expect, it } from 'vitest';
import { TriggerConfig } from '../../../../shared/model/continuity/trigger-config.ts';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import type { Found } from './check.ts';
import { forget, startWatching, take, type Watched } from './watched.ts';

/** All sequences up to this length; 12 in a soak (`HOLDFAST_SEQUENCES=12`). */
const LONGEST = Number(process.env['HOLDFAST_SEQUENCES'] ?? 9);
const EVERY_MS = durationMs(300_000);
const START = Date.parse('2026-01-05T00:00:00.000Z');
const NEVER = durationMs(0);
const trigger = (failedChecks: number) => TriggerConfig.parse({ id: 't', plan: 'p', on: 'healthCheck', every: '5m', above: 0.8, failedChecks });

const LETTERS = ['P', 'F', 'U'] as const;
type Letter = (typeof LETTERS)[number];
const VERDICT = { P: 'pass', F: 'fail', U: 'unknown' } as const;

const found = (letter: Letter, index: number): Found => ({ verdict: VERDICT[letter], sampleTime: letter === 'U' ? null : epochMs(START + index * EVERY_MS), seenFrom: [], says: '', incident: null, isWell: false, spacingMs: EVERY_MS });
const step = (watched: Watched, letter: Letter, index: number): boolean => take(watched, found(letter, index), { now: epochMs(START + index * EVERY_MS), nowMs: durationMs(index * EVERY_MS) }, NEVER);

/** The rule read backwards from the newest check, without a state: three failed checks with no pass and never three unknowns in a row between them. */
function oracle(letters: readonly Letter[], needed: number): boolean {
  if (letters.at(-1) !== 'F') return false;
  let fails = 0;
  let unknowns = 0;
  for (const letter of letters.toReversed()) {
    unknowns = letter === 'U' ? unknowns + 1 : 0;
    if (letter === 'P' || unknowns === 3) break;
    if (letter === 'F') fails += 1;
  }
  return fails >= needed;
}

interface Tally {
  sequences: number;
  early: number;
  missed: number;
}

function walk(longest: number, counts: number, oracleNeeds: number): Tally {
  const tally: Tally = { sequences: 0, early: 0, missed: 0 };
  const go = (letters: readonly Letter[], before: Watched): void => {
    if (letters.length === longest) return;
    for (const letter of LETTERS) {
      const watched = { ...before };
      const acts = step(watched, letter, letters.length);
      const all = [...letters, letter];
      const should = oracle(all, oracleNeeds);
      tally.sequences += 1;
      if (acts && !should) tally.early += 1;
      if (!acts && should) tally.missed += 1;
      go(all, watched);
    }
  };
  go([], startWatching(trigger(counts), NEVER));
  return tally;
}

describe('a trigger acts exactly on the third failed check of a fresh sample', () => {
  it(`in all sequences of pass, fail and unknown up to ${LONGEST}: none early, none missed`, () => {
    expect(walk(LONGEST, 3, 3)).toEqual({ sequences: (3 ** (LONGEST + 1) - 3) / 2, early: 0, missed: 0 });
  });

  it('which tells it apart from one that acts on the fourth, or takes an unknown for a fail', () => {
    expect(walk(7, 4, 3).missed).toBeGreaterThan(0);
    expect(walk(7, 3, 4).early).toBeGreaterThan(0);
    const careless = startWatching(trigger(3), NEVER);
    expect(['F', 'U', 'U'].map((letter, index) => step(careless, letter === 'U' ? 'F' : (letter as Letter), index)).at(-1)).toBe(true);
    expect(oracle(['F', 'U', 'U'], 3)).toBe(false);
  });

  it('a sample that is looked at again is no further check, and after a gap or a jump of the clock all begin anew', () => {
    const times = (list: readonly number[]): boolean => {
      const watched = startWatching(trigger(3), NEVER);
      return list.map((time) => step(watched, 'F', time)).some(Boolean);
    };
    expect(times([0, 1, 1, 1, 0])).toBe(false);
    expect(times([0, 1, 2])).toBe(true);
    expect(times([0, 1, 4.01])).toBe(false);
    const jumped = startWatching(trigger(3), NEVER);
    step(jumped, 'F', 0);
    step(jumped, 'F', 1);
    forget(jumped);
    expect([2, 3, 4].map((time) => step(jumped, 'F', time))).toEqual([false, false, true]);
  });

  it('with a time to last, waits for it by both clocks: 14:59.999 is early, 15:00.001 is not', () => {
    const forMs = durationMs(900_000);
    const when = TriggerConfig.parse({ id: 't', plan: 'p', on: 'whenClock' });
    const last = (sampleMs: number, monotonicMs: number): boolean => {
      const watched = startWatching(when, NEVER);
      let acts = false;
      for (const part of [0, 0.25, 0.5, 0.75, 1]) {
        const each = { ...found('F', 0), sampleTime: epochMs(START + part * sampleMs) };
        acts = take(watched, each, { now: epochMs(START), nowMs: durationMs(part * monotonicMs) }, forMs);
      }
      return acts;
    };
    expect(last(899_999, 899_999)).toBe(false);
    expect(last(900_001, 900_001)).toBe(true);
    // A source whose clock runs ahead, or was set on, makes nothing older.
    expect(last(900_001, 899_999)).toBe(false);
    expect(last(899_999, 900_001)).toBe(false);
  });
});

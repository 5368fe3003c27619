import { createReducer } from '../../reduce.ts';
import { decode, encode, widthOf } from './codec.ts';
import type { Invariant } from './judge.ts';
import { movesOf } from './moves.ts';
import { firstWorld, type Bounds, type Subject } from './world.ts';

export interface Exploring extends Bounds {
  /** Distinct states after which it is given up; what was then not looked at is told. */
  readonly mostStates: number;
}

export interface Explored {
  readonly states: number;
  readonly transitions: number;
  /** How many steps the farthest state is from the first. */
  readonly depth: number;
  /** States that were found and not gone on from; 0: everything within the bounds was. */
  readonly frontier: number;
  readonly violation: { readonly invariant: Invariant; readonly trace: readonly string[] } | null;
}

/**
 * Breadth first through every state that can be reached, each once. A state is known by 64 bits of a hash of its canonical bytes: of
 * ten million states two are taken for one with a chance of about three in a million.
 */
export function explore(subject: Subject, { mostStates, ...bounds }: Exploring): Explored {
  const reduce = createReducer(subject.rules);
  const seen = new HashSet(mostStates);
  const [parents, moved] = [new Int32Array(mostStates), new Uint8Array(mostStates)];
  const width = widthOf(bounds);
  const row = new Uint8Array(width);
  const words = new Uint32Array(row.buffer);
  const add = (parent: number, move: number, rows: Rows): void => {
    if (!seen.add(words)) return;
    const index = seen.size - 1;
    [parents[index], moved[index]] = [parent, move];
    rows.push(row);
  };
  let level = new Rows(width);
  encode(firstWorld(bounds), row);
  add(-1, 0, level);
  let [transitions, depth, first] = [0, 0, 0];
  for (;;) {
    const next = new Rows(width);
    for (let index = 0; index < level.size; index += 1) {
      const from = decode(level.at(index));
      const moves = movesOf(from, reduce, subject, bounds);
      for (const [move, { world, broken }] of moves.entries()) {
        transitions += 1;
        const here = first + index;
        if (broken !== null) return { states: seen.size, transitions, depth, frontier: next.size + level.size - index, violation: { invariant: broken, trace: traceOf(here, move) } };
        // Most of what is tried is refused, and leads nowhere.
        if (world === from) continue;
        encode(world, row);
        add(here, move, next);
        if (seen.size === mostStates) return { states: seen.size, transitions, depth, frontier: next.size + level.size - index, violation: null };
      }
    }
    if (next.size === 0) return { states: seen.size, transitions, depth, frontier: 0, violation: null };
    first += level.size;
    level = next;
    depth += 1;
  }

  /** The way from the first state to a move, by going it again. */
  function traceOf(last: number, move: number): string[] {
    const way = [move];
    for (let state = last; state > 0; state = parents[state] ?? -1) way.unshift(moved[state] ?? 0);
    const trace: string[] = [];
    let world = firstWorld(bounds);
    for (const step of way) {
      encode(world, row);
      const taken = movesOf(decode(row), reduce, subject, bounds)[step];
      if (taken === undefined) break;
      trace.push(taken.label);
      world = taken.world;
    }
    return trace;
  }
}

/** Rows of bytes, one after the other. */
class Rows {
  readonly #width: number;
  #bytes: Uint8Array;
  size = 0;
  constructor(width: number) {
    this.#width = width;
    this.#bytes = new Uint8Array(width * 1_024);
  }
  push(row: Uint8Array): void {
    if ((this.size + 1) * this.#width > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(row, this.size * this.#width);
    this.size += 1;
  }
  at(index: number): Uint8Array {
    return this.#bytes.subarray(index * this.#width, (index + 1) * this.#width);
  }
}

/** Hashes of 64 bits, in two halves, by open addressing. */
class HashSet {
  readonly #mask: number;
  readonly #high: Uint32Array;
  readonly #low: Uint32Array;
  size = 0;
  constructor(most: number) {
    const slots = 2 ** Math.ceil(Math.log2(most * 1.6));
    this.#mask = slots - 1;
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
  }
  /** False where it was there already. */
  add(words: Uint32Array): boolean {
    let [high, low] = [0x9e3779b9, 0x85ebca6b];
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index] ?? 0;
      high = Math.imul(high ^ word, 0x01000193);
      high ^= high >>> 15;
      low = Math.imul(low ^ (word + 0x7f4a7c15), 0x5bd1e995);
      low ^= low >>> 13;
    }
    high = Math.imul(high ^ (high >>> 16), 0x45d9f3b) >>> 0;
    low = (Math.imul(low ^ (low >>> 15), 0x2c1b3c6d) | 1) >>> 0;
    let slot = (high ^ (low >>> 1)) & this.#mask;
    while (this.#low[slot] !== 0) {
      if (this.#high[slot] === high && this.#low[slot] === low) return false;
      slot = (slot + 1) & this.#mask;
    }
    [this.#high[slot], this.#low[slot]] = [high, low];
    this.size += 1;
    return true;
  }
}

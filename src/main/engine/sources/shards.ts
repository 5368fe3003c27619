/** After this many answers in a row, a query that once spoiled a merged one may rejoin the others. */
const PROBATION_POLLS = 20;

/**
 * How the queries of one group are spread over requests. One request at first; a query that the source refuses is asked
 * alone from then on, and a request that takes too long is cut in halves, so that one bad query never blinds the others.
 */
export interface Shards<U> {
  current(): readonly (readonly U[])[];
  /** The source refused this query by itself. */
  isolate(unit: U): void;
  /** This request took too long or was too large as a whole. Returns false when it cannot be cut further. */
  halve(units: readonly U[]): boolean;
  answered(units: readonly U[]): void;
}

export const halves = <U>(units: readonly U[]): readonly [readonly U[], readonly U[]] => {
  const middle = Math.ceil(units.length / 2);
  return [units.slice(0, middle), units.slice(middle)];
};

export function createShards<U>(units: readonly U[]): Shards<U> {
  let shared: (readonly U[])[] = [units];
  const alone = new Map<U, number>();

  return {
    current: () => [...shared.map((shard) => shard.filter((unit) => !alone.has(unit))).filter((shard) => shard.length > 0), ...[...alone.keys()].map((unit) => [unit])],
    isolate: (unit) => void alone.set(unit, 0),
    halve: (asked) => {
      if (asked.length < 2) return false;
      const wanted = new Set(asked);
      shared = shared.flatMap((shard) => (shard.some((unit) => wanted.has(unit)) ? halves(shard) : [shard]));
      return true;
    },
    answered: (asked) => {
      const [only, another] = asked;
      if (only === undefined || another !== undefined || !alone.has(only)) return;
      const polls = (alone.get(only) ?? 0) + 1;
      if (polls >= PROBATION_POLLS) alone.delete(only);
      else alone.set(only, polls);
    },
  };
}

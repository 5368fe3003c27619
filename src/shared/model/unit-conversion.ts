import type { Unit } from './config.ts';

/** Units of one quantity, each by what one of it is in the first. */
const QUANTITIES: readonly Readonly<Partial<Record<Unit, number>>>[] = [
  { s: 1, ms: 0.001 },
  { ratio: 1, percent: 0.01, bool: 1 },
];

/** What a number in one unit must be multiplied by to be one in the other; null where they measure different things. */
export function conversion(from: Unit, to: Unit): number | null {
  if (from === to) return 1;
  const quantity = QUANTITIES.find((units) => units[from] !== undefined && units[to] !== undefined);
  return quantity === undefined ? null : (quantity[from] ?? 1) / (quantity[to] ?? 1);
}

import type { Unit } from '../../shared/model/config.ts';

/** How a number of a unit is typed: people think of error rates in per cent. `factor`: typed = value × factor. Null for up and down. */
export function typedUnit(unit: Unit): { readonly factor: number; readonly word: string } | null {
  if (unit === 'bool') return null;
  if (unit === 'ratio') return { factor: 100, word: '%' };
  const words: Readonly<Record<Exclude<Unit, 'bool' | 'ratio'>, string>> = { s: 's', ms: 'ms', percent: '%', perSecond: '/s', count: '', bytes: 'B', none: '' };
  return { factor: 1, word: words[unit] };
}

const tidy = (value: number): number => Number(value.toPrecision(12));

/** A value as it is typed; empty for none. */
export const typedNumber = (value: number | null, unit: Unit): string => (value === null ? '' : String(tidy(value * (typedUnit(unit)?.factor ?? 1))));

/** The value of what was typed in `unit`. Null = nothing was typed; undefined = it is no number. */
export function readTyped(text: string, unit: Unit): number | null | undefined {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return null;
  const value = Number(typed);
  return Number.isFinite(value) ? tidy(value / (typedUnit(unit)?.factor ?? 1)) : undefined;
}

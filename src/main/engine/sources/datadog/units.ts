import type { Unit } from '../../../../shared/model/config.ts';
import type { DatadogUnits } from './answers.ts';

/** By what a value is multiplied, or why it is not what the signal says. */
export type Conversion = { readonly ok: true; readonly factor: number } | { readonly ok: false; readonly message: string };

/** Families that no count and no rate is told in. */
const MEASURES: ReadonlySet<string> = new Set(['time', 'bytes', 'percentage', 'temperature', 'money', 'frequency', 'electricity', 'power']);
/** How much of one a percentage's unit is; an apdex is a score. */
const OF_ONE: Readonly<Record<string, number>> = { percent: 0.01, fraction: 1, percent_nano: 1e-11 };
const WANTED: Readonly<Record<Unit, string>> = { s: 'seconds', ms: 'milliseconds', ratio: 'a ratio', percent: 'per cent', perSecond: 'a rate per second', count: 'a count', bytes: 'bytes', bool: 'up or down', none: 'no unit' };

const isMeasure = ({ of }: Known): boolean => MEASURES.has(of.family);
const scaleOf = ({ scale_factor: scale }: Known['of']): number | null => (scale > 0 && Number.isFinite(scale) ? scale : null);
const times = (scale: number | null, by: number): number | null => (scale === null ? null : scale * by);

interface Known extends DatadogUnits {
  readonly of: NonNullable<DatadogUnits['of']>;
}

const inFamily = ({ of, per }: Known, family: string): number | null => (of.family === family && per === null ? scaleOf(of) : null);

function shareOf({ of, per }: Known, computed: boolean): number | null {
  if (of.family === 'percentage') return per === null ? (OF_ONE[of.name] ?? null) : null;
  return computed && !MEASURES.has(of.family) ? 1 : null;
}

function rateOf(units: Known): number | null {
  const { of, per } = units;
  const amount = of.family === 'bytes' ? scaleOf(of) : isMeasure(units) ? null : 1;
  if (per === null || amount === null) return amount;
  const span = per.family === 'time' ? scaleOf(per) : null;
  return span === null ? null : amount / span;
}

/** By what a value is multiplied; null where it is something else. */
const FACTOR: Readonly<Record<Unit, (units: Known, computed: boolean) => number | null>> = {
  s: (units) => inFamily(units, 'time'),
  ms: (units) => times(inFamily(units, 'time'), 1_000),
  bytes: (units) => inFamily(units, 'bytes'),
  ratio: shareOf,
  percent: (units, computed) => (units.of.family === 'percentage' ? times(shareOf(units, computed), 100) : shareOf(units, computed)),
  count: (units) => (isMeasure(units) || units.per !== null ? null : 1),
  perSecond: rateOf,
  bool: () => 1,
  none: () => 1,
};

/**
 * From Datadog's unit of a series to the signal's. Where Datadog knows no unit the number is taken as it is: the signal says what it
 * means. `computed`: a formula, whose unit Datadog itself cannot always tell.
 */
export function convert({ of, per }: DatadogUnits, wanted: Unit, computed: boolean): Conversion {
  if (of === null || of.name === '') return { ok: true, factor: 1 };
  const factor = FACTOR[wanted]({ of, per }, computed);
  if (factor !== null) return { ok: true, factor };
  const found = `${of.name}${per === null ? '' : ` per ${per.name}`}`;
  return { ok: false, message: `Datadog gives this in ${found}, and the signal is ${WANTED[wanted]} (\`unit: ${wanted}\`); give the signal the unit that fits, or convert in a formula` };
}

import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../../shared/model/config.ts';
import type { DatadogUnit } from './answers.ts';
import { convert } from './units.ts';

const unit = (family: string, name: string, scale_factor: number): DatadogUnit => ({ family, name, scale_factor });
const NANOSECOND = unit('time', 'nanosecond', 1e-9);
const MILLISECOND = unit('time', 'millisecond', 0.001);
const SECOND = unit('time', 'second', 1);
const MINUTE = unit('time', 'minute', 60);
const PERCENT = unit('percentage', 'percent', 1);
const FRACTION = unit('percentage', 'fraction', 100);
const MEBIBYTE = unit('bytes', 'mebibyte', 1_048_576);
const REQUEST = unit('network', 'request', 1);
const ERROR = unit('general', 'error', 1);

const factor = (of: DatadogUnit | null, wanted: Unit, per: DatadogUnit | null = null, computed = false): number | string => {
  const found = convert({ of, per }, wanted, computed);
  return found.ok ? found.factor : found.message;
};

describe("Datadog's units", () => {
  it.each<[string, DatadogUnit | null, Unit, DatadogUnit | null, number]>([
    ['nanoseconds as seconds', NANOSECOND, 's', null, 1e-9],
    ['milliseconds as seconds', MILLISECOND, 's', null, 0.001],
    ['milliseconds as milliseconds', MILLISECOND, 'ms', null, 1],
    ['minutes as milliseconds', MINUTE, 'ms', null, 60_000],
    ['per cent as a ratio', PERCENT, 'ratio', null, 0.01],
    ['per cent as per cent', PERCENT, 'percent', null, 1],
    ['a fraction as per cent', FRACTION, 'percent', null, 100],
    ['a fraction as a ratio', FRACTION, 'ratio', null, 1],
    ['mebibytes as bytes', MEBIBYTE, 'bytes', null, 1_048_576],
    ['requests per second as a rate', REQUEST, 'perSecond', SECOND, 1],
    ['requests per minute as a rate', REQUEST, 'perSecond', MINUTE, 1 / 60],
    ['requests as a count', REQUEST, 'count', null, 1],
    ['requests as a rate, where Datadog does not say per what', REQUEST, 'perSecond', null, 1],
    ['no unit as whatever the signal says', null, 's', null, 1],
    ['anything as no unit', NANOSECOND, 'none', null, 1],
  ])('takes %s', (_, of, wanted, per, expected) => {
    expect(factor(of, wanted, per)).toBeCloseTo(expected, 12);
  });

  it.each<[DatadogUnit, Unit, DatadogUnit | null]>([
    [MEBIBYTE, 's', null],
    [NANOSECOND, 'ratio', null],
    [NANOSECOND, 'perSecond', null],
    [PERCENT, 'count', null],
    [REQUEST, 'ratio', null],
    [REQUEST, 'count', SECOND],
    [MEBIBYTE, 'bytes', SECOND],
    [unit('time', 'broken', 0), 's', null],
    [unit('percentage', 'apdex', 1), 'ratio', null],
  ])('refuses %o as %s, and says both', (of, wanted, per) => {
    expect(factor(of, wanted, per)).toBe(`Datadog gives this in ${of.name}${per === null ? '' : ` per ${per.name}`}, and the signal is ${{ s: 'seconds', ratio: 'a ratio', perSecond: 'a rate per second', count: 'a count', bytes: 'bytes' }[wanted as string]} (\`unit: ${wanted}\`); give the signal the unit that fits, or convert in a formula`);
  });

  it('takes errors divided by requests as a ratio, for a formula has no unit of its own', () => {
    expect(factor(ERROR, 'ratio', REQUEST, true)).toBe(1);
    expect(factor(NANOSECOND, 'ratio', null, true)).toContain('nanosecond');
  });
});

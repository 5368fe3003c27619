import { assert, constantFrom, double, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Unit } from '../model/config.ts';
import { explainNoValue, formatValue, formatValueText } from './format.ts';

const UNITS: readonly Unit[] = ['s', 'ms', 'ratio', 'percent', 'perSecond', 'count', 'bytes', 'bool', 'none'];

describe('a number on the wall', () => {
  it.each([
    [0, 's', '0', 'ms'],
    [0.000001, 's', '<0.01', 'ms'],
    [0.00042, 's', '0.42', 'ms'],
    [0.0042, 's', '4.2', 'ms'],
    [0.12, 's', '120', 'ms'],
    [0.1204567890123, 's', '120', 'ms'],
    [0.9994, 's', '999', 'ms'],
    [0.9996, 's', '1.00', 's'],
    [2.41, 's', '2.41', 's'],
    [2.4, 's', '2.40', 's'],
    [12.44, 's', '12.4', 's'],
    [125, 's', '125', 's'],
    [660, 's', '11.0', 'min'],
    [7_200, 's', '2.00', 'h'],
    [120, 'ms', '120', 'ms'],
    [2_410, 'ms', '2.41', 's'],
    [0.991, 'ratio', '99.1', '%'],
    [0.0002, 'ratio', '0.02', '%'],
    [0, 'ratio', '0', '%'],
    [1, 'ratio', '100', '%'],
    [0.07, 'ratio', '7.0', '%'],
    [0.1 + 0.2, 'ratio', '30.0', '%'],
    [0.9997, 'ratio', '99.97', '%'],
    [0.999999, 'ratio', '>99.99', '%'],
    [0.00001, 'ratio', '<0.01', '%'],
    [0.00999, 'ratio', '1.0', '%'],
    [99.1, 'percent', '99.1', '%'],
    [250, 'percent', '250.0', '%'],
    [12.4, 'perSecond', '12.4', '/s'],
    [0, 'perSecond', '0', '/s'],
    [0.5, 'perSecond', '0.50', '/s'],
    [412.6, 'perSecond', '413', '/s'],
    [1_200, 'perSecond', '1.2', 'k/s'],
    [999.6, 'perSecond', '1.0', 'k/s'],
    [37, 'count', '37', ''],
    [1_234, 'count', '1.2', 'k'],
    [123_400, 'count', '123', 'k'],
    [2_500_000, 'count', '2.5', 'M'],
    [3.25e13, 'count', '32.5', 'T'],
    [1e300, 'count', '1.0e288', 'T'],
    [12_345, 'percent', '12345', '%'],
    [512, 'bytes', '512', 'B'],
    [1_536_000, 'bytes', '1.5', 'MB'],
    [1, 'bool', 'up', ''],
    [0, 'bool', 'down', ''],
    [0.982, 'bool', '98.2', '%'],
    [0.4567891, 'none', '0.457', ''],
    [42, 'none', '42', ''],
    [0.00000123, 'none', '1.2e−6', ''],
    [-0.25, 'none', '−0.25', ''],
    [-0.000001, 's', '>−0.01', 'ms'],
  ] as const)('%d in %s reads "%s" and, small after it, "%s"', (value, unit, text, name) => {
    expect(formatValue(value, null, unit)).toEqual({ text, unit: name });
  });

  it.each([
    ['NaN', 'no value'],
    ['+Inf', '>∞'],
    ['-Inf', '<−∞'],
    ['empty', 'no data'],
    [null, 'no value'],
  ] as const)('a missing one (%s) is said as "%s" and never as zero', (noValue, text) => {
    expect(formatValue(null, noValue, 's')).toEqual({ text, unit: '' });
  });

  it('explains to the one who asks why there is no number', () => {
    expect(explainNoValue('+Inf')).toBe('beyond the largest value that the source can measure');
    expect(explainNoValue('empty')).toBe('the source has no such series now');
    expect(explainNoValue(null)).toBeNull();
  });

  it('is said with its unit in one piece for a screen reader', () => {
    expect(formatValueText(2.41, null, 's')).toBe('2.41 s');
    expect(formatValueText(1, null, 'bool')).toBe('up');
  });

  it('is short and has no long tail of digits, whatever comes; three digits of a number above a thousandth take five places at most', () => {
    assert(
      property(double(), constantFrom(...UNITS), (value, unit) => {
        const { text, unit: name } = formatValue(value, null, unit);
        expect(text).not.toMatch(/NaN|Infinity|\.\d{5}\d/);
        expect(text.length + name.length).toBeLessThanOrEqual(11);
      }),
    );
  });

  it('claims 0 % and 100 % only when they are exact', () => {
    assert(
      property(double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (ratio) => {
        expect(['0', '100', '100.0', '0.00']).not.toContain(formatValue(ratio, null, 'ratio').text);
      }),
    );
  });
});

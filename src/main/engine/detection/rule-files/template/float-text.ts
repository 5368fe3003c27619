/**
 * Floats as Go writes them (strconv.FormatFloat). JavaScript's own functions round exact halves away from zero where Go rounds
 * them to even (`%.1f` of 0.25 is 0.2); where a value may lie exactly between two, its digits are worked out with whole numbers
 * of any size.
 */

/** Without a precision, an exponent of ten from which on it is written out as one. */
const SHORTEST_LIMIT = 6;

/** A finite, positive value as mantissa × 2^exponent. */
function binary(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  return biased === 0 ? { mantissa: fraction, exponent: -1_074 } : { mantissa: fraction | (1n << 52n), exponent: biased - 1_075 };
}

/** value × 10^digits, rounded to a whole number, exact halves to even. */
function scaled(value: number, digits: number): bigint {
  const { mantissa, exponent } = binary(value);
  const above = mantissa * 2n ** BigInt(Math.max(0, exponent)) * 10n ** BigInt(Math.max(0, digits));
  const below = 2n ** BigInt(Math.max(0, -exponent)) * 10n ** BigInt(Math.max(0, -digits));
  const whole = above / below;
  const twice = (above % below) * 2n;
  return twice > below || (twice === below && whole % 2n === 1n) ? whole + 1n : whole;
}

/**
 * Whether a positive value can lie exactly between two numbers of `digits` decimals (negative: of tens, hundreds): only then is
 * it a whole number of 2^-(digits + 1), and not a whole number itself unless whole numbers are rounded too.
 */
const mayBeHalf = (value: number, digits: number): boolean => (digits < 0 ? Number.isInteger(value) : !Number.isInteger(value) && Number.isInteger(value * 2 ** (digits + 1)));

/** Decimal digits d1d2d3… and the exponent of d1, so that the value is d1.d2d3… × 10^exponent. */
interface Digits {
  readonly digits: string;
  readonly exponent: number;
}

function significant(value: number, count: number): Digits {
  if (value === 0) return { digits: '0'.repeat(count), exponent: 0 };
  const [mantissa = '', power = ''] = value.toExponential(count - 1).split('e');
  if (!mayBeHalf(value, count - Number(power)) && !mayBeHalf(value, count - 1 - Number(power))) return { digits: mantissa.replace('.', ''), exponent: Number(power) };
  // The exponent that JavaScript tells is that of the shortest digits, which may be rounded up to the next power of ten.
  for (let exponent = Number(value.toExponential().split('e')[1]) - 1; ; exponent += 1) {
    const digits = scaled(value, count - 1 - exponent).toString();
    if (digits.length <= count) return { digits, exponent };
  }
}

/** The fewest digits that read back as the same value. */
function shortest(value: number): Digits {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) };
}

const sign = (value: number): string => (value < 0 || Object.is(value, -0) ? '-' : '');
const special = (value: number): string | null => (Number.isNaN(value) ? 'NaN' : value === Infinity ? '+Inf' : value === -Infinity ? '-Inf' : null);
const exponentText = (exponent: number): string => `e${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;
const withPoint = (digits: string): string => (digits.length > 1 ? `${digits.slice(0, 1)}.${digits.slice(1)}` : digits);

/** `%.<places>f` */
export function fixed(value: number, places: number): string {
  const known = special(value);
  if (known !== null) return known;
  const positive = Math.abs(value);
  if (positive < 1e21 && !mayBeHalf(positive, places)) return `${sign(value)}${positive.toFixed(places)}`;
  const digits = scaled(positive, places).toString().padStart(places + 1, '0');
  return `${sign(value)}${digits.slice(0, digits.length - places)}${places > 0 ? `.${digits.slice(-places)}` : ''}`;
}

/** `%.<places>e` */
export function exponential(value: number, places: number): string {
  const known = special(value);
  if (known !== null) return known;
  const { digits, exponent } = significant(Math.abs(value), places + 1);
  return `${sign(value)}${withPoint(digits)}${exponentText(exponent)}`;
}

/** `%.<count>g`; with null, `%g` and `%v`: as few as are needed. Trailing zeros are left out. */
export function general(value: number, count: number | null): string {
  const known = special(value);
  if (known !== null) return known;
  const { digits, exponent } = count === null ? shortest(Math.abs(value)) : significant(Math.abs(value), Math.max(1, count));
  const kept = digits.replace(/0+$/, '') || '0';
  const limit = count === null ? SHORTEST_LIMIT : Math.max(1, count);
  if (exponent < -4 || exponent >= limit) return `${sign(value)}${withPoint(kept)}${exponentText(exponent)}`;
  if (exponent < 0) return `${sign(value)}0.${'0'.repeat(-exponent - 1)}${kept}`;
  const whole = kept.padEnd(exponent + 1, '0');
  return `${sign(value)}${whole.slice(0, exponent + 1)}${whole.length > exponent + 1 ? `.${whole.slice(exponent + 1)}` : ''}`;
}

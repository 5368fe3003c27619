import { TemplateFault, type Literal } from './tree.ts';

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/**
 * A number as it stands in a template. Like Go, text with a point or an exponent is a float and `010` is octal. Throws
 * `TemplateFault`. Source: text/template/parse/node.go, newNumber.
 */
export function parseNumber(text: string): Literal {
  const plain = text.replaceAll('_', '');
  const [, sign = '', digits = ''] = /^([+-]?)(.*)$/.exec(plain) ?? [];
  const isHex = /^0x/i.test(digits);
  if (!isHex && /[.e]/i.test(digits)) {
    const value = parseFloatText(plain);
    if (value === null) throw new TemplateFault(`${JSON.stringify(text)} is not a number`);
    return { kind: 'float', value };
  }
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  const value = Number(octal) * (sign === '-' ? -1 : 1);
  if (digits === '' || !Number.isSafeInteger(value)) throw new TemplateFault(`${JSON.stringify(text)} is not a whole number that can be kept exactly`);
  return { kind: 'int', value };
}

/** A text as a float, as Go's strconv.ParseFloat reads it but for hexadecimal ones; null where it is none. */
export function parseFloatText(text: string): number | null {
  if (DECIMAL.test(text)) return Number.isFinite(Number(text)) ? Number(text) : null;
  const infinite = INFINITE.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^nan$/i.test(text) ? Number.NaN : null;
}

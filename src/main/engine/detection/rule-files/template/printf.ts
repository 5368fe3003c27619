import { exponential, fixed, general } from './float-text.ts';
import { TemplateFault } from './tree.ts';
import { show, typeOf, type Value } from './values.ts';

const DIRECTIVE = /%([-+# 0]*)(\d*)(?:\.(\d*))?(.?)/gsu;
/** Wider than any text that a person reads; beyond it a width is a way to fill the memory. */
const MAX_WIDTH = 1_000;
const MAX_PRECISION = 100;

interface Directive {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly verb: string;
}

/**
 * Go's fmt.Sprintf for the values of a template: verbs v s q t d b o x X c U e E f F g G T %, flags, width and precision. What
 * does not fit is shown as Go shows it (`%!d(float64=1.5)`). Throws `TemplateFault` for `*` and `[n]`. Source: fmt/print.go.
 */
export function sprintf(format: string, args: readonly Value[]): string {
  let used = 0;
  const text = format.replace(DIRECTIVE, (_, flags: string, width: string, precision: string | undefined, verb: string) => {
    if (verb === '*' || verb === '[') throw new TemplateFault(`"%${verb}" in printf is not supported by Holdfast`);
    if (verb === '') return '%!(NOVERB)';
    if (verb === '%') return '%';
    const arg = args[used];
    used += 1;
    if (arg === undefined) return `%!${verb}(MISSING)`;
    const directive = { flags, width: limited(width, MAX_WIDTH), precision: precision === undefined ? null : limited(precision, MAX_PRECISION), verb };
    return formatOne(arg, directive);
  });
  const extra = args.slice(used).map((arg) => (arg.kind === 'nil' ? '<nil>' : `${typeOf(arg)}=${show(arg)}`));
  return extra.length === 0 ? text : `${text}%!(EXTRA ${extra.join(', ')})`;
}

function limited(digits: string, most: number): number {
  const number = Number(digits);
  if (number > most) throw new TemplateFault(`expected a width of at most ${String(MAX_WIDTH)} and a precision of at most ${String(MAX_PRECISION)} in printf, found ${digits}`);
  return number;
}

function formatOne(value: Value, directive: Directive): string {
  const { verb } = directive;
  if (directive.flags.includes('#')) throw new TemplateFault('"#" in printf is not supported by Holdfast');
  if (verb === 'T') return pad(typeOf(value), directive);
  if (value.kind === 'nil') return verb === 'v' ? pad('<nil>', directive) : `%!${verb}(<nil>)`;
  const text = value.kind === 'float' ? floatVerb(value.value, directive) : value.kind === 'int' ? intVerb(value.value, directive) : value.kind === 'string' ? stringVerb(value.value, directive) : otherVerb(value, directive);
  return text ?? `%!${verb}(${typeOf(value)}=${show(value)})`;
}

function floatVerb(value: number, directive: Directive): string | null {
  const { verb, precision } = directive;
  const places = precision ?? 6;
  switch (verb) {
    case 'v':
    case 'g':
      return padNumber(general(value, precision), directive);
    case 'G':
      return padNumber(general(value, precision).replace('e', 'E'), directive);
    case 'f':
    case 'F':
      return padNumber(fixed(value, places), directive);
    case 'e':
      return padNumber(exponential(value, places), directive);
    case 'E':
      return padNumber(exponential(value, places).replace('e', 'E'), directive);
    default:
      return null;
  }
}

const RADIX: Readonly<Record<string, number>> = { v: 10, d: 10, b: 2, o: 8, x: 16, X: 16 };

function intVerb(value: number, directive: Directive): string | null {
  const { verb, precision } = directive;
  const radix = RADIX[verb];
  if (radix !== undefined) {
    const digits = Math.abs(value).toString(radix).padStart(precision ?? 0, '0');
    return padNumber(`${value < 0 ? '-' : ''}${verb === 'X' ? digits.toUpperCase() : digits}`, directive);
  }
  const isCharacter = value >= 0 && value <= 0x10_ff_ff;
  const character = isCharacter ? String.fromCodePoint(value) : '\uFFFD';
  if (verb === 'c') return pad(character, directive);
  if (verb === 'q') return pad(`'${character === "'" ? "\\'" : quote(character).slice(1, -1).replaceAll('\\"', '"')}'`, directive);
  if (verb === 'U') return pad(`U+${value.toString(16).toUpperCase().padStart(4, '0')}`, directive);
  return null;
}

function stringVerb(value: string, directive: Directive): string | null {
  const { verb, precision } = directive;
  const cut = precision === null ? value : Array.from(value).slice(0, precision).join('');
  if (verb === 'v' || verb === 's') return pad(cut, directive);
  if (verb === 'q') return pad(quote(cut), directive);
  if (verb !== 'x' && verb !== 'X') return null;
  const hex = Buffer.from(cut).toString('hex');
  return pad(verb === 'X' ? hex.toUpperCase() : hex, directive);
}

function otherVerb(value: Value, directive: Directive): string | null {
  if (directive.verb === 'v' || (directive.verb === 't' && value.kind === 'bool')) return pad(show(value), directive);
  return directive.verb === 's' && value.kind !== 'bool' ? pad(show(value), directive) : null;
}

/** A text as Go quotes it (strconv.Quote). */
function quote(text: string): string {
  const escaped = text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    const short = SHORT_ESCAPES[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code > 0xff_ff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}
const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\u0007': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v' };

function pad(text: string, { flags, width }: Directive): string {
  const missing = ' '.repeat(Math.max(0, width - Array.from(text).length));
  return flags.includes('-') ? text + missing : missing + text;
}

/** With the sign that the flags ask for, and zeros between it and the digits. */
function padNumber(number: string, directive: Directive): string {
  const { flags, width, precision, verb } = directive;
  const isNumber = /\d/.test(number);
  const wanted = flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : null;
  const own = /^[+-]/.exec(number)?.[0];
  const sign = own === '-' ? '-' : (wanted ?? own ?? '');
  const digits = number.replace(/^[+-]/, '');
  const withZeros = flags.includes('0') && !flags.includes('-') && isNumber && !(precision !== null && RADIX[verb] !== undefined && verb !== 'v');
  return withZeros ? sign + digits.padStart(width - sign.length, '0') : pad(sign + digits, directive);
}

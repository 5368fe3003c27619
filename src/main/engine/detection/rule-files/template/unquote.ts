import { TemplateFault } from './tree.ts';

const ESCAPE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|.)/gsu;
const LETTERS: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/**
 * The text of a Go string in double quotes, quotes included. Escaped bytes above 127 are taken as the characters of that number.
 * Throws `TemplateFault` for an escape that Go does not know. Source: strconv.Unquote.
 */
export const unquoteDouble = (quoted: string): string => unescape(quoted.slice(1, -1), '"');

/** The code of a Go character in single quotes, quotes included. */
export function unquoteSingle(quoted: string): number {
  const characters = Array.from(unescape(quoted.slice(1, -1), "'"));
  if (characters.length !== 1) throw new TemplateFault(`expected one character in single quotes, found ${quoted.slice(0, 20)}`);
  return characters[0]?.codePointAt(0) ?? 0;
}

const unescape = (text: string, quote: string): string => text.replace(ESCAPE, (escape) => unescapeOne(escape, quote));

function unescapeOne(escape: string, quote: string): string {
  const body = escape.slice(1);
  const letter = LETTERS[body] ?? (body === quote ? quote : undefined);
  if (letter !== undefined) return letter;
  const code = /^[xuU]/.test(body) && body.length > 1 ? Number.parseInt(body.slice(1), 16) : /^[0-7]{3}$/.test(body) ? Number.parseInt(body, 8) : Number.NaN;
  if (Number.isNaN(code) || code > 0x10_ff_ff) throw new TemplateFault(`${JSON.stringify(escape)} is no escape sequence; write \\\\ for a backslash`);
  return String.fromCodePoint(code);
}

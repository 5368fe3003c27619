import { TemplateFault } from './tree.ts';

const ESCAPE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|.)/gsu;
const LETTERS: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/**
 * The text of a Go or PromQL string, its quotes included (`"…"` or `'…'`). Escaped bytes above 127 are taken as the characters
 * of that number. Throws `TemplateFault` for an escape that Go does not know. Source: strconv.Unquote.
 */
export const unquote = (quoted: string): string => unescape(quoted.slice(1, -1), quoted.slice(0, 1));

const unescape = (text: string, quote: string): string => text.replace(ESCAPE, (escape) => unescapeOne(escape, quote));

function unescapeOne(escape: string, quote: string): string {
  const body = escape.slice(1);
  const letter = LETTERS[body] ?? (body === quote ? quote : undefined);
  if (letter !== undefined) return letter;
  const code = /^[xuU]/.test(body) && body.length > 1 ? Number.parseInt(body.slice(1), 16) : /^[0-7]{3}$/.test(body) ? Number.parseInt(body, 8) : Number.NaN;
  if (Number.isNaN(code) || code > 0x10_ff_ff) throw new TemplateFault(`${JSON.stringify(escape)} is no escape sequence; write \\\\ for a backslash`);
  return String.fromCodePoint(code);
}

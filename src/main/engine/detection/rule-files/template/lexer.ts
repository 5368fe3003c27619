import { TemplateFault } from './tree.ts';
import { unquote } from './unquote.ts';

/** A piece of a template. `space` matters: `$x.y` is a field of `$x`, `$x .y` are two operands. */
export type Token =
  | { readonly type: 'text' | 'variable' | 'field' | 'word' | 'string' | 'number'; readonly text: string }
  | { readonly type: 'rune'; readonly text: string; readonly code: number }
  | { readonly type: 'open' | 'close' | 'space' | 'dot' | '|' | ',' | '(' | ')' | ':=' | '='; readonly text: string };

const BLANKS = ' \t\r\n';
const WORD = /[\p{L}\p{Nd}_]+/uy;
const NUMBER = /[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*)?\.?(?:[\d_]+)?(?:[eE][+-]?[\d_]+)?)/y;

/**
 * Splits a template into text and the tokens of its actions, as Go's text/template does: `{{-` and `-}}` with a blank take the
 * white space beside them away, comments are dropped. Throws `TemplateFault`.
 * Source: text/template/parse/lex.go.
 */
export function lexTemplate(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  while (at <= source.length) {
    const open = source.indexOf('{{', at);
    const end = open < 0 ? source.length : open;
    const trimBefore = open >= 0 && source[open + 2] === '-' && isBlank(source[open + 3]);
    let text = source.slice(at, end);
    if (trimNext) text = text.replace(/^[ \t\r\n]+/, '');
    if (trimBefore) text = text.replace(/[ \t\r\n]+$/, '');
    if (text !== '') tokens.push({ type: 'text', text });
    if (open < 0) break;
    const start = open + (trimBefore ? 3 : 2);
    const comment = lexComment(source, trimBefore ? start + 1 : start);
    const action = comment ?? lexAction(source, start);
    if (comment === null) tokens.push({ type: 'open', text: '{{' }, ...action.tokens, { type: 'close', text: '}}' });
    at = action.end;
    trimNext = action.trims;
  }
  return tokens;
}

interface Action {
  readonly tokens: readonly Token[];
  /** Behind the closing braces. */
  readonly end: number;
  readonly trims: boolean;
}

const isBlank = (char: string | undefined): boolean => char !== undefined && char !== '' && BLANKS.includes(char);

function lexComment(source: string, at: number): Action | null {
  if (!source.startsWith('/*', at)) return null;
  const end = source.indexOf('*/', at + 2);
  if (end < 0) throw new TemplateFault('a comment is not closed: expected "*/}}"');
  const closing = closingAt(source, end + 2);
  if (closing === null) throw new TemplateFault('a comment ends before the closing "}}": nothing may stand between "*/" and "}}"');
  return { tokens: [], ...closing };
}

/** `}}`, or a blank with `-}}`; null where neither stands. */
function closingAt(source: string, at: number): { readonly end: number; readonly trims: boolean } | null {
  if (source.startsWith('}}', at)) return { end: at + 2, trims: false };
  return isBlank(source[at]) && source.startsWith('-}}', at + 1) ? { end: at + 4, trims: true } : null;
}

function lexAction(source: string, start: number): Action {
  const tokens: Token[] = [];
  let at = start;
  let depth = 0;
  for (;;) {
    const closing = closingAt(source, at);
    if (closing !== null) {
      if (depth > 0) throw new TemplateFault('expected ")" before "}}"');
      return { tokens, ...closing };
    }
    if (at >= source.length) throw new TemplateFault('an action is not closed: expected "}}"');
    const token = lexToken(source, at);
    if (token.type === '(') depth += 1;
    if (token.type === ')' && --depth < 0) throw new TemplateFault('found ")" without "("');
    tokens.push(token);
    at += token.text.length;
    if ((token.type === 'field' || token.type === 'variable' || token.type === 'word') && !endsWord(source, at))
      throw new TemplateFault(`${quoted(source.slice(at, at + 1))} cannot follow ${quoted(token.text)}`);
  }
}

/** A token whose `text` is what stands in the source, so that its length is known; `valueOfString` takes the quotes away. */
function lexToken(source: string, at: number): Token {
  const char = source[at] ?? '';
  if (isBlank(char)) return { type: 'space', text: blanksFrom(source, at) };
  if (source.startsWith(':=', at)) return { type: ':=', text: ':=' };
  if (char === '=' || char === '|' || char === ',' || char === '(' || char === ')') return { type: char, text: char };
  if (char === '"') return quotedToken(source, at);
  if (char === '`') return rawToken(source, at);
  if (char === "'") return runeToken(source, at);
  if (char === '$') return { type: 'variable', text: `$${wordAt(source, at + 1)}` };
  const next = source[at + 1] ?? '';
  if (char === '.' && !/\d/.test(next)) {
    const name = wordAt(source, at + 1);
    return name === '' ? { type: 'dot', text: '.' } : { type: 'field', text: `.${name}` };
  }
  if (/[\d.]/.test(char) || ((char === '+' || char === '-') && /[\d.]/.test(next))) return numberToken(source, at);
  const word = wordAt(source, at);
  if (word !== '') return { type: 'word', text: word };
  if (char === '}') throw new TemplateFault('an action is not closed: found "}" where "}}" was expected');
  throw new TemplateFault(`${quoted(String.fromCodePoint(source.codePointAt(at) ?? 0))} has no meaning in an action`);
}

/** Blanks up to where a trim mark may begin, which needs the last of them. */
function blanksFrom(source: string, at: number): string {
  let end = at;
  while (isBlank(source[end]) && closingAt(source, end) === null) end += 1;
  return source.slice(at, Math.max(end, at + 1));
}

function wordAt(source: string, at: number): string {
  WORD.lastIndex = at;
  return WORD.exec(source)?.[0] ?? '';
}

function endsWord(source: string, at: number): boolean {
  const char = source[at];
  return char === undefined || isBlank(char) || '.,|:)('.includes(char) || source.startsWith('}}', at);
}

function numberToken(source: string, at: number): Token {
  NUMBER.lastIndex = at;
  const text = NUMBER.exec(source)?.[0] ?? '';
  const behind = source[at + text.length] ?? ' ';
  if (text === '' || /[\p{L}\p{Nd}_.]/u.test(behind)) throw new TemplateFault(`${quoted(text + behind)} is not a number`);
  return { type: 'number', text };
}

function quotedToken(source: string, at: number): Token {
  for (let end = at + 1; end < source.length; end += 1) {
    const char = source[end];
    if (char === '\n') break;
    if (char === '"') return { type: 'string', text: source.slice(at, end + 1) };
    if (char === '\\') end += 1;
  }
  throw new TemplateFault('a text in quotes is not closed: expected another "');
}

function rawToken(source: string, at: number): Token {
  const end = source.indexOf('`', at + 1);
  if (end < 0) throw new TemplateFault('a text in back quotes is not closed: expected another `');
  return { type: 'string', text: source.slice(at, end + 1) };
}

function runeToken(source: string, at: number): Token {
  const text = /^'(?:\\.[^']*|[^'\\\n])'/u.exec(source.slice(at, at + 20))?.[0];
  if (text === undefined) throw new TemplateFault("a character in single quotes is not closed: expected another '");
  const [character, ...others] = Array.from(unquote(text));
  if (character === undefined || others.length > 0) throw new TemplateFault(`expected one character in single quotes, found ${text}`);
  return { type: 'rune', text, code: character.codePointAt(0) ?? 0 };
}

/** The value of a `string` token. Throws `TemplateFault` for an escape that Go does not know. */
export const valueOfString = (text: string): string => (text.startsWith('`') ? text.slice(1, -1).replaceAll('\r', '') : unquote(text));

const quoted = (text: string): string => JSON.stringify(text.slice(0, 40));

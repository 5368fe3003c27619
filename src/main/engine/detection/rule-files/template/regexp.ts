import { RE2JS } from 're2js';
import { TemplateFault } from './tree.ts';

/** The same few patterns are asked for every alert at every evaluation. */
const REMEMBERED = 100;
const MAX_PATTERN = 1_000;
const MAX_TEXT = 20_000;
const compiled = new Map<string, RE2JS>();

/**
 * Go's regular expressions, in linear time: a label that comes from outside cannot make a pattern run for hours, as it can
 * with those of JavaScript. Throws `TemplateFault` for a pattern that Go does not take either.
 */
function compile(pattern: string, text: string): RE2JS {
  if (pattern.length > MAX_PATTERN) throw new TemplateFault(`expected a regular expression of at most ${String(MAX_PATTERN)} characters`);
  if (text.length > MAX_TEXT) throw new TemplateFault(`expected at most ${MAX_TEXT.toLocaleString('en-US')} characters to match, found ${text.length.toLocaleString('en-US')}`);
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  try {
    const expression = RE2JS.compile(pattern);
    if (compiled.size >= REMEMBERED) compiled.clear();
    compiled.set(pattern, expression);
    return expression;
  } catch (error) {
    throw new TemplateFault(`${JSON.stringify(pattern.slice(0, 80))} is not a regular expression: ${error instanceof Error ? error.message.replace('error parsing regexp: ', '').slice(0, 120) : 'unknown'}`);
  }
}

/** Whether the pattern is found anywhere in the text. */
export const matches = (pattern: string, text: string): boolean => compile(pattern, text).matcher(text).find();

type Group = (name: string) => string | null;
const REFERENCE = /\$(?:\$|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})?/gu;

/** `$1`, `${1}`, `$name` and `$$` in a replacement; `$1x` means the group `1x`, which is empty. Source: regexp.Expand. */
const expandReferences = (replacement: string, group: Group): string =>
  replacement.replace(REFERENCE, (found, plain: string | undefined, braced: string | undefined) => {
    const name = plain ?? braced;
    if (name !== undefined) return group(name) ?? '';
    return found === '$$' ? '$' : found;
  });

/** Every match replaced. An empty match right behind another match is none. Source: regexp.ReplaceAllString. */
export function replaceAllMatches(pattern: string, replacement: string, text: string): string {
  const expression = compile(pattern, text);
  const matcher = expression.matcher(text);
  const names = new Set(Object.keys(expression.namedGroups()));
  const group: Group = (name) => {
    const index = /^\d+$/.test(name) ? Number(name) : null;
    if (index === null) return names.has(name) ? matcher.group(name) : null;
    return index <= matcher.groupCount() ? matcher.group(index) : null;
  };
  let result = '';
  let lastEnd = 0;
  for (let at = 0; at <= text.length && matcher.find(at); ) {
    const [start, end] = [matcher.start(), matcher.end()];
    result += text.slice(lastEnd, start);
    if (end > lastEnd || start === 0) result += expandReferences(replacement, group);
    lastEnd = end;
    const width = (text.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1;
    at = Math.max(end, at + width);
  }
  return result + text.slice(lastEnd);
}

/** Whether Go and Prometheus take it for a regular expression. */
export function isRegexp(pattern: string): boolean {
  try {
    compile(pattern, '');
    return true;
  } catch {
    return false;
  }
}

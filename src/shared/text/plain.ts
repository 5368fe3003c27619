/**
 * Characters that change how the text around them is drawn without being seen: bidirectional marks, embeddings, overrides and
 * isolates, zero-width spaces, line and paragraph separators, the byte-order mark, tag characters. Zero-width joiners stay:
 * several scripts and emoji need them.
 */
const INVISIBLE = /[\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
// The control characters themselves are what is looked for.
// oxlint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000E-\u001F\u007F-\u009F]/g;
/** More than three combining marks on one letter draw over the neighbouring lines. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;

/**
 * Text from outside (names, labels, messages) as one safe line: breaks become spaces, control characters become "�",
 * invisible and direction-changing characters go, and the length is capped at `max` characters, the last one being "…".
 * It never interprets anything: `<b>` stays `<b>`.
 */
export function plain(text: string, max = 200): string {
  // A value of many megabytes must cost no more than a short one; the factor leaves room for what is removed.
  const head = text.length > max * 16 ? text.slice(0, max * 16) : text;
  const clean = head
    .toWellFormed()
    .replace(BREAKS, ' ')
    .replace(CONTROLS, '�')
    .replace(INVISIBLE, '')
    .replace(STACKED_MARKS, '$1')
    .trim();
  const characters = Array.from(clean);
  const cut = characters.length > max || head.length < text.length;
  return cut ? `${characters.slice(0, max - 1).join('')}…` : clean;
}

/** Text of several lines, such as a query: each line made safe on its own with its indentation kept, at most `maxLines` of them and `maxLine` of each. */
export function plainLines(text: string, maxLines = 200, maxLine = 2_000): string {
  const lines = text.slice(0, 100_000).split(/\r\n|\n|\r/);
  const safe = lines.slice(0, maxLines).map((line) => `${/^[ \t]*/.exec(line)?.[0].replaceAll('\t', '  ') ?? ''}${plain(line, maxLine)}`);
  return lines.length > maxLines ? `${safe.join('\n')}\n…` : safe.join('\n');
}

/** A message as it was written, made safe and whole: longer than any may be is never shown shortened as if that were all of it. */
export const plainMessage = (text: string): string => plainLines(text, 70_000, 70_000);

import { Parser } from 'yaml';

export interface Comment {
  readonly offset: number;
  readonly text: string;
}

/** Every comment of a YAML text in order; a `#` inside a quoted text or a block is none. */
export function commentsOf(text: string): Comment[] {
  const found: Comment[] = [];
  const walk = (token: unknown): void => {
    if (typeof token !== 'object' || token === null) return;
    if ('type' in token && token.type === 'comment' && 'source' in token && 'offset' in token) {
      found.push({ offset: Number(token.offset), text: String(token.source).trimEnd() });
      return;
    }
    for (const inner of Object.values(token)) walk(inner);
  };
  for (const token of new Parser().parse(text)) walk(token);
  return found.sort((a, b) => a.offset - b.offset);
}

/** The comments of `before` that `after` has lost, each as often as it was lost. */
export function lostComments(before: string, after: string): string[] {
  const left = new Map<string, number>();
  for (const { text } of commentsOf(after)) left.set(text, (left.get(text) ?? 0) + 1);
  return commentsOf(before).flatMap(({ text }) => {
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count > 0 ? [] : [text];
  });
}

/** Names and indexes from the whole text inwards; an index below zero counts from the end. */
export type JsonPath = readonly (string | number)[];

const LONGEST = 300;
const MOST_STEPS = 16;
/** One step of a path: `.name`, `['name']`, `["name"]` or `[0]`. */
const STEP = /\.([A-Za-z_\u0080-\u{10FFFF}][\w\u0080-\u{10FFFF}-]*)|\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?(?:0|[1-9]\d{0,8})))\s*\]/uy;
const EXPECTED = 'expected a path such as $.ticket.id or $["ticket"][0]';

const unescaped = (text: string): string => text.replace(/\\(.)/gsu, '$1');

/**
 * Reads a JSONPath of the part of RFC 9535 that leads to one place: names and indexes. Wildcards, filters, slices and `..` find
 * many places and are refused; names may hold "-" without brackets, as people write them.
 */
export function readPath(text: string): { readonly path: JsonPath } | { readonly problem: string } {
  if (text.length > LONGEST || !text.startsWith('$')) return { problem: EXPECTED };
  const path: (string | number)[] = [];
  let at = 1;
  while (at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) return { problem: problemAt(text, at) };
    const [whole, name, single, double, index] = match;
    if (index === '-0') return { problem: problemAt(text, at) };
    path.push(index === undefined ? (name ?? unescaped(single ?? double ?? '')) : Number(index));
    at += whole.length;
  }
  return path.length > MOST_STEPS ? { problem: `expected at most ${MOST_STEPS} steps in a path, found ${path.length}` } : { path };
}

function problemAt(text: string, at: number): string {
  const rest = text.slice(at, at + 20);
  const many = /^(?:\.\.|\.?\*|\[\s*(?:\*|\?|-?\d*\s*:))/.test(rest);
  return many ? `${EXPECTED}; "${rest}" would find several places` : `${EXPECTED}; "${rest}" is not understood`;
}

/** What stands there, or how far the path leads. Only own properties: `__proto__` is a name like any other. */
export function valueAt(value: unknown, path: JsonPath): { readonly found: unknown } | { readonly missing: number } {
  let here = value;
  for (const [depth, step] of path.entries()) {
    if (typeof step === 'number') {
      const next: unknown = Array.isArray(here) ? here.at(step) : undefined;
      if (next === undefined) return { missing: depth };
      here = next;
    } else {
      if (typeof here !== 'object' || here === null || Array.isArray(here) || !Object.hasOwn(here, step)) return { missing: depth };
      here = (here as Record<string, unknown>)[step];
    }
  }
  return { found: here };
}

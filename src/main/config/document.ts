import { isAlias, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, parseDocument, visit, type Document, type Node, type ParsedNode, type YAMLError } from 'yaml';
import type { ConfigPath } from './config-path.ts';

/** A place in the text; lines and columns count from 1, columns in UTF-16 units as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Fault extends Position {
  readonly message: string;
}

/** A YAML text that could be read, with the way back from a path to its place. */
export interface OpenDocument {
  readonly yaml: Document.Parsed;
  readonly data: unknown;
  /** Where the value at `path` (or its key) stands; what is missing is placed at the nearest thing that holds it. */
  locate(path: ConfigPath, part?: 'key' | 'value'): Position;
}

/** Beyond these a file is no configuration but an attack or an accident; each keeps reading under a second or two. */
const MAX_CHARACTERS = 2_000_000;
const MAX_TOKENS = 200_000;
const MAX_NESTING = 60;
const MAX_ALIASES = 100;
const MAX_FAULTS = 20;

type Outcome = { readonly document: OpenDocument } | { readonly faults: readonly Fault[] };

/** Reads one YAML document. Never throws: whatever is wrong comes back as faults, each with a place. */
export function readDocument(text: string): Outcome {
  const refused = refuseText(text) ?? refuseStructure(text);
  if (refused !== null) return { faults: [refused] };
  const lines = new LineCounter();
  // Duplicate keys are looked for below: the library compares every key with every other, which takes minutes for 100,000.
  const yaml = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: false, logLevel: 'error' });
  const place = placer(text, lines);
  if (yaml.errors.length > 0) return { faults: yaml.errors.slice(0, MAX_FAULTS).map((error) => ({ ...place(error.pos[0]), message: syntaxMessage(error) })) };
  const faults = [...tagFaults(yaml, place), ...duplicateKeys(yaml, place), ...brokenAliases(yaml, place)];
  if (faults.length > 0) return { faults: faults.slice(0, MAX_FAULTS) };
  try {
    const data: unknown = yaml.toJS({ maxAliasCount: MAX_ALIASES });
    return { document: { yaml, data, locate: (path, part = 'value') => place(offsetOf(yaml, path, part)) } };
  } catch (error) {
    const message = error instanceof ReferenceError ? `expected at most ${MAX_ALIASES} uses of anchors, found aliases that multiply beyond it` : 'this cannot be read as YAML';
    return { faults: [{ ...place(firstAlias(yaml)), message }] };
  }
}

/** Size and characters, before any parser sees the text. */
function refuseText(text: string): Fault | null {
  if (text.length > MAX_CHARACTERS)
    return { line: 1, column: 1, message: `expected at most ${MAX_CHARACTERS.toLocaleString('en-US')} characters, found ${text.length.toLocaleString('en-US')}` };
  // A byte order mark at the start is what some editors write; anywhere else it hides in a name.
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  const bad = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]|(?<!^)\uFEFF/.exec(text);
  if (bad === null) return null;
  const code = bad[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  return { ...positionAt(text, bad.index), message: `expected text, found the control character U+${code}` };
}

/** Nesting and number of tokens, counted by the lexer alone: deep nesting costs the parser quadratic time. */
function refuseStructure(text: string): Fault | null {
  let offset = 0;
  let tokens = 0;
  let open = 0;
  let inLine = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // The lexer's own marks (document, scalar, flow end) have no place in the text.
    if (lexeme === '\u0002' || lexeme === '\u001F' || lexeme === '\u0018') continue;
    if (lexeme === '\n' || lexeme === '\r\n') inLine = 0;
    else if (lexeme === '{' || lexeme === '[') open++;
    else if (lexeme === '}' || lexeme === ']') open--;
    else if (open === 0 && (lexeme === '-' || lexeme === '?' || lexeme === ':')) inLine++;
    if (/^[^\s#]/.test(lexeme)) tokens++;
    // Within brackets a line may hold any number of `key: value`; outside, indicators that follow each other nest.
    if (open > MAX_NESTING || inLine > MAX_NESTING)
      return { ...positionAt(text, offset), message: `expected at most ${MAX_NESTING} levels of nesting, found more` };
    if (tokens > MAX_TOKENS) return { ...positionAt(text, offset), message: `expected at most ${MAX_TOKENS.toLocaleString('en-US')} keys, values and marks, found more` };
    offset += lexeme.length;
  }
  return null;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** Offset → place; a byte order mark is no column. */
const placer =
  (text: string, lines: LineCounter) =>
  (offset: number): Position => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    const shift = line === 1 && text.startsWith('\uFEFF') && col > 1 ? 1 : 0;
    return { line: Math.max(1, line), column: Math.max(1, col - shift) };
  };

const PLAIN_WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'expected spaces as indentation, found a tab',
  MULTIPLE_DOCS: 'expected one document, found a second after "---"',
  BLOCK_AS_IMPLICIT_KEY: 'expected one "key: value" per line, found a second ":"; quote the text if the ":" belongs to it',
  NON_STRING_KEY: 'expected text as key, found a list or a group',
  RESOURCE_EXHAUSTION: 'nested too deeply',
};

function syntaxMessage(error: YAMLError): string {
  const words = PLAIN_WORDS[error.code];
  if (words !== undefined) return words;
  // The library's own sentences are clear; only their first line belongs in a one-line message.
  return `YAML: ${(error.message.split('\n')[0] ?? '').slice(0, 200)}`;
}

type Place = (offset: number) => Position;

/** An unknown tag changes what a value means; ignoring it would guess. */
const tagFaults = (yaml: Document.Parsed, place: Place): Fault[] =>
  yaml.warnings.map((warning) => ({ ...place(warning.pos[0]), message: `YAML: ${(warning.message.split('\n')[0] ?? '').slice(0, 200)}` }));

function duplicateKeys(yaml: Document.Parsed, place: Place): Fault[] {
  const faults: Fault[] = [];
  visit(yaml, {
    Map(_, map) {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        const offset = key.range?.[0] ?? 0;
        const first = seen.get(name);
        if (first === undefined) seen.set(name, offset);
        else faults.push({ ...place(offset), message: `duplicate key \`${name.slice(0, 60)}\`: already set on line ${place(first).line}` });
      }
    },
  });
  return faults;
}

function brokenAliases(yaml: Document.Parsed, place: Place): Fault[] {
  const faults: Fault[] = [];
  const anchors = new Set<string>();
  visit(yaml, {
    Node(_, node) {
      if (isAlias(node)) {
        if (!anchors.has(node.source)) faults.push({ ...place(node.range?.[0] ?? 0), message: `expected an anchor set earlier, found the alias *${node.source.slice(0, 60)}` });
      } else if (node.anchor !== undefined) anchors.add(node.anchor);
    },
  });
  return faults;
}

function firstAlias(yaml: Document.Parsed): number {
  let offset = 0;
  visit(yaml, {
    Alias(_, alias) {
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function offsetOf(yaml: Document.Parsed, path: ConfigPath, part: 'key' | 'value'): number {
  let node: Node | null = yaml.contents;
  let at = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    const holder: Node | undefined | null = isAlias(node) ? node.resolve(yaml) : node;
    if (isSeq(holder)) {
      const item: unknown = typeof step === 'number' ? holder.items[step] : undefined;
      if (!isNode(item)) return at;
      node = item;
      at = startOf(item) ?? at;
    } else if (isMap(holder)) {
      const pair = holder.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return at;
      const keyAt = startOf(pair.key) ?? at;
      node = isNode(pair.value) ? pair.value : null;
      // An empty value has no place of its own that a person could look at.
      const empty = node === null || (isScalar(node) && node.value === null && node.source === '');
      at = empty || (part === 'key' && index === path.length - 1) ? keyAt : (startOf(node) ?? keyAt);
    } else return at;
  }
  return at;
}

const startOf = (node: unknown): number | null => (isNode(node) ? ((node as ParsedNode).range?.[0] ?? null) : null);

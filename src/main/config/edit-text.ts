import { isDeepStrictEqual } from 'node:util';
import { isAlias, isMap, isScalar, isSeq, parseDocument, stringify, type Document, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import { HoldfastError } from '../../shared/model/result.ts';
import { commentsOf, lostComments, type Comment } from './comments.ts';
import type { ConfigPath } from './config-path.ts';

const READ = { keepSourceTokens: true, stringKeys: true, logLevel: 'error' } as const;
const WRITE = { lineWidth: 0, aliasDuplicateObjects: false } as const;

/*
 * Each edit is made twice: as a splice into the text, which leaves every other character as it is, and on the parsed document,
 * which says what the result must mean. A splice that means anything else, or has lost a comment, is dropped for the document's
 * own rendering; comments that this loses are put at the end.
 */

/** Adds entries to lists at the top level of the file; makes the list where there is none. */
export function appendItems(text: string, additions: Readonly<Record<string, readonly object[]>>): string {
  const wanted = Object.entries(additions).filter(([, items]) => items.length > 0);
  if (wanted.length === 0) return text;
  const spliced = wanted.reduce<string | null>((so, [section, items]) => so && spliceAppend(so, section, items), text);
  return edited(text, spliced, (yaml) => {
    for (const [section, items] of wanted) {
      const node: unknown = yaml.get(section, true);
      if (isAlias(node)) throw byHand(`\`${section}\` is an alias`);
      if (isSeq(node)) for (const item of items) node.add(yaml.createNode(item, WRITE));
      else yaml.set(section, yaml.createNode(items, WRITE));
    }
  });
}

/** Removes entries of lists at the top level by position; comments that stood inside them stay where they were. */
export function removeItems(text: string, removals: Readonly<Record<string, readonly number[]>>): string {
  const wanted = Object.entries(removals).filter(([, positions]) => positions.length > 0).map(([section, positions]) => [section, new Set(positions)] as const);
  if (wanted.length === 0) return text;
  const spliced = wanted.reduce<string | null>((so, [section, gone]) => so && spliceRemove(so, section, gone), text);
  return edited(text, spliced, (yaml) => {
    for (const [section, gone] of wanted) {
      const node: unknown = yaml.get(section, true);
      if (!isSeq(node)) throw byHand(`\`${section}\` is an alias`);
      node.items = node.items.filter((_, index) => !gone.has(index));
      if (node.items.length === 0) node.flow = true;
    }
  });
}

/**
 * Puts other content into an entry of a list at the top level. Where only numbers and texts differ nothing but those change;
 * otherwise the entry is written anew in the way it was (in braces or in lines), and comments that stood inside it stand before it.
 */
export function replaceItem(text: string, section: string, position: number, item: object): string {
  return edited(text, spliceValues(text, section, position, item) ?? spliceReplace(text, section, position, item), (yaml) => {
    const node: unknown = yaml.get(section, true);
    if (!isSeq(node)) throw byHand(`\`${section}\` is an alias`);
    node.items[position] = yaml.createNode(item, WRITE);
  });
}

/** An entry of a list at the top level with the keys that stand there, and no others. */
export function itemAt(text: string, section: string, position: number): Readonly<Record<string, unknown>> {
  const lists = parseDocument(text, READ).toJS() as Record<string, Record<string, unknown>[] | undefined>;
  return lists[section]?.[position] ?? {};
}

/** Sets one value; what holds it is made where it is missing. */
export function setValueAt(text: string, path: ConfigPath, value: string | number | boolean): string {
  return edited(text, spliceScalars(text, parseDocument(text, READ), [{ path, value }]), (yaml) => yaml.setIn(path, value));
}

/** Takes one value away, and what held it where nothing else stands in that. */
export function removeValueAt(text: string, path: ConfigPath): string {
  return edited(text, null, (yaml) => {
    if (!yaml.hasIn(path)) return;
    yaml.deleteIn(path);
    const holder: unknown = yaml.getIn(path.slice(0, -1), true);
    if (path.length > 1 && isMap(holder) && holder.items.length === 0) yaml.deleteIn(path.slice(0, -1));
  });
}

function edited(before: string, spliced: string | null, edit: (yaml: Document.Parsed) => void): string {
  const yaml = parseDocument(before, READ);
  edit(yaml);
  const wanted = meaning(yaml);
  if (spliced !== null && lostComments(before, spliced).length === 0 && isDeepStrictEqual(meaning(parseDocument(spliced, READ)), wanted)) return spliced;
  const rendered = yaml.toString(WRITE);
  const eol = endOfLine(before);
  const lines = [rendered.trimEnd(), ...lostComments(before, rendered)].join('\n');
  const after = `${eol === '\n' ? lines : lines.replaceAll(/\r?\n/g, eol)}${eol}`;
  if (!isDeepStrictEqual(meaning(parseDocument(after, READ)), wanted)) throw byHand('the way it is written does not allow it');
  return after;
}

function meaning(yaml: Document.Parsed): unknown {
  if (yaml.errors.length > 0) return yaml.errors;
  try {
    return yaml.toJS() as unknown;
  } catch {
    throw byHand('an alias refers to what would be removed');
  }
}

const byHand = (why: string): HoldfastError => new HoldfastError('invalid_input', `The configuration cannot be edited here, because ${why}; edit the file by hand.`);

const endOfLine = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function findPair(text: string, section: string): { root: YAMLMap; pair: Pair | undefined } | null {
  const { contents: root } = parseDocument(text, READ);
  if (!isMap(root) || root.srcToken?.type !== 'block-map' || /^\.\.\.\s*$/m.test(text)) return null;
  return { root: root as unknown as YAMLMap, pair: (root as unknown as YAMLMap).items.find(({ key }) => isScalar(key) && key.value === section) };
}

function spliceAppend(text: string, section: string, items: readonly object[]): string | null {
  const found = findPair(text, section);
  if (found === null) return null;
  const { root, pair } = found;
  const rootIndent = columnOf(text, root.range?.[0] ?? 0);
  const lines = (indent: number) => renderItems(items, indent, endOfLine(text));
  if (pair === undefined) return insertLines(text, text.length, `${' '.repeat(rootIndent)}${section}:${endOfLine(text)}${lines(rootIndent + 2)}`);
  const keyEnd = isScalar(pair.key) ? (pair.key.range?.[1] ?? null) : null;
  if (keyEnd === null) return null;
  const { value } = pair;
  if (value === null || (isScalar(value) && value.value === null)) return insertLines(text, keyEnd, lines(rootIndent + 2));
  if (!isSeq(value) || !value.range) return null;
  const last = endOfItem(value, value.items.length - 1);
  if (value.srcToken?.type === 'flow-collection') {
    const [start, end] = value.range;
    const flow = items.map((item) => JSON.stringify(item)).join(', ');
    if (last !== null) return `${text.slice(0, last)}, ${flow}${text.slice(last)}`;
    if (/^\[\s*\]$/.test(text.slice(start, end))) return insertLines(`${text.slice(0, start).trimEnd()}${text.slice(end)}`, keyEnd, lines(rootIndent + 2));
    return null;
  }
  const [firstDash] = dashesOf(value);
  return firstDash === undefined || last === null ? null : insertLines(text, last, lines(columnOf(text, firstDash)));
}

function spliceRemove(text: string, section: string, gone: ReadonlySet<number>): string | null {
  const found = findPair(text, section);
  const { value, key } = found?.pair ?? {};
  if (!isSeq(value) || value.srcToken?.type !== 'block-seq' || !isScalar(key) || !key.range) return null;
  const dashes = dashesOf(value);
  const comments = commentsOf(text);
  let result = text;
  for (const position of [...gone].sort((a, b) => b - a)) {
    const [dash, end] = [dashes[position], endOfItem(value, position)];
    if (dash === undefined || end === null) return null;
    const [from, to] = [lineStart(text, dash), nextLine(text, end)];
    result = result.slice(0, from) + keptComments(text, comments, from, to, columnOf(text, dash)) + result.slice(to);
  }
  if (gone.size < value.items.length) return result;
  const colon = text.indexOf(':', key.range[1]) + 1;
  return `${result.slice(0, colon)} []${result.slice(colon)}`;
}

/** Null unless the entry has the same groups, lists and keys as before. */
function spliceValues(text: string, section: string, position: number, item: object): string | null {
  const yaml = parseDocument(text, READ);
  const node = yaml.getIn([section, position], true);
  const changes = isMap(node) ? scalarChanges(node.toJS(yaml), item, [section, position]) : null;
  return changes === null ? null : spliceScalars(text, yaml, changes);
}

interface ScalarChange {
  readonly path: ConfigPath;
  readonly value: string | number | boolean;
}

function scalarChanges(before: unknown, after: unknown, path: ConfigPath): ScalarChange[] | null {
  if (isDeepStrictEqual(before, after)) return [];
  if (typeof after === 'string' || typeof after === 'number' || typeof after === 'boolean') return typeof before === typeof after ? [{ path, value: after }] : null;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null || Array.isArray(before) !== Array.isArray(after)) return null;
  const [was, is] = [new Map(Object.entries(before)), Object.entries(after)];
  if (was.size !== is.length) return null;
  const changes = is.map(([key, value]) => (was.has(key) ? scalarChanges(was.get(key), value, [...path, Array.isArray(after) ? Number(key) : key]) : null));
  return changes.every((change) => change !== null) ? changes.flat() : null;
}

function spliceReplace(text: string, section: string, position: number, item: object): string | null {
  const value = findPair(text, section)?.pair?.value;
  if (!isSeq(value)) return null;
  const node = value.items[position];
  if (!isMap(node) || !node.range) return null;
  const [start, end] = node.range;
  const dash = dashesOf(value)[position];
  if (node.srcToken?.type === 'flow-collection') {
    const written = stringify(item, { ...WRITE, collectionStyle: 'flow' }).trimEnd();
    const from = dash === undefined ? start : lineStart(text, dash);
    const kept = dash === undefined ? '' : keptComments(text, commentsOf(text), start, end, columnOf(text, dash));
    return `${text.slice(0, from)}${kept}${text.slice(from, start)}${written}${text.slice(end)}`;
  }
  if (dash === undefined) return null;
  const [from, to, indent] = [lineStart(text, dash), nextLine(text, end), columnOf(text, dash)];
  return text.slice(0, from) + keptComments(text, commentsOf(text), from, to, indent) + renderItems([item], indent, endOfLine(text)) + text.slice(to);
}

/** Null where one of the values has no text of its own that could be exchanged. */
function spliceScalars(text: string, yaml: Document.Parsed, changes: readonly ScalarChange[]): string | null {
  const splices = changes.map(({ path, value }) => {
    const node: unknown = yaml.getIn(path, true);
    if (!isScalar(node) || !node.range || node.value === null || node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return null;
    const plain = typeof value !== 'string' || (/^[A-Za-z][A-Za-z0-9_/. -]*[A-Za-z0-9]$/.test(value) && !/^(?:true|false|null)$/i.test(value));
    const written = plain && node.type !== 'QUOTE_DOUBLE' && node.type !== 'QUOTE_SINGLE' ? String(value) : JSON.stringify(value);
    return { from: node.range[0], to: node.range[1], written };
  });
  if (!splices.every((splice) => splice !== null)) return null;
  // From the last to the first, so that the places of the others hold.
  return splices.sort((a, b) => b.from - a.from).reduce((so, { from, to, written }) => so.slice(0, from) + written + so.slice(to), text);
}

/** Comments of a stretch of the text that goes, as lines of their own. */
const keptComments = (text: string, comments: readonly Comment[], from: number, to: number, indent: number): string =>
  comments
    .filter(({ offset }) => offset >= from && offset < to)
    .map((comment) => `${' '.repeat(indent)}${comment.text}${endOfLine(text)}`)
    .join('');

function renderItems(items: readonly object[], indent: number, eol: string): string {
  const lines = stringify(items, WRITE).trimEnd().split('\n');
  return lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line) + eol).join('');
}

/** Puts whole lines after the line on which `offset` stands. */
function insertLines(text: string, offset: number, lines: string): string {
  const at = nextLine(text, offset);
  const separator = at > 0 && text[at - 1] !== '\n' ? endOfLine(text) : '';
  return text.slice(0, at) + separator + lines + text.slice(at);
}

/** Where each entry's `-` stands. */
function dashesOf(seq: YAMLSeq): number[] {
  if (seq.srcToken?.type !== 'block-seq') return [];
  return seq.srcToken.items.flatMap(({ start }) => start.filter((token) => token.type === 'seq-item-ind').map((token) => token.offset));
}

function endOfItem(seq: YAMLSeq, position: number): number | null {
  const item = seq.items[position];
  return isMap(item) || isScalar(item) || isSeq(item) || isAlias(item) ? (item.range?.[1] ?? null) : null;
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset - 1) + 1;
const columnOf = (text: string, offset: number): number => offset - lineStart(text, offset);

/** Start of the line after the one on which a value that ends at `offset` ends. */
function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type YAMLMap } from 'yaml';
import type { ConfigPath } from '../../../config/config-path.ts';
import type { OpenDocument } from '../../../config/document.ts';
import { list } from '../../../config/found.ts';
import { didYouMean } from '../../../config/suggest.ts';
import type { DurationMs } from '../../../../shared/model/units.ts';
import { parsePrometheusDuration } from './duration.ts';

/** Where something stands, and a way to say what is wrong there. */
export interface Place {
  readonly document: OpenDocument;
  readonly path: ConfigPath;
  readonly report: (path: ConfigPath, message: string, details?: ReportDetails) => void;
}

export interface ReportDetails {
  /** The place is that of the value unless told. */
  readonly part?: 'key' | 'value';
  /** An error unless told. */
  readonly level?: 'error' | 'warning';
  /** How many lines below. */
  readonly lineOffset?: number;
}

/**
 * The fields of a group of keys in a rule file, read as Go's YAML reads them into text, numbers and lists: what stands for a
 * number or a boolean is text where text is wanted, an empty value is the same as none.
 */
export interface Fields {
  has(name: string): boolean;
  /** Null where it is missing or no text; what is no text is reported. */
  text(name: string): string | null;
  duration(name: string): DurationMs | null;
  whole(name: string): number | null;
  /** Names and texts, in the order of the file. */
  texts(name: string): readonly (readonly [name: string, value: string])[];
  /** The entries of a list of groups of keys; null where it is no list. */
  entries(name: string): readonly Node[] | null;
  node(name: string): Node | null;
}

/** Null, with a report, where the node is no group of keys. Unknown keys are reported. */
export function readFields(node: Node | null, place: Place, known: readonly string[], what: string): Fields | null {
  const { document, path, report } = place;
  const map = resolve(node, document.yaml);
  if (!isMap(map)) {
    report(path, `expected ${what} as a group of keys, found ${kindOf(map)}`);
    return null;
  }
  const pairs = pairsOf(map, document.yaml);
  for (const name of pairs.keys())
    if (!known.includes(name)) report([...path, name], `unknown key \`${name.slice(0, 60)}\`${didYouMean(name, known) || `; expected one of ${list(known, 'or')}`}`, { part: 'key' });

  const valueOf = (name: string): Node | null => {
    const value = resolve(pairs.get(name) ?? null, document.yaml);
    return isScalar(value) && value.value === null ? null : value;
  };
  const text = (name: string): string | null => {
    const value = valueOf(name);
    if (value === null) return null;
    const found = textOf(value);
    if (found === null) report([...path, name], `expected \`${name}\` as text, found ${kindOf(value)}`);
    return found;
  };
  return {
    has: (name) => valueOf(name) !== null,
    node: valueOf,
    text,
    duration: (name) => {
      const written = text(name);
      if (written === null) return null;
      const duration = parsePrometheusDuration(written);
      if (duration === null) report([...path, name], `expected \`${name}\` as a duration such as 30s, 5m or 1h30m, found ${JSON.stringify(written.slice(0, 40))}`);
      return duration;
    },
    whole: (name) => {
      const value = valueOf(name);
      if (value === null) return null;
      if (isScalar(value) && typeof value.value === 'number' && Number.isSafeInteger(value.value)) return value.value;
      report([...path, name], `expected \`${name}\` as a whole number, found ${kindOf(value)}`);
      return null;
    },
    texts: (name) => {
      const value = valueOf(name);
      if (value === null) return [];
      if (!isMap(value)) {
        report([...path, name], `expected \`${name}\` as a group of names and texts, found ${kindOf(value)}`);
        return [];
      }
      return [...pairsOf(value, document.yaml)].flatMap(([key, inner]) => {
        const found = textOf(resolve(inner, document.yaml));
        if (found === null) report([...path, name, key], `expected text, found ${kindOf(resolve(inner, document.yaml))}`);
        return found === null ? [] : [[key, found] as const];
      });
    },
    entries: (name) => {
      const value = valueOf(name);
      if (value === null) return [];
      if (isSeq(value)) return value.items as Node[];
      report([...path, name], `expected \`${name}\` as a list, found ${kindOf(value)}`);
      return null;
    },
  };
}

const resolve = (node: Node | null, yaml: Document.Parsed): Node | null => (isAlias(node) ? (node.resolve(yaml) ?? null) : node);

/** Keys and values, with those of `<<` merged in: what stands in the group itself wins. */
function pairsOf(map: YAMLMap, yaml: Document.Parsed, depth = 0): ReadonlyMap<string, Node | null> {
  const merged = new Map<string, Node | null>();
  const own = new Map<string, Node | null>();
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (name !== '<<') own.set(name, value as Node | null);
    else if (depth < 10)
      for (const source of mergeSources(value as Node | null, yaml)) for (const [inner, node] of pairsOf(source, yaml, depth + 1)) if (!merged.has(inner)) merged.set(inner, node);
  }
  return new Map([...merged, ...own]);
}

function mergeSources(node: Node | null, yaml: Document.Parsed): readonly YAMLMap[] {
  const value = resolve(node, yaml);
  const items = isSeq(value) ? value.items.map((item) => resolve(item as Node | null, yaml)) : [value];
  return items.filter((item): item is YAMLMap => isMap(item));
}

/** A scalar as text: `1.10` stays `1.10`, nothing is the empty text. Null for groups and lists. */
function textOf(node: Node | null): string | null {
  if (node === null) return '';
  if (!isScalar(node)) return null;
  if (typeof node.value === 'string') return node.value;
  return node.value === null ? '' : (node.source ?? null);
}

function kindOf(node: Node | null): string {
  if (isMap(node)) return 'a group of keys';
  if (isSeq(node)) return 'a list';
  if (!isScalar(node) || node.value === null) return 'nothing';
  return typeof node.value === 'number' ? `the number ${String(node.value)}` : typeof node.value === 'boolean' ? String(node.value) : 'text';
}

/** How many lines below the key an offset in its text stands: known in a block after `|`; elsewhere YAML has folded the lines, and it is 0. */
export function lineWithin(node: Node | null, text: string, offset: number): number {
  const isBlock = isScalar(node) && node.type === 'BLOCK_LITERAL';
  return isBlock ? text.slice(0, offset).split('\n').length : 0;
}

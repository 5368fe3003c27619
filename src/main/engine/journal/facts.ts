import type { IncidentId } from '../../../shared/model/ids.ts';
import { incidentEntries, workspaceEntries, type Fact } from '../../../shared/model/timeline.ts';
import { canonicalJson } from './hash.ts';

/** A fact taken apart for the store. */
export interface CheckedFact<F extends Fact> {
  readonly fact: F;
  /** Canonical JSON. */
  readonly data: string;
  readonly texts: readonly { readonly field: string; readonly text: string }[];
}

type Shape = (typeof incidentEntries)[keyof typeof incidentEntries] | (typeof workspaceEntries)[keyof typeof workspaceEntries];

function shapeOf(stream: IncidentId | null, type: string): Shape | null {
  const entries: Readonly<Record<string, Shape>> = stream === null ? workspaceEntries : incidentEntries;
  return Object.hasOwn(entries, type) ? (entries[type] ?? null) : null;
}

const strict = new Map<Shape, ReturnType<Shape['data']['strict']>>();
function strictData(shape: Shape): ReturnType<Shape['data']['strict']> {
  const known = strict.get(shape) ?? shape.data.strict();
  strict.set(shape, known);
  return known;
}

/**
 * Checks a fact before it becomes an entry for good. What does not fit its type is a mistake of the program and throws: nothing
 * that a person types gets here unchecked. Texts are made well-formed, for the store would change a lone surrogate silently.
 */
export function checkFact<F extends Fact>(stream: IncidentId | null, fact: F): CheckedFact<F> {
  const shape = shapeOf(stream, fact.type);
  if (shape === null) throw new Error(`journal: ${stream === null ? 'the workspace' : 'an incident'} has no entries of type "${fact.type}"`);
  const data = strictData(shape).safeParse(fact.data);
  if (!data.success) throw new Error(`journal: the facts of "${fact.type}" do not fit: ${data.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}`);
  const fields: readonly string[] = shape.texts;
  const texts = Object.entries(fact.texts).flatMap(([field, text]: [string, unknown]) => {
    if (!fields.includes(field)) throw new Error(`journal: "${fact.type}" has no text "${field}"`);
    if (text === null || text === undefined) return [];
    if (typeof text !== 'string') throw new Error(`journal: the text "${field}" of "${fact.type}" is no text`);
    return [{ field, text: text.toWellFormed() }];
  });
  const checked = { ...fact, data: data.data, texts: Object.fromEntries(texts.map(({ field, text }) => [field, text])) };
  return { fact: checked, data: canonicalJson(data.data), texts };
}

/** A fact as it was stored; null for a type that this release does not know. Throws where the stored facts do not fit their type. */
export function readFact(stream: IncidentId | null, type: string, data: string, texts: readonly { readonly field: string; readonly text: string | null }[]): Fact | null {
  const shape = shapeOf(stream, type);
  if (shape === null) return null;
  const fact = { type, data: shape.data.parse(JSON.parse(data)), texts: Object.fromEntries(texts.map(({ field, text }) => [field, text])) };
  // The shape was picked by this very type, which the compiler cannot follow through an index.
  return fact as unknown as Fact;
}

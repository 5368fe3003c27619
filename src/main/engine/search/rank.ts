import { facet, type Column } from './document.ts';
import { termMatch, wordsMatch, type Query, type Term } from './query.ts';

/** Something that adds to the score of the documents that it matches. */
export interface Boost {
  readonly match: string;
  readonly weight: number;
  /** True where it can be looked up by itself: it is all that is searched for, or stands in few incidents. */
  readonly alone: boolean;
  /** True of the beginning of a word, for which the index has to put together what it knows of many words. */
  readonly costly: boolean;
}

/** What the incident is about stands in its title, what one looks for in its cause and its fix. */
const STRONG: readonly Column[] = ['title', 'head'];
const MEDIUM: readonly Column[] = ['cause', 'fix'];
const [STRONG_WEIGHT, MEDIUM_WEIGHT, WEAK_WEIGHT] = [8, 4, 1];

/** A word that stands in as many incidents as this, or more, tells nothing of any of them. */
export const COMMON = 5_000;

/** Weight of a term by in how many incidents it stands: the inverse document frequency of BM25, counted to `COMMON`. */
const rarity = (documents: number): number => Math.log(1 + COMMON / (documents + 0.5));

const inColumns = (columns: readonly Column[], match: string): string => `({${columns.join(' ')}} : ${match})`;

/**
 * What of a query makes one match better than another: BM25 without the number of times that a word stands in a text (k1 = 0),
 * weighted by the column. How often would need every text of every match.
 */
export function boostsOf(terms: readonly Term[], only: boolean, documentsOf: (term: Term) => number): Boost[] {
  // Beside a rare word a common one tells little, and looking it up takes as long as the search itself.
  const rare = terms.length < 2 ? [] : terms.filter((term) => documentsOf(term) < COMMON);
  const telling = rare.length === 0 ? terms : rare;
  const alone = rare.length > 0 || (only && terms.length === 1);
  return telling.flatMap((term) => {
    const weight = rarity(documentsOf(term));
    return [
      { match: inColumns(STRONG, termMatch(term)), weight: weight * (STRONG_WEIGHT - WEAK_WEIGHT), alone, costly: term.prefix },
      { match: inColumns(MEDIUM, termMatch(term)), weight: weight * (MEDIUM_WEIGHT - WEAK_WEIGHT), alone, costly: term.prefix },
    ];
  });
}

/** In the order of their scores; of equal ones the first stays first, which is the newest. */
export function ranked<T extends { readonly doc: number }>(found: readonly T[], boosts: readonly { readonly docs: readonly number[]; readonly weight: number }[]): T[] {
  const score = new Map<number, number>();
  for (const { docs, weight } of boosts) for (const doc of docs) score.set(doc, (score.get(doc) ?? 0) + weight);
  return found.toSorted((a, b) => (score.get(b.doc) ?? 0) - (score.get(a.doc) ?? 0) || b.doc - a.doc);
}

/** Words of filters: all of them, of each list at least one. */
export type Facets = readonly (string | readonly string[])[];

/** A search in the language of FTS5: words in texts (of one kind, where told), and what the filters ask for. Null where nothing is asked for. */
export function matchOf(query: Query, column: Column | null, facets: Facets): string | null {
  const within = (match: string): string => (column === null ? match : inColumns([column], match));
  const asked = facets.map((each) => (typeof each === 'string' ? `"${each}"` : `(${each.map((one) => `"${one}"`).join(' OR ')})`));
  const words = wordsMatch(query);
  if (words !== null) return [within(words), ...asked].join(' AND ');
  if (asked.length === 0 && query.none.length === 0) return null;
  const all = asked.length === 0 ? `"${facet.any}"` : asked.join(' AND ');
  return query.none.reduce((match, term) => `(${match} NOT ${within(termMatch(term))})`, `(${all})`);
}

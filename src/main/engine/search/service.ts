import type { z } from 'zod';
import type { searchCalls } from '../../../shared/contract/search-calls.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import type { SearchHit, SearchText } from '../../../shared/model/search.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ReadDb } from '../../store/sql.ts';
import { instantOf, type IncidentRecord } from '../incidents/record.ts';
import { startOf } from '../incidents/repo.ts';
import type { Viewer } from '../incidents/view.ts';
import { causeOf, facet, firstNumber, PER_MINUTE } from './document.ts';
import { excerptOf } from './excerpt.ts';
import { readQuery, termMatch, type Query, type Term } from './query.ts';
import { boostsOf, COMMON, matchOf, ranked, type Boost, type Facets } from './rank.ts';
import { countUpTo, findNewest, matching, saidIn, type Found, type Range } from './repo.ts';
import { fixOf, textsOf, type Text } from './texts.ts';

export type SearchQuery = z.output<(typeof searchCalls)['search.find']['input']>;
export type SearchPage = z.output<(typeof searchCalls)['search.find']['output']>;

export interface SearchDeps {
  readonly db: { readonly read: ReadDb };
  readonly record: (id: IncidentId) => IncidentRecord | null;
  /** Throws `not_found`, and `forbidden` where the viewer may see no more than its face. */
  readonly mustSee: (id: IncidentId, viewer: Viewer) => void;
}

export interface Search {
  /** What a viewer may not see is neither found nor counted. */
  find(query: SearchQuery, viewer: Viewer): SearchPage;
}

/** So many matches are ranked against each other, the newest ones; those before them come after, ranked in turn. */
export const RANKED_TOGETHER = 1_000;
const TEXTS_SHOWN = 3;
/** Beyond any number of a document. */
const NO_END = Number.MAX_SAFE_INTEGER;
const LIKE_WEIGHT = { cause: 4, signature: 2 } as const;

interface Asked {
  readonly query: Query;
  readonly match: string;
  readonly boosts: readonly Boost[];
  /** Beside others there is a word that stands in few incidents. */
  readonly few: boolean;
}

/** Finds incidents by what was said in them. */
export function createSearch({ db, record, mustSee }: SearchDeps): Search {
  const find = (asked: SearchQuery, viewer: Viewer): SearchPage => {
    const understood = ask(asked, viewer);
    if (understood === null) return { items: [], next: null, found: 0, more: false };
    const { query, match, boosts, few } = understood;
    const place = readCursor(asked.cursor);
    const range = rangeOf(asked, place.before, !viewer.seesPrivate);
    const together = findNewest(db.read, match, range, RANKED_TOGETHER + 1, few);
    const more = together.length > RANKED_TOGETHER;
    const found = together.slice(0, RANKED_TOGETHER);
    const inOrder = asked.sort === 'newest' ? found : ranked(found, docsOf(match, boosts.filter(({ costly }) => !(costly && more)), found));
    const shown = inOrder.slice(place.skip, place.skip + asked.limit);
    return {
      items: shown.flatMap(({ incident }) => hitOf(incident, query.all, asked.in ?? null)),
      next: nextCursor(found, place, asked.limit, more),
      found: found.length,
      more: more || place.before !== NO_END,
    };
  };

  const ask = (asked: SearchQuery, viewer: Viewer): Asked | null => {
    const query = readQuery(asked.q);
    const like = asked.like === undefined ? null : alike(asked.like, viewer);
    const facets: Facets = [
      ...(asked.service === undefined ? [] : [facet.service(asked.service)]),
      ...(asked.severity === undefined ? [] : [facet.severity(asked.severity)]),
      ...(asked.kind === undefined ? [] : [facet.kind(asked.kind)]),
      ...(asked.category === undefined ? [] : [facet.category(asked.category)]),
      ...(asked.author === undefined ? [] : [facet.author(asked.author)]),
      ...(query.all.length === 0 && asked.in === 'fix' ? [facet.fixed] : []),
      ...(like === null ? [] : [like.map(({ word }) => word)]),
      ...(asked.from !== undefined || asked.to !== undefined ? [facet.any] : []),
    ];
    const match = matchOf(query, asked.in ?? null, facets);
    if (match === null || (like !== null && like.length === 0)) return null;
    const counts = new Map(query.all.length < 2 ? [] : query.all.map((term) => [term, countUpTo(db.read, termMatch(term), COMMON, !viewer.seesPrivate)]));
    const boosts = [
      ...(asked.in === undefined ? boostsOf(query.all, facets.length === 0 && query.none.length === 0, (term) => counts.get(term) ?? 0) : []),
      ...(like ?? []).flatMap(({ word, weight }) => (weight === 0 ? [] : [{ match: `"${word}"`, weight: weight * COMMON, alone: false, costly: false }])),
    ];
    const itself = asked.like === undefined ? match : `${match} NOT (head : "${asked.like.replaceAll('-', ' ').toLowerCase()}")`;
    return { query, match: itself, boosts, few: [...counts.values()].some((count) => count < COMMON) };
  };

  /** What makes another incident one like this: its cause more than its rule, its rule more than its services. */
  const alike = (id: IncidentId, viewer: Viewer): { readonly word: string; readonly weight: number }[] => {
    mustSee(id, viewer);
    const like = record(id);
    const cause = causeOf(saidIn(db.read, id));
    return [
      ...(cause === null || cause.id === null ? [] : [{ word: facet.cause(cause.id), weight: LIKE_WEIGHT.cause }]),
      ...(like?.signature == null ? [] : [{ word: facet.signature(like.signature), weight: LIKE_WEIGHT.signature }]),
      ...(like?.services ?? []).map((service) => ({ word: facet.service(service), weight: 0 })),
    ];
  };

  /** Which of those that were found each boost is for. */
  const docsOf = (match: string, boosts: readonly Boost[], found: readonly Found[]) => {
    const [newest, oldest] = [found[0], found.at(-1)];
    if (newest === undefined || oldest === undefined || found.length < 2) return [];
    // One word alone stands nowhere else between the first and the last that were found; of several each would.
    const ofBoost = (boost: Boost): string => (boost.alone ? boost.match : `(${match}) AND ${boost.match}`);
    return boosts.map((boost) => ({ weight: boost.weight, docs: matching(db.read, ofBoost(boost), oldest.doc, newest.doc + 1) }));
  };

  const hitOf = (id: IncidentId, terms: readonly Term[], only: SearchQuery['in'] | null): SearchHit[] => {
    const found = record(id);
    if (found === null) return [];
    const said = saidIn(db.read, id);
    const texts = textsOf(said);
    const fix = fixOf(said, texts);
    const title = excerptOf(found.title ?? '(title removed)', terms);
    const resolvedAt = instantOf(found, 'resolvedAt');
    const { severity, kind, state, standing, services, isDrill } = found;
    return [
      {
        id, severity, kind, state, standing, isDrill,
        private: found.private,
        services: [...services],
        title: title.text,
        titleMarks: [...title.marks],
        startedAt: toRfc3339(startOf(found)),
        resolvedAt: resolvedAt === null ? null : toRfc3339(resolvedAt),
        texts: bestTexts(texts.filter((text) => text.kind !== 'title' && text.text !== fix?.text && (only === null || text.kind === only)), terms),
        fix: fix === null ? null : shown(fix, terms),
      },
    ];
  };

  return { find };
}

/** Those that say most of what was looked for, the newest first among equals; none without it. What was said twice stands once, as it was said last. */
function bestTexts(texts: readonly Text[], terms: readonly Term[]): SearchText[] {
  const found = [...new Map(texts.map((text) => [text.text, text])).values()].map((text) => ({ text, excerpt: excerptOf(text.text, terms) })).filter(({ excerpt }) => excerpt.terms > 0);
  const best = found.toSorted((a, b) => b.excerpt.terms - a.excerpt.terms || b.text.seq - a.text.seq).slice(0, TEXTS_SHOWN);
  return best.map(({ text, excerpt }) => searchText(text, excerpt));
}

const shown = (text: Text, terms: readonly Term[]): SearchText => searchText(text, excerptOf(text.text, terms));
const searchText = ({ kind, seq, at, by }: Text, { text, marks }: { readonly text: string; readonly marks: SearchText['marks'] | readonly SearchText['marks'][number][] }): SearchText => ({ kind, seq, at: toRfc3339(at), by, text, marks: [...marks] });

const atOf = (instant: string | undefined): EpochMs | null => (instant === undefined ? null : epochMs(Date.parse(instant)));

function rangeOf({ from, to }: Pick<SearchQuery, 'from' | 'to'>, before: number, publicOnly: boolean): Range {
  const [startedFrom, startedBefore] = [atOf(from), atOf(to)];
  // Of a full minute documents go on in the next ones, so both ends are only near; the exact start decides.
  const last = startedBefore === null ? NO_END : firstNumber(startedBefore) + SPILL;
  return { from: startedFrom === null ? 0 : firstNumber(startedFrom), before: Math.min(before, last), startedFrom, startedBefore, publicOnly };
}
/** A day of full minutes. */
const SPILL = 1_440 * PER_MINUTE;

interface Place {
  /** Only documents before this one are looked at. */
  readonly before: number;
  /** So many of those that are ranked together were on earlier pages. */
  readonly skip: number;
}

function readCursor(cursor: string | undefined): Place {
  if (cursor === undefined) return { before: NO_END, skip: 0 };
  const [, before, skip] = /^(\d{1,16}):(\d{1,4})$/.exec(cursor) ?? [];
  if (before === undefined || skip === undefined) throw new HoldfastError('invalid_input', 'cursor: expected the "next" of an earlier page, or nothing for the first one.');
  return { before: Number(before), skip: Number(skip) };
}

/** The rest of those that were ranked together, then those before them; incidents that came meanwhile do not move the pages. */
function nextCursor(found: readonly Found[], { skip }: Place, limit: number, more: boolean): string | null {
  const [newest, oldest] = [found[0], found.at(-1)];
  if (newest === undefined || oldest === undefined) return null;
  if (skip + limit < found.length) return `${newest.doc + 1}:${skip + limit}`;
  return more ? `${oldest.doc}:0` : null;
}

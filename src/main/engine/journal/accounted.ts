import type { ReadDb } from '../../store/sql.ts';
import { readFact } from './facts.ts';
import { readPage } from './repo.ts';

/** What repairs of a damaged database wrote down as lost, so that the check of the chain can tell it from what somebody removed. */
export interface Accounted {
  /** First missing row → last missing row. */
  readonly gaps: ReadonlyMap<number, number>;
  /** Row → the hash with which it was kept, in hex. */
  readonly unproven: ReadonlyMap<number, string>;
  /** Texts that are gone, by `keyOf`. */
  readonly lostTexts: ReadonlySet<string>;
}

export const NOTHING_ACCOUNTED: Accounted = { gaps: new Map(), unproven: new Map(), lostTexts: new Set() };

export const keyOf = ({ seq, field }: { readonly seq: number; readonly field: string }): string => `${seq} ${field}`;

/** More repairs than a database ever sees. */
const REPAIRS_READ = 1_000;

/**
 * By the rows of the chain itself: whoever could forge one could make the chain anew as well. A row that does not say what a repair
 * writes accounts for nothing.
 */
export function readAccounted(db: ReadDb): Accounted {
  const rows = readPage(db, { type: 'databaseRepaired', order: 'asc', limit: REPAIRS_READ });
  const facts = rows.flatMap(({ data }) => {
    try {
      const fact = readFact(null, 'databaseRepaired', data, []);
      return fact?.type === 'databaseRepaired' ? [fact.data] : [];
    } catch {
      return [];
    }
  });
  return {
    gaps: new Map(facts.flatMap(({ lost }) => lost.map(({ from, to }) => [from, to] as const))),
    unproven: new Map(facts.flatMap(({ unproven }) => unproven.map(({ seq, hash }) => [seq, hash] as const))),
    lostTexts: new Set(facts.flatMap(({ lostTexts }) => lostTexts.map(keyOf))),
  };
}

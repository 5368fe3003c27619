import type { ReadDb } from '../../store/sql.ts';
import { readAccounted } from './accounted.ts';
import { createChainCheck, type ChainProblem } from './chain-check.ts';
import { hex, type hashRow } from './hash.ts';
import type { Verification } from './journal.ts';
import { readHead, readRowsAfter, readText, readTextsBetween, type Head } from './repo.ts';

/** Rows between two pauses: about 10 ms of work. */
const ROWS_PER_STEP = 1_000;

/**
 * Checks the journal from its first row to its head, reading a part at a time and pausing after each, so that whoever drives it can
 * let others work in between; rows that are added meanwhile are checked, too. Each part is read as it stands at one moment only
 * where nobody else writes in between: drive it on the thread that writes, or inside a transaction that reads.
 */
export function* verifySteps(db: ReadDb, hashOf?: typeof hashRow): Generator<void, Verification> {
  const check = createChainCheck(hashOf, readAccounted(db));
  const isGone = (seq: number, field: string): boolean => readText(db, seq, field)?.text === null;
  const result = (head: Head | null, firstBad: ChainProblem | null): Verification => ({ ok: firstBad === null, ...check.counts(), head: head === null ? null : hex(head.hash), firstBad });

  for (let after = -Infinity; ; ) {
    const head = readHead(db);
    const rows = readRowsAfter(db, after, ROWS_PER_STEP);
    const ends = rows.length < ROWS_PER_STEP;
    const to = ends ? Infinity : (rows.at(-1)?.seq ?? after);
    const texts = Map.groupBy(readTextsBetween(db, after, to), ({ seq }) => seq);
    for (const row of rows) {
      const problem = check.row(row, texts.get(row.seq) ?? [], isGone);
      if (problem !== null) return result(head, problem);
      texts.delete(row.seq);
    }
    const [stray] = texts.keys();
    const problem = (ends ? check.end(head) : null) ?? (stray === undefined ? null : { seq: stray, problem: `a text stands at row ${stray}, which does not exist` });
    if (ends || problem !== null) return result(head, problem);
    after = to;
    yield;
  }
}

/** The whole check at once. */
export function verifyChain(db: ReadDb, hashOf?: typeof hashRow): Verification {
  for (const steps = verifySteps(db, hashOf); ; ) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

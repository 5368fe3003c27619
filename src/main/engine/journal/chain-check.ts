import { z } from 'zod';
import { IncidentActor } from '../../../shared/model/incident.ts';
import { commitTo, hashRow, hex, sameBytes } from './hash.ts';
import { keyOf, NOTHING_ACCOUNTED, type Accounted } from './accounted.ts';
import { SHIFT_TEXTS } from './journal.ts';
import type { Head, StoredRow, StoredText } from './repo.ts';

/** The first row that is not as it was written, and how. */
export interface ChainProblem {
  readonly seq: number;
  readonly problem: string;
}

export interface ChainCheck {
  /** The next row, with its texts. `isGone` tells of an earlier text whether it is erased now. */
  row(row: StoredRow, texts: readonly StoredText[], isGone: (seq: number, field: string) => boolean): ChainProblem | null;
  /** After the last row. */
  end(head: Head | null): ChainProblem | null;
  /** Rows found in order so far, texts whose absence the chain itself accounts for, and what a repair wrote down as lost or unproven. */
  counts(): { readonly rows: number; readonly redacted: number; readonly erased: number; readonly lost: number; readonly unproven: number };
}

const Asked = z.object({ seq: z.number(), field: z.string() });
const Redacted = Asked.extend({ askedBy: IncidentActor });
/** Null for what Holdfast cannot have written. */
function readAs<T>(shape: z.ZodType<T>, data: string): T | null {
  try {
    return shape.parse(JSON.parse(data));
  } catch {
    return null;
  }
}
const Erasure = z.object({ what: z.string(), upTo: z.number() });
/** Of the workspace's own texts only those of the shift may be gone without two people. */
const SHIFT_TYPES: ReadonlySet<string> = new Set(SHIFT_TEXTS);
const sameActor = (a: IncidentActor, b: IncidentActor): boolean => a.kind === b.kind && a.id === b.id;
const span = (from: number, to: number): string => (from === to ? `row ${from} is` : `rows ${from} to ${to} are`);

/**
 * Judges a journal row by row. A row fits where its number follows the last one's, its hash covers it and the hash before it, and
 * each text is what the row commits to. A text may be missing only where a later row redacts it, asked for by one person and
 * agreed to by another, or erases the texts of its incident (or of the shift) by the retention settings. What this cannot see: a journal whose every row was made anew from some row on; only a head that was
 * noted elsewhere tells. `accounted` is what repairs of a damaged file wrote down as lost: it is counted, and no problem. `hashOf`
 * is for a test that takes the chaining away.
 */
export function createChainCheck(hashOf: typeof hashRow = hashRow, accounted: Accounted = NOTHING_ACCOUNTED): ChainCheck {
  let last: Head | null = null;
  let redacted = 0;
  let rows = 0;
  let lost = 0;
  let unproven = 0;
  let erased = 0;
  /** Texts that are gone and not yet accounted for, by their incident and by the order of their rows. */
  const missing = new Map<StoredRow['stream'], Map<string, StoredText & { readonly type: string }>>();
  const asked = new Map<string, IncidentActor>();

  const altered = (seq: number, what = 'its content, or the row before it, does not match its hash'): ChainProblem => ({ seq, problem: `row ${seq} was altered: ${what}` });

  const checkText = ({ stream, type }: StoredRow, text: StoredText): ChainProblem | null => {
    if (text.salt === null && text.text === null) {
      const ofStream = missing.get(stream) ?? new Map<string, StoredText & { readonly type: string }>();
      missing.set(stream, ofStream);
      if (!accounted.lostTexts.has(keyOf(text))) ofStream.set(keyOf(text), { ...text, type });
      return null;
    }
    const fits = text.salt !== null && text.text !== null && sameBytes(commitTo(text.salt, text.field, text.text), text.commitment);
    return fits ? null : altered(text.seq, `its text "${text.field}" does not match its hash`);
  };

  const checkRedaction = (row: StoredRow, isGone: (seq: number, field: string) => boolean): ChainProblem | null => {
    if (row.type === 'redactionAsked') {
      const target = readAs(Asked, row.data);
      if (target !== null) asked.set(keyOf(target), row.actor);
    }
    if (row.type !== 'redacted') return null;
    const target = readAs(Redacted, row.data);
    const asker = target === null ? undefined : asked.get(keyOf(target));
    if (target === null || asker === undefined || !sameActor(asker, target.askedBy) || sameActor(asker, row.actor)) return { seq: row.seq, problem: `row ${row.seq} redacts a text that no other person had asked to redact` };
    if (missing.get(row.stream)?.delete(keyOf(target)) !== true && !isGone(target.seq, target.field)) return altered(target.seq, `its text "${target.field}" is there, though row ${row.seq} redacted it`);
    redacted += 1;
    return null;
  };

  const checkErasure = (row: StoredRow): void => {
    if (row.type !== 'erased' || row.actor.kind !== 'holdfast') return;
    const erasure = readAs(Erasure, row.data);
    const ofStream = missing.get(row.stream);
    if (erasure?.what !== 'texts' || ofStream === undefined) return;
    for (const [key, { seq, type }] of ofStream) if (seq <= erasure.upTo && (row.stream !== null || SHIFT_TYPES.has(type)) && ofStream.delete(key)) erased += 1;
  };

  return {
    row: (row, texts, isGone) => {
      const expected: number = (last?.seq ?? 0) + 1;
      if (row.seq < expected) return { seq: row.seq, problem: `row ${row.seq} does not belong here: the first row is 1` };
      if (row.seq > expected && accounted.gaps.get(expected) !== row.seq - 1) return { seq: expected, problem: `${span(expected, row.seq - 1)} missing` };
      lost += row.seq - expected;
      const isUnproven = accounted.unproven.get(row.seq) === hex(row.hash);
      if (isUnproven) unproven += 1;
      else if (!sameBytes(hashOf(last?.hash ?? null, { ...row, commitments: texts }), row.hash)) return altered(row.seq);
      last = { seq: row.seq, hash: row.hash };
      rows += 1;
      for (const text of isUnproven ? [] : texts) {
        const problem = checkText(row, text);
        if (problem !== null) return problem;
      }
      checkErasure(row);
      return checkRedaction(row, isGone);
    },
    end: (head) => {
      const lastSeq: number = last?.seq ?? 0;
      if (head === null && last !== null) return { seq: lastSeq, problem: `the head of the journal is missing; row ${lastSeq} is the last one found` };
      if (head !== null && head.seq > lastSeq) return { seq: lastSeq + 1, problem: `${span(lastSeq + 1, head.seq)} missing: the end of the journal was cut off, its head says row ${head.seq}` };
      if (head !== null && head.seq < lastSeq) return { seq: head.seq + 1, problem: `row ${head.seq + 1} stands behind the end of the journal: its head says row ${head.seq}` };
      if (head !== null && (last === null || !sameBytes(head.hash, last.hash))) return { seq: lastSeq, problem: `the head of the journal has another hash than row ${lastSeq}` };
      const unaccounted = [...missing.values()].map((ofStream) => ofStream.values().next().value).find((text) => text !== undefined);
      return unaccounted === undefined ? null : altered(unaccounted.seq, `its text "${unaccounted.field}" is gone, and no redaction is recorded`);
    },
    counts: () => ({ rows, redacted, erased, lost, unproven }),
  };
}

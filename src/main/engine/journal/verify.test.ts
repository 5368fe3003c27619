import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/model/units.ts';
import { announcedSeed, seededRandom } from '../../store/testing/random.ts';
import { hashRow } from './hash.ts';
import { ALTERATIONS, rehash, remove, setHead, shift, swap } from './testing/alterations.ts';
import { ADA, BOB, incidentId, liftGuards, openJournal } from './testing/open-journal.ts';
import { appendRandom } from './testing/random-entries.ts';
import { verifyChain } from './verify.ts';

const INC = incidentId(1);
/** `npm run soak` makes ten thousand. */
const ALTERED = Number(process.env['HOLDFAST_ALTERATIONS'] ?? 1_000);

function journalOfNotes(count: number) {
  const opened = openJournal();
  for (let number = 1; number <= count; number += 1) opened.journal.append(INC, { type: 'note', data: {}, texts: { text: `n${number}` } }, { actor: ADA, at: epochMs(number) });
  liftGuards(opened.raw);
  return opened;
}

describe('the check of the journal', () => {
  it.each<[string, string, number, string]>([
    ['an edited row', `UPDATE journal SET at = at - 60000 WHERE seq = 17`, 17, 'row 17 was altered: its content, or the row before it, does not match its hash'],
    ['an edited text', `UPDATE journal_texts SET text = 'all was well' WHERE seq = 17`, 17, 'row 17 was altered: its text "text" does not match its hash'],
    ['a deleted text', 'UPDATE journal_texts SET text = NULL, salt = NULL WHERE seq = 17', 17, 'row 17 was altered: its text "text" is gone, and no redaction is recorded'],
    ['a removed row', 'DELETE FROM journal WHERE seq = 18', 18, 'row 18 is missing'],
    ['removed rows', 'DELETE FROM journal WHERE seq BETWEEN 18 AND 20', 18, 'rows 18 to 20 are missing'],
    ['a cut end', 'DELETE FROM journal WHERE seq > 38', 39, 'rows 39 to 40 are missing: the end of the journal was cut off, its head says row 40'],
    ['everything gone', 'DELETE FROM journal; DELETE FROM journal_texts', 1, 'rows 1 to 40 are missing: the end of the journal was cut off, its head says row 40'],
    ['a missing head', 'DELETE FROM journal_head', 40, 'the head of the journal is missing; row 40 is the last one found'],
    ['a head set back', 'UPDATE journal_head SET seq = 30', 31, 'row 31 stands behind the end of the journal: its head says row 30'],
    ['another head', 'UPDATE journal_head SET hash = zeroblob(32)', 40, 'the head of the journal has another hash than row 40'],
    ['a row before the first', `UPDATE journal SET seq = 0 WHERE seq = 40`, 0, 'row 0 does not belong here: the first row is 1'],
    ['a text without a row', `UPDATE journal_texts SET seq = 99 WHERE seq = 40`, 40, 'row 40 was altered: its content, or the row before it, does not match its hash'],
  ])('names %s', (_, sql, seq, problem) => {
    const { journal, raw } = journalOfNotes(40);
    expect(journal.verify()).toMatchObject({ ok: true, rows: 40 });
    raw.exec(sql);
    expect(journal.verify()).toMatchObject({ ok: false, firstBad: { seq, problem } });
  });

  it('names a redacted text that was put back, salt and all', () => {
    const { journal, raw } = journalOfNotes(3);
    const before = raw.prepare('SELECT text, salt FROM journal_texts WHERE seq = 2').get() as { text: string; salt: Uint8Array };
    journal.askRedaction(2, 'text', 'x', ADA);
    journal.redact(2, 'text', BOB);
    raw.prepare('UPDATE journal_texts SET text = ?, salt = ? WHERE seq = 2').run(before.text, before.salt);
    expect(journal.verify().firstBad).toEqual({ seq: 2, problem: 'row 2 was altered: its text "text" is there, though row 5 redacted it' });
  });

  it(`finds each of ${ALTERED} alterations of random journals and names the right row`, () => {
    const random = seededRandom(announcedSeed('alterations of a journal'));
    const tried = new Map<string, number>();
    const missed: string[] = [];
    for (let total = 0; total < ALTERED; ) {
      const { journal, raw, read } = openJournal();
      appendRandom(journal, 15 + Math.floor(random() * 20), random);
      /* So that each alteration has its occasion: a redaction that is asked for, and one that was done. */
      const [asked, done] = [1, 2].map((at) => journal.append(INC, { type: 'note', data: {}, texts: { text: `note ${at}` } }, { actor: ADA, at: epochMs(at) }).seq) as [number, number];
      for (const seq of [asked, done]) journal.askRedaction(seq, 'text', 'personal data', ADA);
      journal.redact(done, 'text', BOB);
      liftGuards(raw);
      const { rows, ok } = journal.verify();
      expect(ok).toBe(true);
      for (let turn = 0; turn < 200 && total < ALTERED; turn += 1) {
        const alteration = ALTERATIONS[turn % ALTERATIONS.length]!;
        const row = 1 + Math.floor(random() * rows);
        raw.exec('BEGIN');
        const named = alteration.apply({ raw, read, random, last: rows, row });
        const { firstBad } = journal.verify();
        raw.exec('ROLLBACK');
        if (named.length === 0) continue;
        total += 1;
        tried.set(alteration.name, (tried.get(alteration.name) ?? 0) + 1);
        if (!named.includes(firstBad?.seq ?? NaN)) missed.push(`${alteration.name} (row ${row} of ${rows}): expected row ${named.join(' or ')}, found ${JSON.stringify(firstBad)}`);
      }
      expect(journal.verify().ok).toBe(true);
      raw.close();
    }
    expect(missed).toEqual([]);
    expect([...tried.keys()].sort()).toEqual(ALTERATIONS.map(({ name }) => name).sort());
  }, 60_000 + ALTERED * 50);

  it('control arm: where a row’s hash does not cover the row before it, edits, swaps and removals by somebody who knows how hashes are made pass', () => {
    const unchained: typeof hashRow = (_, row) => hashRow(null, row);
    const attacks: ((opened: ReturnType<typeof journalOfNotes>, hashOf: typeof hashRow) => void)[] = [
      ({ raw, read }, hashOf) => {
        raw.exec(`UPDATE journal SET actor_name = 'Bob' WHERE seq = 7`);
        rehash(raw, read, 7, hashOf);
      },
      ({ raw, read }, hashOf) => {
        swap(raw, 5, 9, false);
        for (const seq of [5, 9]) rehash(raw, read, seq, hashOf);
      },
      ({ raw, read }) => {
        remove(raw, 'seq = 4');
        shift(raw, 4, -1);
        for (let seq = 4; seq < 20; seq += 1) rehash(raw, read, seq, unchained);
        setHead(raw);
      },
    ];
    const found = (hashOf: typeof hashRow) =>
      attacks.map((attack) => {
        const opened = journalOfNotes(20);
        for (let seq = 1; seq <= 20; seq += 1) rehash(opened.raw, opened.read, seq, hashOf);
        setHead(opened.raw);
        expect(verifyChain(opened.read, hashOf).ok).toBe(true);
        attack(opened, hashOf);
        return !verifyChain(opened.read, hashOf).ok;
      });
    expect(found(unchained)).toEqual([false, false, false]);
    expect(found(hashRow)).toEqual([true, true, true]);
  });

  it('cannot see a journal that was made anew as a whole; a head noted elsewhere does', () => {
    const { journal, raw, read } = journalOfNotes(20);
    const noted = journal.head();
    raw.exec(`UPDATE journal SET actor_name = 'Bob' WHERE seq = 7`);
    for (let seq = 7; seq <= 20; seq += 1) rehash(raw, read, seq);
    setHead(raw);
    expect(journal.verify().ok).toBe(true);
    expect(journal.head()).not.toEqual(noted);
  });

  it('lets others write while it pauses, and checks what they added and redacted', () => {
    const { journal, write } = openJournal();
    write.transaction(() => {
      for (let number = 1; number <= 2_500; number += 1) journal.append(INC, { type: 'note', data: {}, texts: { text: `n${number}` } }, { actor: ADA });
    });
    journal.askRedaction(5, 'text', 'x', ADA);
    const steps = journal.verifySteps();
    steps.next();
    journal.redact(5, 'text', BOB);
    journal.askRedaction(2_400, 'text', 'x', ADA);
    journal.redact(2_400, 'text', BOB);
    steps.next();
    journal.append(INC, { type: 'acknowledged', data: {}, texts: {} }, { actor: ADA });
    expect(steps.next()).toEqual({ done: true, value: { ok: true, rows: 2_505, redacted: 2, erased: 0, lost: 0, unproven: 0, head: journal.head()?.hash, firstBad: null } });
  });
});

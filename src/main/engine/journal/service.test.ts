import { describe, expect, it } from 'vitest';
import { ItemId } from '../../../shared/model/ids.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { HOLDFAST } from './journal.ts';
import { ADA, BOB, incidentId, liftGuards, openJournal } from './testing/open-journal.ts';

const note = (text: string): IncidentFact => ({ type: 'note', data: {}, texts: { text } });
const INC = incidentId(1);

describe('writing down what happened', () => {
  it('numbers entries without gaps over incidents and workspace, and gives each back as it was written', () => {
    const { journal, clock } = openJournal();
    const first = journal.append(INC, { type: 'linkAdded', data: { item: ItemId.parse('l1'), kind: 'ticket' }, texts: { label: 'Ticket', url: 'https://t.test/1' } }, { actor: ADA });
    const second = journal.append(null, { type: 'secretSet', data: { name: 'prom' }, texts: {} }, { actor: BOB });
    const third = journal.append(INC, note('Zürich 🧭 down\u0000'), { actor: ADA, evidence: { kind: 'sample', ref: 'checkout-p95', time: null, value: 2.5 } });
    expect([first, second, third].map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect([journal.entry(1), journal.entry(2), journal.entry(3), journal.entry(4)]).toEqual([first, second, third, null]);
    expect(third).toMatchObject({ stream: INC, at: clock.nowMs(), recordedAt: clock.nowMs(), fromMemory: false, redactions: [], fact: { texts: { text: 'Zürich 🧭 down\u0000' } } });
    expect(journal.head()).toEqual({ seq: 3, hash: third.hash });
    expect(journal.verify()).toEqual({ ok: true, rows: 3, redacted: 0, erased: 0, lost: 0, unproven: 0, head: third.hash, firstBad: null });
  });

  it('begins empty, and that is in order', () => {
    const { journal } = openJournal();
    expect([journal.head(), journal.verify()]).toEqual([null, { ok: true, rows: 0, redacted: 0, erased: 0, lost: 0, unproven: 0, head: null, firstBad: null }]);
  });

  it('keeps when it happened beside when it was written down, and marks what a person tells later without evidence', async () => {
    const { journal, clock } = openJournal();
    const before = clock.nowMs();
    await clock.advance(60_000);
    const evidence = { kind: 'link' as const, ref: 'https://d.test', time: null, value: null };
    const marks = [{ actor: ADA, at: before }, { actor: ADA, at: before, evidence }, { actor: ADA }, { actor: HOLDFAST, at: before }, { actor: ADA, at: before, fromMemory: false }].map((told) => journal.append(INC, note('x'), told));
    expect(marks.map(({ fromMemory }) => fromMemory)).toEqual([true, false, false, false, false]);
    expect(journal.entry(1)).toMatchObject({ at: before, recordedAt: before + 60_000 });
    expect(journal.append(INC, note('x'), { actor: ADA, at: epochMs(before + 0.75) }).at).toBe(before);
  });

  it('is undone together with the transaction that it belongs to', () => {
    const { journal, write } = openJournal();
    const failed = () =>
      write.transaction(() => {
        journal.append(INC, note('half'), { actor: ADA });
        throw new Error('crash between alert and incident');
      });
    expect(failed).toThrow('crash between');
    write.transaction(() => journal.append(INC, note('whole'), { actor: ADA }));
    expect(journal.stream(INC).map(({ seq, fact }) => [seq, fact.texts])).toEqual([[1, { text: 'whole' }]]);
    expect(journal.verify()).toMatchObject({ ok: true, rows: 1 });
  });

  it('leaves a text out that was not given, and makes broken characters whole so that the chain holds', () => {
    const { journal } = openJournal();
    journal.append(INC, { type: 'mitigated', data: {}, texts: { how: null } }, { actor: ADA });
    journal.append(INC, note('broken \ud83d emoji'), { actor: { ...ADA, name: 'Ada \ud83d' } });
    expect(journal.stream(INC)).toMatchObject([{ fact: { texts: {} } }, { actor: { name: 'Ada \ufffd' }, fact: { texts: { text: 'broken \ufffd emoji' } } }]);
    expect(journal.verify().ok).toBe(true);
  });

  it('refuses in a sentence where the store cannot be written', () => {
    const { journal } = openJournal({ readOnly: true });
    expect(() => journal.append(INC, note('x'), { actor: ADA })).toThrow(expect.objectContaining({ code: 'read_only', message: 'Holdfast cannot write to its database, so nothing can be recorded now.' }));
    expect(journal.verify().ok).toBe(true);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown type', { type: 'nonsense', data: {}, texts: {} }, /an incident has no entries of type "nonsense"/],
    ['a type of the workspace', { type: 'shiftNote', data: {}, texts: {} }, /an incident has no entries of type "shiftNote"/],
    ['a missing fact', { type: 'severityChanged', data: { from: 'P1' }, texts: {} }, /the facts of "severityChanged" do not fit: to:/],
    ['a fact too many', { type: 'note', data: { secret: 1 }, texts: {} }, /the facts of "note" do not fit/],
    ['an unknown text', { type: 'note', data: {}, texts: { title: 'x' } }, /"note" has no text "title"/],
    ['a text that is none', { type: 'note', data: {}, texts: { text: 7 } }, /the text "text" of "note" is no text/],
    ['an inherited name', { type: 'toString', data: {}, texts: {} }, /no entries of type "toString"/],
  ])('takes %s for a mistake of the program', (_, fact, message) => {
    const { journal } = openJournal();
    expect(() => journal.append(INC, fact as IncidentFact, { actor: ADA })).toThrow(message);
    expect(journal.head()).toBeNull();
  });

  it('cannot be changed by a mistake of ours', () => {
    const { journal, raw } = openJournal();
    journal.append(INC, note('x'), { actor: ADA });
    for (const sql of [`UPDATE journal SET at = 0`, 'DELETE FROM journal']) expect(() => raw.exec(sql)).toThrow('the journal is only added to');
    for (const sql of [`UPDATE journal_texts SET text = 'y'`, 'UPDATE journal_texts SET text = NULL, salt = NULL, seq = 2', 'DELETE FROM journal_texts']) expect(() => raw.exec(sql)).toThrow('a text of the journal is only redacted');
  });
});

describe('reading it', () => {
  const { journal } = openJournal();
  for (let number = 1; number <= 12; number += 1) {
    journal.append(incidentId(1 + (number % 2)), number % 3 === 0 ? { type: 'acknowledged', data: {}, texts: {} } : note(`n${number}`), { actor: number % 4 === 0 ? BOB : ADA });
    journal.append(null, { type: 'shiftNote', data: {}, texts: { text: `s${number}` } }, { actor: BOB });
  }
  const seqs = (filter: Partial<Parameters<typeof journal.entries>[0]>): number[] => journal.entries({ order: 'asc', limit: 1_000, ...filter }).map(({ seq }) => seq);

  it('goes through all of it in pages, either way', () => {
    const pages: number[][] = [];
    for (let page = seqs({ order: 'desc', limit: 10 }); page.length > 0; page = seqs({ order: 'desc', limit: 10, beyond: page.at(-1) })) pages.push(page);
    expect(pages.map((page) => page.length)).toEqual([10, 10, 4]);
    expect(pages.flat()).toEqual(Array.from({ length: 24 }, (_, index) => 24 - index));
    expect(seqs({ limit: 3, beyond: 20 })).toEqual([21, 22, 23]);
  });

  it('finds what is of an incident, of the workspace, of some types, of somebody', () => {
    expect(journal.stream(incidentId(1)).map(({ seq }) => seq)).toEqual([3, 7, 11, 15, 19, 23]);
    expect(seqs({ stream: null, limit: 3 })).toEqual([2, 4, 6]);
    expect(seqs({ type: 'acknowledged' })).toEqual([5, 11, 17, 23]);
    expect(seqs({ types: ['acknowledged', 'shiftNote'], limit: 5, order: 'desc' })).toEqual([24, 23, 22, 20, 18]);
    expect(seqs({ stream: incidentId(1), types: ['acknowledged', 'shiftNote'] })).toEqual([11, 23]);
    expect(seqs({ actor: 'bob', type: 'note' })).toEqual([7, 15]);
    expect(seqs({ types: [] })).toEqual([]);
  });

  it('leaves out what only a newer Holdfast knows, and says which row cannot be read', () => {
    const { journal: other, raw } = openJournal();
    for (const text of ['a', 'b', 'c']) other.append(INC, note(text), { actor: ADA });
    liftGuards(raw);
    raw.exec(`UPDATE journal SET type = 'fromTheFuture' WHERE seq = 2`);
    expect(other.stream(INC).map(({ seq }) => seq)).toEqual([1, 3]);
    raw.exec(`UPDATE journal SET data = '{' WHERE seq = 3`);
    expect(() => other.stream(INC)).toThrow('row 3 of the journal cannot be read; "holdfast verify" says whether it was altered');
  });
});

describe('when somebody altered the file', () => {
  it('recording goes on, and the check tells where the chain broke', () => {
    const altered: Record<string, string> = { 'UPDATE journal_head SET seq = 9': 'rows 4 to 9 are missing', 'DELETE FROM journal_head': '', 'UPDATE journal_head SET seq = 1': '', 'DELETE FROM journal WHERE seq = 3': 'row 3 is missing' };
    for (const [sql, problem] of Object.entries(altered)) {
      const { journal, raw } = openJournal();
      for (const text of ['a', 'b', 'c']) journal.append(INC, note(text), { actor: ADA });
      liftGuards(raw);
      raw.exec(sql);
      journal.append(INC, note('d'), { actor: ADA });
      expect([sql, journal.stream(INC).at(-1)?.fact.texts, journal.verify().firstBad?.problem ?? '']).toEqual([sql, { text: 'd' }, problem]);
    }
  });
});

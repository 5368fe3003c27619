import fs from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { connectReader } from '../../store/connection.ts';
import { temporaryFolder } from '../../store/testing/fixtures.ts';
import { seededRandom } from '../../store/testing/random.ts';
import { HOLDFAST } from './journal.ts';
import { ADA, BOB, incidentId, openJournal } from './testing/open-journal.ts';

const INC = incidentId(1);
const note = (text: string): IncidentFact => ({ type: 'note', data: {}, texts: { text } });

function withSecret() {
  const opened = openJournal();
  opened.journal.append(INC, note('the password is hunter2'), { actor: ADA });
  return opened;
}

describe('redacting a text', () => {
  it('takes a reason and a second person; the chain holds and says that there was something', () => {
    const { journal, clock, raw } = withSecret();
    journal.askRedaction(1, 'text', 'a pasted secret', ADA);
    const after = journal.redact(1, 'text', BOB);
    expect(after).toEqual(journal.entry(1));
    expect(after).toMatchObject({ fact: { texts: { text: null } }, redactions: [{ field: 'text', reason: 'a pasted secret', askedBy: ADA, by: BOB, at: clock.nowMs() }] });
    expect(journal.stream(INC).map(({ fact }) => fact.type)).toEqual(['note', 'redactionAsked', 'redacted']);
    expect(journal.about(1).map(({ seq }) => seq)).toEqual([2, 3]);
    expect(journal.verify()).toMatchObject({ ok: true, rows: 3, redacted: 1 });
    expect(raw.prepare('SELECT text, salt, length(commitment) AS kept FROM journal_texts WHERE seq = 1').get()).toEqual({ text: null, salt: null, kept: 32 });
  });

  it('is refused without a request, by whoever asked, twice, of nothing, and by Holdfast itself', () => {
    const { journal } = withSecret();
    const refused = (work: () => void) => {
      try {
        work();
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(refused(() => journal.redact(1, 'text', BOB))).toMatchObject({ code: 'conflict', message: 'Nobody has asked for this text to be redacted.' });
    expect(refused(() => journal.askRedaction(1, 'title', 'x', ADA))).toMatchObject({ code: 'not_found', message: 'Row 1 of the journal has no text "title".' });
    expect(refused(() => journal.askRedaction(7, 'text', 'x', ADA))).toMatchObject({ code: 'not_found' });
    expect(refused(() => journal.askRedaction(1, 'text', 'x', HOLDFAST))).toMatchObject({ code: 'forbidden', message: 'A redaction is asked for by one person and agreed to by another.' });
    journal.askRedaction(1, 'text', 'x', ADA);
    expect(refused(() => journal.askRedaction(1, 'text', 'x', BOB))).toMatchObject({ code: 'conflict', message: 'Ada has asked for this already; another person has to agree.' });
    expect(refused(() => journal.redact(1, 'text', ADA))).toMatchObject({ code: 'forbidden', message: 'Ada asked for this redaction; another person has to agree.' });
    journal.redact(1, 'text', BOB);
    expect(refused(() => journal.redact(1, 'text', BOB))).toMatchObject({ code: 'conflict', message: 'This text has been redacted already.' });
    expect(journal.verify()).toMatchObject({ ok: true, rows: 3 });
  });

  it('goes for the reason of a redaction, too, where that repeats the secret', () => {
    const { journal } = withSecret();
    journal.askRedaction(1, 'text', 'it says hunter2', ADA);
    journal.redact(1, 'text', BOB);
    journal.askRedaction(2, 'reason', 'repeats it', BOB);
    journal.redact(2, 'reason', ADA);
    expect(journal.entry(1)?.redactions).toMatchObject([{ reason: '[redacted]', askedBy: ADA, by: BOB }]);
    expect(journal.verify()).toMatchObject({ ok: true, redacted: 2 });
  });

  it('is undone with the transaction that it belongs to', () => {
    const { journal, write } = withSecret();
    journal.askRedaction(1, 'text', 'x', ADA);
    const failed = () =>
      write.transaction(() => {
        journal.redact(1, 'text', BOB);
        throw new Error('the projection failed');
      });
    expect(failed).toThrow('the projection failed');
    expect(journal.entry(1)?.fact.texts).toEqual({ text: 'the password is hunter2' });
    expect(journal.verify()).toMatchObject({ ok: true, redacted: 0 });
  });
});

describe('what a redaction leaves on disk', () => {
  const bytesOf = (file: string): Buffer => Buffer.concat(['', '-wal', '-shm'].map((end) => (fs.existsSync(file + end) ? fs.readFileSync(file + end) : Buffer.alloc(0))));
  const mark = (number: number): string => `MARK-${String(number).padStart(4, '0')}-${(number * 7_919).toString(36)}`;

  /** 300 texts from a few bytes to several pages, every third of which is redacted; how many of those are still in the files? */
  function remains(prepare: (opened: ReturnType<typeof openJournal>) => void = () => {}): { readonly kept: number; readonly left: number } {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const opened = openJournal({ file });
    prepare(opened);
    opened.write.transaction(() => {
      for (let number = 1; number <= 300; number += 1) opened.journal.append(INC, note(mark(number) + 'x'.repeat((number * number) % 9_000)), { actor: ADA });
    });
    opened.write.transaction(() => {
      for (let number = 3; number <= 300; number += 3) opened.journal.askRedaction(number, 'text', 'personal data', ADA);
      for (let number = 3; number <= 300; number += 3) opened.journal.redact(number, 'text', BOB);
    });
    const bytes = bytesOf(file);
    const found = Array.from({ length: 300 }, (_, index) => index + 1).filter((number) => bytes.includes(mark(number)));
    opened.raw.close();
    return { kept: found.filter((number) => number % 3 !== 0).length, left: found.filter((number) => number % 3 === 0).length };
  }

  it('is nothing of the text, neither in the database nor in its log, and all of the others', () => expect(remains()).toEqual({ kept: 200, left: 0 }));

  it('control arm: without overwriting, or without emptying the log, the texts can be read off the disk', () => {
    expect(remains(({ raw }) => raw.pragma('secure_delete = OFF')).left).toBeGreaterThan(50);
    expect(remains(({ write }) => (write.emptyLog = () => true)).left).toBe(100);
  });

  it('is nothing of it in tables that repeat it, in whatever version of their rows; without writing them anew, it is', () => {
    /* As incidents are kept: a row each that is replaced all the time, with the title in every version of it. */
    const leftOf = (copies: readonly string[]): number => {
      const random = seededRandom(7);
      using folder = temporaryFolder();
      const file = folder.file('holdfast.db');
      const { journal, write, raw } = openJournal({ file, copies });
      write.run('CREATE TABLE heads (id TEXT PRIMARY KEY) STRICT');
      write.run('CREATE TABLE records (id TEXT PRIMARY KEY REFERENCES heads (id) ON DELETE CASCADE, record TEXT NOT NULL) STRICT');
      write.run('CREATE INDEX by_record ON records (record)');
      const save = (number: number, title: string | null): void => {
        write.run('INSERT INTO heads VALUES (?) ON CONFLICT DO NOTHING', `INC-${number}`);
        write.run('INSERT INTO records VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record', `INC-${number}`, JSON.stringify({ number, title, entries: 'y'.repeat(random() * 1_500) }));
      };
      write.transaction(() => {
        for (let version = 1; version <= 4_000; version += 1) {
          const number = 1 + Math.floor(random() * 200);
          save(number, mark(number));
        }
      });
      journal.append(INC, note(mark(1)), { actor: ADA });
      journal.askRedaction(1, 'text', 'x', ADA);
      write.transaction(() => {
        for (let number = 1; number <= 200; number += 1) save(number, null);
        journal.redact(1, 'text', BOB);
      });
      const bytes = bytesOf(file);
      expect([write.get('SELECT count(*) AS n FROM heads'), write.get('SELECT count(*) AS n FROM records'), raw.pragma('foreign_keys', { simple: true })]).toEqual([{ n: 200 }, { n: 200 }, 1]);
      raw.close();
      return Array.from({ length: 200 }, (_, index) => mark(index + 1)).filter((one) => bytes.includes(one)).length;
    };
    expect(leftOf(['heads', 'records'])).toBe(0);
    expect(leftOf([])).toBeGreaterThan(0);
  });

  it('waits for another program that reads an older state, without standing still for it', async () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const { journal, clock, raw } = openJournal({ file });
    journal.append(INC, note(mark(1)), { actor: ADA });
    journal.askRedaction(1, 'text', 'x', ADA);
    const other = connectReader(file);
    other.exec('BEGIN');
    other.prepare('SELECT count(*) FROM journal').get();
    const patience = raw.pragma('busy_timeout', { simple: true });
    const asked = vi.spyOn(raw, 'pragma');
    journal.redact(1, 'text', BOB);
    const said = asked.mock.calls.map(([text]) => text).filter((text) => /^busy_timeout = |^wal_checkpoint/.test(text));
    expect(said, 'SQLite is told not to wait, and only for this').toEqual(['busy_timeout = 0', 'wal_checkpoint(TRUNCATE)', `busy_timeout = ${String(patience)}`]);
    expect(Number(patience)).toBeGreaterThan(0);
    asked.mockRestore();
    await clock.advance(10_000);
    expect(bytesOf(file).includes(mark(1))).toBe(true);
    other.close();
    await clock.advance(10_000);
    expect(bytesOf(file).includes(mark(1))).toBe(false);
    raw.close();
  });

  it('is finished by the next start where a stop came between', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    const { journal, write, raw, reopen } = openJournal({ file });
    journal.append(INC, note(mark(1)), { actor: ADA });
    journal.askRedaction(1, 'text', 'x', ADA);
    const empty = write.emptyLog.bind(write);
    write.emptyLog = () => true;
    journal.redact(1, 'text', BOB);
    expect(bytesOf(file).includes(mark(1))).toBe(true);
    write.emptyLog = empty;
    reopen();
    expect(bytesOf(file).includes(mark(1))).toBe(false);
    raw.close();
  });
});

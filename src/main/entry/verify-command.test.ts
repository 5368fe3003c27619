import Database from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ADA, BOB, liftGuards } from '../engine/journal/testing/open-journal.ts';
import { createJournal } from '../engine/journal/service.ts';
import { createManualClock } from '../engine/testing/manual-clock.ts';
import { MIGRATIONS } from '../store/migrations/index.ts';
import { openStore } from '../store/open.ts';
import { recordingLog, temporaryFolder } from '../store/testing/fixtures.ts';
import { verifyCommand } from './verify-command.ts';

/** A workspace with 20 notes in its shift log, as a running engine has it open. */
function workspace(folder: { file(name: string): string }) {
  const clock = createManualClock();
  const store = openStore({ file: folder.file('holdfast.db'), clock, log: recordingLog() });
  const journal = createJournal({ db: store, clock, randomBytes: (count) => randomBytes(count) });
  for (let number = 1; number <= 20; number += 1) journal.append(null, { type: 'shiftNote', data: {}, texts: { text: `note ${number}` } }, { actor: ADA });
  return { store, journal };
}

function alter(file: string, sql: string): void {
  const raw = new Database(file);
  liftGuards(raw);
  raw.exec(sql);
  raw.close();
}

const text = (folder: string) => verifyCommand(folder, { json: false });
const json = (folder: string): unknown => {
  const { exitCode, output } = verifyCommand(folder, { json: true });
  return { exitCode, ...(JSON.parse(output) as object) };
};

describe('holdfast verify', () => {
  it('says that all is in order while the engine runs and after it, and changes nothing', () => {
    using folder = temporaryFolder();
    const { store, journal } = workspace(folder);
    const file = folder.file('holdfast.db');
    const head = journal.head()?.hash;
    const expected = { exitCode: 0, output: `${file}: database ok\n${file}: journal ok: 20 rows, head ${head}\n` };
    expect(text(folder.path)).toEqual(expected);
    journal.askRedaction(3, 'text', 'personal data', ADA);
    journal.redact(3, 'text', BOB);
    expect(json(folder.path)).toEqual({ exitCode: 0, file, ok: true, database: [], journal: { ok: true, rows: 22, redacted: 1, erased: 0, lost: 0, unproven: 0, head: journal.head()?.hash, firstBad: null } });
    store.close();
    const before = fs.readFileSync(file);
    expect(text(folder.path).output).toContain('journal ok: 22 rows, 1 text redacted, head ');
    expect(fs.readFileSync(file).equals(before)).toBe(true);
  });

  it('reads what an engine had written before it was killed', () => {
    using folder = temporaryFolder();
    using killed = temporaryFolder();
    const { store } = workspace(folder);
    for (const end of ['', '-wal']) fs.copyFileSync(`${folder.file('holdfast.db')}${end}`, `${killed.file('holdfast.db')}${end}`);
    expect(text(killed.path).output).toContain('journal ok: 20 rows');
    store.close();
  });

  it.each([
    ['an altered row', `UPDATE journal SET actor_name = 'Bob' WHERE seq = 17`, 'row 17 was altered: its content, or the row before it, does not match its hash'],
    ['a cut end', 'DELETE FROM journal_texts WHERE seq > 12; DELETE FROM journal WHERE seq > 12', 'rows 13 to 20 are missing: the end of the journal was cut off, its head says row 20'],
  ])('names %s', (_, sql, problem) => {
    using folder = temporaryFolder();
    workspace(folder).store.close();
    alter(folder.file('holdfast.db'), sql);
    const file = folder.file('holdfast.db');
    expect(text(folder.path)).toEqual({ exitCode: 1, output: `${file}: database ok\n${file}: journal not in order: ${problem}\n` });
    expect(json(folder.path)).toMatchObject({ exitCode: 1, ok: false, journal: { ok: false, firstBad: { problem } } });
  });

  it('says that a file is damaged, and leaves it where it is', () => {
    using folder = temporaryFolder();
    workspace(folder).store.close();
    const file = folder.file('holdfast.db');
    const handle = fs.openSync(file, 'r+');
    fs.writeSync(handle, Buffer.alloc(4096, 7), 0, 4096, 4096 * 2);
    fs.closeSync(handle);
    expect(text(folder.path)).toMatchObject({ exitCode: 1, output: expect.stringMatching(/: database damaged: .+\n.+: journal not checked\n$/) as string });
    fs.writeFileSync(file, 'this is no database\n'.repeat(300));
    expect(text(folder.path)).toMatchObject({ exitCode: 1, output: expect.stringContaining('database damaged: file is not a database') as string });
    expect(fs.readdirSync(folder.path).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('says that a journal was dropped as a whole', () => {
    using folder = temporaryFolder();
    workspace(folder).store.close();
    alter(folder.file('holdfast.db'), 'DROP TABLE journal_texts; DROP TABLE journal');
    expect(text(folder.path)).toMatchObject({ exitCode: 1, output: expect.stringContaining('database damaged: the table journal is missing; the table journal_texts is missing') as string });
  });

  it('ends with 3 where there is nothing to check, and says where the demo is', () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    expect(text(folder.path)).toEqual({ exitCode: 3, output: `${file}: there is no database\n` });
    expect(json(folder.path)).toEqual({ exitCode: 3, file, ok: false, error: 'there is no database' });
    fs.mkdirSync(folder.file('demo'));
    fs.writeFileSync(folder.file('demo/holdfast.db'), '');
    expect(text(folder.path).output).toBe(`${file}: there is no database; that of the demo is in the folder "demo" beside it\n`);
    openStore({ file, clock: createManualClock(), log: recordingLog(), migrations: MIGRATIONS.filter(({ version }) => version < 30) }).close();
    expect(text(folder.path)).toEqual({ exitCode: 3, output: `${file}: it was written by a Holdfast that kept no journal yet; start Holdfast once to bring it up to date\n` });
    fs.rmSync(file);
    fs.mkdirSync(file);
    expect(text(folder.path)).toMatchObject({ exitCode: 3, output: expect.stringContaining('it cannot be read: ') as string });
  });
});

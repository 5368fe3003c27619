import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { durationMs } from '../../../shared/model/units.ts';
import { openStore } from '../../store/open.ts';
import { recordingLog, temporaryFolder } from '../../store/testing/fixtures.ts';
import { ADA } from '../journal/testing/open-journal.ts';
import { createJournal } from '../journal/service.ts';
import { createManualClock, silentLog } from '../testing/manual-clock.ts';
import { checkFile } from './check-file.ts';
import { makeBackup } from './make-backup.ts';
import { createKeeping, type KeepingPorts } from './service.ts';

const MINUTE = 60_000;

/** A workspace on disk whose journal grows when told, and what looks after its backups. */
function open(folder: { readonly path: string; file(name: string): string }, changes: Partial<KeepingPorts> & { readonly second?: string; readonly keep?: number } = {}) {
  const clock = createManualClock();
  const file = folder.file('holdfast.db');
  const store = openStore({ file, clock, log: recordingLog() });
  const journal = createJournal({ db: store, clock, randomBytes: (count) => randomBytes(count) });
  const said: (string | null)[] = [];
  const keeping = createKeeping({
    file, clock, log: silentLog, version: '1.2.3',
    settings: () => ({ everyMs: durationMs(15 * MINUTE), keep: changes.keep ?? 4, folder: changes.second ?? null }),
    head: () => journal.head(),
    folderOf: (configured) => configured,
    configuration: () => Promise.resolve({ text: 'version: 1\n', files: [] }),
    make: (order) => makeBackup(order, clock),
    onProblem: (message) => void said.push(message),
    ...changes,
  });
  const write = (text: string): void => void journal.append(null, { type: 'shiftNote', data: {}, texts: { text } }, { actor: ADA });
  /** Some time passes, second by second it would be the same; then what was begun is done. */
  const after = async (minutes: number): Promise<void> => {
    await clock.advance(minutes * MINUTE);
    keeping.tick();
    if (keeping.making()) await keeping.make().catch(() => {});
  };
  return { clock, file, store, journal, keeping, write, after, said };
}

describe('backups while Holdfast runs', () => {
  it('one is made once something was written down, again only when the journal has grown, and one a day in any case', async () => {
    using folder = temporaryFolder();
    const { keeping, write, after, journal, store } = open(folder);
    await after(60);
    expect(keeping.list()).toEqual([]);
    write('first');
    await after(1);
    expect(keeping.list()).toMatchObject([{ proven: true, manifest: { head: { seq: 1, hash: journal.head()?.hash }, problem: null, configuration: { text: 'version: 1\n' } } }]);
    await after(60);
    expect(keeping.list()).toHaveLength(1);
    write('second');
    await after(1);
    expect(keeping.list()).toHaveLength(2);
    await after(23 * 60);
    expect(keeping.list()).toHaveLength(2);
    await after(61);
    expect(keeping.list()).toHaveLength(3);
    store.close();
  });

  it('what it makes opens by itself, and says by its journal what it is', async () => {
    using folder = temporaryFolder();
    const { keeping, write, journal, clock, store } = open(folder);
    write('x');
    const { path: made } = await keeping.make();
    write('later');
    const found = checkFile(made, clock);
    expect(found).toMatchObject({ ok: true, headSeq: 1, journal: { rows: 1 } });
    expect(found.journal?.head).not.toBe(journal.head()?.hash);
    expect(fs.readdirSync(path.dirname(made)).filter((name) => /-(wal|shm)$|tmp/.test(name))).toEqual([]);
    store.close();
  });

  it('two that ask at once get the same one', async () => {
    using folder = temporaryFolder();
    const { keeping, write, store } = open(folder);
    write('x');
    const [one, other] = await Promise.all([keeping.make(), keeping.make()]);
    expect(one.path).toBe(other.path);
    expect(keeping.list()).toHaveLength(1);
    store.close();
  });

  it('a restart goes on where it was: nothing new, nothing made', async () => {
    using folder = temporaryFolder();
    const first = open(folder);
    first.write('x');
    await first.keeping.make();
    first.store.close();
    const second = open(folder);
    await second.after(20);
    expect(second.keeping.list()).toHaveLength(1);
    second.store.close();
  });
});

describe('what goes wrong', () => {
  it('a failure is said until one succeeds, and is not tried again every second', async () => {
    using folder = temporaryFolder();
    let fails = true;
    let tries = 0;
    const { keeping, write, after, said, store } = open(folder, {
      make: (order) => {
        tries += 1;
        return fails ? Promise.reject(new Error('the disk is on fire')) : makeBackup(order, createManualClock());
      },
    });
    write('x');
    await after(16);
    await after(1);
    expect([tries, keeping.problem()]).toEqual([1, 'No backup was made: the disk is on fire.']);
    fails = false;
    await after(15);
    expect([tries, keeping.problem(), said.at(-1)]).toEqual([2, null, null]);
    expect(keeping.list()).toHaveLength(1);
    store.close();
  });

  it('a second folder that is not there is said, and the backup stands all the same; once it is there it gets its copy', async () => {
    using folder = temporaryFolder();
    const second = folder.file('drive');
    const { keeping, write, store } = open(folder, { second });
    write('x');
    await keeping.make();
    expect(keeping.list()).toHaveLength(1);
    expect(keeping.problem()).toBe(`The second folder for backups, ${second}, is not there. Is its drive connected?`);
    fs.mkdirSync(second);
    await keeping.make();
    expect(keeping.problem()).toBeNull();
    expect(fs.readdirSync(second).filter((name) => name.endsWith('.db'))).toHaveLength(1);
    store.close();
  });

  it('what a kill in the middle left behind counts for nothing and is gone with the next one', async () => {
    using folder = temporaryFolder();
    const { keeping, write, store } = open(folder);
    const shelf = folder.file('backups');
    fs.mkdirSync(shelf);
    fs.writeFileSync(path.join(shelf, 'holdfast-20260115T120000000Z-v0.db.tmp'), 'half');
    fs.writeFileSync(path.join(shelf, 'holdfast-20260115T120000000Z-v90.json'), '{}');
    fs.writeFileSync(path.join(shelf, 'notes.txt'), 'of somebody else');
    expect(keeping.list()).toEqual([]);
    write('x');
    await keeping.make();
    expect(fs.readdirSync(shelf).filter((name) => !/^holdfast-.*\.(db|json)$/.test(name))).toEqual(['notes.txt']);
    expect(fs.readdirSync(shelf)).toHaveLength(3);
    store.close();
  });

  it('a journal that was altered is backed up apart, said, and pushes out none that is in order', async () => {
    using folder = temporaryFolder();
    const { keeping, write, store } = open(folder, { keep: 1 });
    write('x');
    await keeping.make();
    store.write?.transaction(() => {
      store.write?.run('DROP TRIGGER journal_no_update');
      store.write?.run(`UPDATE journal SET actor_name = 'Bob' WHERE seq = 1`);
    });
    await keeping.make();
    expect(keeping.problem()).toContain('The journal is not in order: row 1 was altered');
    expect(new Set(keeping.list().map(({ proven }) => proven))).toEqual(new Set([false, true]));
    store.close();
  });
});

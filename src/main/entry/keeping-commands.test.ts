import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ADA } from '../engine/journal/testing/open-journal.ts';
import { createJournal } from '../engine/journal/service.ts';
import { createManualClock } from '../engine/testing/manual-clock.ts';
import { acquireLock } from '../store/lock.ts';
import { openStore } from '../store/open.ts';
import { recordingLog, temporaryFolder } from '../store/testing/fixtures.ts';
import { backupCommand, restoreCommand } from './keeping-commands.ts';
import { verifyBackupCommand, verifyCommand } from './verify-command.ts';

const CONFIG = [
  'version: 1 # kept with its comments',
  'workspace: { name: Acme }',
  'sources:',
  '  - { id: prom, type: prometheus, url: "http://127.0.0.1:9", auth: { bearer: "${env:PROM_TOKEN}" } }',
  '  - { id: eu, type: prometheus, url: "http://127.0.0.1:9", auth: { bearer: "a-plain-token" } }',
  'rules:',
  '  - { import: alerts.yml, source: prom }',
  '',
].join('\n');
const RULES = 'groups: []\n';

/** A workspace with 20 notes, a configuration with a secret of each sort, and a rule file. */
function workspace(folder: { readonly path: string; file(name: string): string }) {
  const store = openStore({ file: folder.file('holdfast.db'), clock: createManualClock(), log: recordingLog() });
  const journal = createJournal({ db: store, clock: createManualClock(), randomBytes: (count) => randomBytes(count) });
  for (let number = 1; number <= 20; number += 1) journal.append(null, { type: 'shiftNote', data: {}, texts: { text: `note ${number}` } }, { actor: ADA });
  fs.writeFileSync(folder.file('holdfast.yaml'), CONFIG);
  fs.writeFileSync(folder.file('alerts.yml'), RULES);
  return { store, journal, where: whereOf(folder) };
}
const whereOf = (folder: { readonly path: string; file(name: string): string }) => ({ folder: folder.path, configFile: folder.file('holdfast.yaml'), version: '1.2.3' });
const json = (outcome: { readonly output: string }): Record<string, unknown> => JSON.parse(outcome.output) as Record<string, unknown>;
const flip = (file: string, at: number): void => {
  const bytes = fs.readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  fs.writeFileSync(file, bytes);
};

describe('a workspace on another machine', () => {
  it('is all there after a restore, but for the secrets, each of which is named', async () => {
    using old = temporaryFolder();
    using next = temporaryFolder();
    const { store, journal, where } = workspace(old);
    const target = old.file('carried.tar');
    const made = await backupCommand({ to: target, json: false }, where);
    expect(made).toMatchObject({ exitCode: 0, output: expect.stringContaining(`head ${journal.head()?.hash}`) as string });
    expect(fs.readdirSync(old.path).filter((name) => name.includes('copy') || name.endsWith('.tmp'))).toEqual([]);
    expect(fs.readFileSync(target).includes('a-plain-token')).toBe(false);
    expect(await verifyBackupCommand(target, { json: false })).toMatchObject({ exitCode: 0, output: expect.stringContaining(`journal ok: 20 rows, head ${journal.head()?.hash}`) as string });
    store.close();

    const restored = await restoreCommand({ file: target, json: false }, whereOf(next));
    expect(restored.exitCode).toBe(0);
    expect(restored.output).toContain('20 rows of the journal, and one that says so');
    expect(restored.output).toContain('${env:PROM_TOKEN}, used by sources[0].auth.bearer: set the environment variable PROM_TOKEN before the start');
    expect(restored.output).toMatch(/\$\{secret:[\w-]+\}, used by sources\[1\]\.auth\.bearer: enter "[\w-]+" in Settings/);
    expect(verifyCommand(next.path, { json: false })).toMatchObject({ exitCode: 0, output: expect.stringContaining('journal ok: 21 rows') as string });
    expect(fs.readFileSync(next.file('alerts.yml'), 'utf8')).toBe(RULES);
    expect(fs.readFileSync(next.file('holdfast.yaml'), 'utf8')).toContain('# kept with its comments');
  });

  it('a backup in a folder gets a name of its own, and one that is there is never overwritten', async () => {
    using folder = temporaryFolder();
    using out = temporaryFolder();
    const { store, where } = workspace(folder);
    const { file } = json(await backupCommand({ to: out.path, json: true }, where)) as { file: string };
    expect(path.basename(file)).toMatch(/^holdfast-\d{8}T\d{9}Z\.tar$/);
    expect(await backupCommand({ to: file, json: false }, where)).toMatchObject({ exitCode: 3, output: expect.stringContaining('is there already') as string });
    expect(await backupCommand({ to: path.join(out.path, 'no', 'x.tar'), json: false }, where)).toMatchObject({ exitCode: 3 });
    store.close();
  });
});

describe('restoring over what is there', () => {
  it('keeps what was there under another name, byte for byte', async () => {
    using folder = temporaryFolder();
    const { store, journal, where } = workspace(folder);
    const target = folder.file('b.tar');
    await backupCommand({ to: target, json: false }, where);
    journal.append(null, { type: 'shiftNote', data: {}, texts: { text: 'written later' } }, { actor: ADA });
    store.close();
    const before = fs.readFileSync(folder.file('holdfast.db'));
    const { setAside } = json(await restoreCommand({ file: target, json: true }, where)) as { setAside: string[] };
    expect(setAside).toHaveLength(2);
    expect(fs.readFileSync(setAside[0] ?? '').equals(before)).toBe(true);
    expect(fs.readFileSync(setAside[1] ?? '', 'utf8')).toBe(CONFIG);
    expect(verifyCommand(folder.path, { json: true }).exitCode).toBe(0);
  });

  it('does nothing while Holdfast runs there', async () => {
    using folder = temporaryFolder();
    const { store, where } = workspace(folder);
    await backupCommand({ to: folder.file('b.tar'), json: false }, where);
    store.close();
    const lock = acquireLock(folder.path, 1);
    const before = fs.readFileSync(folder.file('holdfast.db'));
    expect(await restoreCommand({ file: folder.file('b.tar'), json: false }, where)).toMatchObject({ exitCode: 3, output: expect.stringContaining('Stop it first; nothing was changed') as string });
    expect(fs.readFileSync(folder.file('holdfast.db')).equals(before)).toBe(true);
    if (lock.held) lock.lock.release();
  });

  it.each([
    ['altered', (file: string) => flip(file, Math.floor(fs.statSync(file).size / 2))],
    ['cut off', (file: string) => fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2))],
    ['no backup at all', (file: string) => fs.writeFileSync(file, 'hello')],
  ])('refuses one that is %s, and changes nothing', async (_, spoil) => {
    using folder = temporaryFolder();
    const { store, where } = workspace(folder);
    const target = folder.file('b.tar');
    await backupCommand({ to: target, json: false }, where);
    store.close();
    const before = fs.readFileSync(folder.file('holdfast.db'));
    spoil(target);
    const refused = await restoreCommand({ file: target, json: false }, where);
    expect(refused.exitCode).toBe(1);
    expect((await verifyBackupCommand(target, { json: false })).exitCode).toBe(1);
    expect(fs.readFileSync(folder.file('holdfast.db')).equals(before)).toBe(true);
    expect(fs.readdirSync(folder.path).filter((name) => name.includes('restoring') || name.includes('before-restore'))).toEqual([]);
  });

  it('says when there is nothing to back up or to restore', async () => {
    using folder = temporaryFolder();
    expect(await backupCommand({ to: folder.file('b.tar'), json: false }, whereOf(folder))).toMatchObject({ exitCode: 3, output: expect.stringContaining('there is no database') as string });
    expect(await restoreCommand({ file: folder.file('b.tar'), json: false }, whereOf(folder))).toMatchObject({ exitCode: 3, output: expect.stringContaining('There is no file') as string });
    expect((await verifyBackupCommand(folder.file('b.tar'), { json: true })).exitCode).toBe(3);
  });
});

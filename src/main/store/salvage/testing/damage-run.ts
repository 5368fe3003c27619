import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { assertPresent } from '../../../../shared/model/result.ts';
import { verifyChain } from '../../../engine/journal/verify.ts';
import { silentLog } from '../../../engine/testing/manual-clock.ts';
import { connectReader } from '../../connection.ts';
import { openStore } from '../../open.ts';
import type { Store } from '../../store.ts';
import { temporaryFolder } from '../../testing/fixtures.ts';
import { seededRandom } from '../../testing/random.ts';
import { openPages } from '../page-file.ts';
import { readShapes, type FoundRow, type TableShape } from '../shapes.ts';
import { rowsOn, survey } from '../survey.ts';
import { damage, DAMAGES } from './damage.ts';
import { openWorkspace } from './workspace.ts';

export interface DamageRun {
  readonly what: string;
  /** Rows of the tables that count that stood on pages which the damage left alone. */
  readonly rows: number;
  readonly kept: number;
  /** What of them is missing, for a person who looks for a mistake. */
  readonly missing: readonly string[];
  readonly journal: { readonly rows: number; readonly kept: number };
  /** The chain is in order, or the row is named that is not. */
  readonly verified: boolean;
  readonly firstBad: string | null;
  readonly noticed: boolean;
  readonly asideIntact: boolean;
  /** What the check at start cannot see (a page without rows in the place of another without rows) is met once something was written. */
  readonly metWriting: boolean;
  readonly soundAfter: boolean;
  readonly ms: number;
}

const COUNTED = ['journal', 'journal_texts', 'rollup_minutes', 'rollup_blocks', 'evidence_chunks', 'evidence_series', 'seats'];

/** Nothing here depends on what a disk does, and hundreds of runs wait for it. */
const IN_MEMORY = fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir();

/** Builds a workspace, damages it, starts on it, and counts. `salvage` false is the control arm: only backups come back. */
export async function runDamage(seed: number, { salvage }: { readonly salvage: boolean }): Promise<DamageRun> {
  using folder = temporaryFolder(IN_MEMORY);
  const random = seededRandom(seed);
  const file = folder.file('holdfast.db');
  const live = folder.file('live/holdfast.db');
  const workspace = openWorkspace(live, random);
  workspace.grow(150 + Math.floor(random() * 250));
  const withBackup = random() < 0.5;
  if (withBackup) await workspace.backUp();
  if (withBackup) fs.cpSync(folder.file('live/backups'), folder.file('backups'), { recursive: true });
  workspace.grow(20 + Math.floor(random() * 80));
  /* Some of it in the file, some in the log, as a kill leaves it. */
  if (random() < 0.7) workspace.store.write?.emptyLog();
  for (let commits = 1 + Math.floor(random() * 6); commits > 0; commits -= 1) workspace.grow(1 + Math.floor(random() * 8));
  for (const part of ['', '-wal']) if (fs.existsSync(live + part)) fs.copyFileSync(live + part, file + part);
  const shapes = shapesOf(live);
  workspace.store.close();

  const before = rowsByPage(file, shapes);
  const contentBefore = contentOf(file, [...before.keys()]);
  const way = assertPresent(DAMAGES[seed % DAMAGES.length], 'there is one for every seed');
  const damaged = damage(file, way, random);
  const contentAfter = contentOf(file, [...before.keys()]);
  const started = performance.now();
  const store = openStore({ file, clock: workspace.clock, log: silentLog, ...(salvage ? { history: workspace.history } : {}) });
  const ms = performance.now() - started;
  const readable = [...before].filter(([page]) => contentBefore.get(page)?.equals(contentAfter.get(page) ?? Buffer.alloc(0)) === true).flatMap(([, rows]) => rows);
  /* A text whose row is gone says nothing of when and by whom: it goes with its row. */
  const seqs = new Set(readable.filter((id) => id.startsWith('journal ')).map((id) => id.split(' ')[1]));
  const untouched = readable.filter((id) => !id.startsWith('journal_texts ') || seqs.has(id.split(' ')[1]));
  const present = idsIn(store);
  const missing = untouched.filter((id) => !present.has(id));
  const chain = verifyChain(store.read);
  const noticed = store.problems().length > 0;
  const soundAfter = store.quickCheck().length === 0;
  const isJournal = (id: string): boolean => id.startsWith('journal ');
  const run: DamageRun = {
    what: `${way.name}, ${withBackup ? 'with' : 'without'} a backup`,
    rows: untouched.length,
    kept: untouched.length - missing.length,
    missing: missing.slice(0, 10),
    journal: { rows: untouched.filter(isJournal).length, kept: untouched.filter(isJournal).length - missing.filter(isJournal).length },
    verified: chain.ok || chain.firstBad !== null,
    firstBad: chain.firstBad?.problem ?? null,
    noticed,
    asideIntact: !noticed || isSetAside(folder.path, damaged),
    metWriting: store.problems().some(({ message }) => message.includes('(database disk image is malformed)')),
    soundAfter,
    ms,
  };
  store.close();
  return run;
}

function shapesOf(file: string): TableShape[] {
  const raw = connectReader(file);
  try {
    return readShapes(raw);
  } finally {
    raw.close();
  }
}

/** Rows by the page on which they stand, each by what makes it itself. */
function rowsByPage(file: string, shapes: readonly TableShape[]): Map<number, string[]> {
  using pages = openPages(file);
  const found = new Map<number, string[]>();
  for (const { shape, pages: numbers } of survey(pages, shapes)) if (COUNTED.includes(shape.name)) for (const page of numbers) found.set(page, rowsOn(pages, shape, page).map((row) => idOf(shape, row)));
  return found;
}

const idOf = (shape: TableShape, row: FoundRow): string => identify(shape.name, Object.fromEntries(shape.columns.map(({ name }, index) => [name, row[index]])));

/** A row by its key and, where nothing changes it any more, its content. */
function identify(table: string, row: Readonly<Record<string, unknown>>): string {
  const hex = (value: unknown): string => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value));
  switch (table) {
    case 'journal': return `journal ${String(row['seq'])} ${hex(row['hash'])}`;
    case 'journal_texts': return `journal_texts ${String(row['seq'])} ${String(row['field'])} ${String(row['text'])}`;
    case 'evidence_series': return `evidence_series ${String(row['incident'])}`;
    case 'seats': return `seats ${String(row['id'])}`;
    case 'rollup_minutes': return `rollup_minutes ${String(row['minute'])} ${hex(row['data'])}`;
    default: return `${table} ${String(row['id'])} ${hex(row['data'])}`;
  }
}

const idsIn = (store: Store): Set<string> => new Set(COUNTED.flatMap((table) => store.read.all<Record<string, unknown>>(`SELECT * FROM ${table}`).map((row) => identify(table, row))));

function contentOf(file: string, pages: readonly number[]): Map<number, Buffer> {
  using opened = openPages(file);
  return new Map(pages.map((page) => [page, Buffer.from(opened.page(page) ?? [])]));
}

/** Every part that was damaged is still there, byte for byte, under the name that says so. */
function isSetAside(folder: string, damaged: ReadonlyMap<string, Buffer>): boolean {
  const names = fs.readdirSync(folder);
  return [...damaged].every(([part, bytes]) => names.some((name) => /\.damaged-\d+T\d+Z(-wal)?$/.test(name) && name.endsWith('-wal') === (part === '-wal') && fs.readFileSync(path.join(folder, name)).equals(bytes)));
}

import type { PageFile } from './page-file.ts';
import { readRecord } from './record.ts';
import { rowOf, type FoundRow, type TableShape } from './shapes.ts';
import { readTreePage, type TreePage } from './tree-page.ts';

/** Where the rows of a table stand in a damaged file. */
export interface TableSurvey {
  readonly shape: TableShape;
  /** Pages that hold rows, those that the table's own tree leads to first. */
  readonly pages: readonly number[];
  /** Nothing is missing: every page that belongs to the table was found, and every row on it can be read. */
  readonly whole: boolean;
}

interface Draft {
  readonly shape: TableShape;
  readonly pages: number[];
  whole: boolean;
}

/**
 * Tables whose form others share (those of a search index, say), and how the numbers of their rows are made: minutes since 1970, of
 * this century; and hours since then times 2^20, which no page number of a search index looks like.
 */
const ROWIDS: Readonly<Record<string, (rowid: number) => boolean>> = {
  rollup_minutes: (rowid) => rowid > 15e6 && rowid < 70e6,
  rollup_blocks: (rowid) => rowid > 25e4 * 2 ** 20 && rowid < 12e5 * 2 ** 20 && Math.floor(rowid / 2 ** 20) % 2 ** 17 !== 0,
};

const isNumbered = (rowid: number): boolean => Object.values(ROWIDS).some((is) => is(rowid));

const isRows = (kind: TreePage['kind'], shape: TableShape): boolean => (shape.kind === 'table' ? kind === 'tableLeaf' : kind === 'indexLeaf' || kind === 'indexInterior');
const isInner = (kind: TreePage['kind'], shape: TableShape): boolean => kind === (shape.kind === 'table' ? 'tableInterior' : 'indexInterior');

/**
 * Finds the pages of each table: by walking its tree from the root that the schema names, and then by looking at every page that no
 * tree led to and judging by its rows whose it is. A page that a tree leads to by mistake, because another was written in the place of
 * one on the way, is not believed: its rows must be the table's. One whose rows would fit two tables is left.
 */
export function survey(file: PageFile, shapes: readonly TableShape[]): TableSurvey[] {
  const taken = new Uint8Array(file.count + 1);
  const roots = readRoots(file, taken);
  const drafts = shapes.map((shape): Draft => ({ shape, pages: [], whole: true }));
  for (const draft of drafts) {
    const root = roots.tables.get(draft.shape.name);
    if (root === undefined) draft.whole = false;
    else walk(file, draft, root, taken);
  }
  for (const root of roots.indexes) for (const { number, tree } of treeFrom(file, root, () => false)) if (tree.kind === 'indexLeaf') taken[number] = 1;
  for (let page = 1; page <= file.count; page += 1) if (taken[page] === 0) adopt(file, drafts, page);
  return drafts;
}

/** The rows of a page, by the shape of its table. */
export function rowsOn(file: PageFile, shape: TableShape, page: number): FoundRow[] {
  const rows = readTreePage(file, page)?.cells.map((cell) => readRow(shape, cell.rowid, cell.payload)) ?? [];
  return rows.filter((row) => row !== null);
}

function readRow(shape: TableShape, rowid: number, payload: Uint8Array): FoundRow | null {
  /* A search index whose root was overwritten with a rollup's would otherwise take the rollup's rows for its own. */
  const isItsNumber = ROWIDS[shape.name]?.(rowid) ?? (shape.ours || !isNumbered(rowid));
  const record = isItsNumber ? readRecord(payload) : null;
  return record === null ? null : rowOf(shape, rowid, record);
}

/** Root pages by the schema, as far as it can be read. */
function readRoots(file: PageFile, taken: Uint8Array): { readonly tables: ReadonlyMap<string, number>; readonly indexes: readonly number[] } {
  const tables = new Map<string, number>();
  const indexes: number[] = [];
  for (const { number, tree } of treeFrom(file, 1, () => true)) {
    if (tree.kind !== 'tableLeaf') continue;
    for (const { payload } of tree.cells) {
      const [type, name, , root] = readRecord(payload) ?? [];
      if ((type !== 'table' && type !== 'index') || typeof name !== 'string' || typeof root !== 'number' || root < 2) continue;
      taken[number] = 1;
      if (type === 'table') tables.set(name, root);
      else indexes.push(root);
    }
  }
  return { tables, indexes };
}

function walk(file: PageFile, draft: Draft, root: number, taken: Uint8Array): void {
  const { shape } = draft;
  const lost = (): void => void (draft.whole = false);
  for (const { number, tree } of treeFrom(file, root, (kind) => isRows(kind, shape), lost)) {
    if (!isRows(tree.kind, shape)) {
      if (!isInner(tree.kind, shape)) lost();
      continue;
    }
    const rows = tree.cells.filter(({ rowid, payload }) => readRow(shape, rowid, payload) !== null).length;
    if (rows < tree.cells.length + tree.broken) lost();
    if (rows === 0 || taken[number] === 1) continue;
    taken[number] = 1;
    draft.pages.push(number);
  }
}

/** The pages below a root, each once; `lost` hears of every page on the way that is none. */
function* treeFrom(file: PageFile, root: number, wanted: (kind: TreePage['kind']) => boolean, lost: () => void = () => {}): Generator<{ readonly number: number; readonly tree: TreePage }> {
  const open = [root];
  const seen = new Set<number>();
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    const tree = seen.has(number) ? null : readTreePage(file, number, wanted);
    seen.add(number);
    if (tree === null) {
      lost();
      continue;
    }
    if (tree.broken > 0) lost();
    for (const child of tree.children.toReversed()) open.push(child);
    yield { number, tree };
  }
}

/** A page that no tree leads to: given to the one table that all its rows fit. That there is one says that the table's tree is not whole. */
function adopt(file: PageFile, drafts: readonly Draft[], page: number): void {
  const tree = readTreePage(file, page, (kind) => kind === 'tableLeaf' || kind === 'indexLeaf');
  if (tree === null || tree.cells.length === 0) return;
  const fitting = drafts.filter(({ shape }) => isRows(tree.kind, shape) && tree.cells.some(({ rowid, payload }) => isOf(shape, rowid, payload)) && tree.cells.every(({ rowid, payload }) => isOf(shape, rowid, payload) || readRecord(payload) === null));
  const numbered = fitting.filter(({ shape }) => Object.hasOwn(ROWIDS, shape.name));
  const [only, other] = numbered.length > 0 ? numbered : fitting;
  if (only === undefined || other !== undefined) return;
  only.pages.push(page);
  only.whole = false;
}

/* An orphan must have every column: a record that ends early would fit too many tables. */
const isOf = (shape: TableShape, rowid: number, payload: Uint8Array): boolean => readRow(shape, rowid, payload)?.length === shape.columns.length;

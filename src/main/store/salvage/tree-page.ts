import type { PageFile } from './page-file.ts';
import { readVarint } from './record.ts';

/**
 * A page of a B-tree (sqlite.org/fileformat2.html, "B-tree Pages"), read from bytes that may be anything. Cells that do not fit are
 * left out and counted.
 */
export interface TreePage {
  readonly kind: 'tableLeaf' | 'tableInterior' | 'indexLeaf' | 'indexInterior';
  readonly children: readonly number[];
  readonly cells: readonly Cell[];
  /** Cells that are said to be here and cannot be read. */
  readonly broken: number;
}

export interface Cell {
  /** 0 in an index. */
  readonly rowid: number;
  readonly payload: Uint8Array;
}

const KINDS: Readonly<Record<number, TreePage['kind']>> = { 2: 'indexInterior', 5: 'tableInterior', 10: 'indexLeaf', 13: 'tableLeaf' };

/** Null where the page is none of a B-tree. `wanted`: the payloads of which kinds are read. */
export function readTreePage(file: PageFile, number: number, wanted: (kind: TreePage['kind']) => boolean = () => true): TreePage | null {
  const read = file.page(number);
  if (read === null) return null;
  const start = number === 1 ? 100 : 0;
  const kind = KINDS[read[start] ?? 0];
  if (kind === undefined) return null;
  /* Overflow pages are read in between. */
  const bytes = Uint8Array.prototype.slice.call(read);
  const view = new DataView(bytes.buffer);
  const interior = kind === 'tableInterior' || kind === 'indexInterior';
  const pointers = start + (interior ? 12 : 8);
  const count = view.getUint16(start + 3);
  if (pointers + 2 * count > file.usable) return null;
  const children: number[] = [];
  const cells: Cell[] = [];
  let broken = 0;
  for (let index = 0; index < count; index += 1) {
    let at = view.getUint16(pointers + 2 * index);
    if (at < pointers + 2 * count || at + 4 > file.usable) {
      broken += 1;
      continue;
    }
    if (interior) {
      children.push(view.getUint32(at));
      at += 4;
    }
    if (kind === 'tableInterior' || !wanted(kind)) continue;
    const cell = readCell(file, bytes, at, kind === 'tableLeaf');
    if (cell === null) broken += 1;
    else cells.push(cell);
  }
  if (interior) children.push(view.getUint32(start + 8));
  return { kind, children, cells, broken };
}

function readCell(file: PageFile, bytes: Uint8Array, at: number, isTable: boolean): Cell | null {
  const length = readVarint(bytes, at);
  if (length === null) return null;
  const rowid = isTable ? readVarint(bytes, length.next) : { value: 0, next: length.next };
  if (rowid === null) return null;
  const payload = readPayload(file, bytes, rowid.next, length.value, isTable);
  return payload === null ? null : { rowid: rowid.value, payload };
}

/** What stands on the page itself, and the rest from its chain of overflow pages. */
function readPayload(file: PageFile, bytes: Uint8Array, at: number, length: number, isTable: boolean): Uint8Array | null {
  const { usable } = file;
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return at + length <= usable ? bytes.subarray(at, at + length) : null;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const local = fitting <= most ? fitting : least;
  if (at + local + 4 > usable || length > file.count * usable) return null;
  const payload = new Uint8Array(length);
  payload.set(bytes.subarray(at, at + local));
  let next = new DataView(bytes.buffer).getUint32(at + local);
  for (let filled = local; filled < length; ) {
    const overflow = file.page(next);
    if (overflow === null || next <= 1) return null;
    const part = overflow.subarray(4, Math.min(usable, 4 + length - filled));
    payload.set(part, filled);
    filled += part.length;
    next = ((overflow[0] ?? 0) * 2 ** 24 + ((overflow[1] ?? 0) << 16) + ((overflow[2] ?? 0) << 8) + (overflow[3] ?? 0));
  }
  return payload;
}

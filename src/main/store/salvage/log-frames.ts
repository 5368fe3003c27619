/**
 * The write-ahead log of SQLite (sqlite.org/fileformat2.html, "The Write-Ahead Log"). SQLite itself stops at the first frame that does
 * not fit and forgets everything after it, without a word: right for a commit that was under way when the power went, and a loss of
 * confirmed commits where a byte in the middle was damaged. Each frame here is also judged by itself, against the sum that the frame
 * before it says.
 */
export interface LogPages {
  /** The newest committed content of each page that stands in the log, as a slice of its bytes. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
  /** Pages of the database after the last commit; null where no commit is in the log. */
  readonly pageCount: number | null;
  /** Commits that SQLite would forget, because a frame before them is damaged. */
  readonly commitsBehindDamage: number;
}

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC = 0x377f0682;
const NOTHING: LogPages = { pages: new Map(), pageCount: null, commitsBehindDamage: 0 };

type Sum = readonly [number, number];

export function readLog(bytes: Uint8Array): LogPages {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES) return NOTHING;
  const magic = view.getUint32(0);
  if ((magic & ~1) >>> 0 !== MAGIC) return NOTHING;
  const little = (magic & 1) === 0;
  const pageSize = view.getUint32(8);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return NOTHING;
  const frameBytes = FRAME_HEADER_BYTES + pageSize;

  const pages = new Map<number, Uint8Array>();
  let pageCount: number | null = null;
  let commitsBehindDamage = 0;
  let damaged = false;
  let before: Sum = [view.getUint32(24), view.getUint32(28)];
  /** Pages of the transaction that is being read. */
  let open = new Map<number, Uint8Array>();
  for (let at = HEADER_BYTES; at + frameBytes <= bytes.length; at += frameBytes) {
    const said: Sum = [view.getUint32(at + 16), view.getUint32(at + 20)];
    const current = view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20);
    const head = current ? sumOf(view, at, 8, before, little) : before;
    const found = current ? sumOf(view, at + FRAME_HEADER_BYTES, pageSize, head, little) : before;
    before = said;
    if (!current || found[0] !== said[0] || found[1] !== said[1]) {
      damaged = true;
      continue;
    }
    const page = view.getUint32(at);
    const size = view.getUint32(at + 4);
    open.set(page, bytes.subarray(at + FRAME_HEADER_BYTES, at + frameBytes));
    if (size === 0) continue;
    for (const [number, content] of open) pages.set(number, content);
    open = new Map();
    pageCount = size;
    if (damaged) commitsBehindDamage += 1;
  }
  return { pages, pageCount, commitsBehindDamage };
}

/** The running sum over words of four bytes; `little` says how the words are read, as the log's first word does. */
function sumOf(view: DataView, at: number, length: number, [first, second]: Sum, little: boolean): Sum {
  let [a, b] = [first, second];
  for (let offset = at; offset < at + length; offset += 8) {
    a = (a + view.getUint32(offset, little) + b) >>> 0;
    b = (b + view.getUint32(offset + 4, little) + a) >>> 0;
  }
  return [a, b];
}

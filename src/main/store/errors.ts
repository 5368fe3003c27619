/** The store cannot be used at all; the message is a sentence for the person who started Holdfast. */
export class StoreRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoreRefused';
  }
}

/** What a failure of SQLite or of the file system means for us. */
type Trouble = 'damaged' | 'full' | 'unwritable' | 'busy' | 'other';

const FULL = /^(SQLITE_FULL|ENOSPC|EDQUOT)$/;
/** -shm needs 32 KiB when a WAL file is opened: on a full disk that fails as an I/O error, not as SQLITE_FULL. */
const UNWRITABLE = /^(SQLITE_(READONLY|CANTOPEN|IOERR|PERM|AUTH)|EROFS|EACCES|EPERM|EIO)/;

/** Sorts an error by its code; anything that is neither SQLite's nor the file system's is `other`. */
export function troubleOf(error: unknown): Trouble {
  const code = codeOf(error);
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'damaged';
  if (FULL.test(code)) return 'full';
  if (UNWRITABLE.test(code)) return 'unwritable';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy';
  return 'other';
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

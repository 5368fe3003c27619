import fs from 'node:fs';
import path from 'node:path';

/** Makes a finished copy survive a power cut before it counts: bytes first, then its name. */
export function publishFile(temporary: string, final: string): void {
  syncPath(temporary, 'r+');
  fs.renameSync(temporary, final);
  syncFolder(path.dirname(final));
}

/** Replaces a small text file so that a reader sees the old or the new text, never half of one. */
export function writeWhole(file: string, text: string): void {
  const temporary = `${file}.tmp`;
  fs.writeFileSync(temporary, text, { mode: 0o600 });
  fs.renameSync(temporary, file);
}

export const sizeOf = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function syncFolder(folder: string): void {
  /* Windows cannot open a folder for this and makes renames durable by itself. */
  if (process.platform !== 'win32') syncPath(folder, 'r');
}

function syncPath(file: string, flags: 'r' | 'r+'): void {
  const handle = fs.openSync(file, flags);
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

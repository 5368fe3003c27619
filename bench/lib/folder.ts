import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OUT = join(import.meta.dirname, '..', '..', 'out');

/** A file of the build. Ends with exit code 3 where there is none. */
export function built(...path: readonly string[]): string {
  const file = join(OUT, ...path);
  if (!existsSync(file)) {
    process.stderr.write(`out/${path.join('/')} is missing: run "npm run build" first.\n`);
    process.exit(3);
  }
  return file;
}

/** A folder that is gone when the work is done. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
/** Epoch milliseconds with their fraction. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const STAMP = join(ROOT, 'out', '.inputs');
const INPUTS = ['src/**/*', 'electron.vite.config.ts', 'package-lock.json', 'resources/**/*'];

/** A hash over names, sizes and times of everything the build reads. */
function inputsHash(): string {
  const hash = createHash('sha256');
  for (const file of globSync(INPUTS, { cwd: ROOT }).sort()) {
    const stat = statSync(join(ROOT, file));
    if (stat.isFile() && !file.includes('.test.')) hash.update(`${file}\0${stat.size}\0${stat.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

export const isBuilt = (): boolean => existsSync(STAMP) && readFileSync(STAMP, 'utf8') === inputsHash();
export const markBuilt = (): void => writeFileSync(STAMP, inputsHash());

import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const IMPORT = /(?:\bimport|\bexport)\s*(?:[\w*{}\s,$]+\bfrom\s*)?["']([^"']+)["']|\b(?:import|require)\s*\(\s*["'`]([^"'`]+)["'`]/g;

/**
 * Follows the imports of built entries. Returns the chain of files from an entry to `electron`, or null when there is none:
 * the wall server must run where no Electron is.
 */
export function findElectronImport(folder: string, entries: readonly string[]): string[] | null {
  const seen = new Set<string>();
  const walk = (file: string, chain: readonly string[]): string[] | null => {
    if (seen.has(file)) return null;
    seen.add(file);
    const here = [...chain, relative(folder, file)];
    for (const match of readFileSync(file, 'utf8').matchAll(IMPORT)) {
      const target = match[1] ?? match[2] ?? '';
      if (target === 'electron' || target.startsWith('electron/')) return [...here, target];
      if (!target.startsWith('.') || !/\.(js|cjs|mjs)$/.test(target)) continue;
      const found = walk(join(dirname(file), target), here);
      if (found) return found;
    }
    return null;
  };
  for (const entry of entries) {
    const found = walk(join(folder, entry), []);
    if (found) return found;
  }
  return null;
}

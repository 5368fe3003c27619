import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/**
 * Bytes that travel before the wall is painted for the first time, compressed as a server would: `node bench/bytes.ts [--json]`
 * after a build. The page, its entry with everything imported statically, their styles, and the Latin part of the font; charts
 * come later by themselves and are listed apart.
 */
const OUT = join(import.meta.dirname, '..', 'out', 'renderer');
const GOAL_KB = 350;
const PAGE = 'index.html';

interface Chunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}

function readManifest(): Readonly<Record<string, Chunk>> {
  const file = join(OUT, '.vite', 'manifest.json');
  if (!existsSync(file)) {
    process.stderr.write('out/renderer holds no build: run "npm run build" first.\n');
    process.exit(3);
  }
  // Written by vite; its shape is part of vite's documented backend integration.
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Chunk>;
}

const manifest = readManifest();

/** Files of a chunk and of everything it imports statically. */
function filesOf(key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const each of chunk.imports ?? []) filesOf(each, seen);
  return seen;
}

/** Fonts are compressed already. */
const sizeOf = (file: string): number => {
  const bytes = readFileSync(join(OUT, file));
  return file.endsWith('.woff2') ? bytes.length : gzipSync(bytes).length;
};
const sum = (files: Iterable<string>): number => [...files].reduce((total, file) => total + sizeOf(file), 0);

const first = filesOf(PAGE);
first.add(PAGE);
first.add('no-eval.js');
for (const chunk of Object.values(manifest)) if (/inter-latin-wght/.test(chunk.file)) first.add(chunk.file);
const lazy = Object.keys(manifest).find((key) => key.endsWith('ui/charts/ChartFrame.tsx'));
const charts = [...(lazy === undefined ? [] : filesOf(lazy))].filter((file) => !first.has(file));

const firstBytes = sum(first);
const result = { bench: 'bytes', firstPaintBytes: firstBytes, chartBytes: sum(charts), goalBytes: GOAL_KB * 1_000, met: firstBytes <= GOAL_KB * 1_000 };
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  console.table(Object.fromEntries([...[...first].map((file) => ['first paint', file]), ...charts.map((file) => ['charts, later', file])].map(([when, file]) => [file, { when, 'kB gzip': (sizeOf(file ?? '') / 1_000).toFixed(1) }])));
  console.log(`first paint ${(firstBytes / 1_000).toFixed(1)} kB (goal ≤ ${GOAL_KB} kB), charts ${(result.chartBytes / 1_000).toFixed(1)} kB more`);
}
process.exitCode = result.met ? 0 : 1;

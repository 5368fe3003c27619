import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { findElectronImport } from './lib/server-graph.ts';
import { isBuilt, markBuilt } from './lib/build-state.ts';

const ROOT = join(import.meta.dirname, '..');

/** Builds main, preload and renderer into `out/` unless that is up to date. Everything it says goes to standard error. */
export function build(options: { readonly force?: boolean } = {}): void {
  if (!options.force && isBuilt()) return;
  process.stderr.write('Building Holdfast …\n');
  rmSync(join(ROOT, 'out'), { recursive: true, force: true });
  const cli = join(ROOT, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js');
  const result = spawnSync(process.execPath, [cli, 'build', '--logLevel', 'warn'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) throw new Error('the build failed; its messages are above');
  const chain = findElectronImport(join(ROOT, 'out', 'main'), ['server.js', 'engine-worker.js', 'backup-worker.js', 'demo-worker.js']);
  if (chain !== null) throw new Error(`electron is reachable from the server entry: ${chain.join(' → ')}`);
  markBuilt();
}

if (process.argv[1] === import.meta.filename) {
  try {
    build({ force: process.argv.includes('--force') });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.ts';
import { findElectron } from './lib/electron-binary.ts';

/**
 * `npm start` / `holdfast start`: builds what is needed, then opens the desktop app; where Electron cannot run it says why in one
 * line and starts the wall server. `--headless` never tries Electron, `--desktop` never falls back.
 */
const ROOT = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
/** `npm start -- check-config FILE` and the like need no window. */
const otherCommand = args[0] !== undefined && args[0] !== 'start' && !args[0].startsWith('-');
const headless = args.includes('--headless');
const desktop = args.includes('--desktop');

function choose(): { readonly command: string; readonly args: readonly string[] } {
  const words = otherCommand || args[0] === 'start' ? args : ['start', ...args];
  const server = { command: process.execPath, args: [join(ROOT, 'out', 'main', 'server.js'), ...words] };
  if (headless || otherCommand) return server;
  const electron = findElectron({ mayDownload: true });
  if ('path' in electron) return { command: electron.path, args: [ROOT, ...args] };
  process.stderr.write(`The desktop app cannot start: ${electron.missing}. ${desktop ? '' : 'Starting the wall server instead.'}\n`);
  if (desktop) process.exit(3);
  return server;
}

try {
  build();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(3);
}
const chosen = choose();
const child = spawn(chosen.command, chosen.args, { stdio: 'inherit', cwd: process.cwd() });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));

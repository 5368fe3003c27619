import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build } from './build.ts';
import { findElectron } from './lib/electron-binary.ts';

/** `npm run e2e:electron`: the specs of the desktop app in the real Electron, where there is one; says in one line when there is not. */
const ROOT = join(import.meta.dirname, '..');

const electron = findElectron({ mayDownload: true });
if ('missing' in electron) {
  process.stderr.write(`Skipped the desktop specs in Electron: ${electron.missing}. They run on the stand-in with "npm test".\n`);
} else {
  build();
  const cli = join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js');
  const { status } = spawnSync(process.execPath, [cli, 'test', '--project=desktop-bundles', ...process.argv.slice(2)], { cwd: ROOT, stdio: 'inherit', env: { ...process.env, HOLDFAST_ELECTRON: electron.path } });
  process.exit(status ?? 1);
}

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export type ElectronFinding = { readonly path: string } | { readonly missing: string };

const DOWNLOAD_TIMEOUT_MS = 10 * 60_000;

/** Where Electron's binary is, or one sentence why it cannot run here. May download it once, as the package itself does on first use. */
export function findElectron(options: { readonly mayDownload: boolean }): ElectronFinding {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return { missing: 'there is no display' };
  const folder = packageFolder();
  if (folder === null) return { missing: 'the electron package is not installed' };
  const found = installed(folder);
  if (found !== null) return { path: found };
  if (!options.mayDownload) return { missing: 'its binary is not installed (npx install-electron)' };
  process.stderr.write('Fetching Electron, once …\n');
  const result = spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: ['ignore', 2, 2], timeout: DOWNLOAD_TIMEOUT_MS });
  const now = installed(folder);
  return result.status === 0 && now !== null ? { path: now } : { missing: 'its binary could not be downloaded' };
}

function packageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

function installed(folder: string): string | null {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const path = join(folder, 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(path) ? path : null;
}

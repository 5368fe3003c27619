import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** The first has no windows, and so a sixth less to do. */
const SYSTEM_NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const FIXED_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** A program on the PATH, or null. */
export function onPath(name: string): string | null {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    for (const ending of endings) if (folder !== '' && existsSync(join(folder, name + ending))) return join(folder, name + ending);
  return null;
}

const playwrightOwn = (): string | null => (existsSync(chromium.executablePath()) ? chromium.executablePath() : null);
const system = (): string | null => SYSTEM_NAMES.map(onPath).find((path) => path !== null) ?? FIXED_PLACES.find((path) => existsSync(path)) ?? null;

/** A Chromium for tests, benches and screenshots: Playwright's own, then the system's; null when there is none. */
export const findBrowser = (): string | null => playwrightOwn() ?? system();

/** Like `findBrowser`, but installs one where that is possible: by Playwright's download, then (root on Debian) by apt. */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found !== null) return found;
  process.stderr.write('No Chromium found; installing one for the tests …\n');
  const cli = join(import.meta.dirname, '..', '..', 'node_modules', 'playwright-core', 'cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: ['ignore', 2, 2], timeout: 300_000 });
  if (playwrightOwn() === null && process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== null) {
    spawnSync('sh', ['-c', 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium-headless-shell'], { stdio: ['ignore', 2, 2] });
  }
  const now = findBrowser();
  if (now === null) throw new Error('A Chromium is missing: run "npx playwright install chromium", or install Chrome or Chromium.');
  return now;
}

/** Flags under which a shared or container machine runs Chromium quietly; the sandbox cannot be had as root. */
export const BROWSER_ARGS = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CANDIDATES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const FLAGS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-gpu', '--enable-precise-memory-info'];

/** Playwright's own browser where it is installed, else the system's; null where there is none. */
function findBrowser(): string | null {
  const own = chromium.executablePath();
  return [own, ...CANDIDATES].find((path) => path !== '' && existsSync(path)) ?? null;
}

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) throw new Error('No Chromium was found; "npx playwright install chromium" or your system\'s package manager brings one.');
  return chromium.launch({ executablePath, args: FLAGS });
}

import { createServer, type AddressInfo } from 'node:net';
import { chromium, type BrowserContext } from 'playwright-core';
import { BROWSER_ARGS, ensureBrowser } from '../../scripts/lib/browser.ts';
import { startNetwork } from './network.ts';
import { report } from './report.ts';

let started: Promise<BrowserContext> | null = null;

/** The one Chromium behind all windows; the test may look at its pages through the debugging port that is reported. */
export const browser = (profile: string): Promise<BrowserContext> => (started ??= launch(profile));

async function launch(profile: string): Promise<BrowserContext> {
  const port = await freePort();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: ensureBrowser(),
    headless: true,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [...BROWSER_ARGS, '--disable-gpu', `--remote-debugging-port=${port}`, `--proxy-server=${await startNetwork()}`, '--proxy-bypass-list=<-loopback>', '--autoplay-policy=no-user-gesture-required'],
  });
  report({ kind: 'browser', endpoint: `http://127.0.0.1:${port}` });
  return context;
}

export const hasBrowser = (): boolean => started !== null;

export async function closeBrowser(): Promise<void> {
  const context = await started?.catch(() => null);
  await context?.close().catch(() => undefined);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

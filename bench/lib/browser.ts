import { chromium, type Browser } from 'playwright-core';
import { BROWSER_ARGS, findBrowser } from '../../scripts/lib/browser.ts';

/** A Chromium for benches. Ends with exit code 3 where there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === null) {
    process.stderr.write('A Chromium is missing: run "npx playwright install chromium", or install Chrome or Chromium.\n');
    process.exit(3);
  }
  return chromium.launch({ executablePath, args: [...BROWSER_ARGS, '--disable-gpu', '--enable-precise-memory-info'] });
}

/**
 * In the page, before anything of it runs: calls `then(epochMs)` with the moment the next frame has been painted. A message posted
 * from an animation frame is delivered once the frame that it belongs to has been produced.
 */
export const AFTER_PAINT = `window.benchAfterPaint = (then) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => then(performance.timeOrigin + performance.now());
  port2.postMessage(null);
});`;

import { join } from 'node:path';
import { stringify } from 'yaml';
import { startExporter, startPrometheus } from '../../src/main/engine/sources/testing/processes.ts';
import { AFTER_PAINT, launchBrowser } from '../lib/browser.ts';
import { nowMs, sleep, withFolder } from '../lib/folder.ts';
import { startHoldfast } from '../lib/holdfast.ts';
import { percentiles, type Percentiles } from '../lib/stats.ts';

const FIRST = 100;
/** As many different numbers as are shown with three digits and no rounding. */
const NUMBERS = 500;
const WARM_UP_MS = 15_000;

/** The shown number of the signal, each time that it changes, with the moment after the frame that carries it. */
const WATCH = `${AFTER_PAINT}
(() => {
  let shown = '';
  const look = () => {
    const found = document.querySelector('article [data-signal="scrape"]');
    const text = found && /\\d+/.exec(found.lastElementChild.textContent)?.[0];
    if (!text || text === shown) return;
    shown = text;
    window.benchAfterPaint((at) => window.benchShown(Number(text), at));
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
})();`;

export interface PixelResult {
  readonly delayMs: Percentiles;
  readonly scrapes: number;
  /** Scrapes whose number was never painted. */
  readonly missed: number;
}

const config = (url: string): string =>
  stringify({
    version: 1,
    workspace: { name: 'Bench', timeZone: 'UTC' },
    sources: [{ id: 'prom', type: 'prometheus', url }],
    services: [{ id: 'checkout', name: 'Checkout', tier: 1 }],
    signals: [{ id: 'scrape', service: 'checkout', kind: 'latency', unit: 's', source: 'prom', every: '1s', query: 'max(bench_scrape_number)' }],
  });

/**
 * From the scrape of a sample by a real Prometheus (1 s) to the frame in which Chromium has painted it. The exporter serves a gauge that
 * is another number at each scrape and notes when it was asked, so that each painted number names its own sample.
 */
export async function measurePixels(seconds: number): Promise<PixelResult> {
  const scrapedAt = new Map<number, number>();
  let count = 0;
  const exporter = await startExporter(() => {
    const number = FIRST + (count % NUMBERS);
    count += 1;
    scrapedAt.set(number, nowMs());
    return `# TYPE bench_scrape_number gauge\nbench_scrape_number ${number}\n`;
  });
  const prometheus = await startPrometheus({ targets: { bench: [exporter.target] }, scrapeInterval: '1s' });
  const browser = await launchBrowser();
  try {
    return await withFolder(async (folder) => {
      const server = await startHoldfast({ folder: join(folder, 'data'), config: config(prometheus.url) });
      try {
        const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
        const delays: number[] = [];
        let counting = false;
        await page.exposeFunction('benchShown', (number: number, at: number) => {
          const scraped = scrapedAt.get(number);
          if (counting && scraped !== undefined) delays.push(at - scraped);
        });
        await page.addInitScript(WATCH);
        await page.goto(server.pairUrl);
        await sleep(WARM_UP_MS);
        const before = count;
        counting = true;
        await sleep(seconds * 1_000);
        const scrapes = count - before;
        await sleep(1_000);
        counting = false;
        return { delayMs: percentiles(delays, 0), scrapes, missed: Math.max(0, scrapes - delays.length) };
      } finally {
        await server.stop();
      }
    });
  } finally {
    await browser.close();
    await prometheus.remove();
    await exporter.stop();
  }
}

import type { Browser, Page } from 'playwright-core';
import type { IncidentId } from '../../src/shared/model/ids.ts';
import { AFTER_PAINT } from '../lib/browser.ts';
import type { RunningHoldfast } from '../lib/holdfast.ts';

/** When an incident was first in the page, and when the frame that carries it had been painted; epoch milliseconds of this machine's clock. */
export interface Painted {
  readonly inPageMs: number;
  readonly paintedMs: number;
}

export interface Watching {
  /** Of an incident; rejects when it does not come in time. */
  painted(incident: IncidentId, patienceMs: number): Promise<Painted>;
}

export interface OpenWall extends Watching {
  /** No incident is on the wall any more. */
  empty(): Promise<void>;
}

/** Clocks of a page and of its server drift apart where they count from the page's start; `Date.now()` is the machine's in both. */
const WATCH = `${AFTER_PAINT}
(() => {
  const seen = new Set();
  new MutationObserver(() => {
    for (const { dataset } of document.querySelectorAll('[data-incident]')) {
      if (seen.has(dataset.incident)) continue;
      seen.add(dataset.incident);
      const inPageMs = Date.now();
      window.benchAfterPaint(() => window.benchPainted(dataset.incident, inPageMs, Date.now()));
    }
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-incident'] });
})();`;

/** The least that can show an incident: its number, as soon as the stream tells of it. */
const BARE = `new EventSource('/api/v1/live').addEventListener('incident', ({ data }) => {
  const shown = document.createElement('p');
  shown.dataset.incident = shown.textContent = JSON.parse(data).id;
  document.body.append(shown);
});`;

async function note(page: Page): Promise<Watching> {
  const known = new Map<string, PromiseWithResolvers<Painted>>();
  const of = (incident: string): PromiseWithResolvers<Painted> => {
    const before = known.get(incident) ?? Promise.withResolvers<Painted>();
    known.set(incident, before);
    return before;
  };
  await page.exposeFunction('benchPainted', (incident: string, inPageMs: number, paintedMs: number) => of(incident).resolve({ inPageMs, paintedMs }));
  await page.addInitScript(WATCH);
  return {
    painted: async (incident, patienceMs) => {
      const { promise, reject } = of(incident);
      const timer = setTimeout(() => reject(new Error(`${incident} was not painted within ${patienceMs / 1_000} s`)), patienceMs);
      return promise.finally(() => clearTimeout(timer));
    },
  };
}

/** A real wall in Chromium that notes each incident which it shows. */
export async function openWall(browser: Browser, pairUrl: string): Promise<OpenWall> {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  const watching = await note(page);
  await page.goto(pairUrl);
  await page.waitForSelector('article [data-signal][data-age="live"]');
  return {
    ...watching,
    empty: async () => void (await page.waitForSelector('[data-incident]', { state: 'detached' })),
  };
}

/** What the machine and the browser make any page wait: a page of its own process that shows nothing but the incident's number. */
export async function openBarePage(browser: Browser, { url, headers }: RunningHoldfast): Promise<Watching> {
  const context = await browser.newContext({ extraHTTPHeaders: headers, bypassCSP: true });
  const page = await context.newPage();
  const watching = await note(page);
  await page.goto(`${url}no-eval.js`);
  await page.evaluate(BARE);
  return watching;
}

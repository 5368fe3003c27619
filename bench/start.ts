import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Signal } from '../src/shared/model/entities.ts';
import { numberFlag } from './lib/args.ts';
import { AFTER_PAINT, launchBrowser } from './lib/browser.ts';
import { startFakePrometheus } from './lib/children.ts';
import { built, nowMs, sleep, withFolder } from './lib/folder.ts';
import { startHoldfast } from './lib/holdfast.ts';
import { machine } from './lib/proc.ts';
import { finish, line, note, table } from './lib/report.ts';
import { spread, summary, type Summary } from './lib/stats.ts';
import { configOf } from './lib/workload.ts';

/**
 * How long a person waits: from the start of the command to its ready line and to the first live number on the API, and from the
 * opening of the page to the first live number painted; against a bare HTTP server and a page that holds one number.
 * `node bench/start.ts [--runs 5] [--json]` after a build. The sides alternate within each round.
 */
const runs = numberFlag('runs', 5);
const SIGNALS = 50;
const READY_GOAL_MS = 2_000;
const PAINT_GOAL_MS = 3_000;
const PATIENCE_MS = 60_000;

const SIDES = ['demo', 'npm', 'own', 'blank'] as const;
type Side = (typeof SIDES)[number];
const TITLE: Readonly<Record<Side, string>> = {
  demo: 'demo, built server',
  npm: 'demo, by npm start',
  own: `${SIGNALS} signals of a Prometheus`,
  blank: 'bare HTTP server, one number',
};

interface Times {
  readonly readyMs: number;
  /** From the start of the command; null for the bare server. */
  readonly firstNumberMs: number | null;
  /** From the opening of the page. */
  readonly paintMs: number;
}

const LIVE_NUMBER = `${AFTER_PAINT}
(() => {
  const look = () => {
    const found = document.querySelector('article [data-signal][data-age="live"]:not([data-missing])');
    if (!found || !/\\d/.test(found.textContent)) return false;
    window.benchAfterPaint((at) => window.benchPainted(at));
    return true;
  };
  const observer = new MutationObserver(() => { if (look()) observer.disconnect(); });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
})();`;

/** Opens the page in a browser profile of its own, so that nothing comes from a cache; from then to the first live number. */
async function paintOf(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  try {
    const page = await context.newPage();
    const painted = Promise.withResolvers<number>();
    await page.exposeFunction('benchPainted', painted.resolve);
    await page.addInitScript(LIVE_NUMBER);
    const openedAt = nowMs();
    await page.goto(url, { waitUntil: 'commit' });
    const timer = setTimeout(() => painted.reject(new Error(`no live number on ${new URL(url).origin} within ${PATIENCE_MS / 1_000} s`)), PATIENCE_MS);
    return (await painted.promise.finally(() => clearTimeout(timer))) - openedAt;
  } finally {
    await context.close();
  }
}

async function startUp(browser: Browser, folder: string, config: string | null, via: 'npm' | 'node'): Promise<Times> {
  const server = await startHoldfast({ folder, config, via });
  try {
    const firstNumber = async (): Promise<number> => {
      for (;;) {
        const { items } = await server.api<{ items: Signal[] }>('/signals');
        if (items.some(({ freshness, latest }) => freshness === 'live' && typeof latest?.value === 'number')) return nowMs() - server.startedAtMs;
        await sleep(25);
      }
    };
    const [firstNumberMs, paintMs] = await Promise.all([firstNumber(), paintOf(browser, server.pairUrl)]);
    return { readyMs: server.readyMs, firstNumberMs, paintMs };
  } finally {
    await server.stop();
  }
}

const BARE = `const page = '<!doctype html><article><span data-signal data-age="live">1 ms</span></article>';
const server = require('node:http').createServer((_, response) => response.setHeader('content-type', 'text/html').end(page));
server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;

async function bare(browser: Browser): Promise<Times> {
  const startedAt = nowMs();
  const child = spawn(process.execPath, ['-e', BARE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const printed = await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve));
  const readyMs = nowMs() - startedAt;
  try {
    return { readyMs, firstNumberMs: null, paintMs: await paintOf(browser, `http://127.0.0.1:${printed.toString().trim()}/`) };
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

async function run(): Promise<void> {
  built('main', 'server.js');
  const before = machine();
  const browser = await launchBrowser();
  const fake = await startFakePrometheus(1);
  const own = configOf({ signals: SIGNALS, everySeconds: 1, prometheusUrl: fake.url });
  const measured: Record<Side, Times[]> = { demo: [], npm: [], own: [], blank: [] };
  try {
    await bare(browser);
    for (let round = 0; round < runs; round += 1)
      await withFolder(async (folder) => {
        measured.blank.push(await bare(browser));
        measured.demo.push(await startUp(browser, join(folder, 'demo'), null, 'node'));
        measured.own.push(await startUp(browser, join(folder, 'own'), own, 'node'));
        measured.npm.push(await startUp(browser, join(folder, 'npm'), null, 'npm'));
        note(`round ${round + 1}/${runs} done`);
      });
  } finally {
    await browser.close();
    await fake.stop();
  }
  report(measured, before);
}

function report(measured: Readonly<Record<Side, readonly Times[]>>, before: ReturnType<typeof machine>): void {
  const of = (side: Side) => ({
    ready: summary(measured[side].map(({ readyMs }) => readyMs), 0),
    firstNumber: side === 'blank' ? null : summary(measured[side].map(({ firstNumberMs }) => firstNumberMs ?? Number.NaN), 0),
    paint: summary(measured[side].map(({ paintMs }) => paintMs), 0),
  });
  const sides = Object.fromEntries(SIDES.map((side) => [side, of(side)])) as Record<Side, { ready: Summary; firstNumber: Summary | null; paint: Summary }>;
  const met = (['demo', 'npm', 'own'] as const).every((side) => sides[side].ready.median <= READY_GOAL_MS && sides[side].paint.median <= PAINT_GOAL_MS);
  table(Object.fromEntries(SIDES.map((side) => [TITLE[side], { 'start → ready ms': spread(sides[side].ready), 'start → first number ms': sides[side].firstNumber ? spread(sides[side].firstNumber) : '-', 'page opened → live number painted ms': spread(sides[side].paint) }])));
  line(`median (best–worst) of ${runs}; load ${before.load1} at the start on ${before.cpus} cores. Goals: ready ≤ ${READY_GOAL_MS} ms, painted ≤ ${PAINT_GOAL_MS} ms after the page opens.`);
  finish({ bench: 'start', runs, machine: before, sides, goal: { readyMs: READY_GOAL_MS, paintMs: PAINT_GOAL_MS }, met });
}

await run();

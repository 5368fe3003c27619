import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { startServer, type RunningServer } from '../e2e/fixtures/server.ts';
import { findPrometheus } from '../src/main/engine/sources/testing/processes.ts';
import { build } from './build.ts';
import { BROWSER_ARGS, ensureBrowser } from './lib/browser.ts';
import { act, closeLight, go, open, openIncidents, openLight, SETTLE_MS, setAlbum, shoot, SIZES, tileBecomes, type OpenIncident, type Screen } from './lib/screenshot-camera.ts';
import { compose, hasVendors } from './lib/screenshot-compose.ts';
import { continuity } from './lib/screenshot-continuity.ts';
import { freshness, startRegions, type Regions } from './lib/screenshot-regions.ts';
import { hasAlertmanager, silences } from './lib/screenshot-silences.ts';

/**
 * `npm run screenshots`: photographs the built product in every state, in a real Chromium, against the demo, against a workspace with
 * two Prometheus servers whose exporter and server are then stopped, and against strict fakes of vendors. Nothing on the pictures is
 * made up. Most of the time is waiting for charts to fill and for faults to be found: names take only some, `npm run screenshots -- compose`.
 *   --out DIR     where the pictures go (default docs/screenshots)
 *   --minutes N   how long the charts of the demo fill before its first picture (default 3)
 *   --all         every state at all three sizes, for a look at the whole
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: 'string', default: 'docs/screenshots' }, minutes: { type: 'string', default: '3' }, all: { type: 'boolean', default: false } } });
const OUT = resolve(values.out);
/** Evidence is kept once a minute. */
const KEPT_MS = 65_000;

const setFault = ({ server }: Screen, id: string, active: boolean): Promise<unknown> => server.api(`/demo/faults/${id}`, { method: 'PUT', body: JSON.stringify({ active }) });

async function demoWell(screen: Screen): Promise<void> {
  const { page } = screen;
  await go(screen, 'wall');
  await tileBecomes(page, 'checkout', 'ok');
  await shoot(screen, 'wall', ['full', 'hd']);
  await go(screen, 'wall?kiosk=1');
  await shoot(screen, 'kiosk', ['full', 'uhd']);
  await go(screen, 'service/checkout');
  await shoot(screen, 'service');
  await page.locator('summary').nth(1).click();
  await page.mouse.move(960, 600);
  await page.mouse.wheel(0, 5_000);
  await shoot(screen, 'service-query');
  await go(screen, 'wall');
  await page.keyboard.press('Control+k');
  await shoot(screen, 'palette');
  for (const path of ['wall', 'service/checkout']) {
    const light = await openLight(screen, path);
    await shoot(light, path === 'wall' ? 'wall-light' : 'service-light');
    await closeLight(light, screen);
  }
  await settings(screen);
}

/** Whatever settings screens this build has; what else is reached from there has pictures of its own. */
async function settings(screen: Screen): Promise<void> {
  const { page } = screen;
  await go(screen, 'settings');
  const links = page.getByRole('navigation', { name: 'Settings' }).getByRole('link');
  await links.first().waitFor({ timeout: 5_000 }).catch(() => undefined);
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? '').filter((path) => path.startsWith('/settings')));
  for (const path of paths) {
    await go(screen, path.slice(1));
    await shoot(screen, path.slice(1).replaceAll('/', '-'), path === '/settings/connect' ? ['full', 'hd'] : ['full']);
  }
}

/** From a mistyped address to signals with a live preview. */
async function connect(screen: Screen, prometheusUrl: string): Promise<void> {
  const { page } = screen;
  await go(screen, 'settings/connect');
  await page.getByLabel('Address').fill('http://127.0.0.1:9');
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await shoot(screen, 'connect-refused');
  await page.getByLabel('Address').fill(prometheusUrl);
  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.waitForTimeout(SETTLE_MS);
  await page.getByRole('button', { name: 'Find signals' }).click();
  await page.getByRole('button', { name: /^Take (none|all) of/ }).first().waitFor();
  await shoot(screen, 'connect-proposals', ['full', 'hd']);
}

/** Closes what a fault has opened, so that the next picture shows only its own. */
async function closeIncidents(screen: Screen): Promise<void> {
  for (const { id, standing } of await openIncidents(screen)) await act(screen, id, standing === 'proposed' ? { type: 'dismiss', reason: 'Played in the demo.', falseAlarm: false } : { type: 'resolve', how: 'The fault was stopped.' });
}

/** A P0 in the middle of the work, then the screens around it. */
async function incidents(screen: Screen): Promise<void> {
  const { page } = screen;
  await go(screen, 'incidents');
  await shoot(screen, 'incidents');
  const worst = (await openIncidents(screen)).find(({ severity }) => severity === 'P0');
  if (worst === undefined) throw new Error('a blackout opens a P0');
  await go(screen, `incidents/${worst.id}`);
  await page.keyboard.press('a');
  await page.keyboard.press('c');
  await act(screen, worst.id, { type: 'assignRole', role: 'communicationsLead', person: 'jonas' });
  await act(screen, worst.id, { type: 'note', text: 'Connections are refused on every service at once: looking at the network first.' });
  await act(screen, worst.id, { type: 'addAction', text: 'Ask the provider for the state of the load balancer' });
  await act(screen, worst.id, { type: 'setImpact', field: 'customers', number: 12_400, source: 'active sessions of the last hour' });
  await shoot(screen, 'incident-p0', ['full', 'hd']);
  const light = await openLight(screen, `incidents/${worst.id}`);
  await shoot(light, 'incident-p0-light');
  await closeLight(light, screen);
  for (const [path, name] of [['shift', 'shift'], ['rules', 'rules'], ['rules/checkout-slow', 'rule-replay'], ['maintenance', 'maintenance'], ['audit', 'audit'], ['import', 'import']] as const) {
    await go(screen, path);
    await shoot(screen, name);
  }
}

/** The same trouble twice, the second time with a review: what happened, why, and what was to be done the last time. */
async function reviews(screen: Screen): Promise<void> {
  const { page, server } = screen;
  const [last, before] = (await server.api<{ items: readonly OpenIncident[] }>('/incidents?show=closed')).items.filter(({ severity, standing }) => severity === 'P0' && standing === 'declared');
  if (last === undefined || before === undefined) throw new Error('two faults open a P0 each');
  const cause = { name: 'Load balancer configuration pushed without a check', category: 'change', confidence: 'confirmed' };
  const put = (id: string, draft: object): Promise<unknown> => fetch(`${server.url}api/v1/reviews/${id}`, { method: 'PUT', headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json', 'if-match': '0' }, body: JSON.stringify(draft) });
  const plan = (action: object): Promise<unknown> => server.api('/corrective-actions', { method: 'POST', body: JSON.stringify(action) });
  const why = (id: string, parent: string | null, question: string, answer: string, evidence: object | null = null): object => ({ id, parent, question, answer, evidence });
  await put(before.id, { cause });
  await plan({ incident: before.id, text: 'A second DNS provider answers when the first does not', kind: 'architecture', owner: 'jonas', dueAt: null, proof: { kind: 'drill', withinSeconds: 480, service: null } });
  await put(last.id, {
    lead: 'jonas',
    cause,
    whys: [
      why('a', null, 'Why did every request fail?', 'The load balancer had no route left', { kind: 'sample', ref: 'checkout-errors', time: new Date().toISOString(), value: 0.99 }),
      why('b', 'a', 'Why was that?', 'The new configuration was pushed empty', { kind: 'link', ref: 'https://git.acme.test/edge/commit/9f2c41d', time: null, value: null }),
      why('c', 'b', 'Why was that?', 'The push does not look at what it pushes'),
      why('d', null, 'Why did it last?', 'The second provider was never tried under load'),
    ],
    factors: [{ id: 'f', text: 'Resolvers keep the old answer for five minutes', category: 'network' }],
  });
  await plan({ incident: last.id, text: 'Alert when the load balancer has no route', kind: 'monitoring', owner: 'jonas', dueAt: null, proof: { kind: 'rule', rule: 'edge-no-route' } });
  await page.waitForTimeout(KEPT_MS);
  await go(screen, `review/${last.id}`);
  for (let presses = 0; presses < 4; presses += 1) await page.keyboard.press('ArrowRight');
  await shoot(screen, 'review', ['full', 'hd']);
  const light = await openLight(screen, `review/${last.id}`);
  await shoot(light, 'review-light');
  await closeLight(light, screen);
  for (const show of ['why', 'actions', 'compare'] as const) {
    await go(screen, `review/${last.id}?show=${show}${show === 'compare' ? `&with=${before.id}` : ''}`);
    await shoot(screen, `review-${show}`);
  }
  await go(screen, `review/${last.id}/report`);
  await shoot(screen, 'report', ['full', 'hd']);
  await page.emulateMedia({ media: 'print' });
  await shoot(screen, 'report-printed');
  await page.emulateMedia({ media: null });
  await go(screen, 'review');
  await shoot(screen, 'reviews');
}

/** The scorecard over the sample history, and what a search finds in it. */
async function scorecard(screen: Screen): Promise<void> {
  const { page, server } = screen;
  const text = readFileSync(resolve('resources/examples/incidents.csv'), 'utf8');
  await server.api('/incidents/import', { method: 'POST', body: JSON.stringify({ format: 'csv', text, file: 'incidents.csv', commit: true }) });
  await go(screen, 'scorecard?period=year');
  await shoot(screen, 'scorecard', ['full', 'hd']);
  const light = await openLight(screen, 'scorecard?period=year');
  await shoot(light, 'scorecard-light');
  await closeLight(light, screen);
  await go(screen, 'scorecard?period=year');
  const board = page.waitForEvent('download');
  await page.getByRole('button', { name: 'PNG' }).click();
  await (await board).saveAs(join(OUT, 'scorecard-board.png'));
  await page.getByRole('link', { name: 'Mean time to resolve' }).click();
  await shoot(screen, 'scorecard-number');
  await go(screen, 'search?q=dns');
  await shoot(screen, 'search');
}

async function demoFaults(screen: Screen): Promise<void> {
  const { page } = screen;
  await go(screen, 'wall');
  await setFault(screen, 'latency', true);
  await tileBecomes(page, 'checkout', 'P1');
  await shoot(screen, 'wall-p1');
  await setFault(screen, 'latency', false);
  await tileBecomes(page, 'checkout', 'ok');
  await closeIncidents(screen);
  await setFault(screen, 'backlog', true);
  await tileBecomes(page, 'queue', 'P2');
  await shoot(screen, 'wall-p2');
  await screen.server.api('/demo/reset', { method: 'POST', body: '{}' });
  await tileBecomes(page, 'queue', 'ok');
  await closeIncidents(screen);
  await setFault(screen, 'dns', true);
  await tileBecomes(page, 'edge', 'P0');
  await page.waitForTimeout(20_000);
  await shoot(screen, 'wall-p0-dns');
  await setFault(screen, 'dns', false);
  await tileBecomes(page, 'edge', 'ok');
  await closeIncidents(screen);
  await setFault(screen, 'blackout', true);
  await tileBecomes(page, 'checkout', 'P0');
  await page.waitForTimeout(25_000);
  await shoot(screen, 'wall-p0', ['full', 'hd']);
  await go(screen, 'wall?kiosk=1');
  await shoot(screen, 'kiosk-p0', ['full', 'uhd']);
  await go(screen, 'service/checkout');
  await shoot(screen, 'service-p0');
  const light = await openLight(screen, 'wall');
  await shoot(light, 'wall-p0-light');
  await closeLight(light, screen);
  await incidents(screen);
  await setFault(screen, 'blackout', false);
  await go(screen, 'wall');
  await tileBecomes(page, 'checkout', 'ok');
  await closeIncidents(screen);
  await reviews(screen);
  await scorecard(screen);
}

/** The engine stands still, as it would on a machine that hangs: nothing on screen may look current. */
async function demoStopped(screen: Screen): Promise<void> {
  const { page, server } = screen;
  for (const [path, name] of [['wall', 'wall-engine-stopped'], ['wall?kiosk=1', 'kiosk-engine-stopped']] as const) {
    await go(screen, path);
    server.process.kill('SIGSTOP');
    await page.getByRole('alert').waitFor();
    await page.waitForTimeout(4_000);
    await shoot(screen, name);
    server.process.kill('SIGCONT');
    await page.getByRole('alert').waitFor({ state: 'hidden' });
  }
}

async function pairing(browser: Browser, server: RunningServer): Promise<void> {
  const page = await (await browser.newContext({ viewport: SIZES.full })).newPage();
  await page.goto(server.url);
  await shoot({ page, server }, 'pairing');
  await page.context().close();
}

/** What pictures are taken of; each is started by the first who needs it. */
interface Stage {
  readonly browser: Browser;
  readonly demo: () => Promise<Screen>;
  readonly regions: () => Promise<Regions & { readonly screen: Screen }>;
}

/** By name, in the order in which they are taken. */
const SERIES: Readonly<Record<string, (stage: Stage) => Promise<void>>> = {
  pairing: async ({ browser, demo }) => pairing(browser, (await demo()).server),
  well: async ({ demo }) => demoWell(await demo()),
  connect: async ({ demo, regions }) => connect(await demo(), (await regions()).us.url),
  faults: async ({ demo }) => demoFaults(await demo()),
  stopped: async ({ demo }) => demoStopped(await demo()),
  continuity: async ({ demo }) => continuity(await demo()),
  freshness: async ({ regions }) => {
    const { screen, ...rest } = await regions();
    await freshness(screen, rest);
  },
  silences: async ({ browser }) => (hasAlertmanager() ? silences(browser) : undefined),
  compose: async ({ browser }) => (hasVendors() ? compose(browser) : undefined),
};

const unknown = positionals.filter((name) => SERIES[name] === undefined);
if (unknown.length > 0) throw new Error(`There are no pictures called ${unknown.join(', ')}; expected ${Object.keys(SERIES).join(', ')}.`);
build();
mkdirSync(OUT, { recursive: true });
setAlbum({ out: OUT, all: values.all });
if ((await findPrometheus()) === null) throw new Error('The program "prometheus" is missing: most of what is photographed needs it (Debian: apt-get install prometheus).');
const browser = await chromium.launch({ executablePath: ensureBrowser(), args: [...BROWSER_ARGS, '--disable-gpu'] });
const stopping: (() => Promise<void>)[] = [];
const servers: RunningServer[] = [];
const once = <T>(start: () => Promise<T>): (() => Promise<T>) => {
  let started: Promise<T> | undefined;
  return () => (started ??= start());
};
const stage: Stage = {
  browser,
  demo: once(async () => {
    const server = await startServer({ config: null });
    servers.push(server);
    stopping.push(() => {
      server.process.kill('SIGCONT');
      return server.stop();
    });
    const screen = await open(browser, server);
    await screen.page.waitForTimeout(Number(values.minutes) * 60_000);
    return screen;
  }),
  regions: once(async () => {
    const regions = await startRegions();
    servers.push(regions.server);
    stopping.push(regions.stop);
    return { ...regions, screen: await open(browser, regions.server) };
  }),
};
/** Whoever stops this script stops what it started. */
process.on('exit', () => servers.forEach((server) => server.process.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
const left = Object.entries(SERIES).filter(([name]) => positionals.length === 0 || positionals.includes(name));
try {
  for (; left.length > 0; left.shift()) await left[0]?.[1](stage);
} finally {
  if (left.length > 0) process.stderr.write(`To go on from there: npm run screenshots -- ${left.map(([name]) => name).join(' ')}\n`);
  await browser.close();
  for (const stop of stopping) await stop();
}

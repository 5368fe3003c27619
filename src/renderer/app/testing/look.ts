/**
 * Photographs the screens in every state, for eyes rather than for a machine:
 *   node src/renderer/app/testing/look.ts OUT-FOLDER [name-part]
 * Builds the scene page, serves it on a free loopback port, and looks at it through Chromium under the product's content policy.
 */
import axe from 'axe-core';
import react from '@vitejs/plugin-react';
import { createServer } from 'node:http';
import { mkdtempSync, mkdirSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { build } from 'vite';
import { CHANNEL_SHOTS } from './channel-shots.ts';
import { CONSOLE_SHOTS } from './console-shots.ts';
import { COMPOSE_SHOTS } from './compose-shots.ts';
import { PLAN_SHOTS } from './plan-shots.ts';
import { RECORD_SHOTS } from './record-shots.ts';
import { REVIEW_SHOTS } from './review-shots.ts';
import { RUN_SHOTS } from './run-shots.ts';
import { SCORECARD_SHOTS } from './scorecard-shots.ts';
import { SOURCE_SHOTS } from './source-shots.ts';
import type { Scene } from './scenes.ts';

const SIZES = { hd: { width: 1280, height: 720 }, full: { width: 1920, height: 1080 }, uhd: { width: 3840, height: 2160 } } as const;
export interface Shot {
  readonly scene: Scene;
  readonly size: keyof typeof SIZES;
  readonly path: string;
  readonly light?: boolean;
  readonly waitMs?: number;
  /** Waited once more after everything was pressed. */
  readonly settleMs?: number;
  readonly before?: string;
  /** Keys pressed one after the other before the picture is taken. */
  readonly keys?: readonly string[];
  /** Buttons that are pressed one after the other before the picture is taken, the first of each name. */
  readonly click?: readonly (string | RegExp)[];
  /** Values chosen in fields, by their labels, before anything is pressed. */
  readonly choose?: readonly (readonly [label: string, value: string])[];
  /** A text file that is chosen on the screen before the picture is taken. */
  readonly file?: { readonly name: string; readonly text: string };
  /** What is typed into fields, by their labels, after everything is pressed. */
  readonly type?: readonly (readonly [label: string, text: string])[];
  /** A line of CSV is pasted and read first, on the screen that imports. */
  readonly paste?: boolean;
  /** A heading that is brought to the top before the picture is taken. */
  readonly scrollTo?: string;
  /** As it comes out of a printer. */
  readonly print?: boolean;
  /** First part of the picture's name; made from the path unless told. */
  readonly name?: string;
}

/** Screens of incidents: the list, one page of each kind, and the forms above it. */
const INCIDENT_SHOTS: readonly Shot[] = [
  ...(['hd', 'full', 'uhd'] as const).flatMap((size): Shot[] => [
    { name: 'list', scene: 'incidents', size, path: '/incidents?' },
    { name: 'page-working', scene: 'incidents', size, path: '/incidents/INC-2026-0042?', waitMs: 2_500 },
  ]),
  { name: 'list', scene: 'incidents', size: 'full', path: '/incidents?', light: true },
  ...(['hd', 'full'] as const).flatMap((size) => [false, true].flatMap((light): Shot[] => [
    { name: 'chain-service', scene: 'chain', size, path: '/service/s0?', light, waitMs: 2_500 },
    { name: 'chain-incident', scene: 'incidents', size, path: '/incidents/INC-2026-0042?', light, waitMs: 2_500, scrollTo: 'breaks' },
    { name: 'opinion-service', scene: 'opinion', size, path: '/service/s0?', light, waitMs: 2_500 },
    { name: 'opinion-wall', scene: 'opinion', size, path: '/wall?', light, waitMs: 2_500 },
    { name: 'chain-wall', scene: 'incidents', size, path: '/wall?', light, waitMs: 2_500 },
  ])),
  ...(['ok', 'incidentsMany', 'incidentsViewer', 'incidentsFailed', 'incidentsLoading'] as const).map((scene): Shot => ({ name: 'list', scene, size: 'hd', path: '/incidents?', waitMs: scene === 'incidentsFailed' ? 6_000 : 1_500 })),
  { name: 'list-filtered', scene: 'incidents', size: 'hd', path: '/incidents?q=nothing%20at%20all&severity=P1' },
  { name: 'list-declare', scene: 'incidents', size: 'hd', path: '/incidents/new?' },
  { name: 'list-dismiss', scene: 'incidents', size: 'hd', path: '/incidents?', keys: ['x'] },
  { name: 'page-working', scene: 'incidents', size: 'full', path: '/incidents/INC-2026-0042?', light: true, waitMs: 2_500 },
  ...[false, true].map((light): Shot => ({ name: 'page-seen-before', scene: 'incidents', size: light ? 'full' : 'hd', path: '/incidents/INC-2026-0042?', waitMs: 2_500, scrollTo: 'Seen before?', light })),
  ...(
    [
      ['fresh', 43],
      ['healthy', 41],
      ['proposal', 44],
      ['resolved', 40],
      ['face', 39],
      ['long', 38],
    ] as const
  ).flatMap(([what, number]) => (['hd', 'full'] as const).map((size): Shot => ({ name: `page-${what}`, scene: what === 'face' ? 'incidentsViewer' : 'incidents', size, path: `/incidents/INC-2026-00${number}?`, waitMs: 2_500 }))),
  { name: 'page-viewer', scene: 'incidentsViewer', size: 'hd', path: '/incidents/INC-2026-0042?', waitMs: 2_500 },
  ...(['incidentsFailed', 'incidentsLoading'] as const).map((scene): Shot => ({ name: 'page', scene, size: 'hd', path: '/incidents/INC-2026-0042?', waitMs: scene === 'incidentsFailed' ? 6_000 : 1_500 })),
  ...[false, true].flatMap((light): Shot[] => [
    { name: 'silences', scene: 'incidents', size: light ? 'hd' : 'full', path: '/silences?', light },
    { name: 'silence-form', scene: 'incidents', size: light ? 'full' : 'hd', path: '/incidents/INC-2026-0042?', keys: ['s'], waitMs: 2_500, light },
    { name: 'page-silences', scene: 'incidents', size: light ? 'full' : 'hd', path: '/incidents/INC-2026-0042?', waitMs: 2_500, scrollTo: 'Silences', light },
  ]),
  { name: 'page-silences-words', scene: 'incidents', size: 'hd', path: '/incidents/INC-2026-0038?', waitMs: 2_500, scrollTo: 'Silences' },
  { name: 'silences-none', scene: 'incidentsMany', size: 'hd', path: '/silences?' },
  { name: 'page-unknown', scene: 'incidents', size: 'hd', path: '/incidents/INC-2026-7777?' },
  ...['d', 'e', 'm', 'u', 't', 'g', '?'].map((key): Shot => ({ name: `form-${key === '?' ? 'keys' : key}`, scene: 'incidents', size: 'hd', path: '/incidents/INC-2026-0042?', keys: [key] })),
];

const wall = (scene: Scene, size: Shot['size'], kiosk: boolean, extra: Partial<Shot> = {}): Shot => ({ scene, size, path: kiosk ? '/wall?kiosk=1' : '/wall?', waitMs: scene === 'stopped' || scene === 'unreachable' ? 6_500 : 2_500, ...extra });
const SHOTS: readonly Shot[] = [
  ...(['ok', 'p0', 'p0s', 'p1', 'warning', 'late', 'blind', 'skew', 'stopped', 'unreachable', 'empty', 'one', 'many', 'names', 'demo', 'collapse', 'connecting', 'problems'] as const).map((scene) => wall(scene, 'full', true)),
  ...(['ok', 'p0', 'p1', 'late', 'blind', 'stopped', 'empty', 'many', 'names', 'demo', 'problems', 'refused', 'one'] as const).map((scene) => wall(scene, 'full', false)),
  ...(['ok', 'p0', 'blind', 'many', 'demo'] as const).map((scene) => wall(scene, 'hd', false)),
  ...(['ok', 'p0'] as const).flatMap((scene) => [wall(scene, 'uhd', true), wall(scene, 'uhd', false), wall(scene, 'hd', true)]),
  ...(['ok', 'p0', 'p1', 'blind'] as const).map((scene) => wall(scene, 'full', true, { light: true })),
  wall('demo', 'full', false, { light: true }),
  ...(['ok', 'p0', 'blind', 'stopped'] as const).map((scene): Shot => ({ scene, size: 'full', path: '/service/s0?', waitMs: scene === 'stopped' ? 6_500 : 2_500 })),
  ...(['recovered', 'private', 'proposed', 'drill', 'maintenance', 'thousand'] as const).flatMap((scene) => [wall(scene, 'full', true), wall(scene, 'hd', false), wall(scene, 'full', true, { light: true })]),
  ...(['p0s', 'p1'] as const).flatMap((scene) => [wall(scene, 'hd', true), wall(scene, 'hd', false), wall(scene, 'uhd', true), wall(scene, 'full', false)]),
  wall('proposed', 'hd', false, { name: 'desk-dismiss', click: [/^Dismiss/] }),
  { scene: 'p0', size: 'hd', path: '/service/s0?', light: true, waitMs: 2_500, before: 'details' },
  { scene: 'ok', size: 'hd', path: '/service/nothing?' },
  { scene: 'ok', size: 'full', path: '/wall?', before: 'palette' },
  { scene: 'demo', size: 'hd', path: '/wall?', before: 'explain' },
  ...INCIDENT_SHOTS,
  ...RECORD_SHOTS,
  ...SCORECARD_SHOTS,
  ...REVIEW_SHOTS,
  ...RUN_SHOTS,
  ...SOURCE_SHOTS,
  ...CHANNEL_SHOTS,
  ...COMPOSE_SHOTS,
  ...PLAN_SHOTS,
  ...CONSOLE_SHOTS,
];

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.woff2': 'font/woff2' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; media-src 'self'; connect-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types holdfast";

async function buildScene(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'holdfast-look-'));
  const root = resolve(import.meta.dirname, '../..');
  await build({ root, base: '/', configFile: false, logLevel: 'warn', plugins: [react()], build: { outDir, emptyOutDir: true, assetsInlineLimit: 0, rollupOptions: { input: join(import.meta.dirname, 'scene.html') } } });
  return outDir;
}

async function serve(folder: string): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = join(folder, path);
    const found = extname(path) !== '' && existsSync(file) ? file : join(folder, 'app/testing/scene.html');
    response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream', 'content-security-policy': POLICY });
    response.end(readFileSync(found));
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

async function look(browser: Browser, base: string, shot: Shot, out: string): Promise<readonly string[]> {
  const context = await browser.newContext({ viewport: SIZES[shot.size], reducedMotion: 'reduce' });
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => {
    if (['warning', 'error'].includes(message.type())) said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  if (shot.light === true) await page.addInitScript(() => localStorage.setItem('holdfast-colour-scheme', 'light'));
  await page.goto(`${base}${shot.path}&scene=${shot.scene}`);
  await page.waitForTimeout(shot.waitMs ?? 1_200);
  if (shot.before === 'palette') await page.keyboard.press('Control+k');
  if (shot.before === 'explain') await page.getByRole('button', { name: 'DNS corrupted' }).hover();
  if (shot.before === 'details') await page.locator('summary').nth(1).click();
  if (shot.paste === true) {
    await page.getByLabel('Or paste it').fill('Key,Summary');
    await page.getByRole('button', { name: 'Read what was pasted' }).click();
    await page.waitForTimeout(1_000);
  }
  for (const [label, value] of shot.choose ?? []) await page.getByLabel(label).selectOption(value);
  for (const name of shot.click ?? []) {
    await page.getByRole('button', { name }).first().click();
    await page.waitForTimeout(600);
  }
  for (const [label, text] of shot.type ?? []) {
    await page.getByLabel(label, { exact: true }).fill(text);
    await page.waitForTimeout(600);
  }
  if (shot.file !== undefined) {
    await page.locator('input[type=file]').setInputFiles({ name: shot.file.name, mimeType: 'text/plain', buffer: Buffer.from(shot.file.text) });
    await page.waitForTimeout(600);
  }
  if (shot.settleMs !== undefined) await page.waitForTimeout(shot.settleMs);
  if (shot.scrollTo !== undefined) await page.getByRole('heading', { name: shot.scrollTo }).evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
  for (const key of shot.keys ?? []) await page.keyboard.press(key);
  if (shot.keys !== undefined) await page.waitForTimeout(300);
  if (shot.print === true) await page.emulateMedia({ media: 'print' });
  await page.screenshot({ path: out, fullPage: shot.print === true });
  if (shot.print === true) return (await context.close(), said);
  const clipped = await page.evaluate(() => ({ tall: document.documentElement.scrollHeight > innerHeight, wide: document.documentElement.scrollWidth > innerWidth }));
  if (clipped.tall || clipped.wide) said.push(`scrolls: ${JSON.stringify(clipped)}`);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of violations) said.push(`axe ${violation.id}: ${violation.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
  await context.close();
  return said;
}

const [folder = 'look', part = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const server = await serve(await buildScene());
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-gpu'] });
for (const shot of SHOTS) {
  const name = `${shot.name ?? (shot.path.startsWith('/wall') ? (shot.path.includes('kiosk') ? 'kiosk' : 'desk') : 'service')}-${shot.scene}-${shot.size}${shot.light === true ? '-light' : ''}${shot.before === undefined ? '' : `-${shot.before}`}`;
  if (!name.includes(part)) continue;
  const said = await look(browser, server.url, shot, join(folder, `${name}.png`));
  process.stdout.write(`${name}${said.map((line) => `\n    ${line}`).join('')}\n`);
}
await browser.close();
server.close();

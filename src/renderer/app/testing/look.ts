/**
 * Photographs the screens in every state, for eyes rather than for a machine:
 *   node src/renderer/app/testing/look.ts OUT-FOLDER [name-part]
 * Builds the scene page, serves it on a free loopback port, and looks at it through Chromium under the product's content policy.
 */
import { AxeBuilder } from '@axe-core/playwright';
import react from '@vitejs/plugin-react';
import { createServer } from 'node:http';
import { mkdtempSync, mkdirSync, readFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { build } from 'vite';
import type { Scene } from './scenes.ts';

const SIZES = { hd: { width: 1280, height: 720 }, full: { width: 1920, height: 1080 }, uhd: { width: 3840, height: 2160 } } as const;
interface Shot {
  readonly scene: Scene;
  readonly size: keyof typeof SIZES;
  readonly path: string;
  readonly light?: boolean;
  readonly waitMs?: number;
  readonly before?: string;
}

const wall = (scene: Scene, size: Shot['size'], kiosk: boolean, extra: Partial<Shot> = {}): Shot => ({ scene, size, path: kiosk ? '/wall?kiosk=1' : '/wall?', waitMs: scene === 'stopped' || scene === 'unreachable' ? 6_500 : 2_500, ...extra });
const SHOTS: readonly Shot[] = [
  ...(['ok', 'p0', 'p0s', 'p1', 'warning', 'late', 'blind', 'skew', 'stopped', 'unreachable', 'empty', 'one', 'many', 'names', 'demo', 'collapse', 'connecting', 'problems'] as const).map((scene) => wall(scene, 'full', true)),
  ...(['ok', 'p0', 'p1', 'late', 'blind', 'stopped', 'empty', 'many', 'names', 'demo', 'problems', 'refused', 'one'] as const).map((scene) => wall(scene, 'full', false)),
  ...(['ok', 'p0', 'blind', 'many', 'demo'] as const).map((scene) => wall(scene, 'hd', false)),
  ...(['ok', 'p0'] as const).flatMap((scene) => [wall(scene, 'uhd', true), wall(scene, 'uhd', false), wall(scene, 'hd', true)]),
  ...(['ok', 'p0', 'p1', 'blind'] as const).map((scene) => wall(scene, 'full', true, { light: true })),
  wall('demo', 'full', false, { light: true }),
  ...(['ok', 'p0', 'blind', 'stopped'] as const).map((scene): Shot => ({ scene, size: 'full', path: '/service/s0?', waitMs: scene === 'stopped' ? 6_500 : 2_500 })),
  { scene: 'p0', size: 'hd', path: '/service/s0?', light: true, waitMs: 2_500, before: 'details' },
  { scene: 'ok', size: 'hd', path: '/service/nothing?' },
  { scene: 'ok', size: 'full', path: '/wall?', before: 'palette' },
  { scene: 'demo', size: 'hd', path: '/wall?', before: 'explain' },
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
  if (shot.before === 'explain') await page.getByRole('button', { name: 'DNS failure' }).hover();
  if (shot.before === 'details') await page.locator('summary').nth(1).click();
  await page.screenshot({ path: out });
  const clipped = await page.evaluate(() => ({ tall: document.documentElement.scrollHeight > innerHeight, wide: document.documentElement.scrollWidth > innerWidth }));
  if (clipped.tall || clipped.wide) said.push(`scrolls: ${JSON.stringify(clipped)}`);
  const axe = await new AxeBuilder({ page }).analyze();
  for (const violation of axe.violations) said.push(`axe ${violation.id}: ${violation.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
  await context.close();
  return said;
}

const [folder = 'look', part = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const server = await serve(await buildScene());
const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-gpu'] });
for (const shot of SHOTS) {
  const name = `${shot.path.startsWith('/wall') ? (shot.path.includes('kiosk') ? 'kiosk' : 'desk') : 'service'}-${shot.scene}-${shot.size}${shot.light === true ? '-light' : ''}${shot.before === undefined ? '' : `-${shot.before}`}`;
  if (!name.includes(part)) continue;
  const said = await look(browser, server.url, shot, join(folder, `${name}.png`));
  process.stdout.write(`${name}${said.map((line) => `\n    ${line}`).join('')}\n`);
}
await browser.close();
server.close();

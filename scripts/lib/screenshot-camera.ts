import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { RunningServer } from '../../e2e/fixtures/server.ts';

export const SIZES = { hd: { width: 1280, height: 720 }, full: { width: 1920, height: 1080 }, uhd: { width: 3840, height: 2160 } } as const;
export type Size = keyof typeof SIZES;
/** Long enough for charts to draw and a change of size to be followed. */
export const SETTLE_MS = 2_500;
/** A page that has just loaded asks for the history of its charts, a few at a time. */
const LOADED_MS = 6_000;

export interface Screen {
  readonly page: Page;
  readonly server: RunningServer;
}

/** Where pictures go, and whether each is taken at every size. */
interface Album {
  readonly out: string;
  readonly all: boolean;
}
let album: Album = { out: '.', all: false };
export const setAlbum = (chosen: Album): void => {
  album = chosen;
};

/** `name.png` at 1920 × 1080, `name-hd.png` and `name-uhd.png` at the others. */
export async function shoot({ page }: Screen, name: string, sizes: readonly Size[] = ['full']): Promise<void> {
  const wanted: readonly Size[] = album.all ? ['full', 'hd', 'uhd'] : sizes;
  for (const size of wanted) {
    await page.setViewportSize(SIZES[size]);
    await page.waitForTimeout(SETTLE_MS);
    const file = `${name}${size === 'full' ? '' : `-${size}`}.png`;
    writeFileSync(join(album.out, file), await page.screenshot());
    process.stderr.write(`${file}\n`);
  }
  await page.setViewportSize(SIZES.full);
}

export async function open(browser: Browser, server: RunningServer): Promise<Screen> {
  const context = await browser.newContext({ viewport: SIZES.full });
  const page = await context.newPage();
  await page.goto(server.pairUrl);
  await page.locator('article[data-service]').first().waitFor();
  await page.keyboard.press('1');
  return { page, server };
}

/** The same seat in light colours. */
export async function openLight({ page, server }: Screen, path: string): Promise<Screen> {
  const light = await page.context().newPage();
  await light.addInitScript({ content: "localStorage.setItem('holdfast-colour-scheme', 'light')" });
  await light.goto(`${server.url}${path}`);
  await light.waitForTimeout(LOADED_MS);
  return { page: light, server };
}

/** Each screen is an address, so that it can be come to without a click that may be somewhere else tomorrow. */
export async function go({ page, server }: Screen, path: string): Promise<void> {
  await page.goto(`${server.url}${path}`);
  await page.waitForTimeout(LOADED_MS);
}

export const tileBecomes = (page: Page, service: string, kind: string): Promise<void> => page.locator(`article[data-service="${service}"][data-kind="${kind}"]`).waitFor({ timeout: 90_000 });

/** Ends the light page's scheme again: both pages of a browser share what it remembers. */
export async function closeLight(light: Screen, dark: Screen): Promise<void> {
  await light.page.close();
  await dark.page.evaluate("localStorage.setItem('holdfast-colour-scheme', 'dark')");
}

export interface OpenIncident {
  readonly id: string;
  readonly severity: string;
  readonly standing: string;
}
export const openIncidents = async ({ server }: Screen): Promise<readonly OpenIncident[]> => (await server.api<{ items: readonly OpenIncident[] }>('/incidents?show=open')).items;
export const act = ({ server }: Screen, id: string, action: object): Promise<unknown> => server.api(`/incidents/${id}/events`, { method: 'POST', body: JSON.stringify({ action }) });

import { expect, test, type Page } from '@playwright/test';
import { rmSync } from 'node:fs';
import type { CallInput, CallName, CallOutput } from '../../src/shared/contract/contract.ts';
import type { IncidentId } from '../../src/shared/model/ids.ts';
import { newDataFolder, startDesktop, type DesktopApp } from './driver.ts';
import { configFor, startTarget } from './target.ts';
import { waitFor } from './wait.ts';

const PEOPLE = { people: [{ id: 'ada', name: 'Ada Lovelace', rights: ['view', 'publish', 'operate', 'approve', 'admin'] }] };
/** What the app answers from within; anything else would have to leave the machine. */
const OWN = /^(?:app|data|blob|devtools):|^https:\/\/ui\.app\.electron-standin\.test\//;

let data: string;
let incident: IncidentId;

async function call<N extends CallName>(page: Page, name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const result = await page.evaluate(([asked, given]) => window.holdfast?.call(asked, given), [name, input] as const);
  if (result?.ok !== true) throw new Error(`${name}: ${JSON.stringify(result)}`);
  return result.value as CallOutput<N>;
}

/** While everything still works: a P0 is found, worked through and resolved, and its series are kept. */
test.beforeAll(async () => {
  test.setTimeout(120_000);
  data = newDataFolder();
  const target = await startTarget();
  const app = await startDesktop({ config: configFor(target, PEOPLE), data });
  try {
    const page = await app.page('/wall');
    await expect(page.locator('[data-engine="live"]')).toBeVisible();
    await waitFor('the probe is well', async () => (await call(page, 'signals.list', {})).items.every(({ latest }) => latest !== null));
    target.break();
    const found = await waitFor('the rule opens an incident', async () => (await call(page, 'incidents.list', { show: 'open' })).items[0]);
    incident = found.id;
    await waitFor('its series are kept', async () => (await call(page, 'incidents.evidence', { id: incident })).items.some(({ samples }) => samples > 2));
    target.mend();
    await call(page, 'incidents.act', { id: incident, action: { type: 'acknowledge' } });
    await call(page, 'incidents.act', { id: incident, action: { type: 'mitigate', how: 'Zone of yesterday restored' } });
    await call(page, 'incidents.act', { id: incident, action: { type: 'resolve', how: 'The push was taken back' } });
  } finally {
    await app.stop();
    await target.stop();
  }
});
test.afterAll(() => rmSync(data, { recursive: true, force: true, maxRetries: 3 }));

/** What a page asked of anybody but the app itself, from now on: requests, and those that its policy stopped before they were one. */
function watchRequests(page: Page): () => readonly string[] {
  const left: string[] = [];
  page.on('request', (request) => {
    if (!OWN.test(request.url())) left.push(request.url());
  });
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) left.push(message.text());
  });
  return () => left;
}

test('with the cable pulled: scorecard, incident, review and report come from the disk, and nothing asks for the network', async () => {
  test.setTimeout(120_000);
  // Its configuration stays: the source that it names is gone.
  const app: DesktopApp = await startDesktop({ config: null, data });
  try {
    const page = await app.page('/wall');
    const left = watchRequests(page);
    await expect(page.locator('[data-engine="live"]')).toBeVisible();
    await page.context().setOffline(true);

    await page.getByRole('link', { name: 'Scorecard' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Scorecard' })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('MTTR');
    await page.getByRole('link', { name: 'Incidents, All:' }).press('Enter');
    await page.getByRole('dialog').getByRole('link', { name: incident }).click();
    await expect(page.locator(`main[data-incident="${incident}"]`)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Charts' }).locator('path[data-part="settled"]').first()).toHaveAttribute('d', /^M/);

    await page.getByRole('link', { name: 'Review', exact: true }).click();
    await page.getByRole('link', { name: new RegExp(incident) }).click();
    await expect(page.locator(`[data-review="${incident}"][data-view="timeline"]`)).toBeVisible();
    await expect(page.getByRole('region', { name: 'Charts' }).locator('path[data-part="settled"]').first()).toHaveAttribute('d', /^M/);
    const known = page.getByRole('region', { name: 'Known at this moment' });
    await expect(known).toContainText('Nobody knew of it yet');
    for (let presses = 0; presses < 40 && !(await known.textContent())?.includes('resolved'); presses += 1) await page.keyboard.press('ArrowRight');
    await expect(known).toContainText('resolved');

    await page.keyboard.press('2');
    await page.getByRole('button', { name: 'Ask the first why' }).click();
    await page.keyboard.type('The zone was empty');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('button', { name: 'Save the whys' })).toHaveCount(0);
    await page.getByRole('link', { name: 'Report' }).click();
    await expect(page.getByRole('heading', { level: 1, name: `Report of ${incident}` })).toBeVisible();
    await expect(page.getByRole('main')).toContainText('The zone was empty');
    expect(left()).toEqual([]);
    expect(app.complaints).toEqual([]);
    /** What the engine watches could not be reached all the while. */
    expect((await call(page, 'signals.list', {})).items.find(({ kind }) => kind === 'availability')?.latest?.value).toBe(0);

    /** Control: a request that a page makes is counted, and goes nowhere. */
    expect(await page.evaluate(() => fetch('https://elsewhere.test/').then(() => 'came back', () => 'went nowhere'))).toBe('went nowhere');
    await waitFor('it is counted', () => left().some((asked) => asked.includes('elsewhere.test')));
  } finally {
    await app.stop();
  }
});

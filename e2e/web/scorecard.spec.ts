import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import { violationsInBoth } from '../fixtures/axe.ts';
import { readPdf } from '../fixtures/pdf.ts';
import { pairAs, pairWall, PEOPLE_ENV } from '../fixtures/seats.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';
import { ScorecardPage } from '../pages/scorecard-page.ts';

const CONFIG = `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}services:
  - { id: checkout, name: Checkout API, tier: 1 }
  - { id: search, name: Search, tier: 2 }
`;
/** A source that nobody answers for: checkout is blind after three questions. */
const DEAF = `${CONFIG}sources:
  - { id: eu, type: prometheus, name: Prometheus EU, url: "http://127.0.0.1:9/" }
signals:
  - { id: checkout-p95, service: checkout, kind: latency, source: eu, every: 1s, query: up }
`;
const QUARTER = '?from=2025-10-01&to=2025-12-31';

const MINUTE = 60;
interface Past {
  readonly day: string;
  readonly severity: 'P0' | 'P1' | 'P2';
  readonly service: string;
  /** Seconds from the start; null: nobody wrote it down. */
  readonly detect: number | null;
  readonly resolve: number;
}
const past = (day: string, severity: Past['severity'], service: string, detect: number | null, resolveMinutes: number): Past => ({ day, severity, service, detect, resolve: resolveMinutes * MINUTE });

/** Ten of the quarter. To detect: mean 2,880 s ÷ 9 = 320 s, median the 5th = 180 s, p90 the 9th = 1,200 s. To resolve: mean 145.5 min. */
const THIS: readonly Past[] = [
  past('2025-10-02', 'P0', 'checkout', 60, 30),
  past('2025-10-09', 'P1', 'checkout', 60, 30),
  past('2025-10-16', 'P2', 'search', 120, 45),
  past('2025-10-23', 'P1', 'checkout', 120, 60),
  past('2025-11-03', 'P2', 'search', 180, 60),
  past('2025-11-10', 'P1', 'search', 240, 90),
  past('2025-11-17', 'P2', 'search', 300, 120),
  past('2025-11-24', 'P1', 'checkout', 600, 180),
  past('2025-12-01', 'P0', 'checkout', 1_200, 240),
  past('2025-12-08', 'P2', 'search', null, 600),
];
/** Eight of the quarter before, all alike: to detect 60 s, to resolve 60 min. */
const BEFORE: readonly Past[] = ['07-03', '07-10', '07-17', '08-03', '08-10', '09-03', '09-10', '09-17'].map((day) => past(`2025-${day}`, 'P1', 'checkout', 60, 60));

const HOSTILE = '=HYPERLINK("http://127.0.0.1:9","open me")';
const at = (day: string, seconds: number): string => new Date(Date.parse(`${day}T10:00:00Z`) + seconds * 1_000).toISOString();
const csv = (all: readonly Past[]): string =>
  ['Id,Title,Severity,Services,Started at,Detected at,Resolved at', ...all.map(({ day, severity, service, detect, resolve }, index) => [`OPS-${day}`, index === 0 ? `"${HOSTILE.replaceAll('"', '""')}"` : `Trouble of ${day}`, severity, service, at(day, 0), detect === null ? '' : at(day, detect), at(day, resolve)].join(','))].join('\n');

async function importPast(server: RunningServer, all: readonly Past[]): Promise<void> {
  const report = await server.api<{ imported: number; wrong: number }>('/incidents/import', { method: 'POST', body: JSON.stringify({ format: 'csv', text: csv(all), commit: true }) });
  expect(report).toMatchObject({ imported: all.length, wrong: 0 });
}

test('the figures of a quarter are those that one counts by hand; each opens its formula and the incidents behind it, and what nobody could see', async ({ start, page }) => {
  const server = await start({ config: DEAF, env: PEOPLE_ENV });
  await importPast(server, [...THIS, ...BEFORE]);
  await pairAs(server, page, 'ada');
  const card = new ScorecardPage(page);
  await page.getByRole('link', { name: 'Scorecard' }).click();
  await card.choose('Period', 'Own days');
  for (const [label, day] of [['First day', '2025-10-01'], ['Last day', '2025-12-31']] as const) {
    const field = page.getByLabel(label);
    await field.fill(day);
    await field.press('Enter');
  }
  await expect(page).toHaveURL(/from=2025-10-01&to=2025-12-31$/);
  const figures = async (): Promise<void> => {
    await expect(card.number('Mean time to detect')).toContainText('5 min 20 s');
    await expect(card.figure('Time to detect')).toContainText(/median\s*3 min.*p90\s*20 min.*from 9 of 10 incidents, 1 not recorded/s);
    await expect(card.figure('Time to detect')).toContainText('4 min 20 s slower than before');
    await expect(card.number('Mean time to resolve')).toContainText('2 h 26 min');
    await expect(card.figure('Time to resolve')).toContainText(/median\s*1 h.*p90\s*4 h.*from 10 of 10 incidents/s);
    await expect(card.figure('Time to resolve')).toContainText('1 h 26 min slower than before');
    await expect(card.figure('Time to acknowledge')).toContainText('from 0 of 10 incidents, 10 not recorded');
    await expect(card.number('Incidents, All')).toHaveText(/10$/);
    await expect(card.number('Impact, All')).toContainText('24 h 15 min');
    await expect(card.number('Incidents, Checkout API')).toHaveText(/5$/);
    await expect(card.dots('Time to detect').getByRole('option')).toHaveCount(9);
  };
  await figures();
  await page.reload();
  await figures();

  await card.number('Mean time to detect').click();
  await expect(page).toHaveURL(/show=mttd/);
  await expect(card.panel()).toContainText('Detected − impact started');
  await expect(card.panelRows()).toHaveCount(9);
  await card.panel().getByRole('button', { name: 'Left out' }).click();
  await expect(card.panelRows()).toHaveCount(1);
  await expect(card.panelRows()).toContainText(/Trouble of 2025-12-08.*not recorded/s);
  await page.keyboard.press('Escape');
  await expect(card.panel()).toBeHidden();
  await expect(page).not.toHaveURL(/show=/);
  await page.goForward();
  await expect(card.panel()).toBeVisible();
  await page.goBack();
  await expect(card.panel()).toBeHidden();

  await card.choose('Severity', 'P0');
  await expect(page).toHaveURL(/severity=P0/);
  await expect(card.number('Mean time to detect')).toContainText('11 min');
  await expect(card.figure('Time to detect')).toContainText('from 2 of 2 incidents');
  await expect(card.figure('Time to detect')).toContainText('none before to compare with');
  await card.number('Incidents, Checkout API').click();
  await expect(card.panelRows()).toHaveCount(2);
  await card.panel().getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Show all' }).click();
  await figures();

  await card.dots('Time to detect').focus();
  await page.keyboard.press('End');
  await expect(card.dots('Time to detect').getByRole('option', { selected: true })).toHaveAccessibleName(/P0, 20 min, began/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Trouble of 2025-12-01');
  await page.goBack();
  await figures();
  // Imported ones were found elsewhere: unknown, and never none.
  await expect(card.figure('Time to detect')).toContainText('Whether minutes before detection were blind is not known of 9 incidents.');

  await expect.poll(async () => (await server.api<{ services: { service: string; seconds: number }[] }>('/scorecard/blind')).services.find(({ service }) => service === 'checkout')?.seconds).toBeGreaterThan(1);
  await server.api('/incidents', { method: 'POST', body: JSON.stringify({ title: 'Found by a customer', severity: 'P1', services: ['checkout'], impactStartedAt: new Date(Date.now() - 600_000).toISOString() }) });
  await card.open(server.url);
  await expect(card.figure('Time to detect')).toContainText(/1 of 1 was found after blind minutes \(.* in all\): Prometheus EU did not answer\./);
  await card.number('Found after blind minutes').click();
  await expect(page).toHaveURL(/show=blind/);
  await expect(card.panelRows().first()).toContainText(/Found by a customer.*10 min.*at least .*Prometheus EU did not answer/s);
  await card.panel().getByRole('button', { name: 'Counted' }).click();
  await expect(card.panelRows()).toContainText(/Found by a customer.*blind for at least .*: Prometheus EU did not answer/s);
});

test('filters that make no sense are refused in words, and the others hold', async ({ start, page }) => {
  const server = await start({ config: CONFIG });
  await importPast(server, THIS);
  await pairWall(server, page);
  const card = new ScorecardPage(page);
  await card.open(server.url, `${QUARTER}&severity=P9&service=search&drills=perhaps&tier=2`);
  await expect(page.getByRole('status').filter({ hasText: 'severity=P9 in the address is not used: expected P0, P1 or P2.' })).toContainText('drills=perhaps in the address is not used: expected out, in or only.');
  await expect(card.number('Incidents, All')).toHaveText(/5$/);
  await expect(page.getByLabel('Service', { exact: true })).toHaveValue('search');
  await card.open(server.url, '?from=2025-12-31&to=2025-10-01');
  await expect(page.getByRole('status').filter({ hasText: 'expected a day that is not after 2025-10-01' })).toBeVisible();
  await expect(page.getByLabel('Period', { exact: true })).toHaveValue('last90');
});

test('what leaves says of when, of what and by whom it is: one page for a board, a picture, and a table that runs no formula', async ({ start, page }) => {
  const server = await start({ config: CONFIG, env: PEOPLE_ENV });
  await importPast(server, [...THIS, ...BEFORE]);
  await pairAs(server, page, 'grace');
  const card = new ScorecardPage(page);
  await card.open(server.url, `${QUARTER}&tier=1`);
  await expect(card.number('Incidents, All')).toHaveText(/5$/);
  await page.getByRole('img', { name: 'Time to resolve by month' }).scrollIntoViewIfNeeded();

  const pdf = await readPdf(await page.pdf({ preferCSSPageSize: true }));
  expect([pdf.pages, pdf.size]).toEqual([1, { width: 595, height: 842 }]);
  for (const words of ['Incident scorecard', 'Acme Payments', '1 Oct – 31 Dec 2025', 'compared with 1 Jul – 30 Sep 2025', 'tier 1', 'without drills', 'Mitigated − impact started', 'from 5 of 5 incidents', 'by Grace Hopper']) expect(pdf.text).toContain(words);

  const table = await card.take('CSV');
  expect(table.suggestedFilename()).toBe('Scorecard Acme Payments 1 Oct – 31 Dec 2025.csv');
  const rows = parse<Record<string, string>>(await readFile(await table.path()), { bom: true, columns: true });
  const found = (row: string, name: string, statistic: string) => rows.find((each) => each['row'] === row && each['name'] === name && each['statistic'] === statistic);
  expect(found('stamp', 'Filters', '')).toMatchObject({ text: 'every service, every severity, tier 1, every cause' });
  expect(found('stamp', 'Made', '')?.['text']).toMatch(/UTC · .* Berlin, by Grace Hopper$/);
  // 60, 60, 120, 600 and 1,200 s; 30, 30, 60, 180 and 240 min.
  expect(found('figure', 'MTTD', 'mean')).toMatchObject({ value: '408', n: '5', of: '5', before: '60', before_n: '8', unit: 's' });
  expect(found('figure', 'MTTD', 'median')?.['value']).toBe('120');
  expect(found('figure', 'MTTR', 'mean')?.['value']).toBe(String(108 * MINUTE));
  expect(found('definition', 'Time to detect', 'formula')?.['text']).toContain('Detected − impact started');
  const incidents = rows.filter((each) => each['row'] === 'incident');
  expect(incidents.map((each) => each['detect_s'])).toEqual(['1200', '600', '120', '60', '60']);
  expect(incidents.at(-1)).toMatchObject({ title: `'${HOSTILE}`, severity: 'P0', services: 'Checkout API', resolve_s: String(30 * MINUTE), impact_min: '30' });
  expect(incidents.every((each) => each['left_out'] === 'acknowledge: not recorded; mitigate: not recorded')).toBe(true);

  const picture = await readFile(await (await card.take('PNG')).path());
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([1_680, 2_360]);
  expect(picture.length).toBeGreaterThan(50_000);
});

test('a workspace without incidents says what will stand here; nothing is asked of any other machine; it can be read by everybody', async ({ start, page, expectedConsole }) => {
  // The checker's own markup is refused by the page's policy.
  expectedConsole.push(/TrustedHTML/);
  const server = await start({ config: CONFIG });
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !/^(?:blob|data):/.test(request.url())) elsewhere.push(request.url());
  });
  await pairWall(server, page);
  const card = new ScorecardPage(page);
  await card.open(server.url);
  await expect(page.getByRole('heading', { name: 'No incidents yet' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Import past incidents' })).toHaveAttribute('href', '/import');
  await importPast(server, THIS);
  await card.open(server.url, QUARTER);
  await expect(card.number('Mean time to resolve')).toContainText('2 h 26 min');
  await expect(page.getByRole('img', { name: 'Time to resolve by month' })).toBeVisible();
  await expect(card.dots('Time to resolve')).toBeVisible();
  expect(await violationsInBoth(page, 'scorecard')).toEqual([]);
  await card.open(server.url, `${QUARTER}&show=mttr`);
  await expect(card.panelRows()).toHaveCount(10);
  expect(await violationsInBoth(page, 'a number opened')).toEqual([]);
  expect(elsewhere).toEqual([]);
});

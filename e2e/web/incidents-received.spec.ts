import type { Page } from '@playwright/test';
import type { Alert, AlertCounts, Incident, IncidentDetail } from '../../src/shared/model/incident.ts';
import { findAlertmanager, startAlertmanager, type RunningAlertmanager, type SentAlert } from '../fixtures/alertmanager.ts';
import { actAs, pairAs, PEOPLE_ENV, TOKENS } from '../fixtures/seats.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const SERVICES = ['Checkout', 'Login', 'Ledger', 'Mail', 'Search', 'Reports'];
const CONFIG = `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}services:
${SERVICES.map((name) => `  - { id: ${name.toLowerCase()}, name: ${name}, tier: 2 }`).join('\n')}
incidents: { groupAcross: 0s }
`;

let alertmanager: RunningAlertmanager | null = null;
test.beforeEach(() => test.skip(findAlertmanager() === null, 'no alertmanager binary on the PATH'));
test.afterEach(async () => {
  await alertmanager?.stop();
  alertmanager = null;
});

async function connected(start: (options: { config: string; env: Record<string, string> }) => Promise<RunningServer>): Promise<{ server: RunningServer; alertmanager: RunningAlertmanager }> {
  const server = await start({ config: CONFIG, env: PEOPLE_ENV });
  alertmanager = await startAlertmanager({ webhook: { url: `${server.url}api/v1/hooks/alertmanager`, token: TOKENS.ada } });
  return { server, alertmanager };
}

const open = async (server: RunningServer): Promise<Incident[]> => (await server.api<{ items: Incident[] }>('/incidents?show=open&limit=200')).items;

test('an alert of a real Alertmanager opens an incident; that it is resolved there resolves nothing here', async ({ start, page, wall, incident }) => {
  const { server, alertmanager } = await connected(start);
  await pairAs(server, page, 'ada');
  const startsAt = new Date(Date.now() - 120_000).toISOString();
  const alert: SentAlert = { labels: { alertname: 'HighErrorRate', severity: 'critical', service: 'checkout', pod: 'checkout-7' }, annotations: { summary: 'Checkout answers 12 % of requests with errors' }, startsAt };
  await alertmanager.post([alert]);
  await expect(wall.incident()).toContainText('Checkout answers 12 % of requests with errors');
  await expect(page).toHaveTitle(/P1/);
  const [found] = await open(server);
  expect(found).toMatchObject({ severity: 'P1', standing: 'declared', origin: 'alert', services: ['checkout'], firingAlerts: 1, impactStartedAt: startsAt });
  const id = found?.id ?? '';
  await actAs('ada', server, id, { type: 'acknowledge' });

  const endsAt = new Date(Date.now() - 1_000).toISOString();
  await alertmanager.post([{ ...alert, endsAt }]);
  await expect(wall.incident(id)).toContainText('not resolved');
  await expect.poll(async () => (await server.api<{ counts: AlertCounts }>('/alerts')).counts.firing).toBe(0);
  const { items: [ended] } = await server.api<{ items: Alert[] }>(`/alerts?incident=${id}&state=resolved`);
  expect(ended).toMatchObject({ state: 'resolved', rule: 'alertmanager:HighErrorRate', labels: { pod: 'checkout-7' }, endsAt });
  expect(await server.api<IncidentDetail>(`/incidents/${id}`)).toMatchObject({ state: 'acknowledged', standing: 'declared', resolvedAt: null });
  await incident.open(server.url, id);
  await expect(incident.panel('Alerts')).toContainText('none fires now');

  /** Control: whoever has no token of a person tells nothing. */
  const refused = await fetch(`${server.url}api/v1/hooks/alertmanager`, { method: 'POST', headers: { authorization: 'Bearer wrong-token-that-is-long-enough-0123456789', 'content-type': 'application/json' }, body: JSON.stringify({ version: '4', alerts: [{ status: 'firing', labels: { alertname: 'Forged' }, startsAt }] }) });
  expect(refused.status).toBe(401);
  expect(await open(server)).toHaveLength(1);
});

/** Presses a key and gives how long it takes until what it did is painted. */
async function paintedAfter(page: Page, key: string): Promise<number> {
  await page.evaluate(() => {
    const painted = new Promise<number>((resolve) => {
      window.addEventListener('keydown', (event) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - event.timeStamp))), { once: true, capture: true });
    });
    Object.assign(window, { painted });
  });
  await page.keyboard.press(key);
  return page.evaluate(() => (window as unknown as { painted: Promise<number> }).painted);
}

test('a thousand alerts are six incidents, counted to the last one, and every screen stays in hand', async ({ start, page, wall, incident, incidents }) => {
  test.slow();
  const { server, alertmanager } = await connected(start);
  await pairAs(server, page, 'ada');
  const [first = '', ...others] = SERVICES.map((name) => name.toLowerCase());
  const alertOf = (service: string, pod: number): SentAlert => ({ labels: { alertname: 'PodDown', severity: 'critical', service, pod: `${service}-${pod}` }, annotations: { summary: `A pod of ${service} is down` } });
  await alertmanager.post([...Array.from({ length: 1_000 - others.length }, (_, pod) => alertOf(first, pod)), ...others.map((service) => alertOf(service, 0))]);

  await expect(page.getByRole('region', { name: 'Incidents' }).getByText('+3 more')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('link', { name: '1,000 alerts fire' })).toBeVisible();
  await expect(wall.incident()).toHaveCount(3);
  expect(await wall.fits()).toBe(true);
  const { counts } = await server.api<{ counts: AlertCounts }>('/alerts?limit=5');
  expect(counts).toEqual({ firing: 1_000, pending: 0, suppressed: 0 });
  const all = await open(server);
  expect(Object.fromEntries(all.map(({ services, firingAlerts }) => [services.join(), firingAlerts]))).toEqual({ [first]: 995, ...Object.fromEntries(others.map((service) => [service, 1])) });
  const big = all.find(({ firingAlerts }) => firingAlerts > 1)?.id ?? '';
  const painted: Record<string, number> = { 'wall, next tile': await paintedAfter(page, 'ArrowDown') };

  await incidents.open(server.url);
  await expect(incidents.openRows()).toHaveCount(6);
  await expect(page.getByRole('heading', { name: '6 open' })).toBeVisible();
  painted['list, next row'] = await paintedAfter(page, 'j');
  await page.keyboard.press('/');
  painted['list, a letter to find'] = await paintedAfter(page, 'm');
  await page.keyboard.type('ail');
  await expect(incidents.openRows()).toHaveCount(1);

  await incident.open(server.url, big);
  const alerts = incident.panel('Alerts');
  await expect(alerts).toContainText('995 firing');
  await expect(alerts.getByRole('listitem').first()).toBeVisible();
  const shown = await alerts.getByRole('listitem').count();
  await expect(alerts.getByRole('button', { name: `+${995 - shown} more` })).toBeVisible();
  painted['incident, first key'] = await paintedAfter(page, 'a');
  await expect(incident.main()).toHaveAttribute('data-state', 'acknowledged');
  await incident.timeline().getByRole('button', { name: 'Everything' }).click();
  /** Taken in by parts, and folded into hardly more rows than one. */
  const folded = async (): Promise<readonly number[]> => (await incident.rows('alertFired').allInnerTexts()).map((text) => Number(/× (\d+)/.exec(text)?.[1] ?? 1));
  await expect.poll(async () => (await folded()).reduce((sum, count) => sum + count, 0)).toBe(995);
  expect((await folded()).length).toBeLessThanOrEqual(3);
  await alerts.getByRole('button', { name: /^\+\d+ more$/ }).click();
  await expect(alerts.getByText(/^and (\d+) more, in the timeline$/)).toBeVisible();
  const [, rest = ''] = /and (\d+) more/.exec(await alerts.innerText()) ?? [];
  expect(Number(rest) + (await alerts.getByRole('listitem').count())).toBe(995);
  for (const [what, tookMs] of Object.entries(painted)) test.info().annotations.push({ type: `input to paint at 1,000 alerts: ${what}`, description: `${tookMs.toFixed(0)} ms` });
});

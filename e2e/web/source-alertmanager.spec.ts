import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Incident } from '../../src/shared/model/incident.ts';
import { findAlertmanager, startAlertmanager, type RunningAlertmanager, type SentAlert } from '../fixtures/alertmanager.ts';
import { violationsInBoth } from '../fixtures/axe.ts';
import { pairAs } from '../fixtures/seats.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { PEOPLE } from '../fixtures/workspace.ts';

const CONFIG = `version: 1
workspace: { name: Acme Payments, timeZone: Europe/Berlin }
${PEOPLE}services:
  - { id: checkout, name: Checkout, tier: 2 }
  - { id: login, name: Login, tier: 2 }
incidents: { groupAcross: 0s }
`;

interface KeptSilence {
  readonly id: string;
  readonly status: { readonly state: string };
  readonly createdBy: string;
  readonly comment: string;
  readonly endsAt: string;
  readonly matchers: readonly { readonly name: string; readonly value: string }[];
}

let alertmanager: RunningAlertmanager | null = null;
test.beforeEach(() => test.skip(findAlertmanager() === null, 'no alertmanager binary on the PATH'));
test.afterEach(async () => {
  await alertmanager?.stop();
  alertmanager = null;
});

const alertOf = (service: string, pod: string): SentAlert => ({ labels: { alertname: 'HighErrorRate', severity: 'critical', service, pod }, annotations: { summary: `${service} answers with errors` }, generatorURL: 'https://prometheus.acme.test/graph?g0.expr=up' });

const keptAt = async ({ url }: RunningAlertmanager): Promise<readonly KeptSilence[]> => (await (await fetch(`${url}/api/v2/silences`)).json()) as KeptSilence[];
const incidentOf = async (server: RunningServer, service: string): Promise<string | undefined> => (await server.api<{ items: Incident[] }>('/incidents?show=open')).items.find(({ services }) => services.some((id) => id === service))?.id;

/** As somebody does it who wants to hear of a loss at once. */
function askEverySecond(server: RunningServer): void {
  const file = join(server.data, 'holdfast.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^(\s*)type: alertmanager$/m, '$1type: alertmanager\n$1every: 1s'));
}

test('an Alertmanager end to end: connected, an alert, an incident, silenced from it, ended, lost and back', async ({ start, page, settings, incident, expectedConsole }) => {
  test.slow();
  expectedConsole.push(/TrustedHTML/, /status of (503|409)/);
  alertmanager = await startAlertmanager({ groupBy: ['service'] });
  const there = alertmanager;
  await there.post([alertOf('checkout', 'checkout-1'), alertOf('checkout', 'checkout-2'), alertOf('login', 'login-1')]);
  const server = await start({ config: CONFIG });
  await pairAs(server, page, 'ada');

  /** Connected on the screen; what fires there opens an incident for each service. */
  await settings.open(server.url, '/connect');
  await page.getByLabel('Source', { exact: true }).selectOption('alertmanager');
  await expect(await settings.testConnection(there.url)).toContainText('Alertmanager');
  await settings.save();
  await expect(page.getByRole('heading', { name: 'Saved' })).toBeVisible();
  await expect.poll(() => incidentOf(server, 'checkout')).toBeDefined();
  await expect.poll(() => incidentOf(server, 'login')).toBeDefined();
  askEverySecond(server);
  const id = (await incidentOf(server, 'checkout')) ?? '';
  const other = (await incidentOf(server, 'login')) ?? '';

  /** The form begins with what the two alerts share. Wider, it would silence what belongs to another incident, and says so. */
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`Silence the alerts of ${id}`);
  await page.keyboard.press('Enter');
  const look = page.getByRole('region', { name: 'What it would silence now' });
  await expect(look).toContainText('2 alerts would fall silent, all of this incident');
  await expect(look).toContainText('pod checkout-2');
  await expect(look.getByRole('list', { name: 'Groups' })).toContainText('2 alerts → holdfast');
  await expect(page).toHaveURL(new RegExp(`/incidents/${id}$`));
  const service = incident.dialog().getByLabel('Value of label 2');
  await expect(service).toHaveValue('checkout');
  await incident.dialog().getByRole('button', { name: 'Remove the line of service' }).click();
  await expect(incident.dialog().getByLabel('Label 2', { exact: true })).toBeFocused();
  await expect(look).toContainText(`1 alert of other incidents: ${other} (1)`);
  await expect(look).toContainText('Login (1)');
  expect(await violationsInBoth(page, 'form')).toEqual([]);
  await incident.dialog().getByRole('button', { name: /^Silence 3 alerts/ }).click();
  await expect(incident.dialog()).toContainText('Say that this is meant, or narrow the lines');
  expect(await keptAt(there)).toEqual([]);
  await incident.dialog().getByRole('button', { name: 'Add a line' }).click();
  await incident.dialog().getByLabel('Label 3', { exact: true }).fill('service');
  await incident.dialog().getByLabel('Value of label 3').fill('checkout');
  await expect(look).toContainText('all of this incident');
  await incident.dialog().getByRole('button', { name: '2 h' }).click();
  await incident.field('Reason').fill('The zone is being rolled back');
  await incident.send();

  /** It is there, once; the incident counts its time down, and its alerts say until when. */
  const [kept, ...rest] = await keptAt(there);
  expect(rest).toEqual([]);
  expect(kept).toMatchObject({ status: { state: 'active' }, createdBy: 'Ada Lovelace' });
  expect(kept?.comment).toContain(`The zone is being rolled back (${id} hf-`);
  expect(kept?.matchers.map(({ name, value }) => `${name}=${value}`).toSorted()).toEqual(['alertname=HighErrorRate', 'service=checkout', 'severity=critical']);
  expect(Date.parse(kept?.endsAt ?? '') - Date.now()).toBeGreaterThan(7_100_000);
  const panel = incident.panel('Silences');
  await expect(panel).toContainText(/ends in 1 h 59 min/);
  await expect(panel).toContainText('silences 2 alerts now');
  await expect(panel.getByRole('link', { name: 'Open in Alertmanager' })).toHaveAttribute('href', `${there.url}/#/silences/${kept?.id ?? ''}`);
  await expect(incident.panel('Alerts')).toContainText(/silenced until (\d{1,2} \w{3} )?\d\d:\d\d UTC by Ada Lovelace · would tell holdfast/);
  await expect(incident.panel('Alerts').getByRole('link', { name: /: open in Alertmanager$/ }).first()).toHaveAttribute('href', /#\/alerts\?.*checkout-/);
  await expect(incident.panel('Alerts').getByRole('link', { name: /: open in prometheus\.acme\.test$/ }).first()).toHaveAttribute('href', 'https://prometheus.acme.test/graph?g0.expr=up');

  /** All silences, with what they hide, one that somebody made elsewhere among them. */
  await fetch(`${there.url}/api/v2/silences`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ matchers: [{ name: 'service', value: 'login', isRegex: false, isEqual: true }], startsAt: new Date().toISOString(), endsAt: new Date(Date.now() + 3_600_000).toISOString(), createdBy: 'night shift', comment: 'known, ticket 4711' }) });
  await panel.getByRole('link', { name: 'All silences' }).click();
  const rows = page.locator('[data-silence]');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('known, ticket 4711');
  await expect(rows.first()).toContainText('1 alert silenced now');
  await expect(rows.last().getByRole('link', { name: id }).first()).toBeVisible();
  await page.getByLabel('Find a silence').fill('rolled back');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('2 alerts silenced now');
  expect(await violationsInBoth(page, 'silences')).toEqual([]);

  /** Lost: blind in words, nothing looks current, and what is asked for then is not made and not lost. */
  await there.kill();
  await expect(page.getByRole('status').filter({ hasText: 'Its silences below are as they were before' })).toContainText(/^Alertmanager has not answered since .*connection refused/, { timeout: 20_000 });
  await expect(rows).toContainText('not confirmed now');
  await expect(rows).toContainText('2 alerts silenced when it last answered');
  await page.goto(`${server.url}settings`);
  await expect(page.locator('[data-source="alertmanager"]')).toContainText('connection refused');
  await incident.open(server.url, id);
  await expect(incident.panel('Silences')).toContainText('not confirmed now: its source does not answer');
  await incident.press('s');
  await incident.field('Reason').fill('Once more');
  await page.keyboard.press('Control+Enter');
  await expect(incident.dialog()).toContainText('No silence was made: connection refused');
  await expect(incident.field('Reason')).toHaveValue('Once more');
  await page.keyboard.press('Escape');
  await expect(incident.panel('Silences')).toContainText('not made');

  /** Back, with what it keeps on its disk: the silence is confirmed again, and is ended from here. */
  await there.start();
  await there.post([alertOf('checkout', 'checkout-1'), alertOf('checkout', 'checkout-2')]);
  await expect(incident.panel('Silences')).toContainText('silences 2 alerts now', { timeout: 20_000 });
  await incident.panel('Silences').getByRole('button', { name: /^End the silence/ }).click();
  await expect(incident.dialog()).toContainText('2 alerts that it silences are told of again at once');
  await incident.dialog().getByRole('button', { name: 'End it now' }).click();
  await expect(incident.panel('Silences')).toContainText('ended from here; 2 alerts still fired');
  expect((await keptAt(there)).find((each) => each.id === kept?.id)?.status.state).toBe('expired');
  await expect(incident.panel('Alerts')).not.toContainText('silenced until');
});

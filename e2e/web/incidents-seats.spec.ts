import type { Alert, Incident, IncidentDetail } from '../../src/shared/model/incident.ts';
import type { TimelineEvent } from '../../src/shared/model/timeline.ts';
import { waitUntil } from '../../src/main/engine/sources/testing/processes.ts';
import { followLive } from '../fixtures/live.ts';
import { startTarget } from '../fixtures/scripted.ts';
import { actAs, callAs, pairAs, pairWall, PEOPLE_ENV } from '../fixtures/seats.ts';
import { expect, test, watchConsole } from '../fixtures/test.ts';
import { PEOPLE, probedConfig } from '../fixtures/workspace.ts';
import { IncidentPage } from '../pages/incident-page.ts';

const DRAFT = { title: 'Payments are slow', severity: 'P1', services: ['checkout'] };

test('two operators change one incident: the second is told what changed and loses nothing that was typed', async ({ start, page, browser, incident, expectedConsole }) => {
  expectedConsole.push(/status of 409/);
  const server = await start({ config: `version: 1\nworkspace: { name: Acme }\n${PEOPLE}services: [{ id: checkout, name: Checkout API, tier: 1 }]\n` });
  const { id } = await server.api<IncidentDetail>('/incidents', { method: 'POST', body: JSON.stringify(DRAFT) });
  await pairAs(server, page, 'ada');
  await incident.open(server.url, id);
  const context = await browser.newContext();
  const screen = await context.newPage();
  const said = watchConsole(screen, []);
  await pairAs(server, screen, 'grace');
  const ofGrace = new IncidentPage(screen);
  await ofGrace.open(server.url, id);

  /** Both look at the same version; Ada still writes while Grace is done. */
  await incident.press('e');
  await incident.dialog().getByRole('radio', { name: /^P2/ }).check();
  await incident.field('Reason').fill('Only exports are slow, customers do not notice');
  await screen.getByRole('button', { name: 'Title, kind, services…' }).click();
  await ofGrace.field('Title').fill('Exports are slow');
  await ofGrace.send();
  await expect(page.getByRole('heading', { level: 1, name: 'Exports are slow' })).toBeAttached();

  await page.keyboard.press('Control+Enter');
  const changed = incident.dialog().getByRole('alert').filter({ hasText: 'changed while you were at it' });
  await expect(changed).toContainText('Grace Hopper: Title changed – Exports are slow');
  await expect(incident.field('Reason')).toHaveValue('Only exports are slow, customers do not notice');
  await expect(incident.dialog().getByRole('radio', { name: /^P2/ })).toBeChecked();
  expect(await server.api<IncidentDetail>(`/incidents/${id}`)).toMatchObject({ title: 'Exports are slow', severity: 'P1' });
  await incident.send();
  expect(await server.api<IncidentDetail>(`/incidents/${id}`)).toMatchObject({ title: 'Exports are slow', severity: 'P2', highestSeverity: 'P1' });

  /** What both write at the same time are two entries: neither is refused, and each sees the other's. */
  await Promise.all([incident.note('Queue of exports emptied'), ofGrace.note('Workers doubled')]);
  for (const each of [incident, ofGrace]) {
    await each.timeline().getByRole('button', { name: 'Everything' }).click();
    await expect(each.rows('note')).toHaveCount(2);
  }
  expect(said()).toEqual([]);
  await context.close();
});

test('words that were not sent wait where they belong, through the wall and a reload, and go with whoever typed them', async ({ start, page, incident, wall, expectedConsole }) => {
  expectedConsole.push(/status of 401/);
  const server = await start({ config: `version: 1\nworkspace: { name: Acme }\n${PEOPLE}services: [{ id: checkout, name: Checkout API, tier: 1 }]\n` });
  const open = (title: string): Promise<IncidentDetail> => server.api<IncidentDetail>('/incidents', { method: 'POST', body: JSON.stringify({ ...DRAFT, title }) });
  const { id } = await open('Payments are slow');
  const other = await open('Logins fail');
  await pairAs(server, page, 'ada');
  await incident.open(server.url, id);

  /** In the middle of a sentence to the wall, by the rail: the page itself stays the same document. */
  const go = (name: string): Promise<void> => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: new RegExp(`^${name}`) }).click();
  await incident.press('n');
  await page.keyboard.type('Queue of exports is emp');
  await go('Wall');
  await expect(wall.incident()).toHaveCount(2);
  await page.goBack();
  await expect(incident.noteField()).toHaveValue('Queue of exports is emp');
  await expect(page.getByRole('form', { name: 'Note' }).getByRole('status')).toContainText('not sent yet');

  /** A form that was left by mistake, and a reload on top of it. */
  await incident.press('u');
  await incident.dialog().getByLabel('Audience').selectOption({ label: 'Public' });
  await incident.field('Text').fill('Payments take longer than usual');
  await incident.field('Next update promised').fill('20m');
  await page.keyboard.press('Escape');
  await go('Shift');
  await page.getByLabel('New note').fill('Spare key is with the porter');
  await page.reload();
  await expect(page.getByLabel('New note')).toHaveValue('Spare key is with the porter');
  expect(await page.evaluate(() => JSON.stringify(localStorage)), 'nothing of it outlives the tab').not.toMatch(/exports|Payments|porter/);

  /** Another incident knows nothing of it. */
  await incident.open(server.url, other.id);
  await expect(incident.noteField()).toHaveValue('');
  await incident.press('u');
  await expect(incident.field('Text')).toHaveValue('');
  await page.keyboard.press('Escape');

  await incident.open(server.url, id);
  await incident.press('u');
  await expect(incident.field('Text')).toHaveValue('Payments take longer than usual');
  await expect(incident.dialog().getByLabel('Audience').locator('option:checked')).toHaveText('Public');
  /** What was promised then is the same instant now. */
  await expect(incident.field('Next update promised')).toHaveValue(/^\d{4}-\d\d-\d\dT.*Z$/);
  await expect(incident.dialog()).toContainText('Kept from before, not sent yet.');
  await incident.send();
  await expect(incident.noteField(), 'one form that was sent leaves the others').toHaveValue('Queue of exports is emp');
  await incident.press('n');
  await page.keyboard.press('End');
  await page.keyboard.type('tied');

  /** Sent, and gone before the answer: it was taken, so it does not wait to be sent again. */
  const gone = Promise.withResolvers<void>();
  const events = `**/incidents/${id}/events`;
  await page.route(events, async (route) => (await gone.promise, route.continue()));
  await page.keyboard.press('Control+Enter');
  await go('Wall');
  await expect(wall.incident()).toHaveCount(2);
  const answered = page.waitForResponse(events);
  gone.resolve();
  await answered;
  await page.goBack();
  await expect(incident.noteField()).toHaveValue('');
  await page.reload();
  await expect(incident.noteField()).toHaveValue('');
  const told = await server.api<{ items: TimelineEvent[] }>(`/incidents/${id}/events?show=all`);
  expect(told.items.filter(({ type }) => type === 'note').map(({ data }) => data['text'])).toEqual(['Queue of exports is emptied']);
  expect(told.items.find(({ type }) => type === 'updateSent')?.data).toMatchObject({ audience: 'public', text: 'Payments take longer than usual' });
  await incident.press('u');
  await expect(incident.field('Text')).toHaveValue('');
  await page.keyboard.press('Escape');

  /** Somebody else at the same tab: neither shown nor left in it. */
  const kept = (): Promise<string> => page.evaluate(() => JSON.stringify(sessionStorage));
  expect(await kept(), 'control: the note of the shift still waits').toContain('porter');
  await pairAs(server, page, 'grace');
  await expect.poll(kept).not.toContain('porter');
  await go('Shift');
  await expect(page.getByLabel('New note')).toHaveValue('');
});

test('a security event: a wall that was open all along says that there is one, and nothing else of it reaches that screen', async ({ start, page, context, wall }) => {
  const target = await startTarget();
  const control = await startTarget();
  const server = await start({ config: probedConfig({ target: target.url, control: control.url, rule: '{ id: up, signal: checkout-up, when: { below: 1 }, severity: P1, summary: Vault leaks tokens }' }), env: PEOPLE_ENV });
  await pairWall(server, page);
  await wall.open(server.url);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const early = await followLive(server, { cookie });
  const seenFirst = await waitUntil('the first picture', () => /^id: (\S+)$/m.exec(early.text())?.[1]);
  await target.refuse();
  await expect(wall.incident()).toContainText('Vault leaks tokens');
  const [found] = (await server.api<{ items: Incident[] }>('/incidents')).items;
  const id = found?.id ?? '';
  await actAs('grace', server, id, { type: 'takeRole', role: 'incidentCommander' });
  await actAs('grace', server, id, { type: 'addLink', kind: 'warRoom', label: 'Bridge', url: 'https://bridge.acme.test/4711' });
  await expect(wall.incident()).toContainText('commander Grace Hopper');

  const before = await followLive(server, { cookie });
  const heardBefore = (): number => before.text().length;
  await waitUntil('the wall follows', () => before.of('snapshot').length === 1);
  expect(before.text(), 'control: the wall was told all of it').toMatch(/Vault leaks tokens.*Grace Hopper/s);
  /** Holdfast itself still freezes charts for it: with the version that is there when it is asked. */
  await expect(async () => callAs('ada', server, 'PATCH', `/incidents/${id}`, { kind: 'security' }, (await server.api<IncidentDetail>(`/incidents/${id}`)).version)).toPass();
  await expect(wall.incident()).toContainText('Security event in progress');
  await expect(wall.incident()).not.toContainText('Grace');
  /** This stream and the page are told apart: what was sent before must have come before it is measured from here. */
  await waitUntil('the stream beside the page hears it too', () => before.of('incident').some((each) => each.id === id && each.private));
  const from = heardBefore();
  await actAs('grace', server, id, { type: 'note', text: 'Keys of tenant 4711 rotated' });
  await actAs('ada', server, id, { type: 'acknowledge' });
  await waitUntil('the wall hears that it goes on', () => before.of('incident').some((each) => each.id === id && each.acknowledgedAt !== null));

  const SECRETS = /Vault leaks|Grace|Hopper|Lovelace|4711|bridge\.acme|tenant|Bridge/;
  expect(await page.content()).not.toMatch(SECRETS);
  await expect(wall.incident()).not.toContainText('Checkout');
  await expect(page).not.toHaveTitle(SECRETS);
  expect(before.text().slice(from)).not.toMatch(SECRETS);
  for (const each of before.of('incident').slice(-1)) expect(each).toMatchObject({ private: true, services: [], roles: [], warRoom: null, signature: null });
  const anew = await followLive(server, { cookie });
  await waitUntil('a new picture', () => anew.of('snapshot').length === 1);
  expect(anew.text()).not.toMatch(SECRETS);
  /** A screen that was away from before all this on is told what it missed, as it may be told now. */
  const resumed = await followLive(server, { cookie, 'last-event-id': seenFirst });
  await waitUntil('what was missed', () => resumed.of('tick').length > 0);
  expect(early.text(), 'control: there was something to miss').toMatch(SECRETS);
  expect(resumed.text()).not.toMatch(SECRETS);
  expect(anew.of('snapshot')[0]?.alerts).toMatchObject([{ name: 'Security event', service: null, signal: null }]);

  const [alert] = (await server.api<{ items: Alert[] }>('/alerts')).items;
  const paths = ['/incidents', `/incidents/${id}`, `/incidents/${id}/events?show=all`, `/incidents/${id}/similar`, `/incidents/${id}/evidence`, `/incidents/${id}/evidence/checkout-up`, '/incidents?query=Vault', '/incidents?service=checkout', '/alerts', `/alerts?incident=${id}`, '/alerts?service=checkout', `/alerts/${alert?.id}`, '/shift/handover', '/shift/log', '/shift/handovers', '/problems'];
  for (const path of paths) {
    const response = await fetch(`${server.url}api/v1${path}`, { headers: { cookie } });
    const text = await response.text();
    expect.soft(text, path).not.toMatch(SECRETS);
    if (path !== '/problems') expect.soft(text, path).not.toContain('checkout');
    /** Whether something fits a search would tell as well. */
    if (path.includes('query=') || path.includes('?service=')) expect.soft(text, path).not.toContain(id);
  }
  /** Control: whoever works on it reads all of it by the same calls. */
  const told = await server.api<object>(`/incidents/${id}/events?show=all`);
  expect(JSON.stringify(told)).toContain('Keys of tenant 4711 rotated');

  await page.goto(`${server.url}incidents/${id}`);
  await expect(page.getByText('This incident is private')).toBeVisible();
  expect(await page.content()).not.toMatch(SECRETS);
  for (const followed of [early, before, anew, resumed]) followed.stop();
  await Promise.all([target.stop(), control.stop()]);
});

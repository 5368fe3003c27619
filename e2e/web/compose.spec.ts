import type { UpdatePreview } from '../../src/shared/contract/update-calls.ts';
import type { Delivery } from '../../src/shared/model/delivery.ts';
import type { StatusUpdateDetail } from '../../src/shared/model/status-update.ts';
import { WITHOUT_CONTRACTS } from '../fakes/contracts.ts';
import { violationsInBoth } from '../fixtures/axe.ts';
import { CHANNELS, CHECKOUT_PART, READERS, startChannels, type ChannelName, type Channels } from '../fixtures/channels.ts';
import { startTarget, type Target } from '../fixtures/scripted.ts';
import { pairAs } from '../fixtures/seats.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test, watchConsole } from '../fixtures/test.ts';
import { probedConfig } from '../fixtures/workspace.ts';
import { ComposePage } from '../pages/compose-page.ts';

/** Ada commands, Ben writes to customers and may not sign his own text off. */
const PEOPLE = `people:
  - { id: ada, name: Ada Lovelace, rights: [view, publish, operate, approve, admin] }
  - { id: ben, name: Ben Okri, rights: [view, publish, operate] }
`;
const RULE = '{ id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 2 }, severity: P1, summary: Checkout cannot be reached }';

let channels: Channels;
let target: Target;
let control: Target;
test.beforeEach(async () => {
  test.skip(WITHOUT_CONTRACTS, 'no descriptions of vendors');
  [channels, target, control] = await Promise.all([startChannels(), startTarget(), startTarget()]);
});
test.afterEach(async () => {
  if (WITHOUT_CONTRACTS) return;
  await Promise.all([channels.stop(), target.stop(), control.stop()]);
  expect(channels.wrong()).toEqual([]);
});

const config = (): string => probedConfig({ target: target.url, control: control.url, rule: RULE, people: PEOPLE, more: channels.config });
/** One message everywhere, and one to each reader of mail. */
const ONCE = { ...Object.fromEntries(CHANNELS.map((name) => [name, 1])), mail: READERS.length };
const soon = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
/** What the ledger says of each channel. */
async function ledger(server: RunningServer, update: string): Promise<Record<string, string>> {
  const { deliveries } = await server.api<StatusUpdateDetail>(`/updates/${update}`);
  return Object.fromEntries([...Map.groupBy(deliveries, ({ channel }: Delivery) => channel)].map(([channel, all]) => [channel, [...new Set(all.map(({ state }) => state))].join(' ')]));
}
const all = (state: string, others: Partial<Record<ChannelName, string>> = {}) => ({ ...Object.fromEntries(CHANNELS.map((name) => [name, state])), ...others });

test('one update for nine channels: written, looked through, signed off, published once by two at once; what failed goes again, what may have arrived never by itself', async ({ start, page, wall, incident, compose, browser, expectedConsole }) => {
  expectedConsole.push(/status of 409/);
  const server = await start({ config: config(), env: channels.env });
  await pairAs(server, page, 'ada');
  await target.refuse();
  await expect(wall.incident()).toContainText('Checkout cannot be reached');
  const id = (await wall.incident().getAttribute('data-incident')) ?? '';
  await incident.open(server.url, id);
  await incident.press('a');
  await incident.press('c');
  await expect(incident.panel('Roles')).toContainText('Ada Lovelace');

  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 } });
  const screen = await context.newPage();
  const said = watchConsole(screen, [/status of 409/]);
  const ben = new ComposePage(screen);
  await pairAs(server, screen, 'ben');
  await ben.open(server.url, id);

  /** What the incident knows is there already, each number with its source and age; the team's text has no way to customers. */
  await expect(ben.fact('Services')).toHaveValue('Checkout API');
  await expect(ben.facts().getByRole('group', { name: 'Numbers' })).toContainText(/Checkout API availability.*edge, \d+ s old/s);
  await expect(ben.facts().getByRole('group', { name: 'Send to' }).getByRole('checkbox')).toHaveCount(1);
  const { facts, text } = await server.api<UpdatePreview>('/updates/preview', { method: 'POST', body: JSON.stringify({ incident: id, audience: 'internal', kind: 'investigating' }) });
  const post = (path: string, body: object): Promise<StatusUpdateDetail> => server.api<StatusUpdateDetail>(path, { method: 'POST', body: JSON.stringify(body) });
  const ofTeam = await post('/updates', { incident: id, audience: 'internal', kind: 'investigating', facts, text, channels: ['x', 'statuspage'] });
  await expect(post(`/updates/${ofTeam.id}/publish`, { hash: ofTeam.hash, emergency: 'It cannot wait' })).rejects.toThrow(/read by the public audience/);
  await post(`/updates/${ofTeam.id}/discard`, {});

  /** A draft of before whose promise has passed meanwhile, with what must not get out: each stop says where and why, until it is mended. */
  const old = await post('/updates', { incident: id, audience: 'public', kind: 'investigating', facts: { ...facts, nextUpdateAt: soon(-5) }, text: { ...text, body: `${text.body}\nDear {{first_name}}, our token is xoxb-1234567890-abcdefghij` }, channels: CHANNELS });
  await ben.open(server.url, id, `?draft=${old.id}`);
  await expect(ben.stops()).toHaveCount(4);
  await expect(ben.stops().filter({ hasText: '[Internal]' })).toContainText('marks text that is not for everybody');
  await expect(ben.stops().filter({ hasText: 'Slack token' })).toContainText('Whoever reads the message could use it');
  await expect(ben.standing()).toContainText('must be mended');
  await ben.stops().getByRole('button', { name: /first_name/ }).press('Enter');
  await expect(ben.message()).toBeFocused();
  expect(await ben.message().evaluate((field: HTMLTextAreaElement) => field.value.slice(field.selectionStart, field.selectionEnd))).toBe('{{first_name}}');
  await screen.keyboard.type('customer');
  await expect(ben.stops()).toHaveCount(3);
  for (const [found, left] of [[/Slack token/, 2], [/Internal/, 1]] as const) {
    await ben.stops().getByRole('button', { name: found }).press('Enter');
    await screen.keyboard.press('Delete');
    await expect(ben.stops()).toHaveCount(left);
  }
  await expect(ben.stops()).toContainText('promised for the next update is past');
  await ben.fact('Next update').fill('25m');
  await expect(ben.stops()).toHaveCount(0);
  await ben.text().getByRole('button', { name: 'Back to the template' }).press('Enter');
  await ben.fact('What users see').fill('Paying fails');

  /** As the readers of all nine will see it. */
  await expect(ben.previews()).toHaveCount(CHANNELS.length);
  await expect(ben.previews().filter({ hasText: 'Paying fails' })).toHaveCount(CHANNELS.length - 1);
  await expect(ben.preview('statuspage').getByRole('list', { name: 'Parts of the page' })).toHaveText(/^Checkout API\s*partial outage$/);
  await expect(ben.preview('x')).toContainText(/We are investigating a problem with Checkout API since .* of 280 weighted characters.*Sending it costs about/s);

  /** Ada signs exactly this text; an edit voids it. */
  await expect(ben.standing()).toContainText('Ada Lovelace, or whoever has the right “approve”, must approve exactly this text');
  await expect(ben.bar().getByRole('button', { name: 'Approve this text' })).toHaveCount(0);
  await ben.press('Save draft');
  await expect(ben.bar()).toContainText(`${old.id}, kept`);
  const query = `?draft=${old.id}`;
  await compose.open(server.url, id, query);
  await compose.press('Approve this text');
  await expect(compose.bar()).toContainText(`Goes to ${String(CHANNELS.length)} channels · ${String(READERS.length)} readers by e-mail · costs about $0.015 · approved`);
  await ben.open(server.url, id, query);
  await expect(ben.bar()).toContainText('Approved by Ada Lovelace');
  await ben.fact('What is being done').fill('Switching to the second provider');
  await ben.press('Save draft');
  await expect(ben.standing()).toContainText('must approve exactly this text');
  await compose.open(server.url, id, query);
  await compose.press('Approve this text');
  await expect(compose.bar()).toContainText(`Goes to ${String(CHANNELS.length)} channels · ${String(READERS.length)} readers by e-mail · costs about $0.015 · approved`);
  await ben.open(server.url, id, query);
  await expect(ben.bar().getByRole('button', { name: 'Publish' })).toBeEnabled();
  expect(new Set(Object.values(channels.messages()))).toEqual(new Set([0]));

  /** Two windows publish at once. One channel refuses; two take the message and cut the line, one of which can be asked afterwards. */
  channels.hook.refuses = [403, 'action_prohibited'];
  channels.teams.fail({ kind: 'dropped', when: 'after' }, { times: 1 });
  channels.statuspage.fail({ kind: 'dropped', when: 'after' }, { only: ['postPagesPageIdIncidents'], times: 1 });
  await Promise.all([ben.press('Publish'), compose.press('Publish')]);
  await expect.poll(() => ledger(server, old.id)).toEqual(all('sent', { 'facts-hook': 'failed', teams: 'unknown' }));
  expect(channels.messages()).toEqual({ ...ONCE, 'facts-hook': 0 });
  expect(channels.mail.received.map(({ to }) => to.join()).toSorted()).toEqual([...READERS]);

  await ben.open(server.url, id, '?show=sent');
  const failed = ben.delivery(old.id, 'Outage facts');
  await expect(failed).toContainText('action_prohibited');
  await expect(ben.delivery(old.id, /Acme status(?! EU)/)).toContainText('See it there');
  const unknown = ben.delivery(old.id, 'Customer success');
  await expect(unknown).toContainText('It may have arrived, and it is not sent again by itself');
  channels.hook.refuses = null;
  await failed.getByRole('button', { name: 'Retry' }).press('Enter');
  await expect(failed).toHaveAttribute('data-delivery', 'sent');
  await unknown.getByRole('button', { name: 'It arrived' }).press('Enter');
  await expect(unknown).toHaveAttribute('data-delivery', 'sent');
  expect(await ledger(server, old.id)).toEqual(all('sent'));
  expect(channels.messages()).toEqual(ONCE);

  /** The promise in the message is what the wall counts down to. */
  await page.goto(`${server.url}wall`);
  await expect(wall.incident(id)).toContainText(/next public update in 2[34]:\d\d/);
  expect(said()).toEqual([]);
  await context.close();
});

test('what was sent is corrected everywhere, a power cut loses and doubles nothing, and resolving one incident leaves a part red that another still holds', async ({ start, page, compose, expectedConsole }) => {
  expectedConsole.push(/TrustedHTML/);
  let server = await start({ config: config(), env: channels.env });
  const post = <T>(path: string, body: object): Promise<T> => server.api<T>(path, { method: 'POST', body: JSON.stringify(body) });
  const open = async (title: string): Promise<string> => (await post<{ id: string }>('/incidents', { title, severity: 'P1', services: ['checkout'] })).id;
  const publish = async (incident: string, kind: string, to: readonly ChannelName[]): Promise<string> => {
    const { facts, text } = await post<UpdatePreview>('/updates/preview', { incident, audience: 'public', kind });
    const { id, hash } = await post<StatusUpdateDetail>('/updates', { incident, audience: 'public', kind, facts, text, channels: to });
    await post(`/updates/${id}/publish`, { hash, emergency: 'The commander is on the way' });
    return id;
  };
  const incident = await open('Payments fail');
  const first = await publish(incident, 'investigating', CHANNELS);
  await expect.poll(() => ledger(server, first)).toEqual(all('sent'));
  await pairAs(server, page, 'ada');

  /** What can be changed is changed where it stands; everywhere else a correction follows, to each who had the first. */
  await compose.open(server.url, incident, '?show=sent');
  await compose.update(first).getByRole('button', { name: 'Correct…' }).press('Enter');
  const to = compose.facts().getByRole('group', { name: `Correct ${first} on` });
  await expect(to.getByText('edited where it stands')).toHaveCount(4);
  await expect(to.getByText('followed up to 3 readers: what was sent there stays')).toBeVisible();
  await compose.message().fill(`${await compose.message().inputValue()}\nOnly cards are affected.`);
  await compose.press('Approve this text');
  await compose.press('Publish');
  await expect(page).toHaveURL(/show=sent/);
  const { items: [correction] } = await server.api<{ items: StatusUpdateDetail[] }>(`/updates?incident=${incident}`);
  expect(correction).toMatchObject({ corrects: first, approval: { by: { name: 'Ada Lovelace' } } });
  await expect.poll(() => ledger(server, correction?.id ?? '')).toEqual(all('sent'));
  expect(channels.messages()).toEqual({ ...ONCE, 'facts-hook': 2, teams: 2, jira: 2, mail: 2 * READERS.length, x: 2, partners: 2 });
  expect([channels.slack.standing[0]?.text, channels.statuspage.incidents.all()[0]?.incident_updates[0]?.body, channels.mail.received.at(-1)?.parsed.text, channels.partners.received[1]?.body.body]).toEqual(Array.from({ length: 4 }, () => expect.stringContaining('Only cards are affected.')));
  expect([channels.mail.received.at(-1)?.parsed.subject, channels.partners.received[1]?.body.title]).toEqual([expect.stringContaining('Correction: '), expect.stringContaining('Correction: ')]);

  /** The power goes after a page was asked to take an update, and before it has answered. */
  channels.betterstack.fail({ kind: 'held' }, { only: ['createStatusUpdate'], times: 1 });
  const before = channels.messages();
  const second = await publish(incident, 'identified', ['betterstack', 'partners']);
  await channels.betterstack.gate.until(1);
  await expect.poll(() => ledger(server, second)).toEqual({ betterstack: 'sending', partners: 'sent' });
  await page.goto('about:blank');
  await server.kill();
  channels.betterstack.mend();
  server = await start({ config: config(), data: server.data, env: channels.env });
  await expect.poll(() => ledger(server, second)).toEqual({ betterstack: 'sent', partners: 'sent' });
  expect(channels.messages()).toEqual({ ...before, betterstack: before.betterstack + 1, partners: before.partners + 1 });

  await pairAs(server, page, 'ada');
  await compose.open(server.url, incident, '?show=sent');
  await expect(compose.delivery(second, 'Acme status EU')).toHaveAttribute('data-delivery', 'sent');
  expect(await violationsInBoth(page, 'the ledger')).toEqual([]);

  /** Two incidents on one part of the page: it is as bad as the worst of them. */
  const other = await open('Refunds fail');
  const ofOther = await publish(other, 'investigating', ['statuspage']);
  await expect.poll(() => ledger(server, ofOther)).toEqual({ statuspage: 'sent' });
  const resolve = (id: string): Promise<unknown> => post(`/incidents/${id}/events`, { action: { type: 'resolve', how: 'The provider is back.' } });
  await resolve(incident);
  await compose.open(server.url, incident);
  await compose.fact('Audience').selectOption('public');
  await expect(compose.fact('Kind')).toHaveValue('resolved');
  await expect(compose.preview('statuspage')).toContainText(`stays partial outage: ${other} is still open`);
  expect(await violationsInBoth(page, 'the form')).toEqual([]);
  await compose.press('Approve this text');
  await compose.press('Publish');
  await expect(page).toHaveURL(/show=sent/);
  const { items: [over] } = await server.api<{ items: StatusUpdateDetail[] }>(`/updates?incident=${incident}`);
  await expect.poll(() => ledger(server, over?.id ?? '')).toEqual(all('sent'));
  expect(channels.statuspage.incidents.all().map(({ status }) => status)).toEqual(['resolved', 'investigating']);
  expect(channels.statuspage.components.get(CHECKOUT_PART)?.status).toBe('partial_outage');
  await resolve(other);
  const last = await publish(other, 'resolved', ['statuspage']);
  await expect.poll(() => ledger(server, last)).toEqual({ statuspage: 'sent' });
  expect(channels.statuspage.components.get(CHECKOUT_PART)?.status).toBe('operational');
});

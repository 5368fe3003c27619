import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import type { Change } from '../../src/shared/model/change.ts';
import type { Incident } from '../../src/shared/model/incident.ts';
import { findBind, startBind, type RunningBind } from '../../src/main/engine/sources/testing/bind.ts';
import { violationsOf } from '../fixtures/axe.ts';
import { pairAs, PEOPLE_ENV } from '../fixtures/seats.ts';
import { startTarget, type Target } from '../fixtures/scripted.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';
import { probedConfig } from '../fixtures/workspace.ts';

const RULE = '{ id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 3 }, severity: P0 }';
const HOOK_TOKEN = randomBytes(24).toString('hex');

const closing: (() => Promise<void>)[] = [];
test.afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function targets(): Promise<{ target: Target; control: Target }> {
  const [target, control] = await Promise.all([startTarget(), startTarget()]);
  closing.push(() => target.stop(), () => control.stop());
  return { target, control };
}

const changes = async (server: RunningServer): Promise<Change[]> => (await server.api<{ items: Change[] }>('/changes')).items;
const tell = (server: RunningServer, change: object) => server.api('/changes', { method: 'POST', body: JSON.stringify(change) });

/** The one incident, once the rule has found it. */
async function found(server: RunningServer): Promise<string> {
  let id = '';
  await expect
    .poll(async () => {
      const { items } = await server.api<{ items: Incident[] }>('/incidents?show=open');
      id = items[0]?.id ?? '';
      return id;
    }, { timeout: 15_000 })
    .not.toBe('');
  return id;
}

test('what was changed before a fault stands first on its incident; where nobody tells, it says so', async ({ start, page, incident }) => {
  const { target, control } = await targets();
  const server = await start({ config: probedConfig({ target: target.url, control: control.url, rule: RULE, more: `hooks: [{ id: pipelines, kind: change, token: ${HOOK_TOKEN} }]\n` }), env: PEOPLE_ENV });
  await pairAs(server, page, 'ada');
  await target.refuse();
  const id = await found(server);
  await incident.open(server.url, id);
  const panel = incident.panel('Changed in the 2 h before');
  await expect(panel).toContainText('Nobody reports changes here yet');

  // Told late, it stands where it belongs, without anybody looking again.
  const onset = Date.parse((await server.api<Incident>(`/incidents/${id}`)).impactStartedAt ?? '');
  const at = (minutes: number): string => new Date(onset - minutes * 60_000).toISOString();
  await tell(server, { title: 'Login has new colours', kind: 'config', service: 'login', at: at(1) });
  await tell(server, { title: 'Deploy of checkout 4.0', kind: 'deploy', service: 'checkout', at: at(60), status: 'succeeded' });
  const hooked = await fetch(`${server.url}api/v1/hooks/pipelines`, { method: 'POST', headers: { authorization: `Bearer ${HOOK_TOKEN}`, 'content-type': 'application/json' }, body: JSON.stringify({ title: 'Deploy of checkout 4.1', kind: 'deploy', service: 'Checkout API', at: at(4), status: 'succeeded', before: '4.0', after: '4.1', link: 'https://ci.acme.test/7', externalId: 'run-7', from: 'ci' }) });
  expect(hooked.status).toBe(202);
  const rows = panel.getByRole('listitem');
  await expect(rows.nth(0)).toContainText('Deploy of checkout 4.1');
  await expect(rows.nth(0)).toContainText('4 min before');
  await expect(rows.nth(0)).toContainText('4.0 → 4.1');
  await expect(rows.nth(1)).toContainText('Deploy of checkout 4.0');
  await expect(rows.nth(2)).toContainText('Login has new colours');
  expect(await violationsOf(page, 'changes of an incident')).toEqual([]);

  // By keyboard: what is suspected is a note of the timeline.
  await incident.tabTo(panel.getByRole('button', { name: 'Suspect: Deploy of checkout 4.1' }));
  await page.keyboard.press('Enter');
  await expect(incident.rows('note')).toContainText('Suspected: Deploy of checkout 4.1');

  await page.goto(`${server.url}review/${id}/report`);
  await expect(page.getByText('Deploy of checkout 4.1').first()).toBeVisible();
});

/** The way of questions to a name server, on which answers are counted. */
async function startDnsWay(to: string): Promise<{ readonly address: string; answers(): number; stop(): Promise<void> }> {
  const [host = '', port = ''] = to.split(':');
  const front = dgram.createSocket('udp4');
  let answers = 0;
  front.on('message', (question, from) => {
    const back = dgram.createSocket('udp4');
    back.on('message', (answer) => {
      answers += 1;
      front.send(answer, from.port, from.address);
      back.close();
    });
    back.on('error', () => back.close());
    back.send(question, Number(port), host);
  });
  await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve));
  return { address: `127.0.0.1:${front.address().port}`, answers: () => answers, stop: () => new Promise((resolve) => front.close(() => resolve())) };
}

test.describe('a DNS zone at a real BIND', () => {
  test('that a change corrupts shows on the incident as the records that are gone and new; read again unchanged, it is no change', async ({ start, page, incident }) => {
    test.skip((await findBind()) === null, 'no named binary (Debian: apt-get install bind9)');
    const records = ['api A 203.0.113.10', 'api A 203.0.113.11'];
    const bind: RunningBind = await startBind({ zone: { name: 'acme.test', records } });
    const way = await startDnsWay(bind.address);
    closing.push(() => bind.remove(), () => way.stop());
    const { target, control } = await targets();
    const server = await start({
      config: probedConfig({ target: target.url, control: control.url, rule: RULE, more: `dnsWatch: [{ name: api.acme.test, service: checkout, types: [A], servers: ["${way.address}"], every: 1s }]\n` }),
      env: PEOPLE_ENV,
    });
    await pairAs(server, page, 'ada');
    /** Waits until the zone was looked at so many times more. */
    const looks = async (more: number): Promise<void> => {
      const before = way.answers();
      await expect.poll(() => way.answers() - before, { timeout: 15_000 }).toBeGreaterThanOrEqual(more);
    };
    await looks(2);
    // Control: the zone is written and read again, and its records are the same.
    await bind.rewrite(records, 2);
    await looks(3);
    expect(await changes(server)).toEqual([]);

    await bind.rewrite(['api A 203.0.113.66'], 3);
    await target.refuse();
    await expect.poll(async () => (await changes(server)).length, { timeout: 10_000 }).toBe(1);
    const id = await found(server);
    await incident.open(server.url, id);
    const panel = incident.panel('Changed in the 2 h before');
    const row = panel.locator('[data-kind="dns"]').first();
    await expect(row).toContainText('DNS records of api.acme.test changed');
    const lines = row.getByRole('list', { name: 'What is different' }).getByRole('listitem');
    await expect(lines).toHaveText([/removed: A 203\.0\.113\.10/, /removed: A 203\.0\.113\.11/, /added: A 203\.0\.113\.66/]);
  });
});

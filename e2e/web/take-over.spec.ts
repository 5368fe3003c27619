import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConsoleView } from '../../src/shared/model/console.ts';
import type { PlanPreview } from '../../src/shared/model/continuity/plan.ts';
import type { Run } from '../../src/shared/model/continuity/run.ts';
import type { Incident } from '../../src/shared/model/incident.ts';
import { dig, KEY, startBindPair, ZONE, type BindPair } from '../../src/main/engine/continuity/dns/testing/bind-pair.ts';
import { findBind } from '../../src/main/engine/sources/testing/bind.ts';
import { startServer, type RunningServer } from '../fixtures/server.ts';
import { expect, test } from '../fixtures/test.ts';

const [OLD, NEW] = ['192.0.2.10', '198.51.100.20'] as const;
const NAME = `api.${ZONE}`;

let pair: BindPair;
let site: http.Server;
let switched = 0;
let stopped: RunningServer | null = null;

test.beforeEach(async () => {
  test.skip((await findBind()) === null, 'no BIND');
  pair = await startBindPair([`api A ${OLD}`]);
  switched = 0;
  site = http.createServer((request, response) => {
    if (request.url === '/switch') switched += 1;
    response.end('ok');
  });
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', () => resolve()));
});
test.afterEach(async () => {
  // Who is stopped does not end when it is asked to.
  stopped?.process.kill('SIGCONT');
  site?.closeAllConnections();
  site?.close();
  await pair?.remove();
});

const config = (): string => `version: 1
workspace: { name: Acme Payments, timeZone: UTC }
sources: [{ id: edge, type: probe }]
services: [{ id: checkout, name: Checkout API, tier: 1 }]
signals:
  - { id: checkout-up, service: checkout, kind: availability, source: edge, every: 1s, http: { url: "http://127.0.0.1:${(site.address() as AddressInfo).port}/", timeout: 2s } }
dnsProviders:
  - { id: bind, type: rfc2136, zone: ${ZONE}, server: "${pair.primary.address}", authoritative: ["${pair.primary.address}", "${pair.secondary.address}"], key: { name: ${KEY.name}, secret: "\${env:FAILOVER_KEY}" } }
plans:
  - id: to-b
    name: Fail over to the second site
    kind: failover
    services: [checkout]
    objective: 8m
    target: { healthy: [checkout-up] }
    steps:
      - { id: record, name: Point the record at the second site, kind: dns, providers: [bind], record: ${NAME}, to: ["${NEW}"], ttl: 1s }
      - { id: traffic, name: Tell the balancer, kind: http, request: { url: "http://127.0.0.1:${(site.address() as AddressInfo).port}/switch", method: POST } }
`;

const standing = (server: RunningServer): Promise<ConsoleView> => server.api<ConsoleView>('/console');
const post = <T>(server: RunningServer, path: string, body: object): Promise<T> => server.api<T>(path, { method: 'POST', body: JSON.stringify(body) });

test('the engine stops answering: a second console shows its copy, takes over and acts once; the first one wakes, is met, and does nothing more, also after a restart', async ({ start, page, expectedConsole }) => {
  expectedConsole.push(/status of (401|503)/);
  const env = { FAILOVER_KEY: KEY.secret.toString('base64') };
  const first = await start({ config: config(), env });
  const second = await start({ config: null, args: ['--connect', first.url], env });
  const { code } = await post<{ code: string }>(first, '/seats/invitations', { name: 'Screen of the second room', kind: 'browser', person: 'owner', rights: ['view', 'operate'] });
  await page.goto(`${second.url}#pair=${code}`);
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  const incident = await post<Incident>(first, '/incidents', { title: 'Checkout is down', severity: 'P0', services: ['checkout'] });
  await expect.poll(async () => Date.parse((await standing(second)).connection?.copyAt ?? '') > Date.parse(incident.declaredAt ?? '')).toBe(true);
  const band = page.getByRole('alert', { name: 'Copy' });

  await test.step('it is lost: what it knew can still be read, and is said to be a copy', async () => {
    stopped = first;
    first.process.kill('SIGSTOP');
    await expect(band).toContainText(`The engine at ${new URL(first.url).origin} has not answered since`);
    await page.goto(`${second.url}incidents/${incident.id}`);
    await expect(page.getByRole('heading', { name: /Checkout is down/ })).toBeVisible();
    await page.goto(`${second.url}continuity/plans/to-b`);
    await expect(page.getByRole('main')).toContainText('Point the record at the second site');
    await expect(band).toContainText('What you see is its copy of');
  });

  await test.step('somebody takes over, with a reason', async () => {
    await band.getByRole('button', { name: 'Take over…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Take over on this console' });
    await dialog.getByRole('textbox').fill('No answer from the first room');
    await dialog.getByRole('button', { name: 'Take over', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Taken over' })).toContainText('may still act');
    expect(await standing(second)).toMatchObject({ role: 'engine', term: 2, tookOver: { reason: 'No answer from the first room', from: new URL(first.url).origin, metAt: null } });
  });

  await test.step('a plan runs here: the guarded step by itself, the other one once a person has said that it did not happen', async () => {
    await expect.poll(() => post<PlanPreview>(second, '/plans/to-b/preview', { mode: 'live' }).then(({ preflight }) => preflight.state)).toMatch(/^(ok|warning)$/);
    const { hash } = await post<PlanPreview>(second, '/plans/to-b/preview', { mode: 'live' });
    await post(second, '/plans/to-b/arm', { mode: 'live' });
    const { id } = await post<Run>(second, '/plans/to-b/runs', { mode: 'live', hash, intent: 'take-over-spec', incident: incident.id });
    await expect.poll(() => second.api<Run>(`/runs/${id}`).then(({ state, why }) => `${state} ${why}`)).toBe('stopped elsewhere');
    expect([(await dig(pair.primary.address, NAME, 'A')).map((line) => line.split(' ').at(-1)), switched]).toEqual([[NEW], 0]);
    await page.goto(`${second.url}continuity/runs/${id}`);
    await expect(page.getByRole('main')).toContainText('Has the other console done this?');
    await post(second, `/runs/${id}/settle`, { epoch: (await second.api<Run>(`/runs/${id}`)).epoch, step: 'traffic', happened: false, reason: 'Its machine is stopped' });
    await expect.poll(() => second.api<Run>(`/runs/${id}`).then(({ state }) => state)).toBe('done');
    expect(switched).toBe(1);
  });

  await test.step('the first one wakes, is told, and stays down over a restart', async () => {
    first.process.kill('SIGCONT');
    await expect.poll(() => standing(first).then(({ role }) => role, () => 'reopening')).toBe('stoodDown');
    await expect.poll(() => standing(second).then(({ tookOver }) => tookOver?.metAt ?? null)).not.toBeNull();
    await expect(post(first, '/incidents', { title: 'Another', severity: 'P1', services: [] })).rejects.toThrow(/Another console took over/);
    await first.kill();
    const again = await startServer({ config: config(), data: first.data, env });
    expect(await standing(again)).toMatchObject({ role: 'stoodDown', stoodDown: { term: 2, reason: 'No answer from the first room' } });
    await again.kill();
    expect(switched).toBe(1);
  });
});

import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HookConfig } from '../../../shared/model/hook-config.ts';
import { createHookQueue } from '../hooks/queue.ts';
import { ALERT_KINDS } from '../hooks/registry.ts';
import { createHooks } from '../hooks/service.ts';
import { silentLog } from '../testing/manual-clock.ts';
import { createChangeKinds } from './hook-kinds.ts';
import { openChanges, SERVICES } from './testing/open-changes.ts';

const SECRET = 'secret-of-the-hook-0123456789abcdef';
const hook = (config: object): HookConfig => HookConfig.parse(config);
const HOOKS = [
  hook({ id: 'github', kind: 'github', secret: SECRET, service: 'login' }),
  hook({ id: 'terraform', kind: 'terraform', secret: SECRET }),
  hook({ id: 'argo', kind: 'argo', token: SECRET }),
  hook({ id: 'pipelines', kind: 'change', token: SECRET }),
];

/** Real webhooks over real changes. */
function start() {
  const opened = openChanges();
  const { clock, changes } = opened;
  const reasons: unknown[] = [];
  const log = { ...silentLog, info: (_message: string, fields?: Record<string, unknown>) => void reasons.push(fields?.['reason']) };
  const queue = createHookQueue({ clock, log: silentLog, take: async () => {}, onProblem: () => {} });
  const hooks = createHooks({ clock, log: silentLog, queue, kinds: { ...ALERT_KINDS, ...createChangeKinds({ changes, services: () => SERVICES, log }) }, configured: () => HOOKS, services: () => SERVICES, resolveSecrets: async (text) => text, onProblem: () => {} });
  const bearer = { authorization: `Bearer ${SECRET}` };
  const send = async (id: string, body: object, headers: (raw: Buffer) => Record<string, string> = () => bearer) => {
    const raw = Buffer.from(JSON.stringify(body));
    const answer = await hooks.receive({ hook: id, headers: headers(raw), raw }, () => null);
    await clock.advance(100);
    return answer.ok ? answer.value.taken : answer.error.message;
  };
  return { ...opened, send, reasons };
}
const hub = (event: string) => (raw: Buffer) => ({ 'x-github-event': event, 'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(raw).digest('hex')}` });
const tfe = (raw: Buffer) => ({ 'x-tfe-notification-signature': createHmac('sha512', SECRET).update(raw).digest('hex') });
const release = (repository: string) => ({ action: 'published', release: { id: repository.length, tag_name: 'v4.1.0', html_url: 'https://github.com/x', published_at: '2026-01-15T11:00:00Z' }, repository: { full_name: repository } });

describe('webhooks that bring changes', () => {
  it('take what GitHub signed, of the service that it is about or else of that of the hook', async () => {
    const { send, all, reasons } = start();
    expect(await send('github', release('acme/checkout'), hub('release'))).toBe(1);
    expect(await send('github', release('acme/nobody-knows'), hub('release'))).toBe(1);
    expect(all().items.map(({ services, toldBy, from }) => [services, toldBy, from])).toEqual([[['login'], 'github', 'github'], [['checkout'], 'github', 'github']]);
    expect(await send('github', { zen: 'x' }, hub('ping'))).toBe(0);
    expect(reasons).toEqual(['GitHub tried whether somebody is here']);
    // Control: the same with another signature.
    expect(await send('github', release('acme/forged'), () => ({ ...hub('release')(Buffer.from('x')) }))).toMatch(/wrong/);
    expect(all().items).toHaveLength(2);
  });

  it('take what Terraform signed with SHA-512, and its message that verifies the address', async () => {
    const { send, all } = start();
    const run = { payload_version: 1, run_id: 'run-1', workspace_name: 'checkout-prod', notifications: [{ trigger: 'run:completed', run_status: 'applied', run_updated_at: '2026-01-15T11:45:00Z' }] };
    expect(await send('terraform', run, tfe)).toBe(1);
    expect(await send('terraform', { payload_version: 1, notifications: [{ trigger: 'verification', message: 'x' }] }, tfe)).toBe(0);
    expect(all().items).toMatchObject([{ from: 'terraform', services: ['checkout'], endedAt: '2026-01-15T11:45:00.000Z' }]);
  });

  it('take what Argo CD and pipelines tell with their token, and say what they do not understand', async () => {
    const { send, all } = start();
    expect(await send('argo', { app: 'checkout-eu', phase: 'Running', startedAt: '2026-01-15T11:40:00Z' })).toBe(1);
    expect(await send('argo', { app: 'checkout-eu', phase: 'Succeeded', startedAt: '2026-01-15T11:40:00Z', finishedAt: '2026-01-15T11:42:00Z' })).toBe(1);
    expect(all().items).toMatchObject([{ from: 'argo', status: 'succeeded', at: '2026-01-15T11:40:00.000Z', endedAt: '2026-01-15T11:42:00.000Z', services: ['checkout'] }]);
    expect(await send('argo', { phase: 'Running' })).toBe('app: expected the name of the application, as the template in docs/changes.md sends it');
    expect(await send('pipelines', { title: 'Deploy', service: 'login', from: 'ci' })).toBe(1);
    expect(await send('pipelines', { kind: 'deploy' })).toMatch(/^title: /);
    expect(all().items[0]).toMatchObject({ from: 'ci', title: 'Deploy', services: ['login'], toldBy: 'pipelines' });
  });

  it('leave out what is older than anything that is kept, and do not hold up the others where far too many come', async () => {
    const { send, all, take } = start();
    expect(await send('pipelines', { title: 'Last year', at: '2025-01-01T00:00:00Z' })).toBe(0);
    for (let count = 0; count < 5_000; count += 1) take({ externalId: `n${count}` });
    expect(await send('pipelines', { title: 'One too many' })).toBe(1);
    expect(all({ limit: 1_000 }).items.some(({ title }) => title === 'One too many')).toBe(false);
  });
});

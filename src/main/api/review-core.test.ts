import { createHash } from 'node:crypto';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { PersonId } from '../../shared/model/ids.ts';
import { createManualClock, silentLog } from '../engine/testing/manual-clock.ts';
import { openCore } from './testing/open-core.ts';

const TOKEN = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const preset = (person: string, token: string) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(token).digest() });

it('actions close by themselves on what the real engine sees of a probe and a rule, and say when that is gone', async () => {
  const target = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await new Promise((resolve) => void target.once('listening', resolve));
  const { port } = target.address() as AddressInfo;
  const clock = createManualClock();
  const config = `version: 1
workspace: { name: Acme }
people:
  - { id: ada, name: Ada, rights: [view, publish, operate, admin] }
  - { id: bob, name: Bob, rights: [view, publish] }
sources:
  - { id: edge, type: probe }
services:
  - { id: checkout, name: Checkout, tier: 1 }
signals:
  - { id: checkout-up, service: checkout, kind: availability, source: edge, every: 5s, tcp: { host: 127.0.0.1, port: ${port} } }
rules:
  - { id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 3 }, severity: P1, owner: ada, reviewBy: 2026-06-01 }
`;
  const whole = await openCore(config, { clock, log: silentLog, presetTokens: [preset('ada', TOKEN), preset('bob', OTHER)] });
  const call = async <N extends CallName>(name: N, input: CallInput<N>, token = TOKEN): Promise<CallOutput<N>> => {
    const result = await whole.core.call(name, input, { kind: 'bearer', token });
    if (!result.ok) throw Object.assign(new Error(result.error.message), result.error);
    return result.value as CallOutput<N>;
  };
  const until = (done: () => Promise<boolean>) => vi.waitUntil(async () => {
    await clock.advance(1_000);
    return done();
  }, { timeout: 20_000, interval: 1 });
  const stateOf = async (id: string) => (await call('correctiveActions.get', { id })).state;

  const { id } = await call('incidents.open', { title: 'Nobody can pay', severity: 'P1', services: ['checkout'] });
  const planned = { incident: id, kind: 'monitoring', owner: 'bob', dueAt: '2026-02-01T00:00:00.000Z' } as const;
  const rule = await call('correctiveActions.add', { ...planned, text: 'Alert when it is down', proof: { kind: 'rule', rule: 'checkout-down' } });
  const probe = await call('correctiveActions.add', { ...planned, text: 'Probe it', proof: { kind: 'probe', signal: 'checkout-up', checks: 3 } });
  const missing = await call('correctiveActions.add', { ...planned, text: 'Probe the other one', proof: { kind: 'probe', signal: 'login-up', checks: 3 } });
  expect(await stateOf(rule.id)).toBe('open');
  await until(async () => (await stateOf(rule.id)) === 'done' && (await stateOf(probe.id)) === 'done');
  expect(await call('correctiveActions.get', { id: probe.id })).toMatchObject({ proved: { by: { kind: 'holdfast' }, evidence: { kind: 'sample', ref: 'checkout-up', value: 1 } } });
  expect(await call('correctiveActions.get', { id: missing.id })).toMatchObject({ state: 'open', proofState: { says: 'There is no signal "login-up" yet.' } });

  await call('rules.remove', { id: 'checkout-down' });
  target.close();
  await until(async () => (await call('correctiveActions.list', {})).counts.lapsed === 2);
  expect(await call('correctiveActions.get', { id: rule.id })).toMatchObject({ state: 'done', proofState: { state: 'lapsed' } });

  // Rights: whoever publishes writes the review and confirms; to drop is to steer.
  await call('reviews.put', { incident: id, version: 0, cause: { name: 'DNS', category: 'network', confidence: 'suspected' } }, OTHER);
  await expect(call('reviews.put', { incident: id, version: 0, cause: null })).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('was changed by Bob') as string });
  await expect(call('correctiveActions.act', { id: missing.id, action: { type: 'drop', reason: 'x' } }, OTHER)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(call('incidents.act', { id, action: { type: 'hold', reason: 'x' } }, OTHER)).rejects.toMatchObject({ code: 'forbidden' });
  await call('incidents.act', { id, action: { type: 'hold', reason: 'claim 4711' } });
  await expect(call('incidents.act', { id, action: { type: 'liftHold', reason: 'x' } }), 'needs approve').rejects.toMatchObject({ code: 'forbidden' });
  await whole.close();
});

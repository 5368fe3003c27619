import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { ChannelId, PersonId, ServiceId } from '../../shared/model/ids.ts';
import { createManualClock, silentLog } from '../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';

let open: OpenCore;
let server: http.Server;
let received: { readonly path: string; readonly body: { readonly title: string; readonly body: string } }[];

const token = `ada-${'0'.repeat(40)}`;
const configOf = (port: number): string => `version: 1
workspace: { name: Acme }
people: [{ id: ada, name: Ada Lovelace, rights: [view, publish, operate] }]
services: [{ id: checkout-api, name: Checkout, tier: 1 }]
channels:
  - { id: team, type: webhook, audience: internal, url: "http://127.0.0.1:${port}/team", honoursKey: true }
  - { id: practice, type: webhook, audience: internal, drill: true, url: "http://127.0.0.1:${port}/practice", honoursKey: true }
  - { id: page, type: webhook, audience: public, url: "http://127.0.0.1:${port}/page" }
`;

beforeEach(async () => {
  received = [];
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) as (typeof received)[number]['body'] });
      response.end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const presetTokens = [{ person: PersonId.parse('ada'), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(token).digest() }];
  open = await openCore(configOf((server.address() as AddressInfo).port), { clock: createManualClock(), log: silentLog, presetTokens });
  await vi.waitFor(async () => expect((await call('channels.list', {})).items.map(({ id, drill }) => [id, drill])).toEqual([['team', false], ['practice', true], ['page', false]]));
});
afterEach(async () => {
  await open.close();
  await new Promise((resolve) => void server.close(resolve));
});

const ask = <N extends CallName>(name: N, input: CallInput<N>) => open.core.call(name, input, { kind: 'bearer', token });
async function call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> {
  const result = await ask(name, input);
  if (!result.ok) throw new Error(result.error.message);
  return result.value as CallOutput<N>;
}
/** An update of a new incident, as a person wrote it; what came of publishing it. */
async function published(isDrill: boolean, audience: 'internal' | 'public', channel: string, text?: { title: string; body: string }) {
  const { id } = await call('incidents.open', { title: 'Payments fail', severity: 'P1', services: [ServiceId.parse('checkout-api')], isDrill });
  const { facts, text: made } = await call('updates.preview', { incident: id, audience, kind: 'investigating', channels: [] });
  const draft = await call('updates.draft', { incident: id, audience, kind: 'investigating', facts, text: text ?? made, channels: [ChannelId.parse(channel)] });
  return ask('updates.publish', { id: draft.id, hash: draft.hash, overrides: [], ...(audience === 'public' ? { emergency: 'nobody is there to ask' } : {}) });
}

describe('an update of a drill', () => {
  it('goes only where drills are told, and says DRILL first, whatever a person wrote', async () => {
    expect(await published(true, 'internal', 'practice', { title: 'Payments fail', body: 'All of them.' })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(received).toHaveLength(1));
    expect(received[0]).toMatchObject({ path: '/practice', body: { title: 'DRILL: Payments fail', body: expect.stringMatching(/^DRILL: /) as string } });
  });

  it('is refused everywhere else, also by hand and as an emergency, and nothing leaves', async () => {
    expect(await published(true, 'internal', 'team')).toMatchObject({ ok: false, error: { code: 'forbidden', message: 'This is a drill, and Webhook team is not marked `drill: true`: nothing of a drill is told there.' } });
    expect(await published(true, 'public', 'page')).toMatchObject({ ok: false, error: { code: 'forbidden', message: 'This is a drill, and Webhook page is public: nothing of a drill is told there, not even by hand.' } });
    // The same of what is real does leave: it is the drill that keeps it.
    expect(await published(false, 'internal', 'team')).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(received.map(({ path }) => path)).toEqual(['/team']));
    expect(received[0]?.body.title).not.toContain('DRILL');
  });
});

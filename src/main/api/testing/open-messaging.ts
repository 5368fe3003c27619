import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { vi } from 'vitest';
import type { CallInput, CallName, CallOutput } from '../../../shared/contract/contract.ts';
import { ChannelId, PersonId, ServiceId, type IncidentId, type UpdateId } from '../../../shared/model/ids.ts';
import type { Result } from '../../../shared/model/result.ts';
import { createManualClock, silentLog, type ManualClock } from '../../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './open-core.ts';

const tokenOf = (person: string): string => `${person}-${'0'.repeat(40)}`;
const presetTokens = ['ada', 'grace', 'wall'].map((person) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(tokenOf(person)).digest() }));

export interface OpenMessaging {
  readonly clock: ManualClock;
  readonly open: OpenCore;
  /** Paths that were asked, with what they were told. */
  readonly received: { readonly path: string; readonly title: string; readonly purpose: string; readonly kind: string }[];
  /** How each path answers; 200 unless told. */
  readonly answers: Record<string, (response: http.ServerResponse) => void>;
  ask<N extends CallName>(name: N, input: CallInput<N>, person?: string): Promise<Result<CallOutput<N>>>;
  /** Throws where it is refused. */
  call<N extends CallName>(name: N, input: CallInput<N>, person?: string): Promise<CallOutput<N>>;
  incident(changes?: Partial<CallInput<'incidents.open'>>): Promise<IncidentId>;
  draft(incident: IncidentId, channels: readonly string[], changes?: Partial<CallInput<'updates.draft'>>): Promise<CallOutput<'updates.get'>>;
  /** Drafts and publishes; resolves once each channel has settled. */
  say(incident: IncidentId, channels: readonly string[], changes?: Partial<CallInput<'updates.draft'>>): Promise<CallOutput<'updates.get'>>;
  settled(update: UpdateId): Promise<CallOutput<'updates.get'>>;
  close(): Promise<void>;
}

export interface MessagingOptions {
  readonly clock?: ManualClock;
  readonly database?: string;
  /** More channels, as lines of YAML; what they say goes to a server of their own, or to ours at `url`. */
  readonly channels?: (url: string) => string;
  /** More of the configuration. */
  readonly more?: string;
  readonly readFile?: (file: string) => Promise<string>;
}

/** The whole engine with two channels, `team` (internal) and `page` (public), on a server of ours. Ada operates, Grace approves, Wanda looks. */
export async function openMessaging({ clock = createManualClock(), database, channels = () => '', more = '', readFile }: MessagingOptions = {}): Promise<OpenMessaging> {
  const received: OpenMessaging['received'] = [];
  const answers: OpenMessaging['answers'] = {};
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      const { title, purpose, kind } = JSON.parse(Buffer.concat(chunks).toString()) as Partial<Record<'title' | 'purpose' | 'kind', unknown>>;
      received.push({ path, title: String(title), purpose: String(purpose), kind: String(kind) });
      (answers[path] ?? ((ok) => void ok.end()))(response);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = `version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
people:
  - { id: ada, name: Ada Lovelace, rights: [view, publish, operate] }
  - { id: grace, name: Grace Hopper, rights: [view, publish, operate, approve, admin] }
  - { id: wall, name: Wanda, rights: [view] }
services: [{ id: checkout-api, name: Checkout, tier: 1 }]
channels:
  - { id: team, type: webhook, audience: internal, url: "${url}/team", honoursKey: true }
  - { id: page, type: webhook, audience: public, url: "${url}/page" }
${channels(url)}${more}`;
  const open = await openCore(config, { clock, log: silentLog, presetTokens, ...(database === undefined ? {} : { database }), ...(readFile === undefined ? {} : { readFile }) });

  const ask: OpenMessaging['ask'] = (name, input, person = 'ada') => open.core.call(name, input, { kind: 'bearer', token: tokenOf(person) }) as never;
  const call: OpenMessaging['call'] = async (name, input, person) => {
    const result = await ask(name, input, person);
    if (!result.ok) throw new Error(`${result.error.message} ${JSON.stringify(result.error.details)}`);
    return result.value;
  };
  await vi.waitFor(async () => {
    if ((await call('channels.list', {})).items.length < 2) throw new Error('no channels yet');
  });
  const settled: OpenMessaging['settled'] = (id) =>
    vi.waitFor(
      async () => {
        /* Channels keep a pace between two messages. */
        await clock.advance(50);
        const found = await call('updates.get', { id });
        if (found.deliveries.length === 0 || found.deliveries.some(({ state }) => state === 'queued' || state === 'sending')) throw new Error(JSON.stringify(found.deliveries));
        return found;
      },
      { timeout: 10_000 },
    );
  const draft: OpenMessaging['draft'] = async (incident, to, changes = {}) => {
    const audience = changes.audience ?? 'internal';
    const kind = changes.kind ?? 'investigating';
    const { facts, text } = await call('updates.preview', { incident, audience, kind, channels: [] });
    return call('updates.draft', { incident, audience, kind, facts, text, channels: to.map((channel) => ChannelId.parse(channel)), ...changes });
  };
  return {
    clock, open, received, answers, ask, call, draft, settled,
    incident: async (changes = {}) => (await call('incidents.open', { title: 'Payments fail', severity: 'P1', services: [ServiceId.parse('checkout-api')], ...changes })).id,
    say: async (incident, to, changes) => {
      const { id, hash } = await draft(incident, to, changes);
      await call('updates.publish', { id, hash, ...(changes?.audience === 'public' ? { emergency: 'Nobody can be reached.' } : {}) });
      return settled(id);
    },
    close: async () => {
      await open.close();
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

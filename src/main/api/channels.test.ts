import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, startSlack, type FakeSlack } from '../../../e2e/fakes/slack.ts';
import { KEPT_SECRET } from '../../shared/contract/channel-calls.ts';
import type { CallInput, CallName, CallOutput } from '../../shared/contract/contract.ts';
import { ChannelConfig } from '../../shared/model/channels/index.ts';
import { ChannelId, PersonId } from '../../shared/model/ids.ts';
import { parseConfig } from '../config/load.ts';
import { PASSWORD, startMailServer } from '../engine/messaging/channels/email/testing/mail-server.ts';
import { createManualClock, silentLog, type ManualClock } from '../engine/testing/manual-clock.ts';
import { openCore, type OpenCore } from './testing/open-core.ts';

const DAY_MS = 86_400_000;
const tokenOf = (person: string): string => `${person}-${'0'.repeat(40)}`;
const presetTokens = ['ada', 'grace', 'wall'].map((person) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(tokenOf(person)).digest() }));
const TEXT = `# What we watch.
version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }   # the team of Berlin
people:
  - { id: ada, name: Ada Lovelace, rights: [view, publish, operate, admin] }
  - { id: grace, name: Grace Hopper, rights: [view, publish] }
  - { id: wall, name: Wanda, rights: [view] }
services: [{ id: checkout-api, name: Checkout, tier: 1 }]
# Where we speak.
`;

let clock: ManualClock;
let open: OpenCore;
let received: { readonly path: string; readonly body: Record<string, unknown> }[];
let server: http.Server;
let answer: (response: http.ServerResponse) => void;

async function start(channels = 'channels: []\n'): Promise<void> {
  clock = createManualClock();
  open = await openCore(`${TEXT}${channels}`, { clock, log: silentLog, presetTokens, keepsSecrets: true });
}
beforeEach(async () => {
  received = [];
  answer = (response) => void response.end();
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await open.close();
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
});

const ask = <N extends CallName>(name: N, input: CallInput<N>, person = 'ada') => open.core.call(name, input, { kind: 'bearer', token: tokenOf(person) });
async function call<N extends CallName>(name: N, input: CallInput<N>, person = 'ada'): Promise<CallOutput<N>> {
  const result = await ask(name, input, person);
  if (!result.ok) throw new Error(`${result.error.message} ${JSON.stringify(result.error.details)}`);
  return result.value as CallOutput<N>;
}
const id = (text: string): ChannelId => ChannelId.parse(text);
const setupOf = (channel: Record<string, unknown>): ChannelConfig => ChannelConfig.parse(channel);
const add = (channel: Record<string, unknown>) => call('channels.write', { setup: setupOf(channel), revision: null });
const file = (): string => readFileSync(open.file, 'utf8');
const address = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
const view = async (channel: string) => (await call('channels.list', {})).items.find((each) => each.id === channel);
const listed = (channel: string) => vi.waitFor(async () => expect(await view(channel)).toMatchObject({ problem: null }));
const names = async (): Promise<string[]> => (await call('secrets.describe', {})).names;

const EACH: readonly Record<string, unknown>[] = [
  { id: 'war-room', type: 'slack', name: 'War room', audience: 'internal', token: 'xoxb-typed-here', channel: 'C0123456789', perIncident: { prefix: 'inc-' }, pinned: true, publishers: ['ada'] },
  { id: 'hook', type: 'slackWebhook', audience: 'internal', url: 'https://hooks.slack.com/services/T0/B0/typed-here' },
  { id: 'teams', type: 'teams', audience: 'executive', url: '${env:TEAMS_URL}' },
  { id: 'ops', type: 'jira', audience: 'internal', url: 'https://acme.atlassian.net', email: 'ops@acme.test', token: 'typed-here', tokenExpires: '2027-03-31', project: 'OPS', issueType: 'Bug', transitions: { resolved: 'Done' } },
  { id: 'page', type: 'statuspage', audience: 'public', key: 'typed-here', page: 'kctbh9vrtdwd', components: { 'checkout-api': '8kbf7d35c070' }, notify: false },
  { id: 'better', type: 'betterstack', audience: 'public', token: 'typed-here', page: '123456', resources: { 'checkout-api': '8613742' } },
  { id: 'mail', type: 'email', audience: 'public', host: 'smtp.acme.test', port: 465, security: 'tls', user: 'status@acme.test', oauth2: { tokenUrl: 'https://login.acme.test/token', clientId: 'app', clientSecret: 'typed-here', refreshToken: 'typed-here-too' }, from: 'Acme <status@acme.test>', to: [{ addresses: ['a@acme.test'], services: ['checkout-api'] }, { file: 'readers.csv', regions: ['EU'], groups: ['gold'] }] },
  { id: 'x', type: 'x', audience: 'public', token: 'typed-here', refresh: { clientId: 'acme', refreshToken: 'typed-here-too' } },
  { id: 'other', type: 'webhook', audience: 'internal', kinds: ['factsOnly'], url: 'https://acme.test/in?key=typed-here', headers: { Authorization: 'Bearer typed-here', 'X-Team': 'ops' }, secret: 'typed-here', honoursKey: true },
];

describe('a channel from the form', () => {
  it.each(EACH)('of type $type is written as the format wants it, with references for secrets, and everything else stays', async (channel) => {
    await start();
    await add(channel);
    const text = file();
    expect(parseConfig(text, { file: open.file }).issues.filter(({ level }) => level === 'error')).toEqual([]);
    expect(text).not.toContain('typed-here');
    for (const comment of ['# What we watch.', '# the team of Berlin', '# Where we speak.']) expect(text).toContain(comment);
    const { setup, revision } = await call('channels.setup', { id: id(String(channel['id'])) });
    const secretless = JSON.stringify(setup).replaceAll(/"\$\{(?:secret|env):[^}]+\}"/g, '"…"');
    expect(JSON.parse(secretless)).toEqual(JSON.parse(JSON.stringify(setupOf(channel)).replaceAll(/"[^"]*typed-here[^"]*"|"\$\{env:[^}]+\}"/g, '"…"')));
    /* Saved as it is, nothing changes, and no secret is stored again. */
    const stored = await names();
    await call('channels.write', { setup, revision });
    expect([file(), await names()]).toEqual([text, stored]);
  });

  it('that changed in the file meanwhile is not written over, and stores nothing', async () => {
    await start();
    await add({ id: 'team', type: 'webhook', audience: 'internal', url: address('/team') });
    const { setup, revision } = await call('channels.setup', { id: id('team') });
    writeFileSync(open.file, file().replace('audience: internal', 'audience: executive'));
    const before = await names();
    const refused = await ask('channels.write', { setup: setupOf({ ...setup, secret: 'signing-key' }), revision });
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict', message: expect.stringMatching(/changed in holdfast.yaml meanwhile/) as unknown } });
    expect(file()).toContain('audience: executive');
    expect(await names()).toEqual(before);
    expect(await ask('channels.write', { setup, revision: null })).toMatchObject({ ok: false, error: { code: 'conflict', message: expect.stringMatching(/choose another id/) as unknown } });
    writeFileSync(open.file, file().replace(/ {2}- id: team[\s\S]*$/, ''));
    expect(await ask('channels.write', { setup, revision })).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  it('that refers to what is not there is refused at its key, and the file stays', async () => {
    await start();
    const before = file();
    expect(await ask('channels.write', { setup: setupOf({ id: 'a', type: 'webhook', audience: 'internal', url: 'https://acme.test/typed-here', publishers: ['nobody'] }), revision: null })).toMatchObject({ ok: false, error: { code: 'invalid_input', details: { issues: [{ path: 'channels[0].publishers[0]' }] } } });
    expect([file(), await names()]).toEqual([before, []]);
  });

  it('keeps a secret that stands in the file in plain without showing it, and a new one gets a name of its own', async () => {
    await start(`channels:\n  - { id: team, type: webhook, audience: internal, url: "${address('/plain')}" }\n`);
    const { setup, revision } = await call('channels.setup', { id: id('team') });
    expect(setup).toMatchObject({ url: KEPT_SECRET });
    await call('channels.write', { setup: setupOf({ ...setup, name: 'Team' }), revision });
    expect(file()).toContain(address('/plain'));
    for (const name of ['channel-team-url', 'channel-team-url-2']) {
      const now = await call('channels.setup', { id: id('team') });
      await call('channels.write', { setup: setupOf({ ...now.setup, url: address(`/${name}`) }), revision: now.revision });
      expect(file()).toContain(`\${secret:${name}}`);
      expect(await names()).toEqual([name]);
    }
    await call('channels.remove', { id: id('team') });
    expect(file()).toContain('channels: []');
    expect(await names()).toEqual([]);
  });

  it('is for whoever may change settings', async () => {
    await start();
    for (const refused of [await ask('channels.write', { setup: setupOf(EACH[1] ?? {}), revision: null }, 'grace'), await ask('channels.try', { setup: setupOf(EACH[1] ?? {}) }, 'grace'), await ask('channels.prove', { id: id('x') }, 'wall')])
      expect(refused).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`a channel of Slack (${NEEDS_CONTRACTS})`, () => {
  let slack: FakeSlack;
  const setup = (more: Record<string, unknown> = {}) => ({ id: 'war-room', type: 'slack', audience: 'internal', token: SLACK_TOKEN, channel: SLACK_CHANNEL, url: `${slack.url}/api`, ...more });
  beforeEach(async () => {
    slack = await startSlack();
    await start();
  });
  afterEach(() => slack.stop());

  it('tried in the form says which key is wrong, posts nothing and keeps nothing', async () => {
    expect(await call('channels.try', { setup: setupOf(setup({ token: 'xoxb-wrong' })) })).toMatchObject({ ok: false, certain: true, key: 'token', says: expect.stringMatching(/not valid/) as unknown });
    slack.scopes.delete('channels:history');
    expect(await call('channels.try', { setup: setupOf(setup()) })).toMatchObject({ ok: false, key: 'token', says: expect.stringMatching(/lacks the scope channels:history/) as unknown });
    slack.scopes.add('channels:history');
    expect(await call('channels.try', { setup: setupOf(setup({ channel: 'C0000000000' })) })).toMatchObject({ ok: false, key: 'channel' });
    expect(await call('channels.try', { setup: setupOf(setup()) })).toMatchObject({ ok: true, key: null });
    expect([slack.standing, await names()]).toEqual([[], []]);
  });

  it('sends a test to the person alone, and to the channel only once it is confirmed', async () => {
    await add(setup());
    await listed('war-room');
    expect(await call('channels.test', { id: id('war-room'), key: randomUUID(), to: 'U0123456780' }, 'grace')).toMatchObject({ state: 'sent', to: 'U0123456780' });
    expect(slack.standing.map(({ channel, text }) => [channel, text])).toEqual([['D0123456780', expect.stringMatching(/^TEST: a message from Acme\n\nTEST\. Grace Hopper is trying/)]]);
    expect(await ask('channels.test', { id: id('war-room'), key: randomUUID() })).toMatchObject({ ok: false, error: { code: 'conflict', message: expect.stringMatching(/Everybody in the channel sees/) as unknown } });
    expect(slack.standing).toHaveLength(1);
    await call('channels.test', { id: id('war-room'), key: randomUUID(), readersSee: true });
    expect(slack.standing.at(-1)?.channel).toBe(SLACK_CHANNEL);
    expect(await ask('channels.test', { id: id('war-room'), key: randomUUID(), to: '#general' })).toMatchObject({ ok: false, error: { code: 'invalid_input', message: expect.stringMatching(/such as U0123456789/) as unknown } });
    slack.refuses.set('chat_postMessage', 'restricted_action');
    expect(await call('channels.test', { id: id('war-room'), key: randomUUID(), to: 'U0123456780' })).toMatchObject({ state: 'failed', reason: expect.stringMatching(/posting permissions/) as unknown });
  });

  it('for facts shows what Slack tells of who may post, whatever a person said', async () => {
    await add(setup({ kinds: ['factsOnly'] }));
    await listed('war-room');
    expect((await call('channels.confirmPosting', { id: id('war-room') })).posting).toMatchObject({ state: 'confirmed' });
    expect((await call('channels.prove', { id: id('war-room') })).posting).toMatchObject({ state: 'open' });
    (slack.channels.get(SLACK_CHANNEL) ?? expect.fail()).posters = ['U0123456789'];
    expect((await call('channels.prove', { id: id('war-room') })).posting).toMatchObject({ state: 'checked' });
  });
});

describe('a test message', () => {
  const webhook = `channels:\n  - { id: team, type: webhook, audience: internal, publishers: [ada], url: "URL" }\n  - { id: x, type: x, audience: public, token: none }\n`;
  beforeEach(async () => {
    await start(webhook.replace('URL', address('/team')));
    await listed('team');
  });

  it('asked for twice with one key arrives once, and is in the list', async () => {
    const key = randomUUID();
    const given = { id: id('team'), key, readersSee: true };
    const both = await Promise.all([call('channels.test', given), call('channels.test', given)]);
    await call('channels.test', given);
    expect(received).toHaveLength(1);
    expect(received[0]?.body).toMatchObject({ purpose: 'test', title: expect.stringMatching(/^TEST/) as unknown });
    expect(both[0]).toMatchObject({ state: 'sent', by: { name: 'Ada Lovelace' } });
    /* Taken once is no proof that it would be taken now. */
    expect(await call('channels.prove', { id: id('team') })).toMatchObject({ test: { state: 'sent', to: '' }, proof: { ok: false, certain: false } });
    expect((await call('deliveries.list', {})).items).toEqual([]);
  });

  it('that got half an answer may have arrived, and is not sent again by itself', async () => {
    answer = (response) => response.destroy();
    expect(await call('channels.test', { id: id('team'), key: randomUUID(), readersSee: true })).toMatchObject({ state: 'unknown' });
    await clock.advance(600_000);
    expect(received).toHaveLength(1);
  });

  it('goes to readers only by who may publish to them, and not at all where it would do harm', async () => {
    expect(await ask('channels.test', { id: id('team'), key: randomUUID(), readersSee: true }, 'grace')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await ask('channels.test', { id: id('x'), key: randomUUID(), readersSee: true })).toMatchObject({ ok: false, error: { code: 'invalid_input', message: expect.stringMatching(/real post.*costs money/) as unknown } });
    expect(received).toEqual([]);
  });

  it('by e-mail goes to the one address and to none of the readers', async () => {
    const mail = await startMailServer();
    await add({ id: 'mail', type: 'email', audience: 'public', host: '127.0.0.1', port: mail.port, ca: mail.ca, user: 'status@acme.test', password: PASSWORD, from: 'Acme <status@acme.test>', to: [{ addresses: ['reader@acme.test'] }] });
    await listed('mail');
    expect(await call('channels.test', { id: id('mail'), key: randomUUID(), to: 'ada@acme.test' })).toMatchObject({ state: 'sent', reason: expect.stringMatching(/not told/) as unknown });
    expect(mail.received.map(({ to, parsed }) => [to, parsed.subject])).toEqual([[['ada@acme.test'], 'TEST: a message from Acme']]);
    expect(await ask('channels.test', { id: id('mail'), key: randomUUID(), readersSee: true })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    await call('channels.remove', { id: id('mail') });
    await mail.stop();
  });
});

describe('who may post where a vendor does not tell it', () => {
  it('is confirmed by a person, for 90 days, for this place', async () => {
    await start(`channels:\n  - { id: facts, type: webhook, audience: internal, kinds: [factsOnly], publishers: [grace], url: "${address('/facts')}" }\n  - { id: team, type: webhook, audience: internal, url: "${address('/team')}" }\n`);
    await listed('facts');
    expect([(await view('facts'))?.posting.state, (await view('team'))?.posting.state]).toEqual(['missing', 'free']);
    const confirmed = await call('channels.confirmPosting', { id: id('facts') }, 'grace');
    expect(confirmed.posting).toMatchObject({ state: 'confirmed', by: { name: 'Grace Hopper' }, at: new Date(clock.nowMs()).toISOString() });
    const state = async () => (await view('facts'))?.posting.state;
    clock.step(90 * DAY_MS - 1);
    expect(await state()).toBe('confirmed');
    clock.step(1);
    expect(await state()).toBe('expired');
    await call('channels.confirmPosting', { id: id('facts') });
    expect(await state()).toBe('confirmed');
    const { setup, revision } = await call('channels.setup', { id: id('facts') });
    await call('channels.write', { setup: setupOf({ ...setup, url: address('/elsewhere') }), revision });
    await vi.waitFor(async () => expect(await state()).toBe('missing'));
  });
});

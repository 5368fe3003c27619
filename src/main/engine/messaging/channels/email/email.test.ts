import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { EmailChannelConfig } from '../../../../../shared/model/channels/mail.ts';
import type { DeliveryClass } from '../../../../../shared/model/delivery.ts';
import { ChannelId, IncidentId, UpdateId } from '../../../../../shared/model/ids.ts';
import { UpdateFacts } from '../../../../../shared/model/update.ts';
import { MIGRATIONS } from '../../../../store/migrations/index.ts';
import { openStore } from '../../../../store/open.ts';
import { silentLog } from '../../../testing/manual-clock.ts';
import { ofUpdate } from '../../outbox/repo.ts';
import { createOutbox } from '../../outbox/service.ts';
import type { Json, Parcel } from '../../outbox/channel.ts';
import type { OpenChannel } from '../kinds.ts';
import { keptSecrets } from '../testing/post.ts';
import { createEmailChannel } from './index.ts';
import { PASSWORD, startMailServer, type Answer, type TestMailServer } from './testing/mail-server.ts';
import { realClock } from '../../../testing/real-clock.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function mailServer(options?: Parameters<typeof startMailServer>[0]): Promise<TestMailServer> {
  const server = await startMailServer(options);
  closing.push(() => server.stop());
  return server;
}

async function channelAt(server: Pick<TestMailServer, 'port' | 'ca'>, more: Record<string, unknown> = {}, files: Record<string, string> = {}): Promise<OpenChannel> {
  const config = EmailChannelConfig.parse({ id: 'customers', type: 'email', audience: 'public', host: '127.0.0.1', port: server.port, user: 'status@acme.test', password: '${env:MAIL}', from: 'Acme Status <status@acme.test>', to: [{ addresses: ['a@x.test'] }], ca: server.ca, ...more });
  const channel = await createEmailChannel(config, {
    clock: realClock,
    resolveSecrets: (text) => Promise.resolve(text === '${env:MAIL}' ? PASSWORD : text),
    secrets: keptSecrets(),
    readFile: (file) => (files[file] === undefined ? Promise.reject(new Error(`there is no file ${file}`)) : Promise.resolve(files[file])),
  });
  closing.push(() => channel.close());
  return channel;
}

const CONTENT = { subject: 'API Incident: Partial Outage', text: 'We are looking into it.\n', html: '<!doctype html><p>We are looking into it.</p>' };
const parcel = (over: Partial<Parcel> = {}): Parcel => ({ marker: 'hf-0011223344', attempt: 'a1', update: UpdateId.parse('UPD-0001'), incident: IncidentId.parse('INC-2026-0001'), recipient: 'reader@x.test', purpose: 'status', content: CONTENT, thread: null, corrects: null, replaces: null, ...over });
const never = (): AbortSignal => new AbortController().signal;
const send = (channel: OpenChannel, over: Partial<Parcel> = {}) => channel.send(parcel(over), never());
const sentOf = async (channel: OpenChannel, over: Partial<Parcel> = {}) => {
  const outcome = await send(channel, over);
  if (outcome.kind !== 'sent') throw new Error(`expected it to be sent: ${JSON.stringify(outcome)}`);
  return outcome;
};
const says = (code: number, text: string) => (): Answer => ({ code, says: text });

describe('a message arrives as it was written', () => {
  test('encrypted, to one reader, as text and as HTML, and marked as written by a machine', async () => {
    const server = await mailServer();
    const channel = await channelAt(server, { replyTo: 'help@acme.test', unsubscribe: 'https://acme.test/unsubscribe?list=status&from=mail' });
    expect(await sentOf(channel)).toMatchObject({ remote: { messageId: '<hf-0011223344@acme.test>' }, note: expect.stringContaining('not told') as string });
    const [mail] = server.received;
    expect(mail).toMatchObject({ from: 'status@acme.test', to: ['reader@x.test'], secure: true });
    expect(mail?.parsed).toMatchObject({ subject: CONTENT.subject, messageId: '<hf-0011223344@acme.test>', text: CONTENT.text, html: CONTENT.html });
    expect(mail?.parsed.from?.text).toContain('Acme Status');
    expect(mail?.parsed.replyTo?.text).toBe('help@acme.test');
    expect(mail?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.raw).toContain('List-Unsubscribe: <https://acme.test/unsubscribe?list=status&from=mail>');
  });
  test('emoji, text from right to left and 10 kB come through whole', async () => {
    const server = await mailServer();
    const channel = await channelAt(server);
    const text = `${'متوقف جزئيًا 🔥 — lines that begin with a dot:\n.\n..\n'.repeat(200)}end\n`;
    expect(text.length).toBeGreaterThan(9_000);
    await sentOf(channel, { content: { subject: '🔥 انقطاع جزئي: API 部分停止', text, html: `<p>${text}</p>` } });
    expect(server.received[0]?.parsed).toMatchObject({ subject: '🔥 انقطاع جزئي: API 部分停止', text, html: `<p>${text}</p>` });
    expect(Math.max(...(server.received[0]?.raw.split('\r\n') ?? []).map((line) => line.length))).toBeLessThan(998);
  });
  test('updates of an incident are one thread, an attempt again is the same message, and a correction answers what it corrects', async () => {
    const server = await mailServer();
    const channel = await channelAt(server);
    let thread: Json = null;
    for (let n = 1; n <= 15; n += 1) thread = (await sentOf(channel, { marker: `hf-${n}`, thread })).thread ?? null;
    await sentOf(channel, { marker: 'hf-15', thread });
    await sentOf(channel, { marker: 'hf-c', thread, purpose: 'correction', corrects: { messageId: '<hf-3@acme.test>' } });
    const at = (index: number) => server.received[index]?.parsed;
    expect([at(0)?.inReplyTo, at(1)?.inReplyTo, at(14)?.inReplyTo]).toEqual([undefined, '<hf-1@acme.test>', '<hf-14@acme.test>']);
    expect([at(14)?.references].flat()).toMatchObject({ 0: '<hf-1@acme.test>', length: 10 });
    expect(at(15)?.messageId).toBe('<hf-15@acme.test>');
    expect(at(16)?.inReplyTo).toBe('<hf-3@acme.test>');
  });
  test('a thousand readers are a few sign-ins', async () => {
    const server = await mailServer();
    const channel = await channelAt(server);
    for (let n = 0; n < 120; n += 1) await sentOf(channel, { marker: `hf-${n}`, recipient: `reader${n}@x.test` });
    expect(server.received.map(({ to }) => to[0])).toEqual(Array.from({ length: 120 }, (_, n) => `reader${n}@x.test`));
    expect(server.counts.signIns).toBe(3);
  });
  test('TLS from the first byte, and no encryption at all on this machine only', async () => {
    const secure = await mailServer({ secure: true });
    await sentOf(await channelAt(secure, { security: 'tls' }));
    expect(secure.received[0]?.secure).toBe(true);
    const plain = await mailServer({ hideSTARTTLS: true, authOptional: true });
    await sentOf(await channelAt(plain, { security: 'none', user: undefined, password: undefined }));
    expect(plain.received[0]?.secure).toBe(false);
    await expect(channelAt(plain, { security: 'none', host: 'mail.acme.test' })).rejects.toThrow('only for a server on this machine');
  });
});

describe('unsubscribing', () => {
  test('with one click names the reader, and both headers stand in each message (RFC 8058)', async () => {
    const server = await mailServer();
    await sentOf(await channelAt(server, { unsubscribe: 'https://acme.test/off?who={address}&list=status', oneClick: true }), { recipient: 'a+b@x.test' });
    expect(server.received[0]?.raw).toContain('List-Unsubscribe: <https://acme.test/off?who=a%2Bb%40x.test&list=status>\r\n');
    expect(server.received[0]?.raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n');
    await sentOf(await channelAt(server, { unsubscribe: 'https://acme.test/off' }));
    expect(server.received[1]?.raw).not.toContain('One-Click');
  });
  test.each([['http://acme.test/off?who={address}'], ['https://acme.test/off'], [undefined]])('with one click at %s cannot work, and the channel says so', async (unsubscribe) => {
    await expect(channelAt({ port: 1, ca: '-----BEGIN CERTIFICATE-----' }, { unsubscribe, oneClick: true })).rejects.toThrow('needs an https address with {address} in it');
  });
});

describe('addresses of the whole world', () => {
  test('a domain goes in ASCII, and a name beyond ASCII where the server knows it; elsewhere that is said and nobody is taken away', async () => {
    const server = await mailServer();
    const channel = await channelAt(server, { to: [{ addresses: ['info@bücher.example', '用户@x.test'] }] });
    const all = (await channel.recipients?.(UpdateFacts.parse({ services: [] })))?.addresses ?? [];
    expect(all).toEqual(['info@xn--bcher-kva.example', '用户@x.test']);
    for (const recipient of all) await sentOf(channel, { recipient });
    /* smtp-server shows a domain as people read it. */
    expect(server.received.map(({ to }) => to[0])).toEqual(['info@bücher.example', '用户@x.test']);
    expect(server.received[1]?.parsed.to).toMatchObject({ value: [{ address: '用户@x.test' }] });
    const old = await mailServer({ hideSMTPUTF8: true });
    expect(await send(await channelAt(old), { recipient: '用户@x.test' })).toEqual({ kind: 'refused', again: false, reason: '127.0.0.1 takes no addresses with letters beyond ASCII before the @ (it offers no SMTPUTF8)' });
    await sentOf(await channelAt(old), { recipient: 'info@xn--bcher-kva.example' });
  });
  test('a message above the size that the server takes is refused before it goes, and says so', async () => {
    const server = await mailServer({ size: 20_000 });
    const channel = await channelAt(server);
    expect(await send(channel, { content: { ...CONTENT, text: 'word '.repeat(8_000) } })).toMatchObject({ kind: 'refused', again: false, reason: expect.stringMatching(/size/i) as string });
    expect(server.received).toEqual([]);
    await expect.poll(async () => (await send(channel)).kind).toBe('sent');
  });
});

describe('nothing can be put in between', () => {
  test('a subject or an address with a line break is refused before anything goes', async () => {
    const server = await mailServer();
    const channel = await channelAt(server);
    expect(await send(channel, { content: { ...CONTENT, subject: 'Outage\r\nBcc: all@x.test' } })).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('line break') as string });
    for (const recipient of ['a@x.test\r\nRCPT TO:<b@x.test>', 'a@x.test, b@x.test', '<a@x.test>', '']) expect(await send(channel, { recipient })).toMatchObject({ kind: 'refused', again: false });
    expect(server.counts.connections).toBe(0);
    await sentOf(channel, { content: { ...CONTENT, text: 'one\r\n.\r\nMAIL FROM:<evil@x.test>\r\n' } });
    expect(server.received).toHaveLength(1);
  });
  test('a server that offers no encryption gets neither password nor message', async () => {
    const server = await mailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'], allowInsecureAuth: true });
    expect(await send(await channelAt(server))).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('nothing is sent in plain text') as string });
    expect([server.counts.signIns, server.received.length]).toEqual([0, 0]);
  });
  test('a certificate that nobody vouches for ends it', async () => {
    const server = await mailServer();
    expect(await send(await channelAt(server, { ca: undefined }))).toMatchObject({ kind: 'notReached', reason: expect.stringMatching(/^TLS: /) as string });
    const secure = await mailServer({ secure: true });
    expect(await send(await channelAt(secure, { ca: undefined, security: 'tls' }))).toMatchObject({ kind: 'notReached', reason: expect.stringMatching(/^TLS: /) as string });
    expect(await send(await channelAt(server, { security: 'tls' }))).toMatchObject({ kind: 'notReached', reason: expect.stringContaining('is it a port for STARTTLS?') as string });
    expect([server.counts.signIns, secure.counts.signIns]).toEqual([0, 0]);
  });
});

describe('what is known of a message that did not go through', () => {
  test('nothing listens, or nobody greets: it was not reached', async () => {
    const gone = await startMailServer();
    await gone.stop();
    expect(await send(await channelAt(gone))).toEqual({ kind: 'notReached', reason: `connection refused: nothing listens at 127.0.0.1:${gone.port}` });
    const mute = net.createServer((socket) => void socket.destroy());
    await new Promise<void>((resolve) => void mute.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => void mute.close(resolve)));
    expect(await send(await channelAt({ port: (mute.address() as AddressInfo).port, ca: gone.ca }))).toMatchObject({ kind: 'notReached' });
  });
  test.each<[string, Partial<TestMailServer['on']>, Record<string, unknown>]>([
    ['421 at the greeting', { connect: says(421, '4.3.2 Service not available') }, { kind: 'refused', again: true, limited: true }],
    ['554 at the greeting', { connect: says(554, '5.7.1 You are blocked') }, { kind: 'refused', again: false }],
    ['the sign-in is busy', { auth: says(454, '4.7.0 Temporary authentication failure') }, { kind: 'refused', again: true }],
    ['dropped at the sign-in', { auth: () => 'drop' }, { kind: 'notReached' }],
    ['the sender is refused', { mail: says(553, '5.7.1 Not your address') }, { kind: 'refused', again: false, reason: 'the sender is not accepted: 553 5.7.1 Not your address' }],
    ['the reader is unknown', { recipient: says(550, '5.1.1 No such user') }, { kind: 'refused', again: false, reason: 'the address is not accepted: 550 5.1.1 No such user' }],
    ['greylisted', { recipient: says(451, '4.7.1 Greylisted, try again later') }, { kind: 'refused', again: true, retryAfterMs: 60_000 }],
    ['too many messages', { mail: says(450, '4.7.28 Rate limit exceeded') }, { kind: 'refused', again: true, limited: true }],
    ['421 to a reader', { recipient: says(421, '4.3.2 Shutting down') }, { kind: 'refused', again: true, limited: true }],
    ['dropped at the reader', { recipient: () => 'drop' }, { kind: 'notReached' }],
    ['4xx after the final dot', { data: says(452, '4.3.1 Disk full') }, { kind: 'refused', again: true }],
    ['5xx after the final dot', { data: says(554, '5.7.1 Looks like spam') }, { kind: 'refused', again: false, reason: 'the message is not accepted: 554 5.7.1 Looks like spam' }],
    ['dropped after the final dot', { data: () => 'drop' }, { kind: 'ambiguous', reason: expect.stringContaining('it may have arrived') as string }],
  ])('%s', async (_name, on, expected) => {
    const server = await mailServer();
    Object.assign(server.on, on);
    expect(await send(await channelAt(server))).toMatchObject(expected);
  });
  test('one reader that is refused spoils nothing for the next, on the same connection', async () => {
    const server = await mailServer();
    server.on.recipient = (address) => (address === 'gone@x.test' ? { code: 550, says: '5.1.1 No such user' } : null);
    const channel = await channelAt(server);
    expect(await send(channel, { recipient: 'gone@x.test' })).toMatchObject({ kind: 'refused' });
    await expect.poll(async () => (await send(channel)).kind).toBe('sent');
    await sentOf(channel);
    expect(server.received.every(({ to }) => to[0] === 'reader@x.test')).toBe(true);
  });
  test('a kept connection that was ended meanwhile is made anew, and the message goes once', async () => {
    const server = await mailServer();
    const channel = await channelAt(server);
    await sentOf(channel);
    server.disconnect();
    await sentOf(channel, { marker: 'hf-2' });
    expect(server.received.map(({ parsed }) => parsed.messageId)).toEqual(['<hf-0011223344@acme.test>', '<hf-2@acme.test>']);
    let dropped = 0;
    server.on.mail = () => (dropped++ === 0 ? 'drop' : null);
    await sentOf(channel, { marker: 'hf-3' });
    expect(server.received).toHaveLength(3);
  });
  test('dropped in the middle of the message: without its final dot no server takes it', async () => {
    const replies = ['250-here\r\n250 SIZE 99999999', '250 ok', '250 ok', '354 go on'];
    const half = net.createServer((socket) => {
      socket.on('error', () => {});
      socket.write('220 here\r\n');
      socket.on('data', () => {
        const reply = replies.shift();
        if (reply === undefined) socket.destroy();
        else socket.write(`${reply}\r\n`);
      });
    });
    await new Promise<void>((resolve) => void half.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => void half.close(resolve)));
    const channel = await channelAt({ port: (half.address() as AddressInfo).port, ca: '' }, { security: 'none', user: undefined, password: undefined, ca: undefined });
    expect(await send(channel, { content: { ...CONTENT, text: 'word '.repeat(4_000_000) } })).toEqual({ kind: 'notReached', reason: expect.stringContaining('127.0.0.1') as string });
  });
  test('given up while the server says nothing: after the final dot it may have arrived', async () => {
    const server = await mailServer();
    const control = new AbortController();
    server.on.data = () => {
      control.abort();
      return null;
    };
    expect(await (await channelAt(server)).send(parcel(), control.signal)).toMatchObject({ kind: 'ambiguous' });
    expect(await (await channelAt(server)).send(parcel(), AbortSignal.abort())).toMatchObject({ kind: 'notReached' });
  });
});

describe('with the outbox', () => {
  /** Publishes one update to one reader whose server is cut off after the final dot, and lets things come to rest. */
  const publish = async (deliveryClass: DeliveryClass) => {
    const server = await mailServer();
    let cut = 0;
    server.on.data = () => (cut++ === 0 ? 'drop' : null);
    const channel = { ...(await channelAt(server)), class: deliveryClass };
    const store = openStore({ file: ':memory:', clock: realClock, log: silentLog, migrations: MIGRATIONS });
    const { read, write } = store;
    if (write === null) throw new Error('a store in memory can be written');
    let seed = 0;
    const outbox = createOutbox({ db: { read, write }, clock: realClock, random: () => 0, randomBytes: (count) => Uint8Array.from({ length: count }, () => (seed += 1)), log: silentLog, channel: () => channel, alone: true, onChange: () => {} });
    closing.push(() => outbox.close());
    const update = UpdateId.parse('UPD-0001');
    write.transaction(() => outbox.enqueue(write, update, IncidentId.parse('INC-2026-0001'), [{ channel: ChannelId.parse('customers'), recipient: 'reader@x.test', content: { ...CONTENT } }]));
    const row = () => ofUpdate(read, update)[0];
    await expect.poll(() => row()?.state, { timeout: 5_000 }).toBe(deliveryClass === 'blind' ? 'unknown' : 'sent');
    return { server, outbox, row };
  };

  test('what may have arrived is not sent again by itself; a person may, and the reader can tell that it is the same', async () => {
    const { server, outbox, row } = await publish('blind');
    expect(server.received).toHaveLength(1);
    expect(row()).toMatchObject({ attempts: 1, not_before: null, reason: expect.stringContaining('it may have arrived') as string });
    const seq = row()?.seq;
    if (seq === undefined) throw new Error('it is there');
    outbox.resolve(seq, false);
    await expect.poll(() => row()?.state).toBe('sent');
    expect(server.received.map(({ parsed }) => parsed.messageId)).toEqual([row()?.marker, row()?.marker].map((marker) => `<${marker ?? ''}@acme.test>`));
  });
  test('control: as a channel that honours a key it would be sent twice', async () => {
    expect((await publish('keyed')).server.received).toHaveLength(2);
  });
});

describe('signing in', () => {
  test('a wrong password is told once, and a thousand messages do not lock the account', async () => {
    const server = await mailServer();
    server.on.auth = (_name, secret) => ({ code: 535, says: `5.7.8 wrong: ${secret}` });
    const channel = await channelAt(server);
    const outcomes = [];
    for (let n = 0; n < 20; n += 1) outcomes.push(await send(channel));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome)))).toEqual(new Set([JSON.stringify({ kind: 'refused', reason: '127.0.0.1 does not accept the password of status@acme.test: 535 5.7.8 wrong: •••', again: false })]));
    expect(server.counts.signIns).toBe(1);
  });
  test('Microsoft 365 without passwords says what to do', async () => {
    const server = await mailServer();
    server.on.auth = says(550, '5.7.30 Basic authentication is not supported for Client Submission.');
    expect(await send(await channelAt(server))).toMatchObject({ kind: 'refused', again: false, reason: expect.stringMatching(/Microsoft 365 takes no passwords.*configure oauth2/) as string });
  });
  test('proving signs in with the same credentials, reads the lists and sends nothing', async () => {
    const server = await mailServer();
    expect(await (await channelAt(server)).prove(never())).toEqual({ ok: true, says: 'Signed in at 127.0.0.1 as status@acme.test.' });
    const bad = await channelAt(server, { to: [{ file: 'customers.csv' }] }, { 'customers.csv': 'email\nnobody\n' });
    expect(await bad.prove(never())).toEqual({ ok: false, certain: true, says: 'Who gets it cannot be read: customers.csv: line 2: "nobody" is no e-mail address' });
    server.on.auth = says(535, '5.7.8 no');
    expect(await (await channelAt(server)).prove(never())).toMatchObject({ ok: false, certain: true, says: expect.stringContaining('does not accept the password') as string });
    expect(server.received).toEqual([]);
    await server.stop();
    expect(await (await channelAt(server)).prove(never())).toMatchObject({ ok: false, certain: false });
  });
  test('by OAuth 2: asks for a token with the refresh token, keeps it, asks anew where it is taken back, and shows none', async () => {
    const asked: URLSearchParams[] = [];
    let answer: { readonly status: number; readonly body: unknown } | null = null;
    const endpoint = http.createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        asked.push(new URLSearchParams(body));
        response.writeHead(answer?.status ?? 200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer?.body ?? { access_token: `token-${asked.length}`, expires_in: 3_600, token_type: 'Bearer' }));
      });
    });
    await new Promise<void>((resolve) => void endpoint.listen(0, '127.0.0.1', resolve));
    closing.push(() => (endpoint.closeAllConnections(), new Promise((resolve) => void endpoint.close(resolve))));
    const oauth2 = { tokenUrl: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/token`, clientId: 'app', clientSecret: 'the-client-secret', refreshToken: 'the-refresh-token', scope: 'SMTP.Send' };
    const server = await mailServer();
    let valid = 'token-1';
    server.on.auth = (_name, secret) => (secret === valid ? null : { code: 535, says: `5.7.3 not ${secret}` });
    const channel = await channelAt(server, { password: undefined, oauth2 });
    await sentOf(channel);
    expect(Object.fromEntries(asked[0] ?? [])).toEqual({ grant_type: 'refresh_token', refresh_token: 'the-refresh-token', client_id: 'app', client_secret: 'the-client-secret', scope: 'SMTP.Send' });
    server.disconnect();
    await sentOf(channel);
    expect(asked).toHaveLength(1);
    valid = 'token-2';
    server.disconnect();
    await sentOf(channel);
    expect(asked).toHaveLength(2);
    valid = 'none';
    server.disconnect();
    expect(await send(channel)).toMatchObject({ kind: 'refused', again: false, reason: '127.0.0.1 does not accept the access token of status@acme.test: 535 5.7.3 not •••' });
    answer = { status: 400, body: { error: 'invalid_grant', error_description: 'AADSTS700082: the-refresh-token has expired' } };
    const ended = await send(await channelAt(server, { password: undefined, oauth2 }));
    expect(ended).toMatchObject({ kind: 'refused', again: false, reason: expect.stringMatching(/refresh token is not accepted.*invalid_grant.*AADSTS700082: ••• has expired/) as string });
  });
});

describe('who gets it', () => {
  const facts = (services: readonly string[], regions: readonly string[] = []) => UpdateFacts.parse({ services: services.map((id) => ({ id, name: id })), regions });
  const readers = async (config: Record<string, unknown>, about: UpdateFacts, files: Record<string, string> = {}) => (await channelAt({ port: 1, ca: '-----BEGIN CERTIFICATE-----' }, config, files)).recipients?.(about);
  const who = async (...given: Parameters<typeof readers>) => (await readers(...given))?.addresses;

  test('lists by service and region; an update without regions is about all of them', async () => {
    const config = { to: [{ addresses: ['all@x.test'] }, { addresses: ['pay@x.test'], services: ['payments'] }, { addresses: ['eu@x.test'], regions: ['EU'] }] };
    expect(await who(config, facts(['payments'], ['us']))).toEqual(['all@x.test', 'pay@x.test']);
    expect(await who(config, facts(['search'], ['eu']))).toEqual(['all@x.test', 'eu@x.test']);
    expect(await who(config, facts(['search']))).toEqual(['all@x.test', 'eu@x.test']);
  });
  test('rows of a file by service, region and group, each address once, and none that is suppressed', async () => {
    const files = {
      'customers.csv': '\uFEFFEmail;Name;Service;Region;Group\r\na@X.test;"Ann; A";payments;EU;gold\r\nA@x.TEST;Other;;;gold\r\na@x.test;Ann;;;gold\r\nb@x.test;Ben;"payments;search";;gold\r\nc@x.test;Cem;search;;gold\r\nd@x.test;Dee;;US;gold\r\ne@x.test;Eve;;;free\r\nno@x.test;No;;;gold\r\n',
      'suppressed.txt': '# bounced\nNO@x.test  # 2026-11-01\n\n',
    };
    expect(await readers({ to: [{ file: 'customers.csv', groups: ['Gold'] }], suppressed: 'suppressed.txt' }, facts(['payments'], ['eu']), files)).toEqual({ addresses: ['a@x.test', 'b@x.test'], suppressed: 1, duplicates: 2 });
  });
  test('a row without an address, a missing column and a missing file are told, with file and line, and nobody is left out unseen', async () => {
    const file = { to: [{ file: 'c.csv' }] };
    await expect(who(file, facts([]), { 'c.csv': 'email,name\na@x.test,A\nnobody,B\n,C\n' })).rejects.toThrow('c.csv: line 3: "nobody" is no e-mail address; line 4: no address');
    await expect(who(file, facts([]), { 'c.csv': 'mail\na@x.test\n' })).rejects.toThrow('c.csv: expected a column email beside name, service, region, group, found mail');
    await expect(who(file, facts([]))).rejects.toThrow('there is no file c.csv');
    await expect(who({ suppressed: 's.txt' }, facts([]), { 's.txt': 'a@x.test\n@x.test\n' })).rejects.toThrow('s.txt: line 2: "@x.test" is no e-mail address');
    await expect(who({ suppressed: 's.txt' }, facts([]))).rejects.toThrow('there is no file s.txt');
  });
});

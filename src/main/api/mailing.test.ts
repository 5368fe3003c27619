import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMailServer, type TestMailServer } from '../engine/messaging/channels/email/testing/mail-server.ts';
import type { IncidentId } from '../../shared/model/ids.ts';
import { openMessaging, type OpenMessaging } from './testing/open-messaging.ts';

let mail: TestMailServer;
let desk: OpenMessaging;
let csv: string | Error;

beforeEach(async () => {
  csv = 'email,name\nann@x.test,Ann\nben@x.test,Ben\ncem@x.test,Cem\n';
  mail = await startMailServer({ hideSTARTTLS: true, authOptional: true });
  desk = await openMessaging({
    channels: () => `  - { id: mail, type: email, audience: internal, host: 127.0.0.1, port: ${mail.port}, security: none, from: status@acme.test, to: [{ file: readers.csv }] }\n`,
    readFile: () => (csv instanceof Error ? Promise.reject(csv) : Promise.resolve(csv)),
  });
});
afterEach(async () => {
  await desk.close();
  await mail.stop();
});

const states = async (update: Awaited<ReturnType<OpenMessaging['say']>>) => Object.fromEntries((await desk.call('updates.get', { id: update.id })).deliveries.map(({ recipient, state, reason }) => [recipient, state === 'sent' ? state : `${state}: ${reason ?? ''}`]));
const readers = async (incident: IncidentId) => {
  const { facts } = await desk.call('updates.preview', { incident, audience: 'internal', kind: 'investigating', channels: [] });
  const { items: [first] } = await desk.call('updates.recipients', { incident, facts, channels: (await desk.call('channels.list', {})).items.map(({ id }) => id) });
  return first;
};
const bounceOf = (messageId: string, recipient: string, status = '5.1.1'): string =>
  ['From: MAILER-DAEMON@mx.test', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.test', '', `Final-Recipient: rfc822; ${recipient}`, 'Action: failed', `Status: ${status}`, 'Diagnostic-Code: smtp; 550 nobody <b>here</b>', '', '--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${messageId}`, '', '--b--', ''].join('\r\n');

describe('who cannot be reached', () => {
  it('gets no mail any more once the server has said so, which is counted before the next is sent, until a person lifts it', async () => {
    mail.on.recipient = (address) => (address === 'ben@x.test' ? { code: 550, says: '5.1.1 No such user' } : null);
    const id = await desk.incident();
    const first = await desk.say(id, ['mail']);
    expect(await states(first)).toEqual({ 'ann@x.test': 'sent', 'ben@x.test': 'failed: the address is not accepted: 550 5.1.1 No such user', 'cem@x.test': 'sent' });
    expect((await desk.call('suppressions.list', {})).items).toMatchObject([{ address: 'ben@x.test', cause: 'refused', channel: 'mail', says: 'the address is not accepted: 550 5.1.1 No such user', by: { kind: 'holdfast' } }]);
    expect(await readers(id)).toMatchObject({ count: 2, first: ['ann@x.test', 'cem@x.test'], suppressed: 1, duplicates: 0, problem: null });
    mail.on.recipient = () => null;
    await desk.say(id, ['mail']);
    expect(mail.received.flatMap(({ to }) => to).toSorted()).toEqual(['ann@x.test', 'ann@x.test', 'cem@x.test', 'cem@x.test']);
    const failed = first.deliveries.find(({ recipient }) => recipient === 'ben@x.test');
    await desk.call('suppressions.lift', { address: 'BEN@x.test' });
    expect(await desk.call('suppressions.list', {})).toEqual({ items: [], count: 0 });
    await desk.say(id, ['mail']);
    expect(mail.received.map(({ to }) => to[0])).toContain('ben@x.test');
    expect(failed?.state).toBe('failed');
  });

  it('is not everybody: a server that refuses us, or is full for now, takes no reader away', async () => {
    const id = await desk.incident();
    for (const says of ['5.7.1 Relaying denied', '5.2.2 Mailbox full', 'Blocked by policy']) {
      mail.on.recipient = () => ({ code: 550, says });
      await desk.say(id, ['mail']);
    }
    expect(await desk.call('suppressions.list', {})).toEqual({ items: [], count: 0 });
    expect(await readers(id)).toMatchObject({ count: 3, suppressed: 0 });
  });

  it('is told later by a bounce message: the delivery has failed and says why; one for another reader changes nothing', async () => {
    const id = await desk.incident();
    const update = await desk.say(id, ['mail']);
    const messageId = mail.received.find(({ to }) => to[0] === 'ann@x.test')?.parsed.messageId ?? '';
    expect(await desk.call('suppressions.bounce', { message: bounceOf(messageId, 'stranger@x.test') })).toMatchObject({ items: [{ address: 'stranger@x.test', suppressed: true, delivery: null }] });
    expect(await states(update)).toMatchObject({ 'ann@x.test': 'sent' });
    const { items: [bounced] } = await desk.call('suppressions.bounce', { message: bounceOf(messageId, 'Ann@X.test') });
    expect(bounced).toEqual({ address: 'Ann@X.test', suppressed: true, says: 'it came back: 550 nobody <b>here</b>', delivery: update.deliveries.find(({ recipient }) => recipient === 'ann@x.test')?.id });
    expect(await states(update)).toMatchObject({ 'ann@x.test': 'failed: it came back: 550 nobody <b>here</b>', 'cem@x.test': 'sent' });
    expect(await desk.call('suppressions.bounce', { message: bounceOf('<hf-x@acme.test>', 'cem@x.test', '5.2.2') })).toMatchObject({ items: [{ suppressed: false }] });
    expect((await desk.call('suppressions.list', { q: 'ANN' })).items).toMatchObject([{ address: 'Ann@X.test', cause: 'bounced', by: { name: 'Ada Lovelace' } }]);
    expect(await readers(id)).toMatchObject({ count: 2, suppressed: 1 });
    expect(await desk.ask('suppressions.bounce', { message: 'Subject: I am away\r\n\r\nBack on Monday.' })).toMatchObject({ ok: false, error: { code: 'invalid_input', message: expect.stringContaining('RFC 3464') as string } });
  });

  it('is also whom a person writes down, and a message that waits for a try stops', async () => {
    mail.on.recipient = () => ({ code: 451, says: '4.7.1 Greylisted' });
    const id = await desk.incident();
    const draft = await desk.draft(id, ['mail']);
    await desk.call('updates.publish', { id: draft.id, hash: draft.hash });
    await expect.poll(async () => {
      await desk.clock.advance(50);
      return (await desk.call('updates.get', { id: draft.id })).deliveries.map(({ attempts, reason }) => [attempts, reason !== null]);
    }, { timeout: 10_000 }).toEqual([[1, true], [1, true], [1, true]]);
    await desk.call('suppressions.add', { address: 'cem@X.test', reason: 'He asked for it by phone.' });
    expect(await desk.ask('suppressions.add', { address: 'cem@x.test', reason: 'again' })).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(await desk.ask('suppressions.add', { address: 'no address', reason: 'x' })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await desk.ask('suppressions.lift', { address: 'nobody@x.test' })).toMatchObject({ ok: false, error: { code: 'not_found' } });
    mail.on.recipient = () => null;
    await expect.poll(async () => {
      await desk.clock.advance(1_000);
      return states(draft);
    }, { timeout: 10_000 }).toEqual({ 'ann@x.test': 'sent', 'ben@x.test': 'sent', 'cem@x.test': expect.stringMatching(/^failed: This address gets no mail since 2026-01-15 \(He asked for it by phone\.\)/) as string });
    expect(mail.received.flatMap(({ to }) => to).toSorted()).toEqual(['ann@x.test', 'ben@x.test']);
  });

  it('is not told to whoever only looks', async () => {
    expect(await desk.ask('suppressions.list', {}, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await desk.ask('suppressions.add', { address: 'a@x.test', reason: 'x' }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
});

describe('a list of readers', () => {
  it('is counted with five of them, without those named twice', async () => {
    csv = `email;group\n${['ann', 'ben', 'cem', 'dee', 'eve', 'fay', 'ANN', 'ben'].map((name) => `${name}@x.test;gold`).join('\n')}\n`;
    expect(await readers(await desk.incident())).toEqual({ channel: 'mail', count: 6, first: ['ann@x.test', 'ben@x.test', 'cem@x.test', 'dee@x.test', 'eve@x.test'], suppressed: 0, duplicates: 2, problem: null });
  });

  it('with a line that is no address, or that is hostile, sends to nobody and names the line; a file that went missing meanwhile too', async () => {
    const id = await desk.incident();
    const draft = await desk.draft(id, ['mail']);
    for (const [text, says] of [
      ['email\nann@x.test\n"ben@x.test\r\nBcc: all@x.test"\n', /readers\.csv: line \d: .* is no e-mail address/],
      ['email\nann@x.test\n"b@x.test>\nRCPT TO:<c@x.test"\n', /readers\.csv: line \d/],
      ['name\nAnn\n', /expected a column email/],
      [new Error('there is no file readers.csv'), /cannot be read: there is no file readers\.csv/],
    ] as const) {
      csv = text;
      expect(await readers(id)).toMatchObject({ count: 0, first: [], problem: expect.stringMatching(says) as string });
      expect(await desk.ask('updates.publish', { id: draft.id, hash: draft.hash })).toMatchObject({ ok: false, error: { code: 'unavailable', message: expect.stringMatching(says) as string } });
    }
    expect(mail.counts.connections).toBe(0);
    expect(await desk.call('updates.get', { id: draft.id })).toMatchObject({ state: 'draft', deliveries: [] });
    csv = 'email\nann@x.test\n';
    await desk.call('updates.publish', { id: draft.id, hash: draft.hash });
    expect((await desk.settled(draft.id)).deliveries).toMatchObject([{ recipient: 'ann@x.test', state: 'sent' }]);
  });

  it('and hostile facts put nothing into a header', async () => {
    const id = await desk.incident();
    const draft = await desk.draft(id, ['mail']);
    const hostile = 'Down\r\nBcc: all@x.test\r\n\r\n<script>alert(1)</script>\r\n.\r\nMAIL FROM:<evil@x.test>';
    const { audience, kind, facts, channels } = draft.draft;
    const edited = await desk.call('updates.edit', { id: draft.id, version: draft.version, audience, kind, channels, facts: { ...facts, symptoms: hostile }, text: { title: hostile.slice(0, 100), body: hostile } });
    await desk.call('updates.publish', { id: edited.id, hash: edited.hash });
    await desk.settled(edited.id);
    expect(mail.received).toHaveLength(3);
    for (const { to, parsed, raw } of mail.received) {
      expect([to.length, parsed.bcc, parsed.from?.value[0]?.address]).toEqual([1, undefined, 'status@acme.test']);
      expect(parsed.subject).toContain('Bcc: all@x.test');
      expect(raw.slice(0, raw.indexOf('\r\n\r\n'))).not.toMatch(/^(?:Bcc|MAIL FROM)/im);
      expect(parsed.html).not.toContain('<script>');
    }
  });
});

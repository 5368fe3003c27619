import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { durationMs, epochMs } from '../../../../shared/model/units.ts';
import { createVendor, isAnswer, refusalOf, type Vendor } from './vendor.ts';
import { realClock } from '../../testing/real-clock.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => void server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

const vendorAt = (url: string, timeoutMs = 5_000): Vendor => {
  const vendor = createVendor({ url, auth: { kind: 'bearer', token: 'secret-token' }, headers: {}, tls: {} }, { clock: realClock }, durationMs(timeoutMs));
  closing.push(() => Promise.resolve(vendor.close()));
  return vendor;
};
const post = (vendor: Vendor) => vendor.ask({ method: 'POST', path: '/send', body: { text: 'hello' } }, new AbortController().signal);

describe('what can be said of a request that got no answer', () => {
  test('nothing listens: it was not sent', async () => {
    const port = await listening(net.createServer());
    await closing.pop()?.();
    expect(await post(vendorAt(`http://127.0.0.1:${port}`))).toEqual({ kind: 'notReached', reason: `connection refused: nothing listens at 127.0.0.1:${port}` });
  });
  test('its name does not exist: it was not sent', async () => {
    expect(await post(vendorAt('http://nowhere.invalid'))).toMatchObject({ kind: 'notReached' });
  });
  test('TLS fails: it was not sent', async () => {
    const port = await listening(net.createServer((socket) => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n', () => socket.destroy());
    }));
    expect(await post(vendorAt(`https://127.0.0.1:${port}`))).toMatchObject({ kind: 'notReached' });
  });
  test('the connection is cut once the request is there: it may have arrived', async () => {
    const port = await listening(http.createServer((request) => void request.socket.destroy()));
    expect(await post(vendorAt(`http://127.0.0.1:${port}`))).toMatchObject({ kind: 'ambiguous' });
  });
  test('no answer in time: it may have arrived', async () => {
    const port = await listening(http.createServer((request) => void setTimeout(() => request.socket.destroy(), 2_000).unref()));
    expect(await post(vendorAt(`http://127.0.0.1:${port}`, 100))).toEqual({ kind: 'ambiguous', reason: 'no full answer within 0.1 s' });
  });
  test('half an answer: it may have arrived', async () => {
    const port = await listening(http.createServer((_, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('half');
      setImmediate(() => response.destroy());
    }));
    expect(await post(vendorAt(`http://127.0.0.1:${port}`))).toMatchObject({ kind: 'ambiguous' });
  });
  test('a redirect is not followed, so that the token goes nowhere else', async () => {
    let foreign = 0;
    const other = await listening(http.createServer((_, response) => void ((foreign += 1), response.end())));
    const port = await listening(http.createServer((_, response) => void response.writeHead(307, { Location: `http://127.0.0.1:${other}/` }).end()));
    const given = await post(vendorAt(`http://127.0.0.1:${port}`));
    expect(isAnswer(given) && refusalOf({ answer: given, words: null, unauthorised: '', forbidden: '', nowMs: 0 })).toMatchObject({ kind: 'refused', again: false });
    expect(foreign).toBe(0);
  });
});

describe('what a status means', () => {
  const answered = (status: number, headers: Record<string, string> = {}) =>
    refusalOf({ answer: { status, header: (name) => headers[name] ?? null, text: '', sentAt: epochMs(0), receivedAt: epochMs(0), clockOffsetMs: null }, words: 'their words', unauthorised: 'the token is not valid', forbidden: 'the scope chat:write is missing', nowMs: 0, limitedMs: durationMs(60_000) });

  test.each([
    [429, { 'retry-after': '7' }, { kind: 'refused', again: true, limited: true, retryAfterMs: 7_000 }],
    [420, {}, { kind: 'refused', again: true, limited: true, retryAfterMs: 60_000 }],
    [401, {}, { kind: 'refused', again: false, reason: 'the token is not valid (HTTP 401): their words' }],
    [403, {}, { kind: 'refused', again: false, reason: 'the scope chat:write is missing (HTTP 403): their words' }],
    [400, {}, { kind: 'refused', again: false }],
    [408, {}, { kind: 'ambiguous' }],
    [500, {}, { kind: 'ambiguous' }],
    [503, { 'retry-after': '3' }, { kind: 'ambiguous', retryAfterMs: 3_000 }],
    [303, {}, { kind: 'ambiguous' }],
    [308, {}, { kind: 'refused', again: false }],
  ])('%i %j', (status, headers, expected) => {
    expect(answered(status, headers as Record<string, string>)).toMatchObject(expected);
  });
});

import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import type net from 'node:net';
import type { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { plain } from '../../../../shared/text/plain.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import type { Lookup } from '../../net/guarded-lookup.ts';
import { CheckFailed } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { addressesBy, strangeAddresses } from './name-server.ts';
import { openSocket } from './sockets.ts';
import type { TlsOptions } from './sockets.ts';
import { bareHost } from './target.ts';
import type { HttpCheckTarget } from './target.ts';
import { certificateDaysWords, quoted } from './words.ts';

/** Enough to find any text that a health answer holds; a body may well have no end. */
const BODY_LIMIT = 1_048_576;

/** A request with its secrets in place. `tls` is null for http. */
export interface HttpRequest {
  readonly target: HttpCheckTarget;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions | null;
}

/** One request on a connection of its own, HTTP/1.1; redirects are answers and are not followed. */
export async function checkHttp(attempt: Attempt, { target, headers, tls }: HttpRequest, lookup: Lookup, nowMs: () => EpochMs): Promise<void> {
  const { url, config } = target;
  const port = Number(url.port === '' ? (tls ? 443 : 80) : url.port);
  const socket = await openSocket(attempt, bareHost(url.hostname), port, lookupFor(attempt, target, lookup), tls);
  const response = await exchange(attempt, socket, target, headers);
  attempt.facts.status = response.statusCode ?? null;
  attempt.facts.proven = tls !== null;
  const wrong = headFailure(response, config.expect) ?? (await bodyFailure(attempt, response, config.expect?.body));
  if (wrong !== null) throw new CheckFailed(wrong);
  const late = certificateDaysWords(attempt.facts.certificateExpiresAt, config.expect?.certificateDays, nowMs());
  if (late === null) return;
  attempt.stage = 'tls';
  throw new CheckFailed(late);
}

/** The name's addresses by the server that the check names, or else by the system, noted and held against those that are expected. */
function lookupFor(attempt: Attempt, { resolver, config, timeoutMs }: HttpCheckTarget, system: Lookup): Lookup {
  return async (host) => {
    const found = await (resolver === null ? system(host) : addressesBy(attempt, resolver, host, timeoutMs));
    attempt.facts.addresses = found.map(({ address }) => address);
    const strange = strangeAddresses(attempt.facts.addresses, config.expect?.addresses);
    if (strange !== null) throw new CheckFailed(strange);
    return found;
  };
}

async function exchange(attempt: Attempt, socket: net.Socket, { url, config }: HttpCheckTarget, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
  const request = http.request({
    createConnection: () => socket,
    method: config.method,
    path: `${url.pathname}${url.search}`,
    setHost: false,
    headers: { host: url.host, 'accept-encoding': 'identity', accept: '*/*', 'user-agent': 'Holdfast-probe', ...headers, connection: 'close' },
  });
  request.on('error', () => {});
  attempt.own(() => request.destroy());
  attempt.lap('while waiting for the first byte');
  // The request's own listener is there first, so that this one takes no byte from it.
  request.once('socket', () => socket.once('data', () => (attempt.facts.firstByteMs = attempt.lap('while reading the headers'))));
  const response = await attempt.wait<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.end(config.body);
  });
  attempt.lap('while reading the body');
  return response;
}

function headFailure(response: IncomingMessage, expect: HttpCheckTarget['config']['expect']): string | null {
  const status = response.statusCode ?? 0;
  const expected = expect?.status === undefined ? null : [expect.status].flat();
  if (!(expected ? expected.includes(status) : status >= 200 && status < 400)) {
    const location = status >= 300 && status < 400 && response.headers.location ? ` (it redirects to ${quoted(withoutQuery(response.headers.location))})` : '';
    return `answered ${String(status)}, expected ${expected ? expected.join(' or ') : '200 to 399'}${location}`;
  }
  for (const [name, text] of Object.entries(expect?.header ?? {})) {
    const value = response.headers[name.toLowerCase()];
    if (value === undefined) return `answered without the header ${plain(name, 80)}, expected it to contain ${quoted(text)}`;
    if (![value].flat().join(', ').includes(text)) return `answered ${plain(name, 80)}: ${quoted([value].flat().join(', '))}, expected it to contain ${quoted(text)}`;
  }
  return null;
}

/** A place to go may carry a one-time code. */
const withoutQuery = (location: string): string => location.replace(/[?#].*$/s, '');

/** Reads the body to its end, or as far as `BODY_LIMIT`, for the time it takes is part of the answer's. */
async function bodyFailure(attempt: Attempt, response: IncomingMessage, expected: string | undefined): Promise<string | null> {
  const body = expected === undefined ? response : decoded(response);
  const { read, whole } = await attempt.wait<{ read: Buffer; whole: boolean }>((resolve, reject) => {
    readBounded(body).then(resolve, reject);
  });
  if (expected === undefined || read.includes(expected)) return null;
  return whole ? `the body does not contain ${quoted(expected)}` : `the first 1 MiB of the body does not contain ${quoted(expected)}`;
}

async function readBounded(body: Readable): Promise<{ read: Buffer; whole: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= BODY_LIMIT) return { read: Buffer.concat(chunks).subarray(0, BODY_LIMIT), whole: false };
  }
  return { read: Buffer.concat(chunks), whole: true };
}

/** Some servers compress although `identity` was asked for; the text is looked for in what they meant. */
function decoded(response: IncomingMessage): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase();
  const decoder = encoding === 'gzip' || encoding === 'x-gzip' || encoding === 'deflate' ? zlib.createUnzip() : encoding === 'br' ? zlib.createBrotliDecompress() : null;
  if (!decoder) return response;
  response.on('error', (error) => decoder.destroy(error));
  return response.pipe(decoder);
}

import net from 'node:net';
import tls from 'node:tls';
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import { isInternational } from '../../../../../shared/model/mail-address.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { trustedAuthorities } from '../../../net/authorities.ts';
import { addressBytes } from '../../../net/egress.ts';
import { assertEgress, guardedLookup, systemLookup, type Lookup } from '../../../net/guarded-lookup.ts';
import type { Clock } from '../../../ports.ts';
import { transportFailure } from '../../../sources/http/failure.ts';
import type { NoToken, Tokens } from '../oauth2.ts';
import { failureOf, type MailFailure, type SmtpError, type Where } from './words.ts';

export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: 'starttls' | 'tls' | 'none';
  readonly user: string | null;
  readonly password: string | null;
  readonly tokens: Tokens | null;
  /** PEM, trusted in addition. */
  readonly ca: string | undefined;
}

export interface SessionDeps {
  readonly clock: Clock;
  readonly lookup?: Lookup | undefined;
  readonly clean: (text: string) => string;
  /** The access token before was not accepted. */
  readonly renew: boolean;
}

/** A connection that is signed in. */
export interface Session {
  readonly isAlive: boolean;
  /** Resolves with null where the server took the message. */
  send(from: string, to: string, raw: Buffer, abort: AbortSignal): Promise<MailFailure | null>;
  /** Forgets a message that was refused; false where the connection is of no use any more. */
  reset(): Promise<boolean>;
  close(): void;
}

const DIAL_MS = durationMs(15_000);
/** Between two answers. Below the time that the outbox gives an attempt, so that what happened is told and not only guessed. */
const ANSWER_MS = 45_000;
const CHUNK_BYTES = 16_384;

/** The only machine that may be spoken to in plain text. */
export function isLoopback(host: string): boolean {
  const bytes = addressBytes(host);
  if (bytes === null) return host.toLowerCase() === 'localhost';
  if (bytes.length === 4) return bytes[0] === 127;
  return bytes.slice(0, 10).every((byte) => byte === 0) && ((bytes.slice(10, 15).every((byte) => byte === 0) && bytes[15] === 1) || (bytes[10] === 0xff && bytes[11] === 0xff && bytes[12] === 127));
}

/** nodemailer would send such an address all the same, and what the server says then sounds as if nobody were there. */
function knowsUtf8(connection: SMTPConnection): boolean {
  const offered: unknown = Reflect.get(connection, '_supportedExtensions');
  return !Array.isArray(offered) || offered.includes('SMTPUTF8');
}

/** Connects, encrypts and signs in, or says why not; not one byte of a message has gone by then. */
export async function openSession(server: MailServer, deps: SessionDeps, abort: AbortSignal): Promise<Session | MailFailure> {
  const where: Where = { host: server.host, user: server.user, byToken: server.tokens !== null, clean: deps.clean };
  const dialled = await dial(server, deps, abort);
  if ('kind' in dialled) return dialled;
  const authorities = [...trustedAuthorities(), ...(server.ca === undefined ? [] : [server.ca])];
  const connection = new SMTPConnection({
    host: server.host, port: server.port, connection: dialled, socketTimeout: ANSWER_MS, greetingTimeout: DIAL_MS, socketCloseTimeout: 1_000,
    ...(server.security === 'tls' ? { secure: true, secured: true } : { secure: false, requireTLS: server.security === 'starttls', ignoreTLS: server.security === 'none' }),
    tls: { ca: authorities },
  });
  let lost: SmtpError | null = null;
  let isOver = false;
  const listeners = new Set<(error: SmtpError) => void>();
  const lose = (error: SmtpError): void => {
    lost ??= error;
    isOver = true;
    for (const listener of listeners) listener(lost);
  };
  connection.on('error', (error: SmtpError) => lose(error));
  /* It says this first and then why. */
  connection.on('end', () => queueMicrotask(() => lose({ message: 'the connection ended', code: 'ECONNECTION' })));

  /** A step of the conversation: its own end, the connection's, or ours, whichever comes first. */
  const step = (begin: (done: (error: SmtpError | null) => void) => void, signal: AbortSignal): Promise<SmtpError | null> =>
    new Promise((resolve) => {
      const finish = (error: SmtpError | null): void => {
        listeners.delete(finish);
        signal.removeEventListener('abort', give);
        resolve(error);
      };
      const give = (): void => {
        finish({ message: 'given up', code: 'EABORTED' });
        connection.close();
      };
      if (lost !== null) return resolve(lost);
      if (signal.aborted) return give();
      listeners.add(finish);
      signal.addEventListener('abort', give, { once: true });
      begin(finish);
    });

  const close = (): void => {
    isOver = true;
    connection.close();
  };
  const failed = (error: SmtpError): MailFailure => {
    close();
    return failureOf(error, false, where);
  };

  const greeted = await step((done) => connection.connect((error) => done(error ?? null)), abort);
  if (greeted !== null) return failed(greeted);
  const refused = await signIn(connection, server, deps.renew, step, abort);
  if (refused !== null) return 'kind' in refused ? (close(), refused) : failed(refused);

  return {
    get isAlive() {
      return !isOver;
    },
    send: async (from, to, raw, signal) => {
      if (isInternational(to) && !knowsUtf8(connection)) return { kind: 'refused', reason: `${server.host} takes no addresses with letters beyond ASCII before the @ (it offers no SMTPUTF8)`, again: false };
      let handedOver = false;
      const body = Readable.from(chunksOf(raw), { objectMode: false });
      body.on('end', () => (handedOver = true));
      const error = await step((done) => connection.send({ from, to: [to], size: raw.length }, body, (problem) => done(problem ?? null)), signal);
      if (error === null) return null;
      return failureOf(error, handedOver, where);
    },
    reset: async () => (await step((done) => connection.reset((error) => done(error ?? null)), AbortSignal.any([]))) === null,
    close: () => {
      if (!isOver) connection.quit();
      isOver = true;
    },
  };
}

type Step = (begin: (done: (error: SmtpError | null) => void) => void, signal: AbortSignal) => Promise<SmtpError | null>;

async function signIn(connection: SMTPConnection, { user, password, tokens }: MailServer, renew: boolean, step: Step, abort: AbortSignal): Promise<SmtpError | NoToken | null> {
  if (user === null) return null;
  if (tokens === null) return step((done) => connection.login({ user, pass: password ?? '' }, (error) => done(error ?? null)), abort);
  const token = await tokens.token(renew, abort);
  if (typeof token !== 'string') return token;
  return step((done) => connection.login({ user, method: 'XOAUTH2', oauth2: new XOAuth2({ user, accessToken: token }) }, (error) => done(error ?? null)), abort);
}

/** A socket that is connected, by TLS where it begins with that. */
async function dial({ host, port, security, ca }: MailServer, { clock, lookup }: SessionDeps, abort: AbortSignal): Promise<net.Socket | MailFailure> {
  const at = `${host}:${port}`;
  try {
    assertEgress(host);
    const hook = guardedLookup(lookup ?? systemLookup());
    return await new Promise<net.Socket>((resolve, reject) => {
      const socket =
        security === 'tls'
          ? tls.connect({ host, port, lookup: hook, ca: [...trustedAuthorities(), ...(ca === undefined ? [] : [ca])], ...(net.isIP(host) === 0 ? { servername: host } : {}) })
          : net.connect({ host, port, lookup: hook });
      const give = (error: Error): void => {
        end();
        socket.on('error', () => {});
        socket.destroy();
        reject(error);
      };
      const onAbort = (): void => give(new Error('given up'));
      const cancel = clock.after(DIAL_MS, () => give(Object.assign(new Error('too late'), { code: 'ETIMEDOUT' })));
      const end = (): void => {
        cancel();
        abort.removeEventListener('abort', onAbort);
        socket.removeListener('error', give);
      };
      abort.addEventListener('abort', onAbort, { once: true });
      socket.on('error', give);
      socket.once(security === 'tls' ? 'secureConnect' : 'connect', () => {
        if (security === 'none' && !isLoopback(socket.remoteAddress ?? '')) return give(new PlainRefused(`${host} is not this machine, and nothing is sent in plain text`));
        end();
        resolve(socket);
      });
      if (abort.aborted) onAbort();
    });
  } catch (error) {
    if (error instanceof PlainRefused) return { kind: 'refused', reason: error.message, again: false };
    const { message } = transportFailure(error, at, false);
    return { kind: 'notReached', reason: message.includes('is it an http:// address') ? `TLS: ${at} does not begin with TLS; is it a port for STARTTLS?` : message };
  }
}

class PlainRefused extends Error {}

function* chunksOf(raw: Buffer): Generator<Buffer> {
  for (let at = 0; at < raw.length; at += CHUNK_BYTES) yield raw.subarray(at, at + CHUNK_BYTES);
}

import type { AddressInfo, Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { TestAuthority } from '../../../../sources/probe/testing/certificates.ts';

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly raw: string;
  readonly parsed: ParsedMail;
}

/** What the server says instead of yes: a reply, or the end of the connection. */
export type Answer = { readonly code: number; readonly says: string } | 'drop' | null;

export interface TestMailServer {
  readonly port: number;
  /** PEM of the authority that signed its certificate. */
  readonly ca: string;
  readonly received: Received[];
  readonly counts: { connections: number; signIns: number };
  /** Switches; called for each message, so that a test can say yes the second time. */
  on: { connect: () => Answer; auth: (name: string, secret: string) => Answer; mail: () => Answer; recipient: (address: string) => Answer; data: () => Answer };
  /** Ends every connection that is open now. */
  disconnect(): void;
  stop(): Promise<void>;
}

export const PASSWORD = 'correct horse battery';

/** A real SMTP server on a free loopback port, which keeps what it takes. */
export async function startMailServer(options: Partial<SMTPServerOptions> = {}): Promise<TestMailServer> {
  const authority = await TestAuthority.create();
  const sockets = new Set<Socket>();
  const disconnect = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const answer = (given: Answer, done: (error?: Error | null) => void): void => {
    if (given === 'drop') disconnect();
    else if (given === null) done();
    else done(Object.assign(new Error(given.says), { responseCode: given.code }));
  };
  const server = new SMTPServer({
    ...(await authority.issue()),
    logger: false,
    disableReverseLookup: true,
    closeTimeout: 100,
    authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'],
    ...options,
    onConnect: (_session, done) => {
      made.counts.connections += 1;
      answer(made.on.connect(), done);
    },
    onAuth: ({ username = '', password, accessToken }, _session, done) => {
      made.counts.signIns += 1;
      const given = made.on.auth(username, accessToken ?? password ?? '');
      if (given === null) done(null, { user: username });
      else answer(given, (error) => done(error));
    },
    onMailFrom: (_address, _session, done) => answer(made.on.mail(), done),
    onRcptTo: ({ address }, _session, done) => answer(made.on.recipient(address), done),
    onData: (stream, session, done) => {
      void (async () => {
        const raw = await buffer(stream);
        const given = made.on.data();
        if (given === null || given === 'drop') {
          const { mailFrom, rcptTo } = session.envelope;
          made.received.push({ from: mailFrom === false ? '' : (mailFrom?.address ?? ''), to: rcptTo.map(({ address }) => address), secure: session.secure, raw: raw.toString('utf8'), parsed: await simpleParser(raw) });
        }
        answer(given, done);
      })().catch(() => {
        /* Who sent it ended before it was whole. */
      });
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const yes = (): Answer => null;
  const made: TestMailServer = {
    port: (server.server.address() as AddressInfo).port,
    ca: authority.pem,
    received: [],
    counts: { connections: 0, signIns: 0 },
    on: { connect: yes, auth: (_name, secret) => (secret === PASSWORD ? null : { code: 535, says: '5.7.8 Authentication failed' }), mail: yes, recipient: yes, data: yes },
    disconnect,
    stop: async () => {
      disconnect();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return made;
}

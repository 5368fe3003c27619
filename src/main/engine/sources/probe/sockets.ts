import net from 'node:net';
import tls from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import { epochMs } from '../../../../shared/model/units.ts';
import { assertEgress, guardedLookup } from '../../net/guarded-lookup.ts';
import type { Lookup } from '../../net/guarded-lookup.ts';
import { CheckFailed } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { certificateWords } from './words.ts';

/** Opens a fresh TCP connection; notes `dnsMs` and `connectMs`. A name with several addresses is tried as browsers do. */
export async function openSocket(attempt: Attempt, host: string, port: number, lookup: Lookup): Promise<net.Socket> {
  assertEgress(host);
  const guarded = guardedLookup(lookup);
  attempt.lap(net.isIP(host) ? 'while connecting' : 'while looking up the name');
  const socket = net.connect({
    host,
    port,
    autoSelectFamily: true,
    lookup: (name, options, done) =>
      guarded(name, options, (error, addresses, family) => {
        if (!error) attempt.facts.dnsMs = attempt.lap('while connecting');
        done(error, addresses, family);
      }),
  });
  keep(attempt, socket);
  await attempt.wait<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  attempt.facts.connectMs = attempt.lap('while waiting for the first byte');
  return socket;
}

export interface TlsOptions {
  readonly context: SecureContext;
  /** Name asked for and checked; the URL's host unless configured. */
  readonly serverName: string;
}

/**
 * Wraps a connection in TLS; notes `tlsMs` and the certificate's end. The certificate is looked at here rather than by Node, so
 * that a bad one can be shown; nothing is sent before it was found in order.
 */
export async function startTls(attempt: Attempt, socket: net.Socket, { context, serverName }: TlsOptions): Promise<TLSSocket> {
  attempt.lap('during the TLS handshake');
  const secured = tls.connect({
    socket,
    secureContext: context,
    host: serverName,
    ...(net.isIP(serverName) ? {} : { servername: serverName }),
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  });
  keep(attempt, secured);
  await attempt.wait<void>((resolve, reject) => {
    secured.once('secureConnect', resolve);
    secured.once('error', reject);
  });
  attempt.facts.tlsMs = attempt.lap('while waiting for the first byte');
  const certificate = secured.getPeerX509Certificate();
  if (certificate) attempt.facts.certificateExpiresAt = epochMs(certificate.validToDate.getTime());
  // Typed as an Error, but the code of the verification is what Node puts there.
  const reason = secured.authorizationError as unknown;
  if (!secured.authorized) throw new CheckFailed(certificateWords(String(reason), certificate, serverName));
  return secured;
}

/** An error after the last one that somebody waits for must not end the process: the attempt is over then anyway. */
function keep(attempt: Attempt, socket: net.Socket): void {
  socket.on('error', () => {});
  attempt.own(() => socket.destroy());
}

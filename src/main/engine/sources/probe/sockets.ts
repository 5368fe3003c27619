import net from 'node:net';
import tls from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';
import { epochMs } from '../../../../shared/model/units.ts';
import { assertEgress, guardedLookup } from '../../net/guarded-lookup.ts';
import type { Lookup } from '../../net/guarded-lookup.ts';
import { CheckFailed } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { certificateWords } from './words.ts';

export interface TlsOptions {
  readonly context: SecureContext;
  /** Name asked for and checked; the URL's host unless configured. */
  readonly serverName: string;
}

/**
 * Opens a fresh connection, with TLS where asked; notes `dnsMs`, `connectMs`, `tlsMs` and the certificate's end. A name with several
 * addresses is tried as browsers do. TLS is not put upon a socket of ours: Node 24 dies of a segmentation fault when the inner one
 * of two such sockets is destroyed first.
 */
export async function openSocket(attempt: Attempt, host: string, port: number, lookup: Lookup, secure: TlsOptions | null = null): Promise<net.Socket> {
  attempt.stage = net.isIP(host) ? 'tcp' : 'resolver';
  assertEgress(host);
  attempt.lap(net.isIP(host) ? 'while connecting' : 'while looking up the name');
  const address = { host, port, autoSelectFamily: true, lookup: timedLookup(attempt, lookup) };
  const secured = secure ? tls.connect({ ...address, ...tlsOptions(secure) }) : null;
  const socket = secured ?? net.connect(address);
  // An error after the last one that somebody waits for must not end the process: the attempt is over then anyway.
  socket.on('error', () => {});
  attempt.own(() => socket.destroy());
  await attempt.wait<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => {
      attempt.facts.connectMs = attempt.lap(secured ? 'during the TLS handshake' : 'while waiting for the first byte');
      attempt.facts.remote = remoteOf(socket);
      attempt.stage = secured ? 'tls' : 'http';
      if (!secured) resolve();
    });
    secured?.once('secureConnect', resolve);
  });
  if (secured && secure) verify(attempt, secured, secure.serverName);
  attempt.stage = 'http';
  return socket;
}

function remoteOf({ remoteAddress, remotePort }: net.Socket): string | null {
  if (remoteAddress === undefined) return null;
  return `${remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress}:${String(remotePort)}`;
}

function timedLookup(attempt: Attempt, lookup: Lookup): net.LookupFunction {
  const guarded = guardedLookup(lookup);
  return (name, options, done) =>
    guarded(name, options, (error, addresses, family) => {
      if (!error) {
        attempt.facts.dnsMs = attempt.lap('while connecting');
        attempt.stage = 'tcp';
      }
      done(error, addresses, family);
    });
}

function tlsOptions({ context, serverName }: TlsOptions): tls.ConnectionOptions {
  return {
    secureContext: context,
    servername: net.isIP(serverName) ? '' : serverName,
    checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(serverName, certificate),
    ALPNProtocols: ['http/1.1'],
    // The certificate is judged in `verify`, so that a bad one can be shown.
    rejectUnauthorized: false,
  };
}

/** Throws when the certificate is not in order; nothing has been sent until then. */
function verify(attempt: Attempt, secured: TLSSocket, serverName: string): void {
  attempt.facts.tlsMs = attempt.lap('while waiting for the first byte');
  const certificate = secured.getPeerX509Certificate();
  if (certificate) attempt.facts.certificateExpiresAt = epochMs(certificate.validToDate.getTime());
  // Typed as an Error, but the code of the verification is what Node puts there.
  const reason = secured.authorizationError as unknown;
  if (!secured.authorized) throw new CheckFailed(certificateWords(String(reason), certificate, serverName));
}

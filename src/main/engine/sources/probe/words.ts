import type { X509Certificate } from 'node:crypto';
import type { EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatSpan } from '../../../../shared/time/format.ts';
import { EgressRefused } from '../../net/guarded-lookup.ts';
import { CannotTell, CheckFailed, DeadlinePassed } from './attempt.ts';
import type { Phase } from './attempt.ts';
import type { Target } from './target.ts';

const DAY_MS = 86_400_000;

/** Foreign or configured text inside a sentence, short and on one line. */
export const quoted = (text: string): string => `"${plain(text, 80)}"`;

/** Errors of this process or machine: they say nothing about the target. */
const OUR_OWN: Readonly<Record<string, string>> = {
  EMFILE: 'Holdfast has too many files and connections open',
  ENFILE: 'this machine has too many files open',
  ENOMEM: 'this machine is out of memory',
  ENOBUFS: 'this machine is out of network buffers',
  EADDRNOTAVAIL: 'this machine has no free local port',
};
/** A deadline that was noticed this late was missed by us: the process was stopped or starved. */
const OUR_LATENESS_MS = 1_000;

/** Null when the failure may well be the target's; otherwise why it is surely ours. */
export function ourFault(error: unknown): string | null {
  if (error instanceof DeadlinePassed) return error.lateMs > OUR_LATENESS_MS ? `Holdfast itself stood still for ${formatSpan(Math.round(error.lateMs))} during the check` : null;
  if (error instanceof CannotTell) return error.message;
  return OUR_OWN[codeOf(error)] ?? null;
}

/** One plain sentence, without a final stop, about why a check failed. */
export function failureWords(error: unknown, phase: Phase, target: Target): string {
  if (error instanceof CheckFailed || error instanceof EgressRefused) return error.message;
  if (error instanceof DeadlinePassed) return `timed out after ${formatSpan(target.timeoutMs)} ${phase}`;
  return target.kind === 'dns' ? nameServerWords(codeOf(error), target.config, target.server) : connectionWords(error, phase, target);
}

function connectionWords(error: unknown, phase: Phase, target: Target): string {
  const code = codeOf(error);
  const where = endpoint(error, target);
  switch (code) {
    case 'ENOTFOUND':
      return `name ${hostOf(target)} does not resolve (the system’s resolver knows no address for it)`;
    case 'EAI_AGAIN':
      return `name ${hostOf(target)} does not resolve now (the system’s name servers do not answer)`;
    case 'ECONNREFUSED':
      return `connection refused by ${where}`;
    case 'ENETUNREACH':
    case 'ENETDOWN':
      return `no network leads to ${where}`;
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
      return `no route to ${where}`;
    case 'ETIMEDOUT':
      return `${where} did not accept the connection in time`;
    case 'ECONNRESET':
    case 'EPIPE':
      return phase === 'while waiting for the first byte' ? 'the connection was closed without an answer' : `the connection was closed ${phase}`;
    case 'HPE_HEADER_OVERFLOW':
      return 'answered with more than 16 KiB of headers';
    case 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED':
    case 'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE':
      return 'the TLS handshake was refused (the server may want a client certificate)';
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `${where} does not speak TLS`;
    default:
      if (code.startsWith('HPE_')) return 'answered with something that is not HTTP';
      if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR_FORMAT')) return 'the body is not compressed as its header says';
      return `failed ${phase} (${plain(code || messageOf(error), 120)})`;
  }
}

/** Why a name server gave no answer; `code` is the resolver's. */
export function nameServerWords(code: string, { name, type }: { name: string; type: string }, { address, port }: { address: string; port: number }): string {
  const server = `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;
  switch (code) {
    case 'ENOTFOUND':
      return `name ${plain(name)} does not resolve (NXDOMAIN from ${server})`;
    case 'ENODATA':
      return `name ${plain(name)} has no ${type} record (says ${server})`;
    case 'ESERVFAIL':
      return `${server} answered SERVFAIL for ${plain(name)}`;
    case 'EREFUSED':
      return `${server} refused to answer for ${plain(name)}`;
    case 'ENOTIMP':
    case 'EFORMERR':
      return `${server} did not understand the question`;
    case 'EBADRESP':
      return `${server} answered with something that is not DNS`;
    case 'EBADNAME':
      return `${quoted(name)} is no name that can be asked for`;
    case 'ECONNREFUSED':
      return `connection refused by ${server}`;
    case 'ETIMEOUT':
      return `${server} did not answer`;
    default:
      return `the question to ${server} failed (${plain(code, 60)})`;
  }
}

/** Why a certificate is not in order; `code` is OpenSSL's name of the verification error. */
export function certificateWords(code: string, certificate: X509Certificate | undefined, serverName: string): string {
  const day = (at: Date | undefined): string => (at && !Number.isNaN(at.getTime()) ? ` ${at.toISOString().slice(0, 10)}` : '');
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return `certificate expired${certificate ? ` on${day(certificate.validToDate)}` : ''}`;
    case 'CERT_NOT_YET_VALID':
      return `certificate is not valid before${day(certificate?.validFromDate)}`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return 'certificate is self-signed';
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return 'certificate is from an authority that is not trusted here, or its chain is not complete';
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const names = certificate?.subjectAltName?.replaceAll(/\b(?:DNS|IP Address):/g, '');
      return `certificate is for ${names ? plain(names, 120) : 'another host'}, not for ${plain(serverName)}`;
    }
    default:
      return `certificate is not in order (${plain(code, 80)})`;
  }
}

/** Null when the certificate lasts for at least `expectedDays`, or nothing is expected of it. */
export function certificateDaysWords(expiresAt: EpochMs | null, expectedDays: number | undefined, now: EpochMs): string | null {
  if (expectedDays === undefined) return null;
  if (expiresAt === null) return 'there is no certificate (the address is http://)';
  const days = (expiresAt - now) / DAY_MS;
  if (days >= expectedDays) return null;
  const whole = Math.floor(days);
  return `certificate expires in ${String(whole)} ${whole === 1 ? 'day' : 'days'} (expected at least ${String(expectedDays)})`;
}

/** With several addresses tried, the last one's error says most: the earlier ones may have been cut short. */
function lastOf(error: unknown): unknown {
  return error instanceof AggregateError && error.errors.length > 0 ? error.errors.at(-1) : error;
}
function codeOf(error: unknown): string {
  const { code } = (lastOf(error) ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function hostOf(target: Target): string {
  if (target.kind === 'http') return target.url.hostname;
  return target.kind === 'tcp' ? plain(target.host) : plain(target.config.name);
}
function endpoint(error: unknown, target: Target): string {
  const { address, port } = (lastOf(error) ?? {}) as { address?: string; port?: number };
  if (!address || !port) return target.kind === 'http' ? target.url.host : hostOf(target);
  return `${address.includes(':') ? `[${address}]` : address}:${String(port)}`;
}

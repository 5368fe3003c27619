import { Agent as HttpAgent, request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { connect, type PeerCertificate } from 'node:tls';
import { X509Certificate } from 'node:crypto';

/** Where another Holdfast answers. */
export interface RemoteSite {
  /** Such as `https://ops-1:7420`. */
  readonly origin: string;
  /** PEM of the one certificate that is trusted there; null: what the authorities of this machine vouch for. */
  readonly pinned: string | null;
}

export interface RemoteFetch {
  /** As `fetch`, for paths of that site alone: any header goes, a redirect fails, and a pinned certificate is the only one that is taken. */
  readonly fetch: typeof fetch;
  readonly close: () => void;
}

const NO_BODY: ReadonlySet<number> = new Set([204, 205, 304]);
const CONNECT_TIMEOUT_MS = 5_000;

/** The platform's own `fetch` can trust no single certificate, and that of a wall server is mostly its own. */
export function createRemoteFetch({ origin, pinned }: RemoteSite): RemoteFetch {
  const isTls = origin.startsWith('https:');
  const agent = isTls ? new HttpsAgent({ keepAlive: true, ...pin(pinned) }) : new HttpAgent({ keepAlive: true });
  const send = isTls ? requestHttps : requestHttp;

  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { signal, method = 'GET', body } = init;
      const options: RequestOptions = { agent, method, headers: headersOf(init), timeout: CONNECT_TIMEOUT_MS, ...(signal == null ? {} : { signal }) };
      const request = send(new URL(path, origin), options, (incoming) => {
        if ((incoming.statusCode ?? 0) >= 300 && (incoming.statusCode ?? 0) < 400 && incoming.statusCode !== 304) {
          incoming.destroy();
          reject(new Error(`it sends to another address (HTTP ${incoming.statusCode})`));
          return;
        }
        // From here on whoever reads says how long is waited.
        request.setTimeout(0);
        resolve(responseOf(incoming));
      });
      request.on('timeout', () => request.socket?.connecting !== false && request.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })));
      request.on('error', reject);
      request.end(typeof body === 'string' || body instanceof Uint8Array ? body : undefined);
    });
  return { fetch: (input, init) => ask(input instanceof Request ? input.url : input.toString(), init), close: () => agent.destroy() };
}

function headersOf({ headers, body }: RequestInit): Record<string, string> {
  const given = Object.fromEntries(new Headers(headers).entries());
  return typeof body === 'string' ? { ...given, 'content-length': String(Buffer.byteLength(body)) } : body instanceof Uint8Array ? { ...given, 'content-length': String(body.length) } : given;
}

function responseOf(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) headers.append(incoming.rawHeaders[i] ?? '', incoming.rawHeaders[i + 1] ?? '');
  const status = incoming.statusCode ?? 502;
  if (NO_BODY.has(status)) incoming.resume();
  return new Response(NO_BODY.has(status) ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>), { status, headers });
}

/** The certificate vouches for itself, whatever names it carries: what was compared is the certificate, not its names. */
function pin(pem: string | null): { ca?: string; checkServerIdentity?: (host: string, certificate: PeerCertificate) => Error | undefined } {
  if (pem === null) return {};
  const { fingerprint256 } = new X509Certificate(pem);
  return { ca: pem, checkServerIdentity: (_, { fingerprint256: shown }) => (shown === fingerprint256 ? undefined : Object.assign(new Error('another certificate'), { code: 'HOLDFAST_OTHER_CERTIFICATE' })) };
}

/** What a server shows of itself, before anything is believed or sent. */
export interface ShownCertificate {
  readonly pem: string;
  readonly fingerprint: string;
}

/** The certificate of a site, whoever has signed it. Rejects where nobody answers there. */
export function readShownCertificate(origin: string): Promise<ShownCertificate> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false, timeout: CONNECT_TIMEOUT_MS, ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }) }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate === undefined) reject(new Error('no certificate is shown there'));
      else resolve({ pem: certificate.toString(), fingerprint: certificate.fingerprint256 });
    });
    socket.on('timeout', () => socket.destroy(Object.assign(new Error('no connection'), { code: 'ETIMEDOUT' })));
    socket.on('error', reject);
  });
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ETIMEDOUT: 'no answer came in time',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'its certificate is over',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  HOLDFAST_OTHER_CERTIFICATE: 'it shows another certificate than before',
};
/** Nobody whom this machine trusts has signed the certificate, or it is not the one that was pinned. */
const UNTRUSTED: ReadonlySet<string> = new Set(['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_GET_ISSUER_CERT', 'HOLDFAST_OTHER_CERTIFICATE']);

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'ETIMEDOUT';
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export const isUntrusted = (error: unknown): boolean => UNTRUSTED.has(codeOf(error));

/** Why a site did not answer, for the middle of a sentence. */
export function whyUnreachable(error: unknown): string {
  if (isUntrusted(error)) return WORDS[codeOf(error)] ?? 'its certificate is signed by nobody whom this machine trusts';
  return WORDS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

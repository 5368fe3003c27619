import { HoldfastError } from '../../../shared/model/result.ts';
import { sessionCookie } from '../../transport/cookie.ts';
import { createRemoteFetch, isUntrusted, readShownCertificate, whyUnreachable, type RemoteFetch } from '../../transport/remote/remote-fetch.ts';
import { pairWith, type OwnCredential } from '../../transport/remote/remote-engine.ts';
import type { ConnectOptions } from '../cli.ts';
import type { SeatFile } from './seat-file.ts';

export interface Joined {
  readonly seat: SeatFile;
  readonly own: OwnCredential;
  readonly cookieName: string;
  readonly remote: RemoteFetch;
  /** False: nobody answered, and what is known of the engine was kept before. */
  readonly answered: boolean;
}

const ASK_TIMEOUT_MS = 5_000;

/** Becomes, or is again, a seat of an engine. Throws the sentence that says what is missing. */
export async function joinEngine(options: ConnectOptions, kept: SeatFile | null, token: string | undefined): Promise<Joined> {
  const { origin } = options;
  const known = kept?.origin === origin ? kept : null;
  const { pinned, answered } = await trustedCertificate(options, known);
  const remote = createRemoteFetch({ origin, pinned });
  try {
    const base: SeatFile = { version: 1, origin, pinned, session: known?.session ?? null, takeOver: null };
    if (token !== undefined && token !== '') return { seat: { ...base, session: null }, own: { kind: 'bearer', token }, cookieName: known?.session?.cookieName ?? usualCookieName(origin), remote, answered };
    const session = known?.session ?? null;
    if (session !== null && (options.code === null || !answered || (await isKnown(remote.fetch, session)))) return { seat: base, own: { kind: 'session', token: session.token }, cookieName: session.cookieName, remote, answered };
    if (options.code === null) throw new HoldfastError('unauthenticated', `This console is no seat of ${origin} yet. Make a code there (Settings, Seats; with the right "operate"), and start with --connect ${origin} --code CODE, or set HOLDFAST_TOKEN.`);
    const paired = await pairWith(remote.fetch, options.code, 'Holdfast console');
    if (!paired.ok) throw new HoldfastError(paired.error.code, `${origin} does not take the code: ${paired.error.message}`);
    const made = { token: paired.value.token, cookieName: paired.value.cookieName };
    return { seat: { ...base, session: made }, own: { kind: 'session', token: made.token }, cookieName: made.cookieName, remote, answered };
  } catch (error) {
    remote.close();
    throw error;
  }
}

/** As the wall server there names it, unless a proxy stands in front; a pairing tells. */
function usualCookieName(origin: string): string {
  const { protocol, port } = new URL(origin);
  return sessionCookie({ tls: protocol === 'https:', port: Number(port) }).name;
}

async function isKnown(ask: typeof fetch, { token, cookieName }: NonNullable<SeatFile['session']>): Promise<boolean> {
  const response = await ask('/api/v1/session', { headers: { cookie: `${cookieName}=${token}` }, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) }).catch(() => null);
  return response === null || response.status !== 401;
}

/** Which certificate is trusted there, and whether anybody answered. A wall server's own is taken only when its fingerprint was compared. */
async function trustedCertificate({ origin, fingerprint }: ConnectOptions, known: SeatFile | null): Promise<{ readonly pinned: string | null; readonly answered: boolean }> {
  const pinned = known?.pinned ?? null;
  const probe = createRemoteFetch({ origin, pinned });
  try {
    await probe.fetch('/healthz', { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
    return { pinned, answered: true };
  } catch (error) {
    if (isUntrusted(error)) return { pinned: await compared(origin, fingerprint, pinned), answered: true };
    if (known !== null) return { pinned, answered: false };
    throw new HoldfastError('unavailable', `${origin} does not answer: ${whyUnreachable(error)}.`);
  } finally {
    probe.close();
  }
}

async function compared(origin: string, fingerprint: string | null, pinned: string | null): Promise<string> {
  const shown = await readShownCertificate(origin);
  if (shown.fingerprint === fingerprint) return shown.pem;
  const what = fingerprint !== null ? `${origin} shows another certificate than the one of --fingerprint` : pinned === null ? `The certificate of ${origin} is signed by nobody whom this machine trusts` : `${origin} shows another certificate than before`;
  throw new HoldfastError('forbidden', `${what}. Its SHA-256 fingerprint is ${shown.fingerprint}. Compare it with what Holdfast printed there at its start; if it is the same, start with --fingerprint ${shown.fingerprint}`);
}

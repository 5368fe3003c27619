import { z } from 'zod';
import type { HttpDeps } from '../../sources/http/client.ts';
import type { TlsTexts } from '../../sources/http/agent.ts';
import type { HttpAuth } from '../../sources/http/endpoint.ts';
import type { Outcome } from '../outbox/channel.ts';
import type { RenewedToken } from './renewed-token.ts';
import { createVendor, isAnswer } from './vendor.ts';

export interface TokenEndpoint {
  readonly url: string;
  readonly clientId: string;
  /** Null: a public client, which names itself only. */
  readonly clientSecret: string | null;
  /** Whether the secret goes into the form or into the Authorization header; vendors want one or the other. */
  readonly secretIn: 'form' | 'header';
  readonly refreshToken: RenewedToken;
  readonly scope?: string | undefined;
  readonly tls?: TlsTexts;
}

/** `refused`: it will not give one; `notReached`: it could not be asked. Nothing was sent to anybody either way. */
export type NoToken = Extract<Outcome, { kind: 'refused' | 'notReached' }>;

/** Access tokens for a refresh token (RFC 6749, section 6), kept until shortly before they end. */
export interface Tokens {
  /** `renew`: the one before was not accepted. */
  token(renew: boolean, abort: AbortSignal): Promise<string | NoToken>;
  /** Whether there is one that was given before. */
  isHeld(): boolean;
  /** Why the newest refresh token will be lost with this process, in a sentence; null where it is kept. */
  lost(): string | null;
  /** Takes every secret that was used here out of a text. */
  clean(text: string): string;
}

const Granted = z.object({ access_token: z.string().min(1).max(16_000), expires_in: z.coerce.number().positive().optional(), refresh_token: z.string().min(1).max(16_000).optional() });
const Denied = z.object({ error: z.string().max(200), error_description: z.string().optional() });
/** A token without an end is asked for again after this. */
const UNTOLD_S = 600;
/** Not used in its last minute: it would end on the way. */
const EARLY_MS = 60_000;

export function createTokens(endpoint: TokenEndpoint, { clock, lookup }: HttpDeps): Tokens {
  /* Some services take a refresh token once only and give the next one with each answer; this one could not be kept. */
  let unkept: { readonly token: string; readonly why: string } | null = null;
  let held: { readonly token: string; readonly untilMs: number } | null = null;
  let asking: Promise<string | NoToken> | null = null;
  const secrets = new Set(endpoint.clientSecret === null ? [] : [endpoint.clientSecret]);
  const clean = (text: string): string => [...secrets].reduce((rest, secret) => rest.replaceAll(secret, '•••'), text);

  const keep = async (next: string): Promise<void> => {
    secrets.add(next);
    try {
      await endpoint.refreshToken.keep(next);
      unkept = null;
    } catch (error) {
      unkept = { token: next, why: error instanceof Error ? error.message : 'the secret store does not take it' };
    }
  };

  const newest = async (): Promise<string | NoToken> => {
    if (unkept !== null) return unkept.token;
    try {
      const token = await endpoint.refreshToken.newest();
      secrets.add(token);
      return token;
    } catch (error) {
      return { kind: 'notReached', reason: `the refresh token cannot be read: ${error instanceof Error ? error.message : 'the secret store does not answer'}` };
    }
  };

  /* Whoever else renews with the same token leaves the next one where this one looks. */
  const ask = async (abort: AbortSignal): Promise<string | NoToken> => {
    const refreshToken = await newest();
    if (typeof refreshToken !== 'string') return refreshToken;
    const given = await askWith(refreshToken, abort);
    if (typeof given === 'string' || given.kind !== 'refused') return given;
    const successor = await newest();
    return typeof successor !== 'string' || successor === refreshToken ? given : askWith(successor, abort);
  };

  const askWith = async (refreshToken: string, abort: AbortSignal): Promise<string | NoToken> => {
    const { clientId, clientSecret, secretIn, scope, url } = endpoint;
    const auth: HttpAuth = clientSecret !== null && secretIn === 'header' ? { kind: 'basic', username: clientId, password: clientSecret } : { kind: 'none' };
    const vendor = createVendor({ url, auth, headers: {}, tls: endpoint.tls ?? {} }, { clock, lookup });
    try {
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId, ...(clientSecret !== null && secretIn === 'form' ? { client_secret: clientSecret } : {}), ...(scope === undefined ? {} : { scope }) };
      const given = await vendor.ask({ method: 'POST', path: '', form }, abort);
      if (!isAnswer(given)) return { kind: 'notReached', reason: `a new access token cannot be asked for: ${given.reason}` };
      const body = parsed(given.text);
      if (given.status === 200) {
        const granted = Granted.safeParse(body);
        if (!granted.success) return { kind: 'notReached', reason: 'a new access token cannot be asked for: the answer holds none' };
        const { access_token: token, expires_in: seconds = UNTOLD_S, refresh_token: next } = granted.data;
        secrets.add(token);
        if (next !== undefined && next !== refreshToken) await keep(next);
        held = { token, untilMs: clock.monotonicMs() + seconds * 1_000 - EARLY_MS };
        return token;
      }
      const denied = Denied.safeParse(body);
      const words = denied.success ? vendor.clean(clean([denied.data.error, denied.data.error_description].filter((part) => part !== undefined).join(': '))) : `HTTP ${given.status}`;
      if (given.status >= 500 || given.status === 429 || given.status === 408) return { kind: 'notReached', reason: `a new access token is not given now: ${words}` };
      return { kind: 'refused', reason: `no new access token is given: the refresh token is not accepted any more, or the client is not (${words})`, again: false };
    } finally {
      vendor.close();
    }
  };

  return {
    token: (renew, abort) => {
      if (!renew && held !== null && clock.monotonicMs() < held.untilMs) return Promise.resolve(held.token);
      held = null;
      asking ??= ask(abort).finally(() => (asking = null));
      return asking;
    },
    isHeld: () => held !== null,
    lost: () => (unkept === null ? null : `Its renewed refresh token cannot be kept, so that after a restart a new one is needed: ${unkept.why}`),
    clean,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

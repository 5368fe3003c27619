import type { z } from 'zod';
import type { DurationMs } from '../../../../shared/model/units.ts';
import type { Clock } from '../../ports.ts';
import type { HttpAnswer, HttpRequest } from '../../sources/http/client.ts';
import type { LookedUp, Outcome } from '../outbox/channel.ts';
import type { Proof } from './proof.ts';
import { isAnswer, refusalOf, type Vendor } from './vendor.ts';

/** What went wrong, as an outcome. */
export type Wrong = Extract<Outcome, { kind: 'refused' | 'notReached' | 'ambiguous' }>;

export type Got<T> =
  | { readonly ok: true; readonly value: T; readonly answer: HttpAnswer }
  /** `status` is null where no whole answer came. */
  | { readonly ok: false; readonly status: number | null; readonly wrong: Wrong };

/** What only the vendor knows of its answers. */
export interface Manners {
  readonly vendor: Vendor;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** The vendor's own words in a body that is JSON; null where it has none. */
  readonly words: (body: unknown) => string | null;
  readonly unauthorised: string;
  readonly forbidden: string;
  /** What is waited where the vendor limits and does not say for how long. */
  readonly limitedMs?: DurationMs;
  /** How long the vendor asks to wait in its own way, beside `Retry-After`. */
  readonly waitMs?: (answer: HttpAnswer) => DurationMs | null;
}

/** Asks once, and reads what a success must look like. A success that cannot be read says nothing of what happened. */
export async function exchange<S extends z.ZodType>(manners: Manners, request: HttpRequest, schema: S, abort: AbortSignal): Promise<Got<z.infer<S>>> {
  const { vendor, clock, words, unauthorised, forbidden, limitedMs, waitMs } = manners;
  const answer = await vendor.ask(request, abort);
  if (!isAnswer(answer)) return { ok: false, status: null, wrong: answer };
  const { status } = answer;
  const body = parsed(answer.text);
  if (status >= 200 && status < 300) {
    const read = schema.safeParse(body);
    return read.success ? { ok: true, value: read.data, answer } : { ok: false, status, wrong: { kind: 'ambiguous', reason: `an answer that makes no sense (HTTP ${status})` } };
  }
  const said = words(body);
  const asked = waitMs?.(answer) ?? limitedMs;
  const outcome = refusalOf({ answer, words: said === null ? null : vendor.clean(said), unauthorised, forbidden, nowMs: clock.nowMs(), ...(asked === undefined ? {} : { limitedMs: asked }) });
  return { ok: false, status, wrong: outcome as Wrong };
}

/** JSON, or undefined where it is none: pages of proxies and of logins, half an answer, nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A look before sending that failed: nothing of the message has left. */
export const beforeSending = (wrong: Wrong, what: string): Wrong => (wrong.kind === 'ambiguous' ? { kind: 'notReached', reason: `${what} could not be read before sending: ${wrong.reason}` } : wrong);

/** Reading back failed: nothing is known yet. */
export const cannotTell = (wrong: Wrong): LookedUp => ({ kind: 'cannotTell', reason: wrong.reason, ...('retryAfterMs' in wrong && wrong.retryAfterMs !== undefined ? { retryAfterMs: wrong.retryAfterMs } : {}) });

/** A proof that failed: certain only where the vendor itself said no for good. `secret`: the key of the configuration that lets us in. */
export const unproven = ({ status, wrong }: Extract<Got<unknown>, { ok: false }>, secret: string): Proof => ({ ok: false, certain: wrong.kind === 'refused' && !wrong.again, says: sentence(wrong.reason), ...(status === 401 || status === 403 ? { key: secret } : {}) });

export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

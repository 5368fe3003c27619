import { fail, ok, type Result } from '../../../shared/model/result.ts';
import type { EnterPin, Pair } from '../ports.ts';
import { send } from '../../../shared/client/http-client.ts';

/** Trades a pairing code for the session cookie at `POST /pair`; the code works once and stands in no address that is logged. */
export const createPair =
  (fetchFn: typeof fetch = (...args) => fetch(...args)): Pair =>
  async (code) => {
    const clean = code.trim();
    if (clean === '') return fail('invalid_input', 'Type the pairing code that the operator’s screen shows.');
    const result = await send(fetchFn, { method: 'POST', path: '/pair', body: JSON.stringify({ code: clean }) });
    return result.ok ? ok({}) : result;
  };

/** Gives the PIN at `POST /pin`; the server remembers for the seat of the cookie that it was right. */
export const createEnterPin =
  (fetchFn: typeof fetch = (...args) => fetch(...args)): EnterPin =>
  async (pin) => {
    const result = await send(fetchFn, { method: 'POST', path: '/pin', body: JSON.stringify({ pin }) });
    return result.ok ? ok({}) : result;
  };

/** Reads `#pair=CODE`; null when the address carries none. A fragment never reaches a server or its log. */
export function codeInFragment(hash: string): string | null {
  const code = new URLSearchParams(hash.replace(/^#/, '')).get('pair');
  return code === null || code === '' ? null : code;
}

/**
 * Uses the pairing code of the address, if there is one, and removes it from the address and the history at once, whether it
 * worked or not. Null: there was no code.
 */
export async function pairFromFragment(pair: Pair, page: Pick<Window, 'location' | 'history'> = window): Promise<Result<Record<string, never>> | null> {
  const code = codeInFragment(page.location.hash);
  if (code === null) return null;
  page.history.replaceState(page.history.state, '', `${page.location.pathname}${page.location.search}`);
  return pair(code);
}

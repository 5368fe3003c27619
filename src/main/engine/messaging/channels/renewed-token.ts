import { createHash } from 'node:crypto';
import type { ChannelDeps } from './kinds.ts';

/** A refresh token that the service may exchange for another one, which then is the only one that it takes. */
export interface RenewedToken {
  /** The one that is valid now, as far as is known here. */
  newest(): Promise<string>;
  /** Resolves once it is kept; until then nothing may be done with what came along with it. */
  keep(next: string): Promise<void>;
}

/**
 * The newest token stands in the secret store under a name made from the first one, which is in a variable, a file or the store
 * itself and cannot be changed from here. So whoever configures another token begins anew, and all who use this one find its successor.
 */
export async function renewedToken(written: string, { resolveSecrets, secrets }: Pick<ChannelDeps, 'resolveSecrets' | 'secrets'>): Promise<RenewedToken> {
  const first = await resolveSecrets(written);
  const name = `renewed-${createHash('sha256').update(first).digest('hex').slice(0, 48)}`;
  return { newest: async () => (await secrets.get(name)) ?? first, keep: (next) => secrets.set(name, next) };
}

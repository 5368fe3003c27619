import type { Actor, Credential } from '../../api/engine-port.ts';

type Asked = Actor | null | 'unreached';

export interface Identities {
  of(credential: Extract<Credential, { token: string }>): Promise<Asked>;
  /** Rights or a PIN have changed: everybody is asked for anew. */
  forget(): void;
}

/** Every request of a screen asks who it is, and every open stream each second: the engine is asked so often at most. */
const FRESH_MS = 1_500;
/** Somebody who was known a moment ago is not nobody because the engine does not answer now. */
const KEPT_MS = 60_000;
const MOST = 1_000;

/** Who stands behind a credential, as the engine said it last. */
export function createIdentities(ask: (credential: Credential) => Promise<Asked>): Identities {
  const known = new Map<string, { asked: Promise<Asked>; askedAtMs: number; last: Actor | null; lastAtMs: number }>();
  return {
    of: (credential) => {
      const key = `${credential.kind} ${credential.token}`;
      const now = performance.now();
      const before = known.get(key);
      if (before !== undefined && now - before.askedAtMs < FRESH_MS) return before.asked;
      const entry = { asked: Promise.resolve<Asked>(null), askedAtMs: now, last: before?.last ?? null, lastAtMs: before?.lastAtMs ?? -Infinity };
      entry.asked = ask(credential).then((found) => {
        if (found === 'unreached') return entry.last !== null && performance.now() - entry.lastAtMs < KEPT_MS ? entry.last : found;
        entry.last = found;
        entry.lastAtMs = performance.now();
        return found;
      });
      if (known.size >= MOST) known.clear();
      known.set(key, entry);
      return entry.asked;
    },
    forget: () => known.clear(),
  };
}

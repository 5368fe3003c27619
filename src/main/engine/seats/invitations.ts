import type { PersonId } from '../../../shared/model/ids.ts';
import { fail, ok, type Result } from '../../../shared/model/result.ts';
import type { Right } from '../../../shared/model/rights.ts';
import { type DurationMs } from '../../../shared/model/units.ts';
import type { Clock } from '../ports.ts';
import { CODE_LIFE, hashSecret, inWords, makeCode, normaliseCode, pauseAfter, recentTries, sameHash, type RandomBytes, type Tries } from './rules.ts';

export interface Invitation {
  readonly name: string;
  readonly kind: 'browser' | 'wall';
  readonly person: PersonId | null;
  readonly rights: readonly Right[];
}

interface Open {
  readonly hash: Buffer;
  readonly invitation: Invitation;
  readonly expiresAt: DurationMs;
}

export interface Invitations {
  add(invitation: Invitation): string;
  /** The invitation behind a code, which stays open until `close`; a wrong code counts as a try. */
  find(typed: string): Result<{ readonly invitation: Invitation; close(): void }>;
}

/** Codes are short, so they live for minutes, in memory, and guessing is slowed down for everybody at once. */
export function createInvitations({ clock, randomBytes }: { readonly clock: Clock; readonly randomBytes: RandomBytes }): Invitations {
  let open: readonly Open[] = [];
  let tries: Tries = [];
  const dropExpired = (now: DurationMs): void => void (open = open.filter(({ expiresAt }) => expiresAt > now));

  return {
    add: (invitation) => {
      const code = makeCode(randomBytes);
      const now = clock.monotonicMs();
      dropExpired(now);
      open = [...open, { hash: hashSecret(normaliseCode(code)), invitation, expiresAt: (now + CODE_LIFE) as DurationMs }];
      return code;
    },
    find: (typed) => {
      const now = clock.monotonicMs();
      dropExpired(now);
      const pause = pauseAfter(tries, now);
      if (pause > 0) return fail('rate_limited', `Too many wrong codes. Try again in ${inWords(pause)}.`);
      const hash = hashSecret(normaliseCode(typed));
      // Every open code is compared in full, whichever fits: time tells nothing.
      const found = open.filter((each) => sameHash(each.hash, hash))[0];
      if (found !== undefined) return ok({ invitation: found.invitation, close: () => void (open = open.filter((each) => each !== found)) });
      tries = [...recentTries(tries, now), now];
      return fail('forbidden', 'This code does not fit. A code works once, and for 10 minutes; ask for a new one.');
    },
  };
}

import type { Person, Seat } from './entities.ts';
import type { Right } from './rights.ts';

/** Who a call is made for; established by the carrier, never by the client's words. */
export interface Actor {
  readonly seat: Seat;
  readonly person: Person | null;
  readonly rights: readonly Right[];
  /** True once the person's PIN was given on this seat, or no PIN is set. */
  readonly pinned: boolean;
}

/** What a carrier knows of a caller before the engine has looked. The secret part is hashed before it is stored or compared. */
export type Credential =
  | { readonly kind: 'desktop' }
  | { readonly kind: 'session'; readonly token: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'anonymous' };

/** A new session: the token is shown once, here, and kept nowhere in clear text. */
export interface PairResult {
  readonly token: string;
  readonly seat: Seat;
}

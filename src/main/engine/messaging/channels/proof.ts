import type { EpochMs } from '../../../../shared/model/units.ts';

/** What a harmless, authenticated read found out about a channel. */
export type Proof =
  | { readonly ok: true; /** Who we are there and what for, in a sentence. */ readonly says: string; /** When its token ends; null where that is not told. */ readonly expiresAt?: EpochMs | null }
  /** `certain`: it would not work; otherwise nobody answered. */
  | { readonly ok: false; readonly certain: boolean; readonly says: string };

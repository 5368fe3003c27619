import type { EpochMs } from '../../../../shared/model/units.ts';

/** What a harmless, authenticated read found out about a channel. */
export type Proof =
  | {
      readonly ok: true;
      /** Who we are there and what for, in a sentence. */
      readonly says: string;
      /** When its token ends; null where that is not told. */
      readonly expiresAt?: EpochMs | null;
      /** What will stop it from working unless somebody does something, in a sentence. */
      readonly warns?: string;
      /** Whether the vendor lets only some post there; left out where it does not tell. */
      readonly posting?: 'restricted' | 'open';
    }
  /** `certain`: it would not work; otherwise nobody answered. `key`: of the configuration, where it is what has to be mended. */
  | { readonly ok: false; readonly certain: boolean; readonly says: string; readonly key?: string };

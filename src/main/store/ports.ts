import type { DurationMs, EpochMs } from '../../shared/model/units.ts';
import type { ReadDb, WriteDb } from './sql.ts';

/** What the store needs of the engine's clock port; the engine's own fits as it is. */
export interface StoreClock {
  nowMs(): EpochMs;
  monotonicMs(): DurationMs;
}

/** What the store needs of the engine's log port; the engine's own fits as it is. */
export interface StoreLog {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
}

/** What the store needs of whoever understands the journal, to judge a file and to repair one. */
export interface HistoryKeeper {
  /** What is wrong with the journal, in words; null where it is in order. */
  check(read: ReadDb): string | null;
  /**
   * Takes rows of a damaged file over that follow on the journal's head, with what can be proven of them, and writes down what is
   * lost. They stand in `temp.found_journal` and `temp.found_texts`, in any order and perhaps twice; `temp.found_heads` says what
   * incidents ended with. Inside a transaction.
   */
  takeOver(write: WriteDb, found: FoundHistory): TakenHistory;
  /** Of a database that may be older than what has happened since: nothing that it has on its way may go by itself. */
  holdBack(write: WriteDb): void;
}

export interface FoundHistory {
  readonly aside: string;
  readonly backup: string | null;
  /** The last row, as the damaged file states it; null where that cannot be read. */
  readonly statedHead: { readonly seq: number; readonly hash: Uint8Array } | null;
}

export interface RowSpan {
  readonly from: number;
  readonly to: number;
}

export interface TakenHistory {
  /** Rows that were taken over from the damaged file. */
  readonly rows: number;
  readonly lost: readonly RowSpan[];
  /** Rows whose content nothing can prove any more, because something that their hash covers is lost. */
  readonly unproven: number;
  /** Incidents that miss entries, as far as that can be known. */
  readonly incidents: readonly string[];
  /** True where the damaged file tells another story than the backup: then nothing was taken over. */
  readonly forked: boolean;
}

import type { KeptConfiguration, BackupManifest } from '../../../shared/model/backup.ts';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Journal } from '../journal/journal.ts';
import type { CopyOrder } from '../keeping/make-copy.ts';
import type { Told } from './rules.ts';

/** A person has taken the engine over on this console: what the shell keeps of it, and hands to each worker that it starts. */
export interface TakeOver {
  /** When the person did; the same at each start. */
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly reason: string;
  /** Address of the engine that did not answer. */
  readonly from: string;
  /** Of what moment the copy is. */
  readonly copyAt: string;
}

export interface MeetAnswer {
  /** False: that one goes on, since its term is the same or a higher one. */
  readonly stoodDown: boolean;
  readonly term: number;
  readonly entries: number | null;
  /** The console for which it has stood down; null where it has not, or does not know. */
  readonly standsFor: Omit<Told, 'head' | 'mergedAt'> | null;
}

/** Other consoles, which the shell can reach. None of these rejects: whoever does not answer is unreachable. */
export interface OtherConsoles {
  /** Tells the engine from which this console has taken over; null where it does not answer. */
  meet(told: Told): Promise<MeetAnswer | null>;
  /** Fetches a copy of it into a file, as a container; false where it does not answer. */
  fetchCopy(to: string): Promise<boolean>;
  /** The term that the console at an address says; null where it does not answer. */
  askTerm(address: string): Promise<number | null>;
}

/** What another console has recorded, read from its copy. */
export interface OtherRecords {
  readonly read: ReadDb;
  readonly journal: Journal;
  /** An incident with all that proves it, as `reports.export` makes it. */
  exportIncident(id: IncidentId): Promise<string>;
}

/** What only the outside of the engine has, for consoles among each other. */
export interface ConsolePorts {
  /** copy: everything is shown and nothing recorded, sent or done. */
  readonly mode: 'engine' | 'copy';
  /** What is the same for all consoles of one machine; null where it is not known. */
  readonly machine: string | null;
  /** Null where nobody has taken over on this console. */
  readonly takeOver: TakeOver | null;
  /** Another console acts now: this one is to be opened anew, for reading. */
  readonly onStoodDown: () => void;
  /** A writer of the database for a moment, where that is open for reading alone. */
  readonly writable: <T>(work: (write: WriteDb) => T) => T;
  readonly others: OtherConsoles;
  /** Where copies are made, and what makes them; null for a store in memory. */
  readonly copies: CopyPorts | null;
  /** Opens a container that was fetched. Rejects with a sentence. */
  readonly readOther: <T>(container: string, work: (other: OtherRecords) => Promise<T>) => Promise<T>;
}

export interface CopyPorts {
  readonly file: string;
  /** For copies of this workspace that are handed out, and for that of the other console. */
  readonly folder: string;
  readonly version: string;
  readonly configuration: () => Promise<KeptConfiguration | null>;
  /** Rejects with a sentence. */
  readonly make: (order: CopyOrder) => Promise<BackupManifest>;
}

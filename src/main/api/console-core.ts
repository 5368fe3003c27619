import path from 'node:path';
import { contract, type CallName } from '../../shared/contract/contract.ts';
import type { ConsoleView } from '../../shared/model/console.ts';
import { fail, HoldfastError, ok, type CallError, type Result } from '../../shared/model/result.ts';
import type { Incidents } from '../engine/incidents/service.ts';
import { byOf, type By } from '../engine/incidents/view.ts';
import type { Journal } from '../engine/journal/journal.ts';
import type { Clock, Log } from '../engine/ports.ts';
import type { Reports } from '../engine/review/report/service.ts';
import { createCopies, type CopyMade } from '../engine/term/copies.ts';
import { createGuard } from '../engine/term/guard.ts';
import { createMeeting } from '../engine/term/meeting.ts';
import { mergeFrom, shownEntry, unmergedOf } from '../engine/term/merge.ts';
import type { ConsolePorts, OtherRecords } from '../engine/term/ports.ts';
import { termOf } from '../engine/term/rules.ts';
import { createTermService } from '../engine/term/service.ts';
import type { Store } from '../store/store.ts';
import type { Handlers } from './engine-port.ts';

type ConsoleCall = 'console.get' | 'console.takeOver' | 'console.meet' | 'console.unmerged' | 'console.merge';

export interface ConsoleCoreDeps {
  readonly ports: ConsolePorts;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly incidents: () => Pick<Incidents, 'append' | 'record'>;
  readonly reports: () => Pick<Reports, 'import'>;
  readonly onChange: (view: ConsoleView) => void;
  /** What the other console had done is known from now on. */
  readonly onMerged: () => void;
}

/** This console among the others of its workspace. */
export interface ConsoleCore {
  readonly handlers: Pick<Handlers, ConsoleCall>;
  view(): ConsoleView;
  term(): number;
  /** An engine from which this one took over may have done what is not known here: the term since when; null: no. */
  splitSince(): number | null;
  /** A copy, or an engine that has stood down: what there is is shown, and nothing goes on. */
  reads(): boolean;
  /** To be asked right before anything is sent or done. */
  mayAct(): boolean;
  /** Why a call cannot be answered by this console now; null: it can. */
  refuse(name: CallName): CallError | null;
  copy(known: string | null, seat: string | null): Promise<Result<CopyMade>>;
  tellAddress(address: string): void;
  /** Before anything else: who acts, and whether somebody took over while this one did not run. */
  start(): Promise<void>;
  everySecond(): void;
  close(): void;
}

/** Calls that change nothing although they carry a body, or only what this process remembers. */
const HARMLESS: ReadonlySet<CallName> = new Set<CallName>(['presence.set', 'config.check', 'rules.replay', 'reports.preview', 'silences.preview', 'updates.preview', 'updates.recipients', 'audit.verify', 'plans.preview', 'plans.sketch', 'console.meet']);

export function createConsoleCore({ ports, store, clock, log, journal, incidents, reports, onChange, onMerged }: ConsoleCoreDeps): ConsoleCore {
  let address: string | null = null;
  const term = createTermService({ db: { read: store.read, write: store.write }, clock, log, journal, ports, address: () => address, onChange });
  const isReader = (): boolean => ports.mode === 'copy' || term.view().role === 'stoodDown';
  const guard = createGuard({ clock, log, seats: () => (isReader() ? [] : term.seats()), askTerm: (at) => ports.others.askTerm(at), term: () => termOf(term.newest()), onHigher: (higher, at) => term.seeHigher(higher, at) });
  const copies = ports.copies === null ? null : createCopies(ports.copies, () => journal.head());
  const otherFile = (): string | null => (ports.copies === null ? null : path.join(ports.copies.folder, `other-${termOf(term.newest())}.tar`));
  let fetched = false;
  const meeting = createMeeting({
    clock,
    meet: (told) => ports.others.meet(told),
    due: () => term.due(),
    onAnswer: async (told, answer) => {
      term.heard(told, answer);
      // Kept at once: the other machine may be gone when a person has the time to merge.
      const to = otherFile();
      if (answer.stoodDown && told.mergedAt === null && to !== null) fetched = await ports.others.fetchCopy(to);
    },
  });

  const withOther = async <T>(work: (other: OtherRecords, after: number) => Promise<T>): Promise<T> => {
    const newest = term.newest();
    const to = otherFile();
    if (newest?.kind !== 'tookOver' || to === null) throw new HoldfastError('conflict', 'This console has not taken over from another one: there is nothing to merge.');
    if (newest.met_at === null) throw new HoldfastError('unavailable', `${newest.address ?? 'The other console'} has not been reached yet. What it recorded is known once it was.`);
    if (newest.entries === null) throw new HoldfastError('conflict', `What ${newest.address ?? 'the other console'} has is not the history from which this one went on: a database was exchanged there. Nothing of it can be merged.`);
    if (!fetched) fetched = await ports.others.fetchCopy(to);
    if (!fetched) throw new HoldfastError('unavailable', `${newest.address ?? 'The other console'} does not answer now, so what it recorded cannot be read.`);
    return ports.readOther(to, (other) => work(other, newest.head_seq ?? 0));
  };
  let started = false;
  let merging = false;
  const merge = async (gone: boolean, by: By): Promise<ConsoleView> => {
    const { write } = store;
    const newest = term.newest();
    if (write === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database, so nothing was merged.');
    if (newest?.kind !== 'tookOver') throw new HoldfastError('conflict', 'This console has not taken over from another one: there is nothing to merge.');
    if (newest.merged_at !== null) throw new HoldfastError('conflict', 'It was merged already.');
    if (merging) throw new HoldfastError('conflict', 'It is being merged at this moment.');
    merging = true;
    try {
      if (gone) write.transaction(() => term.merged(write, 0, 0, true, by.actor));
      else
        await withOther(async (other, after) => {
          const unmerged = unmergedOf(other, after);
          const importIncident = (text: string, file: string): void => void reports().import({ text, file, commit: true, goesOn: true }, by);
          const prepared = await mergeFrom(other, unmerged, { write, incidents: incidents(), importIncident, by, now: clock.nowMs() });
          write.transaction(() => {
            const { entries, incidents: taken } = prepared();
            term.merged(write, entries, taken, false, by.actor);
          });
        });
    } finally {
      merging = false;
    }
    onMerged();
    meeting.hurry();
    return term.view();
  };

  return {
    view: () => term.view(),
    term: () => termOf(term.newest()),
    splitSince: () => (term.isSplit() ? termOf(term.newest()) : null),
    reads: isReader,
    mayAct: () => started && !isReader() && guard.mayAct(),
    refuse: (name) => {
      if (contract[name].method === 'GET' || HARMLESS.has(name)) return null;
      if (isReader()) return { code: 'read_only', message: readerSays(term.view()), details: { why: 'copy' } };
      return guard.mayAct() ? null : { code: 'unavailable', message: 'Holdfast was away, and asks whether another console has taken over meanwhile. Try again in two seconds.' };
    },
    copy: async (known, seat) => {
      if (copies === null) return fail('unavailable', 'What is recorded here is not kept on disk, so there is nothing to copy.');
      if (seat !== null && isConsoleAddress(seat)) term.seatSeen(seat);
      try {
        return ok(await copies.get(known));
      } catch (error) {
        return fail('unavailable', error instanceof Error ? error.message : String(error));
      }
    },
    tellAddress: (at) => void (address = at.replace(/\/$/, '')),
    start: async () => {
      if (ports.mode === 'engine' && ports.takeOver !== null) term.takeOver(ports.takeOver);
      await guard.begin();
      started = true;
      if (!isReader()) meeting.hurry();
    },
    everySecond: () => guard.everySecond(),
    close: () => meeting.close(),
    handlers: {
      'console.get': () => term.view(),
      'console.takeOver': () => {
        throw new HoldfastError('conflict', term.view().role === 'stoodDown' ? 'Another console has taken over from this one. Take over on a seat of that one.' : 'This console is the engine itself: there is nothing to take over.');
      },
      'console.meet': (told) => term.meet(told),
      'console.unmerged': ({ limit, cursor }) =>
        withOther(async (other, after) => {
          const unmerged = unmergedOf(other, after);
          const from = cursor === undefined ? -1 : Number(cursor);
          const rest = unmerged.entries.filter(({ seq }) => seq > from);
          const items = rest.slice(0, limit).map((entry) => shownEntry(entry, unmerged));
          return { items, next: rest.length > limit ? String(items.at(-1)?.seq) : null };
        }),
      'console.merge': ({ gone }, actor) => merge(gone, byOf(actor)),
    },
  };
}

/** An address of the web and nothing more: it is asked for `/healthz`. */
function isConsoleAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.origin === text && text.length <= 300;
}

function readerSays({ stoodDown }: ConsoleView): string {
  if (stoodDown === null) return 'The engine does not answer. What you see is its copy, in which nothing can be changed. Take over to act from here.';
  return `Another console took over${stoodDown.address === null ? '' : ` at ${stoodDown.address}`}. This one records, sends and does nothing any more: work there.`;
}

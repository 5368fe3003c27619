import { HoldfastConfig } from '../../../shared/model/config.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import type { WorkspaceFact } from '../../../shared/model/timeline.ts';
import { compareConfigs, differenceNames, differenceText, isSame, type ItemChanges } from '../../config/diff.ts';
import type { ReadDb, WriteDb } from '../../store/sql.ts';
import type { Log } from '../ports.ts';
import { HOLDFAST, type Journal } from './journal.ts';
import { lineDifference } from '../../../shared/text/line-difference.ts';

export interface AuditPorts {
  readonly journal: Pick<Journal, 'append'>;
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  /** Takes every secret that is known out of a text. */
  readonly mask: (text: string) => string;
  readonly log: Pick<Log, 'error'>;
}

export interface ConfigChanged {
  readonly by: 'settings' | 'file';
  /** The configuration as it is written now. */
  readonly written: HoldfastConfig;
  /** What is different by name, and in words (`config/diff.ts`). */
  readonly names: ItemChanges;
  readonly words: readonly string[];
  /** Null where the file was changed by other means than Holdfast. */
  readonly actor: IncidentActor | null;
}

interface SeatFacts {
  readonly kind: string;
  readonly person: string | null;
  readonly rights: readonly string[];
  readonly name: string;
}

/**
 * Writes into the journal who changed what in the workspace. Never throws: what cannot be recorded has happened all the same, and
 * the log says so; a store that cannot be written is a problem on screen already.
 */
export interface Audit {
  configChanged(change: ConfigChanged): void;
  /** At each start, with a configuration that can be used: records what was changed while Holdfast did not run, or all of it the first time. */
  configAtStart(written: HoldfastConfig): void;
  /** A file that is not used because of its errors. */
  configRefused(errors: number, first: string, actor: IncidentActor | null): void;
  /** Whenever a rule file was read; records it where it differs from when it was last seen. */
  ruleFileRead(file: string, facts: { readonly text: string; readonly rules: number; readonly errors: number; readonly first: string | null }): void;
  seatInvited(seat: SeatFacts, actor: IncidentActor): void;
  seatPaired(seat: SeatFacts & { readonly seat: string }, actor: IncidentActor): void;
  seatEnded(seat: string, actor: IncidentActor): void;
  pinChanged(person: string, actor: IncidentActor): void;
  /** The name of a secret, never its value. */
  secretSet(name: string, actor: IncidentActor): void;
  leverPulled(reason: string, actor: IncidentActor): void;
  leverReleased(reason: string, actor: IncidentActor): void;
}

const CONFIG = 'holdfast.yaml';
const MAX_DIFFERENCE = 20_000;

export function createAudit({ journal, db, mask, log }: AuditPorts): Audit {
  const known = (name: string): string | null => db.read.get<{ text: string }>('SELECT text FROM known_texts WHERE name = ?', name)?.text ?? null;

  const guarded = (what: string, work: (write: WriteDb) => void): void => {
    if (db.write === null) return;
    try {
      work(db.write);
    } catch (error) {
      log.error('an audit entry could not be written', { what, error: error instanceof Error ? error.message : String(error) });
    }
  };
  const record = (fact: WorkspaceFact, actor: IncidentActor | null): void => guarded(fact.type, () => void journal.append(null, fact, { actor: actor ?? HOLDFAST }));
  /** Records a change, if it is one, together with what is known from now on. */
  const recordKnown = (fact: WorkspaceFact | null, actor: IncidentActor | null, name: string, text: string): void =>
    guarded(name, (write) =>
      write.transaction(() => {
        if (fact !== null) journal.append(null, fact, { actor: actor ?? HOLDFAST });
        write.run('INSERT INTO known_texts (name, text) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET text = excluded.text', name, text);
      }),
    );
  const masked = (written: HoldfastConfig): string => JSON.stringify(written, (_, value: unknown) => (typeof value === 'string' ? mask(value) : value));
  const changed = (by: 'settings' | 'file' | 'start', names: ItemChanges, words: readonly string[]): WorkspaceFact => ({
    type: 'configChanged',
    data: { by, added: [...names.added], removed: [...names.removed], changed: [...names.changed] },
    texts: { difference: cut(words.map(mask)) },
  });

  return {
    configChanged: ({ by, written, names, words, actor }) => recordKnown(changed(by, names, words), actor, CONFIG, masked(written)),
    configAtStart: (written) =>
      guarded(CONFIG, () => {
        /* Both masked: a secret that stands in plain must not be kept, nor be taken for a change. */
        const [before, now] = [known(CONFIG), masked(written)];
        if (before !== now) recordKnown(sinceLastRun(before, now), HOLDFAST, CONFIG, now);
      }),
    configRefused: (errors, first, actor) => record({ type: 'configRefused', data: { errors }, texts: { first: mask(first) } }, actor),
    ruleFileRead: (file, { text, rules, errors, first }) =>
      guarded(file, () => {
        const name = `rules ${file}`;
        const [before, now] = [known(name), mask(text)];
        if (before === now) return;
        const difference = cut(lineDifference(before ?? '', now));
        recordKnown({ type: 'ruleFileChanged', data: { file, rules, errors }, texts: { first: first === null ? null : mask(first), difference } }, HOLDFAST, name, now);
      }),
    seatInvited: ({ kind, person, rights, name }, actor) => record({ type: 'seatInvited', data: { kind, person, rights: [...rights] }, texts: { name } }, actor),
    seatPaired: ({ seat, kind, person, rights, name }, actor) => record({ type: 'seatPaired', data: { seat, kind, person, rights: [...rights] }, texts: { name } }, actor),
    seatEnded: (seat, actor) => record({ type: 'seatEnded', data: { seat }, texts: {} }, actor),
    pinChanged: (person, actor) => record({ type: 'pinChanged', data: { person }, texts: {} }, actor),
    secretSet: (name, actor) => record({ type: 'secretSet', data: { name }, texts: {} }, actor),
    leverPulled: (reason, actor) => record({ type: 'leverPulled', data: {}, texts: { reason } }, actor),
    leverReleased: (reason, actor) => record({ type: 'leverReleased', data: {}, texts: { reason } }, actor),
  };

  function sinceLastRun(before: string | null, now: string): WorkspaceFact | null {
    const [was, is] = [readConfig(before), readConfig(now)];
    /* Kept by a release that wrote it otherwise, or a mask stands where none may. */
    if (is === null || (was === null && before !== null)) return changed('start', { added: [], removed: [], changed: [CONFIG] }, ['It is another than when Holdfast last ran.']);
    const difference = compareConfigs(was, is);
    return isSame(difference) ? null : changed('start', differenceNames(difference), differenceText(was, is));
  }
}

const readConfig = (text: string | null): HoldfastConfig | null => (text === null ? null : (HoldfastConfig.safeParse(JSON.parse(text)).data ?? null));

function cut(lines: readonly string[]): string {
  const text = lines.join('\n');
  if (text.length <= MAX_DIFFERENCE) return text;
  const shown = text.slice(0, MAX_DIFFERENCE);
  return `${shown}…\n(and ${lines.length - shown.split('\n').length} more lines)`;
}

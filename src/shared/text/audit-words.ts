import { workspaceEntries, type TimelineEvent, type WorkspaceEntryType, type WorkspaceFact } from '../model/timeline.ts';
import { DRILL_TOLD_WORDS, RUN_SENTENCE } from './run-words.ts';
import { plain } from './plain.ts';

/** How ids read on this screen. */
export interface AuditNames {
  readonly person: (id: string) => string;
}

type DataOf<T extends WorkspaceEntryType> = Extract<WorkspaceFact, { type: T }>['data'];
type Sentences = { readonly [T in WorkspaceEntryType]: (data: DataOf<T>, names: AuditNames, event: TimelineEvent) => string };

const MOST_NAMED = 4;
const named = (items: readonly string[]): string => (items.length > MOST_NAMED ? `${items.slice(0, MOST_NAMED).map((item) => plain(item, 60)).join(', ')} and ${items.length - MOST_NAMED} more` : items.map((item) => plain(item, 60)).join(', '));
const counted = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
const text = (event: TimelineEvent, field: string): string => {
  const value = event.data[field];
  return typeof value === 'string' ? plain(value, 120) : '';
};
const quoted = (event: TimelineEvent, field: string): string => {
  const found = text(event, field);
  return found === '' ? '' : ` “${found}”`;
};
const rightsText = (rights: readonly string[]): string => (rights.length === 0 ? 'no rights' : `the rights ${rights.map((right) => plain(right, 20)).join(', ')}`);
const forPerson = (person: string | null, { person: nameOf }: AuditNames): string => (person === null ? 'for nobody by name' : `for ${nameOf(person)}`);

const WHERE: Readonly<Record<DataOf<'configChanged'>['by'], string>> = { settings: 'from a screen', file: 'in the file', start: 'in the file, while Holdfast did not run' };

function changes({ added, removed, changed }: DataOf<'configChanged'>): string {
  const parts = [added.length === 0 ? null : `added ${named(added)}`, removed.length === 0 ? null : `removed ${named(removed)}`, changed.length === 0 ? null : `changed ${named(changed)}`].filter((part) => part !== null);
  return parts.length === 0 ? 'nothing that counts' : parts.join('; ');
}

/** What each kind of entry says. The compiler asks for a sentence where the journal learns a new kind. */
const SENTENCE: Sentences = {
  configChanged: (data) => `Configuration changed ${WHERE[data.by]}: ${changes(data)}`,
  configRefused: ({ errors }) => `A configuration was refused: ${counted(errors, 'error')}; the last good one stays in use`,
  seatInvited: ({ kind, person, rights }, names, event) => `Invited a ${plain(kind, 30)}${quoted(event, 'name')} ${forPerson(person, names)}, with ${rightsText(rights)}`,
  seatPaired: ({ kind, person, rights }, names, event) => `A ${plain(kind, 30)}${quoted(event, 'name')} was paired ${forPerson(person, names)}, with ${rightsText(rights)}`,
  seatEnded: ({ seat }) => `The seat ${plain(seat, 63)} was ended`,
  pinChanged: ({ person }, names) => `The PIN of ${names.person(person)} was changed`,
  secretSet: ({ name }) => `The secret ${plain(name, 80)} was set`,
  ruleFileChanged: ({ file, rules, errors }) => `Rule file ${plain(file, 120)} changed: ${counted(rules, 'rule')}${errors === 0 ? '' : `, ${counted(errors, 'error')}`}`,
  maintenanceStarted: ({ window }, _, event) => `Maintenance began: ${text(event, 'name') || plain(window, 63)}`,
  maintenanceEnded: ({ window, suppressed }, _, event) => `Maintenance ended: ${text(event, 'name') || plain(window, 63)}, ${suppressed === 0 ? 'nothing was kept silent' : `${counted(suppressed, 'alert')} kept silent`}`,
  planArmed: ({ plan, mode }) => `Armed ${plain(plan, 63)}${mode === 'live' ? '' : mode === 'drill' ? ' for a drill' : ' for a dry run'}`,
  drillTold: ({ plan, what }) => `Scheduled drill of ${plain(plan, 63)} ${DRILL_TOLD_WORDS[what]}`,
  leverPulled: () => 'Pulled the lever: nothing begins',
  leverReleased: () => 'Released the lever',
  ...RUN_SENTENCE,
  shiftNote: () => 'Note in the shift log',
  handoverWritten: () => 'Handed the shift over',
  handoverAccepted: ({ seq }) => `Took the shift over that was handed over in row ${seq}`,
  incidentsImported: ({ format, incidents, skipped }, _, event) => `Imported ${counted(incidents, 'incident')} from ${plain(format, 10).toUpperCase()}${quoted(event, 'file')}${skipped === 0 ? '' : `, ${counted(skipped, 'row')} left out`}`,
  databaseRepaired: ({ aside, backup, rows, lost }) => `Repaired the database${backup === null ? '' : ` from the backup ${plain(backup, 80)}`}: ${counted(rows, 'row')} taken over from ${plain(aside, 80)}${lost.length === 0 ? '' : `, lost ${named(lost.map(({ from, to }) => (from === to ? `row ${from}` : `rows ${from} to ${to}`)))}`}`,
  databaseRestored: ({ madeAt, head, before }, _, event) => `Restored a backup of ${madeAt}${quoted(event, 'file')}, which ended with row ${head}${before === null ? '' : `; what was set aside ended with row ${before}`}`,
  tookOver: ({ term, from, copyAt }) => `Took over from ${plain(from, 120)}, which did not answer, with its copy of ${copyAt} (term ${term})`,
  stoodDown: ({ term, address, by }) => `Stood down: ${by === null ? 'another console' : plain(by, 60)} took over${address === null ? '' : ` at ${plain(address, 120)}`} (term ${term})`,
  consoleMerged: ({ from, entries, incidents, gone }) => (gone ? `Said that the console at ${plain(from, 120)} will not come back` : `Merged ${counted(entries, 'entry', 'entries')} of the console at ${plain(from, 120)}${incidents === 0 ? '' : `, with ${counted(incidents, 'incident')} that ${incidents === 1 ? 'was' : 'were'} not known here`}`),
  redactionAsked: ({ seq, field }) => `Asked to remove the text “${plain(field, 40)}” of row ${seq}`,
  redacted: ({ seq, field, askedBy }) => `Removed the text “${plain(field, 40)}” of row ${seq}, asked by ${plain(askedBy.name, 60)}`,
  erased: ({ count }) => `Erased ${counted(count, 'text')} of the shift by the retention settings`,
  retentionApplied: ({ incidents, held, ...gone }) => `Retention removed ${goneWords(gone)}${incidents === 0 ? '' : ` of ${counted(incidents, 'incident')}`}${held === 0 ? '' : `; ${counted(held, 'incident')} on hold left alone`}`,
};

/** "12 texts, 3 frozen series and 4 alerts": what there was of each. */
function goneWords({ texts, series, alerts, shiftTexts, updates = 0 }: Omit<DataOf<'retentionApplied'>, 'incidents' | 'held'>): string {
  const words = [texts > 0 && counted(texts, 'text'), series > 0 && `${series} frozen series`, alerts > 0 && counted(alerts, 'alert'), shiftTexts > 0 && counted(shiftTexts, 'text of the shift', 'texts of the shift'), updates > 0 && counted(updates, 'status update')].filter((each) => each !== false);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

const isWorkspaceType = (type: string): type is WorkspaceEntryType => Object.hasOwn(workspaceEntries, type);

/** Texts that are differences between files, line by line. */
const DIFFERENCES: readonly string[] = ['difference'];
/** What is kept beside a hand-over so that its names can be removed; the hand-over shows it. */
const NOT_SHOWN: readonly string[] = ['words'];

export interface AuditText {
  readonly field: string;
  /** Null where it was removed. */
  readonly text: string | null;
  readonly isDifference: boolean;
}

export interface AuditWords {
  readonly title: string;
  readonly texts: readonly AuditText[];
}

/** What a row of the workspace's own journal says. A kind that this page does not know (the engine may be newer) is named as it is. */
export function auditWords(event: TimelineEvent, names: AuditNames): AuditWords {
  if (!isWorkspaceType(event.type)) return { title: plain(event.type, 60), texts: [] };
  const entry = workspaceEntries[event.type];
  const facts = entry.data.safeParse(event.data);
  const fields: readonly string[] = entry.texts;
  // The sentence is the one of this very kind, which the compiler cannot follow through an index.
  const sentence = SENTENCE[event.type] as (data: WorkspaceFact['data'], names: AuditNames, event: TimelineEvent) => string;
  return { title: facts.success ? sentence(facts.data, names, event) : plain(event.type, 60), texts: fields.flatMap((field) => textOf(event, field)) };
}

function textOf(event: TimelineEvent, field: string): readonly AuditText[] {
  const value = event.data[field];
  if (NOT_SHOWN.includes(field)) return [];
  if (event.redacted.includes(field)) return [{ field, text: null, isDifference: false }];
  return typeof value === 'string' && value !== '' ? [{ field, text: value, isDifference: DIFFERENCES.includes(field) }] : [];
}

/** Kinds of row that the audit can be narrowed to, beside those of incidents. */
export const WORKSPACE_TYPES = [
  ['configChanged', 'Configuration'],
  ['configRefused', 'Refused configuration'],
  ['ruleFileChanged', 'Rule files'],
  ['seatInvited', 'Invitations'],
  ['seatPaired', 'Pairings'],
  ['seatEnded', 'Ended seats'],
  ['pinChanged', 'PINs'],
  ['secretSet', 'Secrets'],
  ['maintenanceStarted', 'Maintenance begun'],
  ['maintenanceEnded', 'Maintenance ended'],
  ['planArmed', 'Armed plans'],
  ['drillTold', 'Scheduled drills'],
  ['runStarted', 'Runs begun'],
  ['runSteered', 'Runs steered'],
  ['ruleOverridden', 'Overridden rules'],
  ['runEnded', 'Runs ended'],
  ['leverPulled', 'Lever pulled'],
  ['leverReleased', 'Lever released'],
  ['shiftNote', 'Shift notes'],
  ['handoverWritten', 'Hand-overs'],
  ['incidentsImported', 'Imports'],
  ['databaseRepaired', 'Repairs'],
  ['databaseRestored', 'Restored backups'],
  ['tookOver', 'Take-overs'],
  ['stoodDown', 'Standing down'],
  ['consoleMerged', 'Merged consoles'],
  ['redactionAsked', 'Removals asked for'],
  ['redacted', 'Removals'],
  ['retentionApplied', 'Retention'],
] as const satisfies readonly (readonly [WorkspaceEntryType, string])[];

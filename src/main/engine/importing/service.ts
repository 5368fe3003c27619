import type { CallArgs } from '../../../shared/contract/contract.ts';
import type { ImportReport } from '../../../shared/contract/incident-inputs.ts';
import type { IncidentId, ServiceId } from '../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { isTimeZone } from '../../../shared/time/local-time.ts';
import { breathe } from '../breathe.ts';
import type { Clock } from '../ports.ts';
import { checkRow, type Candidate } from './candidate.ts';
import { causeNameOf } from './cause-name.ts';
import { guessMapping, mappingProblems } from './mapping.ts';
import { readRows, type RawFile } from './read-rows.ts';

/** Entries of a past incident in order, each with when it happened; the first one is `opened`. */
export interface PastIncident {
  readonly entries: readonly { readonly fact: IncidentFact; readonly at: EpochMs }[];
  /** What the cause is called that it had; to be looked up in the register, or entered there, when it is written. */
  readonly cause?: string;
}

export interface ImportDeps {
  readonly clock: Clock;
  readonly services: () => readonly { readonly id: ServiceId; readonly name: string }[];
  /** An incident that is this one already: imported before under this signature, or with the same title and start. */
  readonly known: (signature: string, title: string, startedAt: EpochMs) => IncidentId | null;
  /** Writes all of them, or none. */
  readonly write: (incidents: readonly PastIncident[], actor: IncidentActor) => readonly IncidentId[];
  /** Records that an import was made. */
  readonly note: (about: { readonly format: string; readonly file: string; readonly incidents: number; readonly skipped: number }, actor: IncidentActor) => void;
}

type Request = CallArgs<'incidents.import'>;
export type Importer = (request: Request, actor: IncidentActor) => Promise<ImportReport>;

/** Between these many rows, and incidents that are written, others get their turn: both take some hundredths of a second. */
const CHECKED_AT_ONCE = 500;
const WRITTEN_AT_ONCE = 50;

/**
 * Reads past incidents, says row by row what would become of them, and imports the good ones only when asked to: in their order,
 * some at a time. Where that ends early, those that are here are found again as duplicates by the next try.
 */
export function createImporter(deps: ImportDeps): Importer {
  let busy = false;
  return async (request, actor) => {
    if (!request.commit) return importIncidents(deps, request, actor);
    if (busy) throw new HoldfastError('conflict', 'Another import is under way. Wait until it is done.');
    busy = true;
    try {
      return await importIncidents(deps, request, actor);
    } finally {
      busy = false;
    }
  };
}

async function importIncidents(deps: ImportDeps, { format, text, file, mapping: given, commit }: Request, actor: IncidentActor): Promise<ImportReport> {
  const raw = readRows(format, text);
  const mapping = given ?? guessMapping(raw.columns);
  const problems = [...raw.problems, ...(raw.problems.length > 0 ? [] : mappingProblems(mapping, raw.columns)), ...(isTimeZone(mapping.timeZone) ? [] : [`timeZone: expected a zone such as Europe/Berlin, found "${mapping.timeZone.slice(0, 40)}"`])];
  const unmapped = { severities: new Set<string>(), services: new Set<string>() };
  const report = (rows: ImportReport['rows'], imported = 0): ImportReport => ({
    columns: [...raw.columns], examples: examplesOf(raw), unmapped: { severities: [...unmapped.severities], services: [...unmapped.services] }, mapping, rows, imported, problems,
    ready: rows.filter(({ verdict }) => verdict === 'ready').length,
    duplicate: rows.filter(({ verdict }) => verdict === 'duplicate').length,
    wrong: rows.filter(({ verdict }) => verdict === 'wrong').length,
  });
  if (problems.length > 0) return report([]);

  const context = { mapping, services: deps.services(), now: deps.clock.nowMs() };
  const seen = new Map<string, number>();
  const candidates: Candidate[] = [];
  const check = (each: RawFile['rows'][number]): ImportReport['rows'][number] => {
    const { row, title, candidate, problems: found, unmapped: unknown } = checkRow(each, context);
    if (unknown.severity !== null) note(unmapped.severities, unknown.severity, LONGEST_SEVERITY);
    for (const name of unknown.services) note(unmapped.services, name, LONGEST_SERVICE);
    if (candidate === null) return { row, verdict: 'wrong', title, problems: [...found], incident: null };
    const identity = candidate.foreignId === '' ? `${candidate.title}\n${startOf(candidate)}` : `id ${candidate.foreignId}`;
    const first = seen.get(identity);
    if (first !== undefined) return { row, verdict: 'duplicate', title, problems: [`the same as row ${first}`, ...found], incident: null };
    seen.set(identity, row);
    const known = deps.known(signatureOf(candidate), candidate.title, startOf(candidate));
    if (known !== null) return { row, verdict: 'duplicate', title, problems: [`here already as ${known}`, ...found], incident: known };
    candidates.push(candidate);
    return { row, verdict: 'ready', title, problems: [...found], incident: null };
  };
  const rows: ImportReport['rows'][number][] = [];
  for (const each of raw.rows) {
    if (rows.length > 0 && rows.length % CHECKED_AT_ONCE === 0) await breathe(deps.clock);
    rows.push(check(each));
  }
  if (!commit || candidates.length === 0) return report(rows);
  const ordered = [...candidates].sort((a, b) => startOf(a) - startOf(b));
  const ids: IncidentId[] = [];
  try {
    while (ids.length < ordered.length) {
      if (ids.length > 0) await breathe(deps.clock);
      ids.push(...deps.write(ordered.slice(ids.length, ids.length + WRITTEN_AT_ONCE).map(entriesOf), actor));
    }
  } finally {
    if (ids.length > 0) deps.note({ format, file, incidents: ids.length, skipped: rows.length - ids.length }, actor);
  }
  const byRow = new Map(ordered.map(({ row }, index) => [row, ids[index] ?? null]));
  return report(rows.map((row) => ({ ...row, incident: byRow.get(row.row) ?? row.incident })), ids.length);
}

const MOST_EXAMPLES = 3;
const LONGEST_EXAMPLE = 80;
/** The first values of each column that say something. */
const examplesOf = ({ columns, rows }: RawFile): ImportReport['examples'] => Object.fromEntries(columns.map((name) => [name, firstValues(rows, name)]));

function firstValues(rows: RawFile['rows'], column: string): string[] {
  const found: string[] = [];
  for (const { values } of rows) {
    const text = (values[column] ?? '').trim();
    if (text !== '') found.push(text.slice(0, LONGEST_EXAMPLE));
    if (found.length === MOST_EXAMPLES) break;
  }
  return found;
}

/** Nobody maps more by hand; the names of a mapping are no longer than this. */
const MOST_UNMAPPED = 100;
const LONGEST_SEVERITY = 60;
const LONGEST_SERVICE = 200;
function note(names: Set<string>, name: string, longest: number): void {
  if (names.size < MOST_UNMAPPED && name.length <= longest) names.add(name);
}

const startOf = ({ instants }: Candidate): EpochMs => (instants.impactStartedAt ?? instants.detectedAt ?? instants.declaredAt ?? 0) as EpochMs;
/** What makes an imported incident known again; nothing that a rule could produce. */
const signatureOf = ({ foreignId }: Candidate): string => (foreignId === '' ? '' : `import/${foreignId}`);
const instant = (at: EpochMs | undefined): string | null => (at === undefined ? null : toRfc3339(at));

/** What the file tells becomes entries; an instant that it does not tell is not recorded, never invented. */
function entriesOf(candidate: Candidate): PastIncident {
  const { instants, title, severity, kind, services, cause, notes } = candidate;
  const signature = signatureOf(candidate);
  const entries: { fact: IncidentFact; at: EpochMs }[] = [
    {
      at: instants.declaredAt ?? instants.detectedAt ?? startOf(candidate),
      fact: {
        type: 'opened',
        data: { standing: 'declared', severity, kind, origin: 'import', services: [...services], rule: null, signature: signature === '' ? null : signature, private: kind === 'security', isDrill: false, impactStartedAt: instant(instants.impactStartedAt), noEarlierThan: false, detectedAt: instant(instants.detectedAt) },
        texts: { title },
      },
    },
  ];
  if (instants.acknowledgedAt !== undefined) entries.push({ at: instants.acknowledgedAt, fact: { type: 'acknowledged', data: {}, texts: {} } });
  if (instants.mitigatedAt !== undefined) entries.push({ at: instants.mitigatedAt, fact: { type: 'mitigated', data: {}, texts: cause === '' ? {} : { how: cause.slice(0, 1_000) } } });
  if (instants.impactEndedAt !== undefined) entries.push({ at: instants.impactEndedAt, fact: { type: 'impactEnded', data: { impactEndedAt: toRfc3339(instants.impactEndedAt) }, texts: {} } });
  const last = entries.at(-1)?.at ?? startOf(candidate);
  entries.push({ at: instants.resolvedAt ?? last, fact: { type: 'resolved', data: {}, texts: cause === '' ? {} : { how: cause.slice(0, 1_000) } } });
  // History is over, whether or not the file tells when: an open incident would sound and escalate.
  if (instants.resolvedAt === undefined) entries.push({ at: last, fact: { type: 'instantCorrected', data: { instant: 'resolvedAt', from: toRfc3339(last), to: null }, texts: { reason: 'The file does not tell when it was resolved.' } } });
  const end = entries.at(-1)?.at ?? last;
  for (const text of [cause === '' ? '' : `Cause: ${cause}`, notes]) if (text !== '') entries.push({ at: end, fact: { type: 'note', data: {}, texts: { text } } });
  const named = causeNameOf(cause);
  return { entries, ...(named === null ? {} : { cause: named }) };
}

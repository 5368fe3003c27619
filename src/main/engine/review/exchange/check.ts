import { hash as digestOf } from 'node:crypto';
import type { IncidentActor } from '../../../../shared/model/incident.ts';
import { Evidence, type IncidentFact } from '../../../../shared/model/timeline.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { readFact } from '../../journal/facts.ts';
import { canonicalJson, commitTo, hashRow, hex } from '../../journal/hash.ts';
import type { Entry } from '../../journal/journal.ts';
import { unpackSamples, type EvidenceSample } from '../../evidence/pack.ts';
import type { FileRow, FileSeries, IncidentFile } from './file.ts';
import { isSigned } from './key.ts';

/** A file whose every row, text and sample is as it was when the file was made. */
export interface CheckedFile {
  readonly file: IncidentFile;
  /** Entries as the journal there had them, oldest first. */
  readonly entries: readonly Entry<IncidentFact>[];
  readonly series: readonly { readonly about: FileSeries; readonly samples: readonly EvidenceSample[] }[];
  /** Texts that were redacted. */
  readonly redacted: number;
  /** Rows that nothing can prove, since a repair of the database there had lost the row before. */
  readonly unproven: number;
}

const refuse = (seq: number, problem: string): never => {
  throw new HoldfastError('invalid_input', `Row ${seq} ${problem}. Nothing was imported.`, { seq });
};

export const digest = (value: unknown): string => digestOf('sha256', canonicalJson(value), 'hex');

/**
 * Judges a file row by row and then as a whole. Throws with the first bad row, else the part that does not fit. What it cannot show: that
 * somebody made all of it up and signed it with a key of their own; only a key that is known from elsewhere tells.
 */
export function checkFile(file: IncidentFile): CheckedFile {
  const { manifest, signature } = file;
  const entries: Entry<IncidentFact>[] = [];
  const redactions = createRedactionCheck();
  let unproven = 0;
  let before: FileRow | null = null;
  for (const row of file.entries) {
    const { seq } = row;
    if (before !== null && seq <= before.seq) refuse(seq, `does not belong here: it stands behind row ${before.seq}`);
    if (before !== null && seq === before.seq + 1 && row.previous !== before.hash) refuse(seq, `does not follow on row ${before.seq}: the hash before it is another one`);
    if (row.previous === null && seq > 1) unproven += 1;
    else checkHash(row, manifest.incident);
    checkTexts(row);
    entries.push(entryOf(row, manifest.incident));
    redactions.row(row);
    before = row;
  }
  if (entries[0]?.fact.type !== 'opened') refuse(file.entries[0]?.seq ?? 0, 'is not where an incident begins: it says something else than "opened"');
  const open = redactions.open();
  if (open !== null) refuse(open.seq, `was altered: its text "${open.field}" is gone, and nothing that is recorded accounts for it`);
  const series = file.evidence.map((about) => ({ about, samples: samplesOf(about) }));
  checkParts(file);
  if (signature !== null && !isSigned(manifest, signature)) throw new HoldfastError('invalid_input', 'The signature does not fit: what the file says of itself was altered after it was signed. Nothing was imported.');
  return { file, entries, series, redacted: redactions.count(), unproven };
}

function checkHash(row: FileRow, stream: IncidentFile['manifest']['incident']): void {
  const { seq, at, recordedAt, actor, type, data, evidence, fromMemory } = row;
  const commitments = row.texts.map(({ field, commitment }) => ({ field, commitment: Buffer.from(commitment, 'hex') }));
  const previous = row.previous === null ? null : Buffer.from(row.previous, 'hex');
  const found = hashRow(previous, { seq, stream, at: epochMs(at), recordedAt: epochMs(recordedAt), actor, type, data, evidence, fromMemory, commitments });
  if (hex(found) !== row.hash) refuse(seq, 'was altered: its content, or the hash before it, does not match its hash');
}

function checkTexts({ seq, texts }: FileRow): void {
  for (const { field, commitment, salt, text } of texts) {
    if (salt === null && text === null) continue;
    if (salt === null || text === null || hex(commitTo(Buffer.from(salt, 'hex'), field, text)) !== commitment) refuse(seq, `was altered: its text "${field}" does not match its hash`);
  }
}

function entryOf({ seq, at, recordedAt, actor, type, data, evidence, fromMemory, texts, hash }: FileRow, stream: IncidentFile['manifest']['incident']): Entry<IncidentFact> {
  let fact: ReturnType<typeof readFact> = null;
  let read: Evidence | null = null;
  try {
    fact = readFact(stream, type, data, texts);
    read = evidence === null ? null : Evidence.parse(JSON.parse(evidence));
  } catch {
    refuse(seq, `cannot be read: the facts of "${type}" have another form than Holdfast writes`);
  }
  if (fact === null) return refuse(seq, `is of a kind ("${type}") that this Holdfast does not know: the file comes from a newer one`);
  // The stream is an incident, so that `readFact` looked among the facts of incidents only.
  return { seq, stream, at: epochMs(at), recordedAt: epochMs(recordedAt), actor, fact: fact as IncidentFact, evidence: read, fromMemory, redactions: [], hash };
}

/** A text may be gone only where a later row redacts it, asked for by one person and agreed to by another, or erases it: as `verify` judges it. */
function createRedactionCheck() {
  const missing = new Map<string, { readonly seq: number; readonly field: string }>();
  const gone = new Set<string>();
  const asked = new Map<string, IncidentActor>();
  const seen = new Set<number>();
  const keyOf = (seq: number, field: string): string => `${seq} ${field}`;
  let count = 0;
  /** By the retention settings there, as `verify` judges it. */
  const erased = (row: FileRow): void => {
    const { what, upTo } = JSON.parse(row.data) as { readonly what: string; readonly upTo: number };
    if (what !== 'texts' || row.actor.kind !== 'holdfast') return;
    for (const [key, { seq }] of missing) if (seq <= upTo) missing.delete(key);
  };
  return {
    row: (row: FileRow): void => {
      seen.add(row.seq);
      for (const { field, text } of row.texts)
        if (text === null) {
          missing.set(keyOf(row.seq, field), { seq: row.seq, field });
          gone.add(keyOf(row.seq, field));
        }
      if (row.type === 'erased') return erased(row);
      if (row.type !== 'redactionAsked' && row.type !== 'redacted') return;
      const { seq, field } = JSON.parse(row.data) as { readonly seq: number; readonly field: string };
      const key = keyOf(seq, field);
      if (!seen.has(seq)) refuse(row.seq, `speaks of row ${seq}, which is not in the file`);
      if (row.type === 'redactionAsked') return void asked.set(key, row.actor);
      const asker = asked.get(key);
      if (asker === undefined || (asker.kind === row.actor.kind && asker.id === row.actor.id)) refuse(row.seq, 'redacts a text that no other person had asked to redact');
      if (!gone.has(key)) refuse(seq, `was altered: its text "${field}" is there, though row ${row.seq} redacted it`);
      if (missing.delete(key)) count += 1;
    },
    open: () => missing.values().next().value ?? null,
    count: () => count,
  };
}

function samplesOf(about: FileSeries): EvidenceSample[] {
  const bad = (): never => {
    throw new HoldfastError('invalid_input', `The evidence of ${about.signal} cannot be read: it does not hold the ${about.samples} samples that it names. Nothing was imported.`);
  };
  try {
    const samples = unpackSamples(Buffer.from(about.data, 'base64'), about.samples);
    return samples.length === about.samples ? samples : bad();
  } catch {
    return bad();
  }
}

const PART_WORD = { entries: 'The rows', evidence: 'The evidence', names: 'The names', shown: 'What is shown' } as const;

function checkParts(file: IncidentFile): void {
  const { manifest } = file;
  if (manifest.rows !== file.entries.length) throw new HoldfastError('invalid_input', `Rows are missing: the file says that it holds ${manifest.rows}, found ${file.entries.length}. Nothing was imported.`);
  for (const part of ['entries', 'evidence', 'names', 'shown'] as const)
    if (digest(file[part]) !== manifest.digests[part]) throw new HoldfastError('invalid_input', `${PART_WORD[part]} in this file ${part === 'evidence' || part === 'shown' ? 'was' : 'were'} altered after it was made. Nothing was imported.`);
}

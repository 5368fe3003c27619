import { z } from 'zod';
import { IncidentId, SignalId, SourceId } from '../../../../shared/model/ids.ts';
import { IncidentActor } from '../../../../shared/model/incident.ts';
import { Instant } from '../../../../shared/model/instant.ts';
import { INCIDENT_FILE_FORMAT } from '../../../../shared/model/report.ts';
import { Severity } from '../../../../shared/model/severity.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';

const Hash = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in hex');
const Base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'expected base64');
/** Milliseconds since 1970, as the journal keeps them. */
const Ms = z.int();

/** A text beside its row. Salt and text are null once it was redacted; the commitment stays. */
const FileText = z.strictObject({ field: z.string().max(40), commitment: Hash, salt: z.string().regex(/^[0-9a-f]{32}$/).nullable(), text: z.string().nullable() });

/**
 * A row of the journal as its hash covers it, with the hash of the row before it in the whole journal: rows of other incidents stand in
 * between and are not in the file, so this is what makes each row verifiable by itself.
 */
export const FileRow = z.strictObject({
  seq: z.int().min(1),
  previous: Hash.nullable(),
  hash: Hash,
  at: Ms,
  recordedAt: Ms,
  actor: IncidentActor.strict(),
  type: z.string().max(60),
  /** Canonical JSON, as text: what is hashed is this text. */
  data: z.string(),
  evidence: z.string().nullable(),
  fromMemory: z.boolean(),
  texts: z.array(FileText).max(10),
});
export type FileRow = z.infer<typeof FileRow>;

/** A frozen series; `data` holds all its samples, packed as in the database. */
export const FileSeries = z.strictObject({
  signal: SignalId, name: z.string().max(300), unit: z.string().max(20), kind: z.string().max(40), query: z.string().max(20_000), source: SourceId,
  from: Ms, to: Ms.nullable(), asked: z.boolean(), note: z.string().max(1_000).nullable(),
  samples: z.int().min(0).max(5_000_000), data: Base64,
});
export type FileSeries = z.infer<typeof FileSeries>;

/** What the file as a whole says of itself; this is what is signed. */
export const FileManifest = z.strictObject({
  incident: IncidentId,
  title: z.string(),
  severity: Severity,
  workspace: z.strictObject({ name: z.string().max(200), timeZone: z.string().max(60) }),
  madeAt: Instant,
  madeBy: z.string().max(60),
  /** The journal that it was cut from: its last row, and what the check from its first row to that one found. */
  chain: z.strictObject({ head: z.strictObject({ seq: z.int().min(1), hash: Hash }), rows: z.int(), redacted: z.int(), lost: z.int(), unproven: z.int(), problem: z.string().nullable() }),
  rows: z.int().min(1),
  /** SHA-256 of the canonical JSON of each part. */
  digests: z.strictObject({ entries: Hash, evidence: Hash, names: Hash, shown: Hash }),
});
export type FileManifest = z.infer<typeof FileManifest>;

export const IncidentFile = z.strictObject({
  format: z.literal(INCIDENT_FILE_FORMAT),
  manifest: FileManifest,
  /** Ed25519 over the canonical JSON of the manifest, by the key of the workspace; null where there was no key. */
  signature: z.strictObject({ key: Base64, value: Base64 }).nullable(),
  entries: z.array(FileRow).min(1).max(200_000),
  evidence: z.array(FileSeries).max(2_000),
  names: z.strictObject({ services: z.record(z.string(), z.string()) }),
  /** Incident, review and report as they read then: for whoever reads the file. An import takes nothing from it. */
  shown: z.record(z.string(), z.unknown()),
});
export type IncidentFile = z.infer<typeof IncidentFile>;

/** Reads the form of a file; what it claims is for `checkFile` to judge. Throws with the place where the form is another one. */
export function readFile(text: string): IncidentFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new HoldfastError('invalid_input', `This is no JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read'}.`);
  }
  const file = IncidentFile.safeParse(parsed);
  if (file.success) return file.data;
  const [issue] = file.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  const row = issue?.path[0] === 'entries' && typeof issue.path[1] === 'number' ? ` (row ${rowNumber(parsed, issue.path[1])})` : '';
  throw new HoldfastError('invalid_input', `Expected an incident as Holdfast exports it (JSON). ${path === '' ? '' : `${path}${row}: `}${issue?.message ?? 'it has another form'}.`);
}

function rowNumber(parsed: unknown, index: number): string {
  const row: unknown = (parsed as { entries?: readonly unknown[] }).entries?.[index];
  const seq = typeof row === 'object' && row !== null && 'seq' in row ? row.seq : null;
  return typeof seq === 'number' ? String(seq) : `at place ${index + 1}`;
}

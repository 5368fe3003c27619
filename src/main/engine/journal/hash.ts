import { hash } from 'node:crypto';
import type { IncidentId } from '../../../shared/model/ids.ts';
import type { IncidentActor } from '../../../shared/model/incident.ts';
import type { EpochMs } from '../../../shared/model/units.ts';

export const SALT_BYTES = 16;

/** A row as its hash covers it: every column as it is stored, and the commitments to its texts instead of the texts. */
export interface SealedRow {
  readonly seq: number;
  readonly stream: IncidentId | null;
  readonly at: EpochMs;
  readonly recordedAt: EpochMs;
  readonly actor: IncidentActor;
  readonly type: string;
  /** Canonical JSON, as it is stored. */
  readonly data: string;
  /** Canonical JSON, as it is stored. */
  readonly evidence: string | null;
  readonly fromMemory: boolean;
  readonly commitments: readonly TextCommitment[];
}

export interface TextCommitment {
  readonly field: string;
  readonly commitment: Uint8Array;
}

/**
 * JSON that is the same for the same value: keys sorted by UTF-16 code units, no white space, numbers as ECMAScript writes them
 * (RFC 8785, the JSON Canonicalization Scheme). Keys whose value is undefined are left out. Throws on what JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isPlain(value)) {
    const pairs = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{${pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`;
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || Number.isFinite(value)) return JSON.stringify(value);
  throw new Error(`JSON cannot hold ${typeof value === 'number' ? value : `this ${typeof value}`}`);
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null);

/**
 * SHA-256 over salt, field and text: binds a row to a text that may be deleted later. Text and salt are deleted together; without
 * the 128 random bits of the salt nobody can find out even a short text by trying.
 */
export const commitTo = (salt: Uint8Array, field: string, text: string): Buffer => digest(['holdfast journal text 1', hex(salt), field, text]);

/**
 * SHA-256 over a row and the hash of the row before it (null for the first). What is hashed is a JSON array that begins with the
 * name of its own form: strings in JSON end where they end, so no two different rows are the same bytes.
 */
export function hashRow(previous: Uint8Array | null, row: SealedRow): Buffer {
  const { seq, stream, at, recordedAt, actor, type, data, evidence, fromMemory } = row;
  const commitments = row.commitments.map(({ field, commitment }) => [field, hex(commitment)]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return digest(['holdfast journal row 1', previous === null ? null : hex(previous), seq, stream, at, recordedAt, actor.kind, actor.id, actor.name, type, data, evidence, fromMemory, commitments]);
}

const digest = (parts: readonly unknown[]): Buffer => hash('sha256', JSON.stringify(parts), 'buffer');

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

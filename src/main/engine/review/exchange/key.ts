import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import { canonicalJson } from '../../journal/hash.ts';
import type { RandomBytes } from '../../seats/rules.ts';
import type { FileManifest, IncidentFile } from './file.ts';

/** What stands before the 32 bytes of an Ed25519 key in DER (RFC 8410). */
const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
const KEY_BYTES = 32;

/** The key by which this workspace signs what it exports. */
export interface WorkspaceKey {
  /** Raw, in base64. */
  readonly publicKey: string;
  sign(manifest: FileManifest): { readonly key: string; readonly value: string };
}

/** A key in short, as two people compare it: 16 hex digits in fours. */
export const fingerprint = (publicKey: string): string => (hash('sha256', Buffer.from(publicKey, 'base64'), 'hex').slice(0, 16).match(/.{4}/g) ?? []).join(' ');

const message = (manifest: FileManifest): Buffer => Buffer.from(canonicalJson(manifest));

/** The workspace's key; made at the first start that can write. Null where there is none yet and nothing can be written. */
export function openKey(db: { readonly read: ReadDb; readonly write: WriteDb | null }, randomBytes: RandomBytes): WorkspaceKey | null {
  const seed = readSeed(db.read) ?? (db.write === null ? null : makeSeed(db.write, randomBytes));
  return seed === null ? null : keyOf(createPrivateKey({ key: Buffer.concat([PRIVATE_HEAD, seed]), format: 'der', type: 'pkcs8' }));
}

const readSeed = (db: ReadDb): Uint8Array | null => db.get<{ seed: Uint8Array }>('SELECT seed FROM workspace_key WHERE id = 1')?.seed ?? null;

function makeSeed(db: WriteDb, randomBytes: RandomBytes): Uint8Array {
  const seed = randomBytes(KEY_BYTES);
  db.run('INSERT INTO workspace_key (id, seed) VALUES (1, ?)', seed);
  return seed;
}

function keyOf(secret: KeyObject): WorkspaceKey {
  const publicKey = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES).toString('base64');
  return { publicKey, sign: (manifest) => ({ key: publicKey, value: sign(null, message(manifest), secret).toString('base64') }) };
}

/** Whether the signature is one of the key that it names, over this manifest. Never throws. */
export function isSigned(manifest: FileManifest, { key, value }: NonNullable<IncidentFile['signature']>): boolean {
  const raw = Buffer.from(key, 'base64');
  if (raw.length !== KEY_BYTES) return false;
  try {
    return verify(null, message(manifest), createPublicKey({ key: Buffer.concat([PUBLIC_HEAD, raw]), format: 'der', type: 'spki' }), Buffer.from(value, 'base64'));
  } catch {
    return false;
  }
}

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { HoldfastError } from '../../shared/model/result.ts';
import type { Redactor } from './redactor.ts';
import { splitReferences, type SecretReference } from './references.ts';
import type { SecretStore } from './secret-store.ts';

/** Certificate bundles are the largest thing that is referred to. */
const MAX_FILE_BYTES = 1_048_576;

/** A reference that could not be resolved. Names the reference, never a value. */
export class SecretError extends HoldfastError {
  /** As written in the configuration, such as `${env:PROM_TOKEN}`. */
  readonly reference: string;
  constructor(reference: string, reason: string) {
    super('unavailable', `${reference}: ${reason}`, { reference });
    this.name = 'SecretError';
    this.reference = reference;
  }
}

export interface SecretDeps {
  /** The configuration file; relative paths of `${file:…}` start in its folder. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly store: SecretStore;
  /** Learns every resolved value before it is handed out. */
  readonly redactor: Redactor;
}

/**
 * Replaces `${env:NAME}`, `${file:path}` and `${secret:name}` in a text by their values, read anew each time so that a rotated
 * secret counts at the next use. Rejects with `SecretError`.
 */
export function createSecretResolver(deps: SecretDeps): (text: string) => Promise<string> {
  return async (text) => {
    const parts = await Promise.all(
      splitReferences(text).map(async (part) => {
        if ('literal' in part) return part.literal;
        if ('broken' in part) throw new HoldfastError('invalid_input', 'expected ${env:NAME}, ${file:path} or ${secret:name}, found a reference that is none of them');
        const value = await resolveOne(part.reference, deps);
        deps.redactor.add(value);
        return value;
      }),
    );
    return parts.join('');
  };
}

async function resolveOne(reference: SecretReference, { file, env, store }: SecretDeps): Promise<string> {
  const { kind, name, written } = reference;
  if (kind === 'file') return readSecretFile(path.resolve(path.dirname(file), name), written);
  const value = kind === 'env' ? env[name] : await fromStore(store, name, written);
  if (value === undefined || value === null)
    throw new SecretError(written, kind === 'env' ? `the environment variable ${name} is not set` : `no secret is stored under the name "${name}"`);
  if (value === '') throw new SecretError(written, 'the value is empty');
  return value;
}

async function fromStore(store: SecretStore, name: string, written: string): Promise<string | null> {
  try {
    return await store.get(name);
  } catch (error) {
    throw new SecretError(written, error instanceof HoldfastError ? error.message : 'the secret store cannot be read');
  }
}

/** Opening a named pipe would otherwise wait for a writer for ever; Windows knows neither. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);
const FILE_ERRORS: Readonly<Record<string, string>> = { ENOENT: 'the file does not exist', EACCES: 'the file may not be read by this user', EISDIR: 'this is a folder' };

async function readSecretFile(file: string, written: string): Promise<string> {
  try {
    const handle = await open(file, READ_WITHOUT_WAITING);
    try {
      const { size } = await handle.stat().then((stat) => (stat.isFile() ? stat : Promise.reject(new SecretError(written, 'expected a regular file'))));
      if (size > MAX_FILE_BYTES) throw new SecretError(written, `expected at most ${MAX_FILE_BYTES} bytes, found ${size}`);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await handle.readFile()).replace(/\r?\n$/, '');
      if (text === '') throw new SecretError(written, 'the file is empty');
      return text;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SecretError) throw error;
    if (error instanceof TypeError) throw new SecretError(written, 'expected UTF-8 text');
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new SecretError(written, FILE_ERRORS[code] ?? `the file cannot be read (${code})`);
  }
}

import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { HoldfastError } from '../../shared/model/result.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { checkSecretName, type SecretStore } from './secret-store.ts';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** 32 MiB and some 100 ms per try at a key, once per start. */
const SCRYPT = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const MIN_KEY_CHARACTERS = 16;
const FILE_MODE = 0o600;
/** An entry of the store itself, outside the names that people can use: tells a wrong key from a damaged secret. */
const CHECK_ENTRY = ':check';
const CHECK_TEXT = 'holdfast';

const Sealed = z.strictObject({ iv: z.base64(), tag: z.base64(), data: z.base64() });
type Sealed = z.infer<typeof Sealed>;
const StoreFile = z.strictObject({ version: z.literal(1), salt: z.base64(), entries: z.array(Sealed.extend({ name: z.string() })) });

interface Content {
  readonly salt: string;
  readonly entries: Map<string, Sealed>;
}

const HOW_READ_ONLY =
  'Secrets cannot be stored here: set HOLDFAST_SECRET_KEY_FILE to a file with a long random key, or supply the secret as an environment variable (${env:NAME}) or a file (${file:path}).';
const HOW_STORED = 'Secrets are kept encrypted in this server’s data folder, with the key of HOLDFAST_SECRET_KEY_FILE.';

/**
 * Secrets in one file, each sealed with AES-256-GCM under a key derived (scrypt) from the content of `keyFile`; the name is
 * authenticated with the value, so that entries cannot be exchanged. Without a key file the store is empty and read-only.
 */
export function createFileSecretStore({ file, keyFile }: { readonly file: string; readonly keyFile: string | null }): SecretStore {
  if (keyFile === null) return readOnlyStore();
  const keys = new Map<string, Promise<Buffer>>();
  let last: Promise<unknown> = Promise.resolve();
  /** One change at a time: each reads the file, changes it and writes it as a whole. */
  const inTurn = <T>(run: () => Promise<T>): Promise<T> => {
    const turn = last.then(run, run);
    last = turn.catch(() => undefined);
    return turn;
  };
  const keyFor = (salt: string): Promise<Buffer> => {
    const known = keys.get(salt) ?? deriveKey(keyFile, salt);
    keys.set(salt, known);
    // A key file that was missing may be there next time.
    known.catch(() => keys.delete(salt));
    return known;
  };
  const load = async (): Promise<{ content: Content; key: Buffer } | null> => {
    const content = await readStore(file);
    if (content === null) return null;
    const key = await keyFor(content.salt);
    const check = content.entries.get(CHECK_ENTRY);
    if (check === undefined || unseal(key, CHECK_ENTRY, check) !== CHECK_TEXT)
      throw new HoldfastError('unavailable', 'The key of HOLDFAST_SECRET_KEY_FILE is not the one that the stored secrets were encrypted with.');
    return { content, key };
  };
  const change = (edit: (content: Content, key: Buffer) => void) =>
    inTurn(async () => {
      const { content, key } = (await load()) ?? (await emptyStore(keyFor));
      edit(content, key);
      await writeFileAtomic(file, writeStore(content), { mode: FILE_MODE });
    });

  return {
    async get(name) {
      checkSecretName(name);
      const opened = await load();
      const sealed = opened?.content.entries.get(name);
      if (!opened || sealed === undefined) return null;
      const value = unseal(opened.key, name, sealed);
      if (value === null) throw new HoldfastError('unavailable', `The stored secret "${name}" is damaged; set it again.`);
      return value;
    },
    async set(name, value) {
      checkSecretName(name);
      await change((content, key) => {
        content.entries.set(name, seal(key, name, value));
      });
    },
    async delete(name) {
      checkSecretName(name);
      await change((content) => {
        content.entries.delete(name);
      });
    },
    async describe() {
      try {
        const opened = await load();
        await readKey(keyFile);
        return { canStore: true, how: HOW_STORED, names: [...(opened?.content.entries.keys() ?? [])].filter((name) => name !== CHECK_ENTRY).sort() };
      } catch (error) {
        return { canStore: false, how: error instanceof HoldfastError ? error.message : HOW_READ_ONLY, names: [] };
      }
    },
  };
}

function readOnlyStore(): SecretStore {
  const refuse = () => Promise.reject(new HoldfastError('unavailable', HOW_READ_ONLY));
  return { get: () => Promise.resolve(null), set: refuse, delete: refuse, describe: () => Promise.resolve({ canStore: false, how: HOW_READ_ONLY, names: [] }) };
}

async function emptyStore(keyFor: (salt: string) => Promise<Buffer>): Promise<{ content: Content; key: Buffer }> {
  const salt = randomBytes(16).toString('base64');
  const key = await keyFor(salt);
  return { content: { salt, entries: new Map([[CHECK_ENTRY, seal(key, CHECK_ENTRY, CHECK_TEXT)]]) }, key };
}

async function readStore(file: string): Promise<Content | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new HoldfastError('unavailable', `The stored secrets cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}.`);
  }
  const parsed = StoreFile.safeParse(parseJson(text));
  if (!parsed.success) throw new HoldfastError('unavailable', 'The file of stored secrets is damaged. Restore it from a backup, or remove it and set the secrets again.');
  return { salt: parsed.data.salt, entries: new Map(parsed.data.entries.map(({ name, ...sealed }) => [name, sealed])) };
}

const writeStore = ({ salt, entries }: Content): string =>
  `${JSON.stringify({ version: 1, salt, entries: [...entries].map(([name, sealed]) => ({ name, ...sealed })) } satisfies z.infer<typeof StoreFile>, null, 2)}\n`;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function readKey(keyFile: string): Promise<string> {
  const text = await readFile(keyFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new HoldfastError('unavailable', `The file that HOLDFAST_SECRET_KEY_FILE names cannot be read (${error.code ?? 'unknown error'}).`);
  });
  const passphrase = text.trim();
  if (passphrase.length < MIN_KEY_CHARACTERS)
    throw new HoldfastError('unavailable', `The file that HOLDFAST_SECRET_KEY_FILE names holds fewer than ${MIN_KEY_CHARACTERS} characters; expected a long random key.`);
  return passphrase;
}

async function deriveKey(keyFile: string, salt: string): Promise<Buffer> {
  const passphrase = await readKey(keyFile);
  return new Promise((resolve, reject) => {
    scrypt(passphrase, Buffer.from(salt, 'base64'), 32, SCRYPT, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}

function seal(key: Buffer, name: string, value: string): Sealed {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(name));
  const data = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return { iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64'), data: data.toString('base64') };
}

/** Null when the key is another one or the entry was changed. */
function unseal(key: Buffer, name: string, sealed: Sealed): string | null {
  try {
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(sealed.iv, 'base64'), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(name))
      .setAuthTag(Buffer.from(sealed.tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(sealed.data, 'base64')), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

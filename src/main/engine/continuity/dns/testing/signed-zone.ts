import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ZoneKeys {
  /** Public keys, as lines of a zone file. */
  readonly keySigner: string;
  readonly zoneSigner: string;
  /** What the zone above says of the key signer, by BIND's own tool: everything behind the owner's name. */
  readonly ds: string;
  /** A zone file, signed by these keys, with the public keys of others in it. */
  sign(text: string, others?: readonly string[]): Promise<string>;
  remove(): Promise<void>;
}

/** A pair of keys of BIND's own tools, in a folder of their own. */
export async function makeZoneKeys(zone: string): Promise<ZoneKeys> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-keys-'));
  const generate = async (...options: string[]): Promise<string> => (await run('dnssec-keygen', ['-q', '-K', folder, '-a', 'ECDSAP256SHA256', ...options, zone])).stdout.trim();
  const [keySigner, zoneSigner] = [await generate('-f', 'KSK'), await generate()];
  const publicOf = async (key: string): Promise<string> => (await readFile(path.join(folder, `${key}.key`), 'utf8')).split('\n').filter((line) => !line.startsWith(';') && line !== '').join('\n');
  const { stdout } = await run('dnssec-dsfromkey', ['-2', path.join(folder, `${keySigner}.key`)]);
  const keys = { keySigner: await publicOf(keySigner), zoneSigner: await publicOf(zoneSigner) };
  return {
    ...keys,
    ds: stdout.trim().replace(/^\S+\s+IN\s+DS\s+/, ''),
    sign: async (text, others = []) => {
      const file = path.join(folder, 'zone.db');
      await writeFile(file, [text, keys.keySigner, keys.zoneSigner, ...others, ''].join('\n'));
      await run('dnssec-signzone', ['-K', folder, '-d', folder, '-x', '-o', zone, '-k', path.join(folder, keySigner), '-f', `${file}.signed`, file, path.join(folder, zoneSigner)], { cwd: folder });
      return readFile(`${file}.signed`, 'utf8');
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

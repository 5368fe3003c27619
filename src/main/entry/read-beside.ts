import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Beyond this a rule file is no rule file. */
const MAX_RULE_FILE_BYTES = 4 * 1024 * 1024;

/** Text of a file that the configuration names, relative to it; rejects with a reason in words. */
export async function readBeside(configFile: string, file: string): Promise<string> {
  const path = resolve(dirname(configFile), file);
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) throw new Error(`there is no file ${path}`);
  if (found.size > MAX_RULE_FILE_BYTES) throw new Error(`expected at most ${MAX_RULE_FILE_BYTES / 1_048_576} MiB, found ${Math.ceil(found.size / 1_048_576)} MiB`);
  return readFile(path, 'utf8');
}

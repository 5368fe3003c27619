import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomic } from './atomic-write.ts';
import { configJsonSchema } from './known-keys.ts';

const NAME = 'holdfast.schema.json';
const MODE = 0o644;

/** The JSON Schema as it stands in `resources/` and beside files that Settings creates. */
export const configSchemaText = (): string => `${JSON.stringify(configJsonSchema(), null, 2)}\n`;

/** Puts the schema beside a configuration file, where the first line of a new file points; rewrites one of an older version. */
export async function writeSchemaBeside(configFile: string): Promise<void> {
  const file = path.join(path.dirname(configFile), NAME);
  const text = configSchemaText();
  const onDisk = await readFile(file, 'utf8').catch(() => null);
  if (onDisk !== text) await writeFileAtomic(file, text, { mode: MODE });
}

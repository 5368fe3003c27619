import type { KeptConfiguration } from '../../../shared/model/backup.ts';
import { portableConfig, ruleFilesOf } from '../../config/portable.ts';
import { validConfig } from '../../config/valid-config.ts';

/**
 * The configuration as a backup may hold it, with the rule files that it names; one that cannot be read is left out, and a restore
 * finds it missing. Null where there is none, or one with errors: what cannot be read cannot be cleaned of secrets.
 */
export async function keptConfiguration(text: string | null, readFile: (name: string) => Promise<string>): Promise<KeptConfiguration | null> {
  const portable = text === null ? null : portableConfig(text);
  if (portable === null) return null;
  const files = await Promise.all(ruleFilesOf(validConfig(portable)).map((name) => readFile(name).then((content) => [{ name, text: content }], () => [])));
  return { text: portable, files: files.flat() };
}

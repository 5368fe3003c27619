import type { HoldfastConfig } from '../../shared/model/config.ts';
import { HoldfastError } from '../../shared/model/result.ts';
import { parseConfig } from './load.ts';

const FILE = 'holdfast.yaml';

/** What an edited text says, as written. Throws `invalid_input` like `validConfig`, in words for whoever wanted the edit. */
export const validResult = (text: string): HoldfastConfig => valid(text, 'This cannot be written');

/** What a text says, as written. Throws `invalid_input` with the first error, and all as details, when it has any. */
export const validConfig = (text: string): HoldfastConfig => valid(text, 'The configuration has errors; correct them first');

function valid(text: string, otherwise: string): HoldfastConfig {
  const { written, issues } = parseConfig(text, { file: FILE });
  if (written !== null) return written;
  const errors = issues.filter((issue) => issue.level === 'error');
  const [first] = errors;
  throw new HoldfastError('invalid_input', `${otherwise}: line ${first?.line}: ${first?.path ? `${first.path}: ` : ''}${first?.message}`, { issues: errors });
}

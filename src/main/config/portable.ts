import type { HoldfastConfig } from '../../shared/model/config.ts';
import { formatPath, type ConfigPath } from './config-path.ts';
import { setValueAt } from './edit-text.ts';
import { hasReference, splitReferences, type SecretReference } from './references.ts';
import { secretFields } from './secret-fields.ts';
import { validConfig } from './valid-config.ts';

const MAX_NAME = 64;

/**
 * A configuration as it may leave this machine: a secret that stands in plain text is replaced by `${secret:…}`, so that on another
 * machine it is one of those to be entered. Null where the text has errors: what cannot be read cannot be cleaned.
 */
export function portableConfig(text: string): string | null {
  try {
    const taken = new Set(secretsWanted(text).map(({ reference }) => reference.name));
    return secretFields(validConfig(text)).reduce((so, field) => {
      if (!field.sensitive || hasReference(field.text)) return so;
      return setValueAt(so, field.path, `\${secret:${freeName(field.path, taken)}}`);
    }, text);
  } catch {
    return null;
  }
}

function freeName(path: ConfigPath, taken: Set<string>): string {
  const base = path.join('-').replaceAll(/[^A-Za-z0-9_-]/g, '-').slice(-MAX_NAME + 4);
  let name = base;
  for (let count = 2; taken.has(name); count += 1) name = `${base}-${count}`;
  taken.add(name);
  return name;
}

export interface WantedSecret {
  readonly reference: SecretReference;
  /** Where the configuration uses it, as people say it: `sources[0].auth.bearer`. */
  readonly where: readonly string[];
}

/** Every secret that a configuration refers to, each once. Throws `invalid_input` where the text has errors. */
export function secretsWanted(text: string): WantedSecret[] {
  const found = new Map<string, { reference: SecretReference; where: string[] }>();
  for (const { path, text: field } of secretFields(validConfig(text))) {
    for (const part of splitReferences(field)) {
      if (!('reference' in part)) continue;
      const known = found.get(part.reference.written) ?? { reference: part.reference, where: [] };
      found.set(part.reference.written, { ...known, where: [...known.where, formatPath(path)] });
    }
  }
  return [...found.values()];
}

/** Rule files that a configuration names, as it names them. */
export const ruleFilesOf = (config: HoldfastConfig): string[] => [...new Set(config.rules.flatMap((rule) => ('import' in rule ? [rule.import] : [])))];

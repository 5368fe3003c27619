import type { SourceConfig } from '../../shared/model/sources/index.ts';
import type { ConfigPath } from './config-path.ts';
import { hasReference } from './references.ts';
import { sourceSecrets } from './secret-fields.ts';

const MAX_NAME = 64;

export interface ReferencedSetup {
  /** The source with `${secret:…}` in place of what was typed. */
  readonly setup: SourceConfig;
  /** What has to be kept in the secret store before the source is written. */
  readonly toStore: readonly { readonly name: string; readonly value: string }[];
}

/** Takes the secrets that a person typed out of a source, so that only references reach the configuration file. */
export function referenceSecrets(setup: SourceConfig): ReferencedSetup {
  const toStore: { name: string; value: string }[] = [];
  let referenced: unknown = setup;
  for (const { path, text, sensitive } of sourceSecrets(setup)) {
    if (!sensitive || hasReference(text)) continue;
    const ending = `-${slotOf(path).slice(0, 40)}`;
    const name = (setup.id.slice(0, MAX_NAME - ending.length) + ending).replace(/[^A-Za-z0-9_-]/g, '-');
    toStore.push({ name, value: text });
    referenced = withText(referenced, path, `\${secret:${name}}`);
  }
  /* The same source, one text of it replaced by another. */
  return { setup: referenced as SourceConfig, toStore };
}

/** Of `applicationKey` "application-key", of a header "header-x-api-key". */
function slotOf(path: ConfigPath): string {
  const last = String(path.at(-1));
  if (path[0] === 'headers') return `header-${last.toLowerCase()}`;
  return last === 'bearer' ? 'token' : last.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A copy in which that one text is another. */
function withText(value: unknown, [step, ...rest]: ConfigPath, text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value)) return value.map((each: unknown, index) => (index === step ? withText(each, rest, text) : each));
  const group = value as Readonly<Record<string, unknown>>;
  return { ...group, [step]: withText(group[step], rest, text) };
}

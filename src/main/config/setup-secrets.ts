import type { ConfigPath } from './config-path.ts';
import { hasReference } from './references.ts';
import type { SecretField } from './secret-fields.ts';

const MAX_NAME = 64;

export interface ReferencedSetup<T> {
  /** What was set up, with `${secret:…}` in place of what was typed. */
  readonly setup: T;
  /** What has to be kept in the secret store before it is written. */
  readonly toStore: readonly { readonly name: string; readonly value: string }[];
}

/** Takes the secrets that a person typed out of a source or channel, so that only references reach the configuration file. `taken`: names that hold something else. */
export function referenceSecrets<T extends { readonly id: string }>(setup: T, secrets: readonly SecretField[], { prefix = '', taken = [] }: { readonly prefix?: string; readonly taken?: readonly string[] } = {}): ReferencedSetup<T> {
  const toStore: { name: string; value: string }[] = [];
  let referenced: unknown = setup;
  for (const { path, text, sensitive } of secrets) {
    if (!sensitive || hasReference(text)) continue;
    const name = freeName(`${prefix}${setup.id}`, slotOf(path), [...taken, ...toStore.map((each) => each.name)]);
    toStore.push({ name, value: text });
    referenced = withText(referenced, path, `\${secret:${name}}`);
  }
  /* The same, one text of it replaced by another. */
  return { setup: referenced as T, toStore };
}

function freeName(id: string, slot: string, taken: readonly string[]): string {
  for (let count = 1; ; count++) {
    const ending = `-${slot.slice(0, 40)}${count === 1 ? '' : `-${String(count)}`}`;
    const name = (id.slice(0, MAX_NAME - ending.length) + ending).replace(/[^A-Za-z0-9_-]/g, '-');
    if (!taken.includes(name)) return name;
  }
}

/** Of `applicationKey` "application-key", of a header "header-x-api-key". */
function slotOf(path: ConfigPath): string {
  const last = String(path.at(-1));
  if (path[0] === 'headers') return `header-${last.toLowerCase()}`;
  return last === 'bearer' ? 'token' : last.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A copy in which that one text is another. */
export function withText(value: unknown, [step, ...rest]: ConfigPath, text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value)) return value.map((each: unknown, index) => (index === step ? withText(each, rest, text) : each));
  const group = value as Readonly<Record<string, unknown>>;
  return { ...group, [step]: withText(group[step], rest, text) };
}

import type { PrometheusSetup } from '../../shared/model/connect.ts';
import { hasReference } from './references.ts';
import { isSensitiveHeader } from './secret-fields.ts';

const MAX_NAME = 64;

export interface ReferencedSetup {
  /** The setup with `${secret:…}` in place of what was typed. */
  readonly setup: PrometheusSetup;
  /** What has to be kept in the secret store before the setup is written. */
  readonly toStore: readonly { readonly name: string; readonly value: string }[];
}

/** Takes the secrets that a person typed out of a setup, so that only references reach the configuration file. */
export function referenceSecrets(setup: PrometheusSetup): ReferencedSetup {
  const toStore: { name: string; value: string }[] = [];
  const refer = (slot: string, value: string): string => {
    if (hasReference(value)) return value;
    const ending = `-${slot.slice(0, 40)}`;
    const name = (setup.id.slice(0, MAX_NAME - ending.length) + ending).replace(/[^A-Za-z0-9_-]/g, '-');
    toStore.push({ name, value });
    return `\${secret:${name}}`;
  };
  const { auth } = setup;
  const headers = Object.fromEntries(Object.entries(setup.headers).map(([name, value]) => [name, isSensitiveHeader(name) ? refer(`header-${name.toLowerCase()}`, value) : value]));
  const referenced =
    auth.kind === 'basic' ? { ...auth, password: refer('password', auth.password) } : auth.kind === 'bearer' ? { ...auth, token: refer('token', auth.token) } : auth;
  return { setup: { ...setup, auth: referenced, headers }, toStore };
}

import type { ConfigPath } from './config-path.ts';
import { hasReference } from './references.ts';
import { isSensitiveHeader } from './secret-fields.ts';

/** A value of the configuration that holds no further ones, and where it stands. */
export interface Leaf {
  readonly path: ConfigPath;
  readonly value: unknown;
}

const MAX_SHOWN = 120;
/** How much stands before the place where two long texts differ. */
const LEAD = 20;
const HIDDEN = '[secret]';

/** A value in a few words, fit for a record that is kept: nothing that may be a secret, nothing that goes on for pages. */
export const showLeaf = (leaf: Leaf): string => shorten(written(leaf), 0);

/** "0.8 → 1.2"; of two long texts the place where they differ. */
export function showChange(before: Leaf, after: Leaf): string {
  const [was, is] = [written(before), written(after)];
  if (was === is) return `changed (${HIDDEN})`;
  const from = Math.max(was.length, is.length) <= MAX_SHOWN ? 0 : Math.max(0, sameUntil(was, is) - LEAD);
  return `${shorten(was, from)} → ${shorten(is, from)}`;
}

function sameUntil(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return index;
}

const shorten = (text: string, from: number): string => `${from === 0 ? '' : '…'}${text.slice(from, from + MAX_SHOWN)}${text.length > from + MAX_SHOWN ? '…' : ''}`;

function written({ path, value }: Leaf): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  if (isSecret(path) && !hasReference(value)) return HIDDEN;
  // What wakes somebody elsewhere is often let in by its address alone.
  if (isCallAddress(path)) return `${new URL(value).origin}/${HIDDEN}`;
  return /^[\w./:@%+-]+$/.test(value) ? value : JSON.stringify(value);
}

/** Of channels; the address of a webhook is one, too. */
const CHANNEL_SECRETS: ReadonlySet<string> = new Set(['token', 'key', 'secret', 'password', 'clientSecret', 'refreshToken', 'url']);

/** Sensitive as `secretFields` says, and bodies of requests, which may hold a password. */
function isSecret(path: ConfigPath): boolean {
  const [holder, key] = [path.at(-2), String(path.at(-1))];
  if (holder === 'headers') return isSensitiveHeader(key);
  if (path[0] === 'channels' && CHANNEL_SECRETS.has(key)) return true;
  if (path[0] === 'dnsProviders' && (key === 'accessKeyId' || key === 'secretAccessKey' || key === 'token' || key === 'secret')) return true;
  if ((path[0] === 'plans' || path[0] === 'tiers') && (key === 'body' || holder === 'env')) return true;
  return key === 'password' || key === 'bearer' || (path[0] === 'hooks' && (key === 'token' || key === 'secret')) || (holder === 'tls' && key === 'key') || (holder === 'http' && key === 'body');
}

const isCallAddress = (path: ConfigPath): boolean => path.at(-1) === 'webhook' || (path.at(-2) === 'deadMan' && path.at(-1) === 'url');

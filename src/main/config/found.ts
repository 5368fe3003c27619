import { clip, type ConfigPath } from './config-path.ts';

/** Keys whose value may be a secret written in plain text by mistake: it is never repeated in a message. */
const SECRET_KEY = /^(?:auth|basic|password|bearer|headers|webhook|tls|ca|cert|key|body)$/;

/** Of these, the ones that hold keys of the format rather than a person’s text. */
const HOLDS_KNOWN_KEYS = /^(?:auth|basic|tls)$/;

/**
 * What stands in the file, in a few words for a message. Values that may be secrets are named by their type only, and an
 * address loses its credentials.
 */
export function describeFound(value: unknown, path: ConfigPath): string {
  const secret = path.some((step) => typeof step === 'string' && SECRET_KEY.test(step));
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return secret ? 'text' : value === '' ? 'empty text' : JSON.stringify(clip(withoutCredentials(value)));
  if (typeof value === 'number' || typeof value === 'bigint') return secret ? 'a number' : `the number ${value}`;
  if (typeof value === 'boolean') return secret ? 'true or false' : String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (value instanceof Date) return 'a date';
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty group';
  return secret && !HOLDS_KNOWN_KEYS.test(String(path.at(-1))) ? 'a group of keys' : `the ${keys.length === 1 ? 'key' : 'keys'} ${list(keys.slice(0, 6))}`;
}

const withoutCredentials = (text: string): string => text.replace(/\/\/[^/?#\s]*@/g, '//…@');

/** `a`, `b` and `c` */
export function list(words: readonly string[], joiner = 'and'): string {
  const quoted = words.map((word) => `\`${clip(word, 40)}\``);
  return quoted.length < 2 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} ${joiner} ${quoted.at(-1)}`;
}

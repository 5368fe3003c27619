import type { Person } from '../../../shared/model/entities.ts';
import { AUTOMATION, hashSecret } from './rules.ts';

/** A token from the environment, bound to one person; the text itself is not kept. */
export interface PresetToken {
  readonly person: Person['id'];
  readonly variable: 'HOLDFAST_TOKEN' | 'HOLDFAST_TOKENS';
  readonly hash: Buffer;
}

export type PresetTokens = { readonly ok: true; readonly tokens: readonly PresetToken[] } | { readonly ok: false; readonly message: string };

const SHORTEST = 32;
const no = (message: string): PresetTokens => ({ ok: false, message });
const usable = (token: string): boolean => token.length >= SHORTEST && /^[\x21-\x7e]+$/.test(token);
const EXPECTED = `expected ${SHORTEST} or more printable characters without blanks, such as "openssl rand -hex 32" prints`;

/**
 * Reads `HOLDFAST_TOKEN` (all rights) and `HOLDFAST_TOKENS='noc-lead=…,comms=…'` (one per configured person). A refusal is a
 * sentence for standard error that never holds any part of a token.
 */
export function readPresetTokens(env: { readonly HOLDFAST_TOKEN?: string | undefined; readonly HOLDFAST_TOKENS?: string | undefined }, people: readonly Person[]): PresetTokens {
  const tokens: PresetToken[] = [];
  const all = env.HOLDFAST_TOKEN ?? '';
  if (all !== '') {
    if (!usable(all)) return no(`HOLDFAST_TOKEN cannot be used: ${EXPECTED}.`);
    tokens.push({ person: AUTOMATION.id, variable: 'HOLDFAST_TOKEN', hash: hashSecret(all) });
  }
  const entries = (env.HOLDFAST_TOKENS ?? '').split(',').filter((entry) => entry.trim() !== '');
  for (const [index, entry] of entries.entries()) {
    const found = readEntry(entry.trim(), index + 1, people);
    if (typeof found === 'string') return no(found);
    tokens.push(found);
  }
  if (new Set(tokens.map(({ hash }) => hash.toString('hex'))).size < tokens.length) return no('The same token stands twice in HOLDFAST_TOKEN and HOLDFAST_TOKENS; every person needs one of their own.');
  const twice = tokens.find(({ person }, index) => tokens.findIndex((other) => other.person === person) < index);
  return twice === undefined ? { ok: true, tokens } : no(`HOLDFAST_TOKENS names "${twice.person}" twice.`);
}

function readEntry(entry: string, position: number, people: readonly Person[]): PresetToken | string {
  const equals = entry.indexOf('=');
  // The entry itself must not be shown: without a name it is nothing but the secret.
  if (equals < 1) return `Entry ${position} of HOLDFAST_TOKENS cannot be used: expected person=token, entries separated by commas.`;
  const name = entry.slice(0, equals).trim();
  const token = entry.slice(equals + 1);
  const person = people.find(({ id }) => id === name);
  if (person === undefined) return `Entry ${position} of HOLDFAST_TOKENS names nobody of the configuration: expected one of ${people.map(({ id }) => `"${id}"`).join(', ') || 'the ids under "people", which has none'}.`;
  if (!usable(token)) return `The token of "${person.id}" in HOLDFAST_TOKENS cannot be used: ${EXPECTED}.`;
  return { person: person.id, variable: 'HOLDFAST_TOKENS', hash: hashSecret(token) };
}

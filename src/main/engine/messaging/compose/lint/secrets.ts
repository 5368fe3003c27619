import type { LintFinding } from '../../../../../shared/model/update.ts';
import { matches, stop, stopUnlessExplained, type Linted, type Match } from './finding.ts';

/** Shapes that only secrets have, by what they are called. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['a Slack token', /\bxox[a-z]-[A-Za-z0-9-]{10,}/g],
  ['the address of a Slack webhook', /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{8,}/g],
  ['the signed address of a workflow', /[?&]sig=[A-Za-z0-9%_-]{16,}/g],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/g],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{16,}/g],
  ['an AWS key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ['a Grafana token', /\bgl(?:sa|c)_[A-Za-z0-9_=-]{16,}/g],
  ['an Atlassian token', /\bATATT3[A-Za-z0-9_=-]{16,}/g],
  ['a Google key', /\bAIza[A-Za-z0-9_-]{30,}/g],
  ['an API key', /\b[sr]k[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{20,}/g],
  ['a mail service’s key', /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g],
  ['an npm token', /\bnpm_[A-Za-z0-9]{30,}/g],
  ['a signed token (JWT)', /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g],
  ['a private key', /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/g],
  ['a password in an address', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{1,100}:[^\s/@]{1,200}@/gi],
  ['a bearer token', /\bBearer +[A-Za-z0-9._~+/=-]{16,}/g],
];

/** A value after a name that promises a secret. */
const NAMED = /(?<![\p{L}\p{N}])(?:[\w-]{0,30}(?:password|passwd|passwort|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|auth|credential)s?|key)["']?\s{0,3}[=:]\s{0,3}["']?([^\s"',;]{6,200})/giu;
/** Bits of a character below which a value is a word rather than a secret. */
const LEAST_BITS = 3;

/** Shannon's entropy of the characters of a text, in bits each. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const total = Array.from(text).length;
  return [...counts.values()].reduce((sum, count) => sum - (count / total) * Math.log2(count / total), 0);
}

/** Letters and digits, or both cases, mixed as no word mixes them. */
const isMixed = (value: string): boolean => (/\d/.test(value) && /\p{L}/u.test(value)) || /\p{Ll}\p{Lu}.*\p{Ll}\p{Lu}/u.test(value);

const says = (what: string): string => `This looks like ${what}. Whoever reads the message could use it: take it out, and have it replaced where it is valid.`;

/** Secrets in a text. What was found is never repeated. */
export function secretsIn(linted: Pick<Linted, 'text' | 'channel' | 'mask'>): LintFinding[] {
  const shapes = SHAPES.flatMap(([what, pattern]) => matches(linted, pattern).map(({ at }) => stop(linted, { code: 'secret', at, found: what, says: says(what) })));
  const taken = (match: Match): boolean => shapes.some(({ at }) => at !== null && at.field === match.at.field && at.start < match.at.end && at.end > match.at.start);
  const named = matches(linted, NAMED).filter((match) => !taken(match) && isSecretValue(match.text));
  return [...ownSecrets(linted), ...shapes, ...named.map(({ at }) => stopUnlessExplained(linted, { code: 'secret', at, found: 'a value after the name of a secret', says: says('a secret with its name before it') }))];
}

function isSecretValue(match: string): boolean {
  const value = (/[=:]\s{0,3}["']?([^\s"',;]+)$/u.exec(match)?.[1] ?? '').replace(/[.!?)]$/, '');
  if (match.includes('=') || /pass|pwd/i.test(match)) return isMixed(value) || bitsOf(value) >= LEAST_BITS;
  return isMixed(value) && bitsOf(value) >= LEAST_BITS;
}

/** Values that this workspace keeps as secrets, however they are encoded: where the text changes when they are masked. */
function ownSecrets(linted: Pick<Linted, 'text' | 'channel' | 'mask'>): LintFinding[] {
  return (['title', 'body'] as const).flatMap((field) => {
    const text = linted.text[field];
    const masked = linted.mask(text);
    if (masked === text) return [];
    let start = 0;
    while (start < text.length && text[start] === masked[start]) start += 1;
    let end = 0;
    while (end < text.length - start && end < masked.length - start && text[text.length - 1 - end] === masked[masked.length - 1 - end]) end += 1;
    return [stop(linted, { code: 'secret', at: { field, start, end: text.length - end }, found: 'a secret of this workspace', says: says('a secret that this workspace uses') })];
  });
}

import type { z } from 'zod';
import type { ConfigPath } from './config-path.ts';
import { describeFound, list } from './found.ts';
import { knownKeys } from './known-keys.ts';
import { didYouMean } from './suggest.ts';

/** One thing that is wrong, before it has a place in the text. */
export interface Finding {
  readonly path: ConfigPath;
  readonly message: string;
  readonly part?: 'key' | 'value';
  readonly level?: 'warning';
}

type Issue = z.core.$ZodIssue;

/** Turns what the schema found into sentences that say what was expected and what stands there. */
export function explain(issues: readonly Issue[], data: unknown): Finding[] {
  return issues.flatMap((issue) => explainOne(issue, issue.path.map(toStep), data));
}

const toStep = (step: PropertyKey): string | number => (typeof step === 'number' ? step : String(step));

function explainOne(issue: Issue, path: ConfigPath, data: unknown): Finding[] {
  const value = valueAt(data, path);
  if ((issue.code === 'unrecognized_keys' || issue.code === 'invalid_union') && isMixedRule(value, path))
    return [{ path, message: `expected exactly one of ${list(RULE_KINDS)}, found ${list(kindsOf(value)) || 'none of them'}` }];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(key, path, data));
  if (issue.code === 'invalid_union') return explainUnion(issue, path, data);
  if (issue.code === 'invalid_key')
    return [{ path, part: 'key', message: `${issue.issues[0]?.message ?? 'expected another key'}, found ${JSON.stringify(String(path.at(-1)).slice(0, 60))}` }];
  return [expectation(expected(issue), value, path, issue.code === 'invalid_value' ? issue.values.map(String) : [])];
}

function expectation(what: string, value: unknown, path: ConfigPath, options: readonly string[] = []): Finding {
  if (value === undefined) return { path, message: `${what}, but the key \`${String(path.at(-1) ?? '')}\` is missing` };
  const advice = typeof value === 'string' ? didYouMean(value, options) : '';
  return { path, message: `${what}, found ${describeFound(value, path)}${advice === '' ? hint(what, value) : advice}` };
}

/** Our own schema messages start with "expected"; all others are worded here. */
function expected(issue: Issue): string {
  if (issue.message.startsWith('expected ')) return issue.message;
  if (issue.code === 'invalid_type') return `expected ${TYPE_WORDS[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `expected ${choice(issue.values)}`;
  if (issue.code === 'too_small') return `expected ${size(issue.origin, Number(issue.minimum), 'or more', issue.inclusive !== false)}`;
  if (issue.code === 'too_big') return `expected ${size(issue.origin, Number(issue.maximum), 'or less', issue.inclusive !== false)}`;
  return `expected something else (${issue.message})`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a group of keys',
  record: 'a group of keys',
  array: 'a list',
};

function size(origin: string, limit: number, direction: 'or more' | 'or less', inclusive: boolean): string {
  if (origin === 'string') return limit === 1 && direction === 'or more' ? 'text that is not empty' : `${limit} characters ${direction}`;
  if (origin === 'array') return `a list of ${limit} ${limit === 1 ? 'entry' : 'entries'} ${direction}`;
  return inclusive ? `a number of ${limit} ${direction}` : `a number ${direction === 'or more' ? 'above' : 'below'} ${limit}`;
}

const choice = (values: readonly unknown[]): string => (values.length === 1 ? words(values) : `one of ${words(values)}`);
const words = (values: readonly unknown[]): string => values.map((value) => (typeof value === 'string' ? `\`${value}\`` : String(value))).join(', ');

/** What to write instead, where a type was mistaken. */
function hint(what: string, value: unknown): string {
  if (typeof value === 'number' && what.startsWith('expected a duration')) return `; write "${value}s" if seconds are meant`;
  if ((typeof value === 'number' || typeof value === 'boolean') && what === 'expected text') return '; put it in quotes';
  if (typeof value === 'string' && /^expected a (?:whole )?number/.test(what) && value.trim() !== '' && Number.isFinite(Number(value))) return '; remove the quotes';
  return '';
}

function unknownKey(key: string, path: ConfigPath, data: unknown): Finding {
  const known = knownKeys(path, data);
  const near = didYouMean(key, known);
  const here = known.length === 0 ? '' : `; expected one of ${list(known, 'or')}`;
  return { path: [...path, key], part: 'key', message: `unknown key \`${key.slice(0, 60)}\`${near === '' ? here : near}` };
}

function explainUnion(issue: Extract<Issue, { code: 'invalid_union' }>, path: ConfigPath, data: unknown): Finding[] {
  const value = valueAt(data, path);
  if (issue.errors.length === 0) {
    const options = 'options' in issue && Array.isArray(issue.options) ? (issue.options as unknown[]) : [];
    return [expectation(`expected ${choice(options)}`, value, path, options.map(String))];
  }
  const ofType = issue.errors.filter((branch) => !branch.some((inner) => inner.path.length === 0 && (inner.code === 'invalid_type' || inner.code === 'invalid_value')));
  if (ofType.length === 0) return [expectation(eitherOf(issue.errors), value, path)];
  // The branch meant is the one that knows most of the keys that stand there, and above all the kind of a rule.
  const best = ofType.reduce((least, branch) => (strangeness(branch, path) < strangeness(least, path) ? branch : least));
  return best.flatMap((inner) => explainOne(inner, [...path, ...inner.path.map(toStep)], data));
}

function eitherOf(errors: readonly (readonly Issue[])[]): string {
  const firsts = errors.flatMap((branch) => branch.slice(0, 1));
  const values = firsts.flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
  if (values.length === firsts.length) return `expected ${choice(values)}`;
  const phrases = [...new Set(firsts.map((inner) => expected(inner).replace(/^expected /, '')))];
  return `expected ${phrases.join(' or ')}`;
}

function strangeness(branch: readonly Issue[], path: ConfigPath): number {
  const keys = branch.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  return isRule(path) && keys.some((key) => RULE_KINDS.some((kind) => kind === key)) ? Infinity : keys.length;
}

/** Of these a rule has exactly one, which says what kind of rule it is. */
const RULE_KINDS = ['when', 'baseline', 'absent', 'slo', 'import'] as const;
const isRule = (path: ConfigPath): boolean => path.length === 2 && path[0] === 'rules';
const kindsOf = (value: unknown): string[] => RULE_KINDS.filter((key) => typeof value === 'object' && value !== null && Object.hasOwn(value, key));

/** A rule of no kind or of two, each key of which is right by itself: a mistyped key is said as such. */
function isMixedRule(value: unknown, path: ConfigPath): boolean {
  if (!isRule(path) || typeof value !== 'object' || value === null || Array.isArray(value) || kindsOf(value).length === 1) return false;
  const known = knownKeys(['rules', 0], { rules: [{}] });
  return Object.keys(value).every((key) => known.includes(key));
}

function valueAt(data: unknown, path: ConfigPath): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

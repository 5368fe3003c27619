import { z } from 'zod';

/** Like a condition on one label of an alert, as Prometheus and Alertmanager write it. A label that is missing has the value "". */
export const LabelMatcher = z.object({
  name: z.string().min(1).max(200),
  value: z.string().max(2_000),
  isRegex: z.boolean(),
  isEqual: z.boolean(),
});
export type LabelMatcher = z.infer<typeof LabelMatcher>;

export const MATCHER_OPERATORS = ['=', '!=', '=~', '!~'] as const;
export type MatcherOperator = (typeof MATCHER_OPERATORS)[number];

export const operatorOf = ({ isRegex, isEqual }: Pick<LabelMatcher, 'isRegex' | 'isEqual'>): MatcherOperator => (isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=');
export const withOperator = (name: string, operator: MatcherOperator, value: string): LabelMatcher => ({ name, value, isRegex: operator.endsWith('~'), isEqual: !operator.startsWith('!') });

const WRITTEN = /^\s*(?:([A-Za-z_:][A-Za-z0-9_:]*)|"((?:[^"\\]|\\.)+)")\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|((?!=|~)[^"\s{},]*))\s*$/s;
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n' };
const unescaped = (text: string): string => text.replaceAll(/\\(.)/gs, (whole, letter: string) => ESCAPES[letter] ?? whole);
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** Reads `team="x"`, `severity!="info"`, `instance=~"db-.*"`, `job!~"test|dev"`; null where it is none. */
export function parseMatcher(text: string): LabelMatcher | null {
  const [, bare, named, operator, inQuotes, plainValue] = WRITTEN.exec(text) ?? [];
  const name = bare ?? (named === undefined ? undefined : unescaped(named));
  if (name === undefined || operator === undefined) return null;
  const matcher = withOperator(name, operator as MatcherOperator, inQuotes === undefined ? (plainValue ?? '') : unescaped(inQuotes));
  return matcher.isRegex && regexOf(matcher.value) === null ? null : matcher;
}

/** As Alertmanager reads it: the value always in quotes, the name where it is no plain one. */
export const formatMatcher = (matcher: LabelMatcher): string => `${/^[A-Za-z_:][A-Za-z0-9_:]*$/.test(matcher.name) ? matcher.name : quoted(matcher.name)}${operatorOf(matcher)}${quoted(matcher.value)}`;

/** Anchored at both ends, as Prometheus and Alertmanager do it; null where the text is no expression. */
function regexOf(text: string): RegExp | null {
  try {
    return new RegExp(`^(?:${text})$`, 's');
  } catch {
    return null;
  }
}

/** What an expression that only its own system can read matches is not known here: nothing, then. */
export function matches({ name, value, isRegex, isEqual }: LabelMatcher, labels: Readonly<Record<string, string>>): boolean {
  const found = labels[name] ?? '';
  if (!isRegex) return (found === value) === isEqual;
  const regex = regexOf(value);
  return regex !== null && regex.test(found) === isEqual;
}

export const matchesAll = (matchers: readonly LabelMatcher[], labels: Readonly<Record<string, string>>): boolean => matchers.every((matcher) => matches(matcher, labels));

/** Whether an alert without that label would match too. Matchers that all do would match everything. */
export const matchesEmpty = (matcher: LabelMatcher): boolean => matches(matcher, {});

/** A matcher as it is written in `holdfast.yaml`. */
export const MatcherText = z
  .string()
  .max(2_000)
  .refine((text) => parseMatcher(text) !== null, 'expected a matcher such as team="payments", severity!="info" or instance=~"db-.*"');

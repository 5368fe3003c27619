/** A text in quotes, or a name; a name before a bracket is a function. */
const PARTS = /'[^']*'|"[^"]*"|(?<![\w.])[A-Za-z_]\w*(?!\w|\s*\()/g;

const isQuoted = (part: string): boolean => part.startsWith("'") || part.startsWith('"');

/** The names of queries that a formula of Datadog uses, each once. */
export const formulaNames = (formula: string): readonly string[] => [...new Set((formula.match(PARTS) ?? []).filter((part) => !isQuoted(part)))];

/** The same formula over queries of other names. */
export const renameInFormula = (formula: string, nameOf: (name: string) => string): string => formula.replace(PARTS, (part) => (isQuoted(part) ? part : nameOf(part)));

/** A formula and its queries as people read them. */
export const formulaText = (formula: string, queries: Readonly<Record<string, string>>): string => [formula, ...Object.entries(queries).map(([name, query]) => `${name} = ${query}`)].join('\n');

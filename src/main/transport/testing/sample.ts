import { z } from 'zod';

type Node = { readonly [key: string]: unknown };

/** Texts that are tried where a pattern must fit. */
const TEXTS = ['sample', 'INC-2026-0042', 'CA-0012', 'UPD-0042', 'CAUSE-0007', 'CHG-0042', 'RUN-0042', '5m', '22:00', '2026-01-15', 'sample text', '4711', '2026-01-15T12:00:00.000Z', 'https://example.test/', 'X-Sample', 'C012AB3CD', 'a'.repeat(32), 'a'.repeat(64)];

/** A value that fits a schema, the smallest that still has something in every list; throws where none is found. */
export function sampleOf<S extends z.ZodType>(schema: S): z.output<S> {
  const described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;
  // Checks between parts do not show in the description: where the first of several shapes fails them, the next is tried, and
  // texts that may be left out are told.
  for (const told of [false, true])
    for (let choice = 0; choice < MOST_CHOICES; choice += 1) {
      const found = schema.safeParse(valueFor(described, { ...described, [CHOICE]: choice, [OPTIONAL]: told }));
      if (found.success) return found.data;
    }
  return schema.parse(valueFor(described, described));
}

/** Which of several shapes is taken, as far as there are so many. */
const CHOICE = 'x-choice';
const MOST_CHOICES = 6;
const OPTIONAL = 'x-optional-texts';

function valueFor(node: Node, root: Node): unknown {
  if ('const' in node) return node['const'];
  if (Array.isArray(node['enum'])) return node['enum'][0];
  if (typeof node['$ref'] === 'string') return valueFor(((root['$defs'] ?? {}) as Record<string, Node>)[node['$ref'].replace('#/$defs/', '')] ?? {}, root);
  const choices = (node['anyOf'] ?? node['oneOf'] ?? []) as readonly Node[];
  const choice = choices[Math.min(Number(root[CHOICE] ?? 0), choices.length - 1)];
  if (choice !== undefined) return valueFor(choice, root);
  if ('default' in node) return node['default'];
  switch ([node['type']].flat()[0]) {
    case 'object':
      return objectFor(node, root);
    case 'array':
      return [valueFor((node['items'] ?? {}) as Node, root)];
    case 'string':
      return textFor(node);
    case 'number':
    case 'integer':
      return Math.max(1, Number(node['minimum'] ?? 1));
    case 'boolean':
      return true;
    default:
      return null;
  }
}

function objectFor(node: Node, root: Node): Record<string, unknown> {
  const properties = Object.entries((node['properties'] ?? {}) as Record<string, Node>);
  const required = new Set((node['required'] ?? []) as readonly string[]);
  return Object.fromEntries(properties.filter(([key, part]) => required.has(key) || (root[OPTIONAL] === true && part['type'] === 'string' && !('default' in part))).map(([key, part]) => [key, valueFor(part, root)]));
}

function textFor(node: Node): string {
  const pattern = typeof node['pattern'] === 'string' ? new RegExp(node['pattern'], 'u') : /(?:)/;
  const longest = Number(node['maxLength'] ?? Infinity);
  const format = node['format'];
  const known = format === 'date-time' ? '2026-01-15T12:00:00.000Z' : format === 'uri' ? 'https://example.test/' : format === 'email' ? 'ada@example.test' : null;
  const found = known ?? TEXTS.find((text) => pattern.test(text) && text.length <= longest && text.length >= Number(node['minLength'] ?? 0));
  if (found === undefined) throw new Error(`no sample text fits ${JSON.stringify(node)}; add one to TEXTS`);
  return found;
}

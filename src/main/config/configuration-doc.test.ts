import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configJsonSchema } from './known-keys.ts';
import { parseConfig } from './load.ts';

const DOC = readFileSync('docs/configuration.md', 'utf8');
const blocks = [...DOC.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => ({ text: match[1] ?? '', line: DOC.slice(0, match.index).split('\n').length }));
/** A block that shows one section stands for a file with just that in it. */
const whole = (text: string) => [/^version:/m.test(text) ? '' : 'version: 1\n', /^workspace:/m.test(text) ? '' : 'workspace: { name: Example }\n', text].join('');

describe('docs/configuration.md', () => {
  it.each(blocks)('the example on line $line can be used as it is', ({ text }) => {
    const { config, issues } = parseConfig(whole(text), { file: 'docs/configuration.md' });
    expect(issues).toEqual([]);
    expect(config).not.toBeNull();
  });

  it('shows every key in an example, and names it in the text', () => {
    const keys = new Set<string>();
    const walk = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties') for (const name of Object.keys(value as object)) keys.add(name);
        walk(value);
      }
    };
    walk(configJsonSchema());
    const shown = new Set<string>();
    const collect = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        shown.add(key);
        collect(inner);
      }
    };
    for (const { text } of blocks) collect(parse(text));
    expect([...keys].filter((key) => !shown.has(key)), 'keys without an example').toEqual([]);
    expect([...keys].filter((key) => !DOC.includes(`\`${key}\``) && !new RegExp(`^### .*\\b${key}\\b`, 'm').test(DOC)), 'keys without a word').toEqual([]);
  });

  it('shows messages as they are', () => {
    const shown = /```text\n([\s\S]*?)```/.exec(DOC)?.[1] ?? '';
    const text = 'version: 1\nworkspace: { name: Acme }\nsources:\n  - { id: prom, type: prometheus, url: http://127.0.0.1:9090 }\n  - { id: edge, type: probe }\nservices:\n  - { id: checkout, name: Checkout API }\nsignals:\n  - { id: p95, service: checkout, kind: latency, source: prom, query: up, every: 5 }\n';
    const [issue] = parseConfig(text, { file: 'holdfast.yaml' }).issues;
    expect(shown).toContain(`${issue?.file}:${issue?.line}:${issue?.column}: error: ${issue?.path}: ${issue?.message}`);
  });
});

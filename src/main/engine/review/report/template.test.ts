import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPORT_SECTIONS } from '../../../../shared/model/review.ts';
import { fill, parseTemplate } from './template.ts';

describe('a template', () => {
  it('that is shipped has every part that people can write', () => {
    const parts = parseTemplate(readFileSync(join(import.meta.dirname, '..', '..', '..', '..', '..', 'resources', 'report-template.md'), 'utf8'));
    expect(new Set(parts.flatMap(({ section }) => section ?? []))).toEqual(new Set(REPORT_SECTIONS));
  });
  it('is parts with headings, in their order; what stands above the first is a remark', () => {
    expect(parseTemplate('remark\n\n## A b {#summary}\n\ntext\n\n### in it\n\n## Only made\n{{timeline}}')).toEqual([
      { section: 'summary', heading: 'A b', text: 'text\n\n### in it' },
      { section: null, heading: 'Only made', text: '{{timeline}}' },
    ]);
  });
  it.each([
    ['', 'expected at least one "## Heading"'],
    ['# Only a title', 'expected at least one'],
    ['## A {#nonsense}', 'line 1: expected one of summary, impact,'],
    ['## A {#summary}\n\n## B {#summary}', 'line 3: expected {#summary} once'],
    ['x'.repeat(200_001), 'expected at most 200000 characters'],
  ])('%j is refused with the line and what was expected', (text, message) => expect(() => parseTemplate(text)).toThrow(message));
});

describe('what is filled in', () => {
  const values = { a: 'Alpha', none: null };
  it.each([
    ['{{a}} and {{none}}', 'Alpha and not recorded'],
    ['x[[ with {{a}}]][[ without {{none}}]].', 'x with Alpha.'],
    ['[[{{none}}]]\n\n\n\nend', 'end'],
    ['{{timeline}} {{constructor}} {{toString}}', '{{timeline}} {{constructor}} {{toString}}'],
    ['[[ [[{{none}}]] ]]', '[[  ]]'],
  ])('%j becomes %j', (text, expected) => expect(fill(text, values)).toBe(expected));
  it('is words, whatever stands in a value: it names no part and asks for nothing', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60, unit: fc.constantFrom('{', '}', '[', ']', 'a', '$', '&', '*', '`', '<', '\\', ' ') }), (value) => {
        const text = fill('before {{a}} after', { a: value, b: 'B' });
        expect(text).not.toMatch(/(?<!\\)\{(?<!\\)\{/);
        expect(text.startsWith('before ') && text.endsWith(' after')).toBe(true);
      }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandTemplate, parseTextTemplate, tidied, type TemplateValues } from './text-template.ts';

const values: TemplateValues = { a: 'Alpha', none: null, list: [{ n: 'one' }, { n: 'two', a: 'own' }], empty: [] };
const asIs = { escape: (value: string) => value, unknown: null };
const expand = (text: string) => expandTemplate(parseTextTemplate(text), values, asIs);

describe('a text template', () => {
  it.each([
    ['{{a}}', 'Alpha'],
    ['x[[ with {{a}}]][[ without {{none}}]].', 'x with Alpha.'],
    ['{{#a}}known{{/a}}{{^a}}not known{{/a}}', 'known'],
    ['{{#none}}known{{/none}}{{^none}}not known{{/none}}', 'not known'],
    ['{{#list}}<{{n}} {{a}}>{{/list}}', '<one Alpha><two own>'],
    ['{{^empty}}nothing{{/empty}}', 'nothing'],
    ['first\n[[{{none}}]]\nlast', 'first\nlast'],
    ['first\n[[{{a}}]]\nlast', 'first\nAlpha\nlast'],
    ['list:\n{{#list}}\n- {{n}}\n{{/list}}\nend', 'list:\n- one\n- two\nend'],
    ['[[ [[{{none}}]] ]]', '[[  ]]'],
    ['[[ never closed {{a}}', '[[ never closed Alpha'],
    ['[[ {{#a}} ]] {{/a}}', '[[  ]] '],
  ])('%j becomes %j', (text, expected) => expect(expand(text).text).toBe(expected));

  it('names what is not known and leaves it to be seen, rather than nothing', () => {
    expect(expand('{{a}} {{none}} {{other}} {{#gone}}x{{/gone}} {{list}} {{constructor}}')).toEqual({ text: 'Alpha {{none}} {{other}} {{#gone}} {{list}} {{constructor}}', missing: ['none', 'other', 'gone', 'list', 'constructor'], cut: false });
  });
  it('a value that looks like a variable is text', () => {
    expect(expandTemplate(parseTextTemplate('{{a}}'), { a: '{{none}} [[x]]', none: 'N' }, asIs)).toEqual({ text: '{{none}} [[x]]', missing: [], cut: false });
  });
  it.each([
    ['a\n{{#a}}', 'line 2: expected {{/a}} after {{#a}}'],
    ['{{/a}}', 'line 1: found {{/a}}, expected {{#a}} before it'],
    ['{{#a}}\n\n{{/b}}', 'line 3: found {{/b}}, expected {{/a}}'],
  ])('%j is refused with the line', (text, message) => expect(() => parseTextTemplate(text)).toThrow(message));
  it('that is too long or too deep is refused', () => {
    expect(() => parseTextTemplate('{{#a}}'.repeat(11))).toThrow('at most 10 sections inside each other');
    expect(() => parseTextTemplate('x'.repeat(200_001))).toThrow('at most 200000 characters');
  });
  it('a list within itself, many times over, ends', () => {
    const many = { list: Array.from({ length: 50 }, () => ({})) };
    const deep = parseTextTemplate(`${'{{#list}}'.repeat(10)}${'{{/list}}'.repeat(10)}`);
    expect(expandTemplate(deep, many, asIs).cut).toBe(true);
    const long = parseTextTemplate('{{#list}}{{#list}}{{text}}{{/list}}{{/list}}');
    const { text, cut } = expandTemplate(long, { ...many, text: 'x'.repeat(10_000) }, asIs);
    expect([cut, text.length <= 200_000]).toEqual([true, true]);
  });
  it('any text is a template or is refused in words; none hangs, and what is put in never names a part', () => {
    const piece = fc.constantFrom('{{', '}}', '[[', ']]', '{{a}}', '{{none}}', '{{#list}}', '{{/list}}', '{{^a}}', '{{/a}}', '[', '{', '\n', ' ', 'x', '\r\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')), (text) => {
        let template;
        try {
          template = parseTextTemplate(text);
        } catch (error) {
          expect((error as Error).message).toMatch(/^line \d+: (expected|found) /);
          return;
        }
        const made = expandTemplate(template, values, asIs);
        expect(made.missing.every((name) => text.includes(`${name}}}`))).toBe(true);
        expect(tidied(made.text)).not.toMatch(/[ \t]$/m);
      }),
      { numRuns: 500 },
    );
  });
  it('long runs of white space and brackets take no time', () => {
    const from = performance.now();
    for (const text of [' '.repeat(190_000) + 'x', '[['.repeat(90_000), '{{#a'.repeat(45_000), '[[ {{a}} '.repeat(20_000)]) tidied(expand(text).text);
    expect(performance.now() - from).toBeLessThan(10_000);
  });
});

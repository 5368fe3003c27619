import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block, Run } from '../../../../shared/model/report.ts';
import { parseMarkdown } from './markdown.ts';
import { blocksToMarkdown, escapeMarkdown } from './markdown-out.ts';
import { HOSTILE } from './testing/hostile.ts';

const text = (blocks: readonly Block[]): string => blocks.flatMap((block) => ('runs' in block ? block.runs : [])).map((run) => run.text).join('');
const runs = (markdown: string): Run[] => parseMarkdown(markdown).flatMap((block) => ('runs' in block ? block.runs : []));

describe('Markdown as people write it', () => {
  it('becomes paragraphs, headings, lists, quotes, code and tables', () => {
    const blocks = parseMarkdown('# Title\n\nOne **bold** and *lean* `x`.\n\n- a\n  1. b\n\n> said\n\n```\ncode <b>\n```\n\n| h | i |\n|---|---|\n| 1 | 2 |\n\n---');
    expect(blocks).toEqual([
      { kind: 'heading', level: 3, runs: [{ text: 'Title' }] },
      { kind: 'paragraph', quote: false, runs: [{ text: 'One ' }, { text: 'bold', bold: true }, { text: ' and ' }, { text: 'lean', italic: true }, { text: ' ' }, { text: 'x', code: true }, { text: '.' }] },
      { kind: 'item', depth: 0, number: null, runs: [{ text: 'a' }] },
      { kind: 'item', depth: 1, number: 1, runs: [{ text: 'b' }] },
      { kind: 'paragraph', quote: true, runs: [{ text: 'said' }] },
      { kind: 'code', text: 'code <b>' },
      { kind: 'table', head: ['h', 'i'], rows: [[[{ text: '1' }], [{ text: '2' }]]] },
      { kind: 'rule' },
    ]);
  });
  it('leads to http(s) addresses and nowhere else', () => {
    expect(runs('[a](https://acme.test/x?y=1)')).toEqual([{ text: 'a', url: 'https://acme.test/x?y=1' }]);
    for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd', '//evil.test', '/wall', 'https://me:secret@evil.test/', ' javascript:x', 'java&#x73;cript:x'])
      expect(runs(`[a](${bad})`).every((run) => run.url === undefined), bad).toBe(true);
    expect(runs('<javascript:alert(1)> ![x](https://evil.test/pixel.png)').map(({ url }) => url)).not.toContain('javascript:alert(1)');
  });
  it('puts in what a name alone stands for, and only there', () => {
    const made: Block[] = [{ kind: 'rule' }];
    const named = (name: string): Block[] | null => (name === 'timeline' ? made : null);
    expect(parseMarkdown('before\n\n{{timeline}}\n\nafter', named).map(({ kind }) => kind)).toEqual(['paragraph', 'rule', 'paragraph']);
    for (const other of ['in {{timeline}} line', '{{unknown}}', '> {{timeline}}', String.raw`\{\{timeline}}`, '`{{timeline}}`']) expect(parseMarkdown(other, named).map(({ kind }) => kind), other).toEqual(['paragraph']);
  });
});

describe('any text', () => {
  it('escaped is that text and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.constantFrom(...HOSTILE.filter((each) => each.length < 2_000)), fc.array(fc.constantFrom('*', '_', '`', '[', ']', '(', ')', '<', '>', '#', '- ', '1. ', '|', '\\', '&', '!', '~', '=', '+', 'a', ' ', '{{', '}}'), { maxLength: 40 }).map((parts) => parts.join(''))), (given) => {
        const line = given.replaceAll(/[^\x20-\x7e]/g, '').replaceAll(/\s+/g, ' ').trim();
        if (line === '') return;
        const blocks = parseMarkdown(escapeMarkdown(line));
        expect(text(blocks)).toBe(line);
        expect(blocks).toEqual([{ kind: 'paragraph', quote: false, runs: [{ text: line }] }]);
      }),
      { numRuns: 500 },
    );
  });
  it('comes through a file in Markdown and back as the same blocks', () => {
    const words = fc.string({ minLength: 1, maxLength: 30, unit: fc.constantFrom(...'ab c*_`[]<>|\\#-1.&!'.split('')) }).map((each) => each.replaceAll(/\s+/g, ' ').trim()).filter((each) => each !== '');
    const run = fc.record({ text: words, bold: fc.boolean(), code: fc.boolean() }).map(({ text: said, bold, code }): Run => ({ text: said, ...(bold ? { bold } : {}), ...(code ? { code } : {}) }));
    fc.assert(
      fc.property(run, run, (a, b) => {
        const blocks: Block[] = [{ kind: 'paragraph', quote: false, runs: [a] }, { kind: 'item', depth: 0, number: null, runs: [b] }, { kind: 'table', head: ['x'], rows: [[[{ text: a.text }]]] }];
        expect(parseMarkdown(blocksToMarkdown(blocks, () => ''))).toEqual(blocks);
      }),
      { numRuns: 500 },
    );
  });
  it.each(HOSTILE.map((each) => [each.slice(0, 40), each] as const))('%j is read in no time, and nothing of it acts', (_name, given) => {
    const started = process.threadCpuUsage();
    const blocks = parseMarkdown(given);
    /* What it costs, not how long a busy machine takes for it. */
    expect(process.threadCpuUsage(started).user / 1_000).toBeLessThan(2_000);
    for (const block of blocks) if ('runs' in block) for (const { url } of block.runs) if (url !== undefined) expect(url).toMatch(/^https?:\/\//);
  });
});

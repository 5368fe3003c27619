import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './load.ts';

const EXAMPLE = readFileSync(new URL('../../../resources/examples/holdfast.yaml', import.meta.url), 'utf8');
const TOKENS = ['{', '}', '[', ']', ':', ',', '-', '?', '#', '&a', '*a', '!t', '|', '>', '"', "'", '\t', '\n', '\r', '\0', '\uFEFF', '%', '---', '...', '<<: ', '__proto__: 1', '~', '.inf', '\u{1F4A5}', '\uD800', '2026-01-01', '9'.repeat(40)];
const LINES = EXAMPLE.split('\n');

/** Either it can be used, or it says at least once where it is wrong. */
function judge(text: string) {
  const { config, issues } = parseConfig(text, { file: 'f' });
  const errors = issues.filter((issue) => issue.level === 'error');
  expect(config === null).toBe(errors.length > 0);
  const lines = text.split('\n').length;
  for (const { line, column, message } of issues) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(message.length).toBeLessThan(700);
  }
}

const numRuns = Number(process.env.HOLDFAST_FUZZ_RUNS ?? 400);
const settings = { numRuns };
const timeout = 20_000 + numRuns * 20;

describe('whatever happens to a valid file, it is either usable or says on which line it is not', { timeout }, () => {
  it('when characters are put in, cut out or doubled', () => {
    const cut = fc.record({ at: fc.nat(EXAMPLE.length), length: fc.nat(30), put: fc.oneof(fc.constantFrom(...TOKENS), fc.string({ maxLength: 8, unit: 'binary' })) });
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 5 }), (cuts) => {
        judge(cuts.reduce((text, { at, length, put }) => text.slice(0, at) + put + text.slice(at + length), EXAMPLE));
      }),
      settings,
    );
  });

  it('when lines are swapped, dropped or indented', () => {
    const move = fc.record({ from: fc.nat(LINES.length - 1), to: fc.nat(LINES.length - 1), how: fc.constantFrom('swap', 'drop', 'indent', 'copy') });
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 6 }), (moves) => {
        const lines = [...LINES];
        for (const { from, to, how } of moves) {
          if (how === 'swap') [lines[from], lines[to]] = [lines[to] ?? '', lines[from] ?? ''];
          else if (how === 'drop') lines.splice(from, 1);
          else if (how === 'indent') lines[from] = `  ${lines[from]}`;
          else lines.splice(to, 0, lines[from] ?? '');
        }
        judge(lines.join('\n'));
      }),
      settings,
    );
  });

  it('when any value becomes any other value', () => {
    const words = ['version', 'workspace', 'sources', 'services', 'signals', 'rules', 'id', 'type', 'url', 'auth', 'bearer', 'headers', 'kind', 'every', 'query', 'http', 'expect', 'status', 'when', 'above', 'import', 'tls', 'server'];
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: 'small' }, fc.constantFrom('prometheus', 'probe', 'latency', '5s', 'http://a', 1, 0.5, true, null, 'checkout', 'prom'), fc.string(), fc.double(), tie('list'), tie('map')),
      list: fc.array(tie('any'), { maxLength: 4 }),
      map: fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 })), tie('any'), { maxKeys: 6 }),
    }));
    fc.assert(
      fc.property(value.map, (map) => judge(JSON.stringify({ version: 1, workspace: { name: 'A' }, ...map }))),
      settings,
    );
  });
});

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
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

const numRuns = Number(process.env.HOLDFAST_FUZZ_RUNS ?? 60);
const settings = { numRuns };
const timeout = 20_000 + numRuns * 200;

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
    const words = ['version', 'workspace', 'sources', 'services', 'signals', 'rules', 'id', 'type', 'url', 'auth', 'bearer', 'headers', 'kind', 'every', 'query', 'http', 'expect', 'status', 'when', 'above', 'import', 'tls', 'server', 'slos', 'slo', 'signal', 'service', 'source', 'target', 'burn', 'pairs', 'baseline', 'absent', 'incidents', 'escalation', 'steps', 'maintenance', 'from', 'to', 'weekly', 'timeZone', 'roster', 'role', 'person', 'people', 'name'];
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: 'small' }, fc.constantFrom('prometheus', 'probe', 'latency', '5s', 'http://a', 1, 0.5, true, null, 'checkout', 'prom', '2026-03-29 02:30', '2026-10-25T02:30:00Z', 'all', 'ada', 'Europe/Berlin', 'scribe'), fc.string(), fc.double(), tie('list'), tie('map')),
      list: fc.array(tie('any'), { maxLength: 4 }),
      map: fc.dictionary(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 })), tie('any'), { maxKeys: 6 }),
    }));
    fc.assert(
      fc.property(value.map, (map) => judge(JSON.stringify({ version: 1, workspace: { name: 'A' }, ...map }))),
      settings,
    );
  });

  it('when values of a right file change places, or become times, zones and ids that do not fit', () => {
    const data: unknown = parse(EXAMPLE);
    const places: { path: (string | number)[]; value: unknown }[] = [];
    const walk = (value: unknown, path: (string | number)[]): void => {
      if (path.length > 0) places.push({ path, value });
      if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    };
    walk(data, []);
    const odd = ['2026-03-29 02:30', '2026-10-25 02:30', '9999-12-31 23:59', '2026-02-30T00:00:00Z', 'Pacific/Apia', 'Mars', '03:00', '99:99', 'ada', 'checkout', '0s', '400d', '5m', 'P0', '../a.yml', 0, -1, 99.999, 1e308, true, [], {}];
    const value = fc.oneof(fc.constantFrom(...places.map((place) => place.value)), fc.constantFrom(...odd));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...places), value), { minLength: 1, maxLength: 4 }), (changes) => {
        const text = changes.reduce((so, [{ path }, other]) => {
          const document = parseDocument(so);
          if (document.hasIn(path)) document.setIn(path, other);
          return String(document);
        }, EXAMPLE);
        judge(text);
      }),
      settings,
    );
  });
});

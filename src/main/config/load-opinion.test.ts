import { describe, expect, it } from 'vitest';
import { removeSource } from './edit.ts';
import { parseConfig } from './load.ts';

const config = (opinion: string, first = 'kind: errorRate', second = 'kind: errorRate, unit: percent'): string => `version: 1
workspace: { name: Acme }
sources:
  - { id: prom, type: prometheus, url: http://127.0.0.1:9090 }
  - { id: other, type: prometheus, url: http://127.0.0.1:9091 }
services:
  - { id: shop, name: Shop }
  - { id: login, name: Login }
signals:
  - { id: errors, service: shop, ${first}, source: prom, query: a, secondOpinion: ${opinion} }
  - { id: again, service: shop, ${second}, source: other, query: b }
  - { id: elsewhere, service: login, kind: errorRate, source: other, query: c }
`;
const parse = (text: string) => parseConfig(text, { file: 'holdfast.yaml' });
const told = (text: string) => parse(text).issues.map(({ path, message }) => `${path}: ${message}`);

describe('a second opinion', () => {
  it('is another signal, with a tolerance that has defaults, in the unit of the first', () => {
    expect(parse(config('again')).config?.opinions).toEqual([{ first: 'errors', second: 'again', scale: 0.01, tolerance: { relative: 0.2, absolute: 0.001 }, forMs: 120_000 }]);
    expect(parse(config('{ signal: again, tolerance: 5.5%, atLeast: 0.01, for: 10s }')).config?.opinions[0]).toMatchObject({ tolerance: { relative: 0.055, absolute: 0.01 }, forMs: 10_000 });
    expect(parse(config('{ signal: again, tolerance: 0.02 }')).config?.opinions[0]?.tolerance).toEqual({ relative: null, absolute: 0.02 });
    expect(parse(config('again', 'kind: latency, unit: ms', 'kind: latency, unit: s')).config?.opinions[0]).toMatchObject({ scale: 1_000, tolerance: { absolute: 10 } });
  });

  it.each([
    ['a signal that is not there', config('agian'), ['signals[0].secondOpinion: expected the id of a signal, found "agian"; did you mean `again`?']],
    ['itself', config('errors'), ['signals[0].secondOpinion: expected another signal than this one, found "errors"']],
    ['a signal of another service', config('{ signal: elsewhere }'), ['signals[0].secondOpinion.signal: expected a signal of the same service, found "elsewhere", which is of "login"']],
    ['another kind', config('again', 'kind: errorRate', 'kind: latency'), ['signals[0].secondOpinion: expected a signal of the same kind, found "again", which is of kind latency']],
    ['another statistic', config('again', 'kind: latency', 'kind: latency, stat: p99'), ['signals[0].secondOpinion: expected the same statistic (p95), found "again", which is p99']],
    ['another quantity', config('again', 'kind: saturation', 'kind: saturation, unit: bytes'), ['signals[0].secondOpinion: expected a signal whose unit can be converted to ratio, found "again", which is in bytes']],
    ['one that has a second opinion itself', config('again', undefined, 'kind: errorRate, secondOpinion: errors'), [
      'signals[0].secondOpinion: expected a signal without a second opinion of its own, found "again", which has one',
      'signals[1].secondOpinion: expected a signal without a second opinion of its own, found "errors", which has one',
    ]],
    ['a tolerance that is none', config('{ signal: again, tolerance: a lot }'), ['signals[0].secondOpinion.tolerance: expected a share such as 20%, or a number in the unit of the signal, found "a lot"']],
    ['a time that is too short', config('{ signal: again, for: 10ms }'), ['signals[0].secondOpinion.for: expected a duration from 1s to 7d, found "10ms"']],
    ['a mistyped key', config('{ signal: again, tolerence: 20% }'), ['signals[0].secondOpinion.tolerence: unknown key `tolerence`; did you mean `tolerance`?']],
    ['a floor beside a limit', config('{ signal: again, tolerance: 0.02, atLeast: 0.01 }'), ['signals[0].secondOpinion.atLeast: `atLeast` is read only for a tolerance in per cent']],
  ])('that is %s is said as such', (_what, text, messages) => {
    expect(told(text)).toEqual(messages);
  });

  it('goes with its source, and the signal stays', () => {
    const { text } = removeSource(config('again'), 'other');
    expect(parse(text).config?.signals.map(({ id }) => id)).toEqual(['errors']);
    expect(parse(text).config?.opinions).toEqual([]);
  });
});

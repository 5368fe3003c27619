import { describe, expect, it } from 'vitest';
import type { SecondOpinion } from '../model/entities.ts';
import { SignalId, SourceId } from '../model/ids.ts';
import { epochMs } from '../model/units.ts';
import { opinionNames, opinionText } from './opinion-words.ts';

const AT = '2026-01-15T14:02:11.000Z';
const NOW = epochMs(Date.parse(AT) + 40_000);
const NAMES = ['Prometheus', 'Datadog'] as const;
const opinion = (state: SecondOpinion['state'], over: Partial<SecondOpinion> = {}): SecondOpinion => ({
  signal: SignalId.parse('errors2'), state, missing: null, since: state === 'differ' || state === 'disagree' ? AT : null, time: AT, value: 0.021, other: 0.003, tolerance: { relative: 0.2, absolute: 0.001 }, forMs: 120_000, ...over,
});

describe('how two sources stand to each other, in words', () => {
  it.each([
    [opinion('disagree'), 'Sources disagree: Prometheus 2.1 %, Datadog 0.30 %, since 14:02:11 UTC'],
    [opinion('differ'), 'Prometheus 2.1 %, Datadog 0.30 %: further apart than 20 % of the larger, for 00:40 of 2 min'],
    [opinion('agree', { other: 0.022 }), 'Prometheus 2.1 %, Datadog 2.2 %: within 20 % of the larger'],
    [opinion('agree', { tolerance: { relative: null, absolute: 0.05 } }), 'Prometheus 2.1 %, Datadog 0.30 %: within 5.0 %'],
    [opinion('none', { missing: 'second' }), 'No second opinion now: Datadog tells nothing'],
    [opinion('none', { missing: 'first' }), 'No second opinion now: Prometheus tells nothing'],
    [opinion('waiting'), 'No second opinion yet from Datadog'],
  ])('%#', (given, words) => {
    expect(opinionText(given, NAMES, 'ratio', NOW)).toBe(words);
  });

  it('are called by their sources, and where one source gives both, by their own names', () => {
    const signal = (id: string, source: string, name: string) => ({ id: SignalId.parse(id), source: SourceId.parse(source), name });
    const sources = [{ id: SourceId.parse('prom'), name: 'Prometheus' }, { id: SourceId.parse('dd'), name: 'Datadog' }];
    expect(opinionNames(signal('a', 'prom', 'errors'), signal('b', 'dd', 'errors'), sources)).toEqual(['Prometheus', 'Datadog']);
    expect(opinionNames(signal('a', 'prom', 'at the edge'), signal('b', 'prom', 'inside'), sources)).toEqual(['at the edge', 'inside']);
    expect(opinionNames(signal('a', 'prom', 'errors'), signal('b', 'prom', 'errors'), sources)).toEqual(['a', 'b']);
  });
});

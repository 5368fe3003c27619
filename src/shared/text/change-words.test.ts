import { describe, expect, it } from 'vitest';
import { changedBy, changedLines, changeStatusWords, fromOnsetWords, shortStep } from './change-words.ts';

const around = (fromOnsetMs: number) => fromOnsetWords({ affected: true, early: true, fromOnsetMs });

describe('the words of a change', () => {
  it('say how far it was from the onset', () => {
    expect([-42_000, -540_000, 0, 300, 120_000, -8_040_000].map(around)).toEqual(['42 s before', '9 min before', 'as it began', 'as it began', '2 min after', '2 h 14 min before']);
  });

  it('say who did it, and who told it', () => {
    expect(changedBy({ from: 'github', by: 'mira', toldBy: 'deploys' })).toBe('mira, by GitHub');
    expect(changedBy({ from: 'ci', by: null, toldBy: 'Ada' })).toBe('by CI');
    expect(changedBy({ from: 'person', by: null, toldBy: 'Ada' })).toBe('told by Ada');
    expect(changedBy({ from: 'person', by: 'the provider', toldBy: 'Ada' })).toBe('the provider, told by Ada');
    expect(changedBy({ from: 'dns', by: null, toldBy: 'Holdfast' })).toBe('seen by Holdfast’s DNS watch');
  });

  it('never take silence for success', () => {
    expect(changeStatusWords({ status: 'unknown', from: 'api' })).toBe('outcome not said');
    expect(changeStatusWords({ status: 'started', from: 'api' })).toBe('not said to be done');
    expect(changeStatusWords({ status: 'succeeded', from: 'api' })).toBe('');
    expect(changeStatusWords({ status: 'withdrawn', from: 'grafana' })).toBe('deleted in Grafana');
    expect(changeStatusWords({ status: 'withdrawn', from: 'api' })).toBe('withdrawn');
  });

  it('show what is different as a step or as lines', () => {
    expect(shortStep({ before: '4.0', after: '4.1' })).toBe('4.0 → 4.1');
    expect(shortStep({ before: null, after: '4.1' })).toBe('→ 4.1');
    expect(shortStep({ before: 'A 1\nA 2', after: 'A 1' })).toBeNull();
    expect(shortStep({ before: null, after: null })).toBeNull();
    expect(changedLines({ before: 'A 1\nA 2\nMX 3', after: 'A 1\nA 9\nMX 3' }).map(({ sign, text }) => `${sign}${text}`)).toEqual(['-A 2', '+A 9']);
    expect(changedLines({ before: null, after: null })).toEqual([]);
  });
});

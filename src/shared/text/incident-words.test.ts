import { describe, expect, it } from 'vitest';
import { epochMs, toRfc3339, type EpochMs } from '../model/units.ts';
import { clockName, clockStage, countedFrom, dueText, nearestClock, standingWord } from './incident-words.ts';

const T0 = Date.UTC(2026, 10, 21, 14, 0, 0);
const at = (ms: number): EpochMs => epochMs(T0 + ms);
const text = (ms: number) => toRfc3339(at(ms));

describe('the words of an incident', () => {
  it('tell a proposal, an end and a state apart', () => {
    expect(standingWord({ standing: 'proposed', state: 'detected', mergedInto: null })).toBe('proposed');
    expect(standingWord({ standing: 'declared', state: 'detected', mergedInto: null })).toBe('not acknowledged');
    expect(standingWord({ standing: 'declared', state: 'investigating', mergedInto: null })).toBe('investigating');
    expect(standingWord({ standing: 'dismissed', state: 'detected', mergedInto: null })).toBe('dismissed');
  });

  it('count from the impact, and from what is known where the impact is not', () => {
    expect(countedFrom({ impactStartedAt: text(0), detectedAt: text(60_000), declaredAt: text(90_000) })).toBe(at(0));
    expect(countedFrom({ impactStartedAt: null, detectedAt: null, declaredAt: text(90_000) })).toBe(at(90_000));
    expect(countedFrom({ impactStartedAt: null, detectedAt: null, declaredAt: null })).toBeNull();
  });
});

describe('a clock', () => {
  const when = { amberAt: text(600_000), dueAt: text(900_000) };

  it.each([
    [599_999, 'calm', 'in 05:01'],
    [600_000, 'amber', 'in 05:00'],
    [899_999, 'amber', 'in 00:01'],
    [900_000, 'due', 'due now'],
    [900_001, 'due', 'due now'],
    [901_000, 'due', '00:01 overdue'],
    [1_033_000, 'due', '02:13 overdue'],
  ] as const)('reads at %d ms: %s, %s', (ms, stage, words) => {
    expect(clockStage(when, at(ms))).toBe(stage);
    expect(dueText(at(900_000), at(ms))).toBe(words);
  });

  it('is named by what it asks for', () => {
    expect(clockName({ kind: 'update', audience: 'public', name: 'whatever' })).toBe('Public update');
    expect(clockName({ kind: 'obligation', audience: null, name: 'DORA:\u202E initial' })).toBe('DORA: initial');
  });

  it('that is due first is the one that counts', () => {
    expect(nearestClock([{ dueAt: text(5) }, { dueAt: text(3) }, { dueAt: text(4) }])?.dueAt).toBe(text(3));
    expect(nearestClock([])).toBeNull();
  });
});

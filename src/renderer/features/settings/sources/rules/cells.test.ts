import { describe, expect, it } from 'vitest';
import type { SourceHealth } from '../../../../../shared/model/source-health.ts';
import { ago, facts, NOW, signal } from '../testing/facts.ts';
import { cellsOf, clockEffect, hourWords, lastError, linesOf, type Tense } from './cells.ts';
import type { Facts } from './standing.ts';

/** "Last answer: 3 s ago / 14:09:28 UTC (quiet)". */
function cell(name: string, given: Facts, tense: Tense = 'now'): string {
  const found = cellsOf(given, tense).find((each) => each.name === name);
  if (found === undefined) return 'no such figure';
  return `${found.value}${found.note === null ? '' : ` / ${found.note}`}${found.tone === undefined ? '' : ` (${found.tone})`}`.replaceAll('\u00a0', ' ');
}
const budget = (remaining: number, resetsAt: string): Partial<SourceHealth> => ({ budget: { name: 'query', limit: 1_200, remaining, periodMs: 60_000, resetsAt } });
const failure = (feed: string | null) => ({ at: ago(95), code: 'rate_limited', message: 'it asks us to slow down (429)', feed });

describe('the figures of a source', () => {
  it('are those of a well one', () => {
    expect(cellsOf(facts(), 'now').map(({ name }) => `${name}: ${cell(name, facts())}`)).toEqual([
      'Last answer: 3 s ago / 14:09:28 UTC',
      'Answered in: 11 ms / p50 9.2 ms · p95 31 ms',
      'Failed: 0 of 340 / since 13:02:51 UTC',
      'Signals: 1 live',
      'Budget: no limit told (quiet)',
      'Its clock: in step / within 2 s',
    ]);
  });

  it('name the newest answer that is known, and none where there was none', () => {
    expect(cell('Last answer', facts({ signals: [] }))).toBe('6 s ago / 14:09:25 UTC');
    expect(cell('Last answer', facts({ signals: [], health: null }))).toBe('15 min ago / 13:54:31 UTC');
    expect(cell('Last answer', facts({ signals: [signal('late', { latest: null })], source: { lastAnswerAt: null }, health: { lastAnswerAt: null } }))).toBe('none yet (quiet)');
  });

  it('say of a limit what is used and when it is renewed; after that it is not known, never the old figure', () => {
    expect(cell('Budget', facts({ health: budget(1_000, ago(-40)) }))).toBe('200 of 1,200 used / query: renewed in 40 s');
    expect(cell('Budget', facts({ health: budget(100, ago(-40)) }))).toBe('1,100 of 1,200 used / query: renewed in 40 s (warn)');
    expect(cell('Budget', facts({ health: budget(0, ago(-40)) }))).toContain('(warn)');
    expect(cell('Budget', facts({ health: budget(100, ago(0)) }))).toBe('not known / query: renewed 0 s ago, not asked since (quiet)');
  });

  it('are past for a source that does not answer, and not known while Holdfast is not heard', () => {
    const given = facts({ signals: [signal('blind'), signal('blind')], health: budget(100, ago(-40)) });
    expect(['Answered in', 'Signals', 'Its clock'].map((name) => cell(name, given, 'past'))).toEqual(['was 11 ms / p50 9.2 ms · p95 31 ms (quiet)', '2 blind', 'was in step / within 2 s (quiet)']);
    expect(['Signals', 'Budget', 'Its clock'].map((name) => cell(name, given, 'silent'))).toEqual(['2 not known (quiet)', '1,100 of 1,200 used / query: renewed in 40 s (quiet)', 'was in step / within 2 s (quiet)']);
  });

  it('count signals by how fresh they are, and say what delay is usual', () => {
    expect(cell('Signals', facts({ signals: [signal('live', { usualAgeMs: 42_000 }), signal('late'), signal('blind')] }))).toBe('1 live, 1 late, 1 blind / usually 42 s old (warn)');
    expect(cell('Signals', facts({ signals: [] }))).toBe('none (quiet)');
  });

  it('say of a clock that is off by how much, and what that does', () => {
    const given = facts({ source: { clockOffsetMs: -7_400 } });
    expect(cell('Its clock', given)).toBe('7 s behind / of ours (warn)');
    expect(clockEffect(given)).toContain('Its clock is 7 s behind ours. Its samples are judged by its own clock');
    expect(clockEffect(facts())).toBeNull();
    expect(cell('Its clock', facts({ source: { clockOffsetMs: null } }))).toBe('not known yet (quiet)');
    expect(cell('Its clock', facts({ source: { clockOffsetMs: null, type: 'probe' } }))).toBe('not told (quiet)');
  });
});

describe('the last error of a source', () => {
  it('is a sentence with its time, and is not said twice', () => {
    expect(lastError(facts({ health: { lastFailure: failure('alerts') } }))).toBe('Last error 14:07:56 UTC, 95 s ago, asked for alerts: it asks us to slow down (429)');
    expect(lastError(facts({ source: { message: 'has not answered since 14:02:11 UTC (it asks us to slow down (429))' }, health: { lastFailure: failure(null) } }))).toBeNull();
    expect(lastError(facts())).toBeNull();
  });

  it('is text, and cut', () => {
    const said = lastError(facts({ health: { lastFailure: { ...failure(null), message: `<b>\u202E${'x'.repeat(2_000)}` } } })) ?? '';
    expect(said).toContain('<b>x');
    expect(said.length).toBeLessThan(480);
  });
});

describe('what a source tells beside values', () => {
  const health = facts({ health: { feeds: [{ name: 'alerts', everyMs: 15_000, state: 'live', lastAt: ago(9), lastFailure: failure('alerts') }], watchdog: { name: 'Watchdog', withinMs: 300_000, state: 'arrives', lastAt: ago(48) } } }).health;
  it('says when it came last and how often it is due', () => {
    expect(linesOf(health, NOW, 'now')).toEqual([
      { state: 'ok', word: 'alerts read', text: 'last 9 s ago, every 15 s' },
      { state: 'ok', word: 'Watchdog arrives', text: 'last 48 s ago, due within 5 min: the alert that always fires' },
    ]);
    expect(linesOf(facts({ health: { feeds: [{ name: 'alerts', everyMs: 15_000, state: 'blind', lastAt: null, lastFailure: failure('alerts') }] } }).health, NOW, 'now')).toEqual([{ state: 'blind', word: 'alerts not read', text: 'never yet, every 15 s: it asks us to slow down (429)' }]);
  });
  it('never looks well where the source is blind, or Holdfast is not heard', () => {
    expect(linesOf(health, NOW, 'past').map(({ state }) => state)).toEqual(['none', 'none']);
    expect(linesOf(health, NOW, 'silent')).toMatchObject([{ state: 'blind', word: 'alerts: not known now' }, { state: 'blind' }]);
  });
  it('and its last hour in words, for those who do not see it', () => {
    expect(hourWords({ from: ago(3_600), slowestMs: [12, null, 480], failed: [0, 2, 1] })).toBe('Last hour: slowest answer 480 ms, 3 failures');
    expect(hourWords({ from: ago(3_600), slowestMs: [null], failed: [0] })).toBe('Last hour: no answer, no failure');
  });
});

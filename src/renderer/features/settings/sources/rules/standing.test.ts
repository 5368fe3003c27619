import { describe, expect, it } from 'vitest';
import type { FeedHealth } from '../../../../../shared/model/source-health.ts';
import { ago, facts, NOW, signal } from '../testing/facts.ts';
import { standingOf, summaryOf, type Facts } from './standing.ts';

const feed = (state: FeedHealth['state']): FeedHealth => ({ name: 'alerts', everyMs: 15_000, state, lastAt: ago(90), lastFailure: null });
const FAILING = { source: { state: 'failing' as const, since: ago(440), message: 'has not answered since 14:02:11 UTC (connection refused)' } };
const budget = (remaining: number, resetsAt: string) => ({ budget: { name: 'query', limit: 100, remaining, periodMs: 60_000, resetsAt } });

describe('how a source stands', () => {
  it.each<[string, Facts, string, string]>([
    ['answers', facts(), 'ok', 'answers'],
    ['was just added', facts({ source: { state: 'waiting' }, signals: [signal('late', { latest: null })], health: null }), 'none', 'no answer yet'],
    ['fails', facts(FAILING), 'blind', 'blind'],
    ['answers and brings nothing of any signal', facts({ signals: [signal('blind'), signal('blind')] }), 'blind', 'blind'],
    ['brings nothing of some', facts({ signals: [signal('blind'), signal('live'), signal('late')] }), 'P2', '1 of 3 signals blind'],
    ['is read of its values, and not of its alerts', facts({ health: { feeds: [feed('blind')] } }), 'P2', 'its alerts are not read'],
    ['has used up what it allows', facts({ health: budget(0, ago(-40)) }), 'P2', 'budget used up'],
    ['had used it up, and has renewed it since', facts({ health: budget(0, ago(1)) }), 'ok', 'answers'],
    ['has a clock of its own', facts({ source: { clockOffsetMs: -7_400 } }), 'P2', 'its clock is off'],
    ['warns', facts({ source: { warnings: ['Its alerts fail.'] } }), 'P2', 'answers, with a warning'],
    ['missed one answer', facts({ source: { message: 'has not answered since 14:09:25 UTC (no answer in time)' } }), 'late', 'last question failed'],
    ['is late with all', facts({ signals: [signal('late'), signal('late')] }), 'late', 'both signals late'],
    ['is late with its alerts', facts({ health: { feeds: [feed('late')] } }), 'late', 'its alerts are late'],
  ])('that %s', (_, given, state, word) => expect(standingOf(given, false)).toMatchObject({ state, word }));

  it('is told with since when', () => {
    expect(standingOf(facts(FAILING), false).since).toBe(NOW - 440_000);
    expect(standingOf(facts({ signals: [signal('blind', { freshnessSince: ago(90) }), signal('blind', { freshnessSince: ago(30) })] }), false).since).toBe(NOW - 30_000);
  });

  it('is not known while Holdfast itself is not heard, however well it was', () => {
    for (const given of [facts(), facts(FAILING), facts({ source: { state: 'waiting' } })]) expect(standingOf(given, true)).toMatchObject({ grade: 'blind', state: 'blind', word: 'not known now' });
  });
});

describe('how all sources stand', () => {
  it.each([
    [['well', 'blind', 'late'], 'blind', '1 of 3 sources blind'],
    [['blind', 'blind'], 'blind', 'both sources blind'],
    [['blind'], 'blind', 'the one source is blind'],
    [['well', 'troubled', 'waiting'], 'P2', '1 of 3 sources wants a look'],
    [['late', 'well'], 'late', '1 of 2 sources late'],
    [['well', 'waiting'], 'none', 'no answer yet from 1 of 2 sources'],
    [['well', 'well'], 'ok', 'both sources answer'],
    [['well'], 'ok', 'the one source answers'],
  ] as const)('%j is %s: %s', (grades, state, word) => expect(summaryOf(grades)).toEqual({ state, word }));
});

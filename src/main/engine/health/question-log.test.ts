import { describe, expect, it } from 'vitest';
import { durationMs, epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { feedState, QuestionLog, type Question } from './question-log.ts';

const T0 = Date.parse('2026-01-15T14:00:30.000Z');
const at = (seconds: number) => epochMs(T0 + seconds * 1_000);
const answer = (tookMs: number, feed: string | null = null): Question => ({ feed, tookMs, failure: null });
const refusal = (feed: string | null = null): Question => ({ feed, tookMs: 1, failure: { code: 'refused', message: 'connection refused' } });

describe('what is remembered of the questions to a source', () => {
  it('is how long answers took, by nearest rank; a refusal in a millisecond makes nothing look quick', () => {
    const log = new QuestionLog(at(0));
    expect(log.view(at(0))).toMatchObject({ asked: 0, took: null, lastFailure: null });
    for (let ms = 1; ms <= 100; ms += 1) log.take(answer(ms * 10), at(1));
    log.take(refusal(), at(2));
    expect(log.view(at(2))).toMatchObject({ asked: 101, failed: 1, took: { lastMs: 1_000, p50Ms: 500, p95Ms: 950, n: 100 } });
    for (let times = 0; times < 200; times += 1) log.take(answer(20), at(3));
    expect(log.view(at(3)).took).toEqual({ lastMs: 20, p50Ms: 20, p95Ms: 20, n: 200 });
    expect(log.durations()).toMatchObject({ count: 300, buckets: [205, 210, 225, 250, 300, 300, 300, 300] });
  });

  it('is the last failure, also once it answers again', () => {
    const log = new QuestionLog(at(0));
    log.take(refusal('alerts'), at(2));
    log.take(answer(5), at(10));
    expect(log.view(at(900)).lastFailure).toEqual({ at: toRfc3339(at(2)), code: 'refused', message: 'connection refused', feed: 'alerts' });
  });

  it('is the last hour, minute by minute; minutes in which nothing was asked stay empty, and what is older is gone', () => {
    const log = new QuestionLog(at(0));
    log.take(answer(40), at(0));
    log.take(answer(90), at(20));
    log.take(refusal(), at(60));
    const { hour } = log.view(at(180));
    expect(hour.from).toBe('2026-01-15T13:04:00.000Z');
    expect(hour.slowestMs.slice(-4)).toEqual([90, null, null, null]);
    expect(hour.failed.slice(-4)).toEqual([0, 1, 0, 0]);
    expect(hour.slowestMs).toHaveLength(60);
    const later = log.view(at(3_600)).hour;
    expect(later.slowestMs.every((ms) => ms === null)).toBe(true);
    expect(later.failed.reduce((sum, n) => sum + n, 0)).toBe(1);
    log.take(answer(7), at(3_600));
    expect(log.view(at(3_600)).hour.slowestMs.at(-1)).toBe(7);
  });

  it('takes no more room after a day of questions than after an hour', () => {
    const log = new QuestionLog(at(0));
    for (let second = 0; second < 86_400; second += 5) log.take(second % 50 === 0 ? refusal('alerts') : answer(30, 'alerts'), at(second));
    expect(JSON.stringify(log.view(at(86_400))).length).toBeLessThan(1_200);
  });
});

describe('how a feed stands', () => {
  it.each<[string, number | null, number, string]>([
    ['never came, nothing failed', null, 0, 'waiting'],
    ['never came and fails', null, 1, 'late'],
    ['never came, three failures', null, 3, 'blind'],
    ['came just now', 2_000, 0, 'live'],
    ['a failure since', 2_000, 1, 'late'],
    ['three failures since', 2_000, 3, 'blind'],
    ['nothing for two intervals', 20_001, 0, 'late'],
    ['nothing for five intervals, though nothing says that it fails', 50_001, 0, 'blind'],
  ])('%s', (_, ageMs, failures, state) => expect(feedState(ageMs, durationMs(10_000), failures)).toBe(state));

  it('is told with its last failure, which stays', () => {
    const log = new QuestionLog(at(0));
    log.take(refusal('alerts'), at(1));
    log.take(answer(5, 'alerts'), at(11));
    log.take(answer(5, 'annotations'), at(1));
    expect(log.feed('alerts', durationMs(10_000), at(12))).toMatchObject({ state: 'live', lastAt: at(11), lastFailure: { code: 'refused' } });
    expect(log.feed('annotations', durationMs(10_000), at(12))).toMatchObject({ state: 'live', lastFailure: null });
    expect(log.feed('annotations', durationMs(10_000), at(32))).toMatchObject({ state: 'late' });
  });
});

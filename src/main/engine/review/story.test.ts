import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { knownAt } from '../../../shared/model/known-at.ts';
import { Story } from '../../../shared/model/story.ts';
import { foldEntries } from '../incidents/fold.ts';
import { anyFact, entries, opened } from '../incidents/testing/facts.ts';
import { ADA, BOB } from '../incidents/testing/open-incidents.ts';
import { openReviews } from './testing/open-reviews.ts';
import { storyOf } from './story.ts';

const MINUTE = 60_000;

async function outage() {
  const opened = openReviews();
  const { clock, fires, act, ends } = opened;
  const id = fires('slow', { agoMs: 2 * MINUTE })!;
  await clock.advance(MINUTE);
  act(id, { type: 'acknowledge' });
  act(id, { type: 'takeRole', role: 'incidentCommander' });
  await clock.advance(9 * MINUTE);
  act(id, { type: 'decide', choice: 'hold', reason: 'the fix is on its way', reaskAt: '2026-01-15T12:20:00.000Z' });
  act(id, { type: 'offerRole', role: 'incidentCommander', to: 'bob' });
  act(id, { type: 'acceptRole', role: 'incidentCommander' }, BOB);
  act(id, { type: 'recordUpdate', audience: 'public', text: 'We are on it.' });
  await clock.advance(10 * MINUTE);
  ends('slow');
  act(id, { type: 'resolve', how: 'rolled back' });
  await clock.advance(60 * MINUTE);
  act(id, { type: 'note', text: 'The deploy began then', at: '2026-01-15T11:57:00.000Z' });
  return { ...opened, id };
}
const at = (time: string): string => `2026-01-15T${time}:00.000Z`;

describe('an incident as lanes over time', () => {
  it('tells alerts from their onset, roles, decisions with their numbers, updates, and since when each was known', async () => {
    const { reviews, id } = await outage();
    const story = reviews.story(id, ADA);
    expect(Story.safeParse(story).error).toBeUndefined();
    expect(story).toMatchObject({
      startedAt: at('11:58'), from: at('11:57'), to: at('12:20'), cut: false,
      alerts: [{ rule: 'slow', from: at('11:58'), to: at('12:20'), knownAt: at('12:00'), endKnownAt: at('12:20') }],
      roles: [{ person: 'ada', from: at('12:01'), to: at('12:10') }, { person: 'bob', from: at('12:10'), to: null }],
      decisions: [{ choice: 'hold', reason: 'the fix is on its way', sinceImpactMs: 12 * MINUTE, numbers: [] }],
      updates: [{ audience: 'public', text: 'We are on it.' }],
      states: [{ state: 'detected' }, { state: 'acknowledged' }, { state: 'resolved' }],
      instants: { impactStartedAt: at('11:58'), resolvedAt: at('12:20') },
    });
  });

  it('shows what was known at a moment and what came out only later', async () => {
    const { reviews, id } = await outage();
    const story = reviews.story(id, ADA);
    const words = (instant: string) => {
      const known = knownAt(story, instant);
      return [known.state, known.alerts.length, known.roles.map(({ person }) => person).join(), known.decisions.length, known.updates.length, known.later.map(({ type }) => type).join()];
    };
    expect(words(at('11:59')), 'the breach had begun, and nobody knew').toEqual([null, 0, '', 0, 0, 'note']);
    expect(words(at('12:00'))).toEqual(['detected', 1, '', 0, 0, 'note']);
    expect(words(at('12:05'))).toEqual(['acknowledged', 1, 'ada', 0, 0, 'note']);
    expect(words(at('12:10'))).toEqual(['acknowledged', 1, 'bob', 1, 1, 'note']);
    expect(words(at('12:20'))).toEqual(['resolved', 0, 'bob', 1, 1, 'note']);
    expect(words(at('13:20'))).toEqual(['resolved', 0, 'bob', 1, 1, '']);
  });

  it('ends with what people lived through, however long afterwards it is reviewed', async () => {
    const { reviews, id, put, act, clock } = await outage();
    await clock.advance(20 * 24 * 60 * MINUTE);
    put(id, { cause: { category: 'unknown', confidence: 'unknown', reason: 'x' }, whys: [{ id: 'w1', question: 'Why?' }] });
    act(id, { type: 'hold', reason: 'x' });
    act(id, { type: 'review' });
    const story = reviews.story(id, ADA);
    expect([story.from, story.to, story.states.at(-1)?.state, story.rows.some(({ type }) => type === 'whyPut')]).toEqual([at('11:57'), at('12:20'), 'reviewed', false]);
  });

  it('has a sentence for whatever stands in the journal, and what is known only grows', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 30 }), (facts) => {
        const rows = entries(opened(), ...facts);
        const record = foldEntries(rows);
        if (record === null) throw new Error('no incident');
        const story = storyOf(record, rows, 'x');
        expect(Story.safeParse(story).error).toBeUndefined();
        const counts = rows.map(({ recordedAt }) => knownAt(story, new Date(recordedAt).toISOString())).map((known) => known.rows.length + known.decisions.length);
        expect(counts.every((count, index) => index === 0 || count >= (counts[index - 1] ?? 0))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('two incidents side by side', () => {
  it('count from their own starts', async () => {
    const { reviews, id, clock, fires, act, ends } = await outage();
    await clock.advance(24 * 60 * MINUTE);
    const other = fires('slow')!;
    await clock.advance(5 * MINUTE);
    act(other, { type: 'acknowledge' });
    ends('slow');
    expect(reviews.compare(id, other, ADA)).toMatchObject({ why: 'The same rule fired on the same service.', left: { incident: id }, right: { incident: other } });
    expect(reviews.compare(id, other, ADA).instants).toEqual(expect.arrayContaining([{ instant: 'acknowledgedAt', leftMs: 3 * MINUTE, rightMs: 5 * MINUTE }, { instant: 'resolvedAt', leftMs: 22 * MINUTE, rightMs: null }]));
    expect(() => reviews.compare(id, 'INC-2026-0099' as never, ADA)).toThrow('There is no incident INC-2026-0099.');
  });
});

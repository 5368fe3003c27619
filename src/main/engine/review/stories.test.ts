import { describe, expect, it } from 'vitest';
import { ItemId, RunId, SignalId } from '../../../shared/model/ids.ts';
import { Review } from '../../../shared/model/review.ts';
import { Comparison } from '../../../shared/model/story.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { ADA, BOB } from '../incidents/testing/open-incidents.ts';
import { openReviews } from './testing/open-reviews.ts';

const DAY = 86_400_000;
const CAUSE = { name: 'Connection pool too small', category: 'capacity', confidence: 'confirmed' } as const;
const item = (id: string) => ItemId.parse(id);

describe('an incident that comes back', () => {
  it('is reviewed, its action is late, and the next one of its cause says so', async () => {
    const { resolved, put, add, act, reviews, clock, fires, incidents, timeline, hasRule } = openReviews();
    hasRule('slow', { owner: 'bob', reviewBy: '2026-06-01' });
    const first = resolved();
    expect(reviews.get(first, ADA)).toMatchObject({ state: 'due', dueAt: '2026-01-22T12:00:00.000Z', version: 0, cause: null, used: [{ kind: 'rule', ref: 'slow', owner: 'bob', reviewBy: '2026-06-01', exists: true, verdict: null }] });
    expect(() => act(first, { type: 'review' })).toThrow(`The review of ${first} cannot be closed yet: no cause is given; "unknown" with a reason is one; nobody has said whether rule "slow" is still right.`);

    const action = add(first, { text: 'Size the pool by load', owner: null, dueAt: null, proof: null });
    expect(action).toMatchObject({ id: 'CA-0001', state: 'open', by: ADA.actor, proofState: { state: 'none' } });
    const sample = { kind: 'sample', ref: 'checkout-pool', time: '2026-01-15T12:00:00.000Z', value: 20 } as const;
    const written = put(first, {
      lead: 'bob',
      cause: CAUSE,
      whys: [
        { id: 'w1', question: 'Why did checkout answer slowly?', answer: 'All 20 connections were in use.', evidence: sample },
        { id: 'w2', parent: 'w1', question: 'Why were there only 20?', answer: 'The default was never looked at.' },
        { id: 'w3', question: 'Why was it noticed late?' },
      ],
      factors: [{ id: 'f1', text: 'Nobody was told of the sale', category: 'process' }],
      sections: { summary: 'Nobody could pay for an hour.' },
      verdicts: [{ kind: 'rule', ref: 'slow', right: false, comment: 'It fires too late.' }],
    });
    expect(Review.safeParse(written).error).toBeUndefined();
    expect(written).toMatchObject({
      state: 'open', version: 8, lead: { person: 'bob', name: 'Bob' }, cause: { id: 'CAUSE-0001', name: 'Connection pool too small', confidence: 'confirmed' },
      whys: [{ id: 'w1', fromMemory: false, evidence: sample }, { id: 'w2', parent: 'w1', fromMemory: true, evidence: null }, { id: 'w3', answer: null, fromMemory: false }],
      used: [{ verdict: { right: false, comment: 'It fires too late.' } }],
      missing: [{ what: 'action', ref: 'CA-0001', says: 'CA-0001 has not an owner, not a due date, not a proof' }],
    });
    expect(timeline(first, { type: 'whyPut' }).items.map(({ data, evidence, fromMemory }) => [data['item'], evidence?.ref ?? null, fromMemory])).toEqual([['w1', 'checkout-pool', false], ['w2', null, true], ['w3', null, false]]);

    reviews.edit(action.id, 1, { owner: 'bob' as never, dueAt: '2026-01-22T12:00:00.000Z', proof: { kind: 'link' } }, ADA);
    expect(act(first, { type: 'review' })).toMatchObject({ state: 'reviewed' });
    expect(reviews.get(first, ADA)).toMatchObject({ state: 'closed', closedBy: ADA.actor, missing: [{ what: 'state' }], mayWrite: false });

    await clock.advance(30 * DAY);
    const second = fires('slow');
    if (second === null) throw new Error('no incident');
    expect(incidents.get(second, ADA).repeats).toMatchObject({ incident: first, basis: 'signature', says: `${second} may repeat ${first} (the same rule and service); action CA-0001 is 23 days late` });
    expect(reviews.get(second, ADA)).toMatchObject({ suggestions: [{ id: 'CAUSE-0001', name: CAUSE.name, incident: first, why: 'The same rule fired on the same service.' }] });
    const confirmed = put(second, { cause: { id: 'CAUSE-0001', category: 'capacity', confidence: 'confirmed' } });
    expect(confirmed).toMatchObject({ suggestions: [], earlier: [{ incident: first, basis: 'confirmed' }], repeats: { basis: 'confirmed', actions: [{ id: 'CA-0001', daysLate: 23 }], says: `${second} repeats ${first}; action CA-0001 is 23 days late` } });
    expect(reviews.causes({ limit: 10 }, ADA).items).toEqual([{ id: 'CAUSE-0001', name: CAUSE.name, category: 'capacity', confirmed: 2, suspected: 0, lastStartedAt: '2026-02-14T12:00:00.000Z' }]);
    expect(reviews.cause(confirmed.cause!.id!, ADA).incidents.map(({ incident }) => incident)).toEqual([second, first]);
    expect(Comparison.safeParse(reviews.compare(second, first, ADA)).error).toBeUndefined();
    expect(reviews.compare(second, first, ADA)).toMatchObject({ why: 'The same cause: Connection pool too small.', instants: expect.arrayContaining([{ instant: 'resolvedAt', leftMs: null, rightMs: 0 }]) as unknown });
  });

  it('is no repetition after 90 days, of a drill, or of what it followed by its own signature only later', async () => {
    const { resolved, clock, fires, incidents, open, act } = openReviews();
    resolved();
    const drill = open({ isDrill: true });
    act(drill.id, { type: 'resolve' });
    expect(incidents.get(drill.id, ADA).repeats).toBeNull();
    await clock.advance(91 * DAY);
    expect(incidents.get(fires('slow')!, ADA).repeats).toBeNull();
  });
});

describe('closing a review', () => {
  it('takes a resolved incident, and a cause or a reason why none was found', () => {
    const { open, act, put, resolved } = openReviews();
    const id = open().id;
    put(id, { cause: { category: 'unknown', confidence: 'unknown', reason: 'The logs are gone.' } });
    expect(() => act(id, { type: 'review' })).toThrow('expected a resolved one');
    act(id, { type: 'resolve' });
    expect(act(id, { type: 'review' }).state).toBe('reviewed');
    expect(() => put(resolved(null), { cause: { category: 'unknown', confidence: 'unknown' } })).toThrow('expected some words on why no cause was found');
    expect(() => put(resolved(null), { cause: { category: 'code', confidence: 'suspected' } })).toThrow('expected the "id" of a known cause or the "name" of a new one');
  });

  it('asks less of a drill and of history, and of both what will be done', () => {
    const { open, act, add, incidents, resolved } = openReviews();
    const drill = open({ isDrill: true }).id;
    act(drill, { type: 'resolve' });
    const late = add(drill, { owner: null });
    expect(() => act(drill, { type: 'review' })).toThrow(`${late.id} has not an owner.`);
    const past = incidents.importPast([{ entries: [{ fact: { type: 'opened', data: { standing: 'declared', severity: 'P1', kind: null, origin: 'import', services: [], rule: 'slow', signature: 'x', private: false, isDrill: false, impactStartedAt: '2025-01-01T00:00:00.000Z', noEarlierThan: false, detectedAt: '2025-01-01T00:00:00.000Z' }, texts: { title: 'Old' } }, at: Date.parse('2025-01-01T00:00:00.000Z') as never }, { fact: { type: 'resolved', data: {}, texts: {} }, at: Date.parse('2025-01-01T01:00:00.000Z') as never }] }], ADA.actor)[0]!;
    expect(act(past, { type: 'review' }).state).toBe('reviewed');
    // Control: the same of one that was lived through is refused.
    expect(() => act(resolved(null), { type: 'review' })).toThrow('no cause is given');
  });

  it('is final until somebody says why it is open again; actions live on', () => {
    const { resolved, put, act, add, reviews, step } = openReviews();
    const id = resolved(null);
    put(id, { cause: CAUSE });
    const action = add(id);
    act(id, { type: 'review' });
    expect(() => put(id, { sections: { summary: 'x' } })).toThrow(`The review of ${id} is closed. Open it again first.`);
    expect(() => add(id)).toThrow('is closed');
    expect(step(action.id, { type: 'offerLink', label: 'PR 12', url: 'https://git.acme.test/12' }).state).toBe('awaiting');
    expect(act(id, { type: 'reopenReview', reason: 'the cause was another one' })).toMatchObject({ state: 'resolved' });
    expect(reviews.get(id, ADA)).toMatchObject({ state: 'open', closedAt: null, reopened: { reason: 'the cause was another one', by: ADA.actor } });
    expect(() => act(id, { type: 'reopenReview', reason: 'again' })).toThrow('is not closed');
    expect(put(id, { sections: { summary: 'x' } }).sections.summary?.text).toBe('x');
    act(id, { type: 'review' });
    expect(act(id, { type: 'reopen', reason: 'it is back' })).toMatchObject({ state: 'investigating' });
    expect(reviews.get(id, ADA)).toMatchObject({ state: 'open', mayClose: false });
  });

  it('is refused in words and with a list that a screen can show', () => {
    const { resolved, act } = openReviews();
    const id = resolved(null);
    const refusal = (): unknown => {
      try {
        act(id, { type: 'review' });
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(refusal()).toMatchObject({ code: 'conflict', details: { missing: [{ what: 'cause', ref: null }] } });
  });
});

describe('two people at one review', () => {
  it('the second is told what the first wrote, and nothing is lost; actions and closing do not get in the way', () => {
    const { resolved, put, add, reviews, act } = openReviews();
    const id = resolved(null);
    put(id, { whys: [{ id: 'w1', question: 'Why?' }] });
    const { version } = reviews.get(id, ADA);
    put(id, { whys: [{ id: 'w1', question: 'Why?', answer: 'The disk was full.' }] }, BOB);
    const refusal = (): unknown => {
      try {
        put(id, { factors: [{ id: 'f1', text: 'x' }] }, ADA, version);
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(refusal()).toMatchObject({ code: 'conflict', message: `The review of ${id} was changed by Bob since you looked. Look at what changed, then try again.`, details: { version: 2, changes: [{ type: 'whyPut', actor: BOB.actor, data: { answer: 'The disk was full.' } }] } });
    add(id);
    act(id, { type: 'note', text: 'x' });
    expect(put(id, { factors: [{ id: 'f1', text: 'x' }] }, ADA, 2)).toMatchObject({ version: 3, whys: [{ answer: 'The disk was full.' }], factors: [{ text: 'x' }] });
  });

  it('an action that somebody else changed is told, too', () => {
    const { resolved, add, edit } = openReviews();
    const action = add(resolved(null));
    add(resolved(null));
    edit(action.id, { text: 'Alert on p99' }, BOB);
    expect(() => edit(action.id, { owner: 'eve' }, ADA, 1)).toThrow('CA-0001 was changed by Bob since you looked.');
    expect(edit(action.id, { owner: 'eve' }, ADA, 2)).toMatchObject({ text: 'Alert on p99', ownerName: 'Eve', version: 3 });
  });

  it('what is written again as it stands is no entry', () => {
    const { resolved, put, journal } = openReviews();
    const id = resolved(null);
    const draft = { lead: 'bob', cause: CAUSE, whys: [{ id: 'w1', question: 'Why?', answer: 'x' }, { id: 'w2', parent: 'w1', question: 'And why?' }], factors: [{ id: 'f1', text: 'x' }], sections: { summary: 'x' } };
    put(id, draft);
    const before = journal.head()?.seq;
    put(id, { ...draft, cause: { ...CAUSE, name: 'Connection pool too small' } });
    expect(journal.head()?.seq).toBe(before);
  });
});

describe('corrective actions', () => {
  it('a link is confirmed by a second person, never by whoever put it', () => {
    const { resolved, add, step } = openReviews();
    const { id } = add(resolved(null));
    const offer = { type: 'offerLink', label: 'PR 12', url: 'https://git.acme.test/12' } as const;
    expect(() => step(id, { type: 'confirmLink' }, BOB)).toThrow('CA-0001 has no link that waits; it is open.');
    expect(step(id, offer, BOB)).toMatchObject({ state: 'awaiting', link: { label: 'PR 12', by: BOB.actor }, mayConfirm: false });
    expect(() => step(id, { type: 'confirmLink' }, BOB)).toThrow('Bob put this link; another person has to confirm it.');
    expect(step(id, { type: 'refuseLink', reason: 'not merged yet' }, ADA)).toMatchObject({ state: 'open', link: null });
    step(id, offer, BOB);
    expect(step(id, { type: 'confirmLink', comment: 'seen on main' }, ADA)).toMatchObject({ state: 'done', proved: { says: 'Ada confirmed the link: seen on main', by: ADA.actor }, proofState: { state: 'passed' } });
    expect(() => step(id, offer, BOB)).toThrow('CA-0001 is done. Reopen it first.');
    expect(() => step(id, { type: 'offerLink', label: 'x', url: 'https://ada:secret@acme.test/' }, BOB)).toThrow();
  });

  it('closes by itself when its rule is there and was evaluated since it was made', async () => {
    const { resolved, add, reviews, hasRule, wait, clock, rules, configured, timeline } = openReviews();
    const incident = resolved(null);
    hasRule('p99', { judgedAt: null });
    const { id } = add(incident, { proof: { kind: 'rule', rule: 'p99' } });
    await wait(120_000);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'open', proofState: { state: 'waiting', says: expect.stringContaining('was not evaluated since') as string } });
    hasRule('p99', { judgedAt: (clock.nowMs() - 10 * DAY) as never });
    await wait(60_000);
    expect(reviews.action(id, ADA).state, 'what was seen before the action proves nothing').toBe('open');
    hasRule('p99', { trouble: 'its source does not answer' });
    await wait(60_000);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'open', proofState: { says: 'Rule "p99" is there and cannot be judged: its source does not answer' } });
    hasRule('p99');
    configured(false);
    await wait(60_000);
    expect(reviews.action(id, ADA).state, 'nothing is known without a configuration').toBe('open');
    configured(true);
    await wait(60_000);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'done', proved: { by: { kind: 'holdfast' }, evidence: { kind: 'record', ref: 'rule p99' } } });

    rules.clear();
    await wait(60_000);
    expect(reviews.action(id, ADA).lapsedAt, 'seen once is a doubt').toBeNull();
    await wait(60_000);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'done', proofState: { state: 'lapsed' } });
    expect(reviews.actions({ limit: 10, state: 'all', overdue: false }, ADA).counts).toMatchObject({ open: 0, lapsed: 1 });
    await wait(300_000);
    hasRule('p99');
    await wait(120_000);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'done', lapsedAt: null });
    expect(timeline(incident, { type: 'correctiveLapsed' }).items.map(({ data }) => [data['holds'], data['says']])).toEqual([[false, 'Rule "p99" is no longer there.'], [true, 'Rule "p99" is there.']]);
  });

  it('is not proved by the very rule that fired, until that was changed', async () => {
    const { resolved, add, reviews, hasRule, wait, journal, clock } = openReviews();
    const changed = (name: string) => void journal.append(null, { type: 'configChanged', data: { by: 'file', added: [], removed: [], changed: [name] }, texts: {} }, { actor: ADA.actor });
    hasRule('slow');
    const incident = resolved('slow');
    changed('rule slow');
    await clock.advance(1_000);
    const { id } = add(incident, { proof: { kind: 'rule', rule: 'slow' } });
    const judged = async (): Promise<void> => {
      await clock.advance(1_000);
      hasRule('slow');
      await wait(60_000);
    };
    await judged();
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'open', proofState: { says: expect.stringContaining('that it is there proves nothing') as string } });
    changed('rule fast');
    await judged();
    expect(reviews.action(id, ADA).state).toBe('open');
    changed('rule slow');
    await judged();
    expect(reviews.action(id, ADA).state).toBe('done');
  });

  it('waits for a disk that refuses, and one that cannot be written keeps no other from being looked at', async () => {
    const { resolved, add, reviews, hasRule, wait, clock, raw } = openReviews();
    const [first, second] = [add(resolved(null), { proof: { kind: 'rule', rule: 'p99' } }), add(resolved(null), { proof: { kind: 'rule', rule: 'p99' } })];
    await clock.advance(1_000);
    hasRule('p99');
    const states = () => [first, second].map(({ id }) => reviews.action(id, ADA).state);
    raw.exec(`CREATE TRIGGER full BEFORE INSERT ON journal WHEN NEW.stream = '${first.incident}' BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
    await wait(60_000);
    expect(states()).toEqual(['open', 'done']);
    raw.exec('DROP TRIGGER full');
    await wait(60_000);
    expect(states()).toEqual(['done', 'done']);
  });

  it.each([
    ['its probe', { kind: 'probe', checks: 3 }, 'Probe "checkout-up"'],
    ['its Postman collection', { kind: 'postman', checks: 3 }, 'The collection of "checkout-up"'],
  ] as const)('closes by itself when %s has passed often enough in a row, and lapses when that fails', async (_, proof, subject) => {
    const { resolved, add, reviews, checks: seen, wait, clock } = openReviews();
    const signal = SignalId.parse('checkout-up');
    const { id } = add(resolved(null), { proof: { ...proof, signal } });
    const checks: { time: ReturnType<typeof clock.nowMs>; value: number }[] = [];
    const checked = async (...values: number[]): Promise<void> => {
      for (const value of values) {
        await clock.advance(5_000);
        checks.push({ time: clock.nowMs(), value });
      }
      seen.set(signal, { by: proof.kind, checks: [...checks] });
      await wait(60_000);
    };
    await checked(1, 1, 0, 1, 1);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'open', proofState: { says: `${subject} has passed 2 of 3 times in a row.` } });
    await checked(NaN, 1);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'done', proved: { evidence: { kind: 'sample', ref: 'checkout-up', value: 1 } } });
    await checked(0, 0);
    await wait(120_000);
    expect(reviews.action(id, ADA).lapsedAt, 'two lost packets').toBeNull();
    await checked(0);
    await wait(60_000);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'done', lapsedAt: expect.any(String) as string });
    await checked(1, 1, 1);
    await wait(60_000);
    expect(reviews.action(id, ADA).lapsedAt).toBeNull();
  });

  it('is not proved by the signal of another kind of source, nor by what passed before the action was made', async () => {
    const { resolved, add, reviews, checks, wait, clock } = openReviews();
    const signal = SignalId.parse('checkout-up');
    checks.set(signal, { by: 'postman', checks: [1, 2, 3].map((second) => ({ time: epochMs(clock.nowMs() - second * 1_000), value: 1 })) });
    const [byProbe, byCollection] = [add(resolved(null), { proof: { kind: 'probe', signal, checks: 1 } }), add(resolved(null), { proof: { kind: 'postman', signal } })];
    await wait(60_000);
    expect(reviews.action(byProbe.id, ADA)).toMatchObject({ state: 'open', proofState: { says: 'Signal "checkout-up" is not the availability signal of a probe.' } });
    expect(reviews.action(byCollection.id, ADA)).toMatchObject({ state: 'open', proofState: { says: 'The collection of "checkout-up" has passed 0 of 1 times in a row.' } });
    checks.set(signal, { by: 'postman', checks: [{ time: clock.nowMs(), value: 1 }] });
    await wait(60_000);
    expect(reviews.action(byProbe.id, ADA).state).toBe('open');
    expect(reviews.action(byCollection.id, ADA)).toMatchObject({ state: 'done', proved: { says: expect.stringContaining('The collection of "checkout-up" passed 1 time, the last one at') as string } });
  });

  it('closes by itself when a drill since then was mitigated in time, of the service that was meant', async () => {
    const { resolved, add, reviews, open, act, wait, clock, step } = openReviews();
    const incident = resolved(null);
    const drill = async (minutes: number, services: string[], isDrill = true): Promise<string> => {
      const { id } = open({ isDrill, services, title: 'DNS drill' });
      await clock.advance(minutes * 60_000);
      act(id, { type: 'mitigate' });
      await wait(60_000);
      return id;
    };
    await drill(1, ['checkout']);
    const { id } = add(incident, { proof: { kind: 'drill', withinSeconds: 480, service: 'checkout' } });
    await wait(60_000);
    expect(reviews.action(id, ADA).state, 'the drill before it').toBe('open');
    await drill(9, ['checkout']);
    await drill(2, ['login']);
    await drill(2, ['checkout'], false);
    expect(reviews.action(id, ADA).state, 'too slow, of another service, no drill').toBe('open');
    const good = await drill(7, ['checkout']);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'done', proved: { says: `Drill ${good} was mitigated in 07:00, within 08:00.`, evidence: { ref: good, value: 420 } } });
    step(id, { type: 'reopen', reason: 'the zone has moved' });
    await wait(60_000);
    expect(reviews.action(id, ADA), 'it must be proved anew').toMatchObject({ state: 'open', reopened: 1, proved: null });
  });

  it('closes by itself when a plan was drilled to its end in time, which takes no incident', async () => {
    const { resolved, add, reviews, wait, drilled, clock } = openReviews();
    const { id } = add(resolved(null), { proof: { kind: 'drill', withinSeconds: 480, service: 'checkout' } });
    const asked: unknown[] = [];
    drilled((since, withinMs, service) => (asked.push([since <= clock.nowMs(), withinMs, service]), null));
    await wait(60_000);
    expect([asked[0], reviews.action(id, ADA).state]).toEqual([[true, 480_000, 'checkout'], 'open']);
    drilled(() => ({ of: { run: RunId.parse('RUN-0007'), plan: 'Fail over to the second region' }, startedAt: clock.nowMs(), tookMs: 3_200 }));
    await wait(60_000);
    expect(reviews.action(id, ADA)).toMatchObject({ state: 'done', proved: { says: 'Drill RUN-0007 of Fail over to the second region was done in 3.2 s, within 08:00.', evidence: { kind: 'record', ref: 'RUN-0007', value: 3.2 } } });
  });

  it('by a Postman collection that names no signal, as older versions wrote it, can still be read; a signal or a link takes its place', () => {
    const { resolved, add, edit, step } = openReviews();
    const { id } = add(resolved(null), { proof: { kind: 'postman' }, proofNote: 'checkout.postman_collection.json' });
    expect(step(id, { type: 'check' })).toMatchObject({ state: 'open', proofState: { state: 'cannotRun' } });
    expect(edit(id, { proof: { kind: 'postman', signal: SignalId.parse('checkout-tests'), checks: 3 } })).toMatchObject({ proofState: { state: 'waiting', says: 'There is no signal "checkout-tests" yet.' } });
    expect(() => step(id, { type: 'offerLink', label: 'x', url: 'https://acme.test/' })).toThrow('is not proved by a link. Change its proof to a link first.');
    expect(edit(id, { proof: { kind: 'link' } })).toMatchObject({ proofNote: 'checkout.postman_collection.json', proofState: { state: 'waiting' } });
  });

  it('can be looked at now, dropped with a reason, reopened; numbers are never given twice', () => {
    const { resolved, add, step, hasRule, restart, reviews, actions, clock } = openReviews();
    const incident = resolved(null);
    const first = add(incident, { proof: { kind: 'rule', rule: 'p99' } });
    expect(step(first.id, { type: 'check' }).state).toBe('open');
    hasRule('p99', { judgedAt: (clock.nowMs() + 1) as never });
    expect(step(first.id, { type: 'check' }).state).toBe('done');
    const second = add(incident);
    expect(step(second.id, { type: 'drop', reason: 'the service is gone' })).toMatchObject({ state: 'dropped', dropped: { reason: 'the service is gone', by: ADA.actor } });
    expect(() => step(second.id, { type: 'drop', reason: 'x' })).toThrow('there is nothing to drop');
    expect(step(second.id, { type: 'reopen', reason: 'it is not' })).toMatchObject({ state: 'open', dropped: null });
    expect(() => step(second.id, { type: 'reopen', reason: 'x' })).toThrow('only what is done or dropped can be reopened');
    const before = actions();
    restart().rebuild();
    expect(actions()).toEqual(before);
    expect(add(incident).id).toBe('CA-0003');
    expect(reviews.get(incident, ADA).actions.map(({ id }) => id)).toEqual(['CA-0001', 'CA-0002', 'CA-0003']);
  });

  it('takes the place of an action item of the incident, which is done with it', () => {
    const { open, act, add, incidents } = openReviews();
    const { id } = open();
    const { actions: [action] } = act(id, { type: 'addAction', text: 'Ask the provider' });
    if (action === undefined) throw new Error('no action item');
    expect(add(id, { text: action.text, fromItem: action.id })).toMatchObject({ fromItem: action.id });
    expect(incidents.get(id, ADA)).toMatchObject({ openActions: 0, actions: [{ doneAt: expect.any(String) as string }] });
    expect(() => add(id, { fromItem: action.id })).toThrow('is done; expected an open one');
    expect(() => add(id, { fromItem: item('i99') })).toThrow('has no action item "i99"');
  });

  it('are listed by what is due first; overdue ones are counted', async () => {
    const { resolved, add, actions, clock, step } = openReviews();
    const incident = resolved(null);
    const late = add(incident, { dueAt: '2026-01-16T12:00:00.000Z', owner: 'eve' });
    const none = add(incident, { dueAt: null });
    const soon = add(incident, { dueAt: '2026-01-20T12:00:00.000Z' });
    const gone = add(incident, { dueAt: '2026-01-16T12:00:00.000Z' });
    step(gone.id, { type: 'drop', reason: 'x' });
    await clock.advance(2 * DAY);
    expect(actions().items.map(({ id, daysLate }) => [id, daysLate])).toEqual([[late.id, 1], [soon.id, null], [none.id, null], [gone.id, null]]);
    expect(actions({ overdue: 'true' }).items.map(({ id }) => id)).toEqual([late.id]);
    expect(actions({ owner: 'eve' }).items.map(({ id }) => id)).toEqual([late.id]);
    expect(actions({ state: 'dropped' }).items.map(({ id }) => id)).toEqual([gone.id]);
    expect(actions().counts).toEqual({ open: 3, awaiting: 0, overdue: 1, lapsed: 0 });
    const paged: string[] = [];
    for (let cursor: string | null = null, page = actions({ limit: 1 }); ; page = actions({ limit: 1, cursor })) {
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.next;
      if (cursor === null) break;
    }
    expect(paged).toEqual([late.id, soon.id, none.id, gone.id]);
  });
});

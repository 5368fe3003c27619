import { describe, expect, it } from 'vitest';
import { ADA, byOf, COMMS, EVE } from '../incidents/testing/open-incidents.ts';
import { openReviews } from './testing/open-reviews.ts';

const DAY = 86_400_000;
const CAUSE = { name: 'Connection pool too small', category: 'capacity', confidence: 'confirmed' } as const;
const APPROVER = byOf('eve', ['view', 'publish', 'approve']);

describe('a private incident', () => {
  it('is in no list, no cause, no count and no sentence of whoever may not see it', async () => {
    const { resolved, put, add, incidents, list, causes, actions, reviews, fires, clock, act } = openReviews();
    const secret = resolved();
    put(secret, { cause: { ...CAUSE, name: 'A stolen key' } });
    const action = add(secret, { dueAt: '2026-01-16T12:00:00.000Z' });
    incidents.edit(secret, incidents.get(secret, ADA).version, { private: { to: true, reason: 'security' } }, ADA);
    await clock.advance(10 * DAY);
    const again = fires('slow')!;
    incidents.edit(again, incidents.get(again, APPROVER).version, { private: { to: false, reason: 'this one is not' } }, APPROVER);
    act(again, { type: 'resolve' });

    expect([list({}, COMMS).items.map(({ incident }) => incident), list({}, COMMS).counts.open, causes({}, COMMS).items, actions({}, COMMS).items, actions({}, COMMS).counts.overdue]).toEqual([[again], 0, [], [], 0]);
    expect(incidents.get(again, COMMS).repeats).toBeNull();
    expect(reviews.get(again, COMMS)).toMatchObject({ suggestions: [], earlier: [], repeats: null });
    expect(() => reviews.get(secret, COMMS)).toThrow('is private');
    expect(() => reviews.story(secret, COMMS)).toThrow('is private');
    expect(() => reviews.compare(again, secret, COMMS)).toThrow('is private');
    expect(() => reviews.action(action.id, COMMS)).toThrow('There is no corrective action CA-0001.');
    expect(() => put(again, { cause: { id: 'CAUSE-0001', category: 'security', confidence: 'confirmed' } }, COMMS)).toThrow('There is no cause CAUSE-0001.');
    // Control: whoever may see it does.
    expect([list({}, EVE).items.length, causes({}, EVE).items.length, actions({}, EVE).counts.overdue, incidents.get(again, EVE).repeats?.incident]).toEqual([2, 1, 1, secret]);
  });
});

describe('legal hold', () => {
  it('is set by whoever operates, once, with a reason, also on what was merged', () => {
    const { open, act, incidents } = openReviews();
    const [a, b] = [open().id, open({ title: 'Other' }).id];
    act(a, { type: 'merge', into: b });
    expect(act(a, { type: 'hold', reason: 'claim 4711' }).hold).toMatchObject({ reason: 'claim 4711', by: ADA.actor });
    expect(() => act(a, { type: 'hold', reason: 'x' })).toThrow('is under legal hold already');
    expect(act(a, { type: 'liftHold', reason: 'settled' }).hold).toBeNull();
    expect(() => act(a, { type: 'liftHold', reason: 'x' })).toThrow('is not under legal hold');
    expect(incidents.get(b, ADA).hold).toBeNull();
  });
});

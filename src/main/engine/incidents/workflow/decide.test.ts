import { describe, expect, it } from 'vitest';
import { IncidentAction } from '../../../../shared/contract/incident-inputs.ts';
import { PersonId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import type { z } from 'zod';
import { foldEntries } from '../fold.ts';
import type { IncidentRecord } from '../record.ts';
import { ADA, at, BOB, entries, INCIDENT, opened } from '../testing/facts.ts';
import { decide, rightFor, type Deciding, type OwnAction } from './decide.ts';
import type { Step } from './step.ts';

const people = [ADA, BOB].map(({ id, name }) => ({ id: PersonId.parse(id), name }));
const context: Deciding = { now: epochMs(Date.parse(at('12:30'))), actor: ADA, people, numbers: [], confirmed: true, obligations: ['dora'], missing: [] };

type Given = z.input<typeof IncidentAction>;
const given = (...facts: Parameters<typeof entries>): IncidentRecord => {
  const record = foldEntries(entries(...facts));
  if (record === null) throw new Error('no incident');
  return record;
};
const act = (record: IncidentRecord, action: Given, by: Partial<Deciding> = {}): Step[] => decide(record, IncidentAction.parse(action) as OwnAction, { ...context, ...by });
const types = (steps: readonly Step[]): string[] => steps.map(({ fact }) => fact.type);
const plainly = (type: 'acknowledged' | 'investigating' | 'mitigated' | 'resolved' | 'reviewed' | 'accepted'): IncidentFact => ({ type, data: {}, texts: {} });
const taken = (role: 'incidentCommander' | 'engineer', person: typeof ADA): IncidentFact => ({ type: 'roleTaken', data: { role, person: person.id, personName: person.name }, texts: {} });
const offered: IncidentFact = { type: 'handoverOffered', data: { role: 'incidentCommander', from: 'bob', to: 'ada', toName: 'Ada' }, texts: {} };
const action2: IncidentFact = { type: 'actionAdded', data: { item: 'i2' as never, owner: null, ownerName: null, dueAt: null }, texts: { text: 'call the provider' } };
const link2: IncidentFact = { type: 'linkAdded', data: { item: 'i2' as never, kind: 'warRoom' }, texts: { label: 'War room', url: 'https://meet.acme.test/1' } };

const proposed = given(opened({ standing: 'proposed' }));
const declared = given(opened());
const acknowledged = given(opened(), plainly('acknowledged'));
const mitigated = given(opened(), plainly('acknowledged'), plainly('mitigated'));
const resolved = given(opened(), plainly('resolved'));
const reviewed = given(opened(), plainly('resolved'), plainly('reviewed'));
const dismissed = given(opened({ standing: 'proposed' }), { type: 'dismissed', data: { falseAlarm: true }, texts: { reason: 'x' } });
const merged = given(opened(), { type: 'merged', data: { into: 'INC-2026-0009' as never }, texts: {} });
const reported = given(opened({ origin: 'customer' }));
const commanded = given(opened(), taken('incidentCommander', BOB));
const offeredRecord = given(opened(), taken('incidentCommander', BOB), offered);
const withItems = given(opened(), action2);
const withLink = given(opened(), link2);

const hold = { type: 'decide', choice: 'hold', reason: 'the fix is on its way', reaskAt: at('12:40') } as const;

describe('what an action makes of an incident', () => {
  it.each<[string, IncidentRecord, Given, string[]]>([
    ['acknowledging what the clock of a source, or of ours before it was set back, found later than now', given(opened({ detectedAt: at('12:31') })), { type: 'acknowledge' }, ['acknowledged']],
    ['resolving it, too', given(opened({ impactStartedAt: at('12:31'), detectedAt: at('12:31') })), { type: 'resolve' }, ['resolved']],
    ['accepting a proposal declares it', proposed, { type: 'accept' }, ['accepted']],
    ['acknowledging a proposal accepts it at once', proposed, { type: 'acknowledge' }, ['accepted', 'acknowledged']],
    ['so does taking command of it', proposed, { type: 'takeRole', role: 'incidentCommander' }, ['accepted', 'roleTaken']],
    ['deciding does not', proposed, hold, ['decided']],
    ['a proposal can be dismissed', proposed, { type: 'dismiss', reason: 'a test', falseAlarm: true }, ['dismissed']],
    ['and so can what a rule declared, before anybody acknowledged it', declared, { type: 'dismiss', reason: 'a test', falseAlarm: true }, ['dismissed']],
    ['acknowledging', declared, { type: 'acknowledge' }, ['acknowledged']],
    ['investigating without acknowledging invents nothing', declared, { type: 'investigate' }, ['investigating']],
    ['resolving at once, too', declared, { type: 'resolve', how: 'restarted it' }, ['resolved']],
    ['mitigating', acknowledged, { type: 'mitigate' }, ['mitigated']],
    ['resolving', mitigated, { type: 'resolve' }, ['resolved']],
    ['reviewing', resolved, { type: 'review' }, ['reviewed']],
    ['reopening what was resolved', resolved, { type: 'reopen', reason: 'came back' }, ['reopened']],
    ['reopening what was reviewed', reviewed, { type: 'reopen', reason: 'came back' }, ['reopened']],
    ['reopening what was dismissed', dismissed, { type: 'reopen', reason: 'it was real' }, ['reopened']],
    ['a note', declared, { type: 'note', text: 'DNS looks odd' }, ['note']],
    ['a note on a dismissed one', dismissed, { type: 'note', text: 'fires every night' }, ['note']],
    ['taking a vacant role', declared, { type: 'takeRole', role: 'incidentCommander' }, ['roleTaken']],
    ['taking a held role: the other has left it, and the timeline says so', commanded, { type: 'takeRole', role: 'incidentCommander' }, ['roleLeft', 'roleTaken']],
    ['taking a role that was offered is a hand-over', offeredRecord, { type: 'takeRole', role: 'incidentCommander' }, ['handoverAccepted']],
    ['several are engineers', given(opened(), taken('engineer', BOB)), { type: 'takeRole', role: 'engineer' }, ['roleTaken']],
    ['assigning a role', declared, { type: 'assignRole', role: 'scribe', person: 'bob' }, ['roleTaken']],
    ['accepting a hand-over', offeredRecord, { type: 'acceptRole', role: 'incidentCommander' }, ['handoverAccepted']],
    ['leaving a role', given(opened(), taken('engineer', ADA)), { type: 'leaveRole', role: 'engineer' }, ['roleLeft']],
    ['offering a role', given(opened(), taken('incidentCommander', ADA)), { type: 'offerRole', role: 'incidentCommander', to: 'bob' }, ['handoverOffered']],
    ['a link', declared, { type: 'addLink', kind: 'ticket', label: 'OPS-1', url: 'https://tickets.acme.test/OPS-1' }, ['linkAdded']],
    ['a link gone', withLink, { type: 'removeLink', item: 'i2' }, ['linkRemoved']],
    ['an action item', declared, { type: 'addAction', text: 'call the provider', owner: 'bob', dueAt: at('13:00') }, ['actionAdded']],
    ['an action item changed', withItems, { type: 'changeAction', item: 'i2', owner: 'bob' }, ['actionChanged']],
    ['an action item as it was', withItems, { type: 'changeAction', item: 'i2', owner: null, dueAt: null }, []],
    ['an action item done', withItems, { type: 'finishAction', item: 'i2' }, ['actionDone']],
    ['an action item not done, again', withItems, { type: 'finishAction', item: 'i2', done: false }, []],
    ['an estimate', declared, { type: 'setImpact', field: 'customers', number: 1_200, source: 'gateway logs' }, ['impactSet']],
    ['an estimate that nobody can give yet', declared, { type: 'setImpact', field: 'money', known: false }, ['impactSet']],
    ['an update with a promise', declared, { type: 'recordUpdate', audience: 'public', text: 'We are investigating.', nextAt: at('12:50') }, ['updateSent']],
    ['holding', declared, hold, ['decided']],
    ['executing', declared, { type: 'decide', choice: 'execute', reason: 'nothing else helps' }, ['decided']],
    ['an obligation met', declared, { type: 'meetObligation', obligation: 'dora', how: 'reported by form' }, ['obligationMet']],
    ['an obligation met before', given(opened(), { type: 'obligationMet', data: { obligation: 'dora' }, texts: {} }), { type: 'meetObligation', obligation: 'dora' }, []],
    ['the same as another', declared, { type: 'sameAs', incident: 'INC-2026-0009' }, ['sameAs']],
    ['no longer the same as none', declared, { type: 'sameAs', incident: null }, []],
  ])('%s', (_, record, action, expected) => expect(types(act(record, action))).toEqual(expected));

  it.each<[string, IncidentRecord, Given, string]>([
    ['conflict', declared, { type: 'accept' }, 'INC-2026-0001 is an incident already; there is nothing to accept.'],
    ['conflict', acknowledged, { type: 'dismiss', reason: 'x', falseAlarm: false }, 'INC-2026-0001 is acknowledged and can no longer be dismissed. Resolve it instead.'],
    ['conflict', reported, { type: 'dismiss', reason: 'x', falseAlarm: false }, 'INC-2026-0001 was reported by a person and cannot be dismissed. Resolve it instead.'],
    ['conflict', acknowledged, { type: 'acknowledge' }, 'INC-2026-0001 is acknowledged already. It goes back only by being reopened.'],
    ['conflict', mitigated, { type: 'investigate' }, 'INC-2026-0001 is mitigated already. It goes back only by being reopened.'],
    ['conflict', resolved, { type: 'mitigate' }, 'INC-2026-0001 is resolved already. It goes back only by being reopened.'],
    ['conflict', acknowledged, { type: 'reopen', reason: 'x' }, 'INC-2026-0001 is open (acknowledged); only what was resolved, reviewed or dismissed can be reopened.'],
    ['conflict', acknowledged, { type: 'review' }, 'INC-2026-0001 is acknowledged; expected a resolved one. Resolve it before its review.'],
    ['conflict', reviewed, { type: 'review' }, 'INC-2026-0001 is reviewed already.'],
    ['conflict', merged, { type: 'note', text: 'x' }, 'INC-2026-0001 was merged into INC-2026-0009; go on there.'],
    ['conflict', dismissed, { type: 'acknowledge' }, 'INC-2026-0001 was dismissed. Reopen it first.'],
    ['conflict', resolved, hold, 'INC-2026-0001 is resolved; there is nothing left to decide. Reopen it first.'],
    ['invalid_input', declared, { type: 'acknowledge', at: at('12:31') }, 'The time of this step lies in the future (2026-01-15 12:31:00 UTC): expected 2026-01-15 12:30:00 UTC or earlier.'],
    ['invalid_input', declared, { type: 'note', text: 'x', at: at('12:31') }, 'The time of the note lies in the future (2026-01-15 12:31:00 UTC): expected 2026-01-15 12:30:00 UTC or earlier.'],
    ['invalid_input', proposed, { type: 'accept', at: at('12:31') }, 'The time of the declaration lies in the future (2026-01-15 12:31:00 UTC): expected 2026-01-15 12:30:00 UTC or earlier.'],
    ['invalid_input', resolved, { type: 'review', at: at('12:31') }, 'The time of the review lies in the future (2026-01-15 12:31:00 UTC): expected 2026-01-15 12:30:00 UTC or earlier.'],
    ['invalid_input', declared, { type: 'mitigate', at: at('11:57') }, 'The mitigation (2026-01-15 11:57:00 UTC) would lie before the start of the impact: expected 2026-01-15 11:58:00 UTC or later.'],
    ['invalid_input', declared, { type: 'acknowledge', at: at('11:59') }, 'The acknowledgement (2026-01-15 11:59:00 UTC) would lie before the detection: expected 2026-01-15 12:00:00 UTC or later.'],
    ['invalid_input', mitigated, { type: 'resolve', at: at('12:01') }, 'The resolution (2026-01-15 12:01:00 UTC) would lie before the mitigation: expected 2026-01-15 12:02:00 UTC or later.'],
    ['invalid_input', resolved, { type: 'review', at: at('12:00') }, 'The review (2026-01-15 12:00:00 UTC) would lie before the resolution: expected 2026-01-15 12:01:00 UTC or later.'],
    ['conflict', given(opened(), taken('incidentCommander', ADA)), { type: 'takeRole', role: 'incidentCommander' }, 'Ada is incident commander of INC-2026-0001 already.'],
    ['invalid_input', declared, { type: 'assignRole', role: 'scribe', person: 'eve' }, 'Nobody of the id "eve" is in the configuration: expected one of "ada", "bob".'],
    ['conflict', commanded, { type: 'assignRole', role: 'incidentCommander', person: 'bob' }, 'Bob is incident commander of INC-2026-0001 already.'],
    ['conflict', commanded, { type: 'leaveRole', role: 'incidentCommander' }, 'Ada is not incident commander of INC-2026-0001; Bob is.'],
    ['conflict', declared, { type: 'leaveRole', role: 'scribe' }, 'Ada is not scribe of INC-2026-0001; nobody is.'],
    ['conflict', commanded, { type: 'offerRole', role: 'incidentCommander', to: 'bob' }, 'Ada is not incident commander of INC-2026-0001; Bob is.'],
    ['invalid_input', given(opened(), taken('engineer', ADA)), { type: 'offerRole', role: 'engineer', to: 'ada' }, 'Ada is engineer already; expected somebody else to hand it over to.'],
    ['conflict', given(opened(), taken('engineer', ADA), taken('engineer', BOB)), { type: 'offerRole', role: 'engineer', to: 'bob' }, 'Bob is engineer of INC-2026-0001 already.'],
    ['conflict', commanded, { type: 'acceptRole', role: 'incidentCommander' }, 'Nobody has offered Ada to be incident commander of INC-2026-0001. Take the role instead, or ask for the hand-over.'],
    ['invalid_input', declared, { type: 'addLink', kind: 'other', label: 'x', url: 'https://ada:secret@acme.test/' }, 'The address holds a name or a password, which would stay in the timeline: expected an address without them.'],
    ['not_found', declared, { type: 'removeLink', item: 'i7' }, 'INC-2026-0001 has no such link; somebody may have removed it.'],
    ['not_found', declared, { type: 'finishAction', item: 'i7' }, 'INC-2026-0001 has no such action item.'],
    ['invalid_input', declared, { type: 'addAction', text: 'x', dueAt: at('12:30') }, 'The time at which it is due is past (2026-01-15 12:30:00 UTC): expected a time after 2026-01-15 12:30:00 UTC.'],
    ['invalid_input', withItems, { type: 'changeAction', item: 'i2', dueAt: at('12:00') }, 'The time at which it is due is past (2026-01-15 12:00:00 UTC): expected a time after 2026-01-15 12:30:00 UTC.'],
    ['invalid_input', withItems, { type: 'changeAction', item: 'i2', owner: 'eve' }, 'Nobody of the id "eve" is in the configuration: expected one of "ada", "bob".'],
    ['invalid_input', declared, { type: 'setImpact', field: 'customers', number: 1.5 }, 'customers: expected a whole number, or "not yet known".'],
    ['invalid_input', declared, { type: 'setImpact', field: 'cannotDo' }, 'cannotDo: expected some words, or "not yet known".'],
    ['invalid_input', declared, { type: 'setImpact', field: 'money' }, 'money: expected a number or some words, or "not yet known".'],
    ['invalid_input', declared, { type: 'recordUpdate', audience: 'public', text: 'x', nextAt: at('12:30') }, 'The promised time of the next update is past (2026-01-15 12:30:00 UTC): expected a time after 2026-01-15 12:30:00 UTC.'],
    ['invalid_input', declared, { type: 'recordUpdate', audience: 'public', text: 'x', at: at('12:45') }, 'The time of the update lies in the future (2026-01-15 12:45:00 UTC): expected 2026-01-15 12:30:00 UTC or earlier.'],
    ['invalid_input', declared, { ...hold, reaskAt: null }, 'To hold needs a time at which the question is asked again.'],
    ['invalid_input', declared, { ...hold, reaskAt: at('12:20') }, 'The time at which the question is asked again is past (2026-01-15 12:20:00 UTC): expected a time after 2026-01-15 12:30:00 UTC.'],
    ['invalid_input', declared, { ...hold, reaskAt: '2026-01-17T00:00:00.000Z' }, 'Expected a time within 24 hours at which the question is asked again.'],
    ['invalid_input', declared, { ...hold, choice: 'execute' }, 'Only to hold asks again: expected no time of asking with this choice.'],
    ['invalid_input', declared, { type: 'meetObligation', obligation: 'nis2' }, 'There is no obligation "nis2": expected one of "dora".'],
    ['invalid_input', declared, { type: 'meetObligation', obligation: 'dora', at: at('12:45') }, 'The time at which it was met lies in the future (2026-01-15 12:45:00 UTC): expected 2026-01-15 12:30:00 UTC or earlier.'],
    ['invalid_input', declared, { type: 'sameAs', incident: INCIDENT }, 'INC-2026-0001 cannot be the same as itself: expected another incident.'],
  ])('refuses as %s', (code, record, action, message) => {
    expect(() => act(record, action)).toThrow(new HoldfastError(code as HoldfastError['code'], message));
    try {
      act(record, action);
    } catch (error) {
      expect(error).toMatchObject({ code });
    }
  });

  it('a mitigation may lie before the acknowledgement: people acknowledge what has healed meanwhile', () => {
    expect(types(act(acknowledged, { type: 'mitigate', at: at('11:59') }))).toEqual(['mitigated']);
  });

  it('bounds what an incident carries', () => {
    const full = { ...declared, links: Array.from({ length: 100 }, (_, index) => ({ id: `i${index}` as never, kind: 'other' as const, label: 'x', url: 'https://x.test' })), actions: Array.from({ length: 500 }, (_, index) => ({ id: `i${index}` as never, text: 'x', owner: null, ownerName: null, dueAt: null, doneAt: null })) };
    expect(() => act(full, { type: 'addLink', kind: 'other', label: 'x', url: 'https://x.test' })).toThrow('INC-2026-0001 has 100 links already; remove one first.');
    expect(() => act(full, { type: 'addAction', text: 'x' })).toThrow('INC-2026-0001 has 500 action items already.');
  });
});

describe('how an entry says that it is told', () => {
  const noteOf = (record: IncidentRecord, action: Given) => act(record, action).at(-1)?.note;

  it('what a person tells of the world is from memory, unless evidence comes with it', () => {
    expect(noteOf(declared, { type: 'note', text: 'x' })).toMatchObject({ actor: ADA, fromMemory: true });
    expect(noteOf(declared, { type: 'note', text: 'x', evidence: { kind: 'link', ref: 'https://x.test', time: null, value: null } })).toMatchObject({ fromMemory: false, evidence: { kind: 'link' } });
    expect(noteOf(declared, { type: 'mitigate', how: 'rolled back' })).toMatchObject({ fromMemory: true });
  });

  it('what is done at this moment is not, and what is told later is', () => {
    expect(noteOf(declared, { type: 'acknowledge' })).toEqual({ actor: ADA, evidence: null, fromMemory: false });
    expect(noteOf(declared, { type: 'acknowledge', at: at('12:10') })).toMatchObject({ at: Date.parse(at('12:10')), fromMemory: true });
  });

  it('a decision holds the numbers on screen and the time since the impact', () => {
    const numbers = [{ signal: 'checkout-errors' as never, name: 'Error rate', value: 0.99, unit: 'ratio', time: at('12:29') }];
    expect(act(declared, hold, { numbers, confirmed: false })[0]?.fact).toEqual({ type: 'decided', data: { choice: 'hold', reaskAt: at('12:40'), sinceImpactMs: 32 * 60_000, numbers, confirmed: false }, texts: { reason: hold.reason } });
  });
});

describe('who may', () => {
  it('telling needs publish, everything that steers needs operate, letting go of what was held needs approve', () => {
    const byRight = Map.groupBy(IncidentAction.options.map(({ shape }) => shape.type.value), (type) => rightFor({ type }));
    expect(byRight.get('publish')?.toSorted()).toEqual(['addAction', 'addLink', 'changeAction', 'finishAction', 'note', 'recordUpdate', 'setImpact']);
    expect(byRight.get('approve')).toEqual(['liftHold']);
    expect([...byRight.keys()].sort()).toEqual(['approve', 'operate', 'publish']);
  });
});

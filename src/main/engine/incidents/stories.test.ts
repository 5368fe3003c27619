import { describe, expect, it } from 'vitest';
import type { IncidentId } from '../../../shared/model/ids.ts';
import { Incident } from '../../../shared/model/incident.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { ADA, BOB, byOf, COMMS, EVE, openIncidents, WALL } from './testing/open-incidents.ts';

const MINUTE = 60_000;
const refusal = (work: () => unknown): { code: string; message: string; details: unknown } | null => {
  try {
    work();
    return null;
  } catch (error) {
    if (!(error instanceof HoldfastError)) throw error;
    return { code: error.code, message: error.message, details: error.details };
  }
};
/** The incident that must have come of it. */
const some = (id: IncidentId | null): IncidentId => {
  if (id === null) throw new Error('no incident');
  return id;
};

describe('a P0 from alert to review', () => {
  it('is on every screen with its onset, is worked on by name, and says afterwards what happened when', async () => {
    const { clock, incidents, fires, ends, act, timeline, told, hooks } = openIncidents({ shownNumbers: () => [{ signal: 'checkout-errors' as never, name: 'Error rate', value: 0.99, unit: 'ratio', time: null }] });
    const id = some(fires('checkout-down', { severity: 'P0', agoMs: 40_000, title: 'Checkout API: 99 % errors' }));
    expect(id).toBe('INC-2026-0001');
    expect(told('incident')).toMatchObject([{ id, title: 'Checkout API: 99 % errors', severity: 'P0', state: 'detected', standing: 'declared', impactStartedAt: '2026-01-15T11:59:20.000Z', detectedAt: '2026-01-15T12:00:00.000Z', firingAlerts: 1, vacantRoles: ['incidentCommander', 'communicationsLead', 'engineer'] }]);
    expect(told('alarm')).toEqual([{ incident: id, severity: 'P0', why: 'new', at: '2026-01-15T12:00:00.000Z' }]);
    expect(hooks).toEqual([`an incident is open: ${id}`]);

    await clock.advance(2 * MINUTE);
    act(id, { type: 'acknowledge' });
    act(id, { type: 'takeRole', role: 'incidentCommander' });
    act(id, { type: 'takeRole', role: 'engineer' }, BOB);
    expect(act(id, { type: 'assignRole', role: 'communicationsLead', person: 'eve' }, BOB).vacantRoles).toEqual([]);
    act(id, { type: 'addLink', kind: 'warRoom', label: 'War room', url: 'https://meet.acme.test/42' });
    act(id, { type: 'addAction', text: 'Ask the DNS provider', owner: 'bob', dueAt: '2026-01-15T12:30:00.000Z' });
    act(id, { type: 'recordUpdate', audience: 'public', text: 'We are investigating.', nextAt: '2026-01-15T12:22:00.000Z' }, COMMS);
    act(id, { type: 'note', text: 'The zone file looks cut off' }, BOB);

    await clock.advance(13 * MINUTE);
    act(id, { type: 'decide', choice: 'hold', reason: 'the zone is being restored', reaskAt: '2026-01-15T12:25:00.000Z' });
    act(id, { type: 'offerRole', role: 'incidentCommander', to: 'bob' });
    act(id, { type: 'acceptRole', role: 'incidentCommander' }, BOB);
    await clock.advance(5 * MINUTE);
    ends('checkout-down');
    const mitigated = act(id, { type: 'mitigate', at: '2026-01-15T12:20:00.000Z', how: 'restored the zone file' }, BOB);
    expect(mitigated).toMatchObject({ state: 'mitigated', mitigatedAt: '2026-01-15T12:20:00.000Z', impactEndedAt: '2026-01-15T12:20:00.000Z', firingAlerts: 0, openActions: 1 });
    await clock.advance(30 * MINUTE);
    act(id, { type: 'finishAction', item: mitigated.actions[0]!.id }, BOB);
    act(id, { type: 'resolve' }, BOB);
    expect(hooks).toEqual([`an incident is open: ${id}`, `an incident is closed: ${id}`]);
    expect(() => act(id, { type: 'review' })).toThrow(`The review of ${id} cannot be closed yet: no cause is given`);
    incidents.append(id, [{ type: 'causeSet', data: { cause: null, category: 'unknown', confidence: 'unknown' }, texts: { reason: 'the provider does not say' } }], { actor: ADA.actor });
    const reviewed = act(id, { type: 'review' });
    expect(reviewed).toMatchObject({ state: 'reviewed', openActions: 0, roles: [{ role: 'engineer', name: 'Bob' }, { role: 'communicationsLead', name: 'Eve' }, { role: 'incidentCommander', name: 'Bob' }], warRoom: 'https://meet.acme.test/42', decisions: [{ choice: 'hold', by: ADA.actor }], updates: [{ audience: 'public', nextAt: '2026-01-15T12:22:00.000Z' }] });
    expect(Incident.safeParse(incidents.get(id, ADA)).success).toBe(true);

    const rows = timeline(id).items;
    expect(rows.map(({ at, type, actor }) => `${at.slice(11, 16)} ${type} ${actor.name}`)).toEqual([
      '12:00 opened Holdfast', '12:00 alertFired Holdfast', '12:02 acknowledged Ada', '12:02 roleTaken Ada', '12:02 roleTaken Bob', '12:02 roleTaken Bob', '12:02 linkAdded Ada', '12:02 actionAdded Ada', '12:02 updateSent Eve', '12:02 note Bob',
      '12:15 decided Ada', '12:15 handoverOffered Ada', '12:15 handoverAccepted Bob', '12:20 alertEnded Holdfast', '12:20 mitigated Bob', '12:20 impactEnded Holdfast', '12:50 actionDone Bob', '12:50 resolved Bob', '12:50 causeSet Ada', '12:50 reviewed Ada',
    ]);
    expect(rows.find(({ type }) => type === 'decided')).toMatchObject({ data: { sinceImpactMs: 15 * MINUTE + 40_000, numbers: [{ name: 'Error rate', value: 0.99 }], confirmed: true } });
    expect(rows.find(({ type }) => type === 'note')).toMatchObject({ fromMemory: true });
    expect(rows.find(({ type }) => type === 'alertFired')).toMatchObject({ fromMemory: false, evidence: { kind: 'alert', value: 2.4 } });
    expect(timeline(id, { show: 'key', type: 'resolved' }).items).toHaveLength(1);
    expect(timeline(id, { actor: 'eve' }).items.map(({ type }) => type)).toEqual(['updateSent']);
  });
});

describe('a proposal', () => {
  it('waits for somebody to say what it is; acknowledging it makes it an incident', () => {
    const { fires, act, incidents, told } = openIncidents();
    const id = some(fires('checkout-slow', { mode: 'propose', severity: 'P2' }));
    expect(incidents.get(id, ADA)).toMatchObject({ standing: 'proposed', declaredAt: null });
    expect(act(id, { type: 'acknowledge' })).toMatchObject({ standing: 'declared', state: 'acknowledged', declaredAt: '2026-01-15T12:00:00.000Z' });
    expect(told('alarm')).toHaveLength(1);
  });

  it('dismissed as a false alarm, it stays so while the rule flaps; after half an hour it may ask again', async () => {
    const { clock, fires, ends, act, list, told } = openIncidents();
    const id = some(fires('checkout-slow', { mode: 'propose' }));
    ends('checkout-slow');
    act(id, { type: 'dismiss', reason: 'the load test', falseAlarm: true });
    for (let flap = 0; flap < 5; flap += 1) {
      await clock.advance(5 * MINUTE);
      expect(fires('checkout-slow', { mode: 'propose' })).toBe(id);
      ends('checkout-slow');
    }
    expect(list({ show: 'open' }).items).toEqual([]);
    expect(told('alarm')).toHaveLength(1);
    await clock.advance(6 * MINUTE);
    expect(fires('checkout-slow', { mode: 'propose' })).toBe('INC-2026-0002');
  });

  it('of a rule that asks for none is none', () => {
    const { fires, list } = openIncidents();
    expect(fires('checkout-slow', { mode: 'none' })).toBeNull();
    expect(list().items).toEqual([]);
  });
});

describe('back-dating', () => {
  it('keeps both times, refuses impossible ones, and leaves what was skipped unrecorded', async () => {
    const { clock, fires, act, incidents } = openIncidents();
    const id = some(fires('checkout-down', { agoMs: 10 * MINUTE }));
    await clock.advance(20 * MINUTE);
    expect(refusal(() => act(id, { type: 'resolve', at: '2026-01-15T11:49:00.000Z' }))).toMatchObject({ code: 'invalid_input' });
    const resolved = act(id, { type: 'resolve', at: '2026-01-15T12:05:00.000Z' });
    expect(resolved).toMatchObject({ resolvedAt: '2026-01-15T12:05:00.000Z', acknowledgedAt: null, mitigatedAt: null });
    expect(resolved.instants.resolvedAt).toMatchObject([{ at: '2026-01-15T12:05:00.000Z', recordedAt: '2026-01-15T12:20:00.000Z', source: 'person' }]);
    const corrected = incidents.edit(id, resolved.version, { instants: [{ instant: 'impactStartedAt', to: '2026-01-15T11:30:00.000Z', reason: 'support had calls from 11:30 on' }] }, BOB);
    expect(corrected.instants.impactStartedAt?.map(({ at, source, by, reason }) => [at, source, by.name, reason])).toEqual([['2026-01-15T11:50:00.000Z', 'data', 'Holdfast', null], ['2026-01-15T11:30:00.000Z', 'person', 'Bob', 'support had calls from 11:30 on']]);
    // What the data say afterwards no longer moves what a person has said.
    expect(act(id, { type: 'reopen', reason: 'back again' }).resolvedAt).toBeNull();
    fires('checkout-errors', { agoMs: 60 * MINUTE });
    expect(incidents.get(id, ADA)).toMatchObject({ impactStartedAt: '2026-01-15T11:30:00.000Z', firingAlerts: 2 });
  });

  it('an onset that the data show later on moves it, with a reason', () => {
    const { alerts, fires, incidents, clock } = openIncidents();
    const id = some(fires('checkout-down', { agoMs: MINUTE }));
    alerts.onsetsFound([{ key: 'checkout-down', judged: clock.nowMs(), at: (clock.nowMs() - 9 * MINUTE) as never, noEarlierThan: true }]);
    expect(incidents.get(id, ADA)).toMatchObject({ impactStartedAt: '2026-01-15T11:51:00.000Z', noEarlierThan: true });
    expect(incidents.get(id, ADA).instants.impactStartedAt).toMatchObject([{ source: 'data', reason: null }, { source: 'data', reason: 'The data show an earlier first breaching sample of checkout-down.' }]);
  });
});

describe('flapping and coming back', () => {
  it('one rule that flaps all day is one incident with one sound, told in few rows', async () => {
    const { clock, fires, ends, list, told, timeline } = openIncidents();
    const ids = new Set<IncidentId | null>();
    for (let flap = 0; flap < 50; flap += 1) {
      ids.add(fires('checkout-slow'));
      await clock.advance(7 * MINUTE);
      ends('checkout-slow');
      await clock.advance(40 * MINUTE);
    }
    expect([...ids]).toEqual(['INC-2026-0001']);
    expect([list().items.length, told('alarm').length]).toEqual([1, 1]);
    expect(timeline('INC-2026-0001' as IncidentId).items.map(({ type, count }) => `${type} ×${count}`)).toEqual(['opened ×1', 'alertFired ×50', 'alertEnded ×50']);
  });

  it('fires again soon after it was resolved: is proposed and heard, and reopening the old one takes it in', async () => {
    const { clock, fires, ends, act, incidents, alerts, told, list } = openIncidents();
    const first = some(fires('checkout-down', { severity: 'P0' }));
    ends('checkout-down');
    act(first, { type: 'resolve' });
    await clock.advance(5 * MINUTE);
    const second = some(fires('checkout-down', { severity: 'P0' }));
    expect(incidents.get(second, ADA)).toMatchObject({ standing: 'proposed', severity: 'P0' });
    expect(told('alarm')).toHaveLength(2);
    expect(incidents.similar(second, ADA)).toMatchObject([{ incident: first, why: 'The same rule fired on the same service.' }]);
    const reopened = act(first, { type: 'reopen', reason: 'the fix did not hold' });
    expect(reopened).toMatchObject({ state: 'investigating', firingAlerts: 1, absorbed: [second], reopened: 1 });
    expect(incidents.get(second, ADA)).toMatchObject({ standing: 'merged', mergedInto: first });
    expect(list({ show: 'open' }).items.map(({ id }) => id)).toEqual([first]);
    expect(told('alarm')).toHaveLength(2);
    expect(alerts.activeOf('checkout-down')?.incident).toBe(first);
    ends('checkout-down');
    expect(incidents.get(first, ADA).firingAlerts).toBe(0);
  });

  it('an old one is not reopened beside one that is open for the same cause', async () => {
    const { clock, fires, ends, act } = openIncidents();
    const first = some(fires('checkout-down'));
    ends('checkout-down');
    act(first, { type: 'resolve' });
    await clock.advance(31 * MINUTE);
    const second = some(fires('checkout-down'));
    expect(refusal(() => act(first, { type: 'reopen', reason: 'x' }))).toEqual({ code: 'conflict', message: `${second} is open for the same cause. Go on there; ${first} can be merged into it.`, details: undefined });
  });

  it('an alert that ends after the resolution tells when the impact ended', async () => {
    const { clock, fires, ends, act, incidents } = openIncidents();
    const id = some(fires('checkout-down'));
    expect(act(id, { type: 'resolve' }).impactEndedAt).toBeNull();
    await clock.advance(MINUTE);
    ends('checkout-down');
    expect(incidents.get(id, ADA).impactEndedAt).toBe('2026-01-15T12:01:00.000Z');
  });

  it('gets graver: sounds again, also after somebody acknowledged it, and not once more for the same severity', async () => {
    const { fires, act, told, clock } = openIncidents();
    const id = some(fires('checkout-slow', { severity: 'P2' }));
    act(id, { type: 'acknowledge' });
    await clock.advance(MINUTE);
    expect(fires('checkout-down', { severity: 'P0' })).toBe(id);
    expect(fires('checkout-errors', { severity: 'P0' })).toBe(id);
    expect(told('alarm')).toMatchObject([{ severity: 'P2', why: 'new' }, { severity: 'P0', why: 'graver', incident: id }]);
  });
});

describe('merging', () => {
  it('two incidents of one trouble become one that has the alerts of both', () => {
    const { fires, ends, act, incidents, alerts, told, hooks } = openIncidents();
    const login = some(fires('login-down', { service: 'login' as never, severity: 'P0', agoMs: 5 * MINUTE }));
    const checkout = some(fires('checkout-slow', { agoMs: MINUTE }));
    expect(checkout).not.toBe(login);
    expect(act(login, { type: 'merge', into: checkout, reason: 'checkout waits for login' })).toMatchObject({ standing: 'merged', mergedInto: checkout });
    expect(incidents.get(checkout, ADA)).toMatchObject({ severity: 'P0', services: ['checkout', 'login'], firingAlerts: 2, impactStartedAt: '2026-01-15T11:55:00.000Z', absorbed: [login] });
    expect(alerts.activeOf('login-down')?.incident).toBe(checkout);
    expect(hooks.at(-1)).toBe(`an incident is closed: ${login}`);
    expect(told('alarm').at(-1)).toMatchObject({ incident: checkout, why: 'graver' });
    ends('login-down', { service: 'login' as never });
    expect(incidents.get(checkout, ADA).firingAlerts).toBe(1);
    expect(refusal(() => act(login, { type: 'note', text: 'x' }))?.message).toBe(`${login} was merged into ${checkout}; go on there.`);
    expect(refusal(() => act(checkout, { type: 'merge', into: 'INC-2026-0099' }))).toMatchObject({ code: 'not_found' });
  });
});

describe('a private incident', () => {
  it('that everybody could see until now is taken from every screen, once', () => {
    const { fires, incidents, hooks } = openIncidents();
    const id = some(fires('checkout-down'));
    const hidden = incidents.edit(id, incidents.get(id, ADA).version, { kind: 'security' }, ADA);
    incidents.edit(id, hidden.version, { title: 'Keys were stolen' }, ADA);
    expect(hooks.filter((hook) => hook.startsWith('hidden'))).toEqual([`hidden ${id}`]);
  });

  it('that takes another in makes its alerts private on screens, too', () => {
    const { fires, open, act, alerts, told } = openIncidents();
    const id = some(fires('checkout-down'));
    const secret = open({ kind: 'security' });
    act(id, { type: 'merge', into: secret.id });
    expect(alerts.active()).toMatchObject([{ rule: 'checkout-down', incident: secret.id }]);
    expect(told('alert').at(-1)).toMatchObject({ incident: secret.id, name: 'Security event', service: null });
  });

  it('is a security event and nothing more to a wall, on the stream, in lists and in searches', () => {
    const { open, act, incidents, list, told, timeline } = openIncidents();
    const { id } = open({ title: 'Token of Acme leaked', kind: 'security' });
    act(id, { type: 'takeRole', role: 'incidentCommander' });
    act(id, { type: 'addLink', kind: 'warRoom', label: 'War room', url: 'https://meet.acme.test/secret' });
    const face = incidents.get(id, WALL);
    expect(face).toMatchObject({ title: 'Security event', severity: 'P1', state: 'detected', private: true, services: [], roles: [], warRoom: null, kind: null, links: [], instants: {}, mayOperate: false });
    for (const seen of [JSON.stringify(told('incident')), JSON.stringify(list({}, WALL)), JSON.stringify(incidents.snapshot()), JSON.stringify(face)]) expect(seen).not.toMatch(/Acme leaked|checkout|Ada|secret/);
    expect(list({ query: 'leaked' }, WALL).items).toEqual([]);
    expect(list({ service: 'checkout' }, WALL).items).toEqual([]);
    expect(list({ query: 'leaked' }).items).toMatchObject([{ title: 'Token of Acme leaked' }]);
    expect(refusal(() => timeline(id, {}, WALL))).toMatchObject({ code: 'forbidden', message: `${id} is private: only whoever operates, approves or administers sees more than that there is one.` });
    expect(refusal(() => act(id, { type: 'note', text: 'x' }, COMMS))).toMatchObject({ code: 'forbidden' });
  });

  it('one that turns out to be a matter of security disappears from walls at once, and comes back only by a right of its own', () => {
    const { fires, incidents, told } = openIncidents();
    const id = some(fires('login-odd', { service: 'login' as never }));
    const secret = incidents.edit(id, incidents.get(id, ADA).version, { kind: 'security' }, ADA);
    expect(told('incident').at(-1)).toMatchObject({ title: 'Security event', services: [] });
    expect(refusal(() => incidents.edit(id, secret.version, { private: { to: false, reason: 'over' } }, ADA))?.code).toBe('forbidden');
    incidents.edit(id, secret.version, { private: { to: false, reason: 'over' } }, byOf('bob', ['operate', 'approve']));
    expect(told('incident').at(-1)).toMatchObject({ title: 'login: login-odd' });
  });

  it('is not suggested, and cannot be named, by whoever may not see it', () => {
    const { open, act, incidents, fires } = openIncidents();
    const secret = open({ kind: 'security', title: 'Key leaked' }).id;
    act(secret, { type: 'resolve', how: 'rotated the key' });
    const id = some(fires('checkout-slow'));
    incidents.edit(id, 2, { kind: 'security' }, ADA);
    expect(incidents.similar(id, ADA)).toMatchObject([{ incident: secret, why: 'The same service, and security too.', fixedBy: 'rotated the key' }]);
    const other = open({ title: 'Public one', services: ['login'] }).id;
    expect(incidents.similar(other, WALL)).toEqual([]);
  });
});

describe('redaction', () => {
  it('takes two people; then the text is gone from record, list and search, and the timeline says so', () => {
    const { open, act, timeline, list, incidents, journal } = openIncidents();
    const { id } = open({ title: 'Password hunter2 was posted' });
    act(id, { type: 'askRedaction', seq: 1, field: 'title', reason: 'a password' });
    expect(refusal(() => act(id, { type: 'approveRedaction', seq: 1, field: 'title' }))).toMatchObject({ code: 'forbidden' });
    expect(act(id, { type: 'approveRedaction', seq: 1, field: 'title' }, BOB)).toMatchObject({ title: '(title removed)', version: 3 });
    expect(JSON.stringify([timeline(id), list(), incidents.record(id)])).not.toContain('hunter2');
    expect(list({ query: 'hunter2' }).items).toEqual([]);
    expect(journal.verify()).toMatchObject({ ok: true, redacted: 1 });
    const other = open({ services: [] }).id;
    expect(refusal(() => act(other, { type: 'askRedaction', seq: 1, field: 'title', reason: 'x' }))).toMatchObject({ code: 'not_found', message: `Row 1 is not in the timeline of ${other}.` });
  });
});

describe('“Same as INC-…?”', () => {
  it('names earlier ones with what fixed them: what was said first, then the same cause, then what else speaks for it', async () => {
    const { clock, fires, ends, act, incidents, open } = openIncidents();
    const resolved = async (how: string | undefined, note?: string): Promise<IncidentId> => {
      const id = some(fires('checkout-slow'));
      if (note !== undefined) act(id, { type: 'note', text: note });
      ends('checkout-slow');
      act(id, { type: 'resolve', ...(how === undefined ? {} : { how }) });
      await clock.advance(60 * MINUTE);
      return id;
    };
    const rolledBack = await resolved('rolled back the release');
    const noted = await resolved(undefined, 'pod 3 was full');
    const byHand = open({ title: 'Slow for Acme' }).id;
    act(byHand, { type: 'resolve', how: 'restarted' });
    const now = some(fires('checkout-slow'));
    expect(incidents.similar(now, ADA)).toMatchObject([{ incident: noted, fixedBy: 'pod 3 was full' }, { incident: rolledBack, fixedBy: 'rolled back the release' }]);
    act(now, { type: 'sameAs', incident: byHand });
    expect(incidents.similar(now, EVE)[0]).toMatchObject({ incident: byHand, why: 'Said to be the same.', fixedBy: 'restarted' });
    expect(incidents.get(now, ADA).sameAs).toBe(byHand);
  });
});

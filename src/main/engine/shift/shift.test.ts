import { describe, expect, it } from 'vitest';
import { MaintenanceId, SignalId, SourceId, type IncidentId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import { HandoverDraft, HandoverRecord } from '../../../shared/model/shift.ts';
import type { IncidentFact } from '../../../shared/model/timeline.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { HOLDFAST } from '../journal/journal.ts';
import { ADA, BOB, incidentId, openJournal } from '../journal/testing/open-journal.ts';
import type { ShiftPicture } from './draft.ts';
import { createShift } from './service.ts';

const NOON = '2026-01-15T12:00:00.000Z';
const incident = (id: IncidentId, given: Partial<Incident> = {}): Incident => ({
  id, title: `title of ${id}`, severity: 'P1', kind: null, state: 'investigating', standing: 'declared', origin: 'rule', services: [], impactStartedAt: NOON, noEarlierThan: false,
  detectedAt: NOON, declaredAt: NOON, acknowledgedAt: null, mitigatedAt: null, resolvedAt: null, impactEndedAt: null, isDrill: false, private: false, highestSeverity: 'P1', signature: null, reopened: 0,
  roles: [{ role: 'incidentCommander', person: 'eve', name: 'Eve', since: NOON, offeredTo: null }], vacantRoles: ['scribe'], warRoom: null,
  clocks: [{ id: 'obligation:bafin', kind: 'obligation', name: 'Tell BaFin', audience: null, startedAt: NOON, amberAt: null, dueAt: '2026-01-15T16:00:00.000Z', confirmed: true, promised: false }, { id: 'update:public', kind: 'update', name: 'Public update', audience: 'public', startedAt: NOON, amberAt: null, dueAt: '2026-01-15T12:20:00.000Z', confirmed: true, promised: true }],
  decision: null, healthQuestion: null, firingAlerts: 1, openActions: 2, held: false, mergedInto: null, version: 3, changedAt: NOON, ...given,
});
const opened = (title: string): IncidentFact => ({ type: 'opened', data: { standing: 'declared', severity: 'P1', kind: null, origin: 'person', services: [], rule: null, signature: null, private: false, isDrill: false, impactStartedAt: null, noEarlierThan: false, detectedAt: null }, texts: { title } });
const SECRET = 'the keys of Acme are stolen';

function setUp() {
  const { journal, clock } = openJournal();
  journal.append(incidentId(1), opened('Checkout is down'), { actor: HOLDFAST });
  journal.append(incidentId(2), opened(SECRET), { actor: ADA });
  const hidden = new Set<IncidentId>([incidentId(2)]);
  const picture: { -readonly [K in keyof Omit<ShiftPicture, 'at' | 'notes'>]: ShiftPicture[K] } = {
    incidents: [incident(incidentId(2), { title: SECRET, private: true, severity: 'P0' }), incident(incidentId(1), { title: 'Checkout is down' })],
    blind: [
      { source: SourceId.parse('edge'), name: 'Edge probes', since: '2026-01-15T11:00:00.000Z', signals: [SignalId.parse('edge-up')], message: null },
      { source: SourceId.parse('prom'), name: 'Prometheus', since: '2026-01-15T10:00:00.000Z', signals: [], message: 'connection refused' },
    ],
    maintenance: [{ id: MaintenanceId.parse('db'), name: 'Database upgrade', services: 'all', startsAt: NOON, endsAt: '2026-01-15T14:00:00.000Z', active: true }],
    alerts: { firing: 3, pending: 1, suppressed: 2 },
    problems: [{ level: 'info', message: 'a certificate runs out on Friday', since: NOON }, { level: 'error', message: 'the disk is full', since: NOON }],
  };
  return { journal, clock, picture, hidden, shift: createShift({ journal, clock, picture: () => picture, isPrivate: (id) => hidden.has(id) }) };
}

describe('the log of the shift', () => {
  it('takes notes of now and of earlier, and shows the newest first in pages', async () => {
    const { shift, clock } = setUp();
    const earlier = clock.nowMs();
    await clock.advance(60_000);
    shift.note('one', undefined, ADA);
    shift.note('two', epochMs(earlier), BOB);
    shift.note('three', undefined, ADA);
    const first = shift.log({ limit: 2 });
    expect(first.items.map(({ data, fromMemory }) => [data['text'], fromMemory])).toEqual([['three', false], ['two', true]]);
    const second = shift.log({ limit: 2, cursor: first.next ?? undefined });
    expect([second.items.map(({ data }) => data['text']), second.next]).toEqual([['one'], null]);
    expect(() => shift.log({ limit: 2, cursor: 'x' })).toThrow('cursor: expected the "next" of an earlier page');
    expect(() => shift.note('later', epochMs(clock.nowMs() + 1), ADA)).toThrow('expected a time that has come already');
  });
});

describe('handing a shift over', () => {
  it('shows what presses first, private incidents by their face, and the notes of the last 12 h oldest first', async () => {
    const { shift, clock } = setUp();
    shift.note('of yesterday', undefined, ADA);
    await clock.advance(11 * 3_600_000);
    for (let number = 1; number <= 450; number += 1) shift.note(`n${number}`, undefined, ADA);
    await clock.advance(2 * 3_600_000);
    const draft = shift.draft();
    expect(HandoverDraft.parse(draft)).toEqual(draft);
    expect(draft.incidents.map(({ id, title, commander, clocks }) => [id, title, commander, clocks.map(({ name }) => name)])).toEqual([
      ['INC-2026-0002', 'Security event in progress', null, ['Update', 'Obligation']],
      ['INC-2026-0001', 'Checkout is down', 'Eve', ['Public update', 'Tell BaFin']],
    ]);
    expect([draft.blind.map(({ source }) => source), draft.problems.map(({ level }) => level)]).toEqual([['prom', 'edge'], ['error', 'info']]);
    expect([draft.notes.length, draft.notes[0]?.text, draft.notes.at(-1)?.text]).toEqual([450, 'n1', 'n450']);
    expect(JSON.stringify(draft)).not.toContain(SECRET);
  });

  it('keeps what stood then, whatever happens after', async () => {
    const { shift, picture, clock, journal } = setUp();
    shift.note('keep an eye on the queue', undefined, ADA);
    const draft = shift.draft();
    const written = shift.write('Quiet, but for checkout.', ADA);
    expect(HandoverRecord.parse(written)).toEqual(written);
    expect(written).toMatchObject({ by: ADA, text: 'Quiet, but for checkout.', acceptedAt: null, acceptedBy: null, acceptedText: null });
    expect(written.draft).toEqual(draft);
    await clock.advance(3_600_000);
    journal.append(incidentId(1), { type: 'titleChanged', data: {}, texts: { title: 'Checkout and login are down' } }, { actor: ADA });
    Object.assign(picture, { incidents: [], blind: [], problems: [], alerts: { firing: 0, pending: 0, suppressed: 0 } });
    expect(shift.list({ limit: 10 })).toEqual({ items: [written], next: null });
    expect(shift.write('', ADA)).toMatchObject({ text: null, draft: { incidents: [], alerts: { firing: 0 } } });
    expect(shift.list({ limit: 1 })).toMatchObject({ items: [{ text: null }], next: expect.any(String) as string });
  });

  it('is taken by another person, by name, once', async () => {
    const { shift, clock } = setUp();
    const { seq } = shift.write('', ADA);
    await clock.advance(60_000);
    expect(() => shift.accept(seq, '', ADA)).toThrow(expect.objectContaining({ code: 'forbidden', message: 'You handed this shift over yourself; somebody else has to take it.' }));
    const taken = shift.accept(seq, 'Seen.', BOB);
    expect(taken).toMatchObject({ seq, acceptedBy: BOB, acceptedText: 'Seen.', acceptedAt: '2026-01-15T12:01:00.000Z' });
    expect(() => shift.accept(seq, '', { ...BOB, id: 'eve' })).toThrow(expect.objectContaining({ code: 'conflict', message: 'Bob has taken this shift over already.' }));
    expect(() => shift.accept(1, '', BOB)).toThrow(expect.objectContaining({ code: 'not_found', message: 'There is no hand-over 1.' }));
    expect(shift.list({ limit: 10 }).items).toEqual([taken]);
  });
});

describe('what is redacted, or made private, later', () => {
  it('is gone from hand-overs that were written before, too', () => {
    const { shift, journal, hidden } = setUp();
    const note = shift.note('call Mrs Smith on 0171 234', undefined, ADA).seq;
    const { seq } = shift.write('', ADA);
    const shown = () => shift.list({ limit: 1 }).items[0]!.draft;
    journal.askRedaction(note, 'text', 'personal data', ADA);
    journal.redact(note, 'text', BOB);
    expect(shown().notes).toMatchObject([{ seq: note, text: null }]);
    journal.askRedaction(1, 'title', 'names a customer', ADA);
    journal.redact(1, 'title', BOB);
    expect(shown().incidents[1]).toMatchObject({ id: 'INC-2026-0001', title: '[redacted]', severity: 'P1' });
    hidden.add(incidentId(1));
    expect(shown().incidents[1]).toMatchObject({ title: 'Security event in progress', commander: null, clocks: [{ id: 'update:public', name: 'Update' }, { id: 'obligation:1', name: 'Obligation' }] });
    hidden.delete(incidentId(1));
    journal.askRedaction(seq, 'words', 'a reason held a token', ADA);
    journal.redact(seq, 'words', BOB);
    expect(shown()).toMatchObject({ blind: [{ source: 'prom', name: 'prom', message: '[redacted]' }, { source: 'edge' }], maintenance: [{ name: 'db' }], problems: [{ message: '[redacted]' }, { message: '[redacted]' }], incidents: [{}, { commander: null, clocks: [{ name: 'update:public' }, { name: 'obligation:bafin' }] }] });
    expect(HandoverDraft.parse(shown())).toEqual(shown());
    expect(journal.verify()).toMatchObject({ ok: true, redacted: 3 });
  });

  it('was never among the facts, which cannot be redacted', () => {
    const { shift, journal } = setUp();
    shift.note('call Mrs Smith', undefined, ADA);
    const entry = journal.entry(shift.write('all quiet', ADA).seq);
    const facts = JSON.stringify(entry?.fact.data);
    for (const words of ['Checkout is down', SECRET, 'Mrs Smith', 'Eve', 'refused', 'Edge probes', 'Database', 'disk', 'BaFin', 'quiet']) expect(facts).not.toContain(words);
    expect(JSON.stringify(entry)).not.toContain(SECRET);
  });
});

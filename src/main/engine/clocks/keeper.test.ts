import { afterEach, describe, expect, it, vi } from 'vitest';
import { IncidentId } from '../../../shared/model/ids.ts';
import type { ResolvedPolicy, ResolvedRosterEntry } from '../../config/resolved-policy.ts';
import { startReceiver, type Receiver } from '../escalation/testing/receiver.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { openControlRoom, type ControlRoom, type ControlRoomOptions } from './testing/control-room.ts';
import { ADA, at, decided, ended, fired, iso, opened, policy, standing, step, told, updated } from './testing/records.ts';

const MINUTE = 60_000;
const SECOND = 1_000;
const ROSTER: readonly ResolvedRosterEntry[] = [{ role: 'incidentCommander', person: null, name: 'Grace', contact: '+49 30 1234', days: null, hours: null, dates: null, timeZone: 'Europe/Berlin' }];

const open: { rooms: ControlRoom[]; receivers: Receiver[] } = { rooms: [], receivers: [] };
afterEach(async () => {
  for (const room of open.rooms.splice(0)) room.close();
  await Promise.all(open.receivers.splice(0).map((each) => each.stop()));
});
const receiver: typeof startReceiver = async (answer) => {
  const started = await startReceiver(answer);
  open.receivers.push(started);
  return started;
};
const room = (records: readonly IncidentRecord[], rules: ResolvedPolicy, rest: Partial<ControlRoomOptions> = {}): ControlRoom => {
  const made = openControlRoom({ startAt: at('01:00'), records, policy: rules, roster: ROSTER, ...rest });
  open.rooms.push(made);
  return made;
};
const ladder = (webhook: string) => policy({ escalation: { steps: [{ after: '0s', sound: true }, { after: '2m', webhook, headers: { Authorization: 'Bearer ${env:TOKEN}' } }, { after: '5m', webhook: `${webhook}/boss` }] } });
const down = (): IncidentRecord => fired(opened(), '00:00');
const about = (lines: readonly string[], what: string): string[] => lines.filter((line) => line.includes(what));

describe('a P0 that nobody looks after', () => {
  it('goes up the whole ladder, and after a restart in the middle nothing is done twice', async () => {
    const team = await receiver();
    const night = room([fired(opened({ standing: 'proposed' }), '00:00')], ladder(team.url), { secrets: async (text) => text.replace('${env:TOKEN}', 's3cr3t') });
    /** Waits until so many calls were answered and written down. */
    const written = (count: number): Promise<void> =>
      vi.waitFor(async () => {
        await night.pass(SECOND);
        expect(about(night.written, 'webhook')).toHaveLength(count);
      });

    await night.passUntil(at('03:59'));
    expect([night.written, night.heard]).toEqual([[], []]);
    await night.passUntil(at('06:00'));
    await vi.waitFor(() => expect(team.received).toHaveLength(1));
    await written(1);
    await night.restart();
    await night.passUntil(at('09:00'));
    await vi.waitFor(() => expect(team.received).toHaveLength(2));
    await written(2);
    await night.restart();
    await night.passUntil(at('14:00'));

    const host = team.url.slice(7);
    expect(about(night.written, 'acknowledge').map((line) => line.slice(6))).toEqual([
      'clockTurned acknowledge overdue',
      'escalated acknowledge 0 sound done: asked every screen to sound',
      `escalated acknowledge 1 webhook done: ${host}: answered 204`,
      `escalated acknowledge 2 webhook done: ${host}: answered 204`,
    ]);
    expect(night.written.slice(0, 2).map((line) => line.slice(0, 5))).toEqual(['04:00', '04:00']);
    expect(night.heard).toEqual(['04:00 P0']);
    expect(team.received.map(({ path }) => path)).toEqual(['/', '/boss']);
    expect(new Set(team.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(2);
    expect(team.received[0]?.headers.authorization).toBe('Bearer s3cr3t');
    expect(JSON.parse(team.received[0]?.body ?? '')).toEqual({
      version: 1, event: 'overdue', sentAt: iso('06:00'), incident: 'INC-2026-0001', severity: 'P0', state: 'proposed', private: false, title: 'Checkout is down', services: ['checkout'],
      clock: { id: 'acknowledge', kind: 'acknowledge', audience: null, dueAt: iso('04:00'), confirmed: true }, overdueMs: 120_000, step: 2, onDuty: [{ role: 'incidentCommander', name: 'Grace' }],
    });
    expect(JSON.stringify(night.written)).not.toContain('s3cr3t');
  });

  it('is asked for its decision at 15:00 and each minute after, through a restart, until somebody decides', async () => {
    const calm = updated(updated(updated(step(down(), '01:00', 'acknowledged'), '01:00', 'internal', '60:00'), '01:00', 'executive', '60:00'), '01:00', 'public', '60:00');
    const led = told(calm, at('01:00'), { type: 'roleTaken', data: { role: 'incidentCommander', person: 'ada', personName: 'Ada' }, texts: {} }, { by: ADA });
    const night = room([led], policy());
    await night.pass(15 * MINUTE + 30 * SECOND);
    await night.restart();
    await night.pass(90 * SECOND);
    expect(night.written).toEqual([
      '10:00 clockTurned when amber',
      '15:00 clockTurned when due',
      '15:00 escalated when 0 sound done: asked every screen to sound',
      '16:00 clockTurned when overdue',
      '16:00 escalated when 0 sound done: asked every screen to sound',
      '17:00 escalated when 0 sound done: asked every screen to sound',
      '18:00 escalated when 0 sound done: asked every screen to sound',
    ]);
    night.does((record) => decided(record, '18:10', 'execute'));
    await night.pass(10 * MINUTE);
    expect(night.heard).toEqual(['15:00 P0', '16:00 P0', '17:00 P0', '18:00 P0']);
  });

  it('a webhook that was under way when Holdfast ended is called again after the start, with the same key', async () => {
    let answer = (): void => {};
    const team = await receiver((response, count) => (count === 1 ? (answer = () => response.writeHead(204).end()) : response.writeHead(204).end()));
    const night = room([down()], policy({ escalation: { steps: [{ after: '0s', webhook: team.url }] } }));
    await night.pass(3 * MINUTE);
    await vi.waitFor(() => expect(team.received).toHaveLength(1));
    await night.pass(3 * SECOND);
    expect(about(night.written, 'escalated')).toEqual([]);
    await night.restart();
    answer();
    await night.pass(SECOND);
    await vi.waitFor(() => expect(team.received).toHaveLength(2));
    expect(team.received[1]?.headers['idempotency-key']).toBe(team.received[0]?.headers['idempotency-key']);
  });
});

describe('a clock that is corrected in the middle of an incident', () => {
  const calm = (): IncidentRecord => {
    const led = told(step(down(), '01:00', 'acknowledged'), at('01:00'), { type: 'roleTaken', data: { role: 'incidentCommander', person: 'ada', personName: 'Ada' }, texts: {} }, { by: ADA });
    return updated(updated(updated(led, '01:00', 'internal', '180:00'), '01:00', 'executive', '180:00'), '01:00', 'public', '180:00');
  };

  it('set back by an hour: the decision is due when it was, not an hour later', async () => {
    const night = room([calm()], policy());
    await night.passUntil(at('12:00'));
    night.step(-60 * MINUTE);
    await night.pass(4 * MINUTE);
    expect(about(night.written, 'when')).toEqual(['10:00 clockTurned when amber', '12:01 clockTurned when amber', '15:00 clockTurned when due', '15:00 escalated when 0 sound done: asked every screen to sound', '16:00 clockTurned when overdue', '16:00 escalated when 0 sound done: asked every screen to sound']);
    expect(night.heard).toEqual(['15:00 P0', '16:00 P0']);
  });

  it('and where nobody is told of the step it would be (control)', async () => {
    const night = room([calm()], policy());
    await night.passUntil(at('12:00'));
    night.clock.step(-60 * MINUTE);
    await night.pass(4 * MINUTE);
    expect(night.heard).toEqual([]);
  });

  it('ahead of the time that passed, asleep or corrected: whoever woke it has a minute before anything is escalated', async () => {
    const night = room([down()], policy());
    await night.passUntil(at('02:00'));
    night.step(120 * MINUTE);
    await night.pass(59 * SECOND);
    expect([night.written, night.heard]).toEqual([[], []]);
    await night.pass(SECOND);
    expect(night.heard).toEqual(['03:00 P0']);
  });
});

describe('what stays inside', () => {
  it('of a private incident the webhook gets neither title nor services', async () => {
    const team = await receiver();
    const night = room([fired(opened({ private: true, kind: 'security' }), '00:00')], policy({ escalation: { steps: [{ after: '0s', webhook: team.url }] } }));
    await night.pass(3 * MINUTE);
    await vi.waitFor(() => expect(team.received).toHaveLength(1));
    const body = JSON.parse(team.received[0]?.body ?? '') as Record<string, unknown>;
    expect(body).toMatchObject({ incident: 'INC-2026-0001', private: true });
    expect([body['title'], body['services']]).toEqual([undefined, undefined]);
    expect(team.received[0]?.body).not.toMatch(/checkout/i);
  });

  it('a drill sounds, and calls nobody outside', async () => {
    const team = await receiver();
    const night = room([fired(opened({ isDrill: true }), '00:00')], policy({ escalation: { steps: [{ after: '0s', sound: true, webhook: team.url }] } }));
    await night.pass(3 * MINUTE);
    expect(night.heard).toEqual(['04:00 P0']);
    expect(about(night.written, 'webhook')).toEqual([`04:00 escalated acknowledge 1 webhook done: ${team.url.slice(7)}: not called, because this is a drill`]);
    expect(team.received).toEqual([]);
  });
});

describe('when nothing can be written', () => {
  it('the ladder is climbed all the same, each rung once, and written down later with the times that it had', async () => {
    const night = room([fired(opened({ standing: 'proposed' }), '00:00')], policy({ escalation: { steps: [{ after: '0s', sound: true }, { after: '2m', sound: true }] } }));
    night.writable(() => false);
    await night.passUntil(at('16:30'));
    expect([night.heard, night.written, night.complaints]).toEqual([['04:00 P0', '06:00 P0', '15:00 P0', '16:00 P0'], [], ['What became due in an incident could not be written down.']]);
    night.writable(() => true);
    await night.pass(SECOND);
    expect(night.written.filter((line) => line.includes('clockTurned'))).toEqual(['04:00 clockTurned acknowledge overdue', '10:00 clockTurned when amber', '15:00 clockTurned when due', '16:00 clockTurned when overdue']);
    expect(about(night.written, 'escalated')).toHaveLength(4);
    await night.passUntil(at('17:30'));
    expect(night.heard.slice(4)).toEqual(['17:00 P0']);
  });

  it('one incident that cannot be written holds no other up', async () => {
    const other = IncidentId.parse('INC-2026-0002');
    const night = room([down(), { ...down(), id: other }], policy());
    night.writable((id) => id === other);
    await night.pass(3 * MINUTE);
    expect([night.record().turned['acknowledge'], night.record(other).turned['acknowledge']?.stage]).toEqual([undefined, 'overdue']);
    expect(night.heard).toEqual(['04:00 P0', '04:00 P0']);
  });
});

describe('health', () => {
  it('ends the impact after five minutes and asks after thirty whether it is over; nothing is resolved by itself', async () => {
    const night = room([ended(down(), '01:00')], policy({ escalation: { steps: [] } }));
    night.services([standing('ok', '01:00')]);
    await night.pass(32 * MINUTE);
    expect(night.written.filter((line) => /impact|health/.test(line))).toEqual(['06:00 impactEnded', '31:00 healthAsked']);
    expect(night.record()).toMatchObject({ state: 'detected', healthQuestion: { healthySince: iso('01:00'), impactEndedAt: iso('01:00'), askedAt: iso('31:00') } });
    expect(about(night.written, 'when')).toEqual([]);
  });

  it('screens hear of a clock that health or blindness moved without an entry', async () => {
    const night = room([down()], policy({ escalation: { steps: [] } }));
    await night.pass(10 * SECOND);
    expect(night.moved).toEqual([]);
    night.services([standing('unknown', '01:10')]);
    await night.pass(10 * SECOND);
    expect(night.moved).toEqual(['INC-2026-0001']);
  });
});

it('a resolved incident in which a word was promised is told of within a minute when it is broken, and makes no sound', async () => {
  const resolved = step(updated(opened(), '01:00', 'public', '10:00'), '01:00', 'resolved');
  const night = room([resolved], policy());
  await night.pass(12 * MINUTE);
  expect([night.written, night.heard]).toEqual([['10:01 clockTurned update:public overdue'], []]);
});

import { describe, expect, it } from 'vitest';
import { toRfc3339 } from '../../../shared/model/units.ts';
import { dueClocks } from '../clocks/rules.ts';
import { turnedClocks } from '../clocks/stage.ts';
import { ADA, at, decided, DOWN, fired, IMPACT, opened, policy, standing, step, told, updated } from '../clocks/testing/records.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { stepsDue, type DueStep } from './rules.ts';

const STEPS = [
  { after: '0s', sound: true },
  { after: '2m', webhook: 'https://team.test/hook' },
  { after: '5m', sound: true, webhook: 'https://boss.test/hook' },
];
const POLICY = policy({ escalation: { steps: STEPS } });

const lineOf = ({ clock, rung: { step: place, webhook } }: DueStep): string => `${clock.id} ${place} ${webhook === null ? 'sound' : new URL(webhook.url).hostname}`;

/** One second: tells stages, takes steps, writes both down. */
function pass(record: IncidentRecord, now: string, rules = POLICY): { record: IncidentRecord; taken: string[] } {
  const clocks = dueClocks(record, rules, DOWN, at(now));
  const steps = stepsDue(record, clocks, rules, at(now));
  let next = turnedClocks(record, clocks, at(now)).reduce((folded, fact) => told(folded, at(now), fact), record);
  for (const { clock, dueAt, rung } of steps)
    next = told(next, at(now), { type: 'escalated', data: { clock: clock.id, dueAt: toRfc3339(dueAt), step: rung.step, by: rung.webhook === null ? 'sound' : 'webhook', outcome: 'done' }, texts: {} });
  return { record: next, taken: steps.map(lineOf) };
}
/** Every second between two times of the story, as Holdfast looks at it. */
function story(record: IncidentRecord, from: string, to: string, rules = POLICY): { record: IncidentRecord; lines: string[] } {
  const lines: string[] = [];
  let now = record;
  for (let ms = at(from); ms <= at(to); ms = (ms + 1_000) as typeof ms) {
    const time = `${String(Math.floor((ms - IMPACT) / 60_000)).padStart(2, '0')}:${String(((ms - IMPACT) / 1_000) % 60).padStart(2, '0')}`;
    const passed = pass(now, time, rules);
    now = passed.record;
    lines.push(...passed.taken.map((line) => `${time} ${line}`));
  }
  return { record: now, lines };
}
const led = (record: IncidentRecord): IncidentRecord => told(record, at('02:00'), { type: 'roleTaken', data: { role: 'incidentCommander', person: 'ada', personName: 'Ada' }, texts: {} }, { by: ADA });

describe('the ladder', () => {
  const nobody = (): IncidentRecord => led(opened({ severity: 'P1', standing: 'proposed' }));

  it('is climbed rung by rung while nobody acknowledges, each rung once, a sound and a webhook of one step together', () => {
    expect(story(nobody(), '10:00', '30:00').lines).toEqual(['11:00 acknowledge 0 sound', '13:00 acknowledge 1 team.test', '16:00 acknowledge 2 sound', '16:00 acknowledge 3 boss.test']);
  });

  it('goes on after a restart where it was: the record knows the rungs that were taken', () => {
    const before = story(nobody(), '10:00', '14:00').record;
    expect(story(before, '14:01', '30:00').lines).toEqual(['16:00 acknowledge 2 sound', '16:00 acknowledge 3 boss.test']);
    expect(pass({ ...before, escalated: {} }, '14:01').taken).toEqual(['acknowledge 0 sound', 'acknowledge 1 team.test']);
  });

  it('begins anew with the telling after a time in which Holdfast did not run: people get their chance before the next rung', () => {
    expect(story(nobody(), '40:00', '50:00').lines).toEqual(['40:00 acknowledge 0 sound', '42:00 acknowledge 1 team.test', '45:00 acknowledge 2 sound', '45:00 acknowledge 3 boss.test']);
  });

  it('is left as soon as somebody acts', () => {
    const warned = story(nobody(), '10:00', '14:00').record;
    expect(story(step(step(warned, '14:10', 'accepted'), '14:10', 'acknowledged'), '14:11', '20:00').lines).toEqual([]);
    expect(story(step(step(warned, '14:10', 'accepted'), '14:10', 'resolved'), '14:11', '20:00').lines).toEqual([]);
  });

  it('is climbed for a vacant commander, and for an update that was promised, not for one that the cadence asks for', () => {
    const known = step(opened({ severity: 'P1' }), '02:00', 'acknowledged');
    expect(story(known, '05:00', '07:00').lines).toEqual(['06:00 commander 0 sound']);
    expect(story(led(known), '05:00', '60:00').lines).toEqual([]);
    expect(story(updated(led(known), '10:00', 'executive', '20:00'), '19:00', '23:00').lines).toEqual(['20:00 update:executive 0 sound', '22:00 update:executive 1 team.test']);
  });

  it('has no rungs where none are configured', () => expect(story(nobody(), '10:00', '20:00', policy({ escalation: { steps: [] } })).lines).toEqual([]));
});

describe('an undecided decision', () => {
  const undecided = (): IncidentRecord => step(led(fired(opened(), '00:00')), '02:00', 'acknowledged');

  it('escalates each minute, with every rung that it has reached', () => {
    expect(story(undecided(), '14:30', '18:00').lines).toEqual(['15:00 when 0 sound', '16:00 when 0 sound', '17:00 when 0 sound', '17:00 when 1 team.test', '18:00 when 0 sound', '18:00 when 1 team.test']);
  });

  it('takes no rung for the minutes in which Holdfast did not run', () => {
    const before = story(undecided(), '14:30', '16:30').record;
    expect(story(before, '21:20', '22:10').lines).toEqual(['21:20 when 0 sound', '21:20 when 1 team.test', '21:20 when 2 sound', '21:20 when 3 boss.test', '22:00 when 0 sound', '22:00 when 1 team.test', '22:00 when 2 sound', '22:00 when 3 boss.test']);
  });

  it('is quiet while it is held, begins anew when it is asked again, and ends when it is decided', () => {
    const held = decided(story(undecided(), '14:30', '18:00').record, '18:10', 'hold', '30:00');
    const again = story(held, '18:11', '31:30');
    expect(again.lines).toEqual(['30:00 when 0 sound', '31:00 when 0 sound']);
    expect(story(decided(again.record, '31:31', 'execute'), '31:32', '40:00').lines).toEqual([]);
  });
});

describe('quiet hours', () => {
  /** In Berlin the impact is at 15:00. */
  const QUIET = policy({ escalation: { steps: STEPS }, quietHours: { from: '15:00', to: '15:30' } });

  it('hold the sound of a P1 back until they end, but not its webhook', () => {
    expect(story(led(opened({ severity: 'P1' })), '10:00', '31:00', QUIET).lines).toEqual(['13:00 acknowledge 1 team.test', '16:00 acknowledge 3 boss.test', '30:00 acknowledge 0 sound', '30:00 acknowledge 2 sound']);
  });

  it('never silence a P0', () => expect(story(led(opened()), '03:00', '04:30', QUIET).lines).toEqual(['04:00 acknowledge 0 sound']));

  it('a P2 has no sound at any time', () => {
    expect(story(updated(opened({ severity: 'P2' }), '02:00', 'internal', '40:00'), '39:00', '50:00', QUIET).lines).toEqual(['42:00 update:internal 1 team.test', '45:00 update:internal 3 boss.test']);
  });
});

it('a clock that is not due climbs nothing', () => {
  const clocks = dueClocks(opened(), POLICY, [standing('unknown')], at('03:59.999'));
  expect(stepsDue(opened(), clocks, POLICY, at('03:59.999'))).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { toRfc3339 } from '../../../shared/model/units.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { dueClocks } from './rules.ts';
import { turnedClocks } from './stage.ts';
import { at, corrected, decided, DOWN, fired, iso, opened, policy, severity, standing, step, told, updated } from './testing/records.ts';
import type { ServiceFacts } from './service-facts.ts';

const POLICY = policy({ obligations: [{ id: 'dora', name: 'DORA', kind: 'regulator', within: '4h' }] });

/** Lets a second of the story pass: what is told now is in the record afterwards. */
function pass(record: IncidentRecord, now: string, facts: readonly ServiceFacts[] = DOWN): { record: IncidentRecord; told: string[] } {
  const facts_ = turnedClocks(record, dueClocks(record, POLICY, facts, at(now)), at(now));
  return { record: facts_.reduce((folded, fact) => told(folded, at(now), fact), record), told: facts_.map(({ data }) => `${data.clock} ${data.stage}${data.confirmed ? '' : '?'}`) };
}
/** Everything that is told at these times, one after the other. */
function story(record: IncidentRecord, times: readonly string[], facts?: readonly ServiceFacts[]): string[] {
  const lines: string[] = [];
  let now = record;
  for (const time of times) {
    const passed = pass(now, time, facts);
    now = passed.record;
    lines.push(...passed.told.map((line) => `${time} ${line}`));
  }
  return lines;
}
/** A P0 in which everything is done that people must do, so that only its decision is left. */
const decisionOnly = (record = fired(opened(), '00:00')): IncidentRecord => {
  const led = told(step(record, '02:00', 'acknowledged'), at('02:00'), { type: 'roleTaken', data: { role: 'incidentCommander', person: 'ada', personName: 'Ada' }, texts: {} });
  return (['internal', 'executive', 'public'] as const).reduce((folded, audience) => updated(folded, '02:00', audience, '10:00:00'), led);
};

describe('a stage of a clock', () => {
  it('is told once each, the decision overdue a minute after it was due', () => {
    expect(story(decisionOnly(), ['09:59.999', '10:00', '10:01', '14:59.999', '15:00', '15:01', '15:59.999', '16:00', '17:00', '18:00'])).toEqual(['10:00 when amber', '15:00 when due', '16:00 when overdue']);
  });

  it('is not told again after a restart, because it stands in the record', () => {
    const before = pass(decisionOnly(), '15:00').record;
    expect(pass(before, '15:01').told).toEqual([]);
    expect(pass({ ...before, turned: {} }, '15:01').told).toEqual(['when due']);
  });

  it('of a decision that was late already is due first, so that it can be made before it is called overdue', () => {
    expect(story(decisionOnly(fired(opened({}, at('40:00')), '00:00')), ['40:00', '40:30', '41:00'])).toEqual(['40:00 when due', '41:00 when overdue']);
  });

  it('is told anew for another due time: a hold, a correction', () => {
    const due = pass(decisionOnly(), '15:00').record;
    expect(story(decided(due, '15:30', 'hold', '30:00'), ['15:31', '25:00', '30:00', '31:00'])).toEqual(['25:00 when amber', '30:00 when due', '31:00 when overdue']);
    expect(story(corrected(due, '15:30', 'impactStartedAt', '05:00'), ['15:31', '16:00', '20:00'])).toEqual(['15:31 when amber', '20:00 when due']);
  });

  it('is not told again when a severity was lowered and raised', () => {
    const due = pass(decisionOnly(), '15:00').record;
    expect(story(severity(severity(due, '15:10', 'P1'), '15:20', 'P0'), ['15:30', '16:00'])).toEqual(['16:00 when overdue']);
  });

  it('says when it cannot be confirmed', () => {
    expect(story(decisionOnly(), ['10:00', '15:00'], [standing('unknown', '05:00')])).toEqual(['10:00 when amber?', '15:00 when due?']);
  });

  it('of what people must do is overdue at once and has no amber, but an obligation has', () => {
    expect(story(opened({ severity: 'P1' }), ['10:59.999', '11:00', '20:59.999', '21:00', '31:00'])).toEqual(['10:59.999 commander overdue', '11:00 acknowledge overdue', '21:00 update:public overdue', '31:00 update:internal overdue', '31:00 update:executive overdue']);
    expect(story(decisionOnly(), ['3:00:59.999', '3:01:00', '4:01:00'], [standing('ok', '2:00:00')])).toEqual(['3:01:00 obligation:dora amber', '4:01:00 obligation:dora overdue']);
  });

  it('names its due time, exactly as the clock has it', () => {
    const rules = policy({ when: { due: '15m' }, escalation: { acknowledge: { P0: '90.0006s' } } });
    const clocks = dueClocks(opened(), rules, DOWN, at('03:00'));
    const [acknowledge] = turnedClocks(opened(), clocks, at('03:00'));
    expect(acknowledge).toMatchObject({ type: 'clockTurned', data: { clock: 'acknowledge', dueAt: toRfc3339(at('02:30.001')) } });
    expect(turnedClocks(told(opened(), at('03:00'), acknowledge!), clocks, at('03:01'))).toEqual([]);
    expect(iso('02:30.001')).toBe('2026-11-21T14:02:30.001Z');
  });
});

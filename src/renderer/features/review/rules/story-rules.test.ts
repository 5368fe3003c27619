import { describe, expect, it } from 'vitest';
import { PlanId, RunId } from '../../../../shared/model/ids.ts';
import { Story } from '../../../../shared/model/story.ts';
import { knownAt } from '../../../../shared/model/known-at.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { lanesOf, packRows, type LaneSpan } from './lanes.ts';
import { changesOf, countUntil, eventsOf, stepTo } from './moments.ts';
import { phasesOf, shareOf, wholeOf } from './phases.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 15, 14, 0) + minute * 60_000).toISOString();
const ms = (minute: number): number => Date.parse(at(minute));
const MIRA = { kind: 'person', id: 'mira', name: 'Mira Okafor' } as const;
const row = (seq: number, minute: number, type = 'note', data: object = { text: 'x' }, recorded = minute) => ({ seq, incident: 'INC-2026-0001', at: at(minute), recordedAt: at(recorded), actor: MIRA, type, data, evidence: null, fromMemory: false, key: false, redacted: [], hash: '0'.repeat(64), count: 1, lastAt: at(minute) });
const told = (seq: number, minute: number) => ({ seq, at: at(minute), knownAt: at(minute) });

const STORY = Story.parse({
  incident: 'INC-2026-0001', title: 'Checkout', severity: 'P0', isDrill: false, startedAt: at(0), from: at(0), to: at(60),
  instants: { impactStartedAt: at(0), detectedAt: at(2), acknowledgedAt: at(4), mitigatedAt: at(30), resolvedAt: at(40) },
  states: [{ ...told(1, 2), state: 'detected', by: MIRA }, { ...told(3, 4), state: 'acknowledged', by: MIRA }, { ...told(6, 40), state: 'resolved', by: MIRA }],
  severities: [{ ...told(1, 2), severity: 'P0' }],
  alerts: [{ from: at(1), to: at(31), knownAt: at(2), endKnownAt: at(32), alert: 'a1', rule: 'slow', service: 'checkout', severity: 'P0', value: 2, limit: 1, summary: null }],
  roles: [{ from: at(5), to: null, knownAt: at(5), endKnownAt: null, role: 'incidentCommander', person: 'mira', name: 'Mira Okafor' }],
  updates: [{ ...told(4, 8), audience: 'public', text: 'We are looking into it.', nextAt: at(28), correction: false, by: MIRA }],
  decisions: [{ ...told(5, 15), choice: 'hold', reason: 'Five more minutes', reaskAt: at(20), sinceImpactMs: 900_000, numbers: [], confirmed: true, by: MIRA }],
  changes: [],
  runs: [],
  rows: [row(1, 2), row(3, 4), row(4, 8), row(7, 10, 'clockTurned', { clock: 'when', stage: 'amber', dueAt: at(15), confirmed: true }), row(5, 15), row(6, 40), row(8, 12, 'note', { text: 'late' }, 55)],
  cut: false,
});

/** Two changes: one of its service before it, one elsewhere that was told only later. */
const CHANGES = Story.shape.changes.parse([
  { from: at(-9), to: at(-8), knownAt: at(-9), endKnownAt: at(-8), change: 'CHG-0001', kind: 'dns', title: 'Push to main of acme/dns', status: 'succeeded', relation: { affected: true, fromOnsetMs: -480_000, early: true } },
  { from: at(-1), to: null, knownAt: at(20), endKnownAt: null, change: 'CHG-0002', kind: 'flag', title: 'Dark mode', status: 'unknown', relation: { affected: false, fromOnsetMs: -60_000, early: true } },
]);

describe('the phases of an incident', () => {
  it('are from what to what its instants say, with a little around', () => {
    const phases = new Map(phasesOf(STORY, null));
    expect([...phases.keys()]).toEqual(['all', 'before', 'detection', 'response', 'recovery']);
    expect(phases.get('response')).toEqual({ from: ms(4 - 2.6), until: ms(30 + 2.6) });
    expect(phases.get('detection')).toEqual({ from: ms(-0.5), until: ms(4.5) });
    expect(phases.get('all')).toEqual({ from: ms(-10), until: ms(50) });
  });

  it('are left out where an instant is not known or stands before the other', () => {
    const phases = (instants: Story['instants']) => phasesOf({ ...STORY, instants }, null).map(([phase]) => phase);
    expect(phases({})).toEqual(['all', 'before']);
    expect(phases({ ...STORY.instants, mitigatedAt: at(50) })).toEqual(['all', 'before', 'detection', 'response']);
  });

  it('show what was kept before, and never nothing, whatever the instants say', () => {
    expect(new Map(phasesOf(STORY, { from: epochMs(ms(-60)), until: epochMs(ms(70)) })).get('before')).toEqual({ from: ms(-66), until: ms(6) });
    const imported = wholeOf({ startedAt: at(0), to: at(0), instants: {} });
    expect(imported).toEqual({ from: ms(-2), until: ms(2) });
    expect(shareOf(imported, ms(0))).toBe(0.5);
  });
});

describe('the moments that the arrow keys stop at', () => {
  it('are what happened, in order, each once', () => {
    expect(eventsOf(STORY)).toEqual([0, 2, 4, 8, 10, 12, 15, 40].map(ms));
    expect(changesOf(STORY)).toEqual([1, 2, 4, 5, 8, 10, 12, 15, 31, 32, 40, 55].map(ms));
  });

  it('are one stop a second, the last of it: an alert brings several rows at once', () => {
    const [first] = STORY.rows;
    const close = [0, 120, 980, 1_000].map((offset) => ({ ...row(50 + offset, 20), at: new Date(ms(20) + offset).toISOString() }));
    expect(eventsOf({ startedAt: first?.at ?? '', rows: close, changes: [] })).toEqual([ms(2), ms(20) + 980, ms(20) + 1_000]);
  });

  it('are the next and the last, and end where there is none', () => {
    const times = [10, 20, 30];
    expect([stepTo(times, 20, 1), stepTo(times, 20, -1), stepTo(times, 25, 1), stepTo(times, 25, -1), stepTo(times, 30, 1), stepTo(times, 5, -1)]).toEqual([30, 10, 30, 20, 30, 5]);
    expect([0, 10, 15, 30, 99].map((time) => countUntil(times, time))).toEqual([0, 1, 1, 3, 3]);
  });
});

describe('the lanes of an incident', () => {
  const lanes = lanesOf(STORY, () => 'Checkout API');
  it('hold what there is, and there is none for what there is not', () => {
    expect(lanes.map(({ key }) => key)).toEqual(['state', 'alerts', 'decisions', 'updates public', 'role incidentCommander']);
    expect(lanesOf({ ...STORY, states: [], alerts: [], roles: [], updates: [], decisions: [], runs: [], rows: [] }, () => '')).toEqual([]);
  });

  it('show what was changed around it, apart from what was changed elsewhere; the nearest is a part of the whole', () => {
    const story = { ...STORY, changes: CHANGES };
    const [, , here, elsewhere] = lanesOf(story, () => '');
    expect([here, elsewhere].map((each) => [each?.key, each?.points.map(({ at: time, word, shape }) => [time, word, shape])])).toEqual([
      ['changes', [[ms(-9), 'DNS: Push to main of acme/dns (8 min before)', 'change']]],
      ['changes elsewhere', [[ms(-1), 'Feature flag: Dark mode (60 s before)', 'change']]],
    ]);
    expect(wholeOf(story).from).toBe(ms(-10));
    expect(wholeOf({ ...story, changes: [{ ...CHANGES[0]!, from: at(-30) }] }).from).toBe(ms(-30.5));
    expect(eventsOf(story)[0]).toBe(ms(-9));
    // What was told later was not known then.
    const known = (minute: number) => knownAt(story, at(minute));
    expect([known(5).changes.length, known(5).laterChanges.length, known(21).changes.length]).toEqual([1, 1, 2]);
  });

  it('show the plans that were run for it, how they ended, and which was a drill', () => {
    const run = (id: string, mode: 'live' | 'drill', to: string | null) => ({ from: at(20), to, knownAt: at(20), endKnownAt: to, run: RunId.parse(id), plan: PlanId.parse('over'), name: 'Fail over', mode, phase: to === null ? null : ('done' as const) });
    const runs = lanesOf({ ...STORY, runs: [run('RUN-0001', 'live', at(22)), run('RUN-0002', 'drill', null)] }, () => '').find(({ key }) => key === 'runs');
    expect(runs?.rows.flat().map(({ word, from, until }) => [word, from, until])).toEqual([['Fail over (RUN-0001, done)', ms(20), ms(22)], ['Drill: Fail over (RUN-0002)', ms(20), null]]);
  });

  it('say how long nobody had seen it, and what the decision clock said', () => {
    expect(lanes[0]?.rows[0]?.map(({ word, from, until }) => [word, from, until])).toEqual([
      ['not seen yet', ms(0), ms(2)],
      ['not acknowledged', ms(2), ms(4)],
      ['acknowledged', ms(4), ms(40)],
      ['resolved', ms(40), ms(40)],
    ]);
    expect(lanes[2]?.points.map(({ shape, at: time }) => [shape, time])).toEqual([['due', ms(10)], ['decision', ms(15)]]);
  });

  it('put what overlaps under each other, in so many rows at most, and count the rest', () => {
    const span = (key: string, from: number, until: number | null): LaneSpan => ({ key, from, until, word: key, severity: null });
    const packed = packRows([span('a', 0, 10), span('b', 5, null), span('c', 10, 20), span('d', 11, 12), span('e', 11, 12), span('f', 11, 12)], 4);
    expect(packed.rows.map((each) => each.map(({ key }) => key).join(' '))).toEqual(['a c', 'b', 'd', 'e']);
    expect(packed.more).toBe(1);
  });
});

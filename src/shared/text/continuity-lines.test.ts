import { describe, expect, it } from 'vitest';
import { NO_CONTINUITY, type ContinuityFace, type DrillNote, type Trigger } from '../model/continuity/plan.ts';
import { PersonId, PlanId, RunId, TriggerId } from '../model/ids.ts';
import { epochMs, toRfc3339 } from '../model/units.ts';
import { continuityLines } from './continuity-lines.ts';

const NOW = epochMs(Date.parse('2026-01-15T12:00:00Z'));
const ago = (ms: number): string => toRfc3339(epochMs(NOW - ms));
const plan = PlanId.parse('to-frankfurt');
const lines = (face: Partial<ContinuityFace>) => continuityLines({ ...NO_CONTINUITY, ...face }, NOW, () => 'Mira Okafor', () => 'Fail over to Frankfurt');

const run = (mode: 'live' | 'drill' | 'dry-run', state = 'running'): ContinuityFace['runs'][number] => ({ id: RunId.parse('RUN-0042'), plan, name: 'Fail over to Frankfurt', mode, state, incident: null, step: 'Switch', since: ago(60_000) });
const trigger = (extra: Partial<Trigger>): Trigger => ({ id: TriggerId.parse('t'), plan, on: 'primaryFails', configured: 'countdown', mode: 'countdown', because: [], state: 'met', failed: 3, needed: 3, checkedAt: null, says: 'Berlin is down', countdown: null, suggests: null, ...extra });
const lever = { owner: PersonId.parse('mira'), reason: 'somebody works on the zone', since: ago(0) };

describe('what a wall says of continuity', () => {
  it('is nothing where there is nothing, and nothing of a dry run', () => {
    expect(lines({ runs: [run('dry-run')] })).toEqual({ lines: [], more: 0, notes: [] });
  });

  it('names who holds everything before anything else, then what has least time', () => {
    const said = lines({ lever, runs: [run('drill'), run('live')], triggers: [trigger({ suggests: { since: ago(0), why: 'fail over?' } }), trigger({ countdown: { until: ago(-90_000) } })] });
    expect(said.lines.map(({ kind, word }) => [kind, word])).toEqual([['held', 'HELD by Mira Okafor'], ['countdown', 'begins in 01:30 unless somebody objects'], ['run', 'RUN-0042']]);
    expect(said.more).toBe(2);
  });

  it('shows the step of a run, and that one has stopped for a person', () => {
    expect(lines({ runs: [run('live')] }).lines[0]).toMatchObject({ text: 'Fail over to Frankfurt: Switch', link: '/continuity/runs/RUN-0042' });
    expect(lines({ runs: [run('live', 'stopped')] }).lines[0]?.text).toContain('STOPPED: a person must look');
    expect(lines({ runs: [run('drill')] }).lines[0]).toMatchObject({ kind: 'drill', word: 'DRILL' });
  });

  it('asks about what is suggested, and leads to the sheet', () => {
    expect(lines({ triggers: [trigger({ suggests: { since: ago(0), why: 'Berlin has failed: fail over?' } })] }).lines[0]).toMatchObject({ word: 'Fail over to Frankfurt?', text: 'Berlin has failed: fail over?', link: '/continuity/plans/to-frankfurt/sheet?mode=live' });
  });

  it('says why a trigger does less than it is configured for, and the same reason of several once', () => {
    const less = trigger({ state: 'quiet', mode: 'suggest', because: ['this computer runs on its battery', 'there is no second seat and no outside watchdog'] });
    expect(lines({ triggers: [less, { ...less, id: TriggerId.parse('other') }] }).notes).toEqual(['Fail over to Frankfurt: only suggested, not begun by itself: this computer runs on its battery; there is no second seat and no outside watchdog']);
    expect(lines({ triggers: [trigger({ state: 'quiet' })] })).toEqual({ lines: [], more: 0, notes: [] });
  });

  it('says that nothing is done while we see nothing, and why a failure that is seen asks for no plan', () => {
    expect(lines({ triggers: [trigger({ state: 'blind', says: 'Our own control probes fail: it may be this network, and nothing is done.' })] }).notes).toEqual(['Fail over to Frankfurt: Our own control probes fail: it may be this network, and nothing is done.']);
    const aside = trigger({ state: 'met', says: 'The primary is down: ber-up. Put aside: known since noon' });
    expect(lines({ triggers: [aside] }).notes).toEqual(['Fail over to Frankfurt: The primary is down: ber-up. Put aside: known since noon']);
    // Its run has a line of its own.
    expect(lines({ triggers: [aside], runs: [run('live')] }).notes).toEqual([]);
  });

  it('counts on how old the oldest job is, and says when that was read once it is not of now', () => {
    const queue = { queue: 'payments', waiting: 1_204, oldestSeconds: 3_600, at: ago(30_000) };
    expect(lines({ emergencyQueues: [queue] }).notes).toEqual(['Emergency queue payments: 1,204 jobs wait, the oldest for 1 h 1 min']);
    expect(lines({ emergencyQueues: [{ ...queue, at: ago(600_000) }] }).notes[0]).toMatch(/, the oldest for 1 h 10 min, as of 11:50 UTC$/);
    expect(lines({ emergencyQueues: [{ ...queue, waiting: null, oldestSeconds: null }] }).notes).toEqual(['Emergency queue payments: how many wait is not known']);
  });

  it('says first which drill asks for a word or has failed, and counts the others', () => {
    const drill = (name: string, state: DrillNote['state'], ms: number, says: string | null = null): DrillNote => ({ plan: PlanId.parse('p'), name, mode: 'drill', state, at: toRfc3339(epochMs(NOW + ms)), until: toRfc3339(epochMs(NOW + 3_600_000)), says, run: null });
    const announced = drill('Spare', 'announced', 28 * 60_000);
    expect(lines({ drills: [announced] }).notes).toEqual(['DRILL of Spare begins in 28 min']);
    expect(lines({ drills: [announced, drill('Failover', 'failed', -86_400_000, 'aborted at “Move”'), drill('Old', 'missed', -2 * 86_400_000, 'Holdfast was not running then')] }).notes).toEqual(['DRILL of Failover failed 1 day ago: aborted at “Move”, and 2 more drills']);
    expect(lines({ drills: [announced, drill('Failover', 'asks', 0)] }).notes[0]).toMatch(/^DRILL of Failover asks for a yes until /);
    expect(lines({ drills: [drill('Failover', 'putOff', 0, 'INC-2026-0042 is open')] }).notes).toEqual(['DRILL of Failover put off: INC-2026-0042 is open']);
  });

  it('names the plan that has been unproven longest, and counts the others', () => {
    const of = (name: string, days: number | null) => ({ plan, name, since: days === null ? null : ago(days * 86_400_000) });
    expect(lines({ unproven: [of('Spare', 91), of('Failover', 94), of('New', null)] }).notes).toEqual(['Failover unproven for 94 days, and 2 more plans unproven']);
    expect(lines({ unproven: [of('New', null)] }).notes).toEqual(['New has no successful drill yet']);
  });
});

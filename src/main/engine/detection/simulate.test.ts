import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { durationMs, epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { seededRandom } from '../../store/testing/random.ts';
import { createManualClock } from '../testing/manual-clock.ts';
import { createRuleMachine } from './machine.ts';
import { replayRule, type ReplayPoint } from './replay.ts';
import type { RuleSample, RuleSpec } from './spec.ts';
import { gaussian, ruleSpec } from './testing/rule-samples.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-03-02T00:00:00Z');

const RULES: readonly RuleSpec[] = [
  ruleSpec({ condition: { kind: 'threshold', above: 200, below: null } }),
  ruleSpec({ condition: { kind: 'threshold', above: 160, below: null }, consecutive: 1, forMs: durationMs(30 * SECOND), keepFiringForMs: durationMs(MINUTE) }),
  ruleSpec({ condition: { kind: 'baseline', direction: 'above', sensitivity: 5, season: 'auto' }, consecutive: 1 }),
  ruleSpec({ condition: { kind: 'burn', target: 0.99, windows: { factor: 14.4, longMs: durationMs(HOUR), shortMs: durationMs(5 * MINUTE) }, minSamples: 10 }, consecutive: 1 }),
  ruleSpec({ condition: { kind: 'absence' }, consecutive: 1, forMs: durationMs(MINUTE) }),
];

/** What one poll gets from a source that is sometimes away, late, or empty, and repeats itself. */
function recordedPolls(seed: number, count: number, everyMs: number): (RuleSample | null)[] {
  const random = seededRandom(seed);
  let [trouble, kind] = [0, 0];
  let sample: RuleSample | null = null;
  return Array.from({ length: count }, (_, poll) => {
    if (trouble > 0) trouble -= 1;
    else if (random() < 0.002) [trouble, kind] = [Math.ceil(random() * 120), Math.floor(random() * 5)];
    const time = epochMs(START + poll * everyMs - Math.floor(random() * 900));
    const common = { time, intervalMs: durationMs(everyMs), traffic: null };
    const latency = 120 + 8 * gaussian(random);
    if (random() < 0.02) return sample;
    if (trouble > 0 && kind === 0) return (sample = { ...common, what: 'unknown', value: null, time: null });
    if (trouble > 0 && kind === 1) return (sample = { ...common, what: 'targetFailed', value: null });
    if (trouble > 0 && kind === 2) return (sample = { ...common, what: 'value', value: null });
    return (sample = { ...common, what: 'value', value: trouble > 0 ? latency * 3 : latency });
  });
}

interface Transition {
  readonly rule: number;
  readonly at: EpochMs;
  readonly state: string;
}

/** Polls by the clock, as the engine does, and writes down every change of state. A suspend tells the machines, as the engine does. */
async function simulate(seed: number, polls: number, everyMs: number): Promise<Transition[]> {
  const clock = createManualClock(START);
  const machines = RULES.map((spec) => createRuleMachine(spec));
  const recorded = recordedPolls(seed, polls, everyMs);
  const transitions: Transition[] = [];
  const states = machines.map((machine) => machine.status().state);
  const note = (): void =>
    machines.forEach((machine, rule) => {
      const { state } = machine.status();
      if (state !== states[rule]) transitions.push({ rule, at: clock.nowMs(), state });
      states[rule] = state;
    });
  let next = 0;
  const poll = (): void => {
    const sample = recorded[next];
    // A ratio is what a burn rate is fed with: here, whether the answer was slow.
    if (sample) machines.forEach((machine, rule) => machine.take(rule === 3 && sample.value !== null ? { ...sample, value: Number(sample.value > 160) } : sample));
    if (next % 4_000 === 3_999) for (const machine of machines) machine.interrupt();
    note();
    next += 1;
    if (next < recorded.length) clock.after(durationMs(everyMs), poll);
  };
  clock.after(durationMs(everyMs), poll);
  await clock.advance((polls + 1) * everyMs);
  return transitions;
}

describe('two days of polls in the simulator', () => {
  it('run the machines of production at more than 1,000 times the speed of the clock, and the same seed gives the same transitions', async () => {
    const [polls, everyMs] = [34_560, 5 * SECOND];
    const began = process.cpuUsage();
    const first = await simulate(42, polls, everyMs);
    const { user, system } = process.cpuUsage(began);
    expect(polls * everyMs).toBeGreaterThan(1_000 * ((user + system) / 1_000));
    expect(await simulate(42, polls, everyMs)).toEqual(first);
    expect(await simulate(43, polls, everyMs)).not.toEqual(first);
    for (const rule of RULES.keys()) expect(first.filter((each) => each.rule === rule && each.state === 'firing').length, `firings of rule ${rule}`).toBeGreaterThan(0);
  });
});

/** Labelled recordings, where they are at hand. */
const recordings = process.env['HOLDFAST_SHARED'] === undefined ? undefined : path.join(process.env['HOLDFAST_SHARED'], 'data', 'nab');

describe.skipIf(recordings === undefined || !fs.existsSync(recordings))('real recordings (HOLDFAST_SHARED names a folder with data/nab)', () => {
  it('replay the same way twice, faster than 1,000 times real time', () => {
    const folder = recordings ?? '';
    for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.csv'))) {
      const points: ReplayPoint[] = fs
        .readFileSync(path.join(folder, file), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => ({ time: epochMs(Date.parse(`${row.slice(0, 10)}T${row.slice(11, 19)}Z`)), value: Number(row.split(',')[1]) }));
      const spec = RULES[2] ?? ruleSpec();
      const began = process.cpuUsage();
      const first = replayRule(spec, points);
      const { user, system } = process.cpuUsage(began);
      expect((points.at(-1)?.time ?? 0) - (points[0]?.time ?? 0), file).toBeGreaterThan(1_000 * ((user + system) / 1_000));
      expect(replayRule(spec, points)).toEqual(first);
    }
  });
});

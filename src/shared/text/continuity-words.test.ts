import { describe, expect, it } from 'vitest';
import type { CheckState, Preflight } from '../model/continuity/plan.ts';
import { RunId } from '../model/ids.ts';
import { epochMs, toRfc3339 } from '../model/units.ts';
import { coolDownText, countdownText, proofText, readyText } from './continuity-words.ts';

const NOW = epochMs(Date.parse('2026-01-15T12:00:00Z'));
const ago = (ms: number): string => toRfc3339(epochMs(NOW - ms));
const DAY = 86_400_000;

describe('the last proof', () => {
  const plan = (days: number, met = true, mode: 'drill' | 'live' = 'drill') => ({ proof: { run: RunId.parse('RUN-0001'), mode, at: ago(days * DAY), tookSeconds: 372, met }, drillValidSeconds: 90 * 86_400, objectiveSeconds: 480 });

  it('says when, how long it took and against what', () => {
    expect(proofText(plan(12), NOW)).toEqual({ text: 'drilled 12 days ago, 6 min 12 s, objective 8 min', tone: 'ok' });
    expect(proofText(plan(0), NOW).text).toBe('drilled today, 6 min 12 s, objective 8 min');
    expect(proofText(plan(1), NOW).text).toMatch(/^drilled 1 day ago/);
    expect(proofText(plan(1, true, 'live'), NOW).text).toMatch(/^run for real 1 day ago/);
  });

  it('counts for nothing once its time is over, or where there is none', () => {
    expect(proofText(plan(94), NOW)).toEqual({ text: 'unproven for 94 days', tone: 'warn' });
    expect(proofText({ ...plan(1), proof: null }, NOW)).toEqual({ text: 'no successful drill yet', tone: 'warn' });
    expect(proofText(plan(12, false), NOW)).toEqual({ text: 'drilled 12 days ago, 6 min 12 s, objective 8 min, missed', tone: 'warn' });
  });
});

describe('readiness on the button', () => {
  const preflight = (state: CheckState, ageMs: number | null, states: readonly CheckState[] = [state]): Preflight => ({ state, at: ageMs === null ? null : ago(ageMs), checks: states.map((each) => ({ rule: 'ttl', step: null, state: each, says: '', at: null, overridable: true })) });

  it('says what was found and how old that is', () => {
    expect(readyText(preflight('ok', 12_000), NOW)).toEqual({ text: 'ready, 12 s ago', state: 'ok', old: false });
    expect(readyText(preflight('warning', 12_000, ['ok', 'warning', 'warning']), NOW).text).toBe('ready, 2 warnings, 12 s ago');
    expect(readyText(preflight('blocked', 12_000, ['ok', 'blocked']), NOW)).toEqual({ text: 'blocked by 1 check, 12 s ago', state: 'blocked', old: false });
    expect(readyText(preflight('unknown', 12_000), NOW).text).toBe('1 check not known, 12 s ago');
  });

  it('never calls ready what was looked at long ago, or never', () => {
    expect(readyText(preflight('ok', 7 * 60_000), NOW)).toEqual({ text: 'looked at 7 min ago, ready then', state: 'unknown', old: true });
    expect(readyText(preflight('blocked', 7 * 60_000), NOW).state).toBe('blocked');
    expect(readyText(preflight('ok', null), NOW)).toEqual({ text: 'not looked at yet', state: 'unknown', old: false });
  });
});

it('counts down to the very end, and waits where nobody was told', () => {
  expect(countdownText({ countdown: { until: ago(-100_400) } }, NOW)).toBe('begins in 01:41 unless somebody objects');
  expect(countdownText({ countdown: { until: ago(0) } }, NOW)).toBe('begins now unless somebody objects');
  expect(countdownText({ countdown: { until: null } }, NOW)).toBe('waits until its notice is delivered or somebody is at a screen');
  expect(countdownText({ countdown: null }, NOW)).toBeNull();
});

it('says how long a group rests, and nothing once that is over', () => {
  expect(coolDownText(ago(-12 * 60_000), NOW)).toBe('cool-down, 12:00 left');
  expect(coolDownText(ago(1), NOW)).toBeNull();
  expect(coolDownText(null, NOW)).toBeNull();
});

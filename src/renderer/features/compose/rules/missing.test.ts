import { expect, test } from 'vitest';
import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import type { LintFinding } from '../../../../shared/model/update.ts';
import { missingOf, overridesOf, refusalOf } from './missing.ts';

const stop = (code: LintFinding['code'], overridable: boolean): LintFinding => ({ level: 'stop', code, at: null, channel: null, found: '', says: '', overridable });
const advice: LintFinding = { ...stop('noRange', false), level: 'advice' };
const standing = { channels: 1, problems: 0, lint: [], reasons: {}, audience: 'internal', approved: false } as const;

test('an internal text with a channel and no stop can go at once', () => {
  expect(missingOf({ ...standing, lint: [advice] })).toEqual({ always: [], later: [], signOff: false });
});

test('each thing that is missing is said', () => {
  const lint = [stop('secret', true), stop('secret', true), stop('unresolved', false)];
  expect(missingOf({ ...standing, channels: 0, problems: 2, lint }).always).toEqual(['2 fields cannot be understood', '1 stop must be mended', '1 stop must be mended, or given a reason', 'no channel is chosen']);
  expect(missingOf({ ...standing, lint: [stop('secret', true)], reasons: { secret: 'It is a sample' } }).always).toEqual([]);
  expect(missingOf({ ...standing, lint: [stop('secret', true)], reasons: { secret: '  ' } }).always).toHaveLength(1);
});

test('what may be true by its time does not keep it from being scheduled', () => {
  const { always, later } = missingOf({ ...standing, lint: [stop('contradiction', true)] });
  expect([always.length, later]).toEqual([1, []]);
  expect(missingOf({ ...standing, lint: [stop('pastTime', false)] }).later).toEqual(['1 stop must be mended']);
});

test('what goes to customers or management is signed off', () => {
  expect(['executive', 'public', 'internal'].map((audience) => missingOf({ ...standing, audience: audience as 'public' }).signOff)).toEqual([true, true, false]);
  expect(missingOf({ ...standing, audience: 'public', approved: true }).signOff).toBe(false);
});

test('a reason goes along only with a stop that is there and that it may override', () => {
  expect(overridesOf([stop('secret', true), stop('secret', true), stop('unresolved', false)], { secret: ' It is a sample ', unresolved: 'no', contradiction: 'gone' })).toEqual([{ code: 'secret', reason: 'It is a sample' }]);
});

test('why a channel takes it not', () => {
  const channel = { problem: null, kinds: null, publishers: null } as ChannelView;
  expect(refusalOf(channel, 'resolved', null, false)).toBeNull();
  expect(refusalOf({ ...channel, problem: 'no token' }, 'resolved', null, false)).toBe('no token');
  expect(refusalOf({ ...channel, kinds: ['factsOnly'] }, 'resolved', null, false)).toMatch(/kind/);
  expect([refusalOf({ ...channel, type: 'slack' }, 'postmortem', null, false), refusalOf({ ...channel, type: 'statuspage' }, 'postmortem', null, false)]).toEqual([expect.stringContaining('no place for a postmortem'), null]);
  expect(refusalOf({ ...channel, publishers: ['ada' as never] }, 'resolved', 'jon', false)).toMatch(/not among/);
  expect(refusalOf({ ...channel, publishers: ['ada' as never] }, 'resolved', 'ada', false)).toBeNull();
  // Of a drill, nothing goes anywhere that is not marked for drills.
  expect([refusalOf(channel, 'resolved', null, true), refusalOf({ ...channel, drill: true, audience: 'internal' }, 'resolved', null, true), refusalOf({ ...channel, drill: true, audience: 'public' }, 'resolved', null, true)]).toEqual([expect.stringContaining('not for drills'), null, expect.stringContaining('not for drills')]);
});

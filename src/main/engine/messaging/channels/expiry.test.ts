import { describe, expect, test } from 'vitest';
import { tokenStage } from '../../../../shared/model/channels/care.ts';
import { JiraChannelConfig } from '../../../../shared/model/channels/tickets.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { createProblems } from '../../problems.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { tokenProblems } from './expiry.ts';
import type { ChannelStanding } from './service.ts';

const DAY_MS = 86_400_000;
const END = epochMs(Date.parse('2026-12-24T00:00:00Z'));
const at = (beforeMs: number): EpochMs => epochMs(END - beforeMs);
const config = JiraChannelConfig.parse({ id: 'ops', type: 'jira', name: 'Ops board', audience: 'internal', url: 'https://acme.atlassian.net', email: 'a@acme.test', token: '${secret:jira}', project: 'OPS' });
const standing = (expiresAt: EpochMs | null): ChannelStanding => ({ config, open: null, problem: null, proof: { at: at(90 * DAY_MS), found: { ok: true, says: 'In.', expiresAt } } });

describe('the end of a token', () => {
  test.each([
    ['a moment before 30 days', 30 * DAY_MS + 1, null],
    ['30 days', 30 * DAY_MS, 30],
    ['a moment before 7 days', 7 * DAY_MS + 1, 30],
    ['7 days', 7 * DAY_MS, 7],
    ['a moment before 1 day', DAY_MS + 1, 7],
    ['1 day', DAY_MS, 1],
    ['a moment', 1, 1],
    ['the end itself', 0, 'ended'],
    ['long ago', -DAY_MS, 'ended'],
  ])('%s', (_, left, stage) => {
    expect(tokenStage(END, at(left))).toBe(stage);
  });

  test('is told as a problem of Holdfast’s own, once at each edge, until a new token is proven', () => {
    const changes: string[][] = [];
    const problems = createProblems(createManualClock(), (items) => void changes.push(items.map(({ level, message }) => `${level}: ${message}`)));
    const tokens = tokenProblems(problems);
    for (const left of [31, 30, 20, 7, 6, 1, 0.5, 0, -3]) tokens.tell([standing(END)], at(left * DAY_MS));
    expect(changes).toEqual([
      ['info: The token of the channel Ops board ends within 30 days (2026-12-24 00:00 UTC). Make a new one in time: Settings, Channels.'],
      ['warning: The token of the channel Ops board ends within 7 days (2026-12-24 00:00 UTC). Make a new one this week: Settings, Channels.'],
      ['error: The token of the channel Ops board ends within a day (2026-12-24 00:00 UTC). Make a new one now: Settings, Channels.'],
      ['error: The token of the channel Ops board has ended (2026-12-24 00:00 UTC). Nothing can be sent there until a new one is set: Settings, Channels.'],
    ]);
    tokens.tell([standing(epochMs(END + 365 * DAY_MS))], END);
    expect(changes.at(-1)).toEqual([]);
    tokens.tell([standing(null)], END);
    expect(changes).toHaveLength(5);
  });

  test('of a channel that is gone is told no more', () => {
    const problems = createProblems(createManualClock(), () => {});
    const tokens = tokenProblems(problems);
    tokens.tell([standing(END)], END);
    expect(problems.list()).toHaveLength(1);
    tokens.tell([], END);
    expect(problems.list()).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import type { ChannelView } from '../../shared/contract/channel-calls.ts';
import { epochMs, type EpochMs } from '../../shared/model/units.ts';
import { postingWords, proofWords, testWords, tokenEnd } from './channel-words.ts';

const now = epochMs(Date.parse('2026-11-26T14:00:00Z'));
const proof = (at: string, extra: object = {}) => ({ problem: null, proof: { at, ok: true, certain: true, says: 'signed in', expiresAt: null, warns: null, ...extra } });
const words = (view: Parameters<typeof proofWords>[0], at: EpochMs | null = now) => proofWords(view, at);
const ada = { kind: 'person' as const, id: 'ada', name: 'Ada' };
const posting = (state: ChannelView['posting']['state'], at: string | null = null, until: string | null = null): ChannelView['posting'] => ({ state, by: at === null ? null : ada, at, until });

test('a channel is well only while its proof is young', () => {
  expect(words(proof('2026-11-26T11:00:00Z'))).toEqual({ state: 'ok', words: 'proven 3 h 0 min ago' });
  expect(words(proof('2026-11-21T11:00:00Z')).state).toBe('late');
  expect(words({ problem: null, proof: null }).state).toBe('none');
  expect(words(proof('2026-11-26T11:00:00Z'), null).state).toBe('late');
});

test('one that nobody can prove, or that did not answer, is never shown as well, nor as broken', () => {
  const blind = proof('2026-11-26T13:58:00Z', { ok: false, certain: false, says: 'A webhook cannot be tried without sending: send a test.' });
  expect(words(blind)).toEqual({ state: 'late', words: 'A webhook cannot be tried without sending: send a test (looked at 2 min ago)' });
  expect(words(proof('2026-11-26T13:58:00Z', { ok: false, says: 'The bot token is not valid.' })).state).toBe('broken');
});

test('credentials that end soon, or have ended, are warned of however young the proof is', () => {
  const at = (expiresAt: string) => words(proof('2026-11-26T13:00:00Z', { expiresAt }));
  expect(at('2026-12-02T14:00:00Z').state).toBe('P2');
  expect(at('2026-12-02T14:00:00Z').words).toMatch(/^its token ends in 6 d/);
  expect(at('2026-11-26T13:30:00Z')).toEqual({ state: 'broken', words: 'its token has ended' });
  expect(at('2026-12-26T14:00:00.001Z').state).toBe('ok');
  expect(at('2026-12-26T14:00:00Z').state).toBe('P2');
  expect(words(proof('2026-11-26T13:00:00Z', { warns: 'Its token cannot be kept.' })).state).toBe('P2');
  expect(tokenEnd(null, now)).toBeNull();
});

test('why nothing can be sent stands before any proof', () => {
  expect(words({ ...proof('2026-11-26T13:59:00Z'), problem: 'its token was refused' })).toEqual({ state: 'broken', words: 'its token was refused' });
});

test('who may post there is said with who looked and when', () => {
  expect(postingWords(posting('free'), now)).toBeNull();
  expect(postingWords(posting('confirmed', '2026-11-14T14:00:00Z', '2027-02-12T14:00:00Z'), now)).toMatchObject({ state: 'ok', words: expect.stringMatching(/^confirmed by Ada 12 d.* ago, for 78 d/) as unknown });
  expect(postingWords(posting('expired', '2026-07-14T14:00:00Z', '2026-10-12T14:00:00Z'), now)).toMatchObject({ state: 'P2', words: expect.stringMatching(/expired: confirm it again$/) as unknown });
  expect((['open', 'missing'] as const).map((state) => postingWords(posting(state), now)?.state)).toEqual(['P2', 'P2']);
});

test('a test says who got it and what became of it', () => {
  const sent = { state: 'sent' as const, to: 'ada@acme.test', reason: null, url: null, by: ada, at: '2026-11-26T11:00:00Z' };
  expect(testWords(sent, now)).toEqual({ state: 'none', words: 'test accepted 3 h 0 min ago, to ada@acme.test, by Ada' });
  expect(testWords({ ...sent, state: 'unknown', to: '', reason: 'half an answer.' }, now)).toEqual({ state: 'late', words: 'test possibly sent 3 h 0 min ago, to all readers, by Ada: half an answer' });
});

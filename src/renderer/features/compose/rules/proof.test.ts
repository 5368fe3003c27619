import { expect, test } from 'vitest';
import { epochMs, fromRfc3339 } from '../../../../shared/model/units.ts';
import { proofWords } from './proof.ts';

const now = epochMs(Date.parse('2026-11-26T14:00:00Z'));
const proof = (at: string, extra: object = {}) => ({ problem: null, proof: { at, ok: true, says: 'signed in', expiresAt: null, ...extra } });
const words = (view: Parameters<typeof proofWords>[0]) => proofWords(view, now, fromRfc3339);

test('a channel is well only while its proof is young', () => {
  expect(words(proof('2026-11-26T11:00:00Z'))).toEqual({ state: 'ok', words: 'proven 3 h 0 min ago' });
  expect(words(proof('2026-11-21T11:00:00Z')).state).toBe('late');
  expect(words({ problem: null, proof: null }).state).toBe('none');
  expect(proofWords(proof('2026-11-26T11:00:00Z'), null, fromRfc3339).state).toBe('late');
});

test('credentials that end soon, or have ended, are warned of however young the proof is', () => {
  expect(words(proof('2026-11-26T13:00:00Z', { expiresAt: '2026-12-02T14:00:00Z' })).state).toBe('P2');
  expect(words(proof('2026-11-26T13:00:00Z', { expiresAt: '2026-11-26T13:30:00Z' })).state).toBe('broken');
  expect(words(proof('2026-11-26T13:00:00Z', { expiresAt: '2027-12-02T14:00:00Z' })).state).toBe('ok');
});

test('why nothing can be sent stands before any proof', () => {
  expect(words({ ...proof('2026-11-26T13:59:00Z'), problem: 'its token was refused' })).toEqual({ state: 'broken', words: 'its token was refused' });
  expect(words(proof('2026-11-26T13:00:00Z', { ok: false, says: 'it does not answer' })).words).toMatch(/^it does not answer, .* ago$/);
});

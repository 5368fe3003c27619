import { toRfc3339, epochMs, type EpochMs } from '../../../shared/model/units.ts';
import { ago, HOSTILE, HOUR, id, MINUTE, MIRA } from './incident-scenes.ts';

const DAY = 24 * HOUR;

/** A channel of each audience, in every state that one can be in. */
export const CHANNELS = (born: EpochMs) => {
  const proven = (ms: number, extra: object = {}) => ({ at: ago(born, ms), ok: true, certain: true, says: 'Signed in.', expiresAt: null, warns: null, ...extra });
  const usual = { publishers: null, kinds: null, class: 'readBack', corrects: 'edits', problem: null, proof: proven(3 * HOUR), posting: { state: 'free', by: null, at: null, until: null }, test: null };
  return [
    { ...usual, id: 'incidents', name: 'Slack #incidents', type: 'slack', audience: 'internal' },
    { ...usual, id: 'outage-facts', name: '#outage-facts (read only)', type: 'slackWebhook', audience: 'internal', class: 'blind', corrects: 'follows', kinds: ['factsOnly'], publishers: ['mira'], proof: { at: ago(born, 4 * MINUTE), ok: false, certain: false, says: 'A webhook cannot be tried without sending: send a test.', expiresAt: null, warns: null }, posting: { state: 'expired', by: MIRA, at: ago(born, 95 * DAY), until: ago(born, 5 * DAY) }, test: { state: 'sent', to: '', reason: null, url: null, by: MIRA, at: ago(born, 95 * DAY) } },
    { ...usual, id: 'leadership', name: 'Teams Leadership', type: 'teams', audience: 'executive', class: 'blind', corrects: 'follows', proof: proven(5 * DAY) },
    { ...usual, id: 'status', name: 'status.acme.test', type: 'statuspage', audience: 'public', proof: proven(HOUR, { expiresAt: toRfc3339(epochMs(born + 6 * DAY)) }) },
    { ...usual, id: 'status-eu', name: 'status.acme.eu', type: 'statuspage', audience: 'public' },
    ...['reports', 'reports-old', 'reports-lost', 'reports-gone'].map((each) => ({ ...usual, id: each, name: `Better Stack ${each}`, type: 'betterstack', audience: 'public' })),
    { ...usual, id: 'acme-on-x', name: 'X @acme', type: 'x', audience: 'public', corrects: 'follows', problem: 'its token was refused (401): ask for a new one' },
    { ...usual, id: 'customers', name: 'Mail to customers', type: 'email', audience: 'public', class: 'blind', corrects: 'follows', proof: { at: ago(born, 2 * HOUR), ok: false, certain: false, says: 'smtp.acme.test does not answer.', expiresAt: null, warns: null }, test: { state: 'unknown', to: 'mira@acme.test', reason: 'the connection to smtp.acme.test ended after the whole message was handed over: it may have arrived', url: null, by: MIRA, at: ago(born, 2 * HOUR) } },
    { ...usual, id: 'hostile', name: HOSTILE, type: 'webhook', audience: 'public', class: 'keyed', corrects: 'follows' },
  ];
};

export function deliveriesOf(update: string, born: EpochMs): readonly (Readonly<Record<string, unknown>> & { readonly state: string })[] {
  const usual = { update, incident: id(42), recipient: '', purpose: 'status', attempts: 1, reason: null, remoteUrl: null, theirs: null, queuedAt: ago(born, 5 * MINUTE), startedAt: ago(born, 4.9 * MINUTE), settledAt: ago(born, 4.8 * MINUTE), nextAt: null };
  const seq = Number(update.slice(-2)) * 1_000;
  if (update === 'UPD-0005')
    return [
      { ...usual, id: seq + 1, channel: 'status', state: 'sent', remoteUrl: 'https://status.acme.test/incidents/1' },
      { ...usual, id: seq + 2, channel: 'acme-on-x', state: 'failed', attempts: 3, reason: 'it refuses our token (401)' },
      { ...usual, id: seq + 3, channel: 'hostile', state: 'unknown', reason: 'The connection broke after the request had left.', settledAt: null },
      { ...usual, id: seq + 4, channel: 'incidents', state: 'queued', startedAt: null, settledAt: null, attempts: 2, reason: 'it asks us to slow down (429)', nextAt: toRfc3339(epochMs(born + 40_000)) },
      { ...usual, id: seq + 5, channel: 'leadership', state: 'sending', settledAt: null },
      ...Array.from({ length: 212 }, (_, index) => ({ ...usual, id: seq + 100 + index, channel: 'customers', recipient: `reader${index}@customers.test`, state: index === 40 ? 'failed' : 'sent', reason: index === 40 ? 'the mailbox does not exist (550)' : null })),
    ];
  if (update === 'UPD-0004') return [{ ...usual, id: seq + 1, channel: 'incidents', state: 'superseded', reason: 'a newer update of the same incident went instead' }];
  if (update === 'UPD-0003')
    return [
      { ...usual, id: seq + 1, channel: 'hostile', state: 'failed', reason: HOSTILE.repeat(8), theirs: { name: HOSTILE, status: 'resolved', text: 'It is over.\nA deploy was rolled back.', at: ago(born, 70 * MINUTE) } },
      { ...usual, id: seq + 2, channel: 'incidents', state: 'sent' },
    ];
  return [];
}

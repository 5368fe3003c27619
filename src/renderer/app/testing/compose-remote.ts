import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOSTILE, id, JON, MINUTE, WORDY } from './incident-scenes.ts';

/** What stands at the channels of these pictures, in every state that one can be in. */
export function remoteOf(born: EpochMs, channel: string): object {
  const usual = { channel, checkedAt: ago(born, 5_000), kind: 'there', differs: null, seen: null, replaces: false, problem: null, adopted: null };
  const state = { title: 'API Incident: Partial Outage', status: 'investigating', since: ago(born, 18 * MINUTE), text: 'We are investigating failed payments.\n\n- Paying by card fails or takes longer than usual\n- Paying by bank transfer works', by: null, at: ago(born, 18 * MINUTE), url: 'https://status.acme.test/incidents/1' };
  switch (channel) {
    case 'status':
      return { ...usual, state: { ...state, status: 'resolved', since: ago(born, 2 * MINUTE), at: ago(born, 2 * MINUTE), text: 'A deploy was rolled back. Everything works again.' }, differs: 'Somebody has resolved it on the page. Ours would open it again.', seen: 'a' };
    case 'status-eu':
      return { ...usual, state, adopted: { by: JON, at: ago(born, 9 * MINUTE), url: 'https://status.acme.test/incidents/1' } };
    case 'reports':
      return { ...usual, kind: 'nothing', state: null };
    case 'reports-old':
      return { ...usual, state: { ...state, title: HOSTILE, status: 'degraded', text: WORDY.slice(0, 1_500), by: HOSTILE }, differs: 'Somebody has posted an update on the page since ours.', seen: 'b', replaces: true };
    case 'reports-lost':
      return { ...usual, kind: 'cannotTell', state: null, problem: 'HTTP 503: Service Unavailable.' };
    case 'reports-gone':
      return { ...usual, kind: 'deleted', state: null, differs: '"API Incident: Partial Outage" is not on the page any more: somebody has deleted it. Ours would make it anew.', seen: 'c' };
    default:
      return { ...usual, state: { ...state, title: '#inc-2026-0042', status: 'open', since: null, url: 'https://acme.slack.com/archives/C1/p1' } };
  }
}

export const remoteFound = (born: EpochMs): object => ({ seen: 'd', note: 'It is planned work there: only updates of maintenance go there.', state: { title: 'Payments are slow', status: 'identified', since: ago(born, 40 * MINUTE), text: 'A provider refuses a part of our requests.', by: 'Ada Lovelace', at: ago(born, 12 * MINUTE), url: null } });

/** Incidents that speak of the same part of a page. */
export const combinables = (): object[] => [{ incident: id(41), title: 'Payments are slow', severity: 'P1', page: 'status.acme.test', services: ['s0', 's1'], isPublic: true }];

import type { CallOutput } from '../../../shared/contract/contract.ts';
import { ItemId, ServiceId, SourceId, type IncidentId } from '../../../shared/model/ids.ts';
import type { Incident } from '../../../shared/model/incident.ts';
import { withOperator } from '../../../shared/model/label-matcher.ts';
import type { IncidentSilence, SilencedAlert } from '../../../shared/model/silence.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { ago, HOUR, id, JON, MINUTE, MIRA } from './incident-scenes.ts';

const EDGE = SourceId.parse('prom');
const MATCHERS = [withOperator('alertname', '=~', 'HighErrorRate|SlowCheckout'), withOperator('service', '=', 'checkout')];
const until = (born: EpochMs, ms: number): string => toRfc3339(epochMs(born + ms));
const LONG = 'The balancers in eu-central are drained one by one while their firmware is replaced; whoever is on call for the edge knows of it, and the board with the numbers is the one of the capacity team. ';

/** One of each that an incident can hold, in force, not known, not made and ended; `words` are those of a stranger. */
export function silencesOf({ id: incident }: Pick<Incident, 'id'>, born: EpochMs, words: string | null): IncidentSilence[] {
  if (incident !== id(42) && words === null) return [];
  const one = { source: EDGE, silence: 's1', url: 'https://alertmanager.acme.test/#/silences/s1', matchers: MATCHERS, by: JON, reason: words ?? 'The zone is being rolled back', why: null, endedAt: null, endedHow: null, stillFiring: null } as const;
  return [
    { ...one, matchers: [...MATCHERS], item: ItemId.parse('s1'), state: 'made', askedAt: ago(born, 18 * MINUTE), endsAt: until(born, 42 * MINUTE) },
    { ...one, matchers: [withOperator('service', '=', 'search')], item: ItemId.parse('s2'), state: 'asked', silence: null, url: null, askedAt: ago(born, MINUTE), endsAt: until(born, HOUR), by: MIRA, reason: 'Search follows checkout' },
    { ...one, matchers: [withOperator('team', '=~', '(')], item: ItemId.parse('s3'), state: 'refused', silence: null, url: null, askedAt: ago(born, 20 * MINUTE), endsAt: until(born, HOUR), why: words ?? 'it refuses the question (400: bad matcher format)' },
    { ...one, matchers: [...MATCHERS], item: ItemId.parse('s4'), silence: 's4', state: 'ended', askedAt: ago(born, 3 * HOUR), endsAt: ago(born, 2 * HOUR), endedAt: ago(born, 2 * HOUR), endedHow: 'time', stillFiring: 2 },
    { ...one, matchers: [...MATCHERS], item: ItemId.parse('s5'), silence: 's5', state: 'ended', askedAt: ago(born, 5 * HOUR), endsAt: ago(born, 4 * HOUR), endedAt: ago(born, 4.5 * HOUR), endedHow: 'person', stillFiring: 0 },
  ];
}

const hidden = (name: string, pod: string, incident: IncidentId | null, severity: SilencedAlert['severity'] = 'P1'): SilencedAlert => ({ name, severity, service: ServiceId.parse('s0'), labels: { alertname: 'HighErrorRate', pod }, incident });

export const silencesList = (born: EpochMs): CallOutput<'silences.list'> => ({
  items: [
    { source: EDGE, id: 's1', state: 'active', matchers: MATCHERS, startsAt: ago(born, 18 * MINUTE), endsAt: until(born, 42 * MINUTE), createdBy: JON.name, comment: `The zone is being rolled back (${id(42)} hf-0123456789)`, url: 'https://alertmanager.acme.test/#/silences/s1', alerts: 7, hides: ['a', 'b', 'c', 'd', 'e'].map((pod) => hidden('Checkout answers with errors', `checkout-${pod}`, id(42))), incident: id(42) },
    { source: EDGE, id: 's2', state: 'active', matchers: [withOperator('instance', '=~', 'db-.*'), withOperator('severity', '!=', 'critical')], startsAt: ago(born, HOUR), endsAt: until(born, 70 * HOUR), createdBy: 'night shift', comment: LONG.repeat(2), url: 'https://alertmanager.acme.test/#/silences/s2', alerts: 1, hides: [hidden('Disk of db-4 is full', 'db-4', id(41), 'P0')], incident: null },
    { source: EDGE, id: 's3', state: 'pending', matchers: [withOperator('alertname', '=', 'BackupLate')], startsAt: until(born, 5 * HOUR), endsAt: until(born, 7 * HOUR), createdBy: '', comment: 'Move of the backup host', url: null, alerts: 0, hides: [], incident: null },
  ],
  sources: [{ source: EDGE, name: 'Alertmanager (EU)', toldAt: ago(born, 4_000) }],
});

export const silencePreview = (): CallOutput<'silences.preview'> => ({
  alerts: 9, ofIncident: 7, ofOthers: [{ incident: id(41), alerts: 2 }], services: [{ service: ServiceId.parse('s0'), alerts: 7 }, { service: ServiceId.parse('s3'), alerts: 2 }], gravest: 1,
  samples: [hidden('Payments is slow', 'payments-a', id(41)), hidden('Checkout is down', 'checkout-a', id(42), 'P0'), ...['b', 'c', 'd'].map((pod) => hidden('Checkout answers with errors', `checkout-${pod}`, id(42)))],
  groups: [{ labels: { alertname: 'HighErrorRate', service: 'checkout' }, receiver: 'pager', alerts: 7 }, { labels: { alertname: 'Slow', service: 'payments' }, receiver: 'mail of the payments team', alerts: 2 }], moreGroups: 0,
});

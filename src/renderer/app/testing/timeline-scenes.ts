import type { Incident, IncidentActor } from '../../../shared/model/incident.ts';
import { incidentEntries, TimelineEvent, type IncidentEntryType } from '../../../shared/model/timeline.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { HOLDFAST, HOSTILE, id, JON, MINUTE, MIRA, WORDY } from './incident-scenes.ts';

const KEY = new Set<string>(['opened', 'accepted', 'alertFired', 'severityChanged', 'acknowledged', 'investigating', 'mitigated', 'resolved', 'reopened', 'instantCorrected', 'roleTaken', 'handoverOffered', 'updateSent', 'decided', 'clockTurned', 'impactEnded', 'healthAsked', 'note']);

interface Told {
  readonly afterMs: number;
  readonly type: IncidentEntryType;
  readonly data: Record<string, unknown>;
  readonly by: IncidentActor;
  readonly extra: Partial<TimelineEvent>;
}

/** The rows of an incident's timeline, oldest first. */
export function timelineOf(incident: Incident): TimelineEvent[] {
  const onset = Date.parse(incident.impactStartedAt ?? incident.changedAt);
  const at = (ms: number) => toRfc3339(epochMs(onset + ms));
  const told: Told[] = [];
  const tell = (minutes: number, by: IncidentActor, type: IncidentEntryType, data: Record<string, unknown>, extra: Partial<TimelineEvent> = {}) => told.push({ afterMs: minutes * MINUTE, type, data, by, extra });
  const [service] = incident.services;
  const sample = { kind: 'sample', ref: `${service ?? 's0'}-errors`, time: at(0.8 * MINUTE), value: 0.991 } as const;
  const alert = { alert: 'a1', rule: 'checkout-errors', service: service ?? null, severity: incident.severity, value: 0.991, limit: 0.05, startsAt: at(0), firedAt: at(0.8 * MINUTE), noEarlierThan: false, summary: 'Nobody can pay' };

  tell(0.8, HOLDFAST, 'opened', { standing: incident.standing === 'proposed' ? 'proposed' : 'declared', severity: incident.severity, kind: null, origin: 'rule', services: incident.services, rule: 'checkout-errors', signature: null, private: false, isDrill: false, impactStartedAt: at(0), noEarlierThan: false, detectedAt: at(0.8 * MINUTE), title: incident.title });
  tell(0.8, HOLDFAST, 'alertFired', alert, { evidence: sample });
  tell(0.9, HOLDFAST, 'evidenceFrozen', { signals: ['s0-p95', 's0-errors', 's0-traffic'], from: at(-60 * MINUTE), samples: 2_160 });
  if (incident.standing === 'proposed') return rowsOf(incident, told, at);
  tell(1.2, HOLDFAST, 'escalated', { clock: 'acknowledge', dueAt: at(1.2 * MINUTE), step: 0, by: 'sound', outcome: 'done', detail: '' });
  tell(1.4, HOLDFAST, 'alertFired', { ...alert, rule: 'checkout-slow', value: 2.41, limit: 0.8, summary: null }, { evidence: { ...sample, ref: `${service ?? 's0'}-p95`, value: 2.41 }, count: 12, lastAt: at(11 * MINUTE) });
  if (incident.state === 'detected') return rowsOf(incident, told, at);
  tell(2.3, MIRA, 'acknowledged', {});
  tell(2.7, MIRA, 'roleTaken', { role: 'incidentCommander', person: MIRA.id, personName: MIRA.name });
  tell(3.4, JON, 'investigating', {});
  tell(3.7, JON, 'roleTaken', { role: 'engineer', person: JON.id, personName: JON.name });
  tell(4.1, JON, 'note', { text: incident.id === id(38) ? WORDY : 'All resolvers answer SERVFAIL for api.acme.test since the zone was pushed at 13:49 UTC.' }, { evidence: { kind: 'link', ref: 'https://grafana.acme.test/d/dns', time: null, value: null } });
  tell(4.7, MIRA, 'updateSent', { audience: 'public', nextAt: at(17 * MINUTE), text: 'We are investigating failed payments. Next update at 14:20 UTC.' });
  tell(5.2, MIRA, 'linkAdded', { item: 'l1', kind: 'warRoom', label: 'War room', url: 'https://meet.acme.test/war-room' });
  tell(5.9, MIRA, 'note', { text: null }, { redacted: ['text'] });
  tell(6.4, MIRA, 'redactionAsked', { seq: 1_012, field: 'text', reason: 'A customer’s card number was pasted' });
  tell(6.6, JON, 'redacted', { seq: 1_012, field: 'text', askedBy: MIRA });
  tell(6.7, JON, 'instantCorrected', { instant: 'impactStartedAt', from: at(70_000), to: at(0), reason: 'The load balancer refused connections from here on' }, { fromMemory: true });
  tell(7, MIRA, 'impactSet', { field: 'customers', number: 12_400, known: true, text: null, source: 'CRM, active today' });
  tell(7.4, JON, 'actionAdded', { item: 'i1', owner: JON.id, ownerName: JON.name, dueAt: at(14 * MINUTE), text: incident.id === id(38) ? HOSTILE : 'Ask the DNS provider for the zone file of 13:50' });
  tell(8.1, JON, 'note', { text: 'Rolled the zone back by hand on ns1; ns2 refuses the transfer.' }, { fromMemory: true, recordedAt: at(11 * MINUTE) });
  tell(9.5, JON, 'handoverOffered', { role: 'engineer', from: JON.id, to: 'ada', toName: 'Ada Nnamdi' });
  tell(10, HOLDFAST, 'clockTurned', { clock: 'when', stage: 'amber', dueAt: at(15 * MINUTE), confirmed: true });
  tell(11, HOLDFAST, 'monitoringLost', { signals: ['s3-p95', 's3-errors'] });
  if (incident.state === 'investigating') return rowsOf(incident, told, at);
  const numbers = [{ signal: 's1-errors', name: 'Login errors', value: 0.98, unit: 'ratio', time: at(15 * MINUTE) }];
  tell(15, MIRA, 'decided', { choice: 'hold', reaskAt: at(20 * MINUTE), sinceImpactMs: 15 * MINUTE, numbers, confirmed: true, reason: 'The provider says five more minutes' });
  tell(20, MIRA, 'decided', { choice: 'execute', reaskAt: null, sinceImpactMs: 20 * MINUTE, numbers, confirmed: true, reason: 'Nothing came back' });
  tell(31, JON, 'mitigated', { how: 'Traffic moved to the secondary DNS provider' }, { evidence: sample });
  tell(33, HOLDFAST, 'impactEnded', { impactEndedAt: at(33 * MINUTE) });
  if (incident.state === 'mitigated') return rowsOf(incident, told, at);
  tell(48, MIRA, 'resolved', { how: 'The zone is signed again and both providers serve it' });
  return rowsOf(incident, told, at);
}

function rowsOf(incident: Incident, told: readonly Told[], at: (ms: number) => string): TimelineEvent[] {
  return told.map(({ afterMs, type, data, by, extra }, index) => {
    // Facts are checked like the engine's own, so that a picture shows nothing that a journal could not hold.
    incidentEntries[type].data.parse(data);
    const time = at(afterMs);
    return TimelineEvent.parse({ seq: 1_000 + index, incident: incident.id, at: time, recordedAt: time, actor: by, type, data, evidence: null, fromMemory: false, key: KEY.has(type), redacted: [], hash: '0'.repeat(64), count: 1, lastAt: time, ...extra });
  });
}

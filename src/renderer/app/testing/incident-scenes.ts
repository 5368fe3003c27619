import { AlertId, CorrectiveActionId, IncidentId, ItemId, RuleId, ServiceId, SignalId, SourceId } from '../../../shared/model/ids.ts';
import type { Alert, Incident, IncidentActor, IncidentClock, IncidentDetail, InstantValue, RoleHolder } from '../../../shared/model/incident.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { isPlanP0 } from './plan-scene-names.ts';
import type { Scene } from './scenes.ts';
import { silencesOf } from './silence-answers.ts';

/** Incidents for looking at: one of each kind that a screen must cope with. `born` is when the picture was opened; ages count from it. */
export const MIRA: IncidentActor = { kind: 'person', id: 'mira', name: 'Mira Okafor' };
export const JON: IncidentActor = { kind: 'person', id: 'jon', name: 'Jon Aasen' };
export const HOLDFAST: IncidentActor = { kind: 'holdfast', id: 'holdfast', name: 'Holdfast' };
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export const id = (number: number): IncidentId => IncidentId.parse(`INC-2026-${String(number).padStart(4, '0')}`);
/** The instant so many milliseconds before the picture was opened. */
export const ago = (born: EpochMs, ms: number): string => toRfc3339(epochMs(born - ms));
const service = (index: number): ServiceId => ServiceId.parse(`s${index}`);

export const WORDY = 'A very long note. '.repeat(560).trim();
export const HOSTILE = '<img src=x onerror=alert(1)> safe\u202Egpj.exe דף הבית 支払いサービス';

const holder = (role: RoleHolder['role'], who: IncidentActor, since: string, offeredTo: RoleHolder['offeredTo'] = null): RoleHolder => ({ role, person: who.id, name: who.name, since, offeredTo });
const clock = (kind: IncidentClock['kind'], startedAt: string, dueAt: string, extra: Partial<IncidentClock> = {}): IncidentClock => ({ id: kind, kind, name: kind, audience: null, startedAt, amberAt: null, dueAt, confirmed: true, promised: false, ...extra });
const update = (audience: NonNullable<IncidentClock['audience']>, startedAt: string, dueAt: string, promised = false): IncidentClock => clock('update', startedAt, dueAt, { id: `update:${audience}`, audience, promised });

function incident(number: number, born: EpochMs, fields: Partial<Incident>): Incident {
  return {
    id: id(number), title: 'Checkout API: 99 % errors', severity: 'P1', kind: null, state: 'detected', standing: 'declared', origin: 'rule', services: [service(0)],
    impactStartedAt: ago(born, 8 * MINUTE), noEarlierThan: false, detectedAt: ago(born, 7 * MINUTE), declaredAt: ago(born, 7 * MINUTE), acknowledgedAt: null, mitigatedAt: null, resolvedAt: null, impactEndedAt: null,
    isDrill: false, private: false, highestSeverity: fields.severity ?? 'P1', signature: 'slow s0 above', reopened: 0, roles: [], vacantRoles: [], warRoom: null, clocks: [], decision: null, healthQuestion: null,
    firingAlerts: 0, openActions: 0, held: false, mergedInto: null, version: 12, changedAt: ago(born, MINUTE), ...fields,
  };
}

/** P0 in the middle of the work: command is taken, the decision comes near, one role is vacant. */
function working(born: EpochMs): Incident {
  const at = (ms: number) => ago(born, ms);
  return incident(42, born, {
    severity: 'P0', state: 'investigating', kind: 'infrastructure', services: [service(0), service(3)], impactStartedAt: at(12.7 * MINUTE), detectedAt: at(11.9 * MINUTE), declaredAt: at(11.9 * MINUTE), acknowledgedAt: at(10.4 * MINUTE),
    roles: [holder('incidentCommander', MIRA, at(10 * MINUTE)), holder('engineer', JON, at(9 * MINUTE), { person: 'ada', name: 'Ada Nnamdi' })], vacantRoles: ['communicationsLead'], warRoom: 'https://meet.acme.test/war-room',
    clocks: [
      clock('when', at(12.7 * MINUTE), at(-2.3 * MINUTE), { amberAt: at(2.7 * MINUTE) }),
      update('public', at(8 * MINUTE), at(-4.2 * MINUTE), true),
      update('internal', at(8 * MINUTE), at(-22 * MINUTE)),
      update('executive', at(11.9 * MINUTE), at(-18.1 * MINUTE)),
      clock('obligation', at(11.9 * MINUTE), at(-228 * MINUTE), { id: 'obligation:dora', name: 'DORA: initial notification' }),
    ],
    firingAlerts: 3, openActions: 2, version: 31, changedAt: at(2 * MINUTE),
  });
}

/** P1 that nobody has acknowledged; time to do so is over, and it began before the samples do. */
const fresh = (born: EpochMs): Incident =>
  incident(43, born, {
    title: 'Payments: every twentieth request fails', services: [service(3)], noEarlierThan: true, impactStartedAt: ago(born, 14 * MINUTE), detectedAt: ago(born, 12 * MINUTE), declaredAt: ago(born, 12 * MINUTE), vacantRoles: ['incidentCommander', 'engineer'], firingAlerts: 1, version: 4,
    clocks: [clock('acknowledge', ago(born, 12 * MINUTE), ago(born, 2 * MINUTE)), clock('commander', ago(born, 12 * MINUTE), ago(born, 7 * MINUTE)), update('internal', ago(born, 12 * MINUTE), ago(born, -18 * MINUTE))],
  });

/** P2 that is well again; Holdfast asks whether it is over. */
const healthy = (born: EpochMs): Incident =>
  incident(41, born, {
    title: 'Search: slow since the index was rebuilt', severity: 'P2', state: 'investigating', kind: 'performance', services: [service(2)], impactStartedAt: ago(born, 3.2 * HOUR), detectedAt: ago(born, 3.1 * HOUR), declaredAt: ago(born, 3.1 * HOUR), acknowledgedAt: ago(born, 3 * HOUR),
    impactEndedAt: ago(born, 34 * MINUTE), healthQuestion: { healthySince: ago(born, 34 * MINUTE), impactEndedAt: ago(born, 34 * MINUTE), askedAt: ago(born, 4 * MINUTE) }, roles: [holder('engineer', JON, ago(born, 3 * HOUR))], openActions: 1,
  });

const proposal = (born: EpochMs): Incident =>
  incident(44, born, { title: 'Accounts: sign-ups are down to a third of the usual', standing: 'proposed', services: [service(4)], declaredAt: null, impactStartedAt: ago(born, 5 * MINUTE), detectedAt: ago(born, 2 * MINUTE), firingAlerts: 1, version: 2, kind: 'performance' });

const resolved = (born: EpochMs): Incident =>
  incident(40, born, {
    title: 'Login: tokens could not be signed', severity: 'P0', state: 'resolved', services: [service(1)], kind: 'infrastructure', impactStartedAt: ago(born, 26 * HOUR), detectedAt: ago(born, 26 * HOUR - 2 * MINUTE), declaredAt: ago(born, 26 * HOUR - 2 * MINUTE), acknowledgedAt: ago(born, 26 * HOUR - 3 * MINUTE),
    mitigatedAt: ago(born, 26 * HOUR - 31 * MINUTE), impactEndedAt: ago(born, 26 * HOUR - 33 * MINUTE), resolvedAt: ago(born, 25.2 * HOUR), reopened: 1, held: true, roles: [holder('incidentCommander', MIRA, ago(born, 25.9 * HOUR))], warRoom: 'https://meet.acme.test/war-room', openActions: 1, version: 64,
  });

/** What somebody without the right sees of a private one. */
const face = (born: EpochMs): Incident => incident(39, born, { title: 'Security event', severity: 'P1', state: 'investigating', private: true, services: [], kind: 'security', signature: null, clocks: [update('internal', ago(born, 20 * MINUTE), ago(born, -10 * MINUTE))] });

const wordy = (born: EpochMs): Incident =>
  incident(38, born, { title: `${HOSTILE} ${'Zahlungsabwicklungs- und Rückerstattungsdienst für Geschäftskunden antwortet nicht '.repeat(3)}`.slice(0, 200), severity: 'P0', state: 'mitigated', mitigatedAt: ago(born, 3 * MINUTE), acknowledgedAt: ago(born, 6 * MINUTE), services: [0, 1, 2, 3, 4, 5].map(service), isDrill: true, firingAlerts: 1_204, version: 99 });

const CLOSED_TITLES = ['Checkout API: 99 % errors', 'Payments: card provider times out', 'Search: index not rebuilt', 'Login: expired certificate', 'Notifications: queue of 40,000'] as const;
const closed = (born: EpochMs, index: number): Incident => {
  const standing = (['declared', 'declared', 'declared', 'dismissed', 'declared', 'merged'] as const)[index % 6] ?? 'declared';
  const started = (index + 2) * 31 * HOUR;
  return incident(37 - (index % 37), born, {
    id: IncidentId.parse(`INC-2026-${String(9_000 - index).slice(-4)}`), title: CLOSED_TITLES[index % CLOSED_TITLES.length] ?? '', severity: (['P2', 'P1', 'P2', 'P0'] as const)[index % 4] ?? 'P2', standing, mergedInto: standing === 'merged' ? id(40) : null, state: standing === 'declared' ? (index % 5 === 0 ? 'reviewed' : 'resolved') : 'detected',
    services: [service(index % 5)], impactStartedAt: ago(born, started), detectedAt: ago(born, started - MINUTE), acknowledgedAt: standing === 'declared' ? ago(born, started - 4 * MINUTE) : null, resolvedAt: standing === 'declared' ? ago(born, started - (9 + ((index * 7) % 90)) * MINUTE) : null, impactEndedAt: ago(born, started - (7 + ((index * 7) % 90)) * MINUTE),
    roles: index % 3 === 0 ? [] : [holder('incidentCommander', index % 2 === 0 ? MIRA : JON, ago(born, started - 5 * MINUTE))],
  });
};

const LISTED = new Set<Scene>(['incidents', 'incidentsViewer', 'incidentsMany']);

/** Open and proposed incidents of a scene, as the stream brings them. */
export function openIncidents(scene: Scene, born: EpochMs): Incident[] {
  if (LISTED.has(scene)) {
    const usual = [working(born), fresh(born), healthy(born), proposal(born)];
    return scene === 'incidentsMany' ? [...usual, face(born), wordy(born), ...Array.from({ length: 60 }, (_, index) => ({ ...fresh(born), id: id(100 + index), title: `Payments: shard ${index + 1} is slow`, severity: 'P2' as const, clocks: [] }))] : usual;
  }
  if (scene === 'p0' || scene === 'demo' || isPlanP0(scene)) return [working(born)];
  if (scene === 'p0s') return [working(born), { ...fresh(born), severity: 'P0' }, fresh(born), healthy(born), proposal(born), face(born)];
  if (scene === 'p1') return [fresh(born)];
  return [];
}

export const closedIncidents = (scene: Scene, born: EpochMs): Incident[] => (LISTED.has(scene) ? [resolved(born), ...Array.from({ length: scene === 'incidentsMany' ? 1_000 : 64 }, (_, index) => closed(born, index))] : []);

/** Every incident that has a page: also those that the lists do not show. */
export const allIncidents = (scene: Scene, born: EpochMs): Incident[] => [...openIncidents(scene, born), face(born), wordy(born), ...closedIncidents(scene, born)];

const value = (at: string | null, by: IncidentActor, source: InstantValue['source'], extra: Partial<InstantValue> = {}): InstantValue[] => (at === null ? [] : [{ at, source, by, recordedAt: at, reason: null, noEarlierThan: false, ...extra }]);

/** An incident with all that its page shows. */
export function detailOf(scene: Scene, incident: Incident, born: EpochMs): IncidentDetail {
  const hidden = incident.id === id(39);
  const onset = incident.impactStartedAt ?? ago(born, 0);
  const later = (ms: number) => toRfc3339(epochMs(Date.parse(onset) + ms));
  const full = incident.id === id(42) || incident.id === id(40) || incident.id === id(38);
  const words = incident.id === id(38) ? HOSTILE : null;
  return {
    ...incident,
    instants: {
      impactStartedAt: full ? [...value(later(70_000), HOLDFAST, 'data'), { at: onset, source: 'person', by: JON, recordedAt: later(400_000), reason: 'The load balancer refused connections from here on', noEarlierThan: incident.noEarlierThan }] : value(incident.impactStartedAt, HOLDFAST, 'data', { noEarlierThan: incident.noEarlierThan }),
      detectedAt: value(incident.detectedAt, HOLDFAST, 'data'),
      declaredAt: value(incident.declaredAt, HOLDFAST, 'clock'),
      acknowledgedAt: value(incident.acknowledgedAt, MIRA, 'clock'),
      investigatingAt: ['investigating', 'mitigated', 'resolved', 'reviewed'].includes(incident.state) ? value(later(3.4 * MINUTE), JON, 'clock') : [],
      mitigatedAt: value(incident.mitigatedAt, JON, 'person', { reason: null }),
      resolvedAt: value(incident.resolvedAt, MIRA, 'clock'),
      impactEndedAt: value(incident.impactEndedAt, HOLDFAST, 'data'),
    },
    brokenLinks: [],
    silences: silencesOf(incident, born, words),
    rules: ['slow'],
    alerts: incident.firingAlerts > 0 ? [AlertId.parse('a1'), AlertId.parse('a2')] : [],
    alertCount: incident.firingAlerts,
    actions: full
      ? [
          { id: ItemId.parse('i1'), text: words ?? 'Ask the DNS provider for the zone file of 13:50', owner: 'jon', ownerName: JON.name, dueAt: later(14 * MINUTE), doneAt: null },
          { id: ItemId.parse('i2'), text: words === null ? 'Put the login page on the static copy' : WORDY.slice(0, 500), owner: null, ownerName: null, dueAt: null, doneAt: null },
          { id: ItemId.parse('i3'), text: 'Stop the deploy pipeline', owner: 'mira', ownerName: MIRA.name, dueAt: null, doneAt: later(6 * MINUTE) },
        ]
      : [],
    links: full
      ? [
          { id: ItemId.parse('l1'), kind: 'warRoom', label: 'War room', url: 'https://meet.acme.test/war-room' },
          { id: ItemId.parse('l2'), kind: 'ticket', label: words ?? 'OPS-4812', url: 'https://jira.acme.test/browse/OPS-4812' },
          { id: ItemId.parse('l3'), kind: 'dashboard', label: 'Edge traffic', url: 'https://grafana.acme.test/d/edge' },
        ]
      : [],
    impact: full
      ? [
          { field: 'customers', number: 12_400, text: null, source: 'CRM, active today', at: later(7 * MINUTE), by: MIRA },
          { field: 'cannotDo', number: null, text: words ?? 'pay by card', source: 'support, 14 calls', at: later(8 * MINUTE), by: MIRA },
          { field: 'money', number: 84_000, text: 'EUR per hour', source: 'finance, last Saturday', at: later(9 * MINUTE), by: JON },
        ]
      : [],
    absorbed: incident.id === id(40) ? [id(36)] : [],
    sameAs: null,
    decisions: incident.id === id(40) ? [{ choice: 'hold', reason: 'The provider says five more minutes', reaskAt: later(20 * MINUTE), at: later(15 * MINUTE), by: MIRA }, { choice: 'execute', reason: 'Nothing came back', reaskAt: null, at: later(20 * MINUTE), by: MIRA }] : [],
    updates: full ? [{ audience: 'public', at: later(4.7 * MINUTE), nextAt: later(17 * MINUTE), text: 'We are investigating failed payments. Next update at 14:20 UTC.', by: MIRA }] : [],
    repeats: incident.id === id(42) ? { incident: id(31), basis: 'signature', resolvedAt: ago(born, 40 * 24 * HOUR), actions: [{ id: CorrectiveActionId.parse('CA-0012'), incident: id(31), text: 'Check the DNS zone before it is published', daysLate: 41 }], says: `${id(42)} may repeat ${id(31)} (the same rule and service); action CA-0012 is 41 days late` } : null,
    hold: incident.held ? { reason: 'Claim 4711 of a customer, asked for by legal', at: ago(born, 3 * HOUR), by: JON } : null,
    importedFrom: null,
    mayOperate: scene !== 'incidentsViewer' && !hidden,
  };
}

const RULE = RuleId.parse('slow');
/** Alerts of an incident, or of the whole scene. */
export function alertsOf(incidents: readonly Incident[], born: EpochMs): Alert[] {
  return incidents.flatMap((each) =>
    each.services.slice(0, 2).flatMap((of, index): Alert[] =>
      each.firingAlerts === 0
        ? []
        : [
            {
              id: AlertId.parse(`a-${each.id.slice(-4)}-${index}`), rule: RULE, name: index === 0 ? 'Error rate above 5 %' : 'p95 latency above 800 ms', source: SourceId.parse('prom'), service: of, signal: SignalId.parse(`${of}-${index === 0 ? 'errors' : 'p95'}`), severity: each.severity,
              labels: { severity: 'critical', job: 'edge', instance: '10.0.4.11:9100' }, annotations: { summary: 'Every second request fails' }, state: 'firing', startsAt: each.impactStartedAt ?? ago(born, 0), noEarlierThan: each.noEarlierThan, firedAt: each.detectedAt, endsAt: null,
              value: index === 0 ? 0.991 : 2.41, limit: index === 0 ? 0.05 : 0.8, confirmedAt: ago(born, 4_000), confirmed: index === 0, incident: each.id, suppressedBy: null,
            },
          ],
    ),
  );
}

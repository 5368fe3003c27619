import type { Actor } from '../../../shared/model/identity.ts';
import type { Incident, IncidentActor, IncidentClock, IncidentDetail, Repeats } from '../../../shared/model/incident.ts';
import { ServiceId } from '../../../shared/model/ids.ts';
import type { Role } from '../../../shared/model/policy-config.ts';
import type { Right } from '../../../shared/model/rights.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { ResolvedPolicy } from '../../config/resolved-policy.ts';
import { firingOf, instantOf, isOpen, type IncidentRecord } from './record.ts';

/** Whose eyes: what of a private incident they may see, and what a screen may offer them. */
export interface Viewer {
  readonly seesPrivate: boolean;
  readonly mayOperate: boolean;
}

/** Who does something, as the session says; never as a client does. */
export interface By extends Viewer {
  readonly actor: IncidentActor;
  readonly rights: readonly Right[];
}

/** A person by their own id; a seat of nobody, such as a token without one, by the seat's. */
export const byOf = (actor: Pick<Actor, 'person' | 'seat' | 'rights'>): By => ({
  ...viewerOf(actor),
  actor: { kind: 'person', id: actor.person?.id ?? actor.seat.id, name: actor.person?.name ?? actor.seat.name },
  rights: actor.rights,
});

/** Whoever works on incidents sees private ones; a wall and whoever only looks or publishes sees that there is one. */
export const viewerOf = ({ rights }: Pick<Actor, 'rights'>): Viewer => ({
  seesPrivate: rights.some((right) => right === 'operate' || right === 'approve' || right === 'admin'),
  mayOperate: rights.includes('operate'),
});

const UNTITLED = '(title removed)';
const FACE_TITLE = 'Security event';

/** Roles that this severity needs and nobody holds; none before it is declared, and none once it is over. */
export const vacantRoles = (record: IncidentRecord, policy: Pick<ResolvedPolicy, 'requiredRoles'>): Role[] =>
  record.standing !== 'declared' || !isOpen(record) ? [] : policy.requiredRoles[record.severity].filter((required) => !record.roles.some(({ role }) => role === required));

/** The incident as lists and screens know it; clocks and vacancies are worked out now. */
export function incidentOf(record: IncidentRecord, clocks: readonly IncidentClock[], policy: ResolvedPolicy): Incident {
  const instant = (name: Parameters<typeof instantOf>[1]): string | null => text(instantOf(record, name));
  return {
    id: record.id,
    title: record.title ?? UNTITLED,
    severity: record.severity,
    kind: record.kind,
    state: record.state,
    standing: record.standing,
    origin: record.origin,
    services: [...record.services],
    impactStartedAt: instant('impactStartedAt'),
    noEarlierThan: record.instants.impactStartedAt?.at(-1)?.noEarlierThan ?? false,
    detectedAt: instant('detectedAt'),
    declaredAt: instant('declaredAt'),
    acknowledgedAt: instant('acknowledgedAt'),
    mitigatedAt: instant('mitigatedAt'),
    resolvedAt: instant('resolvedAt'),
    impactEndedAt: instant('impactEndedAt'),
    isDrill: record.isDrill,
    private: record.private,
    held: record.hold !== null,
    highestSeverity: record.highestSeverity,
    signature: record.signature,
    reopened: record.reopened,
    roles: [...record.roles],
    vacantRoles: vacantRoles(record, policy),
    warRoom: record.links.findLast(({ kind }) => kind === 'warRoom')?.url ?? null,
    clocks: [...clocks],
    decision: record.decisions.at(-1) ?? null,
    healthQuestion: record.healthQuestion,
    firingAlerts: firingOf(record).length + (record.counted?.firing ?? 0),
    openActions: record.actions.filter(({ doneAt }) => doneAt === null).length,
    mergedInto: record.mergedInto,
    version: record.version,
    changedAt: toRfc3339(record.changedAt),
  };
}

export function detailOf(record: IncidentRecord, incident: Incident, viewer: Viewer, repeats: Repeats | null): IncidentDetail {
  return {
    ...incident,
    instants: Object.fromEntries(Object.entries(record.instants).map(([name, values]) => [name, [...values]])),
    rules: [...new Set([...(record.rule === null ? [] : [record.rule]), ...record.alerts.map(({ rule }) => rule)])],
    alerts: record.alerts.map(({ alert }) => alert),
    alertCount: Math.max(record.alerts.length, record.counted?.alerts ?? 0),
    actions: [...record.actions],
    links: [...record.links],
    silences: record.silences.map(({ marker: _marker, ...silence }) => silence),
    impact: [...record.impact],
    brokenLinks: Object.entries(record.chains).flatMap(([service, { broken }]) => (broken === null ? [] : [{ service: ServiceId.parse(service), link: broken.link, unchecked: [...broken.unchecked], says: broken.says, from: toRfc3339(broken.from), until: text(broken.until) }])),
    absorbed: [...record.absorbed],
    sameAs: record.sameAs,
    decisions: [...record.decisions],
    updates: record.updates.map(({ audience, at, nextAt, text: told, by }) => ({ audience, at: toRfc3339(at), nextAt: text(nextAt), text: told ?? '', by })),
    repeats,
    hold: record.hold,
    importedFrom: record.importedFrom,
    mayOperate: viewer.mayOperate,
  };
}

const text = (at: EpochMs | null): string | null => (at === null ? null : toRfc3339(at));

const CLOCK_FACE: Readonly<Record<IncidentClock['kind'], string>> = { acknowledge: 'Acknowledge', commander: 'Take command', update: 'Update', when: 'Decision', obligation: 'Obligation' };

/** A clock without what its name gives away; `index` among those of its incident. */
export const clockFace = (clock: Omit<IncidentClock, 'name'>, index: number): IncidentClock => ({ ...clock, name: CLOCK_FACE[clock.kind], ...(clock.kind === 'obligation' ? { id: `obligation:${index}` } : {}) });

/**
 * What anybody may see of a private incident: that there is one, how grave, since when, and what is due. No title, service, person,
 * link, alert, cause or word of anybody.
 */
export const faceOf = (incident: Incident): Incident => ({
  ...incident,
  title: FACE_TITLE,
  held: false,
  kind: null,
  services: [],
  signature: null,
  roles: [],
  warRoom: null,
  clocks: incident.clocks.map(clockFace),
  decision: null,
  firingAlerts: 0,
  openActions: 0,
  mergedInto: null,
});

export const detailFaceOf = (incident: Incident, viewer: Viewer): IncidentDetail => ({
  ...faceOf(incident), instants: {}, rules: [], alerts: [], alertCount: 0, actions: [], links: [], silences: [], impact: [], brokenLinks: [], absorbed: [], sameAs: null, decisions: [], updates: [], repeats: null, hold: null, importedFrom: null, mayOperate: viewer.mayOperate,
});

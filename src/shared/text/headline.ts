import type { Incident } from '../model/incident.ts';
import type { Source } from '../model/entities.ts';
import { severityRank } from '../model/severity.ts';
import { rankOf, type OverallState, type StateKind } from '../model/state.ts';
import { fromRfc3339, type EpochMs } from '../model/units.ts';
import { counted } from './counted.ts';
import { countedFrom } from './incident-words.ts';
import { plain } from './plain.ts';
import { overallWord } from './state-words.ts';

/** The first words of every screen, title and tray. */
export interface Headline {
  /** The state whose shape and colour it takes. */
  readonly kind: StateKind;
  readonly word: string;
  /** Since when; null where that is not known or does not matter. */
  readonly since: EpochMs | null;
}

/** Since when the data show an incident's services to be well again; null while anything of it fires, or nothing tells. */
export function recoveredAt(incident: Pick<Incident, 'firingAlerts' | 'healthQuestion' | 'impactEndedAt'>): EpochMs | null {
  const text = incident.healthQuestion?.healthySince ?? incident.impactEndedAt;
  return incident.firingAlerts > 0 || text === null ? null : fromRfc3339(text);
}

/** Users are affected now, as far as anybody knows: an alert fires, or a person reported it and nothing says that it is over. */
function isPressing(incident: Incident): boolean {
  if (incident.standing !== 'declared' || incident.isDrill) return false;
  const reported = incident.origin === 'person' || incident.origin === 'customer' || incident.private;
  return incident.firingAlerts > 0 || (reported && incident.mitigatedAt === null && recoveredAt(incident) === null);
}

const earlier = (a: EpochMs | null, b: EpochMs | null): EpochMs | null => (a === null || b === null ? (a ?? b) : a < b ? a : b);

function pressingHeadline(incidents: readonly Incident[]): Headline | null {
  const pressing = incidents.filter(isPressing);
  const worst = pressing.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity))[0]?.severity;
  if (worst === undefined) return null;
  const same = pressing.filter(({ severity }) => severity === worst);
  const since = same.map(countedFrom).filter((at) => at !== null).sort((a, b) => a - b)[0] ?? null;
  return { kind: worst, word: counted(same.length, `${worst} incident`), since };
}

/** What is open although every service is well: never "all well". */
function openHeadline(incidents: readonly Incident[]): Headline | null {
  const real = incidents.filter(({ isDrill }) => !isDrill);
  const declared = real.filter(({ standing }) => standing === 'declared').length;
  if (declared > 0) return { kind: 'P2', word: `${counted(declared, 'incident')} open`, since: null };
  if (real.length > 0) return { kind: 'P2', word: `${real.length} proposed`, since: null };
  return incidents.length > 0 ? { kind: 'ok', word: 'drill running', since: null } : null;
}

/** What nobody would hear of, because a source that no tile shows has gone silent. */
function deafHeadline(deaf: readonly Pick<Source, 'name' | 'since'>[]): Headline | null {
  const [first, ...more] = deaf;
  if (first === undefined) return null;
  const since = deaf.map((source) => fromRfc3339(source.since)).filter((at) => at !== null).sort((a, b) => a - b)[0] ?? null;
  return { kind: 'blind', word: more.length === 0 ? `${plain(first.name, 40)} blind` : `${deaf.length} sources blind`, since };
}

/**
 * What the services, the open incidents and the sources without signals add up to: the gravest of them. An incident that a person declared counts although every
 * tile is well, and one that has recovered is not well before it is resolved.
 */
export function headlineOf(overall: OverallState, incidents: readonly Incident[], deaf: readonly Pick<Source, 'name' | 'since'>[] = []): Headline {
  const services: Headline = { kind: overall.kind, word: overallWord(overall), since: overall.since };
  if (overall.engineSilent) return services;
  const pressing = pressingHeadline(incidents);
  if (pressing !== null && rankOf(pressing.kind, 1) < rankOf(overall.kind, 1)) return pressing;
  // Of the same gravity: the services are counted, and it has lasted as long as the older of both.
  if (pressing !== null && pressing.kind === overall.kind) return { ...services, since: earlier(services.since, pressing.since) };
  const silent = deafHeadline(deaf);
  if (silent !== null && rankOf(silent.kind, 2) < rankOf(overall.kind, 1)) return silent;
  const calm = overall.kind === 'ok' || overall.kind === 'maintenance' || overall.total === 0;
  return (calm ? openHeadline(incidents) : null) ?? services;
}

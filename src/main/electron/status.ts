import { Snapshot } from '../../shared/contract/events.ts';
import type { IncidentId } from '../../shared/model/ids.ts';
import { deafSources } from '../../shared/model/deaf.ts';
import { coverOf } from '../../shared/model/maintenance.ts';
import type { Severity } from '../../shared/model/severity.ts';
import { overallState, tileState, type EngineView, type StateKind } from '../../shared/model/state.ts';
import { epochMs, fromRfc3339 } from '../../shared/model/units.ts';
import { shownTitle } from '../../shared/text/band-words.ts';
import { headlineOf } from '../../shared/text/headline.ts';
import { STATE_GLYPH } from '../../shared/text/state-words.ts';
import { plain } from '../../shared/text/plain.ts';
import type { EnginePort } from '../api/engine-port.ts';

/** The state of the whole workspace in the few words that a tray or a notification can hold. */
export interface StatusLine {
  readonly kind: StateKind;
  readonly text: string;
  readonly workspace: string;
  /** False while the engine does not answer: then everything but `text` is what it said last. */
  readonly heard: boolean;
  /** The engine's clock when it last answered; null before it ever did. */
  readonly at: string | null;
  /** All services, worst first. */
  readonly services: readonly ServiceLine[];
  /** Services that are in P0, P1 or blind at tier 1, worst first. */
  readonly demanding: readonly ServiceLine[];
  /** Open and proposed ones, gravest first. */
  readonly incidents: readonly IncidentLine[];
  /** Browsers and walls that look at this engine now. */
  readonly otherScreens: number;
  /** `host[:port]` of the sources and of the war rooms, where a person may be sent. */
  readonly knownHosts: readonly string[];
}

export interface ServiceLine {
  readonly id: string;
  readonly name: string;
  readonly kind: StateKind;
  /** An open incident that is not private names it. */
  readonly inIncident: boolean;
}

export interface IncidentLine {
  readonly id: IncidentId;
  readonly severity: Severity;
  /** Fit for anybody's eyes: that of a private one says nothing. */
  readonly title: string;
  readonly proposed: boolean;
  readonly isDrill: boolean;
}

const LOOK_MS = 2_000;
export const NO_STATUS: StatusLine = { kind: 'noData', text: `${STATE_GLYPH.noData} no data yet`, workspace: 'Holdfast', heard: false, at: null, services: [], demanding: [], incidents: [], otherScreens: 0, knownHosts: [] };

/** The engine is gone: what it last said stays readable, and nothing of it counts as known. */
const unreachable = (before: StatusLine): StatusLine => ({ ...before, kind: 'blind', heard: false, text: `${STATE_GLYPH.blind} blind: the engine is not running` });

const hostOf = (address: string | null): readonly string[] => {
  const host = URL.parse(address ?? '')?.host ?? '';
  return host === '' ? [] : [host];
};

/** Pure: the words for a snapshot that the engine has just made. */
export function statusOf(snapshot: Snapshot): StatusLine {
  const now = fromRfc3339(snapshot.now) ?? epochMs(0);
  const engine: EngineView = { state: 'live', since: now };
  const tiles = snapshot.services.map((service) => ({
    service,
    state: tileState(service, snapshot.signals.filter((signal) => signal.service === service.id), engine, now, coverOf(service.id, snapshot.maintenance, now), snapshot.alerts),
  }));
  const headline = headlineOf(overallState(tiles.map((tile) => tile.state), engine), snapshot.incidents, deafSources(snapshot.sources, snapshot.signals));
  const named = new Set(snapshot.incidents.flatMap((incident) => (incident.private ? [] : incident.services)));
  const sorted = tiles.toSorted((a, b) => a.state.rank - b.state.rank);
  const line = ({ service, state }: (typeof tiles)[number]): ServiceLine => ({ id: service.id, name: plain(service.name, 60), kind: state.kind, inIncident: named.has(service.id) });
  return {
    kind: headline.kind,
    text: `${STATE_GLYPH[headline.kind]} ${headline.word}`,
    workspace: plain(snapshot.workspace.name, 60),
    heard: true,
    at: snapshot.now,
    services: sorted.map(line),
    demanding: sorted.filter(({ state }) => state.demands).map(line),
    incidents: snapshot.incidents.map((incident) => ({ id: incident.id, severity: incident.severity, title: shownTitle(incident, 60), proposed: incident.standing === 'proposed', isDrill: incident.isDrill })),
    otherScreens: snapshot.presence.filter(({ kind }) => kind === 'browser' || kind === 'wall').length,
    knownHosts: [...snapshot.sources.map(({ url }) => url), ...snapshot.services.flatMap(({ dashboards = [] }) => dashboards.map(({ url }) => url)), ...snapshot.incidents.map(({ warRoom }) => warRoom)].flatMap(hostOf),
  };
}

export interface StatusWatch {
  /** The newest, also where only its time has changed. */
  latest(): StatusLine;
  stop(): void;
}

/** Looks at the engine every two seconds and tells when anything but the time has changed. */
export function watchStatus(engine: Pick<EnginePort, 'snapshot'>, onChange: (now: StatusLine, before: StatusLine | null) => void): StatusWatch {
  let latest = NO_STATUS;
  let told: StatusLine | null = null;
  let stopped = false;
  const look = async (): Promise<void> => {
    const frame = await engine.snapshot();
    if (stopped) return;
    const parsed = frame.ok ? Snapshot.safeParse(JSON.parse(frame.value.json)) : null;
    latest = parsed?.success ? statusOf(parsed.data) : unreachable(latest);
    if (told !== null && words(told) === words(latest)) return;
    const before = told;
    told = latest;
    onChange(latest, before);
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return {
    latest: () => latest,
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}

const words = (status: StatusLine): string => JSON.stringify({ ...status, at: null });

import { Snapshot } from '../../shared/contract/events.ts';
import { overallState, tileState, type EngineView, type OverallState, type StateKind } from '../../shared/model/state.ts';
import { epochMs, fromRfc3339 } from '../../shared/model/units.ts';
import { overallWord, STATE_GLYPH } from '../../shared/text/state-words.ts';
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
  /** Browsers and walls that look at this engine now. */
  readonly otherScreens: number;
  /** `host[:port]` of the sources, where a person may be sent to look closer. */
  readonly sourceHosts: readonly string[];
}

export interface ServiceLine {
  readonly id: string;
  readonly name: string;
  readonly kind: StateKind;
}

const LOOK_MS = 2_000;
export const NO_STATUS: StatusLine = { kind: 'noData', text: `${STATE_GLYPH.noData} no data yet`, workspace: 'Holdfast', heard: false, at: null, services: [], demanding: [], otherScreens: 0, sourceHosts: [] };

/** The engine is gone: what it last said stays readable, and nothing of it counts as known. */
const unreachable = (before: StatusLine): StatusLine => ({ ...before, kind: 'blind', heard: false, text: `${STATE_GLYPH.blind} blind: the engine is not running` });

/** Pure: the words for a snapshot that the engine has just made. */
export function statusOf(snapshot: Snapshot): StatusLine {
  const now = fromRfc3339(snapshot.now) ?? epochMs(0);
  const engine: EngineView = { state: 'live', since: now };
  const tiles = snapshot.services.map((service) => ({ service, state: tileState(service, snapshot.signals.filter((signal) => signal.service === service.id), engine, now) }));
  const overall: OverallState = overallState(tiles.map((tile) => tile.state), engine);
  const sorted = tiles.toSorted((a, b) => a.state.rank - b.state.rank);
  const line = ({ service, state }: (typeof tiles)[number]): ServiceLine => ({ id: service.id, name: plain(service.name, 60), kind: state.kind });
  return {
    kind: overall.kind,
    text: `${STATE_GLYPH[overall.kind]} ${overallWord(overall)}`,
    workspace: plain(snapshot.workspace.name, 60),
    heard: true,
    at: snapshot.now,
    services: sorted.map(line),
    demanding: sorted.filter(({ state }) => state.demands).map(line),
    otherScreens: snapshot.presence.filter(({ kind }) => kind === 'browser' || kind === 'wall').length,
    sourceHosts: snapshot.sources.flatMap(({ url }) => URL.parse(url ?? '')?.host ?? []),
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

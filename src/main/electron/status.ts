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
  /** Services that are in P0, P1 or blind at tier 1, worst first. */
  readonly demanding: readonly { readonly id: string; readonly name: string; readonly kind: StateKind }[];
}

const LOOK_MS = 2_000;
const UNREACHABLE: StatusLine = { kind: 'blind', text: `${STATE_GLYPH.blind} blind: the engine is not running`, workspace: 'Holdfast', demanding: [] };

/** Pure: the words for a snapshot that the engine has just made. */
export function statusOf(snapshot: Snapshot): StatusLine {
  const now = fromRfc3339(snapshot.now) ?? epochMs(0);
  const engine: EngineView = { state: 'live', since: now };
  const tiles = snapshot.services.map((service) => ({ service, state: tileState(service, snapshot.signals.filter((signal) => signal.service === service.id), engine, now) }));
  const overall: OverallState = overallState(tiles.map((tile) => tile.state), engine);
  const demanding = tiles
    .filter((tile) => tile.state.demands)
    .sort((a, b) => a.state.rank - b.state.rank)
    .map(({ service, state }) => ({ id: service.id, name: plain(service.name, 60), kind: state.kind }));
  return { kind: overall.kind, text: `${STATE_GLYPH[overall.kind]} ${overallWord(overall)}`, workspace: plain(snapshot.workspace.name, 60), demanding };
}

/** Looks at the engine every two seconds and tells when the words change. */
export function watchStatus(engine: EnginePort, onChange: (now: StatusLine, before: StatusLine | null) => void): () => void {
  let before: StatusLine | null = null;
  const look = async (): Promise<void> => {
    const frame = await engine.snapshot();
    const parsed = frame.ok ? Snapshot.safeParse(JSON.parse(frame.value.json)) : null;
    const now = parsed?.success ? statusOf(parsed.data) : UNREACHABLE;
    if (before !== null && JSON.stringify(before) === JSON.stringify(now)) return;
    const previous = before;
    before = now;
    onChange(now, previous);
  };
  void look();
  const timer = setInterval(() => void look(), LOOK_MS);
  return () => clearInterval(timer);
}

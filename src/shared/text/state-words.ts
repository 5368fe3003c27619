import type { Signal, Source } from '../model/entities.ts';
import type { OverallState, StateKind, TileState, Trouble } from '../model/state.ts';
import { fromRfc3339, type EpochMs } from '../model/units.ts';
import { formatAge, formatSince, formatSpan } from '../time/format.ts';
import { counted } from './counted.ts';
import { explainNoValue, formatValueText } from './format.ts';
import { plain } from './plain.ts';

/** Beyond this difference between a source's clock and ours, an age would be wrong and the difference is said instead. */
export const CLOCK_LIMIT_MS = 2_000;
const SECOND_MS = 1_000;

const KIND_WORD: Readonly<Record<StateKind, string>> = { P0: 'P0', P1: 'P1', P2: 'warning', blind: 'blind', late: 'late', noData: 'no data', maintenance: 'maintenance', ok: 'ok' };

/** The one word of a state. A firing P2 rule is called by its severity, a mere excess "warning". */
export function stateWord(state: Pick<TileState, 'kind' | 'troubles'>): string {
  const fired = state.kind === 'P2' && (state.troubles[0]?.what === 'firing' || state.troubles[0]?.what === 'alert');
  return fired ? 'P2' : KIND_WORD[state.kind];
}

/** What a signal measures, in two words at most unless it has a name of its own. */
export function signalLabel(signal: Pick<Signal, 'kind' | 'stat' | 'name'>): string {
  switch (signal.kind) {
    case 'latency':
      return signal.stat === null ? 'latency' : `${signal.stat} latency`;
    case 'errorRate':
      return 'error rate';
    case 'traffic':
    case 'saturation':
    case 'availability':
      return signal.kind;
    case 'custom':
    default:
      return plain(signal.name, 40);
  }
}

/** A percentile with its limit in ms beside it needs no "latency": the sentence must fit one line of a tile. */
const subject = (signal: Signal): string => signal.stat ?? signalLabel(signal);

/** Which limit the worst of its rules found broken: "above 0.80 s". */
export function limitText(signal: Signal): string {
  /** "below up" is no sentence: a bool that fails is down, and a probe knows why. */
  if (signal.unit === 'bool') return `down${signal.error?.kind === 'target' ? ` (${plain(signal.error.message, 120)})` : ''}`;
  const limit = signal.thresholds.find((each) => each.rule === signal.breach.rule) ?? signal.thresholds[0];
  if (limit === undefined) return 'beyond its limit';
  if (limit.above !== null) return `above ${formatValueText(limit.above, null, signal.unit)}`;
  return limit.below === null ? 'beyond its limit' : `below ${formatValueText(limit.below, null, signal.unit)}`;
}

/** How far the source's clock is from ours, in words; null within the limit or while unknown. */
export function clockText(source: Source | undefined): string | null {
  const offset = source?.clockOffsetMs ?? null;
  if (source === undefined || offset === null || Math.abs(offset) <= CLOCK_LIMIT_MS) return null;
  return `the clock of ${plain(source.name, 40)} is ${formatAge(Math.abs(offset))} ${offset > 0 ? 'ahead of' : 'behind'} ours`;
}

/** The same where there is little room: "clock 7 s ahead". */
export function clockShort(source: Source | undefined): string | null {
  const offset = source?.clockOffsetMs ?? null;
  return offset === null || clockText(source) === null ? null : `clock ${formatAge(Math.abs(offset))} ${offset > 0 ? 'ahead' : 'behind'}`;
}

function blindText(signal: Signal, source: Source | undefined, now: EpochMs): string {
  if (source?.state === 'failing') return `${plain(source.name, 40)} ${plain(source.message ?? 'does not answer', 160)}`;
  if (signal.error !== null) return `${signalLabel(signal)}: ${plain(signal.error.message, 160)}`;
  const time = signal.latest?.time ?? null;
  const at = time === null ? null : fromRfc3339(time);
  return at === null ? `${signalLabel(signal)}: no sample yet` : `${signalLabel(signal)}: no new sample ${formatSince(at, now)}`;
}

/** How often a sample is due, and how old it usually is by then: "due every 20 s, usually 40 s old when it comes". */
export function dueText({ intervalMs, usualAgeMs = 0 }: Pick<Signal, 'intervalMs' | 'usualAgeMs'>): string {
  return `due every ${formatSpan(intervalMs)}${usualAgeMs < SECOND_MS ? '' : `, usually ${formatAge(usualAgeMs)} old when it comes`}`;
}

function lateText(signal: Signal, now: EpochMs): string {
  const time = signal.latest?.time ?? null;
  const at = time === null ? null : fromRfc3339(time);
  if (at === null) return `${signalLabel(signal)}: the age of its samples cannot be known`;
  return `${signalLabel(signal)}: newest sample ${formatAge(now - at)} old, ${dueText(signal)}`;
}

const ENGINE_TEXT = {
  live: 'the engine is live',
  connecting: 'connecting to the engine',
  stopped: 'the engine has stopped',
  unreachable: 'the server cannot be reached',
} as const;

/** One trouble in a short sentence without its full stop. `sources` are looked up by id. */
export function troubleText(trouble: Trouble, sources: readonly Source[], now: EpochMs): string {
  switch (trouble.what) {
    case 'engine':
      return ENGINE_TEXT[trouble.engine];
    case 'alert':
      return plain(trouble.name, 120);
    case 'noSignals':
      return 'no signal watches this service yet';
    case 'firing':
      return `${subject(trouble.signal)} ${limitText(trouble.signal)}${trouble.needed > 1 ? `, ${trouble.count} checks in a row` : ''}`;
    case 'over':
      return `${subject(trouble.signal)} ${limitText(trouble.signal)}${trouble.needed > 1 ? `, check ${trouble.count} of ${trouble.needed}` : ''}`;
    case 'blind':
      return blindText(
        trouble.signal,
        sources.find((source) => source.id === trouble.signal.source),
        now,
      );
    case 'late':
      return lateText(trouble.signal, now);
    case 'waiting':
      return `${signalLabel(trouble.signal)}: waiting for the first reading`;
    case 'noValue':
      return `${signalLabel(trouble.signal)} has no value: ${explainNoValue(trouble.signal.latest?.noValue ?? 'NaN') ?? 'unknown'}`;
    case 'unjudged':
      return `the rule for ${signalLabel(trouble.signal)} cannot be judged now`;
    case 'down':
    default:
      return `${plain(trouble.signal.name, 40)} is down${trouble.signal.error?.kind === 'target' ? ` (${plain(trouble.signal.error.message, 120)})` : ''}, and no rule says how bad that is`;
  }
}

/** What a service in maintenance would be, and what was kept silent: "would be P0: error rate above 5.0 %, 3 checks in a row · 2 alerts kept silent · Deploy". */
export function maintenanceText(state: Pick<TileState, 'maintenance' | 'troubles'>, sources: readonly Source[], now: EpochMs): string | null {
  if (state.maintenance === null) return null;
  const { name, would, silenced } = state.maintenance;
  const [trouble] = state.troubles;
  const why = trouble === undefined || would === 'ok' ? null : `would be ${KIND_WORD[would]}: ${troubleText(trouble, sources, now)}`;
  const kept = silenced === 0 ? null : `${counted(silenced, 'alert')} kept silent`;
  return [why, kept, plain(name, 60)].filter((part) => part !== null).join(' · ');
}

/** The first words of a wall: "1 P0", "3 blind", "all well". */
export function overallWord(overall: OverallState): string {
  if (overall.engineSilent) return 'blind';
  if (overall.total === 0) return 'nothing to watch';
  const count = overall.counts[overall.kind];
  switch (overall.kind) {
    case 'ok':
      return 'all well';
    case 'noData':
      return count === overall.total ? 'no data yet' : `${count} without data`;
    case 'maintenance':
      return `${count} in maintenance`;
    case 'P2':
      return count === 1 ? '1 warning' : `${count} warnings`;
    case 'P0':
    case 'P1':
    case 'blind':
    case 'late':
      return `${count} ${KIND_WORD[overall.kind]}`;
    default:
      return KIND_WORD[overall.kind];
  }
}

/** The shape of a state as one character, for titles that can draw nothing else. */
export const STATE_GLYPH: Readonly<Record<StateKind, string>> = { P0: '■', P1: '◆', P2: '▲', blind: '⊘', late: '◌', noData: '–', maintenance: '▬', ok: '○' };

import type { RampAction, RampProgress } from '../../../../../shared/model/continuity/run.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';
import { formatUntil } from '../../../../../shared/time/format.ts';
import { spanText } from '../../../../../shared/text/span-text.ts';
import type { FixedPoint } from '../../../../lib/fixed-series.ts';
import { countdown, type RunClock } from './clock.ts';
import type { Marked } from './words.ts';

const RAMP_MARK: Readonly<Record<RampProgress['state'], Marked>> = {
  checking: { mark: 'going', word: 'checks before it raises' },
  raising: { mark: 'going', word: 'raising' },
  holding: { mark: 'going', word: 'holding' },
  steppingBack: { mark: 'P2', word: 'stepping back' },
  stale: { mark: 'blind', word: 'stopped: cannot see' },
  held: { mark: 'held', word: 'HELD' },
  byHand: { mark: 'held', word: 'BY HAND' },
  ended: { mark: 'ok', word: 'ended' },
};
/** Shape and word of how a ramp stands. A breach is said before anything else, and that it waits for a person. */
export function rampMark({ state, conditions, by }: Pick<RampProgress, 'state' | 'conditions' | 'by'>): Marked {
  if (state === 'holding' && conditions.some(({ holds }) => holds === 'no')) return { mark: 'P2', word: 'breach' };
  return state === 'held' && by === null ? { mark: 'asks', word: 'asks a person' } : RAMP_MARK[state];
}

/** How long the value is still held, and what comes then; null while nothing counts towards that. */
export function dwellText({ heldUntil, ladder, rung }: Pick<RampProgress, 'heldUntil' | 'ladder' | 'rung'>, clock: RunClock): string | null {
  const left = heldUntil === null ? null : countdown(heldUntil, clock);
  if (left === null || left.over) return null;
  const next = ladder[rung + 1];
  return next === undefined ? `The last value is held, ${left.text}.` : `Next ${next}, if everything stays so: ${left.text}.`;
}

export interface Rung {
  readonly value: number;
  readonly at: 'past' | 'here' | 'ahead';
  /** Height of its step, 0 to 1. */
  readonly height: number;
  /** Whether its value is written under it: of many only some are, the one it stands on always. */
  readonly named: boolean;
}

const LEAST_HEIGHT = 0.08;
const MOST_NAMED = 10;

export function rungsOf({ ladder, rung }: Pick<RampProgress, 'ladder' | 'rung'>): readonly Rung[] {
  const top = Math.max(...ladder, 0);
  const every = Math.ceil(ladder.length / MOST_NAMED);
  return ladder.map((value, index) => ({
    value,
    at: index < rung ? 'past' : index === rung ? 'here' : 'ahead',
    height: top === 0 ? LEAST_HEIGHT : LEAST_HEIGHT + (1 - LEAST_HEIGHT) * (value / top),
    // Beside the one it stands on there would be no room for another.
    named: index === rung || ((ladder.length - 1 - index) % every === 0 && (every === 1 || Math.abs(index - rung) > 1)),
  }));
}

/** What was set over time, as a line of steps: a value holds until the next one is set. */
export function valuePoints(moves: RampProgress['moves'], now: EpochMs): readonly FixedPoint[] {
  const points: FixedPoint[] = [];
  for (const { at, value } of moves) {
    const time = fromRfc3339(at);
    if (time === null) continue;
    const before = points.at(-1);
    if (before !== undefined && time > before.time + 1) points.push({ time: epochMs(time - 1), value: before.value });
    points.push({ time, value });
  }
  const last = points.at(-1);
  if (last !== undefined && now > last.time) points.push({ time: now, value: last.value });
  return points;
}

const MINUTE_MS = 60_000;
const WINDOWS_MIN = [1, 2, 5, 10, 15, 30, 60, 120, 240, 480, 1_440];
/** A window in round minutes that holds all moves. */
export function rampWindowMs(moves: RampProgress['moves'], now: EpochMs): number {
  const first = moves[0] === undefined ? null : fromRfc3339(moves[0].at);
  const span = first === null ? 0 : now - first;
  return (WINDOWS_MIN.find((minutes) => minutes * MINUTE_MS >= span * 1.05) ?? Math.ceil(span / (1_440 * MINUTE_MS)) * 1_440) * MINUTE_MS;
}

const perSecondText = (rate: number): string => (rate >= 10 ? rate.toFixed(0) : rate.toFixed(1));

/** When nothing waits any more if it goes on so; why no time can be told where none can. */
export function drainText({ waiting, perSecond, emptyAt }: NonNullable<RampProgress['backlog']>, { now, silent }: RunClock): string {
  if (waiting === null) return 'How many wait is not known.';
  if (waiting === 0) return 'Nothing waits.';
  const end = emptyAt === null ? null : fromRfc3339(emptyAt);
  const falls = perSecond !== null && perSecond < 0 ? `Falls by ${perSecondText(-perSecond)} a second` : null;
  if (end !== null && now !== null && end > now) return `${falls === null ? 'Empty' : `${falls}: empty`} at about ${formatUntil(end, now)}, in ${spanText((end - now) / 1_000)}${silent ? ' when last heard' : ''}.`;
  if (falls !== null) return `${falls}.`;
  return perSecond === null ? 'Too little is known yet to say when it is empty.' : perSecond === 0 ? 'It does not fall: no time can be told.' : `Grows by ${perSecondText(perSecond)} a second: no time can be told.`;
}

export const MOVE_WORD: Readonly<Record<RampProgress['moves'][number]['why'], string>> = { raised: 'raised', breach: 'stepped back', byHand: 'by hand', again: 'set once more' };

const STOPPED_BY_PERSON: ReadonlySet<RampProgress['state']> = new Set<RampProgress['state']>(['held', 'byHand']);

const ACTION_REFUSAL: Readonly<Record<RampAction, (ramp: Pick<RampProgress, 'state' | 'ladder' | 'rung'>) => string | null>> = {
  hold: ({ state }) => (STOPPED_BY_PERSON.has(state) ? 'It is held already' : null),
  go: ({ state }) => (state === 'held' ? null : state === 'byHand' ? 'Give it back first' : 'It goes on by itself'),
  up: ({ rung, ladder }) => (rung >= ladder.length - 1 ? 'This is the last step' : null),
  down: ({ rung }) => (rung <= 0 ? 'This is the first step' : null),
  takeOver: ({ state }) => (state === 'byHand' ? 'It is in a person’s hands' : null),
  giveBack: ({ state }) => (state === 'byHand' ? null : 'It goes by itself'),
};
/** Why a ramp does not take an action as it stands; null where it does. */
export const rampActionRefusal = (ramp: Pick<RampProgress, 'state' | 'ladder' | 'rung'>, action: RampAction): string | null => (ramp.state === 'ended' ? 'The ramp has ended' : ACTION_REFUSAL[action](ramp));

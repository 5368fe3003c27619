import type { RampAction } from '../../../../shared/model/continuity/run.ts';
import type { Steering } from './rules/may.ts';

interface Word {
  readonly key: string;
  /** On the button. */
  readonly button: string;
  /** Beside it: what it does. */
  readonly does: string;
}

export const STEER_WORD: Readonly<Record<Steering, Word>> = {
  pause: { key: 'p', button: 'Pause', does: 'Begins no further step' },
  resume: { key: 'r', button: 'Resume', does: 'Goes on with what was paused' },
  retry: { key: 't', button: 'Try again', does: 'Tries the step anew at which it stopped, or looks at it once more' },
  rollBack: { key: 'b', button: 'Roll back…', does: 'Takes back what was done, the last step first' },
  abort: { key: 'x', button: 'End here…', does: 'Ends it where it stands; what was done stays' },
  takeOver: { key: 'o', button: 'Take over…', does: 'You steer it, and nobody else' },
};

export const RAMP_ACTIONS = ['hold', 'go', 'up', 'down', 'takeOver', 'giveBack'] as const satisfies readonly RampAction[];
export const RAMP_WORD: Readonly<Record<RampAction, Word>> = {
  hold: { key: 'h', button: 'Hold', does: 'Nothing is raised until somebody lets it go on' },
  go: { key: 'g', button: 'Go on', does: 'Raises again, as its conditions allow' },
  up: { key: '+', button: 'Step up', does: 'The next value now, if everything holds' },
  down: { key: '-', button: 'Step down', does: 'The value before, and hold' },
  takeOver: { key: 'k', button: 'By hand', does: 'You set the values; it raises nothing itself' },
  giveBack: { key: 'l', button: 'Give back', does: 'It goes by itself again, from where it stands' },
};

/** Key → what it does, as the list of keys shows it. */
export const RUN_KEYS: readonly (readonly [string, string])[] = [
  ['P', 'Pause'],
  ['R', 'Resume'],
  ['T', 'Try the step again'],
  ['B', 'Roll back…'],
  ['X', 'End here…'],
  ['O', 'Take over…'],
  ['A', 'Approve…'],
  ['Y', 'It happened; the other console has done it; go on all the same…'],
  ['N', 'It did not happen; the other console has not done it…'],
  ['H', 'Hold the ramp'],
  ['G', 'Let the ramp go on'],
  ['+', 'Step the ramp up'],
  ['-', 'Step the ramp down'],
  ['K', 'Take the ramp by hand'],
  ['L', 'Give the ramp back'],
  ['J', 'Open or close the journal'],
  ['?', 'This list'],
];

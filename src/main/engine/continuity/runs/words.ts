import type { RampAction, RunNote, StopReason } from '../../../../shared/model/continuity/run.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { END_WORDS, STOP_WORDS } from '../../../../shared/text/run-words.ts';
import type { Refusal } from '../core/events.ts';
import type { RunPhase, StepPhase } from '../core/state.ts';
import type { FrozenText } from '../steps/open.ts';
import type { JournalRow } from './repo.ts';
import { byOfNote, readStepNote, stepName } from './view.ts';

export const REFUSAL_WORDS: Readonly<Record<Refusal, string>> = {
  held: 'the lever is pulled',
  busy: 'another run of its group is under way',
  notArmed: 'it was not armed, or too long ago',
  stale: 'what is there is not what was confirmed',
  blocked: 'pre-flight says no',
  ownApproval: 'who started it does not approve it',
  nothingToApprove: 'nothing waits for an approval',
  nothingRuns: 'it is over',
  notHolder: 'somebody else steers it',
  tookOver: 'somebody has taken it over meanwhile',
  unknownFirst: 'first a person must say whether the step happened',
  notNow: 'it is not in a state for that',
  coolDown: 'an automatic attempt was made a short time ago',
  neverAutomatic: 'failing back is never automatic',
  restarted: 'Holdfast began anew meanwhile',
  split: 'this console took over, and nobody has merged the other one: nothing begins by itself',
};

const EVENT_WORDS: Readonly<Record<string, string>> = {
  arm: 'armed',
  confirm: 'confirmed',
  triggerMet: 'begun by a trigger',
  drillDue: 'begun by the schedule of its drills',
  approve: 'approved',
  hold: 'lever pulled',
  release: 'lever released',
  takeOver: 'taken over',
  pause: 'pause asked for',
  resume: 'resumed',
  retry: 'tried again',
  abort: 'abort asked for',
  rollBack: 'roll back asked for',
  settle: 'settled by a person',
  split: 'this console took over from another one: it waits for a person',
  merged: 'merged with the other console',
  recovered: 'Holdfast began anew and went on from here',
};

const RAMP_WORDS: Readonly<Record<RampAction, string>> = { hold: 'held', go: 'let go on', up: 'one value up', down: 'one value down', takeOver: 'set by hand from here', giveBack: 'by itself again' };

const stepWords = (phase: StepPhase, isBack: boolean): string => {
  const words: Readonly<Record<StepPhase, string>> = {
    pending: 'to be tried again',
    looking: 'looked at before it begins',
    approving: 'waits for an approval',
    sending: isBack ? 'being taken back' : 'begins',
    reading: 'no certain answer: asked whether it happened',
    unknown: 'nobody knows whether it happened',
    done: isBack ? 'not taken back' : 'done',
    failed: 'failed',
    partly: 'stopped half-way',
    undone: 'taken back',
    stays: 'stays, for it cannot be taken back',
  };
  return words[phase];
};

/** Rows that say for machines what the rows of steps say for people. */
export const NOT_SHOWN = ['looked', 'ended', 'readBack', '→ look', '→ perform', '→ undo', '→ readBack', '→ askApproval', '→ already', '→ started'] as const;

/** A row of a run’s journal, for people. */
export function noteInWords(row: JournalRow, { steps }: Pick<FrozenText, 'steps'>): RunNote {
  const details = JSON.parse(row.says ?? '{}') as { readonly says?: string; readonly reason?: string; readonly why?: string; readonly phase?: RunPhase };
  const note = (what: string, says: string | null = details.says ?? details.reason ?? null): RunNote => ({ seq: row.seq, at: toRfc3339(epochMs(row.at)), what, says, by: byOfNote(row) });
  switch (row.what) {
    case 'step': {
      const { step, phase, way, says } = readStepNote(row);
      return note(`${stepName(steps[step])}: ${stepWords(phase, way === 'back')}`, says ?? null);
    }
    case 'ramp': {
      const { step, action } = JSON.parse(row.says ?? '{}') as { readonly step: string; readonly action: RampAction };
      return note(`${stepName(steps.find(({ id }) => id === step))}: ${RAMP_WORDS[action]}`);
    }
    case '→ stopped':
      return note('stopped', STOP_WORDS[details.why as StopReason] ?? null);
    case '→ ended':
      return note(END_WORDS[details.phase ?? 'done'], null);
    case '→ refused':
      return note('refused', REFUSAL_WORDS[details.why as Refusal] ?? null);
    default:
      return note(EVENT_WORDS[row.what] ?? row.what);
  }
}

import type { Run } from '../../../../../shared/model/continuity/run.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import { GATE_WORD, gateMark, runMark, stepMark } from './words.ts';

/** Told as it begins: that something is looked at or read back for a moment is not worth a sentence. */
const QUIET: ReadonlySet<string> = new Set(['pending', 'looking', 'reading']);

/** What changed between two pictures of a run, for whoever hears the screen; "" where nothing of weight did. Countdowns are never told. */
export function announcement(before: Run, after: Run, nameOf: (person: string) => string): string {
  const said: string[] = [];
  if (before.state !== after.state || before.way !== after.way) said.push(`${after.id} is now ${runMark(after).word.toLowerCase()}`);
  if (before.wants !== after.wants && after.wants !== null) said.push({ pause: 'It pauses after this step', rollBack: 'It is rolled back after this step', abort: 'It ends after this step' }[after.wants]);
  after.steps.forEach((step, index) => {
    const was = before.steps[index];
    if (was?.id !== step.id) return;
    if (was.state !== step.state && !QUIET.has(step.state)) said.push(`Step ${index + 1}, ${plain(step.name, 60)}: ${stepMark(step, after).word}`);
    said.push(...progressSaid(was.progress, step.progress));
  });
  if (before.epoch !== after.epoch && after.holder !== null) said.push(`${plain(nameOf(after.holder), 60)} has taken the run over`);
  return said.length === 0 ? '' : `${said.join('. ')}.`;
}

type Progress = Run['steps'][number]['progress'];

function progressSaid(before: Progress, after: Progress): string[] {
  if (after?.kind === 'dns')
    return after.gates.flatMap((gate, index) => {
      const was = before?.kind === 'dns' ? before.gates[index]?.state : 'waiting';
      return was === gate.state || gate.state === 'waiting' || gate.state === 'skipped' ? [] : [`${GATE_WORD[gate.gate].name}: ${gateMark(gate).word}`];
    });
  if (after?.kind === 'ramp' && before?.kind === 'ramp' && before.value !== after.value && after.value !== null) return [`The ramp is at ${after.value}`];
  return [];
}

/** Whether somebody else took a run over since this screen last knew; who steers by an older picture is told. */
export const takenOver = (seenEpoch: number, run: Pick<Run, 'epoch' | 'holder' | 'state'>, me: string | null): boolean => run.epoch > seenEpoch && run.holder !== null && run.holder !== me;

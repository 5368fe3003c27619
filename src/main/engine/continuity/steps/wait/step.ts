import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { readDuration } from '../../../../config/duration.ts';
import type { Clock } from '../../../ports.ts';
import { CANNOT_BE_READ, NO_WAY_BACK, NOTHING_TO_LOOK_AT, type RunnableStep } from '../step.ts';
import { pause } from './pause.ts';

const GRACE_MS = 5_000;

export function createWaitStep(step: StepConfigOf<'wait'>, clock: Clock): RunnableStep {
  const forMs = readDuration(step.for);
  return {
    frozen: { id: step.id, kind: 'act', effect: false, guarded: false, undoable: false, repeatable: true, limitMs: durationMs(forMs + GRACE_MS), aloneAfterMs: null },
    describe: () => ({ actions: [{ to: 'nothing is changed', lines: [`wait ${step.for}`] }], touches: [], undo: null }),
    look: () => Promise.resolve(NOTHING_TO_LOOK_AT),
    perform: async ({ abort }) => {
      await pause(clock, forMs, abort);
      return abort.aborted ? { outcome: 'refused', says: 'given up' } : { outcome: 'done', says: `waited ${step.for}` };
    },
    readBack: () => Promise.resolve(CANNOT_BE_READ),
    undo: () => Promise.resolve(NO_WAY_BACK),
  };
}

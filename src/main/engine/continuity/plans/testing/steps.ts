import { durationMs } from '../../../../../shared/model/units.ts';
import type { StepConfig } from '../../../../../shared/model/continuity/step-config.ts';
import { NO_WAY_BACK, CANNOT_BE_READ, type Looked, type RunnableStep, type StepContext } from '../../steps/step.ts';

/** A step whose look a test decides; it is never performed. */
export const lookingStep = (step: StepConfig, look: (context: StepContext) => Promise<Looked>): RunnableStep => ({
  frozen: { id: step.id, kind: 'act', effect: true, guarded: step.kind === 'dns', undoable: step.kind === 'dns', repeatable: false, limitMs: durationMs(60_000), aloneAfterMs: null },
  describe: () => ({ actions: [{ to: 'bind', lines: [`update ${step.id}`] }], touches: step.kind === 'dns' ? [`${step.type} ${step.record}`] : [], undo: null }),
  look,
  perform: () => Promise.reject(new Error('a plan that is only looked at performs nothing')),
  readBack: () => Promise.resolve(CANNOT_BE_READ),
  undo: () => Promise.resolve(NO_WAY_BACK),
});

import { durationMs, epochMs } from '../../../../../shared/model/units.ts';
import type { StepConfig } from '../../../../../shared/model/continuity/step-config.ts';
import type { LiveSet } from '../../dns/provider.ts';
import { NO_WAY_BACK, CANNOT_BE_READ, type Looked, type RunnableStep, type StepContext } from '../../steps/step.ts';

/** A record set as a provider has it. */
export const liveSet = (values: readonly string[], ttlSeconds: number): LiveSet => ({ name: 'api.acme.test', type: 'A', ttlSeconds, values, ids: [], proxied: false, kept: {}, readAt: epochMs(0) });

interface Choices {
  readonly look: (context: StepContext) => Promise<Looked>;
  readonly freeze?: () => unknown;
}

/** A step whose look a test decides; it is never performed. */
export const lookingStep = (step: StepConfig, { look, freeze }: Choices): RunnableStep => ({
  frozen: { id: step.id, kind: 'act', effect: true, guarded: step.kind === 'dns', undoable: step.kind === 'dns', repeatable: false, limitMs: durationMs(60_000), aloneAfterMs: null },
  ...(freeze === undefined ? {} : { freeze: () => Promise.resolve(freeze()) }),
  describe: () => ({ actions: [{ to: 'bind', lines: [`update ${step.id}`] }], touches: step.kind === 'dns' ? [`${step.type} ${step.record}`] : [], undo: null }),
  look,
  perform: () => Promise.reject(new Error('a plan that is only looked at performs nothing')),
  readBack: () => Promise.resolve(CANNOT_BE_READ),
  undo: () => Promise.resolve(NO_WAY_BACK),
});

import type { StepConfigOf } from '../../../../../shared/model/continuity/step-config.ts';
import type { RunMode } from '../../../../../shared/model/continuity/run.ts';
import { HoldfastError } from '../../../../../shared/model/result.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import { filled } from '../filled.ts';
import { NO_WAY_BACK, NOT_IN_A_DRILL, type RunnableStep, type StepContext } from '../step.ts';
import type { Teller, TellOrder, ToldChannel, Written } from './teller.ts';

const LIMIT_MS = durationMs(30_000);

/**
 * Tells channels through the outbox. It is done once it is queued: what is queued survives everything, and no plan waits for a vendor.
 * What it wrote down is remembered before any of it is queued, so that another attempt goes on with the same.
 */
export function createNotifyStep(config: StepConfigOf<'notify'>, mode: RunMode, values: Readonly<Record<string, string>>, teller: Teller): RunnableStep {
  const step = filled(config, values);
  const isDrill = mode === 'drill';
  const reached = (): readonly ToldChannel[] => teller.channels(step.channels).filter(({ drill }) => !isDrill || drill);
  const orderOf = ({ key, incident = null }: StepContext): TellOrder => ({
    key, incident, isDrill,
    step: step.name ?? step.id,
    channels: reached().map(({ id }) => id),
    kind: step.update,
    text: step.text ?? null,
  });
  const remembered = ({ told }: StepContext): Written | null => {
    const before = told();
    return before?.kind === 'notify' ? { updates: before.updates, notice: before.notice } : null;
  };

  return {
    frozen: { id: step.id, kind: 'act', effect: !isDrill || reached().length > 0, guarded: false, undoable: false, repeatable: true, limitMs: LIMIT_MS, aloneAfterMs: null },
    describe: () => ({
      actions: reached().map(({ name }) => ({ to: name, lines: [`${isDrill ? 'DRILL: ' : ''}an update (${step.update}) with the facts of the incident${step.text === undefined ? '' : ' and:'}`, ...(step.text?.split('\n') ?? [])] })),
      touches: reached().map(({ name }) => name),
      undo: null,
      notes: [...(isDrill ? ['only channels that are marked for drills are told'] : []), 'done once it is queued: it is delivered as soon as each channel takes it'],
    }),
    look: () => {
      const problem = reached().find((each) => each.problem !== null);
      return Promise.resolve({ ready: problem === undefined ? ('yes' as const) : ('no' as const), asConfirmed: true, says: problem === undefined ? `would tell ${named(reached())}` : `${problem.name}: ${problem.problem ?? ''}` });
    },
    perform: async (context) => {
      if (isDrill && reached().length === 0) return { ...NOT_IN_A_DRILL, says: 'none of its channels is marked for drills: nobody was told' };
      try {
        const order = orderOf(context);
        const written = remembered(context) ?? teller.write(order);
        context.tell({ kind: 'notify', updates: [...written.updates], notice: written.notice, says: 'written, not queued yet' });
        // What was not remembered must not be told: another attempt would tell it once more.
        if (context.abort.aborted) return { outcome: 'unknown', says: 'it was given up before anything was queued' };
        await teller.queue(order, written);
        const { says } = teller.standing(written);
        context.tell({ kind: 'notify', updates: [...written.updates], notice: written.notice, says });
        return { outcome: 'done', says };
      } catch (error) {
        if (error instanceof HoldfastError) return { outcome: 'refused', says: error.message };
        throw error;
      }
    },
    readBack: (context) => {
      const written = remembered(context);
      // What is told is written down and remembered before: without that, nothing was.
      if (written === null) return Promise.resolve({ happened: 'no', says: 'nothing was written down to be told' });
      const { isQueued, says } = teller.standing(written);
      return Promise.resolve({ happened: isQueued ? 'yes' : 'no', says });
    },
    undo: () => Promise.resolve({ ...NO_WAY_BACK, says: 'what was told cannot be taken back: correct it from Compose' }),
  };
}

const named = (channels: readonly ToldChannel[]): string => (channels.length === 0 ? 'nobody' : channels.map(({ name }) => name).join(', '));

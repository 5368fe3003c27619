import type { RunScore } from '../../../../shared/model/continuity/run.ts';
import type { StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import type { StepId } from '../../../../shared/model/ids.ts';
import { durationMs, type DurationMs } from '../../../../shared/model/units.ts';
import type { Clock, Random } from '../../ports.ts';
import type { Prepared } from '../plans/plans.ts';
import type { FrozenText } from '../steps/open.ts';
import type { Performed, RunnableStep, StepContext } from '../steps/step.ts';

/** What is put in the way of a step of a drill without a word. */
export interface Surprise {
  readonly step: StepId;
  readonly what: RunScore['surprises'][number]['what'];
}

/** Longer than somebody waits calmly; of a step whose limit is short, half of it: it is slow, and not given up. */
export const SLOW_MS = durationMs(8_000);
const MOST = 2;

/** Steps that people wait for: an approval waits for a person anyway, and a pause is slow by itself. */
const mayMeet = ({ kind }: StepConfig): boolean => kind !== 'approve' && kind !== 'wait' && kind !== 'notify' && kind !== 'ramp';
/** An answer is lost only where it can be asked again whether it happened. */
const waysOf = ({ kind }: StepConfig): readonly Surprise['what'][] => (kind === 'dns' ? ['failsOnce', 'slow', 'noAnswer'] : ['failsOnce', 'slow']);

/** One or two steps, and what they meet. */
export function chooseSurprises(steps: readonly StepConfig[], random: Random): Surprise[] {
  const left = steps.filter(mayMeet);
  const count = Math.min(left.length, 1 + Math.floor(random() * MOST));
  return Array.from({ length: count }, () => {
    const [step] = left.splice(Math.floor(random() * left.length), 1);
    const ways = step === undefined ? [] : waysOf(step);
    const what = ways[Math.floor(random() * ways.length)];
    return step === undefined || what === undefined ? null : { step: step.id, what };
  }).filter((surprise) => surprise !== null);
}

/** What is put in the way stands in the text that is frozen, and not in what was shown. */
export function hideSurprises(prepared: Prepared, random: Random): Prepared {
  const text = JSON.parse(prepared.text) as FrozenText;
  return { ...prepared, text: JSON.stringify({ ...text, surprises: chooseSurprises(text.steps, random) } satisfies FrozenText) };
}

/** The same steps, some of which meet something: whoever runs them cannot tell it from a real fault, and it is told with the score. */
export function withSurprises(steps: readonly RunnableStep[], surprises: readonly Surprise[], clock: Pick<Clock, 'after'>): readonly RunnableStep[] {
  return steps.map((step) => {
    const surprise = surprises.find((each) => each.step === step.frozen.id);
    return surprise === undefined ? step : { ...step, perform: surprised(step, surprise.what, clock) };
  });
}

function surprised(step: RunnableStep, what: Surprise['what'], clock: Pick<Clock, 'after'>): RunnableStep['perform'] {
  let met = false;
  return async (context) => {
    if (met) return step.perform(context);
    met = true;
    if (what === 'failsOnce') return { outcome: 'refused', says: 'HTTP 503: try again later' };
    if (what === 'slow') {
      await pause(clock, durationMs(Math.min(SLOW_MS, step.frozen.limitMs / 2)), context);
      return context.abort.aborted ? ({ outcome: 'notReached', says: 'it was given up before anything was sent' } satisfies Performed) : step.perform(context);
    }
    const performed = await step.perform(context);
    return performed.outcome === 'done' ? { outcome: 'unknown', says: 'the connection ended before an answer came' } : performed;
  };
}

const pause = (clock: Pick<Clock, 'after'>, forMs: DurationMs, { abort }: StepContext): Promise<void> =>
  new Promise((resolve) => {
    const cancel = clock.after(forMs, resolve);
    abort.addEventListener('abort', () => { cancel(); resolve(); }, { once: true });
  });

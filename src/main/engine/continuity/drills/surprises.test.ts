import { describe, expect, it } from 'vitest';
import { StepConfig } from '../../../../shared/model/continuity/step-config.ts';
import { StepId } from '../../../../shared/model/ids.ts';
import { durationMs } from '../../../../shared/model/units.ts';
import { announcedSeed, seededRandom } from '../../../store/testing/random.ts';
import { createManualClock } from '../../testing/manual-clock.ts';
import { NOT_HELD, type RunnableStep, type StepContext } from '../steps/step.ts';
import { chooseSurprises, SLOW_MS, withSurprises, type Surprise } from './surprises.ts';

const STEPS = [
  { id: 'agree', kind: 'approve' }, { id: 'rest', kind: 'wait', for: '5s' }, { id: 'call', kind: 'http', request: { url: 'http://x/' } },
  { id: 'switch', kind: 'dns', providers: ['bind'], record: 'api.acme.test', to: ['192.0.2.1'] }, { id: 'seen', kind: 'verify', that: { http: { url: 'http://x/' } } },
].map((step) => StepConfig.parse(step));

describe('surprises of a drill', () => {
  it('meet one or two steps that are done, each once, and lose an answer only where it can be asked again what happened', () => {
    const random = seededRandom(announcedSeed('surprises'));
    const met = Array.from({ length: 2_000 }, () => chooseSurprises(STEPS, random));
    expect(new Set(met.map(({ length }) => length))).toEqual(new Set([1, 2]));
    expect(met.every((chosen) => new Set(chosen.map(({ step }) => step)).size === chosen.length)).toBe(true);
    expect(new Set(met.flat().map(({ step }) => step))).toEqual(new Set(['call', 'switch', 'seen']));
    expect(new Set(met.flat().flatMap(({ step, what }) => (what === 'noAnswer' ? [step] : [])))).toEqual(new Set(['switch']));
    expect(new Set(met.flat().map(({ what }) => what)).size).toBe(3);
    expect(chooseSurprises(STEPS.slice(0, 2), random)).toEqual([]);
  });

  const context = (abort = new AbortController().signal): StepContext => ({ key: 'k', attempt: 'a', abort, tell: () => {}, told: () => null, wants: () => null, held: NOT_HELD });
  function given(what: Surprise['what'], limitMs = 60_000) {
    let performed = 0;
    const id = StepId.parse('call');
    const real: RunnableStep = {
      frozen: { id, kind: 'act', effect: true, guarded: false, undoable: false, repeatable: false, limitMs: durationMs(limitMs), aloneAfterMs: null },
      describe: () => ({ actions: [], touches: [], undo: null }),
      look: () => Promise.resolve({ ready: 'yes', asConfirmed: true, says: '' }),
      perform: () => Promise.resolve({ outcome: 'done', says: `HTTP 200, ${(performed += 1)}` }),
      readBack: () => Promise.resolve({ happened: 'yes', says: '' }),
      undo: () => Promise.resolve({ outcome: 'done', says: '' }),
    };
    const clock = createManualClock();
    const [step] = withSurprises([real], [{ step: id, what }], clock);
    return { step: step!, clock, performed: () => performed };
  }

  it('fail once without sending anything, and then no more', async () => {
    const { step, performed } = given('failsOnce');
    expect([(await step.perform(context())).outcome, performed()]).toEqual(['refused', 0]);
    expect([(await step.perform(context())).outcome, performed()]).toEqual(['done', 1]);
  });

  it('are slow before anything is sent, and let go at once when they are given up', async () => {
    const { step, clock, performed } = given('slow');
    const slow = step.perform(context());
    await clock.advance(SLOW_MS - 1);
    expect(performed()).toBe(0);
    await clock.advance(1);
    expect((await slow).outcome).toBe('done');
    const short = given('slow', 4_000);
    const answered = short.step.perform(context());
    await short.clock.advance(2_000);
    expect((await answered).outcome).toBe('done');
    const other = given('slow');
    const control = new AbortController();
    const given_up = other.step.perform(context(control.signal));
    control.abort();
    expect([(await given_up).outcome, other.performed()]).toEqual(['notReached', 0]);
  });

  it('lose the answer of what was done', async () => {
    const { step, performed } = given('noAnswer');
    expect([(await step.perform(context())).outcome, performed()]).toEqual(['unknown', 1]);
  });
});

import type { Run } from '../../../../../shared/model/continuity/run.ts';
import { plain } from '../../../../../shared/text/plain.ts';

/** Of a step that was done and is not seen to work: there is one answer, beside looking again and rolling back. */
export const goOnWords = ({ steps }: Pick<Run, 'steps'>, place: number): string => {
  const next = steps[place + 1];
  return next === undefined ? 'The run is done all the same.' : `The run goes on all the same, with step ${place + 2}, ${plain(next.name, 80)}.`;
};

interface Answer {
  readonly button: string;
  /** What it makes of the step and of the run. */
  readonly does: string;
}
export interface Answers {
  readonly yes: Answer;
  readonly no: Answer;
}

/** What each answer to an unknown step does: whoever gives it decides how the run goes on. */
export function answersOf({ steps, way }: Pick<Run, 'steps' | 'way'>, place: number): Answers {
  if (way === 'back')
    return {
      yes: { button: 'It was taken back…', does: 'The step counts as taken back, and the rollback goes on at once.' },
      no: { button: 'It was not…', does: 'The step stands as it was done. The run stays stopped, until somebody tries again or ends it.' },
    };
  const next = steps[place + 1];
  return {
    yes: { button: 'It happened…', does: `The step counts as done, and the run ${next === undefined ? 'is done' : `goes on at once with step ${place + 2}, ${plain(next.name, 80)}`}.` },
    no: { button: 'It did not…', does: 'The step counts as failed. The run stays stopped, until somebody tries again, rolls back or ends it.' },
  };
}

/** What each answer to "has the other console done this?" does. The two would do it twice where it is answered wrongly. */
export function elsewhereAnswers({ steps, way, wants }: Pick<Run, 'steps' | 'way' | 'wants'>, place: number): Answers {
  if (way === 'back')
    return {
      yes: { button: 'Yes, it has…', does: 'The step counts as taken back, and the rollback goes on at once.' },
      no: { button: 'No, and will not…', does: 'It is taken back now.' },
    };
  const next = steps[place + 1];
  const goesOn = wants === 'rollBack' ? 'it is rolled back with the others' : next === undefined ? 'the run is done' : `the run goes on with step ${place + 2}, ${plain(next.name, 80)}`;
  return {
    yes: { button: 'Yes, it has…', does: `The step counts as done, and ${goesOn}.` },
    no: { button: 'No, and will not…', does: wants === 'rollBack' ? 'It is not done, and the rollback begins.' : 'It is done now.' },
  };
}

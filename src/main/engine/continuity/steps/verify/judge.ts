import type { Condition } from '../../../../../shared/model/continuity/request-config.ts';
import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { ToldBack } from '../step.ts';

/** Whether a condition holds now, asked once. Old data, no answer and an ill server are unknown. `since`: samples of signals of before do not count. */
export type Judge = (condition: Condition, abort: AbortSignal, since?: EpochMs | null) => Promise<ToldBack>;

/** Of several targets: all of them, none of them, or nobody can say. `back`: whether it was taken back for all. */
export function allHappened(told: readonly ToldBack[], way: 'forward' | 'back'): ToldBack {
  const is = (happened: ToldBack['happened']): boolean => told.every((each) => each.happened === happened);
  const [yes, no] = way === 'forward' ? (['yes', 'no'] as const) : (['no', 'yes'] as const);
  const says = told.length === 1 ? (told[0]?.says ?? '') : `${told.filter(({ happened }) => happened === 'yes').length} of ${told.length} are done`;
  if (is(yes)) return { happened: 'yes', says };
  return is(no) ? { happened: 'no', says } : { happened: 'unknown', says };
}

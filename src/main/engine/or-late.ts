import type { DurationMs } from '../../shared/model/units.ts';
import type { Clock } from './ports.ts';

/** What a work comes to, or what stands in for it where that takes longer. The work goes on; whoever began it hears of its end there. */
export async function orLate<T>({ after }: Pick<Clock, 'after'>, work: Promise<T>, patientMs: DurationMs, late: () => T): Promise<T> {
  let cancel = (): void => {};
  const tooLate = new Promise<T>((resolve) => (cancel = after(patientMs, () => resolve(late()))));
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    cancel();
  }
}

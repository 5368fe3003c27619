import type { Share } from '../../../shared/model/scorecard-sides.ts';

/** `met` of `n` that are known, of `of` that there are; of nothing there is no share. */
export const shareOf = (met: number, n: number, of: number): Share => ({ rate: n === 0 ? null : met / n, met, n, of });

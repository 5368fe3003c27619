/** Which of n sorted values is the percentile, from 0: nearest rank, the smallest value that at least a share `q` of them do not exceed. */
export const rankOf = (n: number, q: number): number => Math.max(0, Math.ceil(q * n) - 1);

export const MEDIAN = 0.5;
export const P90 = 0.9;

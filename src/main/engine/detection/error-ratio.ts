import type { ResolvedSignal } from '../../config/resolved.ts';

/** Share of bad requests, 0 to 1, from an error rate or an availability in whatever unit it is measured. */
export function errorRatioOf({ config, unit }: Pick<ResolvedSignal, 'config' | 'unit'>, value: number): number {
  const share = unit === 'percent' ? value / 100 : value;
  return Math.min(1, Math.max(0, config.kind === 'availability' ? 1 - share : share));
}

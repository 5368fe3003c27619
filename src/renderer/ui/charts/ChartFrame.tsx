import type { TimeChartProps } from './chart-types.ts';

export function ChartFrame({ label }: TimeChartProps) {
  return <div role="img" aria-label={label} />;
}

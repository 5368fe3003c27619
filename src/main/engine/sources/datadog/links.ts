import type { Asked } from './plan.ts';

/** The metrics explorer shows one metric without anything made of it. */
export function explorerUrl(app: string | null, asked: Asked | null): string | null {
  if (app === null || asked === null || asked.by === 'classic') return null;
  const [query, another] = Object.values(asked.queries);
  if (query === undefined || another !== undefined) return null;
  const found = /^\s*([a-z]\w*):([A-Za-z][\w.]*)\s*\{([^{}]*)\}(?:\s*by\s*\{([^{}]*)\})?/.exec(query);
  if (found === null) return null;
  const [, aggregation = '', metric = '', scope = '', by = ''] = found;
  const params = new URLSearchParams({ exp_metric: metric, exp_agg: aggregation, exp_row_type: 'metric' });
  if (scope.trim() !== '*' && scope.trim() !== '') params.set('exp_scope', scope.trim());
  if (by.trim() !== '') params.set('exp_group', by.trim());
  return `${app}/metric/explorer?${params.toString()}`;
}

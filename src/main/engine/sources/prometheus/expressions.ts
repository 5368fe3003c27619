import type { ExpressionSource, VectorAnswer } from '../source.ts';
import type { QueryData } from './answer.ts';
import type { PrometheusClient } from './client.ts';
import { QueryRefused } from './failure.ts';

/** Expressions as they are, for rule files. What Prometheus says against an expression is an answer, not a failure. */
export function createExpressions(client: PrometheusClient): ExpressionSource {
  const orRefusal = async <T>(ask: () => Promise<T>): Promise<T | { readonly ok: false; readonly message: string }> => {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof QueryRefused) return { ok: false, message: error.message };
      throw error;
    }
  };
  return {
    vector: (expr, at, abort) =>
      orRefusal(async () => {
        const { data, warnings } = await client.instant(expr, abort, at);
        return readVector(data, warnings);
      }),
    matrix: (expr, range, stepMs, abort) =>
      orRefusal(async () => {
        const { data } = await client.range(expr, range, stepMs, abort);
        return data.type === 'matrix' ? { ok: true, series: data.series } : { ok: false, message: 'the expression gives no series' };
      }),
  };
}

/** A single number is a vector of one series without labels, as for Prometheus' own rules (rules/manager.go, EngineQueryFunc). */
function readVector(data: QueryData, warnings: readonly string[]): VectorAnswer {
  if (data.type === 'vector') return { ok: true, warnings, samples: data.samples.map(({ labels, value }) => ({ labels, value: value ?? Number.NaN })) };
  if (data.type === 'scalar') return { ok: true, warnings, samples: [{ labels: {}, value: data.value }] };
  return { ok: false, message: 'the expression gives neither one value per series nor a single number' };
}

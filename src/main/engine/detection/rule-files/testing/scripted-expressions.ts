import type { EpochMs } from '../../../../../shared/model/units.ts';
import type { ExpressionSource, MatrixAnswer, VectorAnswer } from '../../../sources/source.ts';

export interface Asked {
  readonly expr: string;
  readonly at: EpochMs;
}

export interface ScriptedExpressions extends ExpressionSource {
  /** Every query so far, in order. */
  readonly asked: Asked[];
  /** Answers an expression from now on; throw in it to fail as a source does. */
  answer(expr: string, give: (at: EpochMs) => VectorAnswer | Promise<VectorAnswer>): void;
}

export const samples = (...given: readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[]): VectorAnswer => ({ ok: true, warnings: [], samples: given.map(([labels, value]) => ({ labels, value })) });

/** A source that answers expressions as the test says; an expression without an answer gives nothing. */
export function scriptedExpressions(): ScriptedExpressions {
  const answers = new Map<string, (at: EpochMs) => VectorAnswer | Promise<VectorAnswer>>();
  const asked: Asked[] = [];
  return {
    asked,
    answer: (expr, give) => void answers.set(expr, give),
    vector: async (expr, at) => {
      asked.push({ expr, at });
      return (await answers.get(expr)?.(at)) ?? samples();
    },
    /** Made of the answers at each step, as a range query is. */
    matrix: async (expr, { from, to }, stepMs): Promise<MatrixAnswer> => {
      const found = new Map<string, { labels: Readonly<Record<string, string>>; times: EpochMs[] }>();
      for (let at = from; at <= to; at = (at + stepMs) as EpochMs) {
        const answer = (await answers.get(expr)?.(at)) ?? samples();
        if (!answer.ok) return answer;
        for (const { labels } of answer.samples) {
          const key = JSON.stringify(labels);
          const series = found.get(key) ?? { labels, times: [] };
          found.set(key, series);
          series.times.push(at);
        }
      }
      return { ok: true, series: [...found.values()] };
    },
  };
}

import { Counter, Gauge, type Registry } from 'prom-client';
import type { SourceMeasures } from '../engine/health/book.ts';
import { BUCKETS_SECONDS } from '../engine/health/question-log.ts';

const DURATION = 'holdfast_source_question_duration_seconds';

/**
 * What a scrape is told of each source. What is not known has no series: a source that never answered has no time of its last answer, and
 * one whose budget was renewed since has no rest of it. The function sets the metrics of the registry, and gives the histogram as text:
 * prom-client's own takes single observations only, and the engine has counted them already.
 */
export function createSourceMetrics(registry: Registry): (sources: readonly SourceMeasures[]) => string {
  const described = (name: string, help: string, more: readonly string[]) => ({ name: `holdfast_source_${name}`, help, labelNames: ['source', ...more], registers: [registry] });
  const gauge = (name: string, help: string, ...more: string[]): Gauge => new Gauge(described(name, help, more));
  const counter = (name: string, help: string, ...more: string[]): Counter => new Counter(described(name, help, more));
  const up = gauge('up', '1 where something of the source is seen, 0 where it is blind or has never answered', 'type');
  const answered = gauge('last_success_timestamp_seconds', 'When the source answered last, by the clock of Holdfast');
  const questions = counter('questions_total', 'Questions to the source for signals and feeds, by outcome', 'outcome');
  const remaining = gauge('budget_remaining', 'How many questions the source still admits in its period');
  const limit = gauge('budget_limit', 'How many questions the source admits in a period');
  const offset = gauge('clock_offset_seconds', 'Clock of the source minus that of Holdfast');
  const blind = counter('blind_seconds_total', 'Time during which nothing of the source was seen');
  const all = [up, answered, questions, remaining, limit, offset, blind];
  return (sources) => {
    for (const metric of all) metric.reset();
    for (const { id: source, ...measured } of sources) {
      up.set({ source, type: measured.type }, measured.up ? 1 : 0);
      if (measured.lastAnswerAt !== null) answered.set({ source }, measured.lastAnswerAt / 1_000);
      questions.inc({ source, outcome: 'answered' }, measured.answered);
      questions.inc({ source, outcome: 'failed' }, measured.failed);
      if (measured.budget !== null) {
        remaining.set({ source }, measured.budget.remaining);
        limit.set({ source }, measured.budget.limit);
      }
      if (measured.clockOffsetMs !== null) offset.set({ source }, measured.clockOffsetMs / 1_000);
      blind.inc({ source }, measured.blindSeconds);
    }
    return durationText(sources);
  };
}

/** The ids of sources are letters, digits, dots, dashes and underscores: nothing in them must be escaped. */
function durationText(sources: readonly SourceMeasures[]): string {
  const lines = sources.flatMap(({ id, durations: { buckets, count, sumSeconds } }) => [
    ...BUCKETS_SECONDS.map((bound, index) => `${DURATION}_bucket{le="${bound}",source="${id}"} ${buckets[index] ?? 0}`),
    `${DURATION}_bucket{le="+Inf",source="${id}"} ${count}`,
    `${DURATION}_sum{source="${id}"} ${sumSeconds}`,
    `${DURATION}_count{source="${id}"} ${count}`,
  ]);
  return [`\n# HELP ${DURATION} How long answers of the source took`, `# TYPE ${DURATION} histogram`, ...lines, ''].join('\n');
}

import type { SourceConfig } from '../../../shared/model/sources/index.ts';
import type { SourceHealth } from '../../../shared/model/source-health.ts';
import type { SourceId } from '../../../shared/model/ids.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { Clock } from '../ports.ts';
import type { Watch } from '../watch/watch.ts';
import { blindSince } from './blind.ts';
import { QuestionLog, type Durations, type Question } from './question-log.ts';

/** What a scrape is told of a source. */
export interface SourceMeasures {
  readonly id: SourceId;
  readonly type: SourceConfig['type'];
  /** Something of it is seen: it has answered, and is not blind. */
  readonly up: boolean;
  readonly lastAnswerAt: EpochMs | null;
  readonly durations: Durations;
  readonly answered: number;
  readonly failed: number;
  /** Null where there is none, or where what was told of it is over. */
  readonly budget: { readonly limit: number; readonly remaining: number } | null;
  readonly clockOffsetMs: number | null;
  readonly blindSeconds: number;
}

/** How well each source answers, over changes of the configuration that leave it as it is. */
export interface HealthBook {
  asked(source: SourceId, question: Question): void;
  /** Sources that are configured from now on; what is known of others, or of one that is another now, is forgotten. */
  keep(sources: readonly SourceConfig[]): void;
  /** Once a second: counts the time that sources are blind. */
  tick(watch: Watch): void;
  view(watch: Watch): SourceHealth[];
  measures(watch: Watch): SourceMeasures[];
}

interface Kept {
  readonly config: string;
  readonly log: QuestionLog;
  blindMs: number;
}

export function createHealthBook(clock: Clock): HealthBook {
  let kept = new Map<SourceId, Kept>();
  let lookedMs = clock.monotonicMs();

  const of = (id: SourceId): Kept => kept.get(id) ?? { config: '', log: new QuestionLog(clock.nowMs()), blindMs: 0 };

  return {
    asked: (source, question) => kept.get(source)?.log.take(question, clock.nowMs()),
    keep: (sources) => {
      kept = new Map(
        sources.map((source) => {
          const config = JSON.stringify(source);
          const known = kept.get(source.id);
          return [source.id, known?.config === config ? known : { config, log: new QuestionLog(clock.nowMs()), blindMs: 0 }];
        }),
      );
    },
    tick: (watch) => {
      const passedMs = clock.monotonicMs() - lookedMs;
      lookedMs = clock.monotonicMs();
      for (const [id, since] of blindSince(watch)) {
        const known = kept.get(id);
        if (since !== null && known !== undefined) known.blindMs += passedMs;
      }
    },
    view: (watch) => {
      const now = clock.nowMs();
      const blind = blindSince(watch);
      const signals = new Map<SourceId, { live: number; late: number; blind: number }>();
      for (const { signal, freshness } of watch.states().values()) {
        const counts = signals.get(signal.config.source) ?? { live: 0, late: 0, blind: 0 };
        counts[freshness] += 1;
        signals.set(signal.config.source, counts);
      }
      return watch.sources().map((source): SourceHealth => {
        const { log } = of(source.id);
        const adapter = watch.source(source.id);
        const budget = adapter?.budget?.() ?? null;
        const watchdog = adapter?.watchdog?.() ?? null;
        const since = blind.get(source.id) ?? null;
        return {
          source: source.id,
          ...log.view(now),
          lastAnswerAt: source.lastAnswerAt,
          blindSince: since === null ? null : toRfc3339(since),
          signals: signals.get(source.id) ?? { live: 0, late: 0, blind: 0 },
          feeds: (adapter?.feeds ?? []).map(({ name, everyMs }) => {
            const { state, lastAt, lastFailure } = log.feed(name, everyMs, now);
            return { name, everyMs, state, lastAt: lastAt === null ? null : toRfc3339(lastAt), lastFailure };
          }),
          watchdog: watchdog === null ? null : { ...watchdog, lastAt: watchdog.lastAt === null ? null : toRfc3339(watchdog.lastAt) },
          budget: budget === null ? null : { name: budget.name, limit: budget.limit, remaining: budget.remaining, periodMs: budget.periodMs, resetsAt: toRfc3339(budget.resetsAt) },
          clockOffsetMs: source.clockOffsetMs,
        };
      });
    },
    measures: (watch) => {
      const now = clock.nowMs();
      const blind = blindSince(watch);
      return watch.sources().map(({ id, type, state, lastAnswerAt, clockOffsetMs }): SourceMeasures => {
        const { log, blindMs } = of(id);
        const budget = watch.source(id)?.budget?.() ?? null;
        return {
          id, type, clockOffsetMs,
          up: state === 'ok' && (blind.get(id) ?? null) === null,
          lastAnswerAt: lastAnswerAt === null ? null : (Date.parse(lastAnswerAt) as EpochMs),
          durations: log.durations(),
          answered: log.asked - log.failed,
          failed: log.failed,
          budget: budget === null || budget.resetsAt <= now ? null : { limit: budget.limit, remaining: budget.remaining },
          blindSeconds: blindMs / 1_000,
        };
      });
    },
  };
}

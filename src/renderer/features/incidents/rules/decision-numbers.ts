import type { Service, Signal } from '../../../../shared/model/entities.ts';
import type { SignalId } from '../../../../shared/model/ids.ts';

const MOST = 6;

/** Rank of a signal among the numbers that decide; null where it decides nothing. */
export function decisionRank({ kind, stat }: Pick<Signal, 'kind' | 'stat'>): number | null {
  if (kind === 'availability') return 0;
  if (kind === 'errorRate') return 1;
  return kind === 'latency' && (stat === 'p95' || stat === null) ? 2 : null;
}

/** The numbers to look at before a decision: is it up, how many requests fail, how slow is it; of the essential services where there are any. */
export function decisionSignals(services: readonly Service[], signals: ReadonlyMap<SignalId, Signal>): readonly Signal[] {
  const essential = services.filter(({ tier }) => tier === 1);
  const ranked = (essential.length > 0 ? essential : services).flatMap(({ signals: ids }, index) =>
    ids.flatMap((id) => {
      const signal = signals.get(id);
      const rank = signal === undefined ? null : decisionRank(signal);
      return signal === undefined || rank === null ? [] : [{ signal, place: index * 10 + rank }];
    }),
  );
  return ranked.toSorted((a, b) => a.place - b.place).slice(0, MOST).map(({ signal }) => signal);
}

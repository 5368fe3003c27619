import { useEffect } from 'react';
import type { Signal } from '../../shared/model/entities.ts';
import type { SignalId } from '../../shared/model/ids.ts';
import { isSilent } from '../../shared/model/state.ts';
import { epochMs } from '../../shared/model/units.ts';
import type { LastKnown } from './live-state.ts';
import { useEngineStatus, useLive, useLiveStore, useSignal } from './live-store.ts';
import type { SeriesBuffer } from './series-buffer.ts';
import { useSeriesCache } from './series-cache.ts';
import { shownNumber, type ShownNumber } from './shown-number.ts';

export const useEngineSilent = (): boolean => isSilent(useEngineStatus());

/** The number that stands for a signal now; follows its readings. */
export function useShownNumber(subject: Signal): ShownNumber {
  const signal = useSignal(subject.id) ?? subject;
  const lastKnown = useLive((live) => live.lastKnown.get(subject.id));
  return shownNumber(signal, lastKnown, useEngineSilent());
}

/** The newest point that has a value. */
function newestIn(buffer: SeriesBuffer): LastKnown | null {
  for (let index = buffer.end - 1; index >= buffer.start; index -= 1) {
    const value = buffer.value[index] ?? Number.NaN;
    if (Number.isFinite(value)) return { value, time: epochMs(buffer.times[index] ?? 0) };
  }
  return null;
}

/** For signals that have had no value since this page was opened: what their history says they were. Asks for what the charts ask for. */
export function useRememberFromHistory(signals: readonly Signal[], windowMs: number): void {
  const live = useLiveStore();
  const series = useSeriesCache();
  const unknown = useLive((state) =>
    signals
      .filter(({ id }) => (state.signals.get(id)?.latest?.value ?? null) === null && !state.lastKnown.has(id))
      .map(({ id }) => id)
      .join(' '),
  );
  useEffect(() => {
    const stops = unknown.split(' ').filter((id) => id !== '').map((id) => {
      const signal = id as SignalId;
      const look = () => {
        const known = newestIn(watched.view().buffer);
        if (known !== null) live.remember(signal, known);
      };
      const watched = series.watch(signal, windowMs, look);
      look();
      return () => watched.stop();
    });
    return () => {
      for (const stop of stops) stop();
    };
  }, [live, series, unknown, windowMs]);
}

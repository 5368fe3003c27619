import { durationMs, epochMs } from '../../shared/model/units.ts';
import type { Signals } from '../engine/continuity/steps/signals.ts';
import { placesOf } from '../engine/continuity/triggers/places.ts';
import { checked, eyesOf, isIll } from '../engine/continuity/triggers/seen.ts';
import type { Clock } from '../engine/ports.ts';
import type { Series } from '../engine/series/series-service.ts';
import type { Watch } from '../engine/watch/watch.ts';

/** More than any condition asks to hold in a row. */
const SAMPLES_SHOWN = 120;

/** Whether all control probes of a source fail; null where there are none, or nothing is known of them. */
export function controlsFail(watch: Watch): boolean | null {
  const told = watch.sources().flatMap(({ id }) => watch.source(id)?.controlsFail?.() ?? []);
  return told.length === 0 ? null : told.some(Boolean);
}

/** What steps of plans see of signals: each as it stands now, with its newest samples. */
export const planSignals = ({ clock, watch, series }: { readonly clock: Clock; readonly watch: () => Watch; readonly series: Pick<Series, 'samples'> }): Signals => ({
  facts: (id) => {
    const signal = watch().signal(id);
    if (signal === null) return null;
    const intervalMs = watch().access(id)?.sampleEveryMs ?? durationMs(signal.intervalMs);
    const now = clock.nowMs();
    const source = watch().sourceConfig(signal.source);
    return { ...checked(signal, placesOf(source === null ? [] : [source])), isIll: isIll(signal), intervalMs, samples: series.samples(id, epochMs(now - SAMPLES_SHOWN * intervalMs), now).slice(-SAMPLES_SHOWN) };
  },
  eyes: () => eyesOf(watch().signals(), controlsFail(watch())),
});

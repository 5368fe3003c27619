import type { Signal } from '../../shared/model/entities.ts';
import { durationMs, epochMs } from '../../shared/model/units.ts';
import type { CheckedSignal } from '../engine/continuity/core/checks.ts';
import type { Signals } from '../engine/continuity/steps/signals.ts';
import type { Clock } from '../engine/ports.ts';
import type { Series } from '../engine/series/series-service.ts';
import type { Watch } from '../engine/watch/watch.ts';

/** More than any condition asks to hold in a row. */
const SAMPLES_SHOWN = 120;

/** What steps of plans see of signals: each as it stands now, with its newest samples. */
export const planSignals = ({ clock, watch, series }: { readonly clock: Clock; readonly watch: () => Watch; readonly series: Pick<Series, 'samples'> }): Signals => ({
  facts: (id) => {
    const signal = watch().signal(id);
    if (signal === null) return null;
    const intervalMs = watch().access(id)?.sampleEveryMs ?? durationMs(signal.intervalMs);
    const now = clock.nowMs();
    return { ...checked(signal), intervalMs, samples: series.samples(id, epochMs(now - SAMPLES_SHOWN * intervalMs), now).slice(-SAMPLES_SHOWN) };
  },
  eyes: () => ({ controlsAnswer: true, somethingLives: watch().signals().some(({ freshness, error, latest }) => freshness === 'live' && error === null && (latest?.value ?? 0) > 0) }),
});

/** What is late or blind, or comes from a source that fails, says nothing; a target that does not answer is known not to. */
function checked({ source, latest, freshness, error }: Signal): CheckedSignal {
  const time = latest?.time ?? null;
  return { source, value: latest?.value ?? null, sampleTime: time === null ? null : epochMs(Date.parse(time)), isLive: freshness === 'live' && (error === null || error.kind === 'target'), targetFailed: error?.kind === 'target' };
}

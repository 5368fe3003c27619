import { useEffect, useMemo } from 'react';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import type { EvidenceSeries } from '../../../../shared/model/incident.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { useLiveStore } from '../../../lib/live-store.ts';
import type { SeriesCache } from '../../../lib/series-cache.ts';
import { createStillSeries } from '../../../lib/still-series.ts';
import { useClient } from '../../../platform/context.tsx';
import { useCall } from '../../../platform/use-call.ts';
import { evidenceSpan } from '../../incidents/index.ts';
import type { Window } from '../rules/phases.ts';

export interface Kept {
  readonly items: readonly EvidenceSeries[];
  /** What they cover; null where nothing was kept. */
  readonly span: Window | null;
  /** It is still being collected. */
  readonly growing: boolean;
}

export interface KeptAnswer {
  /** Null until it is known. */
  readonly kept: Kept | null;
  readonly error: string | null;
  readonly again: () => void;
}

/** As often as new samples are kept while there are any. */
const EVERY_MS = 60_000;

/** The series that were frozen with an incident: no source is asked for them. */
export function useKept(incident: IncidentId): KeptAnswer {
  const live = useLiveStore();
  const { data, isError, error, refetch } = useCall('incidents.evidence', { id: incident }, { refetchMs: EVERY_MS });
  return useMemo(() => {
    // What still grows ends now: at the now of the answer, not of every drawing.
    const kept = data === undefined ? null : { items: data.items, span: evidenceSpan(data.items, live.engineNow() ?? epochMs(0)), growing: data.items.some(({ to }) => to === null) };
    return { kept, error: isError && data === undefined ? error.message : null, again: () => void refetch() };
  }, [data, isError, error, refetch, live]);
}

/** Frozen points for charts whose windows all end at `until`; asked for again once there are more (`samples`). */
export function useStillSeries(incident: IncidentId, until: EpochMs, samples: number): SeriesCache {
  const client = useClient();
  const series = useMemo(
    () =>
      createStillSeries({
        until,
        load: async ({ signal, from, to, maxPoints }) => {
          const result = await client('incidents.evidencePoints', { id: incident, signal, from: toRfc3339(from), to: toRfc3339(to), maxPoints });
          return result.ok ? { ok: true, value: result.value.items } : result;
        },
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- more samples are a reason to ask again
    [client, incident, until, samples],
  );
  useEffect(() => () => series.close(), [series]);
  return series;
}

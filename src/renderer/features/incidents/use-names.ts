import { useMemo } from 'react';
import { ServiceId, SignalId } from '../../../shared/model/ids.ts';
import { fromRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import { formatInstant, formatMoment, formatZoneTime, zoneName } from '../../../shared/time/format.ts';
import { useEngineNow, useLive, useLiveStore, useWorkspace } from '../../lib/live-store.ts';
import { decisionRank } from './rules/decision-numbers.ts';
import type { Names } from '../../../shared/text/timeline-words.ts';

export interface TimeWords {
  /** "14:02:11" on the same UTC day, "21 Nov 14:02" before; without its zone, for columns that name it. */
  readonly utc: (instant: string) => string;
  /** "15:02:11" in the workspace's zone; null where that is UTC. */
  readonly local: (instant: string) => string | null;
  /** "14:02:11 UTC · 15:02:11 Berlin". */
  readonly both: (instant: string) => string;
  /** With its day, for a tooltip. */
  readonly full: (instant: string) => string;
  /** Name of the workspace's zone; null where that is UTC. */
  readonly zone: string | null;
}

const at = (instant: string): EpochMs => fromRfc3339(instant) ?? (0 as EpochMs);
const EVERY_MINUTE = 60_000;
const LEAST_WEIGHT = 9;

/** How instants read on this screen: UTC and the workspace's own time, together. */
export function useTimeWords(): TimeWords {
  const timeZone = useWorkspace()?.timeZone ?? 'UTC';
  // Only the day matters here.
  const now = useEngineNow(EVERY_MINUTE);
  return useMemo((): TimeWords => {
    const inUtc = timeZone === 'UTC' || timeZone === 'Etc/UTC';
    const zone = inUtc ? null : zoneName(timeZone);
    const local = (instant: string) => (inUtc ? null : (formatZoneTime(at(instant), timeZone)?.slice(0, 8) ?? null));
    const utc = (instant: string) => formatMoment(at(instant), now ?? at(instant));
    const both = (instant: string) => {
      const other = local(instant);
      return other === null ? `${utc(instant)} UTC` : `${utc(instant)} UTC · ${other} ${zone ?? ''}`;
    };
    return { utc, local, both, full: (instant) => formatInstant(at(instant), timeZone), zone };
  }, [timeZone, now]);
}

/** How ids read on this screen. */
export function useNames(): Names {
  const services = useLive((state) => state.servicesById);
  const live = useLiveStore();
  const { utc } = useTimeWords();
  return useMemo((): Names => {
    const signalOf = (id: string) => {
      const known = SignalId.safeParse(id);
      return known.success ? live.store.getState().signals.get(known.data) : undefined;
    };
    return {
      service: (id) => {
        const known = ServiceId.safeParse(id);
        return plain((known.success ? services.get(known.data)?.name : undefined) ?? id, 60);
      },
      signal: (id) => plain(signalOf(id)?.name ?? id, 60),
      unitOf: (id) => signalOf(id)?.unit ?? 'none',
      serviceOf: (id) => {
        const signal = signalOf(id);
        return signal === undefined ? '' : plain(services.get(signal.service)?.name ?? signal.service, 40);
      },
      weightOf: (id) => {
        const signal = signalOf(id);
        return (signal === undefined ? null : decisionRank(signal)) ?? LEAST_WEIGHT;
      },
      time: (instant) => `${utc(instant)} UTC`,
    };
  }, [services, live, utc]);
}

import { useRef } from 'react';
import type { Service, Signal } from '../../shared/model/entities.ts';
import { useLive } from './live-store.ts';

const sameSubject = (a: Signal, b: Signal | undefined): boolean =>
  b !== undefined && (a === b || (a.id === b.id && a.unit === b.unit && a.kind === b.kind && a.stat === b.stat && a.name === b.name && a.thresholds === b.thresholds && a.secondOpinion?.signal === b.secondOpinion?.signal));

/** The signals of a service as subjects: the list stays the same while only their readings change. */
export function useServiceSignals(service: Service): readonly Signal[] {
  const held = useRef<readonly Signal[]>([]);
  return useLive((state) => {
    const next = service.signals.map((id) => state.signals.get(id)).filter((signal) => signal !== undefined);
    const same = next.length === held.current.length && next.every((signal, index) => sameSubject(signal, held.current[index]));
    if (!same) held.current = next;
    return held.current;
  });
}

import { useRef } from 'react';
import type { Signal } from '../../../shared/model/entities.ts';
import { useLive } from '../../lib/live-store.ts';

const same = (a: Signal, b: Signal | undefined): boolean => b !== undefined && (a === b || (a.id === b.id && a.unit === b.unit && a.kind === b.kind && a.stat === b.stat && a.name === b.name && a.intervalMs === b.intervalMs));

/** All signals, service by service, as something to write rules for: the list stays the same while only their readings change. */
export function useSubjects(): readonly Signal[] {
  const held = useRef<readonly Signal[]>([]);
  return useLive((state) => {
    const next = state.services.flatMap(({ signals }) => signals.map((id) => state.signals.get(id))).filter((signal) => signal !== undefined);
    if (next.length !== held.current.length || !next.every((signal, index) => same(signal, held.current[index]))) held.current = next;
    return held.current;
  });
}

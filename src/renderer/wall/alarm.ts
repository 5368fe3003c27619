import type { ServiceId } from '../../shared/model/ids.ts';
import type { Tile } from './pages.ts';

export type Alarming = ReadonlyMap<ServiceId, 'P0' | 'P1'>;

/** The services in alarm. A silent engine does not end an alarm: else its return would sound like a new one. */
export function alarming(tiles: readonly Tile[]): Alarming {
  const found = new Map<ServiceId, 'P0' | 'P1'>();
  for (const { service, state } of tiles) {
    const kind = state.was ?? state.kind;
    if (kind === 'P0' || kind === 'P1') found.set(service.id, kind);
  }
  return found;
}

/** The severity to sound: the worst among services that are newly in alarm or have become worse; null where none has. */
export function newAlarm(before: Alarming, after: Alarming): 'P0' | 'P1' | null {
  const risen = [...after].filter(([id, kind]) => before.get(id) !== kind && before.get(id) !== 'P0').map(([, kind]) => kind);
  if (risen.length === 0) return null;
  return risen.includes('P0') ? 'P0' : 'P1';
}

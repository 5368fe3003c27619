import type { Severity } from '../../../shared/model/severity.ts';

/** Every state that a thing on screen can be in, worst first in `RANK`. */
export type StateName = 'ok' | Severity | 'late' | 'maintenance' | 'none' | 'drill' | 'held' | 'blind' | 'broken' | 'disagree';

/** The word that goes with the shape; colour alone never says anything. */
export const STATE_WORD: Readonly<Record<StateName, string>> = {
  ok: 'ok',
  P0: 'P0',
  P1: 'P1',
  P2: 'P2',
  late: 'late',
  maintenance: 'maintenance',
  none: 'no data yet',
  drill: 'DRILL',
  held: 'HELD',
  blind: 'blind',
  broken: 'broken',
  disagree: 'sources disagree',
};

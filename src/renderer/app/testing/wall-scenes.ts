import { MaintenanceId, ServiceId } from '../../../shared/model/ids.ts';
import type { Incident, MaintenanceWindow } from '../../../shared/model/incident.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { ago, HOUR, id, MINUTE } from './incident-scenes.ts';

/** What a wall must also be able to say, beside the incidents of the incident screens. */
export const WALL_SCENES = ['recovered', 'private', 'proposed', 'drill', 'maintenance', 'thousand'] as const;
export type WallScene = (typeof WALL_SCENES)[number];

/** The incidents of a wall scene, out of those of a P0 (`p0s`: two P0, a P1, a healthy P2, a proposal, a private one). */
export function wallIncidents(scene: string, p0s: readonly Incident[], born: EpochMs): Incident[] {
  const [working, second, fresh, , proposal, face] = p0s;
  if (working === undefined || second === undefined || fresh === undefined || proposal === undefined || face === undefined) return [];
  if (scene === 'recovered') return [{ ...working, firingAlerts: 0, impactEndedAt: ago(born, 4 * MINUTE), clocks: working.clocks.filter(({ kind }) => kind !== 'when'), decision: { choice: 'execute', reason: 'Nothing came back', reaskAt: null, at: ago(born, 6 * MINUTE), by: { kind: 'person', id: 'mira', name: 'Mira Okafor' } } }];
  if (scene === 'private') return [{ ...face, severity: 'P0' }];
  if (scene === 'proposed') return [proposal, { ...proposal, id: id(45), title: 'Login: p95 above 800 ms', severity: 'P2' }, { ...proposal, id: id(46), severity: 'P2' }];
  if (scene === 'drill') return [{ ...working, isDrill: true }];
  if (scene === 'thousand') return [working, second, fresh, ...Array.from({ length: 60 }, (_, index) => ({ ...fresh, id: id(100 + index) })), proposal];
  return [];
}

export const wallMaintenance = (scene: string, born: EpochMs): MaintenanceWindow[] =>
  scene === 'maintenance'
    ? [{ id: MaintenanceId.parse('deploy'), name: 'Move of the card database to its new cluster', services: [ServiceId.parse('s0'), ServiceId.parse('s3')], startsAt: ago(born, HOUR), endsAt: ago(born, -52 * MINUTE), active: true, weekly: false, suppressed: 3 }]
    : [];

import { MaintenanceConfig } from '../../../../shared/model/policy-config.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { resolveMaintenance } from '../../../config/resolve-policy.ts';
import type { ResolvedMaintenance } from '../../../config/resolved-policy.ts';

export const instant = (text: string): EpochMs => epochMs(Date.parse(text));

/** A window as it is written in `holdfast.yaml`, of the checkout unless told. */
export const windowOf = (written: Record<string, unknown>): ResolvedMaintenance => resolveMaintenance(MaintenanceConfig.parse({ id: 'deploy', name: 'Deploy', services: ['checkout'], ...written }), 'Europe/Berlin');

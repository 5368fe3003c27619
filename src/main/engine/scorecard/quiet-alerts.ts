import type { Alert } from '../../../shared/model/incident.ts';
import { epochMs, type EpochMs } from '../../../shared/model/units.ts';
import type { WriteDb } from '../../store/sql.ts';
import { countQuiet } from './sides-repo.ts';

/** Alerts without an incident are forgotten with their retention; those with one stand in its journal. */
const isCounted = (alert: Alert | null): alert is Alert & { readonly firedAt: string } => alert !== null && alert.state === 'firing' && alert.suppressedBy === null && alert.incident === null && alert.firedAt !== null;

/**
 * Counts an alert that fires and has no incident: once, however often it is told again, and no longer once it has one after all. Returns
 * when the one that was counted fired; null where nothing was.
 */
export function countFired(write: WriteDb, before: Alert | null, alert: Alert): EpochMs | null {
  if (isCounted(alert) && !isCounted(before)) return count(write, alert, 1);
  return isCounted(before) && !isCounted(alert) ? count(write, before, -1) : null;
}

function count(write: WriteDb, { firedAt, rule, service }: Alert & { readonly firedAt: string }, by: 1 | -1): EpochMs {
  const at = epochMs(Date.parse(firedAt));
  countQuiet(write, { at, rule, service, by });
  return at;
}

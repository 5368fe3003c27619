import type { Alert } from '../../../shared/model/incident.ts';
import { epochMs } from '../../../shared/model/units.ts';
import type { WriteDb } from '../../store/sql.ts';
import { countQuiet } from './sides-repo.ts';

/** Alerts without an incident are forgotten with their retention; those with one stand in its journal. */
const isCounted = (alert: Alert | null): alert is Alert & { readonly firedAt: string } => alert !== null && alert.state === 'firing' && alert.suppressedBy === null && alert.incident === null && alert.firedAt !== null;

/** Counts an alert that fires and has no incident: once, however often it is told again, and no longer once it has one after all. */
export function countFired(write: WriteDb, before: Alert | null, alert: Alert): void {
  if (isCounted(alert) && !isCounted(before)) count(write, alert, 1);
  else if (isCounted(before) && !isCounted(alert)) count(write, before, -1);
}

const count = (write: WriteDb, { firedAt, rule, service }: Alert & { readonly firedAt: string }, by: 1 | -1): void => countQuiet(write, { at: epochMs(Date.parse(firedAt)), rule, service, by });

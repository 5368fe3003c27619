import type { PersonId } from '../../../shared/model/ids.ts';
import type { Role } from '../../../shared/model/policy-config.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import { localAt } from '../../../shared/time/local-time.ts';
import { dayOfHours, midnightOf, weekdayOf } from '../../../shared/time/time-of-day.ts';
import type { ResolvedRosterEntry } from '../../config/resolved-policy.ts';

export interface OnDuty {
  readonly role: Role;
  /** Null for somebody who is not under `people`. */
  readonly person: PersonId | null;
  readonly name: string;
  readonly contact: string | null;
}

/** Who has which role at an instant: of each role the first entry that fits, in the order of the roster. */
export function onDuty(entries: readonly ResolvedRosterEntry[], at: EpochMs): OnDuty[] {
  const found = new Map<Role, OnDuty>();
  for (const entry of entries) {
    const { role, person, name, contact } = entry;
    if (!found.has(role) && fits(entry, at)) found.set(role, { role, person, name, contact });
  }
  return [...found.values()];
}

/** Of a shift across midnight, days and dates are those on which it began. */
function fits({ days, hours, dates, timeZone }: ResolvedRosterEntry, at: EpochMs): boolean {
  const local = localAt(at, timeZone);
  const day = hours === null ? midnightOf(local) : dayOfHours(hours, local);
  if (day === null || (days !== null && !days.includes(weekdayOf(day)))) return false;
  const date = new Date(day).toISOString().slice(0, 10);
  return dates === null || (date >= dates.from && date <= dates.to);
}

import { HoldfastError } from '../../../shared/model/result.ts';
import type { WriteDb } from '../../store/sql.ts';
import type { PastIncident } from '../importing/service.ts';
import { createRegister, type Naming, type RegisterDeps } from './causes.ts';

/** Adds to past incidents the causes that their file names: each one of the register, which people can change like any other. Inside a transaction. */
export function createPastCauses(deps: RegisterDeps & { readonly db: { readonly write: WriteDb | null } }): (past: readonly PastIncident[]) => PastIncident[] {
  const register = createRegister(deps);
  return (past) => {
    if (deps.db.write === null) throw new HoldfastError('read_only', 'Holdfast cannot write to its database, so nothing was imported.');
    return withCauses(past, register.naming(deps.db.write, false));
  };
}

/** In the timeline, so that whoever doubts the cause sees where it comes from. */
const ORIGIN = 'Named by the file that the incident was imported from.';

const withCauses = (past: readonly PastIncident[], naming: Naming): PastIncident[] =>
  past.map(({ entries, cause }) => {
    const at = entries.at(-1)?.at;
    if (cause === undefined || at === undefined) return { entries };
    const { id, category, name } = naming(cause);
    return { entries: [...entries, { at, fact: { type: 'causeSet', data: { cause: id, category, confidence: 'confirmed', imported: true }, texts: { name, reason: ORIGIN } } }] };
  });

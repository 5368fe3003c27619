import type { FactOf, IncidentFact } from '../../../shared/model/timeline.ts';
import type { RoleHolder } from '../../../shared/model/incident.ts';
import type { Role } from '../../../shared/model/policy-config.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import type { IncidentRecord } from './record.ts';

type Roles = Pick<IncidentRecord, 'roles' | 'leftRoles'>;

/** Several people are engineers; every other role is held by one. */
export const isShared = (role: Role): boolean => role === 'engineer';

const isHeldBy = (holder: RoleHolder, role: Role, person: string): boolean => holder.role === role && holder.person === person;

function withHolder({ roles, leftRoles }: Roles, holder: RoleHolder): Roles {
  const others = roles.filter((each) => each.role !== holder.role || (isShared(holder.role) && each.person !== holder.person));
  const { [holder.role]: _left, ...stillLeft } = leftRoles;
  return { roles: [...others, holder], leftRoles: stillLeft };
}

export const takeRole = (record: Roles, { role, person, personName }: FactOf<'roleTaken'>['data'], at: EpochMs): Roles =>
  withHolder(record, { role, person, name: personName, since: toRfc3339(at), offeredTo: null });

export function leaveRole({ roles, leftRoles }: Roles, { role, person }: FactOf<'roleLeft'>['data'], at: EpochMs): Roles {
  const left = roles.filter((holder) => !isHeldBy(holder, role, person));
  const vacated = left.length < roles.length && !left.some((holder) => holder.role === role);
  return { roles: left, leftRoles: vacated ? { ...leftRoles, [role]: at } : leftRoles };
}

export const offerHandover = ({ roles, leftRoles }: Roles, { role, from, to, toName }: FactOf<'handoverOffered'>['data']): Roles => ({
  roles: roles.map((holder) => (isHeldBy(holder, role, from) ? { ...holder, offeredTo: { person: to, name: toName } } : holder)),
  leftRoles,
});

export function acceptHandover({ roles, leftRoles }: Roles, { role, from, to, toName }: Extract<IncidentFact, { type: 'handoverAccepted' }>['data'], at: EpochMs): Roles {
  const others = roles.filter((holder) => !isHeldBy(holder, role, from));
  return withHolder({ roles: others, leftRoles }, { role, person: to, name: toName, since: toRfc3339(at), offeredTo: null });
}

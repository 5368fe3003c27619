import type { IncidentDetail, RoleHolder } from '../../../../shared/model/incident.ts';
import { isOpenIncident } from '../../../../shared/model/incident-order.ts';
import { ROLES, type Role } from '../../../../shared/model/policy-config.ts';
import { ROLE_WORD } from '../../../../shared/text/incident-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { KeyButton } from '../Key.tsx';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { Fact, Panel } from './Panel.tsx';
import styles from './panel.module.css';

/** Several may be engineers at once; every other role is one person's. */
const isShared = (role: Role): boolean => role === 'engineer';

interface RoleRow {
  readonly role: Role;
  readonly holder: RoleHolder | null;
  readonly required: boolean;
}

function rowsOf({ roles, vacantRoles }: IncidentDetail): readonly RoleRow[] {
  return ROLES.flatMap((role): RoleRow[] => {
    const held = roles.filter((each) => each.role === role);
    if (held.length === 0) return [{ role, holder: null, required: vacantRoles.includes(role) }];
    return held.map((holder) => ({ role, holder, required: false }));
  });
}

/** Who does what; a required role that nobody has is said first. */
export function Roles() {
  const { detail } = useIncidentPage();
  const open = isOpenIncident(detail);
  // Of what is over only those who had a role are of interest.
  const rows = rowsOf(detail).filter(({ holder }) => open || holder !== null).toSorted((a, b) => Number(b.required) - Number(a.required));
  const vacant = rows.filter(({ required }) => required).length;
  return (
    <Panel title="Roles" count={vacant === 0 ? undefined : `${vacant} vacant`}>
      {rows.length === 0 ? <p className={styles.quiet}>Nobody had a role.</p> : null}
      <ul className={styles.list}>
        {rows.map((row) => (
          <OneRole key={`${row.role} ${row.holder?.person ?? ''}`} {...row} />
        ))}
      </ul>
    </Panel>
  );
}

function OneRole({ role, holder, required }: RoleRow) {
  const { detail, may } = useIncidentPage();
  const open = isOpenIncident(detail);
  const roster = useCall('policy.get', {}).data?.roster.find((each) => each.role === role);
  const word = ROLE_WORD[role];
  return (
    <Fact wanting={required} sub={holder === null ? <Expected required={required} judged={detail.standing === 'declared'} roster={roster} /> : <Held holder={holder} />} buttons={open && may.steer && may.person !== null ? <RoleButtons role={role} holder={holder} person={may.person} /> : null}>
      {holder === null ? (required ? `No ${word.toLowerCase()}` : word) : plain(holder.name, 60)}
    </Fact>
  );
}

function Held({ holder }: { holder: RoleHolder }) {
  return (
    <>
      {ROLE_WORD[holder.role]} since <Moment at={holder.since} show="utc" />
      {holder.offeredTo === null ? '' : `; offered to ${plain(holder.offeredTo.name, 60)}, not accepted yet`}
    </>
  );
}

function Expected({ required, judged, roster }: { required: boolean; judged: boolean; roster: { readonly name: string; readonly contact: string | null } | undefined }) {
  if (roster === undefined) return judged ? (required ? 'needed at this severity' : 'not needed at this severity') : null;
  return `${required ? 'needed; ' : ''}on the roster: ${plain(roster.name, 60)}${roster.contact === null ? '' : `, ${plain(roster.contact, 60)}`}`;
}

function RoleButtons({ role, holder, person }: { role: Role; holder: RoleHolder | null; person: string }) {
  const { detail, ask, act, busy, letters } = useIncidentPage();
  const own = holder?.person === person;
  const offered = holder?.offeredTo?.person === person;
  const already = detail.roles.some((each) => each.role === role && each.person === person);
  const word = ROLE_WORD[role].toLowerCase();
  const take = () => act({ type: 'takeRole', role });
  return (
    <>
      {offered ? (
        <Button kind="quiet" disabled={busy} onClick={() => act({ type: 'acceptRole', role })} label={`Accept to be ${word}`}>
          Accept
        </Button>
      ) : null}
      {own ? (
        <>
          <Button kind="quiet" onClick={() => ask({ form: 'role', role, how: 'offer' })} label={`Hand over ${word}`}>
            Hand over…
          </Button>
          <Button kind="quiet" disabled={busy} onClick={() => act({ type: 'leaveRole', role })} label={`Leave ${word}`}>
            Leave
          </Button>
        </>
      ) : null}
      {already || offered || (holder !== null && !isShared(role) && role === 'incidentCommander') ? null : role === 'incidentCommander' ? (
        <KeyButton kind="quiet" keys="c" letters={letters} disabled={busy} onClick={take}>
          Take command
        </KeyButton>
      ) : (
        <Button kind="quiet" disabled={busy} onClick={take} label={isShared(role) && holder !== null ? `Join as ${word}` : `Take ${word}`}>
          {isShared(role) && holder !== null ? 'Join' : 'Take'}
        </Button>
      )}
      {own ? null : (
        <Button kind="quiet" onClick={() => ask({ form: 'role', role, how: 'assign' })} label={`Assign ${word}`}>
          Assign…
        </Button>
      )}
    </>
  );
}

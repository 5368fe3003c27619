import { useState } from 'react';
import type { Seat } from '../../../../shared/model/entities.ts';
import type { SeatId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineNow, usePresence } from '../../../lib/live-store.ts';
import { useCall, useCallMutation } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Confirm } from '../Confirm.tsx';
import { Failure } from '../../session/index.ts';
import { Section } from '../Page.tsx';
import { agoText } from '../words.ts';
import { rightsText } from './rights-words.ts';
import styles from '../settings.module.css';

const KIND_WORD = { desktop: 'desktop app', browser: 'browser', wall: 'wall', token: 'token' } as const;
const LOOK_EVERY_MS = 5_000;

/** Every seat, who it belongs to and what it may do; each can be ended. */
export function SeatList() {
  const seats = useCall('seats.list', {}, { refetchMs: LOOK_EVERY_MS });
  const own = useCall('session.get', {}).data?.seat.id;
  return (
    <Section title="Seats">
      {seats.data === undefined ? (
        seats.isError ? (
          <ErrorState title="The seats could not be read" message={seats.error.message} onRetry={() => void seats.refetch()} />
        ) : (
          <Skeleton units={12} label="Loading the seats" />
        )
      ) : (
        <ul className={styles.list} aria-label="Seats">
          {seats.data.items.map((seat) => (
            <SeatRow key={seat.id} seat={seat} own={own} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function SeatRow({ seat, own }: { seat: Seat; own: SeatId | undefined }) {
  const now = useEngineNow();
  const here = usePresence().some((presence) => presence.seat === seat.id);
  const mine = seat.id === own;
  return (
    <li className={styles.row} data-seat={seat.id}>
      <div className={styles.rowMain}>
        <p className={styles.rowName} dir="auto">
          {plain(seat.name, 80)}
          {mine ? ' (this screen)' : ''}
        </p>
        <p className={styles.rowText}>
          {KIND_WORD[seat.kind]} · {plain(seat.personName, 80)} · may {rightsText(seat.rights)}
        </p>
        <p className={styles.rowText}>{here ? 'here now' : `last seen ${agoText(seat.lastSeenAt, now)}`}</p>
      </div>
      <Revoke seat={seat} mine={mine} />
    </li>
  );
}

/** Where a seat that cannot be ended from here can be ended. */
const ELSEWHERE = { desktop: 'ends when the app is quit', token: 'ends where it is set, in the environment' } as const;

function Revoke({ seat, mine }: { seat: Seat; mine: boolean }) {
  const revoke = useCallMutation('seats.revoke', ['seats.list']);
  const [asked, setAsked] = useState(false);
  if (seat.kind === 'desktop' || seat.kind === 'token') return <span className={styles.quiet}>{ELSEWHERE[seat.kind]}</span>;
  const name = plain(seat.name, 80);
  if (!asked)
    return (
      <Button kind="quiet" label={`Revoke ${name}`} onClick={() => setAsked(true)}>
        Revoke…
      </Button>
    );
  return (
    <Confirm action={`Revoke ${name}`} keep="Keep it" busy={revoke.isPending} onKeep={() => setAsked(false)} onConfirm={() => revoke.mutate({ id: seat.id })}>
      {name} of {plain(seat.personName, 80)} is refused from its next request on; to come back it needs a new code.
      {mine ? ' It is the screen you are using: you will be out at once.' : ''}
      <Failure error={revoke.error} what="Not revoked" onPin={() => revoke.mutate({ id: seat.id })} />
    </Confirm>
  );
}

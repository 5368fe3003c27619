import { useState, type ReactNode } from 'react';
import type { Right } from '../../../shared/model/rights.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useCall } from '../../platform/use-call.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { PinForm } from '../session/index.ts';

const listOf = (rights: readonly Right[]): string => (rights.length === 0 ? 'nothing' : rights.join(', '));

/**
 * What needs the right `admin`: says which right is missing and who can give it, or asks for the PIN. What was open once stays
 * while the PIN is asked for again, so that nothing typed is lost.
 */
export function AdminGate({ what, children }: { what: string; children: ReactNode }) {
  const session = useCall('session.get', {}, { refetchMs: 60_000 });
  const [opened, setOpened] = useState(false);
  const rights = session.data?.seat.rights ?? [];
  const admitted = rights.includes('admin') && session.data?.needsPin === false;
  if (admitted && !opened) setOpened(true);
  if (session.data === undefined)
    return session.isError ? <ErrorState title="Who is using this screen could not be found out" message={session.error.message} onRetry={() => void session.refetch()} /> : <Skeleton units={20} />;
  if (!rights.includes('admin')) {
    const { seat, person } = session.data;
    return (
      <EmptyState title={`${what} needs the right “admin”`}>
        {person === null ? 'Nobody is named for this screen' : `This screen belongs to ${plain(person.name, 80)}`}; its rights: {listOf(seat.rights)}. Whoever has “admin” can give it: under people in holdfast.yaml, or by inviting this
        screen anew in Settings, Seats and people.
      </EmptyState>
    );
  }
  return (
    <>
      {session.data.needsPin ? <PinForm /> : null}
      {opened ? children : null}
    </>
  );
}

import type { ReactNode } from 'react';
import type { Right } from '../../../shared/model/rights.ts';
import { EmptyState, ErrorState, Skeleton } from '../../ui/kit/EmptyState.tsx';
import { PinForm, useRights, wantsPin, type CallFailure } from '../session/index.ts';

/** What needs a right even to be looked at: says which is missing and who can give it. */
export function Gate({ right, what, children }: { right: Right; what: string; children: ReactNode }) {
  const rights = useRights();
  if (!rights.known) return <Skeleton units={20} label="Finding out who uses this screen" />;
  if (!rights.may(right))
    return (
      <EmptyState title={`${what} needs the right “${right}”`}>
        {rights.person === null ? 'Nobody is named for this screen' : `This screen belongs to ${rights.person.name}`} and does not have it. Whoever has “admin” can give it: under people in holdfast.yaml, or by inviting this screen anew in Settings, Seats and people.
      </EmptyState>
    );
  return children;
}

/** Why something could not be read; where the PIN is missing it is asked for, and everything is asked again. */
export function Unread({ error, title, onRetry }: { error: CallFailure; title: string; onRetry: () => void }) {
  return wantsPin(error) ? <PinForm /> : <ErrorState title={title} message={error.message} onRetry={onRetry} />;
}

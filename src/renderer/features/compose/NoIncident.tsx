import { Link } from 'wouter';
import { plain } from '../../../shared/text/plain.ts';
import { EmptyState } from '../../ui/kit/EmptyState.tsx';
import { Screen } from '../../ui/kit/Screen.tsx';

/** `incident` as it stands in the address. */
export function NoIncident({ incident }: { incident: string }) {
  return (
    <Screen title="Not found" crumb={<Link href="/compose">Compose</Link>}>
      <EmptyState title="There is no such incident" actions={<Link href="/compose">Go to the updates</Link>}>
        No incident is called “{plain(incident, 40)}”. Numbers look like “INC-2026-0042”.
      </EmptyState>
    </Screen>
  );
}

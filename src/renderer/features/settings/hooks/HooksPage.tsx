import { useState } from 'react';
import { fromRfc3339 } from '../../../../shared/model/units.ts';
import { formatSince } from '../../../../shared/time/format.ts';
import { useEngineNow, useWorkspace } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { useMay } from '../../session/index.ts';
import { AdminGate } from '../Gate.tsx';
import { Page } from '../Page.tsx';
import { HookForm } from './HookForm.tsx';
import { HookRow } from './HookRow.tsx';
import { useAddress } from './use-address.ts';
import styles from '../settings.module.css';

const REFETCH_MS = 5_000;

/** What other systems send here: every webhook with what became of its messages, and the way to one more. */
export function HooksPage() {
  const hooks = useCall('hooks.list', {}, { refetchMs: REFETCH_MS });
  /** Id of the one that is changed; null = a new one; undefined = none. */
  const [open, setOpen] = useState<string | null | undefined>(undefined);
  const may = useMay('admin', 'Changing webhooks');
  const demo = useWorkspace()?.demo ?? true;
  const address = useAddress();
  const now = useEngineNow();
  const items = hooks.data?.items ?? [];
  const since = hooks.data === undefined ? null : fromRfc3339(hooks.data.since);
  const chosen = items.find(({ id }) => id === open) ?? null;
  const mayChange = may.may && !demo;
  const lead = 'What other systems send here: alerts, tickets and changes. Each webhook has an address and a secret of its own, which opens nothing else.';
  if (open !== undefined)
    return (
      <Page title="Webhooks" lead={lead}>
        <AdminGate what="Changing webhooks">
          <HookForm key={open ?? ''} hook={chosen} taken={items.filter(({ configured }) => configured).map(({ id }) => id)} onClose={() => setOpen(undefined)} />
        </AdminGate>
      </Page>
    );
  return (
    <Page title="Webhooks" lead={lead}>
      {hooks.data === undefined ? (
        hooks.isError ? (
          <ErrorState title="The webhooks could not be read" message={hooks.error.message} onRetry={() => void hooks.refetch()} />
        ) : (
          <Skeleton units={24} label="Loading the webhooks" />
        )
      ) : (
        <>
          <div className={styles.actions}>
            {mayChange ? (
              <Button kind="primary" onClick={() => setOpen(null)}>
                Add a webhook
              </Button>
            ) : (
              <p className={styles.quiet}>{demo ? 'The demo is made anew each time: connect your own, then webhooks can be added.' : may.may ? '' : may.why}</p>
            )}
            {since === null ? null : <span className={styles.quiet}>Counted {formatSince(since, now ?? since)}, when Holdfast started</span>}
          </div>
          {hooks.isError ? <p className={styles.warning}>These figures are old: {hooks.error.message}</p> : null}
          <ul className={styles.list} aria-label="Webhooks">
            {items.map((hook) => (
              <HookRow key={hook.id} hook={hook} url={address(hook.id)} mayChange={mayChange} onEdit={() => setOpen(hook.id)} />
            ))}
          </ul>
        </>
      )}
    </Page>
  );
}

import { useState } from 'react';
import { Link } from 'wouter';
import type { IncidentId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useEngineStatus } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { isOpenedFirst } from '../rules/words.ts';
import { UpdateItem } from './UpdateItem.tsx';
import styles from './ledger.module.css';

const FIRST = 20;
const MOST = 200;

/** Every update and what became of it on each channel, of one incident or of all. */
export function Ledger({ incident }: { incident: IncidentId | null }) {
  const [limit, setLimit] = useState(FIRST);
  const of = incident === null ? {} : { incident };
  const updates = useCall('updates.list', { ...of, limit }, { keep: true });
  const open = useCall('deliveries.list', { ...of, open: 'true', limit: MOST });
  const channels = useCall('channels.list', {});
  if (updates.data === undefined || open.data === undefined) {
    const error = updates.error ?? open.error;
    return error === null ? <Skeleton units={24} label="Loading the updates" /> : <ErrorState title="The updates could not be read" message={plain(error.message, 300)} onRetry={() => void Promise.all([updates.refetch(), open.refetch()])} />;
  }
  const { items, next } = updates.data;
  const openItems = open.data.items;
  const error = updates.error ?? open.error;
  return (
    <section className={styles.ledger} aria-label="Ledger">
      <h2 className={styles.title}>What was written and sent</h2>
      <Old why={error?.message ?? null} />
      {items.length === 0 ? (
        <EmptyState title="No update yet">{incident === null ? 'Each update stands here with what became of it on every channel: sent, failed and why, or possibly sent.' : 'What is written for this incident stands here, with what became of it on every channel.'}</EmptyState>
      ) : (
        <ol className={styles.updates}>
          {items.map((update, index) => (
            <UpdateItem key={update.id} update={update} channels={channels.data?.items ?? []} open={openItems.filter((each) => each.update === update.id)} correctedBy={items.find(({ corrects, state }) => corrects === update.id && state === 'published')?.id ?? null} openedFirst={isOpenedFirst(update, index, openItems)} showIncident={incident === null} />
          ))}
        </ol>
      )}
      {next === null ? null : limit < MOST ? <Button onClick={() => setLimit(Math.min(MOST, limit * 3))}>Show older ones</Button> : incident === null ? <p className={styles.quiet}>Older ones stand with their <Link href="/incidents">incidents</Link>.</p> : null}
    </section>
  );
}

/** That what stands below may not be true any more. */
function Old({ why }: { why: string | null }) {
  const { state } = useEngineStatus();
  const silent = state === 'stopped' || state === 'unreachable';
  if (why === null && !silent) return null;
  return (
    <p className={styles.old} role="status">
      <StateMark state="blind" word="Not up to date" /> {silent ? 'Holdfast does not answer: what was on its way may have arrived or failed since.' : plain(why ?? '', 200)}
    </p>
  );
}

import { useState } from 'react';
import { Link } from 'wouter';
import { plain } from '../../../../shared/text/plain.ts';
import { useWorkspace } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { usePaper } from '../../../platform/use-paper.ts';
import { KeyButton, useLetterKeys, useShortcuts } from '../../incidents/index.ts';
import { useRights } from '../../session/index.ts';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { CheckField } from '../../../ui/kit/Field.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { CardSheet } from './CardSheet.tsx';
import '../../../ui/print.css';
import styles from './card.module.css';

/** Contacts and plans on one page of paper, for when nothing works. */
export function CardPage() {
  const plans = useCall('plans.list', {});
  const policy = useCall('policy.get', {});
  const rights = useRights();
  // Which text it was made from is known only to whoever may read that text.
  const config = useCall('config.get', {}, { enabled: rights.may('admin') });
  const workspace = useWorkspace()?.name ?? '';
  const paper = usePaper();
  const [letters] = useLetterKeys();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const all = plans.data?.items ?? [];
  const shown = all.filter(({ id }) => !left.has(id));
  const revisionKnown = rights.known && (!rights.may('admin') || !config.isPending);
  const ready = plans.data !== undefined && policy.data !== undefined && revisionKnown;
  const print = () => (ready && all.length > 0 ? paper.print({ name: `Contacts and plans ${plain(workspace, 60)}` }) : undefined);
  useShortcuts({ p: print }, letters);
  const failed = plans.error ?? policy.error;
  const retry = () => void Promise.all([plans.refetch(), policy.refetch()]);
  return (
    <Screen
      title="Contact and plan card"
      crumb={<Link href="/continuity">Continuity</Link>}
      actions={
        <>
          {paper.said === null ? null : <span role={paper.said.isError ? 'alert' : 'status'}>{paper.said.text}</span>}
          <KeyButton keys="p" letters={letters} kind="primary" off={!ready || all.length === 0} onClick={print}>
            {paper.makes === 'pdf' ? 'PDF' : 'Print…'}
          </KeyButton>
        </>
      }
      lead="Print it and hang it up, for the day when nothing works. It holds no secrets, and names the moment and the configuration that it was made from."
    >
      {!ready ? (
        failed === null ? (
          <Skeleton units={60} label="Loading plans and contacts" />
        ) : (
          <ErrorState title="Plans and contacts could not be read" message={failed.message} onRetry={retry} />
        )
      ) : all.length === 0 ? (
        <EmptyState title="There is no plan yet" actions={<Link href="/continuity">Go to Continuity</Link>}>
          Plans, their roles and contacts appear here once they stand under “plans” in holdfast.yaml.
        </EmptyState>
      ) : (
        <div className={styles.columns}>
          <CardSheet plans={shown} policy={policy.data} workspace={workspace} configuration={config.data ?? null} stale={failed === null ? null : failed.message} />
          <aside className={styles.side} aria-labelledby="on-card">
            <h2 id="on-card" className={styles.sideTitle}>
              On the card
            </h2>
            {all.map(({ id, name }) => (
              <CheckField
                key={id}
                label={plain(name, 120)}
                checked={!left.has(id)}
                onChange={(on) => {
                  const next = new Set(left);
                  if (on) next.delete(id);
                  else next.add(id);
                  setLeft(next);
                }}
              />
            ))}
            <p className={styles.quiet}>Leave out what does not belong on one page.</p>
          </aside>
        </div>
      )}
    </Screen>
  );
}

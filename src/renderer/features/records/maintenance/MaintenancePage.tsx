import { useState } from 'react';
import { Link } from 'wouter';
import type { MaintenanceWindow } from '../../../../shared/model/incident.ts';
import { useCall } from '../../../platform/use-call.ts';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { KeyButton, useLetterKeys, useShortcuts } from '../../incidents/index.ts';
import { useMay } from '../../session/index.ts';
import { ElsewhereRow } from './ElsewhereRow.tsx';
import { EndWindow } from './EndWindow.tsx';
import { EditWindow, NewWindow } from './WindowForms.tsx';
import { WindowRow } from './WindowRow.tsx';
import styles from './maintenance.module.css';

const EVERY_MS = 10_000;
type Asked = { readonly form: 'new' } | { readonly form: 'edit' | 'end'; readonly window: MaintenanceWindow };

/** Windows in which alerts are kept silent: those that run, and those to come. */
export function MaintenancePage() {
  const { data, isError, error, refetch } = useCall('maintenance.list', {}, { refetchMs: EVERY_MS });
  const may = useMay('operate', 'Changing maintenance');
  const [asked, setAsked] = useState<Asked | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const [letters] = useLetterKeys();
  const ask = (next: Asked) => (setSaid(null), setAsked(next));
  const close = () => setAsked(null);
  useShortcuts({ n: () => (may.may ? ask({ form: 'new' }) : undefined) }, letters);
  const items = data?.items ?? [];
  const elsewhere = data?.elsewhere ?? [];
  const groups = [
    { title: 'Running', windows: items.filter(({ active }) => active) },
    { title: 'To come', windows: items.filter(({ active }) => !active) },
  ].filter(({ windows }) => windows.length > 0);
  const done = (words: string) => (close(), setSaid(words), void refetch());
  return (
    <Screen
      title="Maintenance"
      crumb={<Link href="/settings">Settings</Link>}
      beside={said === null ? undefined : <span role="status"><StateMark state="ok" word={said} /></span>}
      actions={
        may.may ? (
          <KeyButton kind="primary" keys="n" letters={letters} onClick={() => ask({ form: 'new' })}>
            New window…
          </KeyButton>
        ) : undefined
      }
      lead={may.may || may.why === null ? 'Rules go on watching in a window; what would fire is kept silent, shown, and left out of the scorecard.' : may.why}
    >
      {data === undefined ? (
        isError ? (
          <ErrorState title="Maintenance windows could not be read" message={error.message} onRetry={() => void refetch()} />
        ) : (
          <Skeleton units={24} label="Loading maintenance windows" />
        )
      ) : items.length + elsewhere.length === 0 ? (
        <EmptyState title="No maintenance runs, and none begins within 14 days">A window is added here, or in holdfast.yaml under maintenance: once, or every week.</EmptyState>
      ) : (
        <>
        {groups.map(({ title, windows }) => (
          <section key={title} className={styles.section} aria-label={title}>
            <h2 className={styles.sectionTitle}>{title}</h2>
            <ul className={styles.list}>
              {windows.map((window) => (
                <WindowRow key={`${window.id} ${window.startsAt}`} window={window} onEdit={may.may ? () => ask({ form: 'edit', window }) : null} onEnd={may.may ? () => ask({ form: 'end', window }) : null} />
              ))}
            </ul>
          </section>
        ))}
        {elsewhere.length === 0 ? null : (
          <section className={styles.section} aria-label="Announced at sources">
            <h2 className={styles.sectionTitle}>Announced at sources</h2>
            <p className={styles.quiet}>Alerts of that source are shown as silent and open nothing. Rules of Holdfast go on as always: only a window above keeps them silent.</p>
            <ul className={styles.list}>
              {elsewhere.map((downtime) => (
                <ElsewhereRow key={`${downtime.source} ${downtime.id}`} downtime={downtime} />
              ))}
            </ul>
          </section>
        )}
        </>
      )}
      {asked === null ? null : asked.form === 'new' ? <NewWindow taken={items} onDone={done} onClose={close} /> : asked.form === 'edit' ? <EditWindow id={asked.window.id} onDone={done} onClose={close} /> : <EndWindow window={asked.window} onDone={done} onClose={close} />}
    </Screen>
  );
}

import { useState } from 'react';
import { Link } from 'wouter';
import type { Silence, SilenceKeeper } from '../../../../shared/model/silence.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useSources } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Field, SelectField } from '../../../ui/kit/Field.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { filterSilences, NO_FILTER, SHOWS, type SilenceFilter } from './filter.ts';
import { SilenceRow } from './SilenceRow.tsx';
import styles from './silences.module.css';

const EVERY_MS = 15_000;
const SHOW_WORD = { all: 'All of them', hiding: 'Those that silence something now', here: 'Those made from an incident' } as const;

/** Everything that is kept silent at the sources, whoever did it, and what it keeps silent now. */
export function SilencesPage() {
  const { data, isError, error, refetch } = useCall('silences.list', {}, { refetchMs: EVERY_MS });
  const [filter, setFilter] = useState<SilenceFilter>(NO_FILTER);
  return (
    <Screen
      title="Silences"
      crumb={<Link href="/settings">Settings</Link>}
      beside={
        data === undefined || data.items.length === 0 ? undefined : (
          <>
            <Field label="Find a silence" hideLabel placeholder="Label, reason or person" value={filter.text} onChange={(text) => setFilter({ ...filter, text })} />
            <SelectField label="Which" hideLabel value={filter.show} options={SHOWS.map((value) => ({ value, label: SHOW_WORD[value] }))} onChange={(show) => setFilter({ ...filter, show })} />
          </>
        )
      }
      lead="Nobody is paged for what is silenced, and it opens no incident. Silences are made from an incident (S), or in Alertmanager."
    >
      {data === undefined ? (
        isError ? (
          <ErrorState title="The silences could not be read" message={error.message} onRetry={() => void refetch()} />
        ) : (
          <Skeleton units={24} label="Loading the silences" />
        )
      ) : (
        <>
          {isError ? <p className={styles.quiet}>Not up to date: {plain(error.message, 200)}</p> : null}
          <Listed items={data.items} keepers={data.sources} filter={filter} onAll={() => setFilter(NO_FILTER)} />
        </>
      )}
    </Screen>
  );
}

interface ListedProps {
  readonly items: readonly Silence[];
  readonly keepers: readonly SilenceKeeper[];
  readonly filter: SilenceFilter;
  readonly onAll: () => void;
}

function Listed({ items, keepers, filter, onAll }: ListedProps) {
  if (keepers.length === 0)
    return (
      <EmptyState title="No source keeps silences" actions={<Link href="/settings/connect">Connect a source</Link>}>
        Once an Alertmanager is connected, its silences stand here, with who made them, when they end and what they hide.
      </EmptyState>
    );
  const nameOf = (source: string): string => keepers.find((each) => each.source === source)?.name ?? source;
  const found = filterSilences(items, filter, nameOf);
  const groups = [
    { title: 'In force', silences: found.filter(({ state }) => state === 'active') },
    { title: 'To come', silences: found.filter(({ state }) => state === 'pending') },
  ].filter(({ silences }) => silences.length > 0);
  const unheard = keepers.every(({ toldAt }) => toldAt === null);
  return (
    <>
      {keepers.map((keeper) => (
        <Deaf key={keeper.source} keeper={keeper} />
      ))}
      {unheard ? null : items.length === 0 ? (
        <EmptyState title="Nothing is silenced">A silence stands here while it is in force or to come: with its time left, who made it, and what it hides.</EmptyState>
      ) : found.length === 0 ? (
        <EmptyState title="No silence is like this" actions={<Button onClick={onAll}>Show all</Button>}>
          {items.length === 1 ? 'There is one other.' : `There are ${items.length.toLocaleString('en-GB')} others.`}
        </EmptyState>
      ) : null}
      {groups.map(({ title, silences }) => (
        <section key={title} className={styles.section} aria-label={title}>
          <h2 className={styles.sectionTitle}>
            {title} <span className={styles.quiet}>{silences.length.toLocaleString('en-GB')}</span>
          </h2>
          <ul className={styles.list}>
            {silences.map((silence) => (
              <SilenceRow key={`${silence.source} ${silence.id}`} silence={silence} name={nameOf(silence.source)} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** That what stands below may be old, or that nothing is known yet; nothing where the source answers. */
function Deaf({ keeper: { source, name, toldAt } }: { keeper: SilenceKeeper }) {
  const found = useSources().find(({ id }) => id === source);
  if (found?.state === 'ok' && toldAt !== null) return null;
  const failing = found?.state === 'failing';
  if (!failing)
    return (
      <p className={styles.deaf} role="status">
        <StateMark state="none" word={plain(name, 60)} /> has told nothing yet.
      </p>
    );
  return (
    <p className={styles.deaf} role="status">
      <StateMark state="blind" word={plain(name, 60)} /> {plain(found.message ?? 'does not answer', 300)}. {toldAt === null ? 'Its silences are not known.' : 'Its silences below are as they were before.'}
    </p>
  );
}

import { useEffect, useRef } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { Run } from '../../../../shared/model/continuity/run.ts';
import type { CallInput } from '../../../../shared/contract/contract.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { spanText } from '../../../../shared/text/span-text.ts';
import { useCall } from '../../../platform/use-call.ts';
import { useCallPages } from '../../../platform/use-call-pages.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { SelectField } from '../../../ui/kit/Field.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { Segments } from '../../../ui/kit/Segments.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { useTimeWords } from '../../incidents/index.ts';
import { RunMark } from './RunMark.tsx';
import { elapsedMs } from './rules/clock.ts';
import { readRunFilters, runsAddress, type RunFilters } from './rules/filters.ts';
import { isActive, MODE_WORD, runMark } from './rules/words.ts';
import { usePersonName } from './use-person.ts';
import { useRunClock } from './use-run-clock.ts';
import styles from './runs.module.css';

const PAGE = 50;
const MODES = [
  { value: 'all', label: 'All' },
  { value: 'live', label: 'Live' },
  { value: 'drill', label: 'Drills' },
  { value: 'dry-run', label: 'Dry runs' },
] as const;

/** Every run there was, the newest first. What is shown of it stands in the address. */
export function RunsPage() {
  const filters = readRunFilters(useSearch());
  const [, go] = useLocation();
  const plans = useCall('plans.list', {});
  const show = (next: RunFilters) => go(runsAddress(next), { replace: true });
  const known = plans.data?.items ?? [];
  const options = [{ value: '', label: 'Every plan' }, ...known.map(({ id, name }) => ({ value: id as string, label: plain(name, 60) }))];
  // A plan that is in the address and not in the configuration any more still has its runs.
  if (filters.plan !== null && !known.some(({ id }) => id === filters.plan)) options.push({ value: filters.plan, label: filters.plan });
  return (
    <Screen
      title="Runs of plans"
      crumb={<Link href="/continuity">Continuity</Link>}
      beside={
        <>
          <span className={styles.which}>
            <SelectField label="Plan" hideLabel value={filters.plan ?? ''} options={options} onChange={(plan) => show({ ...filters, plan: readRunFilters(new URLSearchParams({ plan }).toString()).plan })} />
          </span>
          <Segments label="Mode" value={filters.mode ?? 'all'} options={MODES} onChange={(mode) => show({ ...filters, mode: mode === 'all' ? null : mode })} />
        </>
      }
      lead="What was started, by whom, and how long it took against its objective."
    >
      <List filters={filters} onAll={() => show({ plan: null, mode: null })} />
    </Screen>
  );
}

function List({ filters: { plan, mode }, onAll }: { filters: RunFilters; onAll: () => void }) {
  const input: CallInput<'runs.list'> = { limit: PAGE, ...(plan === null ? {} : { plan }), ...(mode === null ? {} : { mode }) };
  const pages = useCallPages('runs.list', input);
  const nameOf = usePersonName();
  if (pages.data === undefined) return pages.isError ? <ErrorState title="The runs could not be read" message={pages.error.message} onRetry={() => void pages.refetch()} /> : <Skeleton units={32} label="Loading the runs" />;
  const runs = pages.data.pages.flatMap(({ items }) => items);
  if (runs.length === 0)
    return plan === null && mode === null ? (
      <EmptyState title="Nothing has been run yet" actions={<Link href="/continuity">Go to the plans</Link>}>
        Every dry run, drill and real run of a plan stays here. A dry run of a plan changes nothing, and is a good beginning.
      </EmptyState>
    ) : (
      <EmptyState title="No run fits these filters" actions={<Button onClick={onAll}>Show all runs</Button>} />
    );
  return (
    <>
      {pages.isError ? <p className={styles.quiet}>Not up to date: {plain(pages.error.message, 200)}</p> : null}
      <p className={styles.columns} aria-hidden="true">
        <span>Run</span>
        <span>Mode</span>
        <span>Plan</span>
        <span>State</span>
        <span>Began, UTC</span>
        <span data-end="">Took</span>
        <span data-end="">Objective</span>
        <span>By</span>
      </p>
      <ol className={styles.list} aria-busy={pages.isPlaceholderData}>
        {runs.map((run) => (
          <Row key={run.id} run={run} by={run.starter === null ? (run.trigger ?? 'nobody known') : nameOf(run.starter)} />
        ))}
      </ol>
      <More shown={runs.length} more={pages.hasNextPage} busy={pages.isFetchingNextPage} onMore={() => void pages.fetchNextPage()} />
    </>
  );
}

/** The first of those that were added takes the focus, so that whoever works by keyboard goes on where they were. */
function More({ shown, more, busy, onMore }: { shown: number; more: boolean; busy: boolean; onMore: () => void }) {
  const before = useRef<number | null>(null);
  useEffect(() => {
    if (before.current === null || shown <= before.current) return;
    document.querySelectorAll<HTMLElement>('[data-run-link]')[before.current]?.focus();
    before.current = null;
  }, [shown]);
  if (!more) return null;
  return (
    <Button
      busy={busy}
      onClick={() => {
        before.current = shown;
        onMore();
      }}
    >
      Show more
    </Button>
  );
}

function Row({ run, by }: { run: Run; by: string }) {
  const { mark, word } = runMark(run);
  const { utc, full } = useTimeWords();
  return (
    <li className={styles.row}>
      <Link href={`/continuity/runs/${run.id}`} className={styles.id ?? ''} data-run-link="">
        {run.id}
      </Link>
      <span className={styles.mode} data-mode={run.mode}>
        {MODE_WORD[run.mode]}
      </span>
      <Link href={`/continuity/plans/${run.plan}`} className={styles.plan ?? ''} dir="auto" title={plain(run.name, 200)}>
        {plain(run.name, 200)}
      </Link>
      <span>
        <RunMark mark={mark} word={word} />
      </span>
      <time className={styles.quiet} dateTime={run.startedAt} title={full(run.startedAt)}>
        {utc(run.startedAt)}
      </time>
      <span className={styles.end}>{isActive(run) ? <Counting run={run} /> : <Took run={run} />}</span>
      <span className={styles.end}>{run.objectiveSeconds > 0 ? spanText(run.objectiveSeconds) : '–'}</span>
      <span className={styles.quiet} dir="auto">
        {by}
      </span>
    </li>
  );
}

function Took({ run }: { run: Run }) {
  const seconds = run.tookSeconds;
  const over = run.state === 'done' && run.mode !== 'dry-run' && run.objectiveSeconds > 0 && seconds !== null && seconds > run.objectiveSeconds;
  return over ? <StateMark state="P2" word={spanText(seconds)} /> : spanText(seconds);
}

function Counting({ run }: { run: Run }) {
  const clock = useRunClock();
  const elapsed = elapsedMs(run, clock);
  return elapsed === null ? '–' : spanText(Math.floor(elapsed / 1_000));
}

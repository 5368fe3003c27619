import { useLocation, useSearch } from 'wouter';
import { useEngineSilent } from '../../lib/use-shown-numbers.ts';
import { Screen } from '../../ui/kit/Screen.tsx';
import { Segments } from '../../ui/kit/Segments.tsx';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { useLetterKeys, useShortcuts } from '../incidents/index.ts';
import { ActionList } from './list/ActionList.tsx';
import { CauseList } from './list/CauseList.tsx';
import { ReviewList } from './list/ReviewList.tsx';
import { readFilters, TABS, writeFilters, type ListFilters, type Tab } from './rules/filters.ts';
import styles from './review.module.css';

const TAB_WORD: Readonly<Record<Tab, string>> = { reviews: 'Reviews', actions: 'Corrective actions', causes: 'Causes' };

/** What is still to be learned from incidents, what was promised, and what keeps coming back. */
export function ReviewsPage() {
  const filters = readFilters(useSearch());
  const [, navigate] = useLocation();
  const silent = useEngineSilent();
  const change = (next: ListFilters): void => navigate(writeFilters(next), { replace: true });
  const [letters] = useLetterKeys();
  useShortcuts(Object.fromEntries(TABS.map((tab, index) => [String(index + 1), () => change({ ...filters, tab })])), letters);
  return (
    <Screen title="Review" beside={<Segments label="What is listed" value={filters.tab} options={TABS.map((value) => ({ value, label: TAB_WORD[value] }))} onChange={(tab) => change({ ...filters, tab })} />}>
      {silent ? (
        <p className={styles.band} role="status">
          <StateMark state="blind" word="Not up to date: the engine does not answer." />
        </p>
      ) : null}
      {filters.tab === 'reviews' ? <ReviewList filters={filters} onChange={change} /> : filters.tab === 'actions' ? <ActionList filters={filters} onChange={change} /> : <CauseList filters={filters} onChange={change} />}
    </Screen>
  );
}

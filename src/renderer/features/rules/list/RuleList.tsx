import { useRef } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { useEngineNow, useLive } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { SelectField } from '../../../ui/kit/Field.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { KeyButton, useLetterKeys, useShortcuts } from '../../incidents/index.ts';
import { useRights } from '../../session/index.ts';
import { areFiltered, byUrgency, matches, NO_FILTERS, readFilters, RULE_STATE_WORD, RULE_STATES, summaryOf, writeFilters, type RuleFilters } from './rule-list.ts';
import { RuleRow } from './RuleRow.tsx';
import styles from './list.module.css';

const EVERY_MS = 10_000;
const MOST = 1_000;
const STATES = [{ value: '', label: 'Every state' }, ...RULE_STATES.map((value) => ({ value: value as string, label: RULE_STATE_WORD[value] })), { value: 'review', label: 'review overdue' }];

/** Every rule, of holdfast.yaml and of rule files, with what it says now. */
export function RuleList() {
  const [, navigate] = useLocation();
  const search = useSearch();
  const filters = readFilters(search);
  const rights = useRights();
  const [letters] = useLetterKeys();
  const find = useRef<HTMLInputElement>(null);
  const mayAdd = rights.may('admin');
  const add = () => navigate('/rules/new');
  const setFilters = (next: RuleFilters) => navigate(`/rules${writeFilters(next, search)}`, { replace: true });
  useShortcuts({ '/': () => find.current?.focus(), n: () => (mayAdd ? add() : undefined) }, letters);
  return (
    <Screen
      title="Rules"
      crumb={<Link href="/settings">Settings</Link>}
      beside={
        <div className={styles.filters} role="search">
          <input ref={find} className={styles.find} type="search" aria-label="Find a rule" placeholder="Name, condition or service" value={filters.text} onChange={(event) => setFilters({ ...filters, text: event.currentTarget.value })} />
          <SelectField label="State" hideLabel value={filters.state ?? ''} options={STATES} onChange={(value) => setFilters({ ...filters, state: readFilters(`?state=${value}`).state })} />
          {areFiltered(filters) ? (
            <Button kind="quiet" onClick={() => setFilters(NO_FILTERS)}>
              Show all
            </Button>
          ) : null}
        </div>
      }
      actions={
        mayAdd ? (
          <KeyButton kind="primary" keys="n" letters={letters} onClick={add}>
            New rule…
          </KeyButton>
        ) : undefined
      }
    >
      <Rules filters={filters} />
    </Screen>
  );
}

function Rules({ filters }: { filters: RuleFilters }) {
  const { data, isError, error, refetch } = useCall('rules.list', { limit: MOST }, { refetchMs: EVERY_MS });
  const services = useLive((state) => state.servicesById);
  const now = toRfc3339(useEngineNow(60_000) ?? epochMs(0));
  if (data === undefined) return isError ? <ErrorState title="The rules could not be read" message={error.message} onRetry={() => void refetch()} /> : <Skeleton units={40} label="Loading the rules" />;
  if (data.items.length === 0)
    return (
      <EmptyState title="No rule watches anything yet" actions={<Link href="/rules/new">Write the first rule</Link>}>
        A rule says when a signal is bad and what then happens. Rules stand in holdfast.yaml; Prometheus rule files work as they are with “import: alerts.yml” under rules.
      </EmptyState>
    );
  const shown = data.items.filter((rule) => matches(rule, filters, services, now)).toSorted(byUrgency);
  return (
    <section aria-label="All rules">
      <p className={styles.summary} role="status">
        {areFiltered(filters) ? `${shown.length} of ${data.items.length} rules` : summaryOf(data.items)}
        {isError ? `. Not up to date: ${error.message}` : ''}
      </p>
      {shown.length === 0 ? (
        <p className={styles.empty}>No rule fits these filters.</p>
      ) : (
        <>
          <div className={styles.columns} aria-hidden="true">
            <span>State</span>
            <span>Rule</span>
            <span>When it fires</span>
            <span>Last fired</span>
            <span>Kept by</span>
          </div>
          <ol className={styles.list}>
            {shown.map((rule) => (
              <RuleRow key={rule.id} rule={rule} now={now} />
            ))}
          </ol>
        </>
      )}
      {data.next === null ? null : <p className={styles.empty}>These are the first {MOST} rules.</p>}
    </section>
  );
}

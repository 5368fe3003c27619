import { Link } from 'wouter';
import { CauseId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { useCallPages } from '../../../platform/use-call-pages.ts';
import { Button } from '../../../ui/kit/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { CheckField, SelectField } from '../../../ui/kit/Field.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { personOptions, usePeople } from '../../incidents/index.ts';
import { ActionRow } from '../actions/ActionRow.tsx';
import { NO_FILTERS } from '../rules/filters.ts';
import styles from './list.module.css';
import type { ListProps } from './ReviewList.tsx';

const STATES = [
  { value: 'all', label: 'Every action' },
  { value: 'open', label: 'Not done' },
  { value: 'done', label: 'Done' },
  { value: 'dropped', label: 'Dropped' },
] as const;
const PAGE = 50;

/** Corrective actions of all incidents, those that are due first at the top. */
export function ActionList({ filters, onChange }: ListProps) {
  const { actions, overdue, owner, cause } = filters;
  const pages = useCallPages('correctiveActions.list', { state: actions, overdue, limit: PAGE, ...(owner === null ? {} : { owner }), ...(cause === null ? {} : { cause }) });
  if (pages.data === undefined) return pages.isError ? <ErrorState title="The corrective actions could not be read" message={pages.error.message} onRetry={() => void pages.refetch()} /> : <Skeleton units={40} label="Loading the corrective actions" />;
  const rows = pages.data.pages.flatMap(({ items }) => items);
  const counts = pages.data.pages[0]?.counts;
  const filtered = actions !== 'all' || overdue || owner !== null || cause !== null;
  return (
    <div className={styles.page}>
      <div className={styles.bar}>
        <Filters filters={filters} onChange={onChange} />
        {counts === undefined ? null : (
          <p className={styles.counts}>
            {counts.overdue === 0 ? null : <StateMark state="P2" word={`${counts.overdue} late`} />}
            {counts.lapsed === 0 ? null : <StateMark state="P2" word={`${counts.lapsed} whose proof no longer holds`} />}
            <span>{counts.open} open</span>
            {counts.awaiting === 0 ? null : <span>{counts.awaiting} wait for a second person</span>}
          </p>
        )}
      </div>
      {rows.length === 0 ? (
        filtered ? (
          <EmptyState title="No action is like this" actions={<Button onClick={() => onChange({ ...NO_FILTERS, tab: 'actions' })}>Show every action</Button>} />
        ) : (
          <EmptyState title="No corrective action yet" actions={<Link href="/review">Go to the reviews</Link>}>
            What is done so that an incident does not come back is added in its review, and stands here until its proof has passed.
          </EmptyState>
        )
      ) : (
        <ul className={styles.list} aria-label="Corrective actions">
          {rows.map((action) => (
            <ActionRow key={action.id} action={action} named />
          ))}
        </ul>
      )}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Show more
        </Button>
      ) : null}
      {pages.isError ? <p className={styles.quiet}>Not up to date: {plain(pages.error.message, 200)}</p> : null}
    </div>
  );
}

/** All of it stands in the address. */
function Filters({ filters, onChange }: ListProps) {
  const people = usePeople();
  const { data } = useCall('causes.list', { limit: 200 });
  const causes = data?.items ?? [];
  const unknown = filters.cause !== null && !causes.some(({ id }) => id === filters.cause);
  return (
    <>
      <SelectField label="State of the action" hideLabel value={filters.actions} options={STATES} onChange={(actions) => onChange({ ...filters, actions })} />
      <SelectField label="Owner" hideLabel value={filters.owner ?? ''} options={personOptions(people, 'Every owner')} onChange={(owner) => onChange({ ...filters, owner: owner === '' ? null : owner })} />
      <SelectField
        label="Cause"
        hideLabel
        value={filters.cause ?? ''}
        options={[{ value: '', label: 'Every cause' }, ...causes.map(({ id, name }) => ({ value: id as string, label: plain(name, 60) })), ...(unknown ? [{ value: filters.cause as string, label: filters.cause as string }] : [])]}
        onChange={(value) => {
          const cause = CauseId.safeParse(value);
          onChange({ ...filters, cause: cause.success ? cause.data : null });
        }}
      />
      <CheckField label="Only late ones" checked={filters.overdue} onChange={(overdue) => onChange({ ...filters, overdue })} />
    </>
  );
}

import { Link, useSearch } from 'wouter';
import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import { RunMode } from '../../../../shared/model/continuity/run.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import { PLAN_KIND_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { useMay } from '../../session/index.ts';
import { ConfirmBar } from './ConfirmBar.tsx';
import { SheetFacts } from './SheetFacts.tsx';
import { SheetSteps } from './SheetSteps.tsx';
import { Stale } from './Stale.tsx';
import { useSheet } from './use-sheet.ts';
import styles from './sheet.module.css';

/** The sheet on which a run is confirmed: exactly what will be done, what is there now, and what speaks against it. */
export function SheetPage({ id }: { id: PlanId }) {
  const query = new URLSearchParams(useSearch());
  const mode = RunMode.safeParse(query.get('mode')).data ?? 'dry-run';
  const plan = useCall('plans.get', { id });
  const may = useMay('operate', 'Running a plan');
  const crumb = (
    <>
      <Link href="/continuity">Continuity</Link> › <Link href={`/continuity/plans/${id}`}>{plain(plan.data?.name ?? id, 80)}</Link>
    </>
  );
  if (plan.data === undefined)
    return (
      <Screen title={id} crumb={crumb}>
        {!plan.isError ? (
          <Skeleton units={40} label="Loading the sheet" />
        ) : plan.error.code === 'not_found' ? (
          <EmptyState title="There is no such plan" actions={<Link href="/continuity">Go to the plans</Link>}>
            No plan in holdfast.yaml has the id “{plain(id, 60)}”.
          </EmptyState>
        ) : (
          <ErrorState title="The plan could not be read" message={plan.error.message} onRetry={() => void plan.refetch()} />
        )}
      </Screen>
    );
  if (!may.may)
    return (
      <Screen title={plain(plan.data.name, 120)} crumb={crumb}>
        {may.why === null ? <Skeleton units={40} label="Loading the sheet" /> : <EmptyState title="This screen may not run plans">{may.why}</EmptyState>}
      </Screen>
    );
  return <Sheet key={`${id} ${mode}`} plan={plan.data} mode={mode} incident={query.get('incident')} />;
}

const MODE_SAYS: Readonly<Record<RunMode, string>> = {
  live: 'The real thing: users feel what this changes.',
  drill: 'The real path, on what belongs to drills. Texts begin with DRILL and reach only channels that are marked for drills.',
  'dry-run': 'Changes nothing: the same code, which only looks.',
};
const MODE_TITLE: Readonly<Record<RunMode, string>> = { live: 'LIVE', drill: 'DRILL', 'dry-run': 'DRY RUN' };

function Sheet({ plan, mode, incident }: { plan: Plan; mode: RunMode; incident: string | null }) {
  const sheet = useSheet(plan.id, mode);
  const { preview, lookError } = sheet;
  return (
    <Screen
      title={plain(plan.name, 120)}
      crumb={
        <>
          <Link href="/continuity">Continuity</Link> › <Link href={`/continuity/plans/${plan.id}`}>{PLAN_KIND_WORD[plan.kind]}</Link>
        </>
      }
      body="columns"
    >
      <div className={styles.sheet}>
        <p className={styles.mode} data-mode={mode}>
          <strong>{mode === 'drill' ? <StateMark state="drill" /> : MODE_TITLE[mode]}</strong> {MODE_SAYS[mode]}
        </p>
        <div className={styles.scroll}>
          {preview === null ? (
            lookError === null ? (
              <Skeleton units={48} label="Looking at what is there now" />
            ) : (
              <ErrorState title="What is there now could not be looked at" message={lookError.message} onRetry={sheet.look} />
            )
          ) : (
            <div className={styles.columns}>
              <div className={styles.main}>
                {sheet.stale === null ? null : <Stale differences={sheet.stale} />}
                <Dangers dangers={preview.dangers} />
                <SheetSteps preview={preview} />
              </div>
              <SheetFacts plan={plan} sheet={sheet} preview={preview} />
            </div>
          )}
        </div>
        <ConfirmBar plan={plan} mode={mode} incident={incident} sheet={sheet} />
      </div>
    </Screen>
  );
}

/** Before anything else: what may go wrong for good. */
function Dangers({ dangers }: { dangers: readonly string[] }) {
  if (dangers.length === 0) return null;
  return (
    <section className={styles.dangers} aria-label="Dangers">
      <span>
        <StateMark state="P0" word={dangers.length === 1 ? 'Danger' : 'Dangers'} />
      </span>
      <ul>
        {dangers.map((danger) => (
          <li key={danger} dir="auto">
            {plain(danger, 400)}
          </li>
        ))}
      </ul>
    </section>
  );
}

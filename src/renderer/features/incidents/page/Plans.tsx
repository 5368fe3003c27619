import { Link } from 'wouter';
import type { Run } from '../../../../shared/model/continuity/run.ts';
import { PLAN_KIND_WORD, RUN_MODE_WORD } from '../../../../shared/text/continuity-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { sheetAddress } from '../../../lib/armed.ts';
import { plansFor } from '../../../lib/plan-for.ts';
import { useCall } from '../../../platform/use-call.ts';
import { StateMark } from '../../../ui/kit/StateMark.tsx';
import { useRights } from '../../session/index.ts';
import { Moment } from '../Moment.tsx';
import { useIncidentPage } from '../page-context.ts';
import { Fact, Panel } from './Panel.tsx';
import styles from './panel.module.css';

const SHOWN = 4;
const OVER: ReadonlySet<Run['state']> = new Set(['done', 'rolledBack', 'aborted', 'interrupted']);

/** Plans that may help, with the way to their sheets, and the runs that belong to this incident. */
export function Plans() {
  const { detail } = useIncidentPage();
  const mayOperate = useRights().may('operate');
  const plans = useCall('plans.list', { limit: 1_000 });
  const runs = useCall('runs.list', { limit: 200 }, { enabled: (plans.data?.items.length ?? 0) > 0 });
  const own = (runs.data?.items ?? []).filter(({ incident }) => incident === detail.id);
  const isOver = detail.state === 'resolved' || detail.state === 'reviewed' || detail.standing !== 'declared';
  const help = isOver ? [] : plansFor(detail, plans.data?.items ?? []).slice(0, SHOWN);
  if (own.length + help.length === 0) return null;
  return (
    <Panel title="Continuity">
      <ul className={styles.list} aria-label="Continuity">
        {own.map((run) => (
          <OneRun key={run.id} run={run} />
        ))}
        {help.map(({ id, name, kind }) => (
          <Fact key={id} buttons={mayOperate ? <Link href={sheetAddress(id, 'live', detail.id)}>Sheet</Link> : null} sub={PLAN_KIND_WORD[kind]}>
            <Link href={`/continuity/plans/${id}`}>{plain(name, 80)}</Link>
          </Fact>
        ))}
      </ul>
    </Panel>
  );
}

function OneRun({ run: { id, name, mode, state, startedAt } }: { run: Run }) {
  return (
    <Fact
      wanting={!OVER.has(state)}
      sub={
        <>
          {mode === 'live' ? '' : `${RUN_MODE_WORD[mode]}, `}
          {state === 'rolledBack' ? 'rolled back' : state}, begun <Moment at={startedAt} show="utc" />
        </>
      }
    >
      {mode === 'drill' ? <StateMark state="drill" /> : null} <Link href={`/continuity/runs/${id}`}>{id}</Link> {plain(name, 80)}
    </Fact>
  );
}

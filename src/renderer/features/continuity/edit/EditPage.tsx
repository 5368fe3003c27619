import { Link } from 'wouter';
import type { Plan } from '../../../../shared/model/continuity/plan.ts';
import type { PlanId } from '../../../../shared/model/ids.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { useCall } from '../../../platform/use-call.ts';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { AdminGate } from '../../settings/index.ts';
import { blockOf } from './block.ts';
import { Edited } from './Edited.tsx';
import styles from './edit.module.css';

export const LOOK_EVERY_MS = 5_000;

/** One plan as it stands in holdfast.yaml, beside the picture of its steps; nothing else of the file is touched. */
export function EditPage({ id }: { id: PlanId }) {
  const plan = useCall('plans.get', { id });
  return (
    <Screen
      title={`Edit ${plain(plan.data?.name ?? id, 100)}`}
      crumb={
        <>
          <Link href="/continuity">Continuity</Link> › <Link href={`/continuity/plans/${id}`}>{plain(plan.data?.name ?? id, 80)}</Link>
        </>
      }
      body="columns"
    >
      <div className={styles.page}>
        <AdminGate what="Changing plans">
          <Loaded id={id} plan={plan.data ?? null} />
        </AdminGate>
      </div>
    </Screen>
  );
}

function Loaded({ id, plan }: { id: PlanId; plan: Plan | null }) {
  const disk = useCall('config.get', {}, { refetchMs: LOOK_EVERY_MS });
  if (disk.data === undefined) return disk.isError ? <ErrorState title="The configuration could not be read" message={disk.error.message} onRetry={() => void disk.refetch()} /> : <Skeleton units={40} label="Loading the plan" />;
  const block = blockOf(disk.data.text, id);
  if (block === null)
    return (
      <EmptyState title="This plan has no lines of its own" actions={<Link href="/settings/configuration">Edit the whole file</Link>}>
        It was not found as an entry in lines of its own under “plans:”. It may be written in brackets, or somebody has just renamed or removed it.
      </EmptyState>
    );
  return <Edited draft={id} disk={disk.data} block={block} start={null} steps={plan?.steps ?? null} onLook={() => void disk.refetch()} />;
}

import { Link, useLocation } from 'wouter';
import { useServices } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/kit/EmptyState.tsx';
import { Screen } from '../../../ui/kit/Screen.tsx';
import { AdminGate } from '../../settings/index.ts';
import { newPlanText } from '../rules/new-plan.ts';
import { placeForNew } from './block.ts';
import { LOOK_EVERY_MS } from './EditPage.tsx';
import { Edited } from './Edited.tsx';
import styles from './edit.module.css';

/** A plan that is written: it stands nowhere until it is saved. */
export function NewPlanPage() {
  return (
    <Screen title="New plan" crumb={<Link href="/continuity">Continuity</Link>} body="columns">
      <div className={styles.page}>
        <AdminGate what="Writing plans">
          <Loaded />
        </AdminGate>
      </div>
    </Screen>
  );
}

function Loaded() {
  const disk = useCall('config.get', {}, { refetchMs: LOOK_EVERY_MS });
  const plans = useCall('plans.list', { limit: 1_000 });
  const [service] = useServices();
  const [, go] = useLocation();
  const failed = disk.isError ? disk : plans.isError ? plans : null;
  if (disk.data === undefined || plans.data === undefined)
    return failed === null ? <Skeleton units={40} label="Loading the configuration" /> : <ErrorState title="The configuration could not be read" message={failed.error.message} onRetry={() => void failed.refetch()} />;
  if (service === undefined) return <EmptyState title="There is no service yet" actions={<Link href="/settings/connect">Connect a source</Link>}>A plan is for services: connect a source first.</EmptyState>;
  const place = placeForNew(disk.data.text);
  if (place === null)
    return (
      <EmptyState title="The plans are written in brackets" actions={<Link href="/settings/configuration">Edit the whole file</Link>}>
        A new one is added here where each plan stands in lines of its own under “plans:”.
      </EmptyState>
    );
  const lines = newPlanText(place.dash, plans.data.items.map(({ id }) => id), service.id);
  return (
    <Edited
      draft="a new plan"
      disk={disk.data}
      block={place.block}
      start={place.hasHead ? lines : `plans:\n${lines}`}
      steps={null}
      onLook={() => void disk.refetch()}
      onSaved={(id) => go(id === null ? '/continuity' : `/continuity/plans/${id}`)}
    />
  );
}

import { lazy, Suspense, type ComponentType } from 'react';
import { Link, Redirect, Route, Switch } from 'wouter';
import { ServiceId } from '../../shared/model/ids.ts';
import { EmptyState, Skeleton } from '../ui/kit/EmptyState.tsx';
import { Wall } from '../wall/Wall.tsx';

const ServicePage = lazy(() => import('../features/service/index.ts').then((module) => ({ default: module.ServicePage })));

/**
 * Settings are a feature of their own; this is the one place that knows them. The feature's `index.ts` exports `Settings`, a
 * component that routes everything below `/settings` itself. A build without the feature has no route and no rail entry for it.
 */
const settingsModule = Object.values(import.meta.glob<{ Settings: ComponentType }>('../features/settings/index.ts'))[0];
export const hasSettings = settingsModule !== undefined;
const Settings = settingsModule === undefined ? null : lazy(() => settingsModule().then((module) => ({ default: module.Settings })));

function Service({ id }: { id: string }) {
  const known = ServiceId.safeParse(id);
  return known.success ? <ServicePage id={known.data} /> : <NotFound />;
}

function NotFound() {
  return (
    <main>
      <h1 className="hf-visually-hidden">Not found</h1>
      <EmptyState title="There is no such screen" actions={<Link href="/wall">Go to the wall</Link>}>
        The address may be mistyped, or the screen may have gone.
      </EmptyState>
    </main>
  );
}

/** Path → screen. The first screen is the wall, and it is the only one in the first script that loads. */
export function Routes() {
  return (
    <Suspense fallback={<Skeleton units={8} label="Loading the screen" />}>
      <Switch>
        <Route path="/wall">
          <Wall />
        </Route>
        <Route path="/service/:id">{({ id }) => <Service id={id} />}</Route>
        {Settings === null ? null : (
          <Route path="/settings/*?">
            <Settings />
          </Route>
        )}
        <Route path="/">
          <Redirect to="/wall" replace />
        </Route>
        <Route path="/index.html">
          <Redirect to="/wall" replace />
        </Route>
        <Route path="/desktop.html">
          <Redirect to={`/wall${window.location.search}`} replace />
        </Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Suspense>
  );
}

import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from 'react';
import { Link, Redirect, Route, Switch } from 'wouter';
import { IncidentId, PlanId, RunId, ServiceId } from '../../shared/model/ids.ts';
import { EmptyState, Skeleton } from '../ui/kit/EmptyState.tsx';
import { Wall } from '../wall/Wall.tsx';
import { features } from './features.ts';

const ServicePage = lazy(() => import('../features/service/index.ts').then((module) => ({ default: module.ServicePage })));

type Screen<P> = LazyExoticComponent<ComponentType<P>> | null;

/** A component of a feature, loaded when it is first shown; null where the feature is not there. */
const screen = <M, P extends object>(load: (() => Promise<M>) | undefined, pick: (module: M) => ComponentType<P>): Screen<P> =>
  load === undefined ? null : lazy(() => load().then((module) => ({ default: pick(module) })));

const Settings = screen(features.settings, (module) => module.Settings);
const IncidentsPage = screen(features.incidents, (module) => module.IncidentsPage);
const IncidentPage = screen(features.incidents, (module) => module.IncidentPage);
const NewIncidentPage = screen(features.incidents, (module) => module.NewIncidentPage);

const PlanPage = screen(features.continuity, (module) => module.PlanPage);
const EditPage = screen(features.continuity, (module) => module.EditPage);
const SheetPage = screen(features.continuity, (module) => module.SheetPage);
const RunPage = screen(features.continuity, (module) => module.RunPage);

const ReviewPage = screen(features.review, (module) => module.ReviewPage);
const ReportPage = screen(features.report, (module) => module.ReportPage);

/** Screens that are one address each. */
const PAGES: readonly (readonly [path: string, Page: Screen<object>])[] = [
  ['/settings/*?', Settings],
  ['/incidents', IncidentsPage],
  ['/incidents/new', NewIncidentPage],
  ['/compose/:incident?', screen(features.compose, (module) => module.ComposePage)],
  ['/continuity', screen(features.continuity, (module) => module.ContinuityPage)],
  ['/continuity/new', screen(features.continuity, (module) => module.NewPlanPage)],
  ['/continuity/runs', screen(features.continuity, (module) => module.RunsPage)],
  ['/continuity/card', screen(features.continuity, (module) => module.CardPage)],
  ['/search', screen(features.search, (module) => module.SearchPage)],
  ['/shift', screen(features.shift, (module) => module.ShiftPage)],
  ['/scorecard', screen(features.scorecard, (module) => module.ScorecardPage)],
  ['/review', screen(features.review, (module) => module.ReviewsPage)],
  ['/rules/*?', screen(features.rules, (module) => module.RulesPage)],
  ['/maintenance', screen(features.records, (module) => module.MaintenancePage)],
  ['/silences', screen(features.records, (module) => module.SilencesPage)],
  ['/import', screen(features.records, (module) => module.ImportPage)],
  ['/audit', screen(features.records, (module) => module.AuditPage)],
  ['/console', screen(features.records, (module) => module.MergePage)],
];

function Service({ id }: { id: string }) {
  const known = ServiceId.safeParse(id);
  return known.success ? <ServicePage id={known.data} /> : <NotFound />;
}

function Incident({ id }: { id: string }) {
  const known = IncidentId.safeParse(id);
  return known.success && IncidentPage !== null ? <IncidentPage id={known.data} /> : <NotFound />;
}

function Plan({ id }: { id: string }) {
  const known = PlanId.safeParse(id);
  return known.success && PlanPage !== null ? <PlanPage id={known.data} /> : <NotFound />;
}

function Edit({ id }: { id: string }) {
  const known = PlanId.safeParse(id);
  return known.success && EditPage !== null ? <EditPage id={known.data} /> : <NotFound />;
}

function Sheet({ id }: { id: string }) {
  const known = PlanId.safeParse(id);
  return known.success && SheetPage !== null ? <SheetPage id={known.data} /> : <NotFound />;
}

function Run({ id }: { id: string }) {
  const known = RunId.safeParse(id);
  return known.success && RunPage !== null ? <RunPage id={known.data} /> : <NotFound />;
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
        {PAGES.map(([path, Page]) =>
          Page === null ? null : (
            <Route key={path} path={path}>
              <Page />
            </Route>
          ),
        )}
        <Route path="/review/:incident">{({ incident }) => (ReviewPage === null ? <NotFound /> : <ReviewPage incident={incident} />)}</Route>
        <Route path="/review/:incident/report">{({ incident }) => (ReportPage === null ? <NotFound /> : <ReportPage incident={incident} />)}</Route>
        <Route path="/continuity/plans/:id">{({ id }) => <Plan id={id} />}</Route>
        <Route path="/continuity/plans/:id/edit">{({ id }) => <Edit id={id} />}</Route>
        <Route path="/continuity/plans/:id/sheet">{({ id }) => <Sheet id={id} />}</Route>
        <Route path="/continuity/runs/:id">{({ id }) => <Run id={id} />}</Route>
        <Route path="/incidents/:id">{({ id }) => <Incident id={id} />}</Route>
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

import type { ComponentType } from 'react';
import type { IncidentId, PlanId, RunId } from '../../shared/model/ids.ts';

/**
 * The screens that are features of their own; this is the one place that knows them. Each feature's `index.ts` exports the
 * components named here. A build without a feature has no route, no rail entry and no command for it.
 */
interface Features {
  readonly settings: { readonly Settings: ComponentType };
  readonly incidents: { readonly IncidentsPage: ComponentType; readonly IncidentPage: ComponentType<{ id: IncidentId }>; readonly NewIncidentPage: ComponentType };
  readonly compose: { readonly ComposePage: ComponentType };
  readonly continuity: { readonly ContinuityPage: ComponentType; readonly PlanPage: ComponentType<{ id: PlanId }>; readonly SheetPage: ComponentType<{ id: PlanId }>; readonly EditPage: ComponentType<{ id: PlanId }>; readonly NewPlanPage: ComponentType; readonly RunsPage: ComponentType; readonly RunPage: ComponentType<{ id: RunId }>; readonly CardPage: ComponentType };
  readonly search: { readonly SearchPage: ComponentType };
  readonly shift: { readonly ShiftPage: ComponentType };
  readonly scorecard: { readonly ScorecardPage: ComponentType };
  readonly review: { readonly ReviewsPage: ComponentType; readonly ReviewPage: ComponentType<{ incident: string }> };
  readonly report: { readonly ReportPage: ComponentType<{ incident: string }> };
  readonly rules: { readonly RulesPage: ComponentType };
  readonly records: { readonly MaintenancePage: ComponentType; readonly ImportPage: ComponentType; readonly AuditPage: ComponentType; readonly MergePage: ComponentType; readonly SilencesPage: ComponentType };
}
type Load<F extends keyof Features> = (() => Promise<Features[F]>) | undefined;

/** The glob must be written out for the bundler to see it, and finds at most one file. */
const only = <M>(found: Record<string, () => Promise<M>>): (() => Promise<M>) | undefined => Object.values(found)[0];

export const features: { readonly [F in keyof Features]: Load<F> } = {
  settings: only(import.meta.glob<Features['settings']>('../features/settings/index.ts')),
  incidents: only(import.meta.glob<Features['incidents']>('../features/incidents/index.ts')),
  compose: only(import.meta.glob<Features['compose']>('../features/compose/index.ts')),
  continuity: only(import.meta.glob<Features['continuity']>('../features/continuity/index.ts')),
  search: only(import.meta.glob<Features['search']>('../features/search/index.ts')),
  shift: only(import.meta.glob<Features['shift']>('../features/shift/index.ts')),
  scorecard: only(import.meta.glob<Features['scorecard']>('../features/scorecard/index.ts')),
  review: only(import.meta.glob<Features['review']>('../features/review/index.ts')),
  report: only(import.meta.glob<Features['report']>('../features/report/index.ts')),
  rules: only(import.meta.glob<Features['rules']>('../features/rules/index.ts')),
  records: only(import.meta.glob<Features['records']>('../features/records/index.ts')),
};

export const has: { readonly [F in keyof Features]: boolean } = {
  settings: features.settings !== undefined,
  incidents: features.incidents !== undefined,
  compose: features.compose !== undefined,
  continuity: features.continuity !== undefined,
  search: features.search !== undefined,
  shift: features.shift !== undefined,
  scorecard: features.scorecard !== undefined,
  review: features.review !== undefined,
  report: features.report !== undefined,
  rules: features.rules !== undefined,
  records: features.records !== undefined,
};

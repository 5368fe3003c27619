import type { ResolvedConfig } from '../config/resolved.ts';
import type { Changes } from '../engine/changes/service.ts';
import type { Evidence } from '../engine/evidence/service.ts';
import type { Incidents } from '../engine/incidents/service.ts';
import { byOf } from '../engine/incidents/view.ts';
import type { Journal } from '../engine/journal/journal.ts';
import type { Clock } from '../engine/ports.ts';
import { openKey } from '../engine/review/exchange/key.ts';
import { createExchange } from '../engine/review/exchange/service.ts';
import { createReports, type Reports } from '../engine/review/report/service.ts';
import { parseTemplate, type TemplatePart } from '../engine/review/report/template.ts';
import type { Reviews } from '../engine/review/service.ts';
import type { RandomBytes } from '../engine/seats/rules.ts';
import type { Store } from '../store/store.ts';
import type { Handlers } from './engine-port.ts';

type ReportCall = 'reports.get' | 'reports.preview' | 'reports.export' | 'reports.import';

/** Texts of templates; see `resources/report-template.md`. */
export interface TemplateFiles {
  readonly shipped: string;
  /** The file of the same name beside holdfast.yaml; null where there is none. */
  readonly own: string | null;
}

export interface ReportParts {
  readonly clock: Clock;
  readonly store: Pick<Store, 'read' | 'write'>;
  readonly randomBytes: RandomBytes;
  readonly journal: Journal;
  readonly incidents: Incidents;
  readonly reviews: Reviews;
  readonly evidence: Evidence;
  readonly changes: Changes;
  /** The configuration in use, or that of a workspace without one. */
  readonly config: () => ResolvedConfig;
  readonly templates: TemplateFiles;
  readonly onProblem: (message: string) => void;
  readonly version: string;
}

/** Reports and the files that incidents travel in, over the parts of the engine. */
export function createReportsOver({ store, randomBytes, config, templates, onProblem, ...parts }: ReportParts): Reports {
  const db = { read: store.read, write: store.write };
  const incidents = (): Incidents => parts.incidents;
  const workspace = () => {
    const { name, timeZone } = config().workspace;
    return { name, timeZone };
  };
  const exchange = createExchange({ ...parts, db, incidents, workspace, key: openKey(db, randomBytes), services: () => config().services });
  return createReports({ ...parts, incidents, workspace, exchange, template: chosen(templates, onProblem), names: () => ({ services: config().services, signals: config().signals.map(({ id, name, unit, thresholds, config: { kind, service } }) => ({ id, name, unit, kind, service, rules: thresholds.map(({ rule }) => rule) })) }) });
}

/** One's own template, unless it cannot be read as one: then the shipped one serves, and that is said. */
function chosen({ shipped, own }: TemplateFiles, onProblem: ReportParts['onProblem']): readonly TemplatePart[] {
  if (own !== null)
    try {
      return parseTemplate(own);
    } catch (error) {
      onProblem(`report-template.md cannot be used, and reports are made from the usual template until it is mended and Holdfast started again: ${error instanceof Error ? error.message : String(error)}.`);
    }
  return parseTemplate(shipped);
}

/** The calls of the contract about reports. Whoever may see the incident may have its report. */
export const createReportHandlers = (reports: Reports): Pick<Handlers, ReportCall> => ({
  'reports.get': ({ incident }, actor) => reports.get(incident, byOf(actor)),
  'reports.preview': ({ incident, text }, actor) => ({ blocks: reports.preview(incident, text, byOf(actor)) }),
  'reports.export': ({ incident, format }, actor) => reports.export(incident, format, byOf(actor)),
  'reports.import': (request, actor) => reports.import(request, byOf(actor)),
});

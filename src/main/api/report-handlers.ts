import type { Evidence } from '../engine/evidence/service.ts';
import type { Incidents } from '../engine/incidents/service.ts';
import { byOf } from '../engine/incidents/view.ts';
import type { Journal } from '../engine/journal/journal.ts';
import type { Clock } from '../engine/ports.ts';
import { openKey } from '../engine/review/exchange/key.ts';
import { createExchange } from '../engine/review/exchange/service.ts';
import { createReports, type Reports } from '../engine/review/report/service.ts';
import type { Reviews } from '../engine/review/service.ts';
import type { RandomBytes } from '../engine/seats/rules.ts';
import type { Watch } from '../engine/watch/watch.ts';
import type { Store } from '../store/store.ts';
import type { Handlers } from './engine-port.ts';

type ReportCall = 'reports.get' | 'reports.preview' | 'reports.export' | 'reports.import';

export interface ReportParts {
  readonly clock: Clock;
  readonly store: Pick<Store, 'read' | 'write'>;
  readonly randomBytes: RandomBytes;
  readonly journal: Journal;
  readonly incidents: Incidents;
  readonly reviews: Reviews;
  readonly evidence: Evidence;
  readonly workspace: () => { readonly name: string; readonly timeZone: string };
  readonly watch: () => Watch;
  readonly template: string;
  readonly version: string;
}

/** Reports and the files that incidents travel in, over the parts of the engine. */
export function createReportsOver({ store, randomBytes, watch, ...parts }: ReportParts): Reports {
  const db = { read: store.read, write: store.write };
  const incidents = (): Incidents => parts.incidents;
  const workspace = () => {
    const { name, timeZone } = parts.workspace();
    return { name, timeZone };
  };
  const exchange = createExchange({ ...parts, db, incidents, workspace, key: openKey(db, randomBytes), services: () => watch().services() });
  return createReports({ ...parts, incidents, workspace, exchange, names: () => ({ services: watch().services(), signals: watch().signals() }) });
}

/** The calls of the contract about reports. Whoever may see the incident may have its report. */
export const createReportHandlers = (reports: Reports): Pick<Handlers, ReportCall> => ({
  'reports.get': ({ incident }, actor) => reports.get(incident, byOf(actor)),
  'reports.preview': ({ incident, text }, actor) => ({ blocks: reports.preview(incident, text, byOf(actor)) }),
  'reports.export': ({ incident, format }, actor) => reports.export(incident, format, byOf(actor)),
  'reports.import': (request, actor) => reports.import(request, byOf(actor)),
});

import type { ImportOutcome, MadeFile } from '../../../../shared/contract/report-calls.ts';
import type { IncidentId, ServiceId, SignalId } from '../../../../shared/model/ids.ts';
import type { ChangeOfIncident } from '../../../../shared/model/change.ts';
import type { Block, Report } from '../../../../shared/model/report.ts';
import type { SignalKind, Unit } from '../../../../shared/model/config.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import type { Names } from '../../../../shared/text/timeline-words.ts';
import { formatClocks } from '../../../../shared/time/format.ts';
import type { Changes } from '../../changes/service.ts';
import type { Evidence } from '../../evidence/service.ts';
import type { Incidents } from '../../incidents/service.ts';
import type { By } from '../../incidents/view.ts';
import type { Journal } from '../../journal/journal.ts';
import { timelineOf } from '../../journal/view.ts';
import type { Clock } from '../../ports.ts';
import type { Exchange } from '../exchange/service.ts';
import type { Reviews } from '../service.ts';
import { buildReport, sectionBlocks, type ReportInput } from './builder.ts';
import { htmlFile, jsonFile, markdownFile } from './files.ts';
import { picturesOf } from './series.ts';
import type { TemplatePart } from './template.ts';

/** A service or signal as the configuration calls it. */
export interface KnownNames {
  readonly services: readonly { readonly id: ServiceId; readonly name: string }[];
  readonly signals: readonly { readonly id: SignalId; readonly name: string; readonly unit: Unit; readonly kind: SignalKind; readonly service: ServiceId; readonly rules: readonly string[] }[];
}

export interface ReportDeps {
  readonly clock: Clock;
  readonly journal: Pick<Journal, 'stream' | 'head'>;
  readonly incidents: () => Pick<Incidents, 'record' | 'get'>;
  readonly reviews: Pick<Reviews, 'get'>;
  readonly evidence: Pick<Evidence, 'list' | 'points'>;
  readonly exchange: Exchange;
  readonly changes: Pick<Changes, 'ofIncident' | 'reporters'>;
  readonly workspace: () => { readonly name: string; readonly timeZone: string };
  readonly names: () => KnownNames;
  /** The parts of a report; see `resources/report-template.md`. */
  readonly template: readonly TemplatePart[];
  readonly version: string;
}

export interface Reports {
  /** All throw `not_found`, and `forbidden` for what the reader may see no more of than its face. */
  get(id: IncidentId, by: By): Report;
  preview(id: IncidentId, text: string, by: By): Block[];
  export(id: IncidentId, format: 'md' | 'html' | 'json', by: By): Promise<MadeFile>;
  /** `goesOn`: an incident that is open is taken, too, and goes on here. */
  import(given: { readonly text: string; readonly file: string; readonly commit: boolean; readonly goesOn?: boolean }, by: By): ImportOutcome;
}

/** Reports of incidents: built anew each time from what is stored, so that none can be older than its facts. */
export function createReports(deps: ReportDeps): Reports {
  const { clock, journal, incidents, reviews, evidence, exchange, template, version } = deps;

  const inputOf = (id: IncidentId, by: By): ReportInput => {
    const review = reviews.get(id, by);
    const record = incidents().record(id);
    if (record === null) throw new HoldfastError('not_found', `There is no incident ${id}.`);
    const entries = journal.stream(id);
    const { name: workspace, timeZone } = deps.workspace();
    const known = deps.names();
    const names = namesOf(known, timeZone);
    const now = clock.nowMs();
    return {
      record, review, entries, template, workspace, timeZone, names, now, version,
      reportNames: { timeZone, service: names.service },
      timeline: timelineOf(entries).filter(({ key }) => key),
      changes: deps.changes.ofIncident(record).items,
      changesAreTold: deps.changes.reporters().length > 0,
      pictures: picturesOf({ record, entries, evidence, now, serviceOf: names.serviceOf, signalOfRule: (rule) => known.signals.find(({ rules }) => rules.includes(rule))?.id ?? null }),
      head: journal.head(),
      importedFrom: record.importedFrom,
    };
  };
  const changesOf = (id: IncidentId): readonly ChangeOfIncident[] => {
    const record = incidents().record(id);
    return record === null ? [] : deps.changes.ofIncident(record).items;
  };
  const report = (id: IncidentId, by: By): Report => buildReport(inputOf(id, by));

  return {
    get: report,
    preview: (id, text, by) => sectionBlocks(text, inputOf(id, by)),
    export: async (id, format, by) => {
      if (format === 'html') return htmlFile(report(id, by));
      if (format === 'md') return markdownFile(report(id, by));
      return jsonFile(await exchange.exportFile(id, by, () => shownOf(incidents().get(id, by), reviews.get(id, by), changesOf(id), report(id, by))));
    },
    import: ({ text, file, commit, goesOn = false }, by) => exchange.importFile(text, file, commit, by, goesOn),
  };
}

/** What people read of it, without what is only for screens. */
const shownOf = (incident: object, review: object, changes: readonly ChangeOfIncident[], { parts }: Report): Record<string, unknown> => ({
  incident, review, changes,
  report: parts.map(({ section, heading, source }) => ({ section, heading, text: source?.text ?? null })),
});

/** What tells most of an outage first. */
const WEIGHTS: readonly SignalKind[] = ['errorRate', 'latency', 'availability'];

function namesOf({ services, signals }: KnownNames, timeZone: string): Names {
  const serviceNames = new Map<string, string>(services.map(({ id, name }) => [id, name]));
  const known = new Map<string, KnownNames['signals'][number]>(signals.map((signal) => [signal.id, signal]));
  const service = (id: string): string => serviceNames.get(id) ?? id;
  return {
    service,
    signal: (id) => known.get(id)?.name ?? id,
    unitOf: (id) => known.get(id)?.unit ?? 'none',
    serviceOf: (id) => {
      const of = known.get(id)?.service;
      return of === undefined ? '' : service(of);
    },
    weightOf: (id) => {
      const kind = known.get(id)?.kind;
      const place = kind === undefined ? -1 : WEIGHTS.indexOf(kind);
      return place < 0 ? WEIGHTS.length : place;
    },
    time: (instant) => formatClocks(epochMs(Date.parse(instant)), timeZone),
  };
}


import type { ImportedFrom } from '../../../../shared/model/incident.ts';
import type { Block, Report, ReportPart } from '../../../../shared/model/report.ts';
import type { Entry } from '../../journal/journal.ts';
import { isFact } from '../../journal/journal.ts';
import { lineDifference } from '../../../../shared/text/line-difference.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { formatInstant } from '../../../../shared/time/format.ts';
import type { ReportSection } from '../../../../shared/model/review.ts';
import { foldEntries } from '../../incidents/fold.ts';
import { generatedBlocks, type Generated } from './generated.ts';
import { parseMarkdown } from './markdown.ts';
import { fill, type TemplatePart, type Values } from './template.ts';
import { valuesOf, type ReportNames } from './values.ts';

export interface ReportInput extends Generated {
  readonly entries: readonly Entry<IncidentFact>[];
  readonly template: readonly TemplatePart[];
  readonly reportNames: ReportNames;
  readonly workspace: string;
  readonly now: EpochMs;
  readonly head: Report['head'];
  readonly importedFrom: ImportedFrom | null;
  readonly version: string;
}

/** The report of an incident as its record, journal, evidence and review tell it now. Pure. */
export function buildReport(input: ReportInput): Report {
  const { record, review, template, reportNames, entries } = input;
  const values = valuesOf(record, reportNames, review.repeats);
  const parts = template.map((part) => partOf(part, { input, values, entries }));
  return {
    incident: record.id,
    kind: record.isDrill ? 'Report of a drill' : 'Post-incident report',
    title: values['title'] ?? '',
    severity: record.highestSeverity,
    isDrill: record.isDrill,
    private: record.private,
    madeAt: toRfc3339(input.now),
    facts: factsOf(values),
    parts,
    footer: footerOf(input),
    head: input.head,
    importedFrom: input.importedFrom,
    version: review.version,
    mayWrite: review.mayWrite,
    reviewClosed: review.state === 'closed',
  };
}

/** By what the report can be held against the journal later, and where it comes from. */
function footerOf({ version, now, timeZone, workspace, head, importedFrom, record }: ReportInput): string[] {
  return [
    `Made by Holdfast ${version} at ${formatInstant(now, timeZone)}, from ${workspace}.`,
    ...(head === null ? [] : [`The journal then ended with row ${head.seq}, hash ${head.hash}.`]),
    ...(importedFrom === null ? [] : [`Imported from ${importedFrom.workspace}, where it is ${importedFrom.incident}; chain checked up to row ${importedFrom.checkedTo}, hash ${importedFrom.head}.`]),
    ...(record.private ? ['This incident is private: show it only to whoever may see it.'] : []),
  ];
}

/** Markdown of one section as blocks, with what it names put in. */
export const sectionBlocks = (text: string, from: Generated): Block[] => parseMarkdown(text, (name) => generatedBlocks(name, from));

const FACTS: readonly (readonly [string, string])[] = [['Severity', 'severity'], ['State', 'state'], ['Services', 'services'], ['Detected', 'detectedBy'], ['Impact from', 'impactStartedAt'], ['Impact until', 'impactEndedAt'], ['Resolved', 'resolvedAt']];
const factsOf = (values: Values): Report['facts'] => FACTS.map(([name, key]) => ({ name, text: values[key] ?? 'not recorded' }));

interface PartContext {
  readonly input: ReportInput;
  readonly values: Values;
  readonly entries: readonly Entry<IncidentFact>[];
}

function partOf({ section, heading, text }: TemplatePart, { input, values, entries }: PartContext): ReportPart {
  const fresh = fill(text, values);
  if (section === null) return { section, heading, blocks: sectionBlocks(fresh, input), source: null };
  const written = input.review.sections[section];
  if (written === undefined) return { section, heading, blocks: sectionBlocks(fresh, input), source: { text: fresh, fresh: null, edited: null, changed: [] } };
  return {
    section,
    heading,
    blocks: sectionBlocks(written.text, input),
    source: { text: written.text, fresh: written.text === fresh ? null : fresh, edited: { at: written.at, by: written.by }, changed: changedSince(section, text, fresh, input, entries) },
  };
}

/** What Holdfast would have written when the section was edited, held against what it would write now. */
function changedSince(section: ReportSection, text: string, fresh: string, { reportNames, review }: ReportInput, entries: readonly Entry<IncidentFact>[]): string[] {
  const edited = entries.findLastIndex((entry) => isFact(entry, 'sectionEdited') && entry.fact.data.section === section);
  const then = foldEntries(entries.slice(0, edited + 1));
  return then === null ? [] : lineDifference(fill(text, valuesOf(then, reportNames, review.repeats)), fresh);
}

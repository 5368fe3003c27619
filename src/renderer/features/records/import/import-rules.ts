import type { ImportMapping, ImportReport } from '../../../../shared/contract/incident-inputs.ts';
import { isIncidentFile } from '../../../../shared/model/report.ts';
import type { Severity } from '../../../../shared/model/severity.ts';
import { counted } from '../../../../shared/text/counted.ts';

export interface ImportFile {
  readonly name: string;
  readonly format: 'csv' | 'json';
  readonly text: string;
}

export const MOST_CHARACTERS = 20_000_000;
const LONGEST_INCIDENT = 60_000_000;

/** By its name, else by its first character: only JSON begins with a bracket. */
export const formatOf = (name: string, text: string): ImportFile['format'] => (/\.json$/i.test(name) || (!/\.(csv|tsv|txt)$/i.test(name) && /^\uFEFF?\s*[[{]/.test(text)) ? 'json' : 'csv');

/** What is wrong with a file before anybody reads it; null where nothing is. */
export function fileProblem(text: string): string | null {
  if (text.trim() === '') return 'There is nothing in it.';
  if (isIncidentFile(text)) return text.length > LONGEST_INCIDENT ? 'It is larger than what can be imported here (60 million characters).' : null;
  if (text.length > MOST_CHARACTERS) return `Expected at most 20,000,000 characters, found ${text.length.toLocaleString('en-GB')}. Split the file.`;
  return null;
}

/** Bytes that are no UTF-8 have become "�": names would be imported wrong. */
export const hasBrokenText = (text: string): boolean => text.includes('\uFFFD');

export type Target = ImportMapping['columns'][string];
export const TARGETS: readonly (readonly [Target, string])[] = [
  ['ignore', 'leave out'],
  ['title', 'Title'],
  ['id', 'Its number there'],
  ['severity', 'Severity'],
  ['kind', 'Kind'],
  ['services', 'Services'],
  ['impactStartedAt', 'Impact began'],
  ['detectedAt', 'Detected'],
  ['declaredAt', 'Declared'],
  ['acknowledgedAt', 'Acknowledged'],
  ['mitigatedAt', 'Mitigated'],
  ['resolvedAt', 'Resolved'],
  ['impactEndedAt', 'Impact ended'],
  ['durationSeconds', 'Duration in seconds'],
  ['cause', 'Cause'],
  ['notes', 'Notes'],
];

/** A column means something else; what meant it before means nothing, as a file has one column for each. */
export function withTarget(mapping: ImportMapping, column: string, target: Target): ImportMapping {
  const freed = Object.entries(mapping.columns).map(([name, old]): [string, Target] => [name, target !== 'ignore' && old === target ? 'ignore' : old]);
  return { ...mapping, columns: { ...Object.fromEntries(freed), [column]: target } };
}

/** A value is taken as a severity; null: as nothing. */
export function withSeverity(mapping: ImportMapping, value: string, severity: Severity | null): ImportMapping {
  const { [value]: _, ...others } = mapping.severities;
  return { ...mapping, severities: severity === null ? others : { ...others, [value]: severity } };
}

/** A name is taken as a service; null: as none. */
export function withService(mapping: ImportMapping, value: string, service: ImportMapping['services'][string] | null): ImportMapping {
  const { [value]: _, ...others } = mapping.services;
  return { ...mapping, services: service === null ? others : { ...others, [value]: service } };
}

/** Values to be mapped by hand: those that nobody knows, and those that somebody has mapped already, in one stable order. */
export const valuesOf = (mapped: Readonly<Record<string, unknown>>, unmapped: readonly string[]): readonly string[] => [...new Set([...Object.keys(mapped), ...unmapped])].toSorted((a, b) => a.localeCompare(b, 'en'));

export type Verdict = ImportReport['rows'][number]['verdict'];
export type VerdictFilter = Verdict | 'all';

export const rowsOf = (report: Pick<ImportReport, 'rows'>, filter: VerdictFilter): ImportReport['rows'] => (filter === 'all' ? report.rows : report.rows.filter(({ verdict }) => verdict === filter));

/** "Import 63 incidents": what the button says it will do. */
export const importWord = (ready: number): string => `Import ${counted(ready, 'incident')}`;

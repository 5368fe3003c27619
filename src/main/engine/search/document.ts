import type { IncidentKind } from '../../../shared/model/incident.ts';
import type { ServiceId } from '../../../shared/model/ids.ts';
import { TEXT_KINDS, type TextKind } from '../../../shared/model/search.ts';
import type { Severity } from '../../../shared/model/severity.ts';
import type { EpochMs } from '../../../shared/model/units.ts';
import type { IncidentRecord } from '../incidents/record.ts';
import { fixOf, textsOf, type Said, type Text } from './texts.ts';
import { OWN, withoutOwn } from './words.ts';

/** Columns of the index: what everybody reads of it first, one for each kind of text, and what filters look at. */
export const COLUMNS = ['head', ...TEXT_KINDS, 'facets'] as const;
export type Column = (typeof COLUMNS)[number];

/** What a filter asks for, as one word of the index that no text can have. Hex, so that no id is taken apart. */
export const facet = {
  any: `${OWN}any`,
  fixed: `${OWN}fixed`,
  service: (id: ServiceId): string => word('svc', id),
  severity: (severity: Severity): string => word('sev', severity),
  kind: (kind: IncidentKind): string => word('kind', kind),
  category: (category: string): string => word('cat', category),
  cause: (id: string): string => word('cause', id),
  signature: (signature: string): string => word('sig', signature),
  author: (id: string): string => word('by', id),
} as const;
const word = (name: string, value: string): string => `${OWN}${name}${Buffer.from(value).toString('hex')}`;

/** An incident as it stands in the index. */
export type Document = Readonly<Record<Column, string>>;

/** Longer texts are searched as far as this: nobody finds an incident by the thousandth page of a pasted log. */
const COLUMN_MAX = 200_000;

/** What is indexed of an incident: its head, and the texts that its entries say. */
export function documentOf(record: Pick<IncidentRecord, 'id' | 'services' | 'severity' | 'kind' | 'signature'>, entries: readonly Said[]): Document {
  const texts = textsOf(entries);
  const column = (kind: TextKind): string => texts.filter((text) => text.kind === kind).map(({ text }) => withoutOwn(text)).join('\n').slice(0, COLUMN_MAX);
  return {
    ...(Object.fromEntries(TEXT_KINDS.map((kind) => [kind, column(kind)])) as Record<TextKind, string>),
    head: [record.id, ...record.services, record.severity, record.kind ?? ''].join(' '),
    facets: facetsOf(record, entries, texts).join(' '),
  };
}

function facetsOf({ services, severity, kind, signature }: Pick<IncidentRecord, 'services' | 'severity' | 'kind' | 'signature'>, entries: readonly Said[], texts: readonly Text[]): string[] {
  const cause = causeOf(entries);
  const authors = new Set(texts.filter(({ by }) => by.kind === 'person').map(({ by }) => by.id));
  return [
    facet.any,
    ...(fixOf(entries, texts) === null ? [] : [facet.fixed]),
    ...services.map(facet.service),
    facet.severity(severity),
    ...(kind === null ? [] : [facet.kind(kind)]),
    ...(signature === null ? [] : [facet.signature(signature)]),
    ...(cause === null ? [] : [facet.category(cause.category), ...(cause.id === null ? [] : [facet.cause(cause.id)])]),
    ...[...authors].map(facet.author),
  ];
}

/** The cause that the review gives now. */
export function causeOf(entries: readonly Said[]): { readonly id: string | null; readonly category: string } | null {
  const last = entries.findLast(({ type }) => type === 'causeSet' || type === 'causeRemoved');
  if (last?.type !== 'causeSet') return null;
  const { cause, category } = last.data;
  return { id: typeof cause === 'string' ? cause : null, category: String(category) };
}

const MINUTE_MS = 60_000;
/** Incidents that begin in one minute have room for so many numbers; more go on into the next. */
export const PER_MINUTE = 4_096;

/**
 * The first number that the document of an incident of that start may have. Numbers rise with the start, so that the newest come
 * first without sorting, and a span of time is a span of numbers; by minutes, because their differences are stored with each word.
 */
export const firstNumber = (startedAt: EpochMs): number => Math.max(0, Math.floor(startedAt / MINUTE_MS)) * PER_MINUTE;


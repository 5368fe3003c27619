import type { Audience } from '../../../../shared/model/policy-config.ts';
import type { Severity } from '../../../../shared/model/severity.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import type { ExpectedEnd, Extent, UpdateFacts, UpdateKind } from '../../../../shared/model/update.ts';
import { formatValueText } from '../../../../shared/text/format.ts';
import { asSentence } from '../../../../shared/text/sentence.ts';
import type { TemplateValues } from '../../text-template.ts';
import { writtenRange, writtenSpan, writtenTime, type Times } from './times.ts';

/** What messages need to know of the incident itself. */
export interface UpdateIncident {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly isDrill: boolean;
}

export const EXTENT_WORD: Readonly<Record<Extent, string>> = { outage: 'Outage', partialOutage: 'Partial Outage', degraded: 'Degraded Performance' };
export const KIND_WORD: Readonly<Record<UpdateKind, string>> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  postponed: 'Postponed',
  maintenance: 'Maintenance',
  factsOnly: 'Status',
  postmortem: 'Postmortem',
};
export const AUDIENCE_WORD: Readonly<Record<Audience, string>> = { internal: 'Internal', executive: 'Executive', public: 'Public' };

/** What a fact is called where it is missing. */
export const FACT_WORD: Readonly<Record<string, string>> = {
  extent: 'how much is affected',
  services: 'what is affected',
  customers: 'which customers are affected',
  regions: 'which regions are affected',
  since: 'since when',
  until: 'when it ended',
  duration: 'how long it lasted',
  symptoms: 'what users see',
  works: 'what works',
  doing: 'what is being done',
  expected: 'the expected time to resolution',
  expectedBasis: 'what the estimate rests on',
  cause: 'a confirmed cause',
  suspectedCause: 'a suspected cause',
  nextUpdate: 'the time of the next update',
  windowFrom: 'when the maintenance begins',
  windowTo: 'when the maintenance ends',
  windowLength: 'how long the maintenance takes',
};

/** "A", "A and B", "A, B and C". */
const listed = (items: readonly string[]): string | null => (items.length === 0 ? null : items.length === 1 ? (items[0] ?? null) : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`);
/** A line of a message, without the mark that ends a sentence: "Region: EU". */
const asPhrase = (text: string | null): string | null => (text === null ? null : text.trim().replace(/(?<![.])\.$/, ''));
const sentence = (text: string | null): string | null => (text === null ? null : asSentence(text.trim()));
const instant = (text: string): EpochMs => epochMs(Date.parse(text));

function expectedWords(end: ExpectedEnd, times: Times): string {
  if (end.as === 'minutes') return writtenRange(end.from, end.to);
  const [from, to] = [writtenTime(instant(end.from), times), writtenTime(instant(end.to), times)];
  return from === to ? `about ${from}` : `between ${from} and ${to}`;
}

/** Names that a template can use, with what they stand for. Null is "not known", which a template must allow for, or the message is held back. */
export function updateValues(facts: UpdateFacts, kind: UpdateKind, audience: Audience, incident: UpdateIncident, times: Times): TemplateValues {
  const at = (text: string | null): string | null => (text === null ? null : writtenTime(instant(text), times));
  const { cause, expectedEnd, since, until, window } = facts;
  return {
    incident: incident.id,
    title: incident.title,
    severity: incident.severity,
    kind: KIND_WORD[kind],
    audience: AUDIENCE_WORD[audience],
    extent: facts.extent === null ? null : EXTENT_WORD[facts.extent],
    services: listed(facts.services.map(({ name }) => name)),
    serviceList: facts.services.map(({ name }) => ({ name })),
    customers: asPhrase(facts.customers),
    regions: listed(facts.regions),
    since: at(since),
    until: at(until),
    duration: since === null || until === null || instant(until) < instant(since) ? null : writtenSpan(instant(until) - instant(since)),
    symptoms: sentence(facts.symptoms),
    works: sentence(facts.works),
    doing: sentence(facts.doing),
    expected: expectedEnd === null ? null : expectedWords(expectedEnd, times),
    expectedBasis: expectedEnd === null ? null : asPhrase(expectedEnd.basis),
    cause: cause?.confirmed === true ? sentence(cause.text) : null,
    suspectedCause: cause?.confirmed === false ? sentence(cause.text) : null,
    nextUpdate: at(facts.nextUpdateAt),
    numbers: facts.numbers.map(({ label, value, unit, sampleTime, source }) => ({ label, value: formatValueText(value, null, unit), at: sampleTime === null ? 'time not known' : `at ${writtenTime(instant(sampleTime), times)}`, source })),
    windowFrom: window === null ? null : at(window.from),
    windowTo: window === null ? null : at(window.to),
    windowLength: window === null ? null : writtenSpan(instant(window.to) - instant(window.from)),
  };
}

import { AUDIENCE_WORD, ROLE_WORD } from './incident-words.ts';
import type { ShownNumber } from '../model/incident.ts';
import { Unit } from '../model/config.ts';
import { incidentEntries, type Erased, type IncidentEntryType, type IncidentFact, type TimelineEvent } from '../model/timeline.ts';
import { counted } from './counted.ts';
import { formatMatcher } from '../model/label-matcher.ts';
import { formatValueText } from './format.ts';
import { bothSaid } from './opinion-words.ts';
import { plain } from './plain.ts';
import { CAUSE_CATEGORY_WORD, CONFIDENCE_WORD, REPORT_SECTION_WORD } from './review-words.ts';
import { RUN_SENTENCE } from './run-words.ts';
import { DECISION_WORD, groupedNumber, IMPACT, INSTANT_WORD, KIND_WORD, ORIGIN_WORD } from './fact-words.ts';

/** How ids read on this screen. */
export interface Names {
  readonly service: (id: string) => string;
  readonly signal: (id: string) => string;
  readonly unitOf: (signal: string) => Unit;
  /** Name of the service that a signal is of; "" where it is not known any more. */
  readonly serviceOf: (signal: string) => string;
  /** How much a signal says about an outage: 0 is the most. */
  readonly weightOf: (signal: string) => number;
  /** An instant beside the row's own: "14:02:11 UTC". */
  readonly time: (instant: string) => string;
}

export interface RowWords {
  /** What happened, in a line. */
  readonly title: string;
  /** More of its facts, for a second line; null where the title says all. */
  readonly facts: string | null;
  /** Free texts under it, by the name of their field; null where one was removed. */
  readonly texts: readonly { readonly field: string; readonly text: string | null }[];
}

type DataOf<T extends IncidentEntryType> = Extract<IncidentFact, { type: T }>['data'];
type Sentences = { readonly [T in IncidentEntryType]: (data: DataOf<T>, names: Names, event: TimelineEvent) => string };

const list = (items: readonly string[]): string => items.join(', ');
const short = (text: string): string => plain(text, 120);
const own = (event: TimelineEvent, person: string): boolean => event.actor.id === person;
const instant = (text: string | null, { time }: Names): string => (text === null ? 'not known' : time(text));

const NUMBERS_SAID = 6;

/** "On screen: Login p95 latency 2.41 s, …": those that say most about an outage, and how many more were recorded. */
function numbersText(numbers: readonly ShownNumber[], names: Names): string | null {
  if (numbers.length === 0) return null;
  const said = numbers.toSorted((a, b) => names.weightOf(a.signal) - names.weightOf(b.signal)).slice(0, NUMBERS_SAID);
  const more = numbers.length - said.length;
  const words = said.map(({ signal, name, value, unit }) => {
    const known = Unit.safeParse(unit);
    const service = names.serviceOf(signal);
    return `${service === '' ? '' : `${service} `}${short(name)} ${formatValueText(value, null, known.success ? known.data : 'none')}`;
  });
  return `On screen: ${list(words)}${more === 0 ? '' : `; ${more} more recorded`}`;
}

function fired(data: DataOf<'alertFired'>, names: Names, event: TimelineEvent): string {
  const unit = event.evidence?.kind === 'sample' ? names.unitOf(event.evidence.ref) : 'none';
  const value = data.value === null ? '' : `: ${formatValueText(data.value, null, unit)}${data.limit === null ? '' : `, limit ${formatValueText(data.limit, null, unit)}`}`;
  return `${data.severity} alert ${short(data.rule)}${data.service === null ? '' : ` on ${names.service(data.service)}`}${value}`;
}

const ERASED_WORD: Readonly<Record<Erased, readonly [one: string, many: string]>> = { texts: ['text', 'texts'], evidence: ['frozen series', 'frozen series'], alerts: ['alert', 'alerts'], updates: ['status update', 'status updates'] };

/** What each kind of entry says. The compiler asks for a sentence where the journal learns a new kind. */
const SENTENCE: Sentences = {
  opened: ({ standing, severity, origin, rule }) => `${standing === 'proposed' ? 'Proposed' : 'Opened'} as ${severity}, ${ORIGIN_WORD[origin]}${rule === null ? '' : ` (${short(rule)})`}`,
  accepted: () => 'Accepted as an incident',
  dismissed: ({ falseAlarm }) => (falseAlarm ? 'Dismissed as a false alarm' : 'Dismissed'),
  alertFired: fired,
  alertEnded: ({ rule, endsAt }, names) => `Alert ${short(rule)} recovered at ${names.time(endsAt)}`,
  alertsCounted: ({ alerts, firing }) => `${groupedNumber(alerts)} alerts so far, not all of them written down one by one${firing === 0 ? '' : `; of the others ${groupedNumber(firing)} fire`}`,
  severityChanged: ({ from, to }) => `Severity ${from} → ${to}`,
  kindChanged: ({ to }) => (to === null ? 'Kind taken back' : `Kind: ${KIND_WORD[to].toLowerCase()}`),
  privacyChanged: (data) => (data.private ? 'Made private' : 'No longer private'),
  titleChanged: () => 'Title changed',
  servicesChanged: ({ added, removed }, names) => `Services: ${list([...added.map((id) => `+ ${names.service(id)}`), ...removed.map((id) => `− ${names.service(id)}`)])}`,
  acknowledged: () => 'Acknowledged',
  investigating: () => 'Investigation began',
  mitigated: () => 'Mitigated',
  resolved: () => 'Resolved',
  reopened: () => 'Reopened',
  reviewed: () => 'Reviewed',
  impactEnded: ({ impactEndedAt }, names) => `Impact ended at ${names.time(impactEndedAt)}, as the data show`,
  impactResumed: () => 'Breached again',
  healthAsked: ({ healthySince }, names) => `Asked whether it is over: healthy since ${names.time(healthySince)}`,
  instantCorrected: ({ instant: name, from, to }, names) => `${INSTANT_WORD[name]}: ${instant(from, names)} → ${instant(to, names)}`,
  roleTaken: ({ role, person, personName }, _, event) => (own(event, person) ? `Took ${ROLE_WORD[role].toLowerCase()}` : `Made ${short(personName)} ${ROLE_WORD[role].toLowerCase()}`),
  roleLeft: ({ role, person, personName }, _, event) => (own(event, person) ? `Left ${ROLE_WORD[role].toLowerCase()}` : `${short(personName)} is no longer ${ROLE_WORD[role].toLowerCase()}`),
  handoverOffered: ({ role, toName }) => `Offered ${ROLE_WORD[role].toLowerCase()} to ${short(toName)}`,
  handoverAccepted: ({ role, fromName }) => `Took over ${ROLE_WORD[role].toLowerCase()} from ${short(fromName)}`,
  note: () => 'Note',
  linkAdded: ({ kind }) => ({ warRoom: 'War room', ticket: 'Ticket', dashboard: 'Dashboard', other: 'Link' })[kind],
  linkRemoved: () => 'Link removed',
  actionAdded: ({ ownerName, dueAt }, names) => `Action item${ownerName === null ? '' : ` for ${short(ownerName)}`}${dueAt === null ? '' : `, due ${names.time(dueAt)}`}`,
  actionChanged: ({ ownerName, dueAt }, names) => `Action item changed: ${ownerName === null ? 'no owner' : short(ownerName)}${dueAt === null ? ', no due time' : `, due ${names.time(dueAt)}`}`,
  actionDone: ({ done }) => (done ? 'Action item done' : 'Action item open again'),
  impactSet: ({ field, number: value, known }) => `${IMPACT[field].word}: ${known ? (value === null ? 'estimated' : groupedNumber(value)) : 'not known'}`,
  updateSent: ({ audience, nextAt }, names) => `${AUDIENCE_WORD[audience]} update${nextAt === null ? '' : `, next one promised for ${names.time(nextAt)}`}`,
  updateCorrected: ({ audience }) => `${AUDIENCE_WORD[audience]} update corrected`,
  clockTurned: ({ clock, stage, dueAt, confirmed }, names) => `${clockWord(clock)} ${{ amber: 'comes near, due', due: 'is due,', overdue: 'is overdue since' }[stage]} ${names.time(dueAt)}${confirmed ? '' : ', cannot be confirmed now'}`,
  decided: ({ choice, reaskAt, confirmed }, names) => `Decided: ${DECISION_WORD[choice]}${reaskAt === null ? '' : `, ask again at ${names.time(reaskAt)}`}${confirmed ? '' : '; not confirmed at that moment'}`,
  escalated: ({ clock, step, by, outcome }) => `Escalated (${clockWord(clock).toLowerCase()}, step ${step + 1}): ${by}${outcome === 'failed' ? ' failed' : ''}`,
  obligationMet: ({ obligation }) => `Met: ${short(obligation)}`,
  merged: ({ into }) => `Merged into ${into}`,
  absorbed: ({ from }) => `Took in ${from}`,
  sameAs: ({ incident }) => (incident === null ? 'Not the same as an earlier one' : `The same as ${incident}`),
  evidenceFrozen: ({ signals, from, samples }, names) => `Evidence kept: ${signals.length} series from ${names.time(from)}, ${groupedNumber(samples)} samples`,
  evidenceClosed: ({ to, samples }, names) => `Evidence complete until ${names.time(to)}, ${groupedNumber(samples)} samples`,
  silenceAsked: ({ source, matchers, endsAt }, names) => `Silence asked for at ${source} until ${names.time(endsAt)}: ${short(list(matchers.map(formatMatcher)))}`,
  silenceMade: ({ source, endsAt }, names) => `Silenced at ${source} until ${names.time(endsAt)}`,
  silenceRefused: ({ source, lost }) => (lost ? `No silence is at ${source}: taken as not made` : `${source} made no silence`),
  silenceEnded: ({ source, how, firing }) => `${{ time: 'Silence ran out', person: 'Silence ended early', elsewhere: 'Silence was ended there' }[how]} (${source})${firing === 0 ? '' : `; ${counted(firing, 'alert still fires', 'alerts still fire')}`}`,
  monitoringLost: ({ signals }, names) => `Monitoring lost: ${list(signals.slice(0, 6).map(names.signal))}${signals.length > 6 ? ` and ${signals.length - 6} more` : ''}`,
  monitoringBack: ({ signals }, names) => `Monitoring is back: ${list(signals.slice(0, 6).map(names.signal))}${signals.length > 6 ? ` and ${signals.length - 6} more` : ''}`,
  chainFound: ({ service, verdict, link, unchecked, links }, names) => `${names.service(service)}: ${chainSentence(verdict, link, unchecked, links.length)}`,
  opinionsTold: ({ service, signal, state, first, second, value, otherValue }, names) => {
    const what = `${names.service(service)} ${names.signal(signal)}`;
    if (state === 'none') return `No second opinion on ${what} any more: ${short(first)} and ${short(second)} cannot be compared`;
    return `${state === 'agree' ? 'Sources agree again' : 'Sources disagree'} on ${what}: ${bothSaid({ first, second, value, other: otherValue, unit: names.unitOf(signal) })}`;
  },
  redactionAsked: ({ seq }) => `Asked to remove a text of row ${seq}`,
  erased: ({ what, count }) => `Removed by retention: ${count} ${ERASED_WORD[what][count === 1 ? 0 : 1]}`,
  redacted: ({ seq, askedBy }) => `Removed a text of row ${seq}, asked by ${short(askedBy.name)}`,
  importedFrom: ({ workspace, incident, rows, checkedTo }) => `Imported from ${short(workspace)}, where it is ${incident}: ${groupedNumber(rows)} rows, chain checked up to row ${groupedNumber(checkedTo)}`,
  reviewLed: ({ personName }) => (personName === null ? 'Nobody leads the review any more' : `${short(personName)} leads the review`),
  causeSet: ({ category, confidence }) => (confidence === 'unknown' ? 'Cause not found' : `Cause ${CONFIDENCE_WORD[confidence]}${category === 'unknown' ? '' : `: ${CAUSE_CATEGORY_WORD[category].toLowerCase()}`}`),
  causeRemoved: () => 'Cause taken back',
  whyPut: () => 'Why',
  whyRemoved: () => 'Why removed',
  factorPut: () => 'Contributing factor',
  factorRemoved: () => 'Contributing factor removed',
  sectionEdited: ({ section }) => `Report: ${REPORT_SECTION_WORD[section].toLowerCase()} edited`,
  verdictGiven: ({ kind, ref, right }) => `${right ? 'Still right' : 'No longer right'}: ${kind} ${short(ref)}`,
  reviewReopened: () => 'Review opened again',
  holdSet: () => 'Legal hold set',
  holdLifted: () => 'Legal hold lifted',
  correctiveAdded: ({ action, ownerName, dueAt }, names) => `Corrective action ${action}${ownerName === null ? '' : ` for ${short(ownerName)}`}${dueAt === null ? '' : `, due ${names.time(dueAt)}`}`,
  correctiveChanged: ({ action, ownerName, dueAt }, names) => `${action} changed: ${ownerName === null ? 'no owner' : short(ownerName)}${dueAt === null ? ', no due time' : `, due ${names.time(dueAt)}`}`,
  correctiveOffered: ({ action }) => `${action}: link put as proof`,
  correctiveRefused: ({ action }) => `${action}: link not accepted as proof`,
  correctiveProved: ({ action }) => `${action} done: its proof has passed`,
  correctiveLapsed: ({ action, holds }) => (holds ? `${action}: its proof holds again` : `${action}: its proof no longer holds`),
  correctiveReopened: ({ action }) => `${action} open again`,
  correctiveDropped: ({ action }) => `${action} dropped`,
  ...RUN_SENTENCE,
};

/** The links that could not be checked, where they matter: before the first broken one, or where none is. */
function chainSentence(verdict: DataOf<'chainFound'>['verdict'], link: string | null, unchecked: readonly string[], count: number): string {
  const doubt = unchecked.length === 0 ? '' : `; ${list(unchecked.slice(0, 3).map(short))}${unchecked.length > 3 ? ` and ${unchecked.length - 3} more` : ''} could not be checked`;
  if (verdict === 'broken') return `first ${unchecked.length === 0 ? '' : 'known '}broken link is ${short(link ?? '')}${doubt}`;
  if (verdict === 'whole') return `the chain is whole, ${count === 1 ? 'its one link holds' : `all ${count} links hold`}`;
  return verdict === 'unbroken' ? `no link is known to be broken any more${doubt}` : 'where it breaks is not known any more, no link could be checked';
}

const CLOCK_WORD: Readonly<Record<string, string>> = { when: 'Decision', acknowledge: 'Acknowledgement', commander: 'Commander' };
function clockWord(clock: string): string {
  const audience = Object.entries(AUDIENCE_WORD).find(([name]) => clock === `update:${name}`)?.[1];
  return audience === undefined ? (CLOCK_WORD[clock] ?? short(clock.replace(/^obligation:/, ''))) : `${audience} update`;
}

const isEntryType = (type: string): type is IncidentEntryType => Object.hasOwn(incidentEntries, type);

/** What a row says. A kind that this page does not know (the engine may be newer) is named as it is. */
export function rowWords(event: TimelineEvent, names: Names): RowWords {
  if (!isEntryType(event.type)) return { title: short(event.type), facts: null, texts: [] };
  const entry = incidentEntries[event.type];
  const facts = entry.data.safeParse(event.data);
  const fields: readonly string[] = entry.texts;
  const texts = fields.flatMap((field): RowWords['texts'] => {
    const text = event.data[field];
    if (event.redacted.includes(field)) return [{ field, text: null }];
    return typeof text === 'string' && text !== '' ? [{ field, text }] : [];
  });
  // The sentence is the one of this very kind, which the compiler cannot follow through an index.
  const sentence = SENTENCE[event.type] as (data: IncidentFact['data'], names: Names, event: TimelineEvent) => string;
  const decided = event.type === 'decided' ? incidentEntries.decided.data.safeParse(event.data) : null;
  return { title: facts.success ? sentence(facts.data, names, event) : short(event.type), facts: decided?.success === true ? numbersText(decided.data.numbers, names) : null, texts };
}

/** Kinds of row that the timeline can be narrowed to. */
export const ROW_TYPES = [
  ['note', 'Notes'],
  ['alertFired', 'Alerts'],
  ['updateSent', 'Updates'],
  ['decided', 'Decisions'],
  ['runStep', 'Steps of plans'],
  ['roleTaken', 'Roles'],
  ['actionAdded', 'Action items'],
  ['clockTurned', 'Clocks'],
  ['escalated', 'Escalation'],
  ['chainFound', 'Where it breaks'],
  ['opinionsTold', 'Second opinions'],
  ['instantCorrected', 'Corrected times'],
  ['severityChanged', 'Severity'],
] as const satisfies readonly (readonly [IncidentEntryType, string])[];

import type { ChangeOfIncident } from '../../../../shared/model/change.ts';
import type { Block, Picture, Run } from '../../../../shared/model/report.ts';
import type { Review } from '../../../../shared/model/review.ts';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { CHANGE_KIND_WORD, changedBy, changedLines, changeStatusWords, fromOnsetWords, shortStep } from '../../../../shared/text/change-words.ts';
import { IMPACT, impactText } from '../../../../shared/text/fact-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { CAUSE_CATEGORY_WORD, CORRECTIVE_KIND_WORD, proofText } from '../../../../shared/text/review-words.ts';
import { rowWords, type Names } from '../../../../shared/text/timeline-words.ts';
import { formatInstant } from '../../../../shared/time/format.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { instantsOf } from '../../scorecard/instants.ts';
import { INVALID, type Spent } from '../../scorecard/span.ts';
import { timeToAcknowledge } from '../../scorecard/time-to-acknowledge.ts';
import { timeToDetect } from '../../scorecard/time-to-detect.ts';
import { timeToMitigate } from '../../scorecard/time-to-mitigate.ts';
import { timeToResolve } from '../../scorecard/time-to-resolve.ts';
import { spanWords } from './span-words.ts';

/** What the parts of a report that nobody writes are made from. */
export interface Generated {
  readonly record: IncidentRecord;
  readonly review: Review;
  /** Key moments, oldest first. */
  readonly timeline: readonly TimelineEvent[];
  readonly pictures: readonly Picture[];
  /** What was changed around it, what may have caused it first. */
  readonly changes: readonly ChangeOfIncident[];
  /** False where nobody tells changes, so that none says nothing. */
  readonly changesAreTold: boolean;
  readonly names: Names;
  readonly timeZone: string;
}

const LONGEST_TEXT = 4_000;
const MOST_ROWS = 400;
/** Who writes something down within a minute tells it as it happens. */
const LATE_MS = 60_000;

/** Text of people with its lines kept, and nothing in it that is not seen. */
const words = (text: string, max = LONGEST_TEXT): string => text.split(/\r\n|\n|\r/).map((line) => plain(line, max)).join('\n').trim().slice(0, max);
const run = (text: string): Run[] => [{ text }];
const paragraph = (text: string): Block => ({ kind: 'paragraph', runs: run(text), quote: false });
const nothing = (text: string): Block[] => [{ kind: 'paragraph', runs: [{ text, italic: true }], quote: false }];
const REMOVED = 'Text removed on request.';

/** By the names that a template gives them. */
const MAKERS: Readonly<Record<string, (from: Generated) => Block[]>> = {
  timeline: timelineBlocks,
  changes: changeBlocks,
  charts: ({ pictures }) => (pictures.length === 0 ? nothing('No series was kept for this incident.') : pictures.map((picture) => ({ kind: 'picture', picture }))),
  figures: figureBlocks,
  impactTable: impactBlocks,
  whys: whyBlocks,
  factors: factorBlocks,
  actions: actionBlocks,
  unwritten: () => nothing('Nobody has written about this yet.'),
};

/** What stands for a name such as `{{timeline}}`; null for one that there is not. */
export const generatedBlocks = (name: string, from: Generated): Block[] | null => (Object.hasOwn(MAKERS, name) ? (MAKERS[name]?.(from) ?? null) : null);

function timelineBlocks({ timeline, names, timeZone }: Generated): Block[] {
  if (timeline.length === 0) return nothing('Nothing was written down.');
  const rows = timeline.slice(0, MOST_ROWS).map((event) => [run(moment(event, timeZone)), told(event, names), run(plain(event.actor.name, 60))]);
  const table: Block = { kind: 'table', head: ['When', 'What happened', 'By'], rows };
  return timeline.length > MOST_ROWS ? [table, ...nothing(`${timeline.length - MOST_ROWS} later moments are left out here; the JSON export holds all of them.`)] : [table];
}

const MOST_CHANGES = 40;
const MOST_LINES = 20;

function changeBlocks({ changes, changesAreTold, record, names, timeZone }: Generated): Block[] {
  if (record.importedFrom !== null) return nothing('What was changed where it was run did not come with its file.');
  if (changes.length === 0) return nothing(changesAreTold ? 'Nothing was reported in the two hours before it, nor while it lasted.' : 'Nobody reports changes to Holdfast, so nothing is known of what was changed.');
  const rows = changes.slice(0, MOST_CHANGES).map((change) => [run(`${formatInstant(at(change.at), timeZone).replace(' · ', '\n')}\n${fromOnsetWords(change.relation)}`), changed(change), run([...change.services.map((id) => names.service(id)), ...change.about.map((name) => plain(name, 80))].join(', ') || 'not said')]);
  const table: Block = { kind: 'table', head: ['When', 'What was changed', 'Of'], rows };
  return changes.length > MOST_CHANGES ? [table, ...nothing(`${changes.length - MOST_CHANGES} more, farther from it or of other services, are left out here; the JSON export holds all of them.`)] : [table];
}

function changed(change: ChangeOfIncident): Run[] {
  const lines = changedLines(change);
  const step = shortStep(change);
  const status = changeStatusWords(change);
  const different = step === null ? lines.slice(0, MOST_LINES).map(({ sign, text }) => `\n${sign === '-' ? '−' : '+'} ${plain(text, 300)}`) : [`\n${step}`];
  return [
    { text: `${CHANGE_KIND_WORD[change.kind]}: ${plain(change.title, 300)}`, bold: true },
    { text: `\n${changedBy(change)}${status === '' ? '' : `, ${status}`}` },
    ...different.map((text) => ({ text })),
    ...(step === null && lines.length > MOST_LINES ? [{ text: `\n… and ${lines.length - MOST_LINES} more lines` }] : []),
  ];
}

const at = (instant: string): EpochMs => epochMs(Date.parse(instant));

function moment({ at: happened, recordedAt, count, lastAt }: TimelineEvent, timeZone: string): string {
  const late = Date.parse(recordedAt) - Date.parse(happened) > LATE_MS;
  return [formatInstant(at(happened), timeZone).replace(' · ', '\n'), ...(count > 1 ? [`${count} times, last ${formatInstant(at(lastAt), timeZone)}`] : []), ...(late ? [`written down ${formatInstant(at(recordedAt), timeZone)}`] : [])].join('\n');
}

function told(event: TimelineEvent, names: Names): Run[] {
  const { title, facts, texts } = rowWords(event, names);
  const memory = event.fromMemory ? ' (from memory)' : '';
  const lines = [...(facts === null ? [] : [facts]), ...texts.map(({ text }) => (text === null ? REMOVED : words(text)))];
  return [{ text: `${title}${memory}`, bold: true }, ...lines.map((text) => ({ text: `\n${text}` }))];
}

/** Each with what it is, so that nobody has to guess between which two moments it lies. */
function figureBlocks({ record, review }: Generated): Block[] {
  const instants = instantsOf(record, 'corrected');
  const figure = (name: string, value: Spent, definition: string): Run[][] => [run(name), run(value === null ? 'not recorded' : value === INVALID ? 'in an impossible order' : spanWords(value)), run(definition)];
  const repeats = review.repeats === null ? 'none in the 90 days before' : `${review.repeats.basis === 'confirmed' ? 'repeats' : 'may repeat'} ${review.repeats.incident}`;
  return [
    {
      kind: 'table',
      head: ['Figure', 'Value', 'What it is'],
      rows: [
        figure('Time to detect', timeToDetect(instants), 'Detected − impact started.'),
        figure('Time to acknowledge', timeToAcknowledge(instants), 'Acknowledged − detected.'),
        figure('Time to mitigate', timeToMitigate(instants), 'Mitigated − impact started; after a reopening the last time.'),
        figure('Time to resolve', timeToResolve(instants), 'Resolved − impact started; after a reopening the last time.'),
        [run('Recurrence'), run(repeats), run('Whether an incident of the same cause was resolved in the 90 days before the impact started.')],
      ],
    },
  ];
}

function impactBlocks({ record, timeZone }: Generated): Block[] {
  if (record.impact.length === 0) return nothing('Nobody has estimated the impact yet.');
  const rows = record.impact.map((estimate) => [run(IMPACT[estimate.field].word), run(impactText(estimate) ?? 'not known'), run([estimate.source === null ? 'no source given' : words(estimate.source, 300), `${plain(estimate.by.name, 60)}, ${formatInstant(at(estimate.at), timeZone)}`].join('\n'))]);
  return [{ kind: 'table', head: ['Impact', 'Estimate', 'Source'], rows }];
}

function whyBlocks({ review, timeZone }: Generated): Block[] {
  if (review.whys.length === 0) return nothing('Nobody has asked why yet.');
  const parents = new Map(review.whys.map(({ id, parent }) => [id, parent]));
  const depthOf = (id: (typeof review.whys)[number]['id']): number => {
    const parent = parents.get(id) ?? null;
    return parent === null ? 0 : 1 + depthOf(parent);
  };
  return review.whys.map(({ id, question, answer, evidence, fromMemory }): Block => {
    const rests = answer === null ? '' : fromMemory || evidence === null ? ' (from memory)' : ` (${evidenceWords(evidence, timeZone)})`;
    return { kind: 'item', depth: Math.min(3, depthOf(id)), number: null, runs: [{ text: words(question), bold: true }, { text: `\n${answer === null ? 'Not answered yet.' : words(answer)}${rests}` }] };
  });
}

const EVIDENCE_WORD: Readonly<Record<NonNullable<Review['whys'][number]['evidence']>['kind'], string>> = { sample: 'measured', alert: 'alert', link: 'see', screen: 'seen on', record: 'record' };

function evidenceWords({ kind, ref, time, value }: NonNullable<Review['whys'][number]['evidence']>, timeZone: string): string {
  return `${EVIDENCE_WORD[kind]} ${plain(ref, 200)}${value === null ? '' : ` = ${value}`}${time === null ? '' : `, ${formatInstant(at(time), timeZone)}`}`;
}

function factorBlocks({ review }: Generated): Block[] {
  if (review.factors.length === 0) return nothing('No contributing factors were named.');
  return [paragraph('Contributing factors:'), ...review.factors.map(({ text, category }): Block => ({ kind: 'item', depth: 0, number: null, runs: run(`${words(text)}${category === null ? '' : ` (${CAUSE_CATEGORY_WORD[category].toLowerCase()})`}`) }))];
}

const STATE_WORD: Readonly<Record<Review['actions'][number]['state'], string>> = { open: 'open', awaiting: 'waits for a second person', done: 'done', dropped: 'dropped' };

function actionBlocks({ review, timeZone }: Generated): Block[] {
  if (review.actions.length === 0) return nothing('No corrective action was agreed upon.');
  const rows = review.actions.map((action) => [
    run(action.id),
    [{ text: words(action.text) }, { text: `\n${CORRECTIVE_KIND_WORD[action.kind]}` }],
    run(`${action.ownerName === null ? 'nobody' : plain(action.ownerName, 60)}\n${action.dueAt === null ? 'no due time' : `due ${formatInstant(at(action.dueAt), timeZone)}`}`),
    run(`${STATE_WORD[action.state]}${action.lapsedAt === null ? '' : ', its proof no longer holds'}`),
    proofRuns(action),
  ]);
  return [{ kind: 'table', head: ['Id', 'Action', 'Owner', 'State', 'Proof'], rows }];
}

function proofRuns({ proof, proofNote, proved, link, dropped }: Review['actions'][number]): Run[] {
  const runs: Run[] = [{ text: dropped === null ? proofText(proof) : words(dropped.reason, 1_000) }];
  if (proofNote !== null) runs.push({ text: `\n${words(proofNote, 500)}` });
  if (proved !== null) runs.push({ text: `\n${words(proved.says, 500)}` });
  if (link !== null) runs.push({ text: `\n${words(link.label, 120)}: ` }, { text: plain(link.url, 2_000) });
  return runs;
}

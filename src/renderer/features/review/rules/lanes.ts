import { ROLES, type Role } from '../../../../shared/model/policy-config.ts';
import type { Story } from '../../../../shared/model/story.ts';
import { incidentEntries } from '../../../../shared/model/timeline.ts';
import { AUDIENCE_WORD, INCIDENT_STATE_WORD, ROLE_WORD } from '../../../../shared/text/incident-words.ts';
import { CHANGE_KIND_WORD, fromOnsetWords } from '../../../../shared/text/change-words.ts';
import { RUN_MODE_WORD } from '../../../../shared/text/continuity-words.ts';
import { DECISION_WORD } from '../../../../shared/text/fact-words.ts';
import { END_WORDS } from '../../../../shared/text/run-words.ts';
import { plain } from '../../../../shared/text/plain.ts';
import type { Severity } from '../../../../shared/model/severity.ts';

/** Something that lasted; `until` null: it was never said to have ended. */
export interface LaneSpan {
  readonly key: string;
  readonly from: number;
  readonly until: number | null;
  readonly word: string;
  readonly severity: Severity | null;
}
/** Something that happened at once. */
export interface LanePoint {
  readonly key: string;
  readonly at: number;
  readonly word: string;
  /** What the point looks like: a shape for each, never colour alone. */
  readonly shape: 'update' | 'decision' | 'due' | 'change';
}
export interface Lane {
  readonly key: string;
  readonly name: string;
  /** Spans that overlap stand in rows under each other. */
  readonly rows: readonly (readonly LaneSpan[])[];
  readonly points: readonly LanePoint[];
  /** Spans that found no row. */
  readonly more: number;
}

const MOST_ROWS = 5;
const ms = (text: string): number => Date.parse(text);
const msOrNull = (text: string | null): number | null => (text === null ? null : ms(text));

/** Puts spans into as few rows as they fit in without overlapping, in the order in which they began; what fits in none is counted. */
export function packRows(spans: readonly LaneSpan[], most = MOST_ROWS): Pick<Lane, 'rows' | 'more'> {
  const rows: LaneSpan[][] = [];
  let more = 0;
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const row = rows.find((each) => (each.at(-1)?.until ?? Infinity) <= span.from);
    if (row !== undefined) row.push(span);
    else if (rows.length < most) rows.push([span]);
    else more += 1;
  }
  return { rows, more };
}

const lane = (key: string, name: string, spans: readonly LaneSpan[], points: readonly LanePoint[] = []): Lane => ({ key, name, points, ...packRows(spans) });

function stateLane(story: Pick<Story, 'states' | 'startedAt'>): Lane {
  const start = ms(story.startedAt);
  const states = story.states.toSorted((a, b) => ms(a.at) - ms(b.at));
  const [first] = states;
  const unseen: LaneSpan[] = first === undefined || ms(first.at) <= start ? [] : [{ key: 'unseen', from: start, until: ms(first.at), word: 'not seen yet', severity: null }];
  const spans = states.map(({ seq, at, state }, index): LaneSpan => ({ key: String(seq), from: ms(at), until: state === 'resolved' || state === 'reviewed' ? ms(states[index + 1]?.at ?? at) : msOrNull(states[index + 1]?.at ?? null), word: INCIDENT_STATE_WORD[state], severity: null }));
  return lane('state', 'State', [...unseen, ...spans]);
}

const alertLane = (story: Pick<Story, 'alerts'>, serviceOf: (id: string) => string): Lane =>
  lane('alerts', 'Alerts', story.alerts.map(({ alert, rule, service, severity, from, to }, index) => ({ key: `${alert} ${index}`, from: ms(from), until: msOrNull(to), word: `${plain(rule, 80)}${service === null ? '' : ` · ${serviceOf(service)}`}`, severity })));

function roleLanes(story: Pick<Story, 'roles'>): Lane[] {
  const held = (role: Role): LaneSpan[] => story.roles.filter((each) => each.role === role).map(({ person, name, from, to }) => ({ key: `${person} ${from}`, from: ms(from), until: msOrNull(to), word: plain(name, 60), severity: null }));
  return ROLES.flatMap((role) => {
    const spans = held(role);
    return spans.length === 0 ? [] : [lane(`role ${role}`, ROLE_WORD[role], spans)];
  });
}

function updateLanes(story: Pick<Story, 'updates'>): Lane[] {
  return (['public', 'executive', 'internal'] as const).flatMap((audience) => {
    const points = story.updates.filter((each) => each.audience === audience).map(({ seq, at, text, correction }): LanePoint => ({ key: String(seq), at: ms(at), word: `${correction ? 'Correction: ' : ''}${plain(text, 160)}`, shape: 'update' }));
    return points.length === 0 ? [] : [lane(`updates ${audience}`, `${AUDIENCE_WORD[audience]} updates`, [], points)];
  });
}

/** What the decision clock said, and what was decided. */
function decisionLane(story: Pick<Story, 'decisions' | 'rows'>): Lane {
  const due = story.rows.flatMap(({ seq, at, type, data }): LanePoint[] => {
    const turned = type === 'clockTurned' ? incidentEntries.clockTurned.data.safeParse(data) : null;
    return turned?.success === true && turned.data.clock === 'when' && turned.data.stage !== 'overdue' ? [{ key: String(seq), at: ms(at), word: turned.data.stage === 'amber' ? 'Decision due soon' : 'Decision due', shape: 'due' }] : [];
  });
  const decided = story.decisions.map(({ seq, at, choice, reason, by }): LanePoint => ({ key: String(seq), at: ms(at), word: `${DECISION_WORD[choice]}: ${plain(reason, 160)} (${plain(by.name, 60)})`, shape: 'decision' }));
  return lane('decisions', 'Decisions', [], [...due, ...decided]);
}

/** Plans that were run for it, drills among them named so. */
const runLane = (story: Pick<Story, 'runs'>): Lane =>
  lane('runs', 'Runs', story.runs.map(({ run, name, mode, phase, from, to }): LaneSpan => ({ key: run, from: ms(from), until: msOrNull(to), word: `${mode === 'live' ? '' : `${RUN_MODE_WORD[mode]}: `}${plain(name, 80)} (${run}${phase === null ? '' : `, ${END_WORDS[phase]}`})`, severity: null })));

/** What was changed: what may have to do with it, and what was changed elsewhere. */
function changeLanes(story: Pick<Story, 'changes'>): Lane[] {
  return ([['changes', 'Changes', false], ['changes elsewhere', 'Changes elsewhere', true]] as const).flatMap(([key, name, elsewhere]) => {
    const points = story.changes.filter(({ relation }) => (relation.affected === false) === elsewhere).map(({ change, from, kind, title, relation }): LanePoint => ({ key: change, at: ms(from), word: `${CHANGE_KIND_WORD[kind]}: ${plain(title, 200)} (${fromOnsetWords(relation)})`, shape: 'change' }));
    return points.length === 0 ? [] : [lane(key, name, [], points)];
  });
}

/** The story as lanes, those that hold nothing left out. `serviceOf` names a service. Pure. */
export function lanesOf(story: Story, serviceOf: (id: string) => string): readonly Lane[] {
  return [stateLane(story), alertLane(story, serviceOf), ...changeLanes(story), decisionLane(story), runLane(story), ...updateLanes(story), ...roleLanes(story)].filter(({ rows, points }) => rows.length > 0 || points.length > 0);
}

import type { ContinuityFace, DrillNote, Trigger } from '../model/continuity/plan.ts';
import type { PersonId } from '../model/ids.ts';
import { fromRfc3339, type EpochMs } from '../model/units.ts';
import { formatUntil } from '../time/format.ts';
import { countdownText, drillNoteText } from './continuity-words.ts';
import { counted } from './counted.ts';
import { plain } from './plain.ts';
import { spanText } from './span-text.ts';

/** One line of a wall about continuity. `link` is where more of it stands; `since` is counted beside it. */
export interface ContinuityLine {
  readonly kind: 'held' | 'run' | 'countdown' | 'suggestion' | 'drill';
  readonly key: string;
  /** What stands first and is never cut. */
  readonly word: string;
  readonly text: string;
  readonly link: string;
  readonly since: EpochMs | null;
  readonly trigger: Trigger | null;
}

export interface ContinuityLines {
  /** Each a line of its own, what has least time first. */
  readonly lines: readonly ContinuityLine[];
  /** Those that have no line. */
  readonly more: number;
  /** What is only to be known, together in one line. */
  readonly notes: readonly string[];
}

/** More lines than this would take the wall from the services. */
const MOST = 3;
const DAY_MS = 86_400_000;

const at = (instant: string): EpochMs | null => fromRfc3339(instant);

function heldLine({ lever }: ContinuityFace, nameOf: (person: PersonId) => string): ContinuityLine[] {
  if (lever === null) return [];
  return [{ kind: 'held', key: 'lever', word: `HELD by ${nameOf(lever.owner)}`, text: `nothing begins: ${plain(lever.reason, 160)}`, link: '/continuity', since: at(lever.since), trigger: null }];
}

/** A dry run changes nothing, and has no place on a wall. */
function runLines({ runs }: ContinuityFace, mode: 'live' | 'drill'): ContinuityLine[] {
  const stands: Readonly<Record<string, string>> = { paused: ', paused', stopped: ', STOPPED: a person must look' };
  return runs
    .filter((run) => run.mode === mode)
    .map(({ id, name, step, state, since }) => ({
      kind: mode === 'live' ? 'run' : 'drill', key: id, word: mode === 'live' ? id : 'DRILL', text: `${plain(name, 80)}${step === null ? '' : `: ${plain(step, 80)}`}${stands[state] ?? ''}`, link: `/continuity/runs/${id}`, since: at(since), trigger: null,
    }));
}

function triggerLines({ triggers }: ContinuityFace, now: EpochMs, planName: (trigger: Trigger) => string): ContinuityLine[] {
  const counting = triggers.filter(({ countdown }) => countdown !== null);
  const suggesting = triggers.filter((trigger) => asks(trigger) && trigger.countdown === null);
  return [
    ...counting.map((trigger): ContinuityLine => ({ kind: 'countdown', key: trigger.id, word: countdownText(trigger, now) ?? '', text: `${planName(trigger)}: ${plain(trigger.suggests?.why ?? trigger.says, 160)}`, link: `/continuity/plans/${trigger.plan}`, since: null, trigger })),
    ...suggesting.map((trigger): ContinuityLine => ({ kind: 'suggestion', key: trigger.id, word: `${planName(trigger)}?`, text: plain(trigger.suggests?.why ?? trigger.says, 160), link: `/continuity/plans/${trigger.plan}/sheet?mode=live`, since: trigger.suggests === null ? null : at(trigger.suggests.since), trigger })),
  ];
}

const asks = ({ countdown, suggests }: Trigger): boolean => countdown !== null || suggests !== null;

/** What a wall must say of a trigger that asks nothing: that it is met and why its plan is not asked for, that it sees nothing, or why it may do less than it is configured for. */
function noteOf(trigger: Trigger, { runs }: ContinuityFace): string | null {
  const { plan, state, says, mode, configured, because } = trigger;
  if (asks(trigger) || runs.some((run) => run.plan === plan && run.mode === 'live')) return null;
  if (state === 'blind' || state === 'met') return plain(says, 200);
  return mode === configured || because.length === 0 ? null : `only suggested, not begun by itself: ${plain(because.join('; '), 200)}`;
}

/** Whether a wall names the plan of this trigger. */
export const isNamed = (trigger: Trigger, face: ContinuityFace): boolean => asks(trigger) || noteOf(trigger, face) !== null;

/** The same reason of several triggers is said once. */
function triggerNotes(face: ContinuityFace, planName: (trigger: Trigger) => string): string[] {
  const named = face.triggers.flatMap((trigger) => {
    const note = noteOf(trigger, face);
    return note === null ? [] : [{ note, name: planName(trigger) }];
  });
  return [...Map.groupBy(named, ({ note }) => note)].map(([note, of]) => `${[...new Set(of.map(({ name }) => name))].join(', ')}: ${note}`);
}

const queueNote = (queue: ContinuityFace['emergencyQueues'][number], now: EpochMs): string => {
  const read = queue.at === null ? null : at(queue.at);
  const waiting = queue.waiting === null ? 'how many wait is not known' : counted(queue.waiting, 'job waits', 'jobs wait');
  const age = queue.oldestSeconds === null || read === null ? '' : `, the oldest for ${spanText(queue.oldestSeconds + Math.max(0, now - read) / 1_000)}`;
  // What was read long ago is not what is there now.
  return `Emergency queue ${plain(queue.queue, 40)}: ${waiting}${age}${read !== null && now - read > 60_000 ? `, as of ${formatUntil(read, now)}` : ''}`;
};

const DRILL_RANK: Readonly<Record<DrillNote['state'], number>> = { asks: 0, failed: 1, putOff: 2, announced: 3, missed: 4 };

/** The drill that people must know of first, and how many others there are. */
function drillNote({ drills }: ContinuityFace, now: EpochMs): string[] {
  const [first, ...more] = drills.toSorted((a, b) => DRILL_RANK[a.state] - DRILL_RANK[b.state]);
  return first === undefined ? [] : [`DRILL of ${plain(first.name, 60)} ${plain(drillNoteText(first, now), 120)}${more.length === 0 ? '' : `, and ${counted(more.length, 'more drill')}`}`];
}

function unprovenNote({ unproven }: ContinuityFace, now: EpochMs): string[] {
  const [first, ...more] = unproven.toSorted((a, b) => Number(a.since === null) - Number(b.since === null) || (a.since ?? '').localeCompare(b.since ?? ''));
  if (first === undefined) return [];
  const since = first.since === null ? null : at(first.since);
  const words = since === null ? 'has no successful drill yet' : `unproven for ${counted(Math.floor((now - since) / DAY_MS), 'day')}`;
  return [`${plain(first.name, 60)} ${words}${more.length === 0 ? '' : `, and ${counted(more.length, 'more plan')} unproven`}`];
}

/** What a wall says of continuity: who holds everything, what runs, what is about to begin, what is suggested, and what is to be known. */
export function continuityLines(face: ContinuityFace, now: EpochMs, nameOf: (person: PersonId) => string, planName: (trigger: Trigger) => string): ContinuityLines {
  const asking = triggerLines(face, now, planName);
  const lines = [...heldLine(face, nameOf), ...asking.filter(({ kind }) => kind === 'countdown'), ...runLines(face, 'live'), ...asking.filter(({ kind }) => kind === 'suggestion'), ...runLines(face, 'drill')];
  return { lines: lines.slice(0, MOST), more: Math.max(0, lines.length - MOST), notes: [...triggerNotes(face, planName), ...face.emergencyQueues.map((queue) => queueNote(queue, now)), ...drillNote(face, now), ...unprovenNote(face, now)] };
}

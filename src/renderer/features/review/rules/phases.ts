import { epochMs, fromRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import type { Story } from '../../../../shared/model/story.ts';

export interface Window {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

export const PHASES = ['all', 'before', 'detection', 'response', 'recovery'] as const;
export type Phase = (typeof PHASES)[number];
export const PHASE_WORD: Readonly<Record<Phase, string>> = { all: 'All of it', before: 'Before', detection: 'Detection', response: 'Response', recovery: 'Recovery' };

/** A tenth on both sides shows where it came from and where it went; of a short one at least this much. */
const LEAST_PAD_MS = 30_000;
const PAD_SHARE = 0.1;
const LEAST_AROUND_MS = 120_000;

type Told = Pick<Story, 'instants' | 'startedAt' | 'to'> & { readonly changes?: Story['changes'] };
const instantOf = (story: Told, name: keyof Story['instants']): EpochMs | null => {
  const text = story.instants[name] ?? null;
  return text === null ? null : fromRfc3339(text);
};

/** When it began, and when it was over: the later of its resolution and the end of its impact; of one that still runs, what was told last. */
export function lengthOf(story: Told): Window {
  const start = fromRfc3339(story.startedAt) ?? epochMs(0);
  const ends = [instantOf(story, 'resolvedAt'), instantOf(story, 'impactEndedAt')].filter((end) => end !== null && end >= start) as EpochMs[];
  const end = ends.length === 0 ? (fromRfc3339(story.to) ?? start) : epochMs(Math.max(...ends));
  return { from: start, until: epochMs(Math.max(start, end)) };
}

/** The incident with a quarter of its length around it, and with the change of its services that was nearest before it. */
export function wholeOf(story: Told): Window {
  const { from, until } = lengthOf(story);
  const around = Math.max(LEAST_AROUND_MS, (until - from) / 4);
  // The change that may have caused it is a part of the whole.
  const cause = story.changes?.find(({ relation }) => relation.early && relation.affected === true);
  const changed = cause === undefined ? Infinity : Date.parse(cause.from) - LEAST_PAD_MS;
  return { from: epochMs(Math.min(from - around, changed)), until: epochMs(until + around) };
}

function padded(from: EpochMs | null, until: EpochMs | null): Window | null {
  if (from === null || until === null || until <= from) return null;
  const pad = Math.max(LEAST_PAD_MS, (until - from) * PAD_SHARE);
  return { from: epochMs(from - pad), until: epochMs(until + pad) };
}

/** What may have caused it is a part of what came before. */
const firstChange = ({ changes = [] }: Told): number => changes.reduce((least, { from, relation }) => (relation.affected === false ? least : Math.min(least, Date.parse(from))), Infinity);

/**
 * The parts of an incident that can be looked at closer; one whose instants are not known, or stand in an impossible order, is left out.
 * `kept`: what was kept of its series; what came before it is looked at from there on.
 */
export function phasesOf(story: Told, kept: Window | null): readonly (readonly [Phase, Window])[] {
  const whole = wholeOf(story);
  const start = fromRfc3339(story.startedAt);
  const known = instantOf(story, 'acknowledgedAt') ?? instantOf(story, 'detectedAt');
  const [mitigated, resolved] = [instantOf(story, 'mitigatedAt'), instantOf(story, 'resolvedAt')];
  const parts: readonly (readonly [Phase, Window | null])[] = [
    ['all', whole],
    ['before', padded(epochMs(Math.min(whole.from, kept?.from ?? Infinity, firstChange(story))), start)],
    ['detection', padded(start, known)],
    ['response', padded(known ?? start, mitigated ?? resolved)],
    ['recovery', padded(mitigated, resolved)],
  ];
  return parts.flatMap(([phase, window]) => (window === null ? [] : [[phase, window] as const]));
}

/** The place of an instant in a window, 0 to 1 inside it. */
export const shareOf = ({ from, until }: Window, at: number): number => (at - from) / (until - from);

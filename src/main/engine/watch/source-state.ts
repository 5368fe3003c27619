import { traitsOf, type SourceConfig } from '../../../shared/model/sources/index.ts';
import type { Source as SourceView } from '../../../shared/model/entities.ts';
import { toRfc3339, type EpochMs } from '../../../shared/model/units.ts';
import { sourceIsFailing } from '../freshness/rules.ts';
import type { SourceFailure } from '../sources/source.ts';

interface FeedTrouble {
  readonly failuresInARow: number;
  /** Each a sentence. */
  readonly words: readonly string[];
}

/** What is known of a source as a whole. Only the functions below change it. */
export interface SourceState {
  readonly config: SourceConfig;
  readonly name: string;
  state: SourceView['state'];
  since: EpochMs;
  failuresInARow: number;
  message: string | null;
  warnings: readonly string[];
  /** What is wrong with feeds of a source that has signals, by the name of the feed. */
  readonly feedTroubles: Map<string, FeedTrouble>;
  lastAnswerAt: EpochMs | null;
  clockOffsetMs: number | null;
}

export const startSource = (config: SourceConfig, nowMs: EpochMs): SourceState => ({
  config,
  name: config.name ?? traitsOf(config).label,
  state: 'waiting',
  since: nowMs,
  failuresInARow: 0,
  message: null,
  warnings: [],
  feedTroubles: new Map(),
  lastAnswerAt: null,
  clockOffsetMs: null,
});

const sameTexts = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((text, i) => text === b[i]);
/** Offsets wander by some milliseconds with every answer; only a change that a person could see is worth telling. */
const offsetMoved = (a: number | null, b: number | null): boolean => a === null || b === null || Math.abs(a - b) > 500;

/** An answer came. Returns whether there is something to tell: a change of state, of a warning, or of the clock's offset. */
export function sourceAnswered(source: SourceState, facts: { clockOffsetMs: number | null; warnings: readonly string[] }, nowMs: EpochMs): boolean {
  const offset = facts.clockOffsetMs ?? source.clockOffsetMs;
  const changed = source.state !== 'ok' || !sameTexts(source.warnings, facts.warnings) || (offset !== null && offsetMoved(source.clockOffsetMs, offset));
  if (source.state !== 'ok') source.since = nowMs;
  source.state = 'ok';
  source.message = null;
  source.failuresInARow = 0;
  source.lastAnswerAt = nowMs;
  source.warnings = facts.warnings;
  if (changed) source.clockOffsetMs = offset;
  return changed;
}

const clockText = (at: EpochMs): string => `${toRfc3339(at).slice(11, 19)} UTC`;

/** A poll failed as a whole. Returns whether there is something to tell. */
export function sourceFailed(source: SourceState, failure: SourceFailure, nowMs: EpochMs): boolean {
  source.failuresInARow += 1;
  const since = source.lastAnswerAt === null ? 'has not answered yet' : `has not answered since ${clockText(source.lastAnswerAt)}`;
  const message = `${since} (${failure.message})`;
  const failing = sourceIsFailing(source.failuresInARow);
  const changed = source.message !== message || (failing && source.state !== 'failing');
  source.message = message;
  if (failing && source.state !== 'failing') {
    source.state = 'failing';
    source.since = nowMs;
  }
  return changed;
}

/** It answers, and says that it cannot know: blind at once, because that was waited for already. Returns whether there is something to tell. */
export function sourceBlinded(source: SourceState, reason: string, facts: { clockOffsetMs: number | null; warnings: readonly string[] }, nowMs: EpochMs): boolean {
  const before = { ...source };
  sourceAnswered(source, facts, nowMs);
  source.state = 'failing';
  source.since = before.state === 'failing' ? before.since : nowMs;
  source.message = reason;
  return before.state !== 'failing' || before.message !== reason || !sameTexts(before.warnings, facts.warnings);
}

/** A feed of a source that has signals answered, with what it says of itself. Returns whether there is something to tell. */
export function feedTold(source: SourceState, feed: string, words: readonly string[]): boolean {
  const before = source.feedTroubles.get(feed);
  if (words.length === 0) source.feedTroubles.delete(feed);
  else source.feedTroubles.set(feed, { failuresInARow: 0, words });
  return !sameTexts(before?.words ?? [], words);
}

/** It could not be asked. Returns whether there is something to tell. */
export function feedFailed(source: SourceState, feed: string, failure: SourceFailure): boolean {
  const before = source.feedTroubles.get(feed);
  const words = [`Its ${feed} cannot be read: ${failure.message}.`];
  source.feedTroubles.set(feed, { failuresInARow: (before?.failuresInARow ?? 0) + 1, words });
  return !sameTexts(before?.words ?? [], words);
}

/** Nothing that it told, such as an alert, can be confirmed now. */
export const isUnheard = ({ state, feedTroubles }: SourceState): boolean => state === 'failing' || [...feedTroubles.values()].some(({ failuresInARow }) => sourceIsFailing(failuresInARow));

/** The source as the API shows it; the address never carries credentials. */
export function viewSource(source: SourceState): SourceView {
  const { config } = source;
  const url = traitsOf(config).url(config);
  return {
    id: config.id,
    type: config.type,
    name: source.name,
    url: url === null ? null : withoutCredentials(url),
    state: source.state,
    since: toRfc3339(source.since),
    message: source.message,
    warnings: [...source.warnings, ...[...source.feedTroubles.values()].flatMap(({ words }) => words)],
    lastAnswerAt: source.lastAnswerAt === null ? null : toRfc3339(source.lastAnswerAt),
    clockOffsetMs: source.clockOffsetMs,
  };
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  url.search = '';
  url.hash = '';
  return url.href;
}

import type { FeedHealth, SourceHealth, WatchdogHealth } from '../../../../../shared/model/source-health.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';
import { traitsOf } from '../../../../../shared/model/sources/index.ts';
import { counted } from '../../../../../shared/text/counted.ts';
import { formatValueText } from '../../../../../shared/text/format.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import { CLOCK_LIMIT_MS } from '../../../../../shared/text/state-words.ts';
import { formatAge, formatMoment, formatSpan } from '../../../../../shared/time/format.ts';
import type { StateName } from '../../../../ui/kit/state.ts';
import { offsetText } from '../../words.ts';
import { budgetNow } from './budget.ts';
import type { Facts } from './standing.ts';

/** One figure of a source under its name, with what explains it in small. */
export interface Cell {
  readonly name: string;
  readonly value: string;
  readonly note: string | null;
  /** Wants a look, or is not known now. */
  readonly tone?: 'warn' | 'quiet';
}

const at = (instant: string | null): EpochMs | null => (instant === null ? null : fromRfc3339(instant));
const ms = (value: number): string => formatValueText(value, null, 'ms');
/** Stays on one line. */
const whole = (text: string): string => text.replaceAll(' ', '\u00a0');
const utc = (when: EpochMs, now: EpochMs): string => `${formatMoment(when, now)} UTC`;

/** The newest of what is known: figures come every few seconds, readings as they are made. */
export function lastAnswerAt({ source, signals, health }: Facts): EpochMs | null {
  const times = [source.lastAnswerAt, health?.lastAnswerAt ?? null, ...signals.map(({ latest }) => latest?.receivedAt ?? null)].map(at).filter((time) => time !== null);
  return times.length === 0 ? null : epochMs(Math.max(...times));
}

function lastAnswer(facts: Facts): Cell {
  const when = lastAnswerAt(facts);
  if (when === null) return { name: 'Last answer', value: 'none yet', note: null, tone: 'quiet' };
  return { name: 'Last answer', value: `${formatAge(facts.now - when)} ago`, note: utc(when, facts.now) };
}

/** `past`: it does not answer now, so that what it told is what was; `silent`: nothing is known now. */
export type Tense = 'now' | 'past' | 'silent';

function took({ health }: Facts, tense: Tense): Cell {
  const isPast = tense !== 'now';
  const told = health?.took ?? null;
  if (told === null) return { name: 'Answered in', value: health === null ? '–' : 'none yet', note: null, tone: 'quiet' };
  return { name: 'Answered in', value: `${isPast ? 'was ' : ''}${ms(told.lastMs)}`, note: `${whole(`p50 ${ms(told.p50Ms)}`)} · ${whole(`p95 ${ms(told.p95Ms)}`)}`, ...(isPast && { tone: 'quiet' }) };
}

function failed({ health, now }: Facts): Cell {
  if (health === null) return { name: 'Failed', value: '–', note: null, tone: 'quiet' };
  const since = at(health.countedSince);
  const last = at(health.lastFailure?.at ?? null);
  const value = `${health.failed.toLocaleString('en-GB')} of ${health.asked.toLocaleString('en-GB')}`;
  return { name: 'Failed', value, note: last === null ? (since === null ? null : `since ${utc(since, now)}`) : `last ${formatAge(now - last)} ago` };
}

function signalsCell({ signals }: Facts, tense: Tense): Cell {
  if (signals.length === 0) return { name: 'Signals', value: 'none', note: null, tone: 'quiet' };
  const count = (freshness: string): number => signals.filter((signal) => signal.freshness === freshness).length;
  const [live, late, blind] = [count('live'), count('late'), count('blind')];
  const parts = [...(live > 0 ? [`${live} live`] : []), ...(late > 0 ? [`${late} late`] : []), ...(blind > 0 ? [`${blind} blind`] : [])];
  if (tense === 'silent') return { name: 'Signals', value: `${signals.length} not known`, note: null, tone: 'quiet' };
  const usual = Math.max(...signals.map(({ usualAgeMs = 0 }) => usualAgeMs));
  return { name: 'Signals', value: parts.join(', '), note: usual >= 1_000 ? `usually ${formatAge(usual)} old` : null, ...(blind > 0 && tense === 'now' && { tone: 'warn' }) };
}

function budget({ health, now }: Facts, tense: Tense): Cell {
  const known = budgetNow(health?.budget ?? null, now);
  if (known === null) return { name: 'Budget', value: health === null ? '–' : 'no limit told', note: null, tone: 'quiet' };
  const name = plain(known.name, 40);
  if (known.state === 'unknown') return { name: 'Budget', value: 'not known', note: `${name}: ${whole(`renewed ${formatAge(now - known.renewedAt)} ago`)}, not asked since`, tone: 'quiet' };
  return { name: 'Budget', value: `${known.used.toLocaleString('en-GB')} of ${known.limit.toLocaleString('en-GB')} used`, note: `${name}: ${whole(`renewed in ${formatAge(known.resetsAt - now)}`)}`, ...(tense === 'silent' ? { tone: 'quiet' } : known.state !== 'left' && { tone: 'warn' }) };
}

function clock({ source }: Facts, tense: Tense): Cell {
  const { clockOffsetMs: offset } = source;
  if (offset === null) return { name: 'Its clock', value: traitsOf(source).keepsSamples ? 'not known yet' : 'not told', note: null, tone: 'quiet' };
  const off = Math.abs(offset) > CLOCK_LIMIT_MS;
  const value = off ? `${formatAge(Math.abs(offset))} ${offset > 0 ? 'ahead' : 'behind'}` : 'in step';
  const note = off ? 'of ours' : `within ${formatSpan(CLOCK_LIMIT_MS)}`;
  if (tense !== 'now') return { name: 'Its clock', value: `was ${value}`, note, tone: 'quiet' };
  return { name: 'Its clock', value, note, ...(off && { tone: 'warn' }) };
}

/** The figures of a source, always the same ones in the same order, so that those of several can be read down. */
export const cellsOf = (facts: Facts, tense: Tense): readonly Cell[] => [lastAnswer(facts), took(facts, tense), failed(facts), signalsCell(facts, tense), budget(facts, tense), clock(facts, tense)];

/** What a clock that is off does here; null where it is not. */
export function clockEffect({ source }: Pick<Facts, 'source'>): string | null {
  const { clockOffsetMs: offset } = source;
  if (offset === null || Math.abs(offset) <= CLOCK_LIMIT_MS) return null;
  return `Its clock is ${offsetText(offset) ?? ''}. Its samples are judged by its own clock, so nothing looks newer than it is; but beside its numbers this difference stands in place of an age, and its times of alerts may be off by as much. Set one of both clocks right.`;
}

/** The last error in a sentence with its time, where it is not said already. */
export function lastError({ health, source, now }: Facts): string | null {
  const last = health?.lastFailure ?? null;
  const when = at(last?.at ?? null);
  if (last === null || when === null) return null;
  const message = plain(last.message, 400);
  if (source.message !== null && source.message.includes(last.message)) return null;
  return `Last error ${utc(when, now)}, ${formatAge(now - when)} ago${last.feed === null ? '' : `, asked for ${plain(last.feed, 40)}`}: ${message}`;
}

/** A line with its mark: something that a source tells beside values. */
export interface Line {
  readonly state: StateName;
  readonly word: string;
  readonly text: string;
}

const FEED: Readonly<Record<FeedHealth['state'], readonly [StateName, string]>> = { waiting: ['none', 'not read yet'], live: ['ok', 'read'], late: ['late', 'late'], blind: ['blind', 'not read'] };
const DOG: Readonly<Record<WatchdogHealth['state'], readonly [StateName, string]>> = { waiting: ['none', 'not seen yet'], arrives: ['ok', 'arrives'], missing: ['blind', 'missing'] };

const whenLast = (last: EpochMs | null, now: EpochMs): string => (last === null ? 'never yet' : `last ${formatAge(now - last)} ago`);

function feedLine(feed: FeedHealth, now: EpochMs): Line {
  const [state, word] = FEED[feed.state];
  const last = at(feed.lastAt);
  const failure = feed.lastFailure === null || feed.state === 'live' ? '' : `: ${plain(feed.lastFailure.message, 300)}`;
  return { state, word: `${plain(feed.name, 40)} ${word}`, text: `${whenLast(last, now)}, every ${formatSpan(feed.everyMs)}${failure}` };
}

function dogLine({ name, state, lastAt, withinMs }: WatchdogHealth, now: EpochMs): Line {
  const [mark, word] = DOG[state];
  const last = at(lastAt);
  return { state: mark, word: `${plain(name, 60)} ${word}`, text: `${whenLast(last, now)}, due within ${formatSpan(withinMs)}: the alert that always fires` };
}

/** Feeds and watchdog. Of a source that is blind nothing looks well, whatever is. */
export function linesOf(health: SourceHealth | null, now: EpochMs, tense: Tense): readonly Line[] {
  if (health === null) return [];
  const { feeds, watchdog } = health;
  if (tense === 'silent') return [...feeds, ...(watchdog === null ? [] : [watchdog])].map(({ name, lastAt }) => ({ state: 'blind', word: `${plain(name, 60)}: not known now`, text: whenLast(at(lastAt), now) }));
  const lines = [...feeds.map((feed) => feedLine(feed, now)), ...(watchdog === null ? [] : [dogLine(watchdog, now)])];
  return tense === 'now' ? lines : lines.map((line) => (line.state === 'ok' ? { ...line, state: 'none' } : line));
}

/** "3 questions failed in the last hour, the slowest answer took 120 ms": what the strip of the last hour draws. */
export function hourWords({ slowestMs, failed: lost }: SourceHealth['hour']): string {
  const slowest = Math.max(-1, ...slowestMs.map((each) => each ?? -1));
  const failures = lost.reduce((sum, each) => sum + each, 0);
  return `Last hour: ${slowest < 0 ? 'no answer' : `slowest answer ${ms(slowest)}`}, ${failures === 0 ? 'no failure' : counted(failures, 'failure')}`;
}

import type { Signal, Source } from '../../../../../shared/model/entities.ts';
import type { SourceHealth } from '../../../../../shared/model/source-health.ts';
import { epochMs, fromRfc3339, type EpochMs } from '../../../../../shared/model/units.ts';
import { counted } from '../../../../../shared/text/counted.ts';
import { plain } from '../../../../../shared/text/plain.ts';
import { CLOCK_LIMIT_MS } from '../../../../../shared/text/state-words.ts';
import type { StateName } from '../../../../ui/kit/state.ts';
import { budgetNow } from './budget.ts';

/** How a source stands, gravest first. Only `well` may ever look like it. */
export type Grade = 'blind' | 'troubled' | 'late' | 'waiting' | 'well';

export interface Standing {
  readonly grade: Grade;
  readonly state: StateName;
  readonly word: string;
  /** Null where it is not known or does not matter. */
  readonly since: EpochMs | null;
}

export interface Facts {
  readonly source: Source;
  /** Those of this source. */
  readonly signals: readonly Signal[];
  /** Null until the figures have come. */
  readonly health: SourceHealth | null;
  readonly now: EpochMs;
}

const GRADES: readonly Grade[] = ['blind', 'troubled', 'late', 'waiting', 'well'];
export const rankOf = (grade: Grade): number => GRADES.indexOf(grade);
const MARK: Readonly<Record<Grade, StateName>> = { blind: 'blind', troubled: 'P2', late: 'late', waiting: 'none', well: 'ok' };

const standing = (grade: Grade, word: string, since: EpochMs | null = null): Standing => ({ grade, state: MARK[grade], word, since });

/** Since when each signal of it is blind; null where one is not, or there is none. As the engine judges it, without waiting for its figures. */
function allBlindSince(signals: readonly Signal[]): EpochMs | null {
  if (signals.length === 0 || signals.some(({ freshness }) => freshness !== 'blind')) return null;
  return epochMs(Math.max(...signals.map(({ freshnessSince }) => fromRfc3339(freshnessSince) ?? 0)));
}

const allOf = (total: number, one: string): string => (total === 1 ? `its one ${one}` : total === 2 ? `both ${one}s` : `all ${counted(total, one)}`);
const manyOf = (count: number, total: number, what: string): string => (count === total ? `${allOf(total, 'signal')} ${what}` : `${count} of ${counted(total, 'signal')} ${what}`);

/** What is wrong with a source that answers, the gravest first; null where nothing is. */
function trouble({ source, signals, health, now }: Facts): Standing | null {
  const blind = signals.filter(({ freshness }) => freshness === 'blind').length;
  if (blind > 0) return standing('troubled', manyOf(blind, signals.length, 'blind'));
  const deaf = health?.feeds.find(({ state }) => state === 'blind');
  if (deaf !== undefined) return standing('troubled', `its ${plain(deaf.name, 40)} are not read`);
  const budget = budgetNow(health?.budget ?? null, now);
  if (budget?.state === 'empty') return standing('troubled', 'budget used up');
  if (Math.abs(source.clockOffsetMs ?? 0) > CLOCK_LIMIT_MS) return standing('troubled', 'its clock is off');
  if (source.warnings.length > 0) return standing('troubled', 'answers, with a warning');
  return null;
}

function delay({ source, signals, health }: Facts): Standing | null {
  if (source.message !== null) return standing('late', 'last question failed');
  const late = signals.filter(({ freshness }) => freshness === 'late').length;
  if (late > 0) return standing('late', manyOf(late, signals.length, 'late'));
  const feed = health?.feeds.find(({ state }) => state === 'late');
  return feed === undefined ? null : standing('late', `its ${plain(feed.name, 40)} are late`);
}

/** A source as it stands now. `silent`: Holdfast itself is not heard, so that nothing is known of it. */
export function standingOf(facts: Facts, silent: boolean): Standing {
  const { source, signals } = facts;
  if (silent) return standing('blind', 'not known now');
  if (source.state === 'waiting') return standing('waiting', 'no answer yet');
  const since = source.state === 'failing' ? fromRfc3339(source.since) : allBlindSince(signals);
  if (source.state === 'failing' || since !== null) return standing('blind', 'blind', since);
  return trouble(facts) ?? delay(facts) ?? standing('well', 'answers', fromRfc3339(source.since));
}

/** What all of them add up to, in a few words. */
export function summaryOf(grades: readonly Grade[]): { readonly state: StateName; readonly word: string } {
  const count = (grade: Grade): number => grades.filter((each) => each === grade).length;
  const worst = GRADES.find((grade) => count(grade) > 0) ?? 'waiting';
  const all = counted(grades.length, 'source');
  const blind = count('blind');
  if (worst === 'blind') return { state: 'blind', word: blind === grades.length ? `${grades.length === 1 ? 'the one source is' : allOf(grades.length, 'source')} blind` : `${blind} of ${all} blind` };
  if (worst === 'troubled') return { state: 'P2', word: `${count('troubled')} of ${all} ${count('troubled') === 1 ? 'wants' : 'want'} a look` };
  if (worst === 'late') return { state: 'late', word: `${count('late')} of ${all} late` };
  if (worst === 'waiting') return { state: 'none', word: `no answer yet from ${count('waiting')} of ${all}` };
  return { state: 'ok', word: grades.length === 1 ? 'the one source answers' : `${allOf(grades.length, 'source')} answer` };
}

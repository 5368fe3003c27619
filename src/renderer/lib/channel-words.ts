import { tokenStage } from '../../shared/model/channels/care.ts';
import type { ChannelView } from '../../shared/contract/channel-calls.ts';
import { fromRfc3339, type EpochMs } from '../../shared/model/units.ts';
import { formatAge, formatDuration } from '../../shared/time/format.ts';

const DAY_MS = 86_400_000;
/** Channels prove themselves daily; one that missed two of them is not known to work. */
const OLD_MS = 2 * DAY_MS;

/** A state as the kit names it, with its words. */
export interface Told {
  readonly state: 'ok' | 'P2' | 'late' | 'none' | 'broken';
  readonly words: string;
}

const ageOf = (instant: string, now: EpochMs | null): string | null => {
  const at = fromRfc3339(instant);
  return at === null || now === null ? null : formatAge(Math.max(0, now - at));
};
const ago = (instant: string, now: EpochMs | null): string => {
  const age = ageOf(instant, now);
  return age === null ? 'age unknown' : `${age} ago`;
};
const unended = (sentence: string): string => sentence.replace(/\.$/, '');

/** Never better than what was proven: one that was not yet, or long ago, or that nobody can prove, is not shown as well. */
export function proofWords({ problem, proof }: Pick<ChannelView, 'problem' | 'proof'>, now: EpochMs | null): Told {
  if (problem !== null) return { state: 'broken', words: problem };
  if (proof === null) return { state: 'none', words: 'not proven yet' };
  const at = fromRfc3339(proof.at);
  if (at === null || now === null) return { state: 'late', words: 'age of its proof unknown' };
  if (!proof.ok) return { state: proof.certain ? 'broken' : 'late', words: `${unended(proof.says)} (looked at ${ago(proof.at, now)})` };
  const ends = tokenEnd(proof.expiresAt, now);
  const proven = `proven ${ago(proof.at, now)}`;
  if (ends?.stage === 'ended') return { state: 'broken', words: ends.words };
  if (now - at > OLD_MS) return { state: 'late', words: `${proven}, which is long` };
  const soon = [...(ends === null || ends.stage === null ? [] : [ends.words]), ...(proof.warns === null ? [] : [unended(proof.warns)])];
  return soon.length === 0 ? { state: 'ok', words: proven } : { state: 'P2', words: `${soon.join('; ')}; ${proven}` };
}

/** When a token ends, however far that is; null where nobody tells. */
export function tokenEnd(expiresAt: string | null, now: EpochMs | null): { readonly stage: ReturnType<typeof tokenStage>; readonly words: string } | null {
  const end = expiresAt === null ? null : fromRfc3339(expiresAt);
  if (end === null || now === null) return null;
  const stage = tokenStage(end, now);
  return { stage, words: stage === 'ended' ? 'its token has ended' : `its token ends in ${formatDuration(end - now)}` };
}

/** Who may post where it leads; null where nobody is kept from it. */
export function postingWords({ state, by, at, until }: ChannelView['posting'], now: EpochMs | null): Told | null {
  const who = by === null || at === null ? '' : `by ${by.name} ${ago(at, now)}`;
  if (state === 'free') return null;
  if (state === 'checked') return { state: 'ok', words: 'the vendor lets only some post there' };
  if (state === 'open') return { state: 'P2', words: 'the vendor lets everybody post there: restrict it there' };
  if (state === 'missing') return { state: 'P2', words: 'nobody has confirmed that only the right people may post there' };
  if (state === 'expired') return { state: 'P2', words: `confirmed ${who}, which has expired: confirm it again` };
  const end = until === null ? null : fromRfc3339(until);
  return { state: 'ok', words: `confirmed ${who}${end === null || now === null ? '' : `, for ${formatDuration(end - now)} more`}` };
}

const TEST = { sending: ['none', 'test on its way'], sent: ['none', 'test accepted'], failed: ['P2', 'test failed'], unknown: ['late', 'test possibly sent'] } as const satisfies Record<NonNullable<ChannelView['test']>['state'], readonly [Told['state'], string]>;

/** The last test message. Never green: one that was taken once is no proof that the next one would be. */
export function testWords({ state, reason, by, at, to }: NonNullable<ChannelView['test']>, now: EpochMs | null): Told {
  const [mark, word] = TEST[state];
  return { state: mark, words: `${word} ${ago(at, now)}, ${to === '' ? 'to all readers' : `to ${to}`}, by ${by.name}${reason === null ? '' : `: ${unended(reason)}`}` };
}

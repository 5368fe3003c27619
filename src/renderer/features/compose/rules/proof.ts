import type { ChannelView } from '../../../../shared/contract/update-calls.ts';
import type { EpochMs } from '../../../../shared/model/units.ts';
import { formatAge, formatDuration } from '../../../../shared/time/format.ts';
import type { StateName } from '../../../ui/kit/state.ts';

const DAY_MS = 86_400_000;
/** Channels prove themselves daily; one that missed two of them is not known to work. */
const OLD_MS = 2 * DAY_MS;
const WARNED_MS = 30 * DAY_MS;

/** Never better than what was proven: one that was not yet, or long ago, is not shown as well. */
export function proofWords({ problem, proof }: Pick<ChannelView, 'problem' | 'proof'>, now: EpochMs | null, read: (instant: string) => EpochMs | null): { readonly state: StateName; readonly words: string } {
  if (problem !== null) return { state: 'broken', words: problem };
  if (proof === null) return { state: 'none', words: 'not proven yet' };
  const at = read(proof.at);
  if (at === null || now === null) return { state: 'late', words: 'age of its proof unknown' };
  const age = formatAge(now - at);
  if (!proof.ok) return { state: 'P2', words: `${proof.says.replace(/\.$/, '')}, ${age} ago` };
  const expires = proof.expiresAt === null ? null : read(proof.expiresAt);
  const left = expires === null ? null : expires - now;
  if (left !== null && left <= 0) return { state: 'broken', words: 'its credentials have expired' };
  if (left !== null && left <= WARNED_MS) return { state: 'P2', words: `credentials expire in ${formatDuration(left)}; proven ${age} ago` };
  return now - at > OLD_MS ? { state: 'late', words: `proven ${age} ago, which is long` } : { state: 'ok', words: `proven ${age} ago` };
}

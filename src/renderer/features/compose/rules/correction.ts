import type { ChannelView } from '../../../../shared/contract/channel-calls.ts';
import type { Delivery } from '../../../../shared/model/delivery.ts';
import type { ChannelId } from '../../../../shared/model/ids.ts';
import { counted } from '../../../../shared/text/counted.ts';

/** What a correction does at one channel; `none`: nothing of the update is known to be there. */
export interface Reach {
  readonly way: 'edits' | 'follows' | 'none';
  readonly words: string;
}

/** A message that may be there and was never found cannot be changed where it stands. */
export function reachOf(deliveries: readonly Delivery[], { id, corrects }: Pick<ChannelView, 'id' | 'corrects'>): Reach {
  const there = deliveries.filter(({ channel }) => channel === id);
  const count = (state: Delivery['state']): number => there.filter((each) => each.state === state).length;
  const [arrived, maybe, waiting] = [count('sent'), count('unknown'), count('queued') + count('sending')];
  const readers = there.some(({ recipient }) => recipient !== '') ? ` to ${counted(arrived + maybe, 'reader')}` : '';
  const late = waiting === 0 ? '' : '; what is still on its way there arrives as it was';
  if (arrived > 0 && corrects === 'edits') return { way: 'edits', words: `edited where it stands${late}` };
  if (arrived > 0) return { way: 'follows', words: `followed up${readers}: what was sent there stays${late}` };
  if (maybe > 0) return { way: 'follows', words: `followed up${readers}: it may have arrived there${late}` };
  if (waiting > 0) return { way: 'none', words: 'still on its way there as it was: leave that delivery, or correct it once it has arrived' };
  return { way: 'none', words: there.length === 0 ? 'was not sent there' : 'did not arrive there' };
}

/** Channels that a correction can go to at all. */
export const reached = (deliveries: readonly Delivery[]): ChannelId[] => [...new Set(deliveries.filter(({ state }) => state === 'sent' || state === 'unknown').map(({ channel }) => channel))];

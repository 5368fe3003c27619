import type { ChannelView } from '../../../shared/contract/update-calls.ts';
import { fromRfc3339 } from '../../../shared/model/units.ts';
import { plain } from '../../../shared/text/plain.ts';
import { useEngineNow } from '../../lib/live-store.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import type { StateName } from '../../ui/kit/state.ts';
import { proofWords } from './rules/proof.ts';

const PROOF_WORD: Partial<Record<StateName, string>> = { ok: 'works', late: 'not confirmed', broken: 'cannot send', P2: 'look at it', none: 'not tried' };

/** Whether a channel would take an update, by its last proof, and how old that is. */
export function Proof({ channel }: { channel: ChannelView }) {
  const now = useEngineNow();
  const { state, words } = proofWords(channel, now, (instant) => fromRfc3339(instant));
  return (
    <span>
      <StateMark state={state} word={PROOF_WORD[state] ?? false} /> {plain(words, 300)}
    </span>
  );
}

import type { ChannelView } from '../../../shared/contract/channel-calls.ts';
import { plain } from '../../../shared/text/plain.ts';
import { postingWords, proofWords } from '../../lib/channel-words.ts';
import { useEngineNow } from '../../lib/live-store.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import type { StateName } from '../../ui/kit/state.ts';

const PROOF_WORD: Partial<Record<StateName, string>> = { ok: 'works', late: 'not confirmed', broken: 'cannot send', P2: 'look at it', none: 'not tried' };

/** Whether a channel would take an update, by its last proof, and how old that is; and who may post there, where that is in doubt. */
export function Proof({ channel }: { channel: ChannelView }) {
  const now = useEngineNow();
  const { state, words } = proofWords(channel, now);
  const posting = postingWords(channel.posting, now);
  return (
    <span>
      <StateMark state={state} word={PROOF_WORD[state] ?? false} /> {plain(words, 300)}
      {posting === null || posting.state === 'ok' ? null : (
        <>
          {' · '}
          <StateMark state={posting.state} word="who may post" /> {plain(posting.words, 200)}
        </>
      )}
    </span>
  );
}

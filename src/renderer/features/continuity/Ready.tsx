import type { Preflight } from '../../../shared/model/continuity/plan.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { readyText } from '../../../shared/text/continuity-words.ts';
import { useEngineNow } from '../../lib/live-store.ts';
import { StateMark } from '../../ui/kit/StateMark.tsx';
import { CHECK_MARK } from './marks.ts';

/** What pre-flight found, and how old that is: it counts by itself, also while the engine says nothing. */
export function Ready({ preflight }: { preflight: Preflight }) {
  const now = useEngineNow() ?? epochMs(0);
  const { text, state, old } = readyText(preflight, now);
  return <StateMark state={old && state === 'unknown' ? 'late' : CHECK_MARK[state]} word={text} />;
}

import { useMemo } from 'react';
import type { SignalRuleConfig } from '../../../../shared/model/rule-config.ts';
import type { Replay } from '../../../../shared/model/incident.ts';
import type { HoldfastError } from '../../../../shared/model/result.ts';
import { epochMs, toRfc3339, type EpochMs } from '../../../../shared/model/units.ts';
import { useLater } from '../../../lib/use-later.ts';
import { useCall } from '../../../platform/use-call.ts';
import type { RuleDraft, Subject } from '../edit/draft.ts';
import { readDraft } from '../edit/read-draft.ts';
import type { ReplaySpanMs } from './replay-words.ts';

const SETTLED_MS = 400;
const MOST_POINTS = 800;
const ANY: SignalRuleConfig = { id: 'replay' as SignalRuleConfig['id'], signal: 'none' as never, when: { above: 0 }, severity: 'P2' };

export interface ReplayState {
  /** The newest answer, which may belong to what was typed just before; null while there is none. */
  readonly replay: Replay | null;
  readonly busy: boolean;
  readonly error: HoldfastError | null;
  readonly retry: () => void;
  /** False: what is typed is no rule yet. */
  readonly complete: boolean;
}

/** What the rule in the form would have done in the time before `until`, asked once typing pauses. What it is called and who keeps it changes nothing. */
export function useReplay(draft: RuleDraft, subject: Subject | undefined, spanMs: ReplaySpanMs, until: EpochMs): ReplayState {
  const read = readDraft({ ...draft, id: 'replay', summary: '', owner: '', reviewBy: '', incident: 'usual' }, subject);
  const now = read.ok && subject !== undefined ? JSON.stringify(read.rule) : null;
  const settled = useLater(now, SETTLED_MS);
  const rule = useMemo(() => (settled === null ? null : (JSON.parse(settled) as SignalRuleConfig)), [settled]);
  const asked = useCall('rules.replay', { rule: rule ?? ANY, from: toRfc3339(epochMs(until - spanMs)), to: toRfc3339(until), maxPoints: MOST_POINTS }, { enabled: rule !== null, keep: true });
  return {
    replay: now === null ? null : (asked.data ?? null),
    busy: now !== settled || asked.isFetching || asked.isPlaceholderData,
    error: asked.isPlaceholderData || asked.isFetching ? null : asked.error,
    retry: () => void asked.refetch(),
    complete: now !== null,
  };
}

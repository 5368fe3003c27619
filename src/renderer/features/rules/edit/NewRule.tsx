import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useWorkspace } from '../../../lib/live-store.ts';
import { useCall } from '../../../platform/use-call.ts';
import { writtenId } from '../list/rule-list.ts';
import { RuleWaits } from '../NoSuchRule.tsx';
import { useSubjects } from '../use-subjects.ts';
import { newDraft } from './draft.ts';
import { leaveSaved } from './draft-store.ts';
import { RuleEditor } from './RuleEditor.tsx';

/** `/rules/new?signal=` begins with that signal. */
export function NewRule() {
  const [, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get('signal') ?? '';
  const known = useWorkspace() !== null;
  const subject = useSubjects().find(({ id }) => id === asked);
  const { data } = useCall('rules.list', { limit: 1_000 });
  const taken = useMemo(() => new Set((data?.items ?? []).map(writtenId)), [data]);
  if (!known) return <RuleWaits error={null} onRetry={() => undefined} />;
  return <RuleEditor title="New rule" draftKey={`new ${asked}`} base={newDraft(subject)} taken={taken} isNew onSaved={({ id }, said) => (leaveSaved(id, said), navigate(`/rules/${encodeURIComponent(id)}`, { replace: true }))} />;
}

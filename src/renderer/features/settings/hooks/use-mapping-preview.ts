import { useEffect, useState } from 'react';
import type { CallInput, CallOutput } from '../../../../shared/contract/contract.ts';
import { HookId, ServiceId } from '../../../../shared/model/ids.ts';
import { useCall } from '../../../platform/use-call.ts';
import { mapOf, type HookDraft } from './draft.ts';

const PAUSE_MS = 250;

export interface MappingPreview {
  readonly preview: CallOutput<'hooks.preview'> | null;
  readonly error: string | null;
}

/** What a mapping makes of a sample, asked again once the typing pauses; what was shown stays until then. */
export function useMappingPreview(draft: HookDraft, sample: string): MappingPreview {
  const wanted: CallInput<'hooks.preview'> = {
    id: HookId.safeParse(draft.id.trim()).data ?? HookId.parse('new'),
    sample,
    map: mapOf(draft),
    reportedBy: draft.reportedBy,
    ...(draft.service === '' ? {} : { service: ServiceId.parse(draft.service) }),
    ...(draft.severity === '' ? {} : { severity: draft.severity }),
  };
  const key = JSON.stringify(wanted);
  const [asked, setAsked] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(key), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  const answer = useCall('hooks.preview', JSON.parse(asked) as CallInput<'hooks.preview'>, { keep: true });
  return { preview: answer.data ?? null, error: answer.isError ? answer.error.message : null };
}

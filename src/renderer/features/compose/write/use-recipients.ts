import { useMemo } from 'react';
import type { CallInput } from '../../../../shared/contract/contract.ts';
import type { Recipients } from '../../../../shared/contract/update-calls.ts';
import { useLater } from '../../../lib/use-later.ts';
import { useCall } from '../../../platform/use-call.ts';
import type { Writer } from './use-writer.ts';

const SETTLED_MS = 300;

/** Who would get it by mail, of the channels of this audience that are lists of readers; null while that is asked. */
export function useRecipients({ incident, channels, read, corrects }: Pick<Writer, 'incident' | 'channels' | 'read' | 'corrects'>): { readonly recipients: readonly Recipients[] | null; readonly again: () => void } {
  const mailed = channels.filter(({ type }) => type === 'email').map(({ id }) => id);
  // No other fact says who reads it, so that typing asks nobody anew.
  const input = JSON.stringify({ incident: incident.id, facts: { services: read.facts.services, regions: read.facts.regions }, channels: mailed, corrects: corrects?.id ?? null });
  const later = useLater(input, SETTLED_MS);
  const asked = useCall('updates.recipients', useMemo(() => JSON.parse(later) as CallInput<'updates.recipients'>, [later]), { enabled: mailed.length > 0 });
  const failed = mailed.map((channel): Recipients => ({ channel, count: 0, first: [], suppressed: 0, duplicates: 0, problem: asked.error?.message ?? null }));
  return { recipients: mailed.length === 0 ? [] : asked.isError ? failed : later === input ? (asked.data?.items ?? null) : null, again: () => void asked.refetch() };
}

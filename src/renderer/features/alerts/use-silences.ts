import { useMemo } from 'react';
import type { Silence, SilenceKeeper } from '../../../shared/model/silence.ts';
import { useCall } from '../../platform/use-call.ts';
import { silenceKey } from './words.ts';

export interface KnownSilences {
  /** False until they were read once. */
  readonly known: boolean;
  readonly byKey: ReadonlyMap<string, Silence>;
  /** Sources that keep silences. */
  readonly keepers: readonly SilenceKeeper[];
}

const NO_ITEMS: readonly Silence[] = [];
const NO_KEEPERS: readonly SilenceKeeper[] = [];

/** The silences that are in force or to come, whoever made them. Read when they are wanted, and again when they change. */
export function useSilences(enabled = true): KnownSilences {
  const { data } = useCall('silences.list', {}, { enabled });
  const items = data?.items ?? NO_ITEMS;
  const byKey = useMemo(() => new Map(items.map((each) => [silenceKey(each.source, each.id), each])), [items]);
  return { known: data !== undefined, byKey, keepers: data?.sources ?? NO_KEEPERS };
}

import { useMemo } from 'react';
import { zoneName } from '../../../shared/time/format.ts';
import { useWorkspace } from '../../lib/live-store.ts';

/** The workspace's zone and UTC first, then all that this screen knows. */
export function useZones(chosen: string): readonly { readonly value: string; readonly label: string }[] {
  const own = useWorkspace()?.timeZone ?? 'UTC';
  return useMemo(() => {
    const first = [...new Set([own, 'UTC', chosen])];
    const others = Intl.supportedValuesOf('timeZone').filter((zone) => !first.includes(zone));
    return [...first.map((value) => ({ value, label: `${zoneName(value)} time` })), ...others.map((value) => ({ value, label: value.replaceAll('_', ' ') }))];
  }, [own, chosen]);
}

import { useEffect } from 'react';
import { useEngineStatus } from '../lib/live-store.ts';
import { useClient } from '../platform/context.tsx';

/** Tells the engine which screen this seat looks at, so that others see who is where. Nothing depends on the answer. */
export function usePresenceReport(location: string): void {
  const client = useClient();
  const live = useEngineStatus().state === 'live';
  const screen = location.split('/')[1] ?? '';
  useEffect(() => {
    if (live && screen !== '') void client('presence.set', { screen });
  }, [client, live, screen]);
}

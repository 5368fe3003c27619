import { QueryClientProvider } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { toRfc3339 } from '../../shared/model/units.ts';
import { assertPresent } from '../../shared/model/result.ts';
import { createLiveStore, LiveStoreContext, type LiveStore } from '../lib/live-store.ts';
import { createSeriesCache, SeriesCacheContext, type LoadPoints, type SeriesCache } from '../lib/series-cache.ts';
import type { Client, LiveConnection, Pair, Platform, Shell } from './ports.ts';
import { createInvalidation, createQueries } from './queries.ts';

const PlatformContext = createContext<Platform | null>(null);

const loadThrough =
  (client: Client): LoadPoints =>
  async ({ signal, from, to, maxPoints }) => {
    const result = await client('signals.points', { id: signal, from: toRfc3339(from), to: toRfc3339(to), maxPoints });
    return result.ok ? { ok: true, value: result.value.items } : result;
  };

/** Feeds the stream into the store, the series and the request cache; returns what ends it. */
export function connect(live: LiveConnection, store: LiveStore, series: SeriesCache, queries: ReturnType<typeof createQueries>): () => void {
  const stopChecks = store.startChecks();
  const invalidation = createInvalidation(queries);
  const close = live.open({
    event: (event) => {
      store.apply(event);
      series.apply(event);
      invalidation.on(event);
    },
    status: (status) => {
      store.setLink(status);
      series.setLink(status);
    },
  });
  return () => {
    close();
    stopChecks();
    invalidation.close();
    series.close();
  };
}

/** The root of every screen: the platform's ports, the live state, the series and the request cache below it. */
export function PlatformProvider({ platform, children }: { platform: Platform; children: ReactNode }) {
  const [parts] = useState(() => {
    const store = createLiveStore();
    return { store, series: createSeriesCache({ load: loadThrough(platform.client), now: () => store.engineNow() }), queries: createQueries() };
  });
  useEffect(() => connect(platform.live, parts.store, parts.series, parts.queries), [platform, parts]);
  return (
    <PlatformContext value={platform}>
      <QueryClientProvider client={parts.queries}>
        <LiveStoreContext value={parts.store}>
          <SeriesCacheContext value={parts.series}>{children}</SeriesCacheContext>
        </LiveStoreContext>
      </QueryClientProvider>
    </PlatformContext>
  );
}

export const usePlatform = (): Platform => assertPresent(useContext(PlatformContext), 'usePlatform needs a PlatformProvider above it');
export const useClient = (): Client => usePlatform().client;
export const useShell = (): Shell => usePlatform().shell;
export const usePair = (): Pair | null => usePlatform().pair;

import { useMemo } from 'react';
import { headlineOf, type Headline } from '../../shared/text/headline.ts';
import { useDeafSources, useIncidents } from '../lib/live-store.ts';
import { useWall } from './tiles.tsx';

/** The first words of the wall, the rail and the title: what tiles, open incidents and sources add up to. */
export function useHeadline(): Headline {
  const { overall } = useWall();
  const incidents = useIncidents();
  const deaf = useDeafSources();
  return useMemo(() => headlineOf(overall, incidents, deaf), [overall, incidents, deaf]);
}

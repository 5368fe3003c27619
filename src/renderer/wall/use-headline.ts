import { useMemo } from 'react';
import { headlineOf, type Headline } from '../../shared/text/headline.ts';
import { useIncidents } from '../lib/live-store.ts';
import { useWall } from './tiles.tsx';

/** The first words of the wall, the rail and the title: what tiles and open incidents add up to. */
export function useHeadline(): Headline {
  const { overall } = useWall();
  const incidents = useIncidents();
  return useMemo(() => headlineOf(overall, incidents), [overall, incidents]);
}

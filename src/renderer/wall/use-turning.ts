import { useCallback, useEffect, useState } from 'react';

const TURN_MS = 20_000;

/**
 * Which page is shown. In a kiosk pages turn every 20 s unless something holds them; a turn by hand starts the 20 s anew. When
 * something begins to hold the pages, the first one is shown: that is where it stands.
 */
export function useTurning(pages: number, held: boolean, kiosk: boolean): readonly [number, (page: number) => void] {
  const [turn, setTurn] = useState({ held, page: 0 });
  const wanted = turn.held === held ? turn.page : 0;
  const page = ((wanted % pages) + pages) % pages;
  const set = useCallback((next: number) => setTurn({ held, page: next }), [held]);
  useEffect(() => {
    if (!kiosk || held || pages < 2) return undefined;
    const timer = setTimeout(() => set(page + 1), TURN_MS);
    return () => clearTimeout(timer);
  }, [kiosk, held, pages, page, set]);
  return [page, set];
}

import { useCallback, useEffect } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useShell } from '../platform/context.tsx';

/** The address of a wall: kiosk mode and display stand in it, so that a window comes back as it was. */
export function wallAddress(search: string, kiosk: boolean): string {
  const query = new URLSearchParams(search);
  if (kiosk) query.set('kiosk', '1');
  else query.delete('kiosk');
  const text = query.toString();
  return text === '' ? '/wall' : `/wall?${text}`;
}

export const isKiosk = (search: string): boolean => new URLSearchParams(search).has('kiosk');

/** Kiosk mode of this window: no rail, no cursor, the whole screen where the window may take it. */
export function useKiosk(): readonly [boolean, (on: boolean) => void] {
  const search = useSearch();
  const [, navigate] = useLocation();
  const shell = useShell();
  const set = useCallback(
    (on: boolean) => {
      navigate(wallAddress(search, on));
      // A browser refuses without a gesture; the wall is then a kiosk within its window.
      shell.setFullscreen(on).catch(() => undefined);
    },
    [navigate, search, shell],
  );
  return [isKiosk(search), set];
}

/** Leaving full screen by the system's own key leaves the kiosk with it. */
export function useLeaveWithFullscreen(kiosk: boolean, setKiosk: (on: boolean) => void): void {
  const shell = useShell();
  useEffect(
    () =>
      shell.onFullscreen((on) => {
        if (!on && kiosk) setKiosk(false);
      }),
    [shell, kiosk, setKiosk],
  );
}

import type { Shell } from '../ports.ts';
import { isWebAddress } from '../web-address.ts';

function keepAwake(): () => void {
  let released = false;
  let lock: WakeLockSentinel | null = null;
  const ask = async () => {
    if (released || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (released) await lock.release();
    } catch {
      // Low battery or a policy: the screen may sleep, and nothing here can change it.
    }
  };
  const onVisible = () => void ask();
  // A browser drops the lock whenever the page is hidden.
  document.addEventListener('visibilitychange', onVisible);
  onVisible();
  return () => {
    released = true;
    document.removeEventListener('visibilitychange', onVisible);
    void lock?.release();
  };
}

/** What a browser tab can do. */
export const createBrowserShell = (): Shell => ({
  kind: 'browser',
  openExternal: (url) => {
    if (isWebAddress(url)) window.open(url, '_blank', 'noopener,noreferrer');
  },
  setFullscreen: (on) => {
    if (on) return document.documentElement.requestFullscreen({ navigationUI: 'hide' });
    return document.fullscreenElement ? document.exitFullscreen() : Promise.resolve();
  },
  isFullscreen: () => document.fullscreenElement !== null,
  onFullscreen: (listener) => {
    const changed = () => listener(document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  },
  keepAwake,
});

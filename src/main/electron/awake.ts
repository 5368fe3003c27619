import { powerSaveBlocker, type BrowserWindow } from 'electron';

export interface Awake {
  /** The page asks for it, or no longer does. */
  ask(on: boolean): void;
}

/** Keeps the display awake while a window fills it, or while its page asks; a window on a desk lets it sleep. */
export function keepAwake(window: BrowserWindow): Awake {
  let blocker: number | null = null;
  let full = window.isFullScreen() || window.isKiosk();
  let asked = false;
  const settle = (): void => {
    const wanted = full || asked;
    if (wanted && blocker === null) blocker = powerSaveBlocker.start('prevent-display-sleep');
    if (wanted || blocker === null) return;
    powerSaveBlocker.stop(blocker);
    blocker = null;
  };
  const fills = (now: boolean): void => {
    full = now;
    settle();
  };
  window.on('enter-full-screen', () => fills(true));
  window.on('leave-full-screen', () => fills(false));
  window.once('closed', () => {
    asked = false;
    fills(false);
  });
  // A page that was left no longer asks.
  window.webContents.on('did-start-navigation', (details) => {
    if (!details.isMainFrame || details.isSameDocument) return;
    asked = false;
    settle();
  });
  settle();
  return {
    ask: (on) => {
      asked = on;
      settle();
    },
  };
}

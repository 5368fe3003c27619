import { app, dialog, powerMonitor, type BrowserWindow } from 'electron';
import type { Log } from '../api/engine-port.ts';

/** What would stop with Holdfast, in the words of the dialog; empty = nothing. */
export type WhatWouldStop = () => readonly string[];

export interface QuitGuard {
  /** Windows asks every window before the session ends. */
  watch(window: BrowserWindow): void;
}

/**
 * Holds quitting and logging off while something depends on this process, and says what would stop. A person may still quit; the
 * end of a session is held for as long as the system allows. `close` runs once, before the windows go.
 */
export function guardQuit(whatWouldStop: WhatWouldStop, close: () => Promise<void>, log: Log): QuitGuard {
  let state: 'running' | 'asking' | 'closing' | 'closed' = 'running';
  const leave = async (reasons: readonly string[]): Promise<void> => {
    state = 'asking';
    if (reasons.length > 0 && !(await confirm(reasons))) {
      state = 'running';
      return;
    }
    state = 'closing';
    await close().catch((error: unknown) => log.error('closing failed', { error: String(error) }));
    state = 'closed';
    app.quit();
  };
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'running') void leave(whatWouldStop());
  });
  /** Without reasons the engine is still closed in order, which takes a moment. */
  const hold = (event?: { preventDefault(): void }): void => {
    if (state === 'closed') return;
    event?.preventDefault();
    app.quit();
  };
  // Declared without its event, which is there all the same: see the event's own description.
  (powerMonitor as unknown as { on(event: 'shutdown', listener: (event?: { preventDefault(): void }) => void): void }).on('shutdown', hold);
  return {
    watch: (window) => {
      window.on('query-session-end', (event) => {
        if (whatWouldStop().length > 0) hold(event);
      });
      window.on('session-end', () => {
        if (state === 'running') void leave([]);
      });
    },
  };
}

async function confirm(reasons: readonly string[]): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'warning',
    title: 'Quit Holdfast?',
    message: 'Quitting now would stop:',
    detail: reasons.map((reason) => `• ${reason}`).join('\n'),
    buttons: ['Keep running', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

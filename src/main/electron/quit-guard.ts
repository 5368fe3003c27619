import { app, dialog } from 'electron';

/** What would stop with Holdfast, in the words of the dialog; empty = nothing. */
export type WhatWouldStop = () => readonly string[];

/**
 * Holds quitting and logging off while something depends on this process, and says what would stop. A person may still quit; a
 * session that ends is held for as long as the system allows.
 */
export function guardQuit(whatWouldStop: WhatWouldStop, close: () => Promise<void>): void {
  let allowed = false;
  app.on('before-quit', (event) => {
    if (allowed) return;
    event.preventDefault();
    const reasons = whatWouldStop();
    void (async () => {
      if (reasons.length > 0 && !(await confirm(reasons))) return;
      allowed = true;
      await close();
      app.quit();
    })();
  });
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

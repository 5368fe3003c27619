import { ipcMain, webContents, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';
import { CHANNELS } from '../../shared/contract/bridge.ts';
import type { IpcHost, SenderFacts } from '../transport/ipc.ts';
import type { HangWatch } from './hang-watch.ts';

export type AnyIpcEvent = IpcMainEvent | IpcMainInvokeEvent;

/** Who sent a message, as the browser process knows it; nothing of it comes from the page. */
export function senderFacts({ sender, senderFrame }: AnyIpcEvent, owns: (windowId: number) => boolean): SenderFacts {
  if (sender.isDestroyed()) return { windowId: sender.id, registered: false, destroyed: true, topFrame: false, origin: null };
  return {
    windowId: sender.id,
    registered: owns(sender.id),
    destroyed: false,
    topFrame: senderFrame !== null && senderFrame.parent === null && senderFrame.frameTreeNodeId === sender.mainFrame.frameTreeNodeId,
    origin: senderFrame?.origin ?? null,
  };
}

/** `ipcMain` for the carrier; on the way it is noted which pages still take what they are sent. */
export function createIpcHost(owns: (windowId: number) => boolean, hangs: HangWatch): IpcHost<AnyIpcEvent> {
  const factsOf = (event: AnyIpcEvent): SenderFacts => senderFacts(event, owns);
  return {
    factsOf,
    handle: (channel, listener) => ipcMain.handle(channel, listener),
    on: (channel, listener) => {
      ipcMain.on(channel, (event, ...args: unknown[]) => {
        if (channel === CHANNELS.framesTaken && factsOf(event).topFrame) hangs.answered(event.sender.id);
        if (channel === CHANNELS.liveStart || channel === CHANNELS.liveStop) hangs.forget(event.sender.id);
        listener(event, ...args);
      });
    },
    send: (windowId, channel, payload) => {
      const contents = webContents.fromId(windowId);
      if (contents === undefined || contents.isDestroyed() || contents.isCrashed()) return;
      if (channel === CHANNELS.frames) hangs.sent(windowId, performance.now());
      contents.send(channel, payload);
    },
  };
}

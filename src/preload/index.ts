import { contextBridge, ipcRenderer } from 'electron';
import { CHANNELS, type Bridge, type BridgeFrame, type BridgeStatus } from '../shared/contract/bridge.ts';
import type { Left } from '../shared/model/out-file.ts';
import type { Result } from '../shared/model/result.ts';

/** Hands over the payload alone: an event object would carry `sender`, and with it the whole of ipcRenderer. */
function listen<T>(channel: string, listener: (payload: T) => void): () => void {
  const inner = (_event: unknown, payload: T): void => listener(payload);
  ipcRenderer.on(channel, inner);
  return () => ipcRenderer.removeListener(channel, inner);
}

const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke(CHANNELS.call, name, input) as Promise<Result<unknown>>,
  enterPin: (pin) => ipcRenderer.invoke(CHANNELS.enterPin, pin) as Promise<Result<Record<string, never>>>,
  onFrame: (listener) =>
    listen<BridgeFrame[]>(CHANNELS.frames, (frames) => {
      frames.forEach(listener);
      ipcRenderer.send(CHANNELS.framesTaken);
    }),
  onStatus: (listener) => listen<BridgeStatus>(CHANNELS.status, listener),
  startLive: (lastId) => ipcRenderer.send(CHANNELS.liveStart, lastId ?? null),
  stopLive: () => ipcRenderer.send(CHANNELS.liveStop),
  shell: {
    openExternal: (url) => ipcRenderer.send(CHANNELS.openExternal, url),
    setFullscreen: (on) => ipcRenderer.invoke(CHANNELS.setFullscreen, on) as Promise<void>,
    onFullscreen: (listener) => listen<boolean>(CHANNELS.fullscreen, listener),
    keepAwake: (on) => ipcRenderer.send(CHANNELS.keepAwake, on),
    print: (sheet) => ipcRenderer.invoke(CHANNELS.print, sheet) as Promise<Result<Left>>,
    saveFile: (file) => ipcRenderer.invoke(CHANNELS.saveFile, file) as Promise<Result<Left>>,
  },
};

contextBridge.exposeInMainWorld('holdfast', bridge);

import type { Frame } from 'playwright-core';
import { originOf, toElectron } from './origins.ts';
import { strict } from './strict.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;
const handlers = new Map<string, Handler>();
const listeners = new Map<string, Handler[]>();

export const ipcMain = strict('ipcMain', {
  handle: (channel: string, handler: Handler): void => {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  },
  on: (channel: string, listener: Handler): void => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
});

const numbers = new WeakMap<Frame, number>();
let lastNumber = 0;
function numberOf(frame: Frame): number {
  const known = numbers.get(frame) ?? (lastNumber += 1);
  numbers.set(frame, known);
  return known;
}

/** A document without an address of its own belongs to whoever made it. */
function originOfFrame(frame: Frame): string {
  const parent = frame.parentFrame();
  return parent !== null && frame.url().startsWith('about:') ? originOfFrame(parent) : originOf(frame.url());
}

export interface WebFrameMain {
  readonly url: string;
  readonly origin: string;
  readonly parent: WebFrameMain | null;
  readonly frameTreeNodeId: number;
}

export function webFrameMain(frame: Frame): WebFrameMain {
  const parent = frame.parentFrame();
  return strict('WebFrameMain', { url: toElectron(frame.url()), origin: originOfFrame(frame), parent: parent === null ? null : webFrameMain(parent), frameTreeNodeId: numberOf(frame) });
}

export type InvokeAnswer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

/** One message from a frame. What comes back is cloned, as between processes. */
export async function receive(kind: 'invoke' | 'send', channel: string, args: unknown[], sender: object, frame: Frame): Promise<InvokeAnswer> {
  const event = strict('IpcMainEvent', { sender, senderFrame: frame.isDetached() ? null : webFrameMain(frame), frameId: numberOf(frame), processId: 1, type: 'frame' });
  if (kind === 'send') {
    for (const listener of listeners.get(channel) ?? []) void listener(event, ...args);
    return { ok: true, value: null };
  }
  const handler = handlers.get(channel);
  if (handler === undefined) return { ok: false, message: `No handler registered for '${channel}'` };
  try {
    return { ok: true, value: structuredClone(await handler(event, ...args)) };
  } catch (error) {
    return { ok: false, message: String(error) };
  }
}

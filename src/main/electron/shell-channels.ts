import { ipcMain, shell } from 'electron';
import { z } from 'zod';
import { CHANNELS } from '../../shared/contract/bridge.ts';
import type { Log } from '../api/engine-port.ts';
import { judgeSender } from '../transport/ipc.ts';
import { judgeExternal } from './external.ts';
import type { Gestures } from './gestures.ts';
import { senderFacts, type AnyIpcEvent } from './ipc-host.ts';
import type { Windows } from './windows.ts';

export interface ShellChannelsOptions {
  readonly uiOrigin: string;
  readonly windows: Windows;
  readonly gestures: Gestures;
  /** Hosts that the configuration names, with their ports. */
  readonly hosts: () => ReadonlySet<string>;
  readonly log: Log;
}

const Address = z.string().min(1).max(8_192);

/** What a page may ask of the window around it. Every message is judged by its sender and parsed before it does anything. */
export function listenToShellChannels({ uiOrigin, windows, gestures, hosts, log }: ShellChannelsOptions): void {
  const admitted = <T>(event: AnyIpcEvent, channel: string, schema: z.ZodType<T>, payload: unknown): { windowId: number; value: T } | null => {
    const facts = senderFacts(event, (id) => windows.owns(id));
    const parsed = schema.safeParse(payload);
    const reason = judgeSender(facts, uiOrigin) ?? (parsed.success ? null : 'not what this channel carries');
    if (reason === null && parsed.success) return { windowId: facts.windowId, value: parsed.data };
    log.warn('a message of a window was refused', { channel, reason });
    return null;
  };
  ipcMain.on(CHANNELS.openExternal, (event, payload: unknown) => {
    const asked = admitted(event, CHANNELS.openExternal, Address, payload);
    if (asked === null) return;
    const address = gestures.justTouched(asked.windowId) ? judgeExternal(asked.value, hosts()) : null;
    if (address === null) log.warn('an address was not opened', { origin: URL.parse(asked.value)?.origin ?? 'unreadable' });
    else shell.openExternal(address).catch((error: unknown) => log.warn('an address could not be opened', { error: String(error) }));
  });
  ipcMain.handle(CHANNELS.setFullscreen, (event, payload: unknown) => {
    const asked = admitted(event, CHANNELS.setFullscreen, z.boolean(), payload);
    if (asked === null) throw new Error('This page may not change its window.');
    windows.setFullscreen(asked.windowId, asked.value);
  });
  ipcMain.on(CHANNELS.keepAwake, (event, payload: unknown) => {
    const asked = admitted(event, CHANNELS.keepAwake, z.boolean(), payload);
    if (asked !== null) windows.keepAwake(asked.windowId, asked.value);
  });
}

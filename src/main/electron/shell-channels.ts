import { dialog, ipcMain, shell } from 'electron';
import { z } from 'zod';
import { CHANNELS } from '../../shared/contract/bridge.ts';
import { fail, type Result } from '../../shared/model/result.ts';
import type { Log } from '../api/engine-port.ts';
import { judgeSender } from '../transport/ipc.ts';
import { judgeExternal, webAddress } from './external.ts';
import type { Gestures } from './gestures.ts';
import { senderFacts, type AnyIpcEvent } from './ipc-host.ts';
import { createPaper, OutFile, PrintSheet } from './paper.ts';
import type { Windows } from './windows.ts';

export interface ShellChannelsOptions {
  readonly uiOrigin: string;
  readonly windows: Windows;
  readonly gestures: Gestures;
  /** Hosts that the configuration or an open incident names, with their ports. */
  readonly hosts: () => ReadonlySet<string>;
  readonly log: Log;
}

/** Of an address, as much as a dialog has room for; its host stands above it in full. */
const SHOWN_ADDRESS = 500;
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
  const open = (address: string): void => void shell.openExternal(address).catch((error: unknown) => log.warn('an address could not be opened', { error: String(error) }));
  let asking = false;
  /** Links of an incident lead where people work: tickets, calls, dashboards. A host that nothing names is opened on a person's word. */
  const ask = async (url: URL): Promise<void> => {
    asking = true;
    const detail = url.href.length > SHOWN_ADDRESS ? `${url.href.slice(0, SHOWN_ADDRESS)}…` : url.href;
    const question = dialog.showMessageBox({ type: 'question', title: 'Open outside Holdfast?', message: `Open ${url.host} in your browser?`, detail, buttons: ['Stay here', 'Open'], defaultId: 0, cancelId: 0, noLink: true });
    const { response } = await question.finally(() => (asking = false));
    if (response === 1) open(url.href);
    else log.warn('an address was not opened', { origin: url.origin });
  };
  ipcMain.on(CHANNELS.openExternal, (event, payload: unknown) => {
    const asked = admitted(event, CHANNELS.openExternal, Address, payload);
    if (asked === null) return;
    const touched = gestures.justTouched(asked.windowId);
    const address = touched ? judgeExternal(asked.value, hosts()) : null;
    const foreign = touched && address === null ? webAddress(asked.value) : null;
    if (address !== null) open(address);
    else if (foreign !== null && !asking) void ask(foreign);
    else log.warn('an address was not opened', { origin: URL.parse(asked.value)?.origin ?? 'unreadable' });
  });
  ipcMain.handle(CHANNELS.setFullscreen, (event, payload: unknown) => {
    const asked = admitted(event, CHANNELS.setFullscreen, z.boolean(), payload);
    if (asked === null) throw new Error('This page may not change its window.');
    windows.setFullscreen(asked.windowId, asked.value);
  });
  const paper = createPaper(log);
  const leave = <T>(channel: string, schema: z.ZodType<T>, write: (windowId: number, value: T) => Promise<Result<unknown>>): void =>
    ipcMain.handle(channel, async (event, payload: unknown) => {
      const asked = admitted(event, channel, schema, payload);
      return asked === null ? fail('forbidden', 'This page may not save that.') : write(asked.windowId, asked.value);
    });
  leave(CHANNELS.print, PrintSheet, (id, sheet) => paper.print(id, sheet));
  leave(CHANNELS.saveFile, OutFile, (id, file) => paper.save(id, file));
  ipcMain.on(CHANNELS.keepAwake, (event, payload: unknown) => {
    const asked = admitted(event, CHANNELS.keepAwake, z.boolean(), payload);
    if (asked !== null) windows.keepAwake(asked.windowId, asked.value);
  });
}

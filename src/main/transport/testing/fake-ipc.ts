import type { IpcHost, SenderFacts } from '../ipc.ts';

interface FakeEvent {
  readonly facts: SenderFacts;
}

export interface FakeWindow {
  invoke(channel: string, ...args: readonly unknown[]): Promise<unknown>;
  send(channel: string, ...args: readonly unknown[]): void;
  /** What was sent to this window, in order. */
  readonly received: readonly { readonly channel: string; readonly payload: unknown }[];
  onMessage(listener: (channel: string, payload: unknown) => void): void;
}

export interface FakeIpc {
  readonly host: IpcHost<FakeEvent>;
  /** A window of the app whose sender is as told. */
  window(facts?: Partial<SenderFacts>): FakeWindow;
  readonly channels: () => readonly string[];
}

export const UI_ORIGIN = 'app://ui';

/** `ipcMain` and `ipcRenderer` in one: everything crosses as a structured clone, as it does between processes. */
export function createFakeIpc(): FakeIpc {
  const handlers = new Map<string, (event: FakeEvent, ...args: unknown[]) => Promise<unknown>>();
  const listeners = new Map<string, (event: FakeEvent, ...args: unknown[]) => void>();
  const windows = new Map<number, { received: { channel: string; payload: unknown }[]; listener: (channel: string, payload: unknown) => void }>();
  let ids = 0;
  return {
    channels: () => [...handlers.keys(), ...listeners.keys()],
    host: {
      handle: (channel, listener) => void handlers.set(channel, listener),
      on: (channel, listener) => void listeners.set(channel, listener),
      factsOf: ({ facts }) => facts,
      send: (windowId, channel, payload) => {
        const window = windows.get(windowId);
        const clone: unknown = structuredClone(payload);
        window?.received.push({ channel, payload: clone });
        window?.listener(channel, clone);
      },
    },
    window: (facts = {}) => {
      const windowId = (ids += 1);
      const event: FakeEvent = { facts: { windowId, registered: true, destroyed: false, topFrame: true, origin: UI_ORIGIN, ...facts } };
      const entry = { received: [] as { channel: string; payload: unknown }[], listener: (_channel: string, _payload: unknown): void => {} };
      windows.set(windowId, entry);
      return {
        invoke: async (channel, ...args) => handlers.get(channel)?.(event, ...(structuredClone(args) as unknown[])),
        send: (channel, ...args) => listeners.get(channel)?.(event, ...(structuredClone(args) as unknown[])),
        received: entry.received,
        onMessage: (listener) => void (entry.listener = listener),
      };
    },
  };
}

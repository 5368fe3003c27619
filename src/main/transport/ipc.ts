import { CHANNELS, type BridgeStatus } from '../../shared/contract/bridge.ts';
import { CALL_NAMES, type CallName } from '../../shared/contract/contract.ts';
import { fail, type Result } from '../../shared/model/result.ts';
import type { Credential, EnginePort, Log } from '../api/engine-port.ts';
import { createLiveHub, type LiveBatch, type LiveHub, type LiveSink } from './live-hub.ts';

/** What the shell knows of whoever sent a message. */
export interface SenderFacts {
  /** Of the web contents, the same for every message of one window. */
  readonly windowId: number;
  /** One of our own windows, and still there. */
  readonly registered: boolean;
  readonly destroyed: boolean;
  /** The sending frame is the top frame; false also when the frame is gone already. */
  readonly topFrame: boolean;
  /** Of the sending frame, such as `app://ui`; null where it cannot be told. */
  readonly origin: string | null;
}

/** Null = may call; otherwise why not. Electron's security checklist, item 17. */
export function judgeSender({ registered, destroyed, topFrame, origin }: SenderFacts, uiOrigin: string): string | null {
  if (destroyed) return 'the window is gone';
  if (!registered) return 'not one of our windows';
  if (!topFrame) return 'not the top frame';
  return origin === uiOrigin ? null : 'another origin';
}

/** `ipcMain` and the windows, as far as they are used. `E` is the event, of which only the facts are taken. */
export interface IpcHost<E> {
  handle(channel: string, listener: (event: E, ...args: unknown[]) => Promise<unknown>): void;
  on(channel: string, listener: (event: E, ...args: unknown[]) => void): void;
  factsOf(event: E): SenderFacts;
  /** Does nothing where the window is gone. */
  send(windowId: number, channel: string, payload: unknown): void;
}

export interface IpcCarrierOptions<E> {
  readonly host: IpcHost<E>;
  readonly engine: EnginePort;
  readonly uiOrigin: string;
  readonly log: Log;
  /** The most that may wait for one window. */
  readonly maxQueuedBytes?: number;
}

export interface IpcCarrier {
  /** The window is gone, or shows another page: its stream ends. */
  forget(windowId: number): void;
  close(): void;
}

const MAX_INPUT_BYTES = 2 * 1024 * 1024;
/** Files that a person chose are longer than what is typed. */
const LONG_INPUT_BYTES: Partial<Record<CallName, number>> = { 'incidents.import': 21 * 1024 * 1024, 'reports.import': 61 * 1024 * 1024 };
const MAX_QUEUED_BYTES = 1024 * 1024;
const DESKTOP: Credential = { kind: 'desktop' };
const NAMES: ReadonlySet<unknown> = new Set(CALL_NAMES);
const isCallName = (name: unknown): name is CallName => NAMES.has(name);

/** The contract and the live stream over IPC. What crosses is what JSON can say, so both carriers hand over the same. */
export function createIpcCarrier<E>({ host, engine, uiOrigin, log, maxQueuedBytes = MAX_QUEUED_BYTES }: IpcCarrierOptions<E>): IpcCarrier {
  const hub = createLiveHub(engine);
  const windows = new Map<number, { readonly sink: WindowSink; leave(): void }>();
  const forget = (windowId: number): void => {
    windows.get(windowId)?.leave();
    windows.delete(windowId);
  };
  /** The window's number where the sender may call, else null. */
  const admitted = (event: E, channel: string): number | null => {
    const facts = host.factsOf(event);
    const reason = judgeSender(facts, uiOrigin);
    if (reason === null) return facts.windowId;
    log.warn('a message of a window was refused', { channel, reason });
    return null;
  };

  host.handle(CHANNELS.call, async (event, name, input): Promise<Result<unknown>> => {
    if (admitted(event, CHANNELS.call) === null) return fail('forbidden', 'This page may not call.');
    if (!isCallName(name)) return fail('not_found', 'There is no such call.');
    const plain = plainInput(input, LONG_INPUT_BYTES[name] ?? MAX_INPUT_BYTES);
    return plain.ok ? engine.call(name, plain.value, DESKTOP) : plain;
  });
  host.handle(CHANNELS.enterPin, async (event, pin): Promise<Result<Record<string, never>>> => {
    if (admitted(event, CHANNELS.enterPin) === null) return fail('forbidden', 'This page may not call.');
    return typeof pin === 'string' && pin.length <= 12 ? engine.enterPin(DESKTOP, pin) : fail('invalid_input', 'pin: expected 4 to 12 digits');
  });
  host.on(CHANNELS.liveStart, (event, lastId) => {
    const windowId = admitted(event, CHANNELS.liveStart);
    if (windowId === null) return;
    forget(windowId);
    const sink = createWindowSink({ send: (channel, payload) => host.send(windowId, channel, payload), hub, maxQueuedBytes });
    sink.status(engine.state() === 'running' ? 'connecting' : 'lost');
    windows.set(windowId, { sink, leave: sink.join(typeof lastId === 'string' && lastId !== '' ? lastId : null) });
  });
  host.on(CHANNELS.liveStop, (event) => {
    const windowId = admitted(event, CHANNELS.liveStop);
    if (windowId !== null) forget(windowId);
  });
  host.on(CHANNELS.framesTaken, (event) => {
    const windowId = admitted(event, CHANNELS.framesTaken);
    if (windowId !== null) windows.get(windowId)?.sink.taken();
  });
  const stopState = engine.onState((state) => {
    for (const { sink } of windows.values()) sink.status(state === 'running' ? 'connecting' : 'lost');
  });

  return {
    forget,
    close: () => {
      stopState();
      for (const windowId of windows.keys()) forget(windowId);
      hub.close();
    },
  };
}

function plainInput(input: unknown, most: number): Result<unknown> {
  try {
    const text = JSON.stringify(input) ?? '{}';
    if (text.length > most) return fail('too_large', `This is more than the ${most / 1024} KiB that are read here.`);
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return fail('invalid_input', 'Expected an object that JSON can hold.');
  }
}

interface WindowSink {
  join(lastId: string | null): () => void;
  status(status: BridgeStatus): void;
  /** The page has taken the oldest batch that it was sent. */
  taken(): void;
}

interface WindowSinkParts {
  readonly send: (channel: string, payload: unknown) => void;
  readonly hub: LiveHub;
  readonly maxQueuedBytes: number;
}

/** A window that hangs would pile up messages in the browser process; it gets nothing more until it has caught up, then a snapshot. */
function createWindowSink({ send, hub, maxQueuedBytes }: WindowSinkParts): WindowSink {
  let status: BridgeStatus | null = null;
  let leave = (): void => {};
  let behind = false;
  let unconfirmed: number[] = [];
  let queuedBytes = 0;

  const setStatus = (next: BridgeStatus): void => {
    if (status === next) return;
    status = next;
    send(CHANNELS.status, next);
  };
  const push = ({ frames }: LiveBatch): void => {
    const bytes = frames.reduce((sum, { json }) => sum + json.length, 0);
    if (queuedBytes > 0 && queuedBytes + bytes > maxQueuedBytes) {
      behind = true;
      leave();
      setStatus('lost');
      return;
    }
    setStatus('open');
    unconfirmed.push(bytes);
    queuedBytes += bytes;
    send(CHANNELS.frames, frames);
  };
  const sink: LiveSink = { credential: DESKTOP, push, idle: () => undefined, end: () => setStatus('refused') };
  const join = (lastId: string | null): (() => void) => {
    leave = hub.attach(sink, lastId);
    return () => leave();
  };
  return {
    join,
    status: setStatus,
    taken: () => {
      queuedBytes -= unconfirmed[0] ?? 0;
      unconfirmed = unconfirmed.slice(1);
      if (!behind || unconfirmed.length > 0) return;
      behind = false;
      setStatus('connecting');
      join(null);
    },
  };
}

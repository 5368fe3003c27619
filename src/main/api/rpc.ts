import type { Result } from '../../shared/model/result.ts';

/** The part of a MessagePort or Worker that is used, so that tests can join two ends without a thread. */
export interface Channel {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

type Message =
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: 'response'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'notice'; readonly name: string; readonly data: unknown };

type Method = (...args: never[]) => unknown;
export interface Rpc {
  request<T>(method: string, ...args: readonly unknown[]): Promise<T>;
  notify(name: string, data: unknown): void;
  onNotice(name: string, listener: (data: unknown) => void): void;
  /** Fails everything that still waits: the other side is gone. */
  abandon(reason: string): void;
}

/** Request and response over one channel, the same on both of its ends. Both ends are our own threads, so nothing is validated here. */
export function createRpc(channel: Channel, methods: Readonly<Record<string, Method>>): Rpc {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const notices = new Map<string, (data: unknown) => void>();
  let lastId = 0;

  const answer = async ({ id, method, args }: Extract<Message, { kind: 'request' }>): Promise<void> => {
    try {
      const run = methods[method] as ((...args: readonly unknown[]) => unknown) | undefined;
      if (run === undefined) throw new Error(`no method ${method}`);
      channel.postMessage({ kind: 'response', id, value: await run(...args) } satisfies Message);
    } catch (error) {
      channel.postMessage({ kind: 'failure', id, message: error instanceof Error ? error.message : String(error) } satisfies Message);
    }
  };

  channel.on('message', (raw) => {
    const message = raw as Message;
    switch (message.kind) {
      case 'request':
        void answer(message);
        return;
      case 'notice':
        notices.get(message.name)?.(message.data);
        return;
      case 'response':
        waiting.get(message.id)?.resolve(message.value);
        waiting.delete(message.id);
        return;
      case 'failure':
        waiting.get(message.id)?.reject(new Error(message.message));
        waiting.delete(message.id);
    }
  });

  return {
    request: <T>(method: string, ...args: readonly unknown[]) =>
      new Promise<T>((resolve, reject) => {
        lastId += 1;
        waiting.set(lastId, { resolve: resolve as (value: unknown) => void, reject });
        channel.postMessage({ kind: 'request', id: lastId, method, args } satisfies Message);
      }),
    notify: (name, data) => channel.postMessage({ kind: 'notice', name, data } satisfies Message),
    onNotice: (name, listener) => void notices.set(name, listener),
    abandon: (reason) => {
      for (const { reject } of waiting.values()) reject(new Error(reason));
      waiting.clear();
    },
  };
}

/** A call whose other side may be gone becomes a value. */
export const ENGINE_DOWN: Result<never> = { ok: false, error: { code: 'unavailable', message: 'The engine is not running. It is being restarted.' } };

import { setTimeout as delay } from 'node:timers/promises';
import type { EventData, EventName } from '../../src/shared/contract/events.ts';

/** An event of the live stream with the moment in which it reached us. */
export interface Heard<N extends EventName = EventName> {
  readonly event: N;
  readonly data: EventData<N>;
  readonly atMs: number;
}

export interface LiveStream {
  /** The first event since `fromMs` that fits; rejects when none comes in time. */
  next<N extends EventName>(event: N, fits: (data: EventData<N>) => boolean, fromMs: number, patienceMs: number): Promise<Heard<N>>;
  heard<N extends EventName>(event: N, fromMs: number): Heard<N>[];
  close(): void;
}

/** Follows the live stream of a server as any client would, and keeps what it heard of these events. */
export async function followStream(url: string, headers: Readonly<Record<string, string>>, events: readonly EventName[]): Promise<LiveStream> {
  const abort = new AbortController();
  const response = await fetch(new URL('api/v1/live', url), { headers, signal: abort.signal });
  if (!response.ok || response.body === null) throw new Error(`the live stream answered ${response.status}`);
  const kept: Heard[] = [];
  const listeners = new Set<() => void>();
  let ended = false;

  const take = (frame: string, atMs: number): void => {
    const event = /^event: (\w+)$/m.exec(frame)?.[1];
    const data = /^data: (.*)$/m.exec(frame)?.[1];
    // Written by the server that this repository builds; the contract's tests hold it to the schema.
    if (data !== undefined && events.some((each) => each === event)) kept.push({ event, data: JSON.parse(data), atMs } as Heard);
  };
  const read = async (body: NonNullable<typeof response.body>): Promise<void> => {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const atMs = Date.now();
      const frames = (rest + text).split('\n\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) take(frame, atMs);
      for (const listener of listeners) listener();
    }
  };
  void read(response.body)
    .catch(() => {})
    .finally(() => {
      ended = true;
      for (const listener of listeners) listener();
    });

  const heard = <N extends EventName>(event: N, fromMs: number): Heard<N>[] => kept.filter((each): each is Heard<N> => each.event === event && each.atMs >= fromMs);
  return {
    heard,
    next: async (event, fits, fromMs, patienceMs) => {
      const stop = new AbortController();
      const { promise, resolve, reject } = Promise.withResolvers<Heard<typeof event>>();
      const look = (): void => {
        const found = heard(event, fromMs).find(({ data }) => fits(data));
        if (found !== undefined) resolve(found);
        else if (ended) reject(new Error('the live stream has ended'));
      };
      listeners.add(look);
      look();
      void delay(patienceMs, undefined, { signal: stop.signal }).then(() => reject(new Error(`no "${event}" came within ${patienceMs / 1_000} s`)), () => {});
      return promise.finally(() => {
        listeners.delete(look);
        stop.abort();
      });
    },
    close: () => abort.abort(),
  };
}

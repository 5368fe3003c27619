import type { EventData, EventName } from '../../shared/contract/events.ts';

/** An event as it leaves the engine: serialised once, numbered without gaps. `id` is `<engine epoch>-<sequence>`. */
export interface Frame {
  readonly id: string;
  readonly event: EventName;
  readonly json: string;
}

export interface Live {
  emit<N extends EventName>(event: N, data: EventData<N>): void;
  /** A frame that carries the newest sequence number without taking one: what follows it has a higher one. */
  stamp<N extends EventName>(event: N, data: EventData<N>): Frame;
  onFrame(listener: (frame: Frame) => void): () => void;
}

/** `epoch` names one life of the engine, so that a number from an earlier life is never taken for one of this. */
export function createLive(epoch: string): Live {
  const listeners = new Set<(frame: Frame) => void>();
  let sequence = 0;
  const frame = (event: EventName, data: unknown): Frame => ({ id: `${epoch}-${sequence}`, event, json: JSON.stringify(data) });
  return {
    emit: (event, data) => {
      sequence += 1;
      const made = frame(event, data);
      for (const listener of listeners) listener(made);
    },
    stamp: (event, data) => frame(event, data),
    onFrame: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

import type { EventFrame } from '../api/engine-port.ts';

export interface RingLimits {
  readonly maxFrames: number;
  readonly maxBytes: number;
}

/** Splits `<engine epoch>-<sequence>`; null when the text is none. */
export function parseFrameId(id: string): { readonly epoch: string; readonly sequence: number } | null {
  const dash = id.lastIndexOf('-');
  const sequence = id.slice(dash + 1);
  return dash > 0 && /^\d{1,15}$/.test(sequence) ? { epoch: id.slice(0, dash), sequence: Number(sequence) } : null;
}

export interface FrameRing {
  push(frame: EventFrame): void;
  /** Makes this the point from which everything that follows is known, unless more than that is known already. */
  startAt(id: string): void;
  /** What came after `id`, oldest first; null when that is not known completely any more. */
  after(id: string): EventFrame[] | null;
  epoch(): string | null;
}

/** The newest frames of one engine epoch, bounded by count and by bytes, so that a short interruption is resumed exactly. */
export function createFrameRing({ maxFrames, maxBytes }: RingLimits): FrameRing {
  const frames = new Map<number, EventFrame>();
  let epoch: string | null = null;
  /** Every frame with a higher number is here. */
  let floor = 0;
  let newest = 0;
  let bytes = 0;

  const clear = (): void => {
    frames.clear();
    bytes = 0;
  };
  const restart = (at: { readonly epoch: string; readonly sequence: number }): void => {
    clear();
    epoch = at.epoch;
    floor = at.sequence;
    newest = at.sequence;
  };
  const trim = (): void => {
    for (const [sequence, frame] of frames) {
      if (frames.size <= maxFrames && bytes <= maxBytes) return;
      frames.delete(sequence);
      bytes -= Buffer.byteLength(frame.json);
      floor = sequence;
    }
  };

  return {
    push: (frame) => {
      const id = parseFrameId(frame.id);
      if (id === null) return;
      // A number out of line means that frames were lost: nothing before this one can be resumed from.
      if (id.epoch !== epoch || id.sequence !== newest + 1) restart({ epoch: id.epoch, sequence: id.sequence - 1 });
      // A snapshot stands for everything before it, so whoever resumes from earlier starts with it.
      if (frame.event === 'snapshot') clear();
      frames.set(id.sequence, frame);
      bytes += Buffer.byteLength(frame.json);
      newest = id.sequence;
      trim();
    },
    startAt: (id) => {
      const at = parseFrameId(id);
      if (at !== null && at.epoch !== epoch) restart(at);
    },
    after: (id) => {
      const from = parseFrameId(id);
      if (from === null || from.epoch !== epoch || from.sequence < floor || from.sequence > newest) return null;
      return [...frames].filter(([sequence]) => sequence > from.sequence).map(([, frame]) => frame);
    },
    epoch: () => epoch,
  };
}

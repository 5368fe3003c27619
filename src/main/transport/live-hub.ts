import { refusalFor } from '../api/dispatch.ts';
import type { Credential, EnginePort, EventFrame } from '../api/engine-port.ts';
import { createFrameRing, parseFrameId, type RingLimits } from './frame-ring.ts';

/** Frames that are told together; the bytes of the SSE form are made once for all who get them. */
export interface LiveBatch {
  readonly frames: readonly EventFrame[];
  sse(): Buffer;
}

/** One screen that follows the stream. */
export interface LiveSink {
  readonly credential: Credential;
  push(batch: LiveBatch): void;
  /** The engine is down: keeps the line open without pretending that anything is new. */
  idle(): void;
  /** The seat may not look any more, or the carrier stops. */
  end(): void;
}

export interface LiveHub {
  /** Resumes after `lastEventId` where that is still exactly known, else begins with a snapshot. The function returned leaves. */
  attach(sink: LiveSink, lastEventId: string | null): () => void;
  size(): number;
  close(): void;
}

export interface LiveHubOptions {
  readonly ring?: RingLimits;
  /** How often the rights of those who follow are looked at again; a revoked seat's stream ends within it. */
  readonly sweepMs?: number;
}

const RING: RingLimits = { maxFrames: 20_000, maxBytes: 4 * 1024 * 1024 };
const SWEEP_MS = 800;
const SNAPSHOT_RETRY_MS = 500;

/** WHATWG HTML, "Server-sent events": `json` has no line breaks, so one `data` line holds it. */
const sseOf = ({ id, event, json }: EventFrame): string => `id: ${id}\nevent: ${event}\ndata: ${json}\n\n`;

export function batchOf(frames: readonly EventFrame[]): LiveBatch {
  let bytes: Buffer | null = null;
  return { frames, sse: () => (bytes ??= Buffer.from(frames.map(sseOf).join(''), 'utf8')) };
}

/** Carries the engine's frames to every screen of one carrier: those of one turn of the event loop at once, to all of them. */
export function createLiveHub(engine: EnginePort, { ring: limits = RING, sweepMs = SWEEP_MS }: LiveHubOptions = {}): LiveHub {
  const ring = createFrameRing(limits);
  const following = new Set<LiveSink>();
  const waiting = new Set<LiveSink>();
  let pending: EventFrame[] = [];
  let asking = false;
  let closed = false;
  let retry: NodeJS.Timeout | null = null;

  const flush = (): void => {
    if (pending.length === 0) return;
    const batch = batchOf(pending);
    pending = [];
    for (const sink of following) sink.push(batch);
  };

  /** A snapshot that several wait for is made once. */
  const askSnapshot = async (): Promise<void> => {
    if (asking || closed || waiting.size === 0) return;
    asking = true;
    const result = await engine.snapshot().catch(() => null);
    asking = false;
    flush();
    if (result?.ok && begin(result.value)) return;
    // While the engine is down its return is told; only a running engine is asked again.
    if (engine.state() === 'running') retry ??= setTimeout(() => ((retry = null), void askSnapshot()), SNAPSHOT_RETRY_MS);
  };
  const begin = (snapshot: EventFrame): boolean => {
    ring.startAt(snapshot.id);
    const rest = ring.after(snapshot.id);
    if (rest === null) return false;
    const batch = batchOf([snapshot, ...rest]);
    for (const sink of waiting) {
      following.add(sink);
      sink.push(batch);
    }
    waiting.clear();
    return true;
  };

  /** Another life of the engine: what was drawn from the one before it is worth nothing, so everybody begins again. */
  const beginAgain = (): void => {
    flush();
    for (const sink of following) waiting.add(sink);
    following.clear();
    void askSnapshot();
  };

  const stopFrames = engine.onFrame((frame) => {
    const known = ring.epoch();
    if (known !== null && parseFrameId(frame.id)?.epoch !== known) beginAgain();
    ring.push(frame);
    if (following.size === 0) return;
    if (pending.length === 0) setImmediate(flush);
    pending.push(frame);
  });
  const stopState = engine.onState((state) => {
    if (state === 'running') beginAgain();
  });

  const leave = (sink: LiveSink): void => {
    following.delete(sink);
    waiting.delete(sink);
  };
  const sweep = createSweep(engine, () => new Set([...following, ...waiting]), leave);
  const timer = setInterval(() => void sweep(), sweepMs);
  timer.unref();

  return {
    attach: (sink, lastEventId) => {
      flush();
      const missed = lastEventId === null ? null : ring.after(lastEventId);
      if (missed === null) {
        waiting.add(sink);
        void askSnapshot();
      } else {
        following.add(sink);
        if (missed.length > 0) sink.push(batchOf(missed));
      }
      return () => leave(sink);
    },
    size: () => following.size + waiting.size,
    close: () => {
      closed = true;
      clearInterval(timer);
      if (retry !== null) clearTimeout(retry);
      stopFrames();
      stopState();
      for (const sink of [...following, ...waiting]) {
        leave(sink);
        sink.end();
      }
    },
  };
}

/** Looks whether everybody who follows still may. A stream lives for days, so being let in once is not enough. */
function createSweep(engine: EnginePort, sinks: () => ReadonlySet<LiveSink>, leave: (sink: LiveSink) => void): () => Promise<void> {
  let busy = false;
  const mayLook = async (credential: Credential): Promise<boolean> => {
    const actor = await engine.identify(credential);
    // An engine that went down in between knows nobody; that says nothing about the seat.
    return engine.state() !== 'running' || refusalFor(actor, 'view') === null;
  };
  const look = async (): Promise<void> => {
    const bySecret = Map.groupBy(sinks(), ({ credential }) => ('token' in credential ? `${credential.kind} ${credential.token}` : credential.kind));
    for (const group of bySecret.values()) {
      const [first] = group;
      if (first === undefined || (await mayLook(first.credential))) continue;
      for (const sink of group) {
        leave(sink);
        sink.end();
      }
    }
  };
  return async () => {
    if (engine.state() !== 'running') {
      for (const sink of sinks()) sink.idle();
      return;
    }
    if (busy) return;
    busy = true;
    await look().catch(() => undefined);
    busy = false;
  };
}

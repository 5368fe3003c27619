import type { ServerResponse } from 'node:http';
import type { Credential } from '../api/engine-port.ts';
import type { LiveBatch, LiveSink } from './live-hub.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface SseOptions {
  readonly credential: Credential;
  /** The most that may wait for one screen, beyond a snapshot that is still on its way. */
  readonly maxQueuedBytes: number;
  readonly onCutOff: () => void;
}

/**
 * Begins the stream on a raw response, because only there can be seen how much has not left yet. A screen that does not keep up is
 * cut off rather than waited for: it comes back, and either resumes or gets a snapshot.
 */
export function openSse(response: ServerResponse, { credential, maxQueuedBytes, onCutOff }: SseOptions): LiveSink {
  response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  response.flushHeaders();
  response.socket?.setNoDelay(true);
  response.socket?.setKeepAlive(true, 15_000);
  let snapshotBytes = 0;
  response.on('drain', () => (snapshotBytes = 0));

  const write = (bytes: Buffer | string): void => {
    if (response.destroyed || response.writableEnded) return;
    if (response.writableLength > maxQueuedBytes + snapshotBytes) {
      onCutOff();
      response.destroy();
      return;
    }
    response.write(bytes);
  };
  return {
    credential,
    push: (batch: LiveBatch) => {
      const bytes = batch.sse();
      write(bytes);
      if (batch.frames.some(({ event }) => event === 'snapshot') && response.writableLength > 0) snapshotBytes = bytes.length;
    },
    idle: () => write(': waiting for the engine\n\n'),
    end: () => void response.end(),
  };
}

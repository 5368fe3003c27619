import { followSse, type SseOptions } from '../../../shared/client/follow-sse.ts';
import { parseEvent } from '../../../shared/client/parse-event.ts';
import type { LiveConnection } from '../ports.ts';

/** The live stream of this page's own server. */
export function createSseConnection(options: SseOptions = {}): LiveConnection {
  let bad = 0;
  return {
    badEvents: () => bad,
    open: (listener) =>
      followSse(options, {
        status: (status) => listener.status(status),
        message: ({ event: name, data }) => {
          const event = parseEvent(name, data);
          if (event === null) bad += 1;
          else listener.event(event);
        },
      }),
  };
}

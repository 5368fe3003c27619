/** One event as it stood on the stream (WHATWG HTML, "Server-sent events", section 9.2.6). */
export interface SseMessage {
  readonly event: string;
  readonly data: string;
  readonly id: string;
}

export interface SseParser {
  /** Feeds a piece of the stream, cut anywhere; returns the events that are now whole. */
  push(text: string): SseMessage[];
  /** The id that a resumed stream should name; "" before the first. */
  lastId(): string;
  /** Milliseconds the server asks to wait before reconnecting; null unless it said so. */
  retryMs(): number | null;
}

/** A stream whose unfinished event outgrows this is no stream of ours. The engine's snapshot of 5,000 signals is about 4 MB. */
const LIMIT_CHARACTERS = 32 * 1024 * 1024;

export class SseOverflow extends Error {}

export function createSseParser(limit: number = LIMIT_CHARACTERS): SseParser {
  let rest = '';
  let afterCr = false;
  let data: string[] = [];
  let size = 0;
  let event = '';
  let id = '';
  let lastId = '';
  let retryMs: number | null = null;

  const field = (line: string) => {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? '' : line.slice(colon + 1);
    const value = raw.startsWith(' ') ? raw.slice(1) : raw;
    if (name === 'data') {
      data.push(value);
      size += value.length;
    } else if (name === 'event') event = value;
    else if (name === 'id') {
      if (!value.includes('\0')) id = value;
    } else if (name === 'retry' && /^\d{1,7}$/.test(value)) retryMs = Number(value);
  };

  const dispatch = (out: SseMessage[]) => {
    lastId = id;
    if (data.length > 0) out.push({ event: event || 'message', data: data.join('\n'), id });
    data = [];
    size = 0;
    event = '';
  };

  return {
    push: (text) => {
      const out: SseMessage[] = [];
      // CR LF cut in two by the network is still one line end.
      rest += afterCr && text.startsWith('\n') ? text.slice(1) : text;
      if (text !== '') afterCr = text.endsWith('\r');
      const lines = rest.split(/\r\n|\n|\r/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') dispatch(out);
        else field(line);
      }
      if (rest.length + size > limit) throw new SseOverflow(`an event of more than ${limit} characters`);
      return out;
    },
    lastId: () => lastId,
    retryMs: () => retryMs,
  };
}

import { createSseParser, type SseMessage, type SseParser } from './sse-parser.ts';

export interface SseOptions {
  readonly url?: string;
  readonly fetch?: typeof fetch;
  readonly random?: () => number;
  readonly after?: (ms: number, run: () => void) => () => void;
  /** The longest that is waited between two tries. */
  readonly longestDelayMs?: number;
  readonly silenceMs?: number;
}

/** `lost` is retried by itself; `refused` (not paired, or the right was taken away) is final until it is opened anew. */
export type LinkStatus = 'connecting' | 'open' | 'lost' | 'refused';

export interface SseListener {
  message(message: SseMessage): void;
  status(status: LinkStatus): void;
}

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** The engine ticks every second; a stream silent for this long is a dead link that TCP has not noticed. */
const SILENCE_MS = 8_000;

const afterTimeout = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Full jitter below a doubling cap (AWS Architecture Blog, "Exponential Backoff And Jitter"), never less than a tenth of it. */
export const backOffMs = (attempt: number, random: number, longestMs = LONGEST_DELAY_MS): number =>
  Math.min(longestMs, FIRST_DELAY_MS * 2 ** Math.min(attempt, 16)) * (0.1 + 0.9 * random);

/**
 * The live stream over fetch rather than EventSource, which hides the status of a refusal, keeps its own back-off and cannot
 * be told of a link that is open but silent. Resumes with `Last-Event-ID`. The function returned ends it.
 */
export function followSse(options: SseOptions, listener: SseListener): () => void {
  const { url = '/api/v1/live', random = Math.random, after = afterTimeout, longestDelayMs = LONGEST_DELAY_MS, silenceMs = SILENCE_MS } = options;
  const fetchFn = options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args));
  let closed = false;
  let attempt = 0;
  let lastId = '';
  let abort = new AbortController();
  let cancelTimer = () => {};

  const restart = (retryMs: number | null) => {
    if (closed) return;
    listener.status('lost');
    cancelTimer();
    cancelTimer = after(Math.max(retryMs ?? 0, backOffMs(attempt++, random(), longestDelayMs)), () => void connect());
  };

  const watchSilence = () => {
    cancelTimer();
    cancelTimer = after(silenceMs, () => abort.abort());
  };

  const deliver = (parser: SseParser, text: string) => {
    for (const message of parser.push(text)) {
      listener.message(message);
      if (message.id !== '') lastId = message.id;
    }
  };

  const read = async (body: ReadableStream<Uint8Array>, parser: SseParser) => {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (closed || done) return;
      attempt = 0;
      watchSilence();
      deliver(parser, decoder.decode(value, { stream: true }));
    }
  };

  const connect = async () => {
    if (closed) return;
    listener.status('connecting');
    abort = new AbortController();
    watchSilence();
    const parser = createSseParser();
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (lastId !== '') headers['last-event-id'] = lastId;
      const response = await fetchFn(url, { headers, signal: abort.signal, credentials: 'same-origin', cache: 'no-store', redirect: 'error' });
      if (closed) return;
      if (response.status === 401 || response.status === 403) {
        cancelTimer();
        listener.status('refused');
        return;
      }
      if (response.ok && response.body && response.headers.get('content-type')?.startsWith('text/event-stream')) {
        listener.status('open');
        await read(response.body, parser);
      }
    } catch {
      // Whatever ended the stream (network, silence, nonsense), the answer is the same: say that it is lost, try again.
    }
    abort.abort();
    restart(parser.retryMs());
  };

  void connect();
  return () => {
    closed = true;
    cancelTimer();
    abort.abort();
  };
}

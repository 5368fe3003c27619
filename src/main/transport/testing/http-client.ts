import { connect } from 'node:net';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request whose every header and path is as told: `fetch` forbids Host, Origin and Sec-Fetch-*, and tidies paths. */
export function rawRequest(port: number, { method = 'GET', path = '/', headers = {}, body }: { readonly method?: string; readonly path?: string; readonly headers?: Record<string, string>; readonly body?: string }): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, method, path, headers: { ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }), ...headers }, setHost: !('host' in headers), agent: false }, (response) => {
      const parts: Buffer[] = [];
      const finish = (): void => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString('utf8') });
      response.on('data', (part: Buffer) => {
        parts.push(part);
        // A stream that was let in does not end by itself: its first bytes are answer enough.
        if (response.headers['content-type']?.startsWith('text/event-stream')) {
          finish();
          request.destroy();
        }
      });
      response.on('end', finish);
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Sends exactly these bytes and gives whatever comes until the other side closes. */
export function rawBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (part: Buffer) => (answer += part.toString('latin1')));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

export interface SseMessage {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

export interface SseStream {
  readonly status: number;
  readonly messages: readonly SseMessage[];
  /** Waits until `count` messages have come, or the stream has ended. */
  until(count: number): Promise<void>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Follows a live stream, as a screen does. */
export async function openStream(url: string, headers: Record<string, string>): Promise<SseStream> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  const messages: SseMessage[] = [];
  let wake = (): void => {};
  const state = { over: false };
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const part of response.body ?? []) {
        const blocks = (rest + decoder.decode(part as Uint8Array, { stream: true })).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) if (!block.startsWith(':')) messages.push(messageOf(block));
        wake();
      }
    } catch {
      // Aborted by us or cut off by the server: either way it is over.
    }
    state.over = true;
    wake();
  };
  const ended = response.ok ? read() : Promise.resolve();
  const until = async (count: number): Promise<void> => {
    while (messages.length < count && !state.over) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { status: response.status, messages, until, ended, close: () => abort.abort() };
}

function messageOf(block: string): SseMessage {
  const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
  return { id: fields.get('id') ?? '', event: fields.get('event') ?? '', data: fields.get('data') ?? '' };
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback, LOOPBACK } from './loopback-port.ts';

const KEEP_ALIVE_MS = 65_000;
const REOPEN_ATTEMPTS = 20;
const REOPEN_PAUSE_MS = 100;
const LONGEST_BODY_BYTES = 16_384;

export interface ApiRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string;
  /** Null where it did not arrive whole, or is longer than anything that is taken here. */
  body(): Promise<string | null>;
}

export interface Reply {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
  /** Called once the answer is ready: whether somebody still waits for it. */
  readonly ready?: (awaited: boolean) => void;
}

type Answerer = (request: ApiRequest) => Promise<Reply>;

export interface ApiServer {
  readonly port: number;
  /** Cuts every connection and refuses new ones, or takes them again on the same port. */
  setReachable(reachable: boolean): Promise<void>;
  close(): Promise<void>;
}

/** An HTTP listener of the demo on loopback; rejects with the system's error where the port is taken or the address is not there. */
export async function startApiServer(answer: Answerer, port: number, address = LOOPBACK): Promise<ApiServer> {
  const server = createServer((request, response) => void serve(answer, request, response));
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  const open = async (): Promise<void> => {
    for (let attempt = 1; !server.listening; attempt++) {
      try {
        await listenOnLoopback(server, port, address);
      } catch (error) {
        if (attempt === REOPEN_ATTEMPTS) throw error;
        await sleep(REOPEN_PAUSE_MS);
      }
    }
  };
  await listenOnLoopback(server, port, address);
  return { port, setReachable: (reachable) => (reachable ? open() : close()), close };
}

async function serve(answer: Answerer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
  const { status, contentType = 'application/json', body, ready } = await answer({
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    authorization: request.headers.authorization ?? '',
    body: () => readBody(request),
  });
  // What was not read is not kept for the next request on this connection.
  request.resume();
  ready?.(!response.destroyed);
  // The client may have left while we worked; there is nobody left to tell.
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }).end(body);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes <= LONGEST_BODY_BYTES) parts.push(part);
    }
  } catch {
    // The client has left in the middle of it.
    return null;
  }
  return bytes > LONGEST_BODY_BYTES ? null : Buffer.concat(parts).toString('utf8');
}

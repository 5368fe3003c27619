import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOnLoopback, onFreePort } from './loopback-port.ts';

const KEEP_ALIVE_MS = 65_000;
const REOPEN_ATTEMPTS = 20;
const REOPEN_PAUSE_MS = 100;

export interface Reply {
  readonly status: number;
  readonly contentType?: string;
  readonly body: string;
}

/** `method` and `path` without the query. */
type Answerer = (method: string, path: string) => Promise<Reply>;

interface ApiServer {
  readonly port: number;
  /** Cuts every connection and refuses new ones, or takes them again on the same port. */
  setReachable(reachable: boolean): Promise<void>;
  close(): Promise<void>;
}

/** The demo API's listener on a free loopback port. */
export function startApiServer(answer: Answerer): Promise<ApiServer> {
  return onFreePort(async (port) => {
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
          await listenOnLoopback(server, port);
        } catch (error) {
          if (attempt === REOPEN_ATTEMPTS) throw error;
          await sleep(REOPEN_PAUSE_MS);
        }
      }
    };
    await listenOnLoopback(server, port);
    return { port, setReachable: (reachable) => (reachable ? open() : close()), close };
  });
}

async function serve(answer: Answerer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.resume();
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const { status, contentType = 'application/json', body } = await answer(request.method ?? 'GET', path);
  // The client may have left while we worked; there is nobody left to tell.
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) }).end(body);
}

import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

/** What reached the fake: method, path with query, headers, and the form or text of the body. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly form: URLSearchParams;
}

export interface FakeServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  stop(): Promise<void>;
}

export type Answerer = (request: SeenRequest, response: ServerResponse) => void;

/** A server on a free loopback port whose every answer the test writes byte by byte. */
export async function startFakeServer(answer: Answerer, tls?: https.ServerOptions): Promise<FakeServer> {
  const seen: SeenRequest[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const at = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, form: new URLSearchParams(Buffer.concat(chunks).toString('utf8')) };
      seen.push(at);
      answer(at, response);
    });
    response.on('error', () => {});
  };
  const server = tls ? https.createServer(tls, handle) : http.createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${String(port)}`,
    seen,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with a JSON body. */
export const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

/** The body of a successful instant query, as Prometheus' API description has it. */
export const vectorAnswer = (result: unknown): Record<string, unknown> => ({ status: 'success', data: { resultType: 'vector', result } });

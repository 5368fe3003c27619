import { once } from 'node:events';
import { createServer } from 'node:http';
import { text as readAll } from 'node:stream/consumers';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly body: string;
}

/** A server on a free port of this machine that keeps what it was asked, and answers as it is told. */
export async function recordingServer(answer: (asked: Asked) => { readonly status: number; readonly text: string }): Promise<{ readonly url: string; readonly seen: readonly Asked[]; readonly close: () => void }> {
  const seen: Asked[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const asked: Asked = { method: request.method ?? '', url: request.url ?? '', body: await readAll(request) };
      seen.push(asked);
      const { status, text } = answer(asked);
      response.writeHead(status).end(text);
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

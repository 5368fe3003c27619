import dgram from 'node:dgram';
import http from 'node:http';
import type { RequestListener } from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';


/** Servers of one test on free loopback ports; `close` ends them with their connections. */
export class Servers {
  readonly #closers: (() => Promise<void>)[] = [];
  /** Connections that are open now, over all TCP servers. */
  readonly sockets = new Set<Socket>();
  /** Connections ever accepted. */
  accepted = 0;

  http(handle: RequestListener): Promise<string> {
    return this.#url('http', http.createServer(handle));
  }

  https(handle: RequestListener, options: TlsOptions & https.ServerOptions): Promise<string> {
    return this.#url('https', https.createServer(options, handle));
  }

  /** Answers on the bare connection. */
  async tcp(handle: (socket: Socket) => void): Promise<number> {
    return this.#listen(net.createServer(handle));
  }

  /** Null = no answer at all. */
  async udp(answer: (question: Buffer) => Buffer | null): Promise<number> {
    const socket = dgram.createSocket('udp4');
    socket.on('message', (question, from) => {
      const reply = answer(question);
      if (reply) socket.send(reply, from.port, from.address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    this.#closers.push(() => new Promise<void>((resolve) => socket.close(() => resolve())));
    return socket.address().port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await Promise.all(this.#closers.splice(0).map((close) => close()));
    this.accepted = 0;
  }

  async #url(scheme: string, server: http.Server): Promise<string> {
    return `${scheme}://127.0.0.1:${String(await this.#listen(server))}`;
  }

  async #listen(server: net.Server): Promise<number> {
    server.on('connection', (socket: Socket) => {
      this.accepted++;
      this.sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.sockets.delete(socket));
    });
    server.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.#closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
    return (server.address() as AddressInfo).port;
  }
}

/** A loopback port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

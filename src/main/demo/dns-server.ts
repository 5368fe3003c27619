import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { uint16 } from '../dns/message.ts';
import { listenOnLoopback, LOOPBACK, onFreePort } from './loopback-port.ts';

const LONGEST_TCP_QUERY_BYTES = 4_096;
const TCP_IDLE_MS = 5_000;
const TCP_CONNECTIONS = 32;

export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** The answer to a packet; null where it gets none. Never rejects. */
export type Respond = (packet: Buffer) => Buffer | null | Promise<Buffer | null>;

/** Serves `respond` over UDP and TCP on one loopback port. */
export function startDnsServer(respond: Respond): Promise<DnsServer> {
  return onFreePort(async (port) => {
    const tcp = tcpServer(respond);
    await listenOnLoopback(tcp.server, port);
    try {
      const udp = await udpServer(respond, port);
      return {
        port,
        close: async () => {
          await Promise.all([tcp.close(), new Promise<void>((resolve) => void udp.close(resolve))]);
        },
      };
    } catch (error) {
      await tcp.close();
      throw error;
    }
  });
}

function udpServer(respond: Respond, port: number): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  let closed = false;
  socket.on('close', () => (closed = true));
  const answer = async (packet: Buffer, { port: to, address }: RemoteInfo): Promise<void> => {
    const response = await respond(packet);
    // Whoever asked may be gone; a datagram has nobody to complain to.
    if (response && !closed) socket.send(response, to, address, () => undefined);
  };
  socket.on('message', (packet, from) => void answer(packet, from));
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: LOOPBACK, port, exclusive: true }, () => {
      socket.removeAllListeners('error').on('error', () => undefined);
      resolve(socket);
    });
  });
}

function tcpServer(respond: Respond): { server: Server; close: () => Promise<void> } {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy());
    socket.setTimeout(TCP_IDLE_MS, () => socket.destroy());
    serveStream(socket, respond);
  });
  server.maxConnections = TCP_CONNECTIONS;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    for (const socket of open) socket.destroy();
    await closed;
  };
  return { server, close };
}

/** Each message has its length, two bytes, before it (RFC 1035 section 4.2.2). Answers leave in the order of their questions. */
function serveStream(socket: Socket, respond: Respond): void {
  let buffered = Buffer.alloc(0);
  let last: Promise<void> = Promise.resolve();
  const nextMessage = (): Buffer | null => {
    if (buffered.length < 2) return null;
    const end = 2 + buffered.readUInt16BE(0);
    if (end > LONGEST_TCP_QUERY_BYTES) socket.destroy();
    if (buffered.length < end || socket.destroyed) return null;
    const message = buffered.subarray(2, end);
    buffered = buffered.subarray(end);
    return message;
  };
  const answer = async (message: Buffer, before: Promise<void>): Promise<void> => {
    const response = await respond(message);
    await before;
    if (response === null) socket.destroy();
    else if (!socket.destroyed) socket.write(Buffer.concat([uint16(response.length), response]));
  };
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (let message = nextMessage(); message; message = nextMessage()) last = answer(message, last);
  });
}

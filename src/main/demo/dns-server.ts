import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { type Answer, decodeQuery, encodeAnswer, encodeError, type Query } from './dns-message.ts';
import { listenOnLoopback, LOOPBACK, onFreePort } from './loopback-port.ts';

const LONGEST_TCP_QUERY_BYTES = 4_096;
const TCP_IDLE_MS = 5_000;
const TCP_CONNECTIONS = 32;

export interface DnsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves `answer` over UDP and TCP on one loopback port. */
export function startDnsServer(answer: (query: Query) => Answer): Promise<DnsServer> {
  const respond = (packet: Buffer): Buffer | null => {
    const decoded = decodeQuery(packet);
    if (decoded.kind === 'ignore') return null;
    return decoded.kind === 'query' ? encodeAnswer(decoded.query, answer(decoded.query)) : encodeError(decoded.id, decoded.opcode, decoded.rcode);
  };
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

type Respond = (packet: Buffer) => Buffer | null;

function udpServer(respond: Respond, port: number): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  socket.on('message', (packet, from) => {
    const response = respond(packet);
    // Whoever asked may be gone; a datagram has nobody to complain to.
    if (response) socket.send(response, from.port, from.address, () => undefined);
  });
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

/** Each message has its length, two bytes, before it (RFC 1035 section 4.2.2). */
function serveStream(socket: Socket, respond: Respond): void {
  let buffered = Buffer.alloc(0);
  const nextMessage = (): Buffer | null => {
    if (buffered.length < 2) return null;
    const end = 2 + buffered.readUInt16BE(0);
    if (end > LONGEST_TCP_QUERY_BYTES) socket.destroy();
    if (buffered.length < end || socket.destroyed) return null;
    const message = buffered.subarray(2, end);
    buffered = buffered.subarray(end);
    return message;
  };
  socket.on('data', (chunk: Buffer) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (let message = nextMessage(); message; message = nextMessage()) {
      const response = respond(message);
      if (!response) {
        socket.destroy();
        return;
      }
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(response.length);
      socket.write(Buffer.concat([prefix, response]));
    }
  });
}

import dgram from 'node:dgram';
import net, { type AddressInfo } from 'node:net';
import { serverOf } from './bind-pair.ts';

/** What a relay does with one message: lets it through, loses it or its answer, cuts the connection, or answers nonsense. `seen` runs first. */
export type Treatment = 'through' | 'lost' | 'answerLost' | 'cut' | 'garbage';

export interface Passing {
  /** A change, and not a question. */
  readonly isUpdate: boolean;
  /** How many of its kind came before, in this relay. */
  readonly before: number;
}

export interface Relay {
  readonly address: string;
  /** Changes that the name server has carried out. */
  readonly effects: () => number;
  /** What is done with what comes next; `answered` is told when the name server has answered, before that answer goes on. */
  treat: (passing: Passing) => Treatment;
  answered: (passing: Passing) => Treatment | void;
  stop(): Promise<void>;
}

/** A stretch of network between us and a name server, over TCP, one message a connection. */
export async function startRelay(to: string): Promise<Relay> {
  const target = serverOf(to);
  const counts = { update: 0, query: 0 };
  let effects = 0;
  const sockets = new Set<net.Socket>();
  const relay: { treat: Relay['treat']; answered: Relay['answered'] } = { treat: () => 'through', answered: () => undefined };
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', (message: Buffer) => {
      const isUpdate = ((message[4] ?? 0) >> 3 & 0x0f) === 5;
      const kind = isUpdate ? 'update' : 'query';
      const passing = { isUpdate, before: counts[kind] };
      counts[kind] += 1;
      const how = relay.treat(passing);
      if (how === 'cut') socket.destroy();
      if (how === 'garbage') socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
      if (how === 'through' || how === 'answerLost') passOn(socket, message, passing, how);
    });
  });
  const passOn = (socket: net.Socket, message: Buffer, passing: Passing, how: Treatment): void => {
    const upstream = net.connect(target.port, target.address, () => upstream.write(message));
    sockets.add(upstream);
    upstream.on('error', () => socket.destroy());
    upstream.once('data', (answer: Buffer) => {
      upstream.destroy();
      if (passing.isUpdate && ((answer[5] ?? 1) & 0x0f) === 0) effects += 1;
      const then = relay.answered(passing) ?? how;
      if (then === 'cut') socket.destroy();
      else if (then === 'through') socket.end(answer);
    });
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(relay, {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects: () => effects,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** The same for questions over UDP; `asked` runs before each is passed on, and false loses it. */
export async function startUdpRelay(to: string): Promise<{ readonly address: string; asked: () => boolean; stop(): void }> {
  const target = serverOf(to);
  const front = dgram.createSocket('udp4');
  const open = new Set<dgram.Socket>();
  const relay = {
    address: '',
    asked: () => true,
    stop: () => {
      for (const socket of open) socket.close();
      front.close();
    },
  };
  front.on('message', (question, from) => {
    if (!relay.asked()) return;
    const back = dgram.createSocket('udp4');
    open.add(back);
    back.once('message', (answer) => {
      open.delete(back);
      back.close();
      front.send(answer, from.port, from.address);
    });
    back.send(question, target.port, target.address);
  });
  await new Promise<void>((resolve) => front.bind(0, '127.0.0.1', resolve));
  relay.address = `127.0.0.1:${front.address().port}`;
  return relay;
}

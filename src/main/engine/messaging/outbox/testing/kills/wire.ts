import net, { type AddressInfo, type Socket } from 'node:net';
import type { WirePoint } from './points.ts';

/** What is done to the next message that goes through: our process ends at a point, or only the answer to it is lost. */
export interface WireFault {
  readonly at: WirePoint | 'answer lost';
  /** Ends our process; not called for an answer that is lost. */
  readonly kill: () => void;
}

/** Carries what one of our processes and one vendor say to each other, byte by byte. */
export interface Wire {
  readonly port: number;
  /** Arms a fault; the one before, where it has not happened, is forgotten. */
  arm(fault: WireFault | null): void;
  stop(): Promise<void>;
}

/** Where a request that writes begins, as far as can be told from the bytes. */
const HTTP_WRITE = /^(?:POST|PATCH|PUT) /;

export async function startWire(vendorPort: number, protocol: 'http' | 'smtp'): Promise<Wire> {
  let armed: WireFault | null = null;
  const open = new Set<Socket>();
  /** The fault, where it is this one's turn; it happens once. */
  const take = (...at: readonly WireFault['at'][]): WireFault | null => {
    if (armed === null || !at.includes(armed.at)) return null;
    const fault = armed;
    armed = null;
    return fault;
  };

  const server = net.createServer((client) => {
    const vendor = net.connect(vendorPort, '127.0.0.1');
    const both = [client, vendor];
    const end = (): void => both.forEach((socket) => socket.destroy());
    for (const socket of both) {
      open.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        open.delete(socket);
        end();
      });
    }
    /** A request that writes is under way, and its answer is what comes next. */
    let writes = false;
    /** The server has asked for the mail. */
    let wantsMail = false;
    let isOver = false;

    const ends = (fault: WireFault): void => {
      isOver = true;
      fault.kill();
    };
    const beginning = take('connected');
    if (beginning !== null) return ends(beginning);

    client.on('data', (chunk: Buffer) => {
      if (isOver) return;
      const begins = protocol === 'http' ? HTTP_WRITE.test(chunk.toString('latin1', 0, 6)) : wantsMail;
      wantsMail = false;
      if (begins) {
        writes = true;
        const fault = take('half request');
        if (fault !== null) {
          vendor.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => ends(fault));
          return;
        }
      }
      vendor.write(chunk);
    });
    vendor.on('data', (chunk: Buffer) => {
      if (isOver) return;
      if (protocol === 'smtp' && /^354/m.test(chunk.toString('latin1'))) wantsMail = true;
      if (!writes || wantsMail) return void client.write(chunk);
      writes = false;
      const fault = take('taken', 'half answer', 'handed over', 'answer lost');
      if (fault === null) return void client.write(chunk);
      if (fault.at === 'answer lost') return end();
      if (fault.at === 'taken') return ends(fault);
      client.write(fault.at === 'half answer' ? chunk.subarray(0, Math.floor(chunk.length / 2)) : chunk, () => ends(fault));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    arm: (fault) => void (armed = fault),
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

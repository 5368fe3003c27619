import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Bounds how many connections there are, in all and per address, so that one machine cannot take every place. */
export function limitConnections(server: Server, limits: { readonly total: number; readonly of: (address: string) => number }): void {
  server.maxConnections = limits.total;
  const perAddress = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? 'unknown';
    const count = (perAddress.get(address) ?? 0) + 1;
    perAddress.set(address, count);
    socket.once('close', () => {
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
    if (count > limits.of(address)) socket.destroy();
  });
}

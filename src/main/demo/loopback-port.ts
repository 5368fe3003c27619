import { createServer, type Server } from 'node:net';

export const LOOPBACK = '127.0.0.1';

/**
 * Ports are drawn below every system's range for outgoing connections (from 32768 on Linux, 49152 elsewhere): a port of
 * that range that we let go of during a blackout could become some client's own end, even one that connects to itself.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;
const ATTEMPTS = 50;

const isTaken = (error: unknown): boolean => ['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Runs `listen` with random ports until one is free. */
export async function onFreePort<T>(listen: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    try {
      return await listen(port);
    } catch (error) {
      if (!isTaken(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Makes a server listen on an address of loopback; rejects with the system's error. */
export function listenOnLoopback(server: Server, port: number, address = LOOPBACK): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      server.off('error', settle).off('listening', settle);
      if (error) reject(error);
      else resolve();
    };
    server.on('error', settle).on('listening', settle);
    server.listen({ host: address, port, exclusive: true });
  });
}

/** A port that was free a moment ago, for a program that must be told its port; the caller tries again should it be gone. */
export function pickFreePort(): Promise<number> {
  return onFreePort(async (port) => {
    const server = createServer();
    await listenOnLoopback(server, port);
    await new Promise((resolve) => server.close(resolve));
    return port;
  });
}

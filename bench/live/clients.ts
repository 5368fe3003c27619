import { get } from 'node:http';
import { Socket } from 'node:net';

/**
 * Many walls in one process: `node bench/live/clients.ts URL COUNT TOKEN`. On `begin` it starts to note how late events arrive, on
 * `end` it answers with what it noted; `stall` adds one more client that asks for the stream and then reads nothing of it.
 */
const [url = '', count = '50', token = ''] = process.argv.slice(2);
const address = new URL('api/v1/live', url);
const now = (): number => performance.timeOrigin + performance.now();

let noting = false;
let tickDelays: number[] = [];
let readingDelays: number[] = [];
let bytes = 0;
let ended = 0;
const stalled: Socket[] = [];

const TICK = Buffer.from('event: tick\n');
const NOW = /"now":"([^"]+)"/;
const RECEIVED = /"receivedAt":"([^"]+)"/;

function take(chunk: Buffer): void {
  if (!noting) return;
  const at = now();
  bytes += chunk.length;
  const tick = chunk.indexOf(TICK);
  if (tick >= 0) {
    const told = NOW.exec(chunk.toString('utf8', tick, tick + 200))?.[1];
    if (told !== undefined) tickDelays.push(at - Date.parse(told));
  }
  // One reading of each piece is enough: they were all told together.
  const told = RECEIVED.exec(chunk.toString('latin1', 0, 2_000))?.[1];
  if (told !== undefined) readingDelays.push(at - Date.parse(told));
}

function follow(): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(address, { headers: { authorization: `Bearer ${token}` }, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the stream answered ${String(response.statusCode)}`));
      response.on('data', take);
      response.on('close', () => (ended += 1));
      response.once('data', () => resolve());
    });
    request.once('error', reject);
  });
}

function stall(): void {
  const socket = new Socket();
  socket.on('error', () => {});
  socket.connect(Number(address.port), address.hostname, () => {
    socket.write(`GET ${address.pathname} HTTP/1.1\r\nHost: ${address.host}\r\nAuthorization: Bearer ${token}\r\n\r\n`);
    socket.pause();
  });
  stalled.push(socket);
}

process.on('message', ({ ask }: { ask: 'begin' | 'end' | 'stall' }) => {
  if (ask === 'stall') return stall();
  if (ask === 'begin') {
    [tickDelays, readingDelays, bytes, ended] = [[], [], 0, 0];
    noting = true;
    return;
  }
  noting = false;
  process.send?.({ tickDelays, readingDelays, bytes, ended });
});
process.on('disconnect', () => process.exit(0));
await Promise.all(Array.from({ length: Number(count) }, follow));
process.send?.({ ready: true });

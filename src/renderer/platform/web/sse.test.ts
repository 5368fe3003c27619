import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LinkStatus } from '../../../shared/client/follow-sse.ts';
import { backOffMs } from '../../../shared/client/follow-sse.ts';
import { createSseConnection } from './sse-connection.ts';
import { createSseParser, SseOverflow, type SseMessage } from '../../../shared/client/sse-parser.ts';

const parse = (...pieces: string[]): SseMessage[] => {
  const parser = createSseParser();
  return pieces.flatMap((piece) => parser.push(piece));
};

describe('the stream’s parser', () => {
  it('reads events with any line end, comments, and data in several lines', () => {
    expect(parse(': hello\n\nid: 7-1\nevent: tick\ndata: {"a":\ndata: 1}\n\n')).toEqual([{ event: 'tick', data: '{"a":\n1}', id: '7-1' }]);
    expect(parse('event: tick\r\ndata: 1\r\n\r\n')).toEqual([{ event: 'tick', data: '1', id: '' }]);
    expect(parse('data: 1\r\rdata\r\r')).toEqual([{ event: 'message', data: '1', id: '' }, { event: 'message', data: '', id: '' }]);
  });

  it('gives the same events wherever the network cuts the stream (seed printed on failure)', () => {
    const stream = 'id: e-1\r\nevent: reading\r\ndata: {"v":"ü😀"}\r\n\r\n: ping\n\nid: e-2\nevent: tick\ndata: x\ndata: y\n\n';
    const whole = parse(stream);
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), stream.length];
        expect(parse(...at.slice(1).map((end, i) => stream.slice(at[i], end)))).toEqual(whole);
      }),
    );
    expect(whole.map((message) => message.id)).toEqual(['e-1', 'e-2']);
  });

  it('drops an event that never ended, an id with a NUL and a retry that is no number', () => {
    const parser = createSseParser();
    expect(parser.push('id: a\0b\nretry: soon\ndata: half')).toEqual([]);
    expect(parser.lastId()).toBe('');
    expect(parser.retryMs()).toBeNull();
    parser.push('\n\nretry: 1500\n\n');
    expect(parser.retryMs()).toBe(1_500);
  });

  it('does not take names from the stream for names of its own, and gives up on an endless line', () => {
    expect(parse('__proto__: x\nconstructor: y\nevent: __proto__\ndata: 1\n\n')).toEqual([{ event: '__proto__', data: '1', id: '' }]);
    const parser = createSseParser(1_000);
    expect(() => parser.push(`data: ${'x'.repeat(2_000)}`)).toThrow(SseOverflow);
    const lines = createSseParser(1_000);
    expect(() => {
      for (let i = 0; i < 50; i++) lines.push(`data: ${'x'.repeat(100)}\n`);
    }).toThrow(SseOverflow);
  });
});

const TICK = (n: number) => `id: e-${n}\nevent: tick\ndata: {"now":"2026-11-21T14:00:00.000Z","n":${n}}\n\n`;
let server: Server | null = null;
let stop = () => {};
afterEach(async () => {
  stop();
  server?.closeAllConnections();
  await new Promise((done) => (server ? server.close(done) : done(null)));
  server = null;
});

/** A real server on a free port; `answer` gets the request's number, from 1. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse, n: number) => void): Promise<string> {
  let n = 0;
  server = createServer((request, response) => answer(request, response, ++n));
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
}

function open(url: string) {
  const seen: { events: unknown[]; statuses: LinkStatus[] } = { events: [], statuses: [] };
  const connection = createSseConnection({ url, random: () => 0, after: (ms, run) => {
    // Reconnecting is at once here; the watch for silence is not what these tests are about.
    const timer = ms < 5_000 ? setTimeout(run, 0) : undefined;
    return () => clearTimeout(timer);
  } });
  stop = connection.open({ event: (event) => seen.events.push(event.data), status: (status) => seen.statuses.push(status) });
  return { seen, connection };
}
const STREAM = { 'content-type': 'text/event-stream' };

describe('the live connection', () => {
  it('comes back by itself after the server went away, and names the last event it has', async () => {
    const resumed: (string | undefined)[] = [];
    const url = await listen((request, response, n) => {
      resumed.push(request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, STREAM).write(TICK(n));
      if (n === 1) setTimeout(() => response.destroy(), 20);
    });
    const { seen } = open(url);
    await vi.waitFor(() => expect(seen.events).toHaveLength(2));
    expect(resumed).toEqual([undefined, 'e-1']);
    expect(seen.statuses).toEqual(['connecting', 'open', 'lost', 'connecting', 'open']);
  });

  it('says that it was refused, and does not knock again', async () => {
    let knocks = 0;
    const url = await listen((_request, response, n) => {
      knocks = n;
      response.writeHead(401).end();
    });
    const { seen } = open(url);
    await vi.waitFor(() => expect(seen.statuses).toEqual(['connecting', 'refused']));
    expect(knocks).toBe(1);
  });

  it('counts and drops what it cannot understand, and goes on with what it can', async () => {
    const url = await listen((_request, response) => {
      response.writeHead(200, STREAM).write(`event: tick\ndata: {"n":"x"}\n\nevent: nonsense\ndata: 1\n\nevent: tick\ndata: {{{\n\nevent: toString\ndata: {}\n\n${TICK(4)}`);
    });
    const { seen, connection } = open(url);
    await vi.waitFor(() => expect(seen.events).toEqual([{ now: '2026-11-21T14:00:00.000Z', n: 4 }]));
    expect(connection.badEvents()).toBe(4);
  });

  it('takes an answer that is no stream (a proxy’s page, a 502) for a lost link', async () => {
    const url = await listen((_request, response, n) => {
      if (n === 1) response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Login</h1>');
      else if (n === 2) response.writeHead(502).end();
      else response.writeHead(200, STREAM).write(TICK(n));
    });
    const { seen } = open(url);
    await vi.waitFor(() => expect(seen.events).toHaveLength(1));
    expect(seen.statuses).toEqual(['connecting', 'lost', 'connecting', 'lost', 'connecting', 'open']);
  });

  it('waits longer each time, up to 10 s, and never at the same moment as everybody else', () => {
    expect(backOffMs(0, 1)).toBe(250);
    expect(backOffMs(4, 1)).toBe(4_000);
    expect(backOffMs(1_000_000, 1)).toBe(10_000);
    expect(backOffMs(10, 0)).toBe(1_000);
  });
});

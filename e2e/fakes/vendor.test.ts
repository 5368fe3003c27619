import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { VendorOperation } from '../../src/main/engine/sources/vendor-operation.ts';
import { holdToContract } from './contract.ts';
import { readOperations } from './openapi.ts';
import type { Json } from './schema.ts';
import type { Answer } from './send.ts';
import { startVendor, type FakeVendor, type Handler } from './vendor.ts';

const text = { type: 'string' };
const errors = { content: { 'application/json': { schema: { type: 'object', required: ['error'], properties: { error: text } } } } };
const answer = (schema: Json): Json => ({ content: { 'application/json': { schema } } });

/** A vendor of ours, small enough to be read here: notes that can be listed, written and taken away. */
const DESCRIPTION: Json = {
  openapi: '3.0.3',
  servers: [{ url: '/api' }],
  security: [{ key: [] }],
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    schemas: {
      Base: { type: 'object', properties: { author: text } },
      Note: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: 'object', required: ['text'], properties: { text: { ...text, nullable: true }, weight: { type: 'number', minimum: 0, exclusiveMinimum: true } } }] },
      Written: { type: 'object', required: ['text'], properties: { text, weight: { type: 'number', minimum: 0, exclusiveMinimum: true }, due: { type: 'string', format: 'date-time', nullable: true }, colour: { type: 'string', enum: ['red'], nullable: true } } },
    },
  },
  paths: {
    '/notes': {
      get: {
        operationId: 'listNotes',
        parameters: [
          { name: 'from', in: 'query', required: true, schema: { type: 'integer' } },
          { name: 'open', in: 'query', schema: { type: 'boolean' } },
          { name: 'tag', in: 'query', schema: { type: 'array', items: text } },
          { name: 'ids', in: 'query', explode: false, schema: { type: 'array', items: { type: 'integer' } } },
        ],
        responses: { '200': answer({ type: 'array', items: { $ref: '#/components/schemas/Note' } }), '401': errors, '403': errors },
      },
      post: { operationId: 'writeNote', requestBody: { required: true, content: { 'application/json': { schema: { $ref: '#/components/schemas/Written' } } } }, responses: { '201': answer({ type: 'object', properties: { id: { type: 'integer' } } }), '400': errors } },
    },
    '/notes/search': { get: { operationId: 'searchNotes', responses: { '200': answer({ type: 'array' }) } } },
    '/notes/{id}': { delete: { operationId: 'deleteNote', parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }], responses: { '204': {}, '404': errors } } },
    '/form': {
      post: { operationId: 'sendForm', requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } } } } }, responses: { '204': {} } },
    },
    '/nothing': { get: { operationId: 'nothing', responses: { '204': {} } } },
  },
};

const failure = (status: number, error: string): Answer => ({ status, body: { error } });

async function startNotes(handlers: Record<string, Handler> = {}, root = ''): Promise<FakeVendor & { readonly written: unknown[] }> {
  const written: unknown[] = [];
  const fake = await startVendor(
    {
      operations: readOperations('notes', DESCRIPTION),
      root,
      handlers: {
        'GET /api/notes': () => ({ status: 200, body: [{ text: null, author: 'kim' }] }),
        'POST /api/notes': ({ body }) => {
          written.push(body);
          return { status: 201, body: { id: written.length } };
        },
        'GET /api/notes/search': () => ({ status: 200, body: [] }),
        'DELETE /api/notes/{id}': ({ path }) => (path['id'] === '1' ? { status: 204 } : failure(404, 'no such note')),
        'POST /api/form': () => ({ status: 204 }),
        ...handlers,
      },
      authorise: ({ request }) => (request.headers['x-key'] === 'right' ? null : failure(403, 'wrong key')),
      error: failure,
      unauthorized: () => failure(401, 'no key'),
      forbidden: (_, permission) => failure(403, `needs ${permission ?? 'more'}`),
      limited: (_, seconds) => ({ ...failure(429, 'slow down'), headers: { 'Retry-After': String(seconds ?? 1) } }),
    },
    () => Date.parse('2026-11-02T14:00:00Z'),
  );
  return Object.assign(fake, { written });
}

let fake: Awaited<ReturnType<typeof startNotes>>;
beforeEach(async () => {
  fake = await startNotes();
});
afterEach(() => fake.stop());

const KEY = { 'X-Key': 'right' };
const send = async (method: string, path: string, options: { readonly headers?: Record<string, string>; readonly body?: string } = {}): Promise<Response> =>
  fetch(`${fake.url}${path}`, { method, headers: options.headers ?? KEY, redirect: 'manual', ...(options.body === undefined ? {} : { body: options.body }) });
const write = async (body: unknown, type = 'application/json'): Promise<number> => (await send('POST', '/api/notes', { headers: { ...KEY, 'Content-Type': type }, body: typeof body === 'string' ? body : JSON.stringify(body) })).status;

describe('a vendor that holds every request to its description', () => {
  it('accepts what is described, with values of the described type', async () => {
    expect((await send('GET', '/api/notes?from=12&open=true&tag=a&tag=b&ids=1,2')).status).toBe(200);
    expect(await write({ text: 'x', weight: 0.5, due: null, colour: null })).toBe(201);
    expect(await write({ text: 'x' }, 'application/json; charset=utf-8')).toBe(201);
    expect((await send('DELETE', '/api/notes/1')).status).toBe(204);
    expect((await send('GET', '/api/notes/search')).status).toBe(200);
    expect((await send('POST', '/api/form', { headers: { ...KEY, 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'a=1' })).status).toBe(204);
    expect(fake.refused).toEqual([]);
    expect(fake.seen[0]).toMatchObject({ operationId: 'listNotes', query: { from: 12, open: true, tag: ['a', 'b'], ids: [1, 2] }, status: 200 });
    expect(fake.calls('sendForm')[0]?.body).toEqual({ a: 1 });
    expect(JSON.stringify(fake.seen)).not.toContain('right');
  });

  it.each([
    ['another method', 'PUT', '/api/notes', undefined, 405, 'method PUT is not described for /api/notes'],
    ['an unknown path', 'GET', '/api/other', undefined, 404, 'path /api/other is not described'],
    ['a longer path', 'GET', '/api/notes/search/', undefined, 404, 'path /api/notes/search/ is not described'],
    ['no base path', 'GET', '/notes?from=1', undefined, 404, 'path /notes is not described'],
    ['a placeholder of another type', 'DELETE', '/api/notes/one', undefined, 404, 'path parameter "id" must be integer, not "one"'],
    ['an unknown parameter', 'GET', '/api/notes?from=1&till=2', undefined, 400, 'query parameter "till" is not described'],
    ['a missing parameter', 'GET', '/api/notes', undefined, 400, 'query parameter "from" is missing'],
    ['a mistyped number', 'GET', '/api/notes?from=1.5', undefined, 400, 'query parameter "from" must be integer, not "1.5"'],
    ['a mistyped boolean', 'GET', '/api/notes?from=1&open=yes', undefined, 400, 'query parameter "open" must be boolean, not "yes"'],
    ['a repeated parameter', 'GET', '/api/notes?from=1&from=2', undefined, 400, '"from" is there 2 times'],
    ['an element of another type', 'GET', '/api/notes?from=1&ids=1,x', undefined, 400, 'query parameter "ids"/1 must be integer, not "1,x"'],
    ['no key', 'GET', '/api/notes?from=1', {}, 401, 'credentials are missing: x-key'],
    ['an empty key', 'GET', '/api/notes?from=1', { 'X-Key': ' ' }, 401, 'credentials are missing: x-key'],
  ])('refuses %s', async (_, method, path, headers, status, reason) => {
    const response = await send(method, path, headers === undefined ? {} : { headers });
    expect([response.status, fake.refused.map((one) => one.reason), fake.seen]).toEqual([status, [reason], []]);
  });

  it.each([
    ['no body', undefined, undefined, 'body is missing'],
    ['another content type', '{"text":"x"}', 'text/plain', 'Content-Type "text/plain" is not described, only application/json'],
    ['broken JSON', '{"text":', 'application/json', 'body is no JSON'],
    ['a missing field', '{}', 'application/json', "body must have required property 'text'"],
    ['an unknown field', '{"text":"x","txet":"y"}', 'application/json', 'body must NOT have additional properties ("txet")'],
    ['a mistyped field', '{"text":1}', 'application/json', 'body/text must be string'],
    ['a value on an exclusive bound', '{"text":"x","weight":0}', 'application/json', 'body/weight must be > 0'],
    ['a wrong format', '{"text":"x","due":"today"}', 'application/json', 'body/due must match format "date-time"'],
    ['a value that is not listed', '{"text":"x","colour":"blue"}', 'application/json', 'body/colour must be equal to one of the allowed values (["red",null])'],
  ])('refuses %s, and nothing is written', async (_, body, type, reason) => {
    const response = await send('POST', '/api/notes', { headers: { ...KEY, ...(type === undefined ? {} : { 'Content-Type': type }) }, ...(body === undefined ? {} : { body }) });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect([fake.refused.map((one) => one.reason), fake.written]).toEqual([[reason], []]);
  });

  it('refuses an unknown form field, a missing one, and a body where none is taken', async () => {
    const form = async (body: string): Promise<number> => (await send('POST', '/api/form', { headers: { ...KEY, 'Content-Type': 'application/x-www-form-urlencoded' }, body })).status;
    expect([await form('a=1&b=2'), await form(''), await form('a=x')]).toEqual([400, 400, 400]);
    expect((await send('DELETE', '/api/notes/1', { body: '{}' })).status).toBe(400);
    expect(fake.refused).toHaveLength(4);
  });

  it('answers a wrong key and an unknown id without calling them a breach of the description', async () => {
    expect((await send('GET', '/api/notes?from=1', { headers: { 'X-Key': 'old' } })).status).toBe(403);
    expect((await send('DELETE', '/api/notes/9')).status).toBe(404);
    expect(fake.refused).toEqual([]);
  });
});

describe('a vendor that holds its own answers to its description', () => {
  it.each([
    ['a mistyped field', { status: 200, body: [{ text: 1 }] }, 'listNotes: answer/0/text must be string,null'],
    ['no body', { status: 200 }, 'listNotes: answer must be array'],
    ['another status', { status: 202, body: [] }, 'listNotes: status 202 is not described'],
    ['an error of another shape', { status: 503, body: { message: 'x' } }, "listNotes: answer must have required property 'error'"],
  ])('answers 500 and says so instead of %s', async (_, wrong, problem) => {
    await fake.stop();
    fake = await startNotes({ 'GET /api/notes': () => wrong });
    expect((await send('GET', '/api/notes?from=1')).status).toBe(500);
    expect(fake.problems).toEqual([problem]);
  });

  it('says when it is asked for what it does not play, and when it breaks', async () => {
    expect((await send('GET', '/api/nothing')).status).toBe(501);
    await fake.stop();
    fake = await startNotes({
      'GET /api/notes': () => {
        throw new Error('a mistake in the fake');
      },
    });
    expect((await send('GET', '/api/notes?from=1')).status).toBe(500);
    expect(fake.problems).toEqual([expect.stringContaining('a mistake in the fake')]);
    await expect(startNotes({ 'GET /api/nowhere': () => ({ status: 200 }) })).rejects.toThrow("GET /api/nowhere is not in the vendor's description");
  });
});

describe('the switches of a vendor', () => {
  const ask = async (): Promise<Response> => send('GET', '/api/notes?from=1');

  it('fails as told, only there and only so often, until mended', async () => {
    fake.fail({ kind: 'status', status: 503 });
    fake.fail({ kind: 'unauthorized' }, { times: 1 });
    fake.fail({ kind: 'forbidden', permission: 'notes:read' }, { only: ['searchNotes'] });
    expect([(await ask()).status, (await ask()).status]).toEqual([401, 503]);
    const forbidden = await send('GET', '/api/notes/search');
    expect([forbidden.status, await forbidden.json()]).toEqual([403, { error: 'needs notes:read' }]);
    fake.mend();
    expect((await ask()).status).toBe(200);
  });

  it('limits with the headers of the vendor', async () => {
    fake.fail({ kind: 'limited', resetSeconds: 7 });
    const response = await ask();
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
  });

  it('holds an answer until it is let go', async () => {
    fake.fail({ kind: 'held' });
    let answered = false;
    const waiting = ask().then(({ status }) => {
      answered = true;
      return status;
    });
    await fake.gate.until(1);
    expect([fake.gate.held, answered, fake.seen[0]?.status]).toEqual([1, false, undefined]);
    fake.gate.open();
    expect(await waiting).toBe(200);
  });

  it('cuts a body, answers with a page, or with JSON of another shape', async () => {
    fake.fail({ kind: 'truncated' }, { times: 1 });
    const cut = await ask();
    expect(cut.status).toBe(200);
    await expect(cut.text()).rejects.toThrow('terminated');
    fake.fail({ kind: 'html' }, { times: 1 });
    const page = await ask();
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'text/html; charset=utf-8', expect.stringContaining('<form')]);
    fake.fail({ kind: 'shape', body: { surprise: true } });
    expect(await (await ask()).json()).toEqual({ surprise: true });
    fake.fail({ kind: 'shape', status: 403, body: { errors: [{ title: 'Forbidden' }] }, headers: { 'Retry-After': '9' } });
    const other = await ask();
    expect([other.status, other.headers.get('retry-after'), await other.json()]).toEqual([403, '9', { errors: [{ title: 'Forbidden' }] }]);
  });

  it('stalls in the middle of a body', async () => {
    fake.fail({ kind: 'stalled' });
    const response = await ask();
    const body = response.text();
    await fake.gate.until(1);
    expect(response.status).toBe(200);
    fake.gate.open();
    await expect(body).rejects.toThrow('terminated');
  });

  it('answers without end until nobody listens', async () => {
    fake.fail({ kind: 'endless' });
    const response = await ask();
    let bytes = 0;
    for await (const chunk of response.body ?? []) {
      bytes += (chunk as Uint8Array).length;
      if (bytes > 2_000_000) break;
    }
    expect(bytes).toBeGreaterThan(2_000_000);
  });

  it('repeats secrets in its words', async () => {
    fake.fail({ kind: 'echo', status: 400 });
    expect(await (await ask()).text()).toContain('right');
  });

  it('redirects, and records whoever follows', async () => {
    fake.fail({ kind: 'redirect' });
    const response = await ask();
    expect(response.status).toBe(302);
    await send('GET', new URL(response.headers.get('location') ?? '').pathname);
    expect(fake.refused).toEqual([{ method: 'GET', path: '/elsewhere', reason: 'path /elsewhere is not described' }]);
  });

  it('drops the connection before or after the request took effect', async () => {
    fake.fail({ kind: 'dropped', when: 'before' }, { times: 1 });
    await expect(write({ text: 'first' })).rejects.toThrow('fetch failed');
    expect(fake.written).toEqual([]);
    fake.fail({ kind: 'dropped', when: 'after' }, { times: 1 });
    await expect(write({ text: 'second' })).rejects.toThrow('fetch failed');
    expect(fake.written).toEqual([{ text: 'second' }]);
  });

  it('tells another time', async () => {
    expect((await ask()).headers.get('date')).toBe('Mon, 02 Nov 2026 14:00:00 GMT');
    fake.skewMs = -90_000;
    expect((await ask()).headers.get('date')).toBe('Mon, 02 Nov 2026 13:58:30 GMT');
  });
});

describe('a vendor below a path', () => {
  it('answers there and nowhere else', async () => {
    await fake.stop();
    fake = await startNotes({}, '/sub');
    expect(fake.url).toMatch(/\/sub$/);
    expect((await send('GET', '/api/notes?from=1')).status).toBe(200);
    expect((await fetch(new URL('/api/notes?from=1', fake.url), { headers: KEY })).status).toBe(404);
    expect([fake.seen[0]?.path, fake.refused[0]?.path]).toEqual(['/api/notes', '/api/notes']);
  });
});

describe('a client held to a description', () => {
  const CLIENT: VendorOperation[] = [
    { id: 'listNotes', method: 'GET', path: '/api/notes' },
    { id: 'writeNote', method: 'POST', path: '/api/notes' },
  ];

  it('passes where every changed request is refused; a server that checks nothing accepts them all', async () => {
    await ask();
    await write({ text: 'x' });
    const strict = await holdToContract(fake, CLIENT, KEY);
    expect(strict).toEqual({ problems: [], refused: 15 });

    /** The control: the same requests, to a server that does not look. */
    const server = createServer((request, response) => {
      request.resume();
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const lenient = await holdToContract({ ...fake, url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, refused: [] }, CLIENT, KEY);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect([lenient.problems.length, lenient.refused]).toEqual([15, 0]);
    expect(lenient.problems).toContain('GET /api/notes (listNotes) is accepted with an unknown parameter');
  });

  const ask = async (): Promise<Response> => send('GET', '/api/notes?from=1&open=true');
});

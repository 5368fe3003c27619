import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Speaks as much of Prometheus' HTTP API (v1: query, query_range, buildinfo) as the benches need, in a process of its own so that its
 * work is in nobody's figures: `node bench/lib/fake-prometheus.ts SCRAPE_SECONDS`, told of by one message `{port}` to the parent.
 * Every service has a value that changes with each scrape; answers have the shape and the size of the real ones. A message
 * `{times}` from the parent multiplies all values from then on.
 */
const scrapeSeconds = Number(process.argv[2] ?? 5);

interface Row {
  /** The series as JSON, up to its value. */
  readonly head: string;
  readonly seed: number;
  readonly tells: 'value' | 'sampleTime' | 'now';
}

/** One part of a query merged by the product: an expression with the tag that its series carry. */
const TAGGED = /label_replace\(\(([\s\S]*?)\n\), "__hf", "(\w+)", "", ""\)/g;
/** What the product adds to a history query to learn how old its samples are. */
const HISTORY_TIME = /\nlabel_replace\(max\(timestamp\(/;
const compiled = new Map<string, readonly Row[]>();

function rowsOf(query: string): readonly Row[] {
  const known = compiled.get(query);
  if (known) return known;
  const parts = [...query.matchAll(TAGGED)].map(([, expression = '', tag = '']) => ({ expression, tag }));
  const rows = parts.length === 0 ? [...rowsOfPart(query, null), ...(HISTORY_TIME.test(query) ? rowsOfPart('max(timestamp(', 't0') : [])] : parts.flatMap(({ expression, tag }) => rowsOfPart(expression, tag));
  compiled.set(query, rows);
  return rows;
}

function rowsOfPart(expression: string, tag: string | null): readonly Row[] {
  const tells = expression.includes('time()') ? 'now' : expression.startsWith('max') && expression.includes('(timestamp(') ? 'sampleTime' : 'value';
  const names = /service=~?"([^"]*)"/.exec(expression)?.[1]?.split('|') ?? [''];
  const keepsService = /by \([^)]*service/.test(expression);
  return names.map((service) => {
    const labels = { ...(tag === null ? {} : { __hf: tag }), ...(keepsService ? { service } : {}) };
    return { head: `{"metric":${JSON.stringify(labels)},"value":[`, seed: hashOf(service + expression.slice(0, 24)), tells };
  });
}

function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  return hash >>> 0;
}

let times = 1;
process.on('message', (message: { readonly times: number }) => ({ times } = message));

const scrapeOf = (seconds: number): number => Math.floor(seconds / scrapeSeconds);
/** Between 0.05 and 1.05, anew with each scrape. */
const valueAt = (seed: number, scrape: number): string => String(times * (0.05 + (hashOf(`${seed}.${scrape}`) % 1e9) / 1e9));

function instant(query: string): string {
  const now = Date.now() / 1_000;
  const scrape = scrapeOf(now);
  const results = rowsOf(query).map(({ head, seed, tells }) => {
    const value = tells === 'now' ? now : tells === 'sampleTime' ? scrape * scrapeSeconds : valueAt(seed, scrape);
    return `${head}${now},"${value}"]}`;
  });
  return `{"status":"success","data":{"resultType":"vector","result":[${results.join(',')}]}}`;
}

function range(query: string, start: number, end: number, step: number): string {
  const results = rowsOf(query).map(({ head, seed, tells }) => {
    const values: string[] = [];
    for (let at = start; at <= end; at += step) values.push(`[${at},"${tells === 'sampleTime' ? scrapeOf(at) * scrapeSeconds : tells === 'now' ? at : valueAt(seed, scrapeOf(at))}"]`);
    return `${head.replace(/"value":\[$/, '"values":[')}${values.join(',')}]}`;
  });
  return `{"status":"success","data":{"resultType":"matrix","result":[${results.join(',')}]}}`;
}

function answer(path: string, form: URLSearchParams): string {
  const query = form.get('query') ?? '';
  if (path.endsWith('/query')) return instant(query);
  if (path.endsWith('/query_range')) return range(query, Number(form.get('start')), Number(form.get('end')), Number(form.get('step')));
  return '{"status":"success","data":{"version":"2.42.0"}}';
}

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const [path = '', search = ''] = (request.url ?? '').split('?');
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(answer(path, new URLSearchParams(request.method === 'POST' ? Buffer.concat(chunks).toString('utf8') : search)));
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));

import { readContract } from './contracts.ts';
import { readOperations, type Operation } from './openapi.ts';
import { isJson, type Json } from './schema.ts';
import type { Answer } from './send.ts';
import { startVendor, type Call, type FakeVendor, type Handler } from './vendor.ts';

export const CLOUDFLARE_TOKEN = 'cf-0123456789abcdef0123456789abcdef01234567';
export const CLOUDFLARE_ZONE = '023e105f4ecef8ad9ca31a8372d0c353';
const ZONE_NAME = 'acme.test';

export interface CloudflareDnsRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl: number;
  readonly proxied: boolean;
  readonly comment?: string;
  readonly tags?: readonly string[];
}

export interface FakeCloudflare extends FakeVendor {
  readonly records: Map<string, CloudflareDnsRecord>;
  /** Of the token; anything else than `active` is refused. */
  tokenStatus: string;
  /** How many zones the token sees. */
  zoneCount: number;
  /** Says yes to a batch and does nothing. */
  liar: boolean;
  /** Does it, and says that it failed. */
  doesAndDenies: boolean;
  /** Runs right before a batch: somebody else, in the window. */
  before: (() => void) | null;
  /** Somebody at the dashboard. */
  put(record: Omit<CloudflareDnsRecord, 'id' | 'proxied'> & Partial<CloudflareDnsRecord>): string;
  remove(id: string): void;
  /** Contents of one name, sorted. */
  contents(name: string): readonly string[];
}

/** References of JSON Schema in the words of OpenAPI. */
function moved(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(moved);
  if (!isJson(node)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === '$ref' && typeof value === 'string' ? value.replace('#/definitions/', '#/components/schemas/') : moved(value)]));
}

const array = (items: unknown): Json => ({ type: 'array', items });
const MESSAGES = array({ type: 'object', required: ['code', 'message'], properties: { code: { type: 'integer' }, message: { type: 'string' } } });
const envelope = (success: boolean, result: unknown): Json => ({ type: 'object', required: ['success', 'errors', 'messages', 'result'], properties: { success: { const: success }, errors: MESSAGES, messages: MESSAGES, result, result_info: { type: 'object' } } });
const json = (schema: unknown): Json => ({ content: { 'application/json': { schema } } });

let operations: readonly Operation[] | undefined;
/** Requests and records by the newer description, tokens and zones by the older one; failures as they are known to be. */
export function cloudflareOperations(): readonly Operation[] {
  if (operations !== undefined) return operations;
  const schemas = moved((readContract('cloudflare/dns-records.2026-10.schema.json') as { definitions: Json }).definitions) as Record<string, Json>;
  const record = { $ref: '#/components/schemas/RecordResponse' };
  /* Filters such as `name` are objects there, and are written `name.exact` in an address. */
  const query = Object.entries(schemas['RecordListParams']?.['properties'] as Record<string, Json>).flatMap(([name, schema]) => {
    const target = typeof schema['$ref'] === 'string' ? schemas[schema['$ref'].split('/').at(-1) ?? ''] : undefined;
    const inner = target?.['properties'] as Record<string, Json> | undefined;
    return inner === undefined ? [{ name, in: 'query', schema }] : Object.entries(inner).map(([part, its]) => ({ name: `${name}.${part}`, in: 'query', schema: its }));
  });
  const zone = { name: 'zone_id', in: 'path', required: true, schema: { type: 'string', minLength: 32, maxLength: 32 } };
  const failure = json(envelope(false, { type: 'null' }));
  const newer = readOperations(
    'cloudflare-records',
    {
      openapi: '3.0.3',
      components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
      paths: {
        '/zones/{zone_id}/dns_records': { get: { operationId: 'dns-records-for-a-zone-list-dns-records', parameters: [zone, ...query], responses: { 200: json(envelope(true, array(record))), default: failure } } },
        '/zones/{zone_id}/dns_records/batch': {
          post: {
            operationId: 'dns-records-for-a-zone-batch-dns-records',
            parameters: [zone],
            requestBody: { required: true, ...json({ $ref: '#/components/schemas/RecordBatchParams' }) },
            responses: { 200: json(envelope(true, { type: 'object', properties: { deletes: array(record), patches: array(record), puts: array(record), posts: array(record) } })), default: failure },
          },
        },
      },
    },
    '/client/v4',
  );
  const credentials = [[{ header: 'authorization', scheme: 'bearer' }]];
  const [listed] = newer;
  const older = readOperations('cloudflare-old', readContract('cloudflare/dns-records.2024-08.openapi.json'), '/client/v4')
    .filter(({ id }) => id === 'zones-get' || id === 'user-api-tokens-verify-token')
    .map((each) => ({ ...each, credentials, answers: new Map([['200', each.answers.get('200') ?? null], ['default', listed?.answers.get('default') ?? null]]) }));
  operations = [...newer, ...older];
  return operations;
}

/** Starts a zone without records. */
export async function startCloudflare(): Promise<FakeCloudflare> {
  const records = new Map<string, CloudflareDnsRecord>();
  let count = 0;
  const newId = (): string => `${String((count += 1)).padStart(8, '0')}${'f'.repeat(24)}`;
  const error = (status: number, code: number, message: string): Answer => ({ status, body: { success: false, errors: [{ code, message }], messages: [], result: null } });
  const good = (result: unknown, info?: object): Answer => ({ status: 200, body: { success: true, errors: [], messages: [], result, ...(info === undefined ? {} : { result_info: info }) } });
  const shown = ({ comment, tags, ...record }: CloudflareDnsRecord): Json => ({ ...record, ...(comment === undefined ? {} : { comment }), tags: tags ?? [], proxiable: record.type !== 'TXT', settings: {}, meta: {}, created_on: '2026-01-01T00:00:00Z', modified_on: '2026-01-01T00:00:00Z' });
  const inZone = (handler: Handler): Handler => (call) => (call.path['zone_id'] === CLOUDFLARE_ZONE ? handler(call) : error(404, 7003, 'Could not route to the zone, perhaps your object identifier is invalid?'));

  /** One transaction: what one part of it cannot do undoes all of it. */
  const batch = ({ body }: Call): Answer => {
    fake.before?.();
    const { deletes = [], posts = [] } = body as { deletes?: readonly { id: string }[]; posts?: readonly Omit<CloudflareDnsRecord, 'id'>[] };
    const next = new Map(records);
    for (const { id } of deletes) if (!next.delete(id)) return error(404, 81_044, 'Record does not exist.');
    const made: CloudflareDnsRecord[] = [];
    for (const given of posts) {
      if (given.name !== ZONE_NAME && !given.name.endsWith(`.${ZONE_NAME}`)) return error(400, 9000, 'DNS name is invalid.');
      const here = [...next.values()].filter(({ name }) => name === given.name);
      if (here.some(({ type }) => type === 'CNAME' || given.type === 'CNAME')) return error(400, 81_053, 'An A, AAAA, or CNAME record with that host already exists.');
      if (here.some(({ type, content }) => type === given.type && content === given.content)) return error(400, 81_058, 'An identical record already exists.');
      const record = { ...given, id: newId(), proxied: given.proxied ?? false, ttl: given.proxied ? 1 : given.ttl };
      next.set(record.id, record);
      made.push(record);
    }
    const removed = deletes.flatMap(({ id }) => records.get(id) ?? []);
    if (!fake.liar) {
      records.clear();
      for (const [id, record] of next) records.set(id, record);
    }
    if (fake.doesAndDenies) return error(500, 1_000, 'Internal Server Error');
    return good({ deletes: removed.map(shown), posts: made.map(shown) });
  };

  const zoneRow = (index: number): Json => ({ id: index === 0 ? CLOUDFLARE_ZONE : String(index).padStart(32, '0'), name: index === 0 ? ZONE_NAME : `other${index}.test`, development_mode: 0, owner: {}, account: {}, meta: {}, name_servers: [], original_name_servers: null, original_registrar: null, original_dnshost: null, created_on: '2026-01-01T00:00:00Z', modified_on: '2026-01-01T00:00:00Z', activated_on: '2026-01-01T00:00:00Z' });
  const vendor = await startVendor({
    operations: cloudflareOperations(),
    handlers: {
      'GET /client/v4/zones/{zone_id}/dns_records': inZone(({ query }) => {
        const found = [...records.values()].filter(({ name, type }) => (query['name.exact'] === undefined || name === query['name.exact']) && (query['type'] === undefined || type === query['type']));
        const size = (query['per_page'] as number | undefined) ?? 100;
        return good(found.slice(0, size).map(shown), { page: 1, per_page: size, count: Math.min(found.length, size), total_count: found.length, total_pages: Math.max(1, Math.ceil(found.length / size)) });
      }),
      'POST /client/v4/zones/{zone_id}/dns_records/batch': inZone(batch),
      'GET /client/v4/user/tokens/verify': () => good({ id: 'ed17574386854bf78a67040be0a770b0', status: fake.tokenStatus }),
      'GET /client/v4/zones': () => good(Array.from({ length: Math.min(5, fake.zoneCount) }, (_, index) => zoneRow(index)), { page: 1, per_page: 5, count: Math.min(5, fake.zoneCount), total_count: fake.zoneCount }),
    },
    authorise: ({ request }) => (request.headers['authorization'] === `Bearer ${CLOUDFLARE_TOKEN}` ? null : error(401, 10_000, 'Authentication error')),
    error: (status, message) => error(status, status >= 500 ? 1_000 : 9_000, message),
    unauthorized: () => error(401, 10_000, 'Authentication error'),
    forbidden: () => error(403, 9_109, 'Unauthorized to access requested resource'),
    limited: (_call, seconds) => ({ ...error(429, 971, 'Please wait and consider throttling your request speed'), headers: seconds === undefined ? {} : { 'Retry-After': String(seconds) } }),
  });
  const fake: FakeCloudflare = Object.assign(vendor, {
    records,
    tokenStatus: 'active',
    zoneCount: 1,
    liar: false,
    doesAndDenies: false,
    before: null,
    put: (record: Parameters<FakeCloudflare['put']>[0]): string => {
      const id = record.id ?? newId();
      records.set(id, { proxied: false, ...record, id });
      return id;
    },
    remove: (id: string) => void records.delete(id),
    contents: (name: string) => [...records.values()].filter((record) => record.name === name).map(({ content }) => content).sort(),
  });
  return fake;
}

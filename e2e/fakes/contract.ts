import type { VendorOperation } from '../../src/main/engine/sources/vendor-operation.ts';
import type { Operation } from './openapi.ts';
import type { FakeVendor, SeenCall } from './vendor.ts';

/** A request that differs in one thing from one that is right. */
interface Mutation {
  readonly what: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ContractReport {
  /** One sentence for each thing that is not as it must be. */
  readonly problems: readonly string[];
  /** How many changed requests were refused. */
  readonly refused: number;
}

type Held = Pick<FakeVendor, 'url' | 'seen' | 'refused' | 'operations'>;

/**
 * Holds a client to the vendor's description. The client must have called each of its operations before; the fake has kept the
 * requests. Each operation must be described, and have been called; what the client sent is sent again and must be accepted,
 * and again with one thing changed, and must be refused: another method, a longer path, an unknown, missing or mistyped
 * parameter, no credentials, another content type, another body.
 *
 * `credentials` are the headers that the fake does not keep: `{ 'DD-API-KEY': … }`.
 */
export async function holdToContract(fake: Held, client: readonly VendorOperation[], credentials: Readonly<Record<string, string>>): Promise<ContractReport> {
  const problems: string[] = [];
  let refused = 0;
  for (const wanted of client) {
    const name = `${wanted.method} ${wanted.path} (${wanted.id})`;
    const described = fake.operations.find(({ id, method, path }) => id === wanted.id && method === wanted.method && path === wanted.path);
    if (described === undefined) {
      problems.push(`${name} is not in the vendor's description`);
      continue;
    }
    const call = fake.seen.find(({ operationId, method }) => operationId === wanted.id && method === wanted.method);
    if (call === undefined) {
      problems.push(`${name} was never called by the client`);
      continue;
    }
    const right: Mutation = { what: 'nothing', method: call.method, target: call.target, headers: { ...sentHeaders(call), ...credentials }, body: call.sent };
    if (await isRefused(fake, right)) problems.push(`${name} is refused as the client sends it: ${fake.refused.at(-1)?.reason ?? ''}`);
    for (const mutation of mutations(right, described, fake.operations)) {
      if (await isRefused(fake, mutation)) refused += 1;
      else problems.push(`${name} is accepted with ${mutation.what}`);
    }
  }
  return { problems, refused };
}

/** What belongs to the connection is made anew. */
const OF_THE_CONNECTION = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive', 'accept-encoding']);
const sentHeaders = ({ headers }: SeenCall): Record<string, string> => Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CONNECTION.has(name)));

async function isRefused(fake: Held, { method, target, headers, body }: Mutation): Promise<boolean> {
  const before = fake.refused.length;
  const answer = await fetch(`${fake.url}${target}`, { method, headers, redirect: 'manual', ...(body === '' ? {} : { body }) });
  /* Slack says no with HTTP 200. */
  const saysNo = answer.status >= 400 || (await answer.clone().text()).startsWith('{"ok":false');
  await answer.arrayBuffer();
  return fake.refused.length > before && saysNo;
}

function mutations(right: Mutation, operation: Operation, all: readonly Operation[]): readonly Mutation[] {
  const [path = '', search = ''] = right.target.split('?');
  const withQuery = (change: (query: URLSearchParams) => void): string => {
    const query = new URLSearchParams(search);
    change(query);
    return `${path}?${query.toString()}`;
  };
  const given = new URLSearchParams(search);
  const taken = new Set(all.filter((other) => other.path === operation.path).map(({ method }) => method));
  const other = ['PUT', 'PATCH', 'DELETE', 'POST', 'GET'].find((method) => !taken.has(method));
  const type = Object.entries(right.headers).find(([name]) => name.toLowerCase() === 'content-type');
  const made: Mutation[] = [
    { ...right, what: 'a longer path', target: `${path}/junk${search === '' ? '' : `?${search}`}` },
    { ...right, what: 'an unknown parameter', target: withQuery((query) => query.append('unknown', '1')) },
  ];
  if (other !== undefined) made.push({ ...right, what: `the method ${other}`, method: other, ...(other === 'GET' ? { body: '' } : {}) });
  if (operation.credentials.length > 0) made.push({ ...right, what: 'no credentials', headers: Object.fromEntries(Object.entries(right.headers).filter(([name]) => !isCredential(operation, name))) });
  for (const { name, required, check } of operation.parameters.filter((parameter) => parameter.in === 'query' && given.has(parameter.name))) {
    if (required) made.push({ ...right, what: `no parameter ${name}`, target: withQuery((query) => query.delete(name)) });
    if (check('none') !== null) made.push({ ...right, what: `a mistyped parameter ${name}`, target: withQuery((query) => query.set(name, 'none')) });
  }
  if (right.body === '') {
    if (right.method !== 'GET') made.push({ ...right, what: 'a body', body: '{}', headers: { ...right.headers, 'content-type': 'application/json' } });
    return made;
  }
  if (type !== undefined) made.push({ ...right, what: 'another content type', headers: { ...right.headers, [type[0]]: 'text/plain' } });
  if (type?.[1].startsWith('application/json') === true) {
    made.push({ ...right, what: 'a body of another type', body: '"text"' }, { ...right, what: 'a body that is cut', body: right.body.slice(0, -1) });
    made.push({ ...right, what: 'an unknown field', body: JSON.stringify({ ...(JSON.parse(right.body) as object), unknown: 1 }) });
  } else made.push({ ...right, what: 'an unknown form field', body: `${right.body}&unknown=1` });
  return made;
}

const isCredential = ({ credentials }: Operation, name: string): boolean => credentials.flat().some(({ header }) => header === name.toLowerCase());

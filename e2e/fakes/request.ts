import type { Body, Credential, Operation, Parameter } from './openapi.ts';

/** A request as it came, its body whole. */
export interface RawRequest {
  readonly method: string;
  /** With query, as in the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request that the vendor's description allows. Values are of the described type: `from=12` is the number 12. */
export interface Allowed {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** JSON value, form as an object, or undefined. */
  readonly body: unknown;
}

export interface Refusal {
  /** What an HTTP server answers to it. */
  readonly status: 400 | 401 | 404 | 405 | 415;
  readonly reason: string;
}

export interface Rules {
  readonly operations: readonly Operation[];
  /** Placeholders that hold the rest of a path, with slashes. */
  readonly rest: ReadonlySet<string>;
  /** Ids of operations that hand query and body on to somebody else, who judges them. */
  readonly passed: ReadonlySet<string>;
}

const refuse = (status: Refusal['status'], reason: string): Refusal => ({ status, reason });
export const isRefusal = (found: Allowed | Refusal): found is Refusal => 'reason' in found;

/** Holds a request to the vendor's description: method, path, query, credentials, content type and body. */
export function checkRequest(rules: Rules, request: RawRequest): Allowed | Refusal {
  const [pathname, search] = splitOnce(request.target, '?');
  const found = findOperation(rules, request.method, pathname);
  if ('reason' in found) return found;
  const { operation, path } = found;
  const missing = missingCredentials(operation.credentials, request.headers);
  if (missing !== null) return refuse(401, missing);
  for (const parameter of operation.parameters) {
    if (parameter.in !== 'path') continue;
    const value = readValues(parameter, [path[parameter.name] ?? '']);
    if ('reason' in value) return refuse(404, value.reason);
  }
  if (rules.passed.has(operation.id)) return { operation, path, query: Object.fromEntries(new URLSearchParams(search)), body: request.body };
  const query = readFields(operation.parameters.filter((parameter) => parameter.in === 'query'), search, 'query parameter');
  if ('reason' in query) return refuse(400, query.reason);
  const body = readBody(operation, request);
  return 'reason' in body ? refuse(body.status, body.reason) : { operation, path, query: query.values, body: body.value };
}

function splitOnce(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function findOperation(rules: Rules, method: string, pathname: string): { operation: Operation; path: Record<string, string> } | Refusal {
  const here = rules.operations.flatMap((operation) => {
    const path = matchPath(operation.path, pathname, rules.rest);
    return path === null ? [] : [{ operation, path }];
  });
  if (here.length === 0) return refuse(404, `path ${pathname} is not described`);
  /** `/monitor/search` before `/monitor/{monitor_id}`. */
  const fewest = Math.min(...here.map(({ path }) => Object.keys(path).length));
  const exact = here.filter(({ path }) => Object.keys(path).length === fewest);
  return exact.find(({ operation }) => operation.method === method) ?? refuse(405, `method ${method} is not described for ${exact[0]?.operation.path ?? pathname}`);
}

/** The values of a template's placeholders, or null where the path is another one. */
function matchPath(template: string, pathname: string, rest: ReadonlySet<string>): Record<string, string> | null {
  const wanted = template.split('/');
  const given = pathname.split('/');
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    const segment = given[index];
    if (segment === undefined) return null;
    if (name === undefined) {
      if (segment !== part) return null;
      continue;
    }
    const value = rest.has(name) ? given.slice(index).join('/') : segment;
    if (value === '') return null;
    try {
      values[name] = decodeURIComponent(value);
    } catch {
      return null;
    }
    if (rest.has(name)) return values;
  }
  return given.length === wanted.length ? values : null;
}

function missingCredentials(combinations: readonly (readonly Credential[])[], headers: RawRequest['headers']): string | null {
  const has = ({ header, scheme }: Credential): boolean => {
    const value = headers[header];
    return typeof value === 'string' && value.trim() !== '' && (scheme === null || value.toLowerCase().startsWith(`${scheme.toLowerCase()} `));
  };
  if (combinations.length === 0 || combinations.some((combination) => combination.every(has))) return null;
  const wanted = combinations.map((combination) => combination.map(({ header, scheme }) => (scheme === null ? header : `${header}: ${scheme}`)).join(' and '));
  return `credentials are missing: ${wanted.join(', or ')}`;
}

/** Values of a query or a form, each of the described type; unknown and repeated names are refused. */
function readFields(parameters: readonly Parameter[], text: string, kind: string): { values: Record<string, unknown> } | { reason: string } {
  const given = new URLSearchParams(text);
  const known = new Set(parameters.map(({ name }) => name));
  for (const name of given.keys()) if (!known.has(name)) return { reason: `${kind} "${name}" is not described` };
  const values: Record<string, unknown> = {};
  for (const parameter of parameters) {
    const found = given.getAll(parameter.name);
    if (found.length === 0) {
      if (parameter.required) return { reason: `${kind} "${parameter.name}" is missing` };
      continue;
    }
    const value = readValues(parameter, found);
    if ('reason' in value) return value;
    values[parameter.name] = value.value;
  }
  return { values };
}

/** Everything that a text in an address may mean. */
const meanings = (text: string): unknown[] => [
  ...(/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text) ? [Number(text)] : []),
  ...(text === 'true' || text === 'false' ? [text === 'true'] : []),
  text,
];

function readValues(parameter: Parameter, found: readonly string[]): { value: unknown } | { reason: string } {
  const [first = ''] = found;
  if (parameter.list === 'no' && found.length > 1) return { reason: `"${parameter.name}" is there ${String(found.length)} times` };
  const texts = parameter.list === 'commas' ? first.split(',') : found;
  const candidates = parameter.list === 'no' ? meanings(first) : [texts.map((text) => meanings(text)[0]), texts];
  let reason = '';
  for (const value of candidates) {
    const wrong = parameter.check(value);
    if (wrong === null) return { value };
    reason ||= wrong;
  }
  return { reason: `${reason}, not ${JSON.stringify(first)}` };
}

function readBody(operation: Operation, request: RawRequest): { value: unknown } | Refusal {
  const header = request.headers['content-type'];
  if (operation.bodies.size === 0) return request.body === '' ? { value: undefined } : refuse(400, `${operation.method} ${operation.path} takes no body`);
  if (request.body === '' && header === undefined) return operation.bodyRequired ? refuse(400, 'body is missing') : { value: undefined };
  const [type] = splitOnce(typeof header === 'string' ? header : '', ';');
  const body = operation.bodies.get(type.trim().toLowerCase());
  if (body === undefined) return refuse(415, `Content-Type ${JSON.stringify(header ?? '')} is not described, only ${[...operation.bodies.keys()].join(', ')}`);
  return body.fields === null ? readJson(body, request.body) : readForm(body.fields, request.body);
}

function readJson(body: Body, text: string): { value: unknown } | Refusal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse(400, 'body is no JSON');
  }
  const wrong = body.check(value);
  return wrong === null ? { value } : refuse(400, wrong);
}

function readForm(fields: readonly Parameter[], text: string): { value: unknown } | Refusal {
  const form = readFields(fields, text, 'form field');
  return 'reason' in form ? refuse(400, form.reason) : { value: form.values };
}

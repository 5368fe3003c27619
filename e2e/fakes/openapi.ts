import { isJson, Schemas, type Check, type Json } from './schema.ts';

/** Where a value of a request may stand beside its body. */
export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required: boolean;
  /** A list: repeated (`a=1&a=2`), or in one value with commas. */
  readonly list: 'no' | 'repeated' | 'commas';
  readonly check: Check;
}

export interface Body {
  readonly required: boolean;
  readonly check: Check;
  /** A form's fields, each with its own check; null where the body is one JSON value. */
  readonly fields: readonly Parameter[] | null;
}

/** Headers that prove who asks; each list is one accepted combination. `scheme` is what an Authorization header begins with. */
export interface Credential {
  readonly header: string;
  readonly scheme: string | null;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** From the root of the host, with the placeholders of the vendor. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** By content type; empty where a request has no body. */
  readonly bodies: ReadonlyMap<string, Body>;
  readonly bodyRequired: boolean;
  /** By status; null where an answer has no described body. Failures may say more than is described, successes not. */
  readonly answers: ReadonlyMap<string, Check | null>;
  readonly credentials: readonly (readonly Credential[])[];
  /** What the description says one must be allowed to do, where it names it (OAuth scopes). */
  readonly scopes: readonly string[];
}

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const at = (node: Json, key: string): Json => (isJson(node[key]) ? node[key] : {});
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

function resolve(document: Json, node: Json): Json {
  const ref = node['$ref'];
  if (typeof ref !== 'string') return node;
  const target = ref.slice(2).split('/').reduce<unknown>((found, key) => (isJson(found) ? found[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined), document);
  if (!isJson(target)) throw new Error(`nothing is at ${ref}`);
  return resolve(document, target);
}

/** Swagger 2.0 in the words of OpenAPI 3.0, as far as requests and answers go. */
function fromSwagger2(document: Json): Json {
  const rename = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(rename);
    if (!isJson(node)) return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === '$ref' && typeof value === 'string' ? value.replace('#/definitions/', '#/components/schemas/') : rename(value)]));
  };
  const source = rename(document) as Json;
  const json = (schema: unknown): Json => ({ 'application/json': { schema } });
  const operation = (node: Json, shared: readonly Json[]): Json => {
    const parameters = [...shared, ...listOf(node['parameters'])].map((parameter) => resolve(source, parameter));
    const body = parameters.find((parameter) => parameter['in'] === 'body');
    return {
      ...node,
      parameters: parameters.filter((parameter) => parameter !== body).map(({ name, in: place, required, collectionFormat, ...schema }) => ({ name, in: place, required, explode: collectionFormat === 'multi', schema })),
      ...(body === undefined ? {} : { requestBody: { required: body['required'], content: json(body['schema']) } }),
      responses: Object.fromEntries(
        Object.entries(at(node, 'responses')).map(([status, answer]) => {
          const { schema } = resolve(source, answer as Json);
          return [status, schema === undefined ? {} : { content: json(schema) }];
        }),
      ),
    };
  };
  const paths = Object.entries(at(source, 'paths')).map(([path, item]) => {
    const shared = listOf((item as Json)['parameters']);
    return [path, Object.fromEntries(METHODS.flatMap((method) => (isJson((item as Json)[method]) ? [[method, operation(at(item as Json, method), shared)]] : [])))] as const;
  });
  return { openapi: '3.0.3', servers: [{ url: source['basePath'] }], components: { schemas: source['definitions'] }, paths: Object.fromEntries(paths) };
}

function readParameter(document: Json, schemas: Schemas, node: Json): Parameter[] {
  const parameter = resolve(document, node);
  const place = parameter['in'];
  if (place !== 'query' && place !== 'path') return [];
  const name = String(parameter['name']);
  const schema = at(parameter, 'schema');
  const isList = resolve(document, schema)['type'] === 'array';
  return [{ name, in: place, required: parameter['required'] === true, list: !isList ? 'no' : parameter['explode'] === false ? 'commas' : 'repeated', check: schemas.compile(schema, `${place} parameter "${name}"`) }];
}

function readBody(document: Json, schemas: Schemas, type: string, media: Json, required: boolean): Body {
  const schema = media['schema'] ?? {};
  const shape = resolve(document, isJson(schema) ? schema : {});
  const mandatory = Array.isArray(shape['required']) ? (shape['required'] as unknown[]) : [];
  const fields =
    type !== 'application/x-www-form-urlencoded'
      ? null
      : Object.entries(at(shape, 'properties')).map(([name, field]): Parameter => ({
          name,
          in: 'query',
          required: mandatory.includes(name),
          list: resolve(document, field as Json)['type'] === 'array' ? 'repeated' : 'no',
          check: schemas.compile(field, `form field "${name}"`),
        }));
  return { required, check: schemas.compile(schema, 'body'), fields };
}

function readCredentials(document: Json, node: Json): readonly (readonly Credential[])[] {
  const schemes = at(at(document, 'components'), 'securitySchemes');
  return listOf(node['security'] ?? document['security']).map((combination) =>
    Object.keys(combination).map((name): Credential => {
      const scheme = at(schemes, name);
      if (scheme['type'] === 'apiKey' && scheme['in'] === 'header') return { header: String(scheme['name']).toLowerCase(), scheme: null };
      return { header: 'authorization', scheme: scheme['type'] === 'http' ? String(scheme['scheme']) : 'bearer' };
    }),
  );
}

/** Every operation of an API description: OpenAPI 3.0, 3.1 or Swagger 2.0. `base` goes before its paths where it names no server path. */
export function readOperations(name: string, original: Json, base?: string): Operation[] {
  const document = original['swagger'] === '2.0' ? fromSwagger2(original) : original;
  const schemas = new Schemas(name, document);
  const server = listOf(document['servers'])[0]?.['url'];
  const root = base ?? (typeof server === 'string' && server.startsWith('/') ? server.replace(/\/$/, '') : '');
  return Object.entries(at(document, 'paths')).flatMap(([path, item]) =>
    METHODS.flatMap((method): Operation[] => {
      const node = at(item as Json, method);
      if (typeof node['operationId'] !== 'string') return [];
      const requestBody = resolve(document, at(node, 'requestBody'));
      const bodyRequired = requestBody['required'] === true;
      const parameters = [...listOf((item as Json)['parameters']), ...listOf(node['parameters'])];
      return [
        {
          id: node['operationId'],
          method: method.toUpperCase(),
          path: `${root}${path}`,
          parameters: parameters.flatMap((parameter) => readParameter(document, schemas, parameter)),
          bodyRequired,
          bodies: new Map(Object.entries(at(requestBody, 'content')).map(([type, media]) => [type, readBody(document, schemas, type, media as Json, bodyRequired)])),
          answers: new Map(
            Object.entries(at(node, 'responses')).map(([status, answer]) => {
              const media = at(at(resolve(document, answer as Json), 'content'), 'application/json');
              return [status, media['schema'] === undefined ? null : schemas.compile(media['schema'], 'answer', /^[45d]/.test(status) ? 'open' : 'closed')];
            }),
          ),
          credentials: readCredentials(document, node),
          scopes: listOf(node['security'] ?? document['security']).flatMap((combination) => Object.values(combination).flatMap((scopes) => (Array.isArray(scopes) ? scopes.filter((scope) => typeof scope === 'string') : []))),
        },
      ];
    }),
  );
}

import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** An object of a JSON document whose shape is looked at as it is walked. */
export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Says what is wrong with a value in one line, or null. */
export type Check = (value: unknown) => string | null;

/** Words of OpenAPI that are no JSON Schema. */
const NO_SCHEMA = new Set(['example', 'examples', 'xml', 'externalDocs', 'discriminator', 'deprecated', 'readOnly', 'writeOnly']);
/** Keywords whose values are schemas by name. */
const BY_NAME = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'schemas']);
/** Keywords whose values are plain data. */
const DATA = new Set(['enum', 'default', 'const', 'required']);

interface Walk {
  readonly id: string;
  /** Whether an object that lists its properties has no others. */
  readonly closed: boolean;
  /** Schemas that an `allOf` puts together stay open. */
  readonly parts: ReadonlySet<string>;
}

/** OpenAPI 3.0 as JSON Schema: `nullable` and boolean exclusive bounds, references into a document with a name. */
function convert(node: unknown, walk: Walk, part = false): unknown {
  if (Array.isArray(node)) return node.map((item) => convert(item, walk, part));
  if (!isJson(node)) return node;
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (NO_SCHEMA.has(key)) continue;
    if (key === '$ref' && typeof value === 'string' && value.startsWith('#/')) out[key] = `${walk.id}${value}`;
    else if (BY_NAME.has(key) && isJson(value)) out[key] = Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, convert(schema, walk, key === 'schemas' && walk.parts.has(name))]));
    else out[key] = DATA.has(key) ? value : convert(value, walk, key === 'allOf');
  }
  for (const [bound, exclusive] of [['minimum', 'exclusiveMinimum'], ['maximum', 'exclusiveMaximum']] as const) {
    if (out[exclusive] === true) {
      out[exclusive] = out[bound];
      delete out[bound];
    } else if (out[exclusive] === false) delete out[exclusive];
  }
  if (walk.closed && out['properties'] !== undefined && out['additionalProperties'] === undefined && out['allOf'] === undefined && !part) out['additionalProperties'] = false;
  return out['nullable'] === true ? orNull(out) : out;
}

function orNull(node: Record<string, unknown>): Json {
  const schema = Object.fromEntries(Object.entries(node).filter(([key]) => key !== 'nullable'));
  if (typeof schema['type'] !== 'string') return { anyOf: [{ type: 'null' }, schema] };
  const values = schema['enum'];
  return { ...schema, type: [schema['type'], 'null'], ...(Array.isArray(values) && !values.includes(null) ? { enum: [...(values as unknown[]), null] } : {}) };
}

/** Names of the schemas that some `allOf` of the document refers to. */
function partsOfAllOf(node: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(node)) for (const item of node) partsOfAllOf(item, found);
  if (!isJson(node)) return found;
  const allOf = node['allOf'];
  if (Array.isArray(allOf)) for (const part of allOf as unknown[]) if (isJson(part) && typeof part['$ref'] === 'string') found.add(part['$ref'].split('/').at(-1) ?? '');
  for (const value of Object.values(node)) partsOfAllOf(value, found);
  return found;
}

/** Prometheus writes `1h30m` where JSON Schema's own format wants `PT1H30M`. */
const PROMETHEUS_DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;

/**
 * The schemas of one API description (OpenAPI 3.0 or 3.1). Closed, an object that lists its properties has no others: vendors
 * leave almost all of theirs open, and a misspelt field would pass.
 */
export class Schemas {
  readonly #ajv: Ajv;
  readonly #walks: { readonly closed: Walk; readonly open: Walk };

  constructor(name: string, document: Json) {
    const is31 = typeof document['openapi'] === 'string' && document['openapi'].startsWith('3.1');
    this.#ajv = is31 ? new Ajv2020({ strict: false, logger: false }) : new Ajv({ strict: false, logger: false });
    addFormats(this.#ajv);
    this.#ajv.addFormat('duration', PROMETHEUS_DURATION);
    const parts = partsOfAllOf(document);
    const walk = (closed: boolean): Walk => ({ id: `http://contracts.test/${name}/${closed ? 'closed' : 'open'}`, closed, parts });
    this.#walks = { closed: walk(true), open: walk(false) };
    const components = { schemas: (document['components'] as Json | undefined)?.['schemas'] ?? {} };
    for (const each of Object.values(this.#walks)) this.#ajv.addSchema({ $id: each.id, components: convert(components, each) });
  }

  /** Compiled when first used. `where` begins the sentence: `body`, `query parameter "from"`. */
  compile(schema: unknown, where: string, as: 'closed' | 'open' = 'closed'): Check {
    let compiled: ValidateFunction | undefined;
    return (value) => {
      compiled ??= this.#ajv.compile((isJson(schema) ? convert(schema, this.#walks[as]) : schema) as Json);
      const validate = compiled;
      if (validate(value)) return null;
      const [error] = validate.errors ?? [];
      const extra: unknown = error?.params['additionalProperty'] ?? error?.params['allowedValues'];
      return `${where}${error?.instancePath ?? ''} ${error?.message ?? 'is wrong'}${extra === undefined ? '' : ` (${JSON.stringify(extra)})`}`;
    };
  }
}

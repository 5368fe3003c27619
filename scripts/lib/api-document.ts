import { openApiDocument } from '../../src/main/api/openapi.ts';

/** The part of JSON Schema 2020-12 that our documents use. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<Partial<Record<200 | 202, { readonly content?: { readonly 'application/json'?: { readonly schema: Schema } } }>>>;
  readonly 'x-holdfast-right': string;
  readonly 'x-holdfast-events'?: Readonly<Record<string, Schema>>;
}

const HEAD = `# API

<!-- Made from the contract by \`node scripts/api-docs.ts\`; do not edit by hand. -->

Everything below is under \`/api/v1\`; the same as an OpenAPI 3.1 document is at \`/api/v1/openapi.json\`. Bodies and answers are JSON. Times are
RFC 3339 in UTC with milliseconds. Lists are \`{items, next}\`: where \`next\` is not null, it is the \`cursor\` of the next page.

**Who asks.** \`Authorization: Bearer …\` with a token from \`HOLDFAST_TOKEN\` or \`HOLDFAST_TOKENS\`, or the session cookie of a paired browser. A
change with a cookie must come from Holdfast's own page. A request whose \`Host\` or \`Origin\` is not the server's own is refused, whoever asks.

**Failures** are problem documents (RFC 9457, \`application/problem+json\`) with a \`code\`:

| code | status | |
|---|---|---|
| \`invalid_input\` | 400 | \`detail\` names the field and what was expected |
| \`unauthenticated\` | 401 | nobody is signed in |
| \`forbidden\` | 403 | the seat does not have the right; \`details.needs\` is \`"pin"\` where the PIN is asked for |
| \`not_found\` | 404 | |
| \`conflict\` | 409 | something has changed since |
| \`too_large\` | 413 | |
| \`rate_limited\` | 429 | |
| \`unavailable\`, \`read_only\` | 503 | the engine is restarting; nothing can be written now |
| \`internal\` | 500 | the log has the details |

Outside \`/api/v1\`: \`GET /healthz\` (nobody needs to sign in; \`{status, engine, term}\`, 503 while the engine does not run), \`GET /metrics\` (Prometheus
format, needs \`view\`), \`POST /pair\` (\`{code}\` → session cookie), \`POST /pin\` (\`{pin}\`), \`POST /unpair\`. Below it, beside the calls: \`GET /copy\` (the whole workspace as a tar file, as
\`holdfast backup\` writes it; needs \`operate\`; 304 where \`If-None-Match\` names the newest row of the journal).
`;

/** A schema in one line, as a person would write it down. */
function shape(schema: Schema): string {
  if (typeof schema.$ref === 'string') {
    const name = schema.$ref.replace('#/components/schemas/', '');
    return name.startsWith('Event_') ? name : `[${name}](#${name.toLowerCase()})`;
  }
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' \\| ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(shape).join(' \\| ');
  return shapeOfType(schema);
}

function shapeOfType(schema: Schema): string {
  const types = [schema.type].flat().map(String);
  const words = types.map((type) => {
    if (type === 'array') return `${bracket(shape(schema.items ?? {}))}[]`;
    if (type === 'object') return objectShape(schema);
    if (type === 'string' && schema.format === 'date-time') return 'time';
    return type === 'undefined' ? 'any' : type;
  });
  return words.join(' \\| ');
}

const bracket = (text: string): string => (text.includes('\\|') ? `(${text})` : text);

function objectShape(schema: Schema): string {
  const required = new Set(schema.required);
  const properties = Object.entries(schema.properties ?? {});
  const { additionalProperties: others } = schema;
  if (properties.length === 0) return typeof others === 'object' && Object.keys(others).length > 0 ? `{[name]: ${shape(others)}}` : '{}';
  return `{${properties.map(([name, part]) => `${name}${required.has(name) ? '' : '?'}: ${shape(part)}`).join(', ')}}`;
}

/** What is expected beyond the type; zod writes the bounds of safe integers where there are none. */
const restriction = ({ minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength, maxItems, default: preset }: Schema): string => {
  const parts = [
    minimum > Number.MIN_SAFE_INTEGER ? `≥ ${minimum}` : '',
    maximum < Number.MAX_SAFE_INTEGER ? `≤ ${maximum}` : '',
    minLength > 1 ? `at least ${minLength} characters` : '',
    maxLength === undefined ? '' : `at most ${maxLength} characters`,
    maxItems === undefined ? '' : `at most ${maxItems}`,
    preset === undefined ? '' : `default \`${JSON.stringify(preset)}\``,
  ];
  return parts.filter((part) => part !== '').join(', ');
};

function inputTable({ parameters = [], requestBody }: Operation): string {
  const body = requestBody?.content['application/json'].schema;
  const required = new Set(body?.required);
  const rows = [
    ...parameters.map(({ name, in: place, required: isRequired, schema }) => ({ name, place, isRequired, schema })),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) => ({ name, place: 'body', isRequired: required.has(name), schema })),
  ];
  if (rows.length === 0) return '';
  const lines = rows.map(({ name, place, isRequired, schema }) => `| \`${name}\` | ${place}${isRequired ? '' : ', optional'} | ${shape(schema)} | ${restriction(schema)} |`);
  return `\n| input | where | | |\n|---|---|---|---|\n${lines.join('\n')}\n`;
}

function section(method: string, path: string, operation: Operation): string {
  const answer = (operation.responses[200] ?? operation.responses[202])?.content?.['application/json']?.schema;
  const said = answer === undefined ? '' : `\nAnswers ${shape(answer)}.\n`;
  return `### ${method.toUpperCase()} ${path}\n\n${operation.summary}${operation['x-holdfast-right'] === 'hook' ? '' : ` Call \`${operation.operationId}\`, right \`${operation['x-holdfast-right']}\`.`}\n${inputTable(operation)}${said}`;
}

/** `docs/api.md`, made from the OpenAPI document and therefore from the contract. */
export function apiMarkdown(): string {
  const document = openApiDocument() as { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };
  const sections = Object.entries(document.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => section(method, path, operation)));
  const { schemas } = document.components;
  const eventRows = Object.entries(schemas).filter(([name]) => name.startsWith('Event_')).map(([name, schema]) => `| \`${name.slice('Event_'.length)}\` | ${shape(schema)} |`);
  const named = Object.entries(schemas).filter(([name]) => !name.startsWith('Event_')).map(([name, schema]) => `### ${name}\n\n${shape(schema)}\n`);
  return [
    HEAD,
    '## Calls\n',
    ...sections,
    '## Live events\n',
    'Server-sent events of `GET /live`. `id` is the engine epoch and a sequence number without gaps; with `Last-Event-ID` the stream goes on exactly after it, where that is still known, and otherwise begins with a new `snapshot`. `tick` comes once a second from the engine itself: without it nothing on a screen is live.\n',
    `| event | data |\n|---|---|\n${eventRows.join('\n')}\n`,
    '## Shapes\n',
    ...named,
  ].join('\n');
}

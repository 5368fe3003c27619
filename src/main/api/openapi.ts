import { z } from 'zod';
import { CALL_NAMES, contract, type CallName } from '../../shared/contract/contract.ts';
import type { CallDefinition } from '../../shared/contract/define.ts';
import { events } from '../../shared/contract/events.ts';
import { DemoFault, Person, Point, Presence, Problem, Reading, Seat, Service, Signal, SignalError, Source, Threshold, Workspace, Breach } from '../../shared/model/entities.ts';
import { IncidentAction } from '../../shared/contract/incident-inputs.ts';
import { CorrectiveStep } from '../../shared/contract/review-inputs.ts';
import { ActionItem, Alert, Decision, EvidenceSeries, HealthQuestion, ImpactEstimate, ImportedFrom, Incident, IncidentActor, IncidentClock, IncidentDetail, InstantValue, LegalHold, MaintenanceWindow, Repeats, Replay, RoleHolder, RuleView, Similar } from '../../shared/model/incident.ts';
import { MaintenanceConfig } from '../../shared/model/policy-config.ts';
import { Block, Picture, Report, ReportPart } from '../../shared/model/report.ts';
import { RetentionEffect } from '../../shared/model/retention.ts';
import { Cause, CauseSuggestion, CorrectiveAction, Earlier, Factor, Missing, Proof, Review, ReviewCause, ReviewHead, Used, Verdict, Why } from '../../shared/model/review.ts';
import { SearchHit, SearchText } from '../../shared/model/search.ts';
import { HandoverDraft, HandoverRecord } from '../../shared/model/shift.ts';
import { Story } from '../../shared/model/story.ts';
import { TimelineEvent } from '../../shared/model/timeline.ts';
import { ErrorCode } from '../../shared/model/result.ts';

type Json = Readonly<Record<string, unknown>>;

const INCIDENT_SHAPES = { ActionItem, Alert, Decision, EvidenceSeries, HandoverDraft, HandoverRecord, HealthQuestion, ImpactEstimate, Incident, IncidentAction, IncidentActor, IncidentClock, IncidentDetail, InstantValue, MaintenanceConfig, MaintenanceWindow, Replay, RoleHolder, RuleView, Similar, TimelineEvent };
const HISTORY_SHAPES = { RetentionEffect, SearchHit, SearchText };
const REVIEW_SHAPES = { Block, Cause, CauseSuggestion, CorrectiveAction, CorrectiveStep, Earlier, Factor, ImportedFrom, LegalHold, Missing, Picture, Proof, Repeats, Report, ReportPart, Review, ReviewCause, ReviewHead, Story, Used, Verdict, Why };

/** Shapes with a name of their own; everything else stands where it is used. */
const NAMED = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({ Breach, DemoFault, Person, Point, Presence, Problem, Reading, Seat, Service, Signal, SignalError, Source, Threshold, Workspace, ...INCIDENT_SHAPES, ...REVIEW_SHAPES, ...HISTORY_SHAPES })) NAMED.add(schema, { id });

const ProblemDocument = z.object({ type: z.string(), title: z.string(), status: z.number().int(), detail: z.string(), code: ErrorCode, details: z.unknown().optional() });

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it, with named shapes moved to `#/components/schemas`. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', components: Map<string, Json>): Json {
  const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, { io, metadata: NAMED, unrepresentable: 'any' }) as Record<string, unknown>;
  for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, Json>)) components.set(name, moveRefs(definition) as Json);
  return moveRefs(rest) as Json;
}

function moveRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moveRefs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, key === '$ref' && typeof part === 'string' ? part.replace('#/$defs/', '#/components/schemas/') : moveRefs(part)]),
  );
}

const pathNames = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
const jsonContent = (schema: Json): Json => ({ 'application/json': { schema } });
const FAILURE = { description: 'A problem document (RFC 9457); `code` says which kind.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDocument' } } } };

function operationOf(name: CallName, components: Map<string, Json>): Json {
  const { method, path, right, summary, input, output, ifMatch }: CallDefinition = contract[name];
  const inPath = pathNames(path);
  const schema = schemaOf(input, 'input', components) as { properties?: Record<string, Json>; required?: readonly string[] };
  const rest = Object.entries(schema.properties ?? {}).filter(([key]) => !inPath.includes(key) && !(ifMatch === true && key === 'version'));
  const isRequired = (key: string): boolean => schema.required?.includes(key) ?? false;
  const asQuery = method === 'GET' || method === 'DELETE';
  const parameters = [
    ...inPath.map((key) => ({ name: key, in: 'path', required: true, schema: schema.properties?.[key] ?? { type: 'string' } })),
    ...(asQuery ? rest.map(([key, part]) => ({ name: key, in: 'query', required: isRequired(key), schema: part })) : []),
    ...(ifMatch === true ? [{ name: 'If-Match', in: 'header', required: true, description: 'The `version` that the change was made from.', schema: { type: 'integer' } }] : []),
  ];
  const body = { type: 'object', properties: Object.fromEntries(rest), required: rest.map(([key]) => key).filter(isRequired) };
  return {
    operationId: name,
    summary,
    description: `Needs the right \`${right}\`.`,
    'x-holdfast-right': right,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(!asQuery && rest.length > 0 ? { requestBody: { required: true, content: jsonContent(body) } } : {}),
    responses: { 200: { description: 'The value asked for.', content: jsonContent(schemaOf(output, 'output', components)) }, default: FAILURE },
  };
}

function liveOperation(components: Map<string, Json>): Json {
  for (const [name, schema] of Object.entries(events)) components.set(`Event_${name}`, schemaOf(schema, 'output', components));
  return {
    operationId: 'live',
    summary: 'The live stream: a snapshot, then what happens.',
    description: 'Needs the right `view`. Server-sent events. `event` is one of the names below, `data` its JSON, `id` the engine epoch and a sequence number. With `Last-Event-ID` the stream resumes exactly where that is still known, else it begins with a new `snapshot`. `tick` comes once a second from the engine itself: without it nothing is live.',
    'x-holdfast-right': 'view',
    'x-holdfast-events': Object.fromEntries(Object.keys(events).map((name) => [name, { $ref: `#/components/schemas/Event_${name}` }])),
    parameters: [{ name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } }],
    responses: { 200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } }, default: FAILURE },
  };
}

const HookAnswer = z.object({ taken: z.number().int().describe('alerts or other things that were accepted; 0 for a message that had come already') });

function hookOperation(components: Map<string, Json>): Json {
  return {
    operationId: 'hook',
    summary: 'Takes what another system sends: a configured webhook by its own token or signature, `alertmanager`, `grafana` and `datadog` otherwise by the token of a person with the right `operate`.',
    description: 'JSON of at most 8 MiB, 1 MiB for kinds that tell one thing at a time. The answer is 202 when the message is understood and waits to be taken in. 401: wrong token or signature. 429 and 503 carry `Retry-After`.',
    'x-holdfast-right': 'hook',
    parameters: [{ name: 'hook', in: 'path', required: true, schema: { type: 'string' } }],
    requestBody: { required: true, content: jsonContent({ type: 'object' }) },
    responses: { 202: { description: 'Accepted.', content: jsonContent(schemaOf(HookAnswer, 'output', components)) }, default: FAILURE },
  };
}

/** The OpenAPI 3.1 document of everything below `/api/v1`, made from the contract alone. */
export function openApiDocument(): Json {
  const components = new Map<string, Json>([['ProblemDocument', schemaOf(ProblemDocument, 'output', new Map())]]);
  const paths = new Map<string, Record<string, Json>>();
  for (const name of CALL_NAMES) {
    const { method, path } = contract[name];
    paths.set(path, { ...paths.get(path), [method.toLowerCase()]: operationOf(name, components) });
  }
  paths.set('/live', { get: liveOperation(components) });
  paths.set('/hooks/{hook}', { post: hookOperation(components) });
  return {
    openapi: '3.1.0',
    info: { title: 'Holdfast', version: '1', description: 'Everything that the screens of Holdfast ask and do. Times are RFC 3339 in UTC.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }, { session: [] }],
    paths: Object.fromEntries([...paths].sort(([a], [b]) => a.localeCompare(b, 'en'))),
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => a.localeCompare(b, 'en'))),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token from HOLDFAST_TOKEN or HOLDFAST_TOKENS.' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-holdfast', description: 'Of a paired browser; without TLS its name is `holdfast-<port>`. Changes must come from our own page.' },
      },
    },
  };
}

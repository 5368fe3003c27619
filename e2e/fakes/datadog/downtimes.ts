import type { Json } from '../schema.ts';
import type { Handler, Now } from '../vendor.ts';

export interface DatadogDowntime {
  readonly id: string;
  /** As monitors tell it among `matching_downtimes`. */
  readonly numericId: number;
  /** `env:prod`, `*`. */
  readonly scope: string;
  readonly message?: string;
  /** Of one monitor, or of all that carry every tag; `*` is every monitor. */
  readonly monitor: { readonly id: number } | { readonly tags: readonly string[] };
  readonly startMs: number;
  /** null: until somebody ends it. */
  readonly endMs: number | null;
  readonly canceledMs?: number;
  /** Monitors do not name it among their downtimes, as they do not those made by the second API. */
  readonly isOfV2?: boolean;
  /** Comes again and again; the times above are those of the present or next one. */
  readonly recurs?: boolean;
}

type Status = 'active' | 'canceled' | 'ended' | 'scheduled';

function statusOf({ startMs, endMs, canceledMs }: DatadogDowntime, nowMs: number): Status {
  if (canceledMs !== undefined && canceledMs <= nowMs) return 'canceled';
  if (nowMs < startMs) return 'scheduled';
  return endMs !== null && endMs <= nowMs ? 'ended' : 'active';
}

/** Whether a downtime mutes this monitor now. */
export function downtimeCovers(downtime: DatadogDowntime, monitor: { readonly id: number; readonly tags?: readonly string[] }, nowMs: number): boolean {
  if (statusOf(downtime, nowMs) !== 'active') return false;
  return 'id' in downtime.monitor ? downtime.monitor.id === monitor.id : downtime.monitor.tags.every((tag) => tag === '*' || (monitor.tags ?? []).includes(tag));
}

const time = { type: 'string', format: 'date-time' };
const timeOrNull = { ...time, nullable: true };
const text = { type: 'string', nullable: true };
const strict = (properties: Json, required = Object.keys(properties)): Json => ({ type: 'object', additionalProperties: false, required, properties });

/**
 * `GET /api/v2/downtime` written from Datadog's page "Get all downtimes", for their published file that the other operations
 * are held to does not have it here.
 */
export const DOWNTIME_API: Json = {
  openapi: '3.0.0',
  security: [{ apiKeyAuth: [], appKeyAuth: [] }, { AuthZ: ['monitors_downtime'] }],
  components: {
    securitySchemes: { apiKeyAuth: { type: 'apiKey', in: 'header', name: 'DD-API-KEY' }, appKeyAuth: { type: 'apiKey', in: 'header', name: 'DD-APPLICATION-KEY' }, AuthZ: { type: 'oauth2' } },
    schemas: {
      Errors: strict({ errors: { type: 'array', items: { type: 'string' } } }),
      Attributes: strict(
        {
          canceled: timeOrNull,
          created: time,
          display_timezone: text,
          message: text,
          modified: time,
          monitor_identifier: { oneOf: [strict({ monitor_id: { type: 'integer', format: 'int64' } }), strict({ monitor_tags: { type: 'array', items: { type: 'string' }, minItems: 1 } })] },
          mute_first_recovery_notification: { type: 'boolean' },
          notify_end_states: { type: 'array', items: { enum: ['alert', 'no data', 'warn'] } },
          notify_end_types: { type: 'array', items: { enum: ['canceled', 'expired'] } },
          schedule: {
            oneOf: [
              strict({ start: time, end: timeOrNull }),
              strict({ current_downtime: strict({ start: time, end: time }, []), recurrences: { type: 'array', items: strict({ duration: { type: 'string' }, rrule: { type: 'string' }, start: { type: 'string' } }, []) }, timezone: { type: 'string' } }, ['recurrences']),
            ],
          },
          scope: { type: 'string' },
          status: { enum: ['active', 'canceled', 'ended', 'scheduled'] },
        },
        ['monitor_identifier', 'schedule', 'scope', 'status'],
      ),
    },
  },
  paths: {
    '/api/v2/downtime': {
      get: {
        operationId: 'ListDowntimes',
        parameters: [
          { name: 'current_only', in: 'query', schema: { type: 'boolean' } },
          { name: 'include', in: 'query', schema: { type: 'string' } },
          { name: 'page[offset]', in: 'query', schema: { type: 'integer', format: 'int64' } },
          { name: 'page[limit]', in: 'query', schema: { type: 'integer', format: 'int64', maximum: 1_000 } },
        ],
        responses: {
          '200': {
            content: {
              'application/json': {
                schema: strict({
                  data: { type: 'array', items: strict({ id: { type: 'string' }, type: { enum: ['downtime'] }, attributes: { $ref: '#/components/schemas/Attributes' }, relationships: { type: 'object' } }) },
                  included: { type: 'array', items: { type: 'object' } },
                  meta: strict({ page: strict({ total_filtered_count: { type: 'integer' } }) }),
                }),
              },
            },
          },
          '403': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Errors' } } } },
          '429': { content: { 'application/json': { schema: { $ref: '#/components/schemas/Errors' } } } },
        },
      },
    },
  },
};

const iso = (ms: number): string => new Date(ms).toISOString();

function scheduleOf({ startMs, endMs, recurs }: DatadogDowntime): unknown {
  const span = { start: iso(startMs), end: endMs === null ? null : iso(endMs) };
  return recurs === true ? { current_downtime: span, recurrences: [{ duration: '1h', rrule: 'FREQ=DAILY;INTERVAL=1', start: span.start }], timezone: 'UTC' } : span;
}

/** Handlers that read downtimes. */
export function downtimeHandlers(downtimes: Map<string, DatadogDowntime>, now: Now): Record<string, Handler> {
  return {
    'GET /api/v2/downtime': ({ query }) => {
      const found = [...downtimes.values()].filter((downtime) => query['current_only'] !== true || statusOf(downtime, now()) === 'active');
      const [offset, limit] = [Number(query['page[offset]'] ?? 0), Number(query['page[limit]'] ?? 30)];
      const data = found.slice(offset, offset + limit).map((downtime) => ({
        id: downtime.id,
        type: 'downtime',
        attributes: {
          canceled: downtime.canceledMs === undefined ? null : iso(downtime.canceledMs),
          created: iso(downtime.startMs),
          modified: iso(downtime.startMs),
          display_timezone: 'UTC',
          message: downtime.message ?? null,
          monitor_identifier: 'id' in downtime.monitor ? { monitor_id: downtime.monitor.id } : { monitor_tags: downtime.monitor.tags },
          mute_first_recovery_notification: false,
          notify_end_states: ['alert', 'no data', 'warn'],
          notify_end_types: ['expired'],
          schedule: scheduleOf(downtime),
          scope: downtime.scope,
          status: statusOf(downtime, now()),
        },
        relationships: {},
      }));
      return { status: 200, body: { data, included: [], meta: { page: { total_filtered_count: found.length } } } };
    },
  };
}

import { readContract } from '../contracts.ts';
import type { Operation, Parameter } from '../openapi.ts';
import { isJson, type Check, type Json } from '../schema.ts';
import { whole } from '../whole.ts';

const OBJECT: Json = { type: 'object', additionalProperties: false };
const TS = /^\d{10}\.\d{6}$/;
const CHANNEL = /^[CG][A-Z0-9]{8,}$/;

const field = (name: string, matches: RegExp, required = false): Parameter => ({ name, in: 'query', required, list: 'no', check: (value) => (matches.test(String(value)) ? null : `query parameter "${name}" is not as described`) });
const flag = (name: string): Parameter => field(name, /^(?:true|false|0|1)$/);
/** What a list is asked for with, written from Slack's pages of these methods, which the archived description lacks. */
const PAGES = [field('cursor', /^[\w=-]+$/), field('limit', /^[1-9]\d{0,2}$/)];
const TIMES = [field('oldest', /^\d+(?:\.\d{1,6})?$/), field('latest', TS), flag('inclusive'), flag('include_all_metadata')];

/** A failure, which also comes with HTTP 200: `ok: false` and a word. Slack has more words than its archived description lists. */
const isFailure: Check = (body) => (isJson(body) && body['ok'] === false && typeof body['error'] === 'string' && Object.keys(body).every((key) => ['ok', 'error', 'needed', 'provided', 'response_metadata'].includes(key)) ? null : 'is no failure of Slack');

/** Messages with metadata, as the two methods that read them answer; the archived description knows neither. */
const MESSAGES: Json = {
  ...OBJECT,
  required: ['ok', 'messages', 'has_more'],
  properties: {
    ok: { const: true },
    has_more: { type: 'boolean' },
    pin_count: { type: 'integer' },
    response_metadata: { ...OBJECT, required: ['next_cursor'], properties: { next_cursor: { type: 'string' } } },
    messages: {
      type: 'array',
      items: {
        ...OBJECT,
        required: ['type', 'text', 'ts'],
        properties: {
          type: { const: 'message' }, subtype: { type: 'string' }, text: { type: 'string' }, ts: { type: 'string', pattern: TS.source }, thread_ts: { type: 'string', pattern: TS.source }, user: { type: 'string' }, bot_id: { type: 'string' },
          reply_count: { type: 'integer' }, blocks: { type: 'array' }, edited: { type: 'object' },
          metadata: { ...OBJECT, required: ['event_type', 'event_payload'], properties: { event_type: { type: 'string' }, event_payload: { type: 'object' } } },
        },
      },
    },
  },
};
const INFO: Json = { ...OBJECT, required: ['ok', 'channel'], properties: { ok: { const: true }, channel: { type: 'object', required: ['id', 'name', 'is_archived', 'is_private'], properties: {} } } };

let operations: readonly Operation[] | undefined;

/** The methods of Slack's web API that we call: what they take from the current description of messages, what they answer from the archived one. */
export function slackOperations(): readonly Operation[] {
  operations ??= described();
  return operations;
}

function described(): readonly Operation[] {
  const archived = readContract('slack/web-api.swagger2.json');
  const messages = readContract('slack/messages-2026-09.schema.json');
  const answer = (path: string, verb: 'get' | 'post'): Check => whole(archived, `#/paths/~1${path}/${verb}/responses/200/schema`);
  const either = (success: Check): Check => (body) => (isJson(body) && body['ok'] === false ? isFailure(body) : success(body));
  const credentials = [[{ header: 'authorization', scheme: 'bearer' }]];
  const method = (id: string, path: string, success: Check, rest: Pick<Operation, 'method' | 'parameters' | 'bodies' | 'bodyRequired'>, scopes: readonly string[]): Operation => ({
    id, path: `/api/${path}`, ...rest, credentials, scopes, answers: new Map<string, Check | null>([['200', either(success)], ['default', isFailure]]),
  });
  const read = (id: string, path: string, parameters: readonly Parameter[], success: Check, scopes: readonly string[]): Operation => method(id, path, success, { method: 'GET', parameters, bodies: new Map(), bodyRequired: false }, scopes);
  const write = (id: string, path: string, check: Check, success: Check, scopes: readonly string[]): Operation => method(id, path, success, { method: 'POST', parameters: [], bodies: new Map([['application/json', { required: true, check, fields: null }]]), bodyRequired: true }, scopes);
  return [
    read('auth_test', 'auth.test', [], answer('auth.test', 'get'), []),
    read('conversations_info', 'conversations.info', [field('channel', CHANNEL, true), flag('include_num_members')], whole(INFO), ['channels:read']),
    read('conversations_list', 'conversations.list', [flag('exclude_archived'), field('types', /^(?:public_channel|private_channel|mpim|im)(?:,(?:public_channel|private_channel|mpim|im))*$/), ...PAGES], answer('conversations.list', 'get'), ['channels:read']),
    read('conversations_history', 'conversations.history', [field('channel', CHANNEL, true), ...TIMES, ...PAGES], whole(MESSAGES), ['channels:history']),
    read('conversations_replies', 'conversations.replies', [field('channel', CHANNEL, true), field('ts', TS, true), ...TIMES, ...PAGES], whole(MESSAGES), ['channels:history']),
    write('conversations_create', 'conversations.create', whole({ ...OBJECT, required: ['name'], properties: { name: { type: 'string', minLength: 1, maxLength: 80, pattern: '^[a-z0-9_-]+$' }, is_private: { type: 'boolean' } } }), answer('conversations.create', 'post'), ['channels:manage']),
    write('chat_postMessage', 'chat.postMessage', whole(messages, '#/definitions/ChatPostMessage'), answer('chat.postMessage', 'post'), ['chat:write']),
    write('chat_update', 'chat.update', whole(messages, '#/definitions/ChatUpdate'), answer('chat.update', 'post'), ['chat:write']),
    write('pins_add', 'pins.add', whole({ ...OBJECT, required: ['channel', 'timestamp'], properties: { channel: { type: 'string', pattern: CHANNEL.source }, timestamp: { type: 'string', pattern: TS.source } } }), answer('pins.add', 'post'), ['pins:write']),
  ];
}

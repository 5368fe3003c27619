import { readContract } from './contracts.ts';
import type { Operation } from './openapi.ts';
import type { Answer } from './send.ts';
import { startVendor, type FakeVendor } from './vendor.ts';
import { whole } from './whole.ts';

export interface FakeSlackWebhook extends FakeVendor {
  /** The whole address, which is the secret. */
  readonly hook: string;
  readonly posted: readonly unknown[];
  /** While it is set, Slack refuses with this status and this word. */
  refuses: readonly [status: number, word: string] | null;
}

const PATH = '/services/{team}/{app}/{token}';
const TOKEN = 'XXXXabcdefghijklmnop0123';
const part = (name: string, matches: RegExp) => ({ name, in: 'path', required: true, list: 'no', check: (value: unknown) => (matches.test(String(value)) ? null : `${name} is not right`) }) as const;

export function slackWebhookOperations(): readonly Operation[] {
  const check = whole(readContract('slack/messages-2026-09.schema.json'), '#/definitions/IncomingWebhook');
  return [
    {
      id: 'post', method: 'POST', path: PATH, bodyRequired: true, credentials: [], scopes: [],
      parameters: [part('team', /^T[A-Z0-9]{8,}$/), part('app', /^B[A-Z0-9]{8,}$/), part('token', /^\w{24}$/)],
      bodies: new Map([['application/json', { required: true, check, fields: null }]]),
      answers: new Map([['200', null]]),
    },
  ];
}

/** It answers in plain text. */
const plain = (status: number, words: string, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, raw: words, headers: { 'Content-Type': 'text/html', ...headers } });

export async function startSlackWebhook(): Promise<FakeSlackWebhook> {
  const posted: unknown[] = [];
  const vendor = await startVendor({
    operations: slackWebhookOperations(),
    handlers: {
      [`POST ${PATH}`]: ({ body }) => {
        if (fake.refuses !== null) return plain(...fake.refuses);
        posted.push(body);
        return plain(200, 'ok');
      },
    },
    authorise: ({ path }) => (path['token'] === TOKEN ? null : plain(403, 'invalid_token')),
    error: (status, message) => plain(status, status >= 500 ? 'rollup_error' : message),
    unauthorized: () => plain(403, 'invalid_token'),
    forbidden: () => plain(403, 'action_prohibited'),
    limited: (_, seconds) => plain(429, 'rate_limited', { 'Retry-After': String(seconds ?? 1) }),
  });
  const fake: FakeSlackWebhook = Object.assign(vendor, { hook: `${vendor.url}/services/T0123456789/B0123456789/${TOKEN}`, posted, refuses: null });
  return fake;
}

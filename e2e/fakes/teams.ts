import { readContract } from './contracts.ts';
import type { Operation, Parameter } from './openapi.ts';
import { isJson, type Check, type Json } from './schema.ts';
import type { Answer } from './send.ts';
import { startVendor, type FakeVendor } from './vendor.ts';
import { whole } from './whole.ts';

export interface FakeTeams extends FakeVendor {
  /** The whole address, which is the secret. */
  readonly hook: string;
  /** What was answered with 202. */
  readonly accepted: readonly unknown[];
  /** What the workflow then put into the channel: nothing above 28 KB, and nothing while it `fails`. */
  readonly shown: readonly unknown[];
  /** The workflow accepts, and fails afterwards. */
  fails: boolean;
  /** The workflow was deleted. */
  gone: boolean;
  /** Who has another signature is refused. */
  signature: string;
}

const SIGNATURE = 'k3JZ9yQm1vXc7b2LwQ4R8sTtU6nE5oPfGhA0iD-_xWM';
const PATH = '/powerautomate/automations/direct/workflows/{workflow}/triggers/manual/paths/invoke';
const MOST_BYTES = 28_672;

const text = (name: string, place: 'query' | 'path', matches: RegExp): Parameter => ({ name, in: place, required: true, list: 'no', check: (value) => (matches.test(String(value)) ? null : `${place} parameter "${name}" is not allowed`) });

/** The one operation of a workflow's webhook: an envelope, and in it Adaptive Cards that Teams can render. */
export function teamsOperations(): readonly Operation[] {
  const [envelope, card] = [whole(readContract('teams/workflow-webhook.schema.json')), whole(readContract('teams/adaptive-card-1.5.0.schema.json'))];
  const check: Check = (body) => envelope(body) ?? (body as { attachments: { content: Json }[] }).attachments.map(({ content }) => card(Object.fromEntries(Object.entries(content).filter(([key]) => key !== 'msteams')))).find((wrong) => wrong !== null) ?? null;
  return [
    {
      id: 'invoke', method: 'POST', path: PATH, bodyRequired: true, credentials: [], scopes: [],
      parameters: [text('workflow', 'path', /^[0-9a-f]{32}$/), text('api-version', 'query', /^1$/), text('sp', 'query', /^\/triggers\/manual\/run$/), text('sv', 'query', /^1\.0$/), text('sig', 'query', /^[\w-]{20,}$/)],
      bodies: new Map([['application/json', { required: true, check, fields: null }]]),
      answers: new Map<string, Check | null>([['202', null], ['4XX', (body) => (isJson(body) && isJson(body['error']) ? null : 'is no error of Power Automate')]]),
    },
  ];
}

const error = (status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}): Answer => ({ status, body: { error: { code, message } }, headers });

/** A workflow that accepts everything that is right, and says nothing of what becomes of it. */
export async function startTeams(): Promise<FakeTeams> {
  const accepted: unknown[] = [];
  const shown: unknown[] = [];
  const path = PATH.replace('{workflow}', '0123456789abcdef0123456789abcdef');
  const vendor = await startVendor({
    operations: teamsOperations(),
    handlers: {
      [`POST ${PATH}`]: ({ body, request }) => {
        accepted.push(body);
        if (!fake.fails && Buffer.byteLength(request.body) <= MOST_BYTES) shown.push(body);
        return { status: 202 };
      },
    },
    authorise: ({ query }) => {
      if (fake.gone) return error(404, 'WorkflowNotFound', "The workflow '0123456789abcdef0123456789abcdef' could not be found.");
      return query['sig'] === fake.signature ? null : error(401, 'DirectApiAuthorizationRequired', `The request with signature '${String(query['sig'])}' must be authenticated only by Shared Access scheme.`);
    },
    error: (status, message) => error(status, status === 400 ? 'TriggerInputSchemaMismatch' : 'Failed', message),
    unauthorized: () => error(401, 'DirectApiAuthorizationRequired', 'The request must be authenticated only by Shared Access scheme.'),
    forbidden: () => error(403, 'DirectApiInvalidAuthorizationScheme', 'The caller is not allowed to trigger this workflow.'),
    limited: (_, seconds) => error(429, 'TooManyRequests', 'Rate limit is exceeded.', { 'Retry-After': String(seconds ?? 5) }),
  });
  const fake: FakeTeams = Object.assign(vendor, { hook: `${vendor.url}${path}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${SIGNATURE}`, accepted, shown, fails: false, gone: false, signature: SIGNATURE });
  return fake;
}

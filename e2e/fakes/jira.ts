import { readContract } from './contracts.ts';
import { Lagged } from './lagged.ts';
import { readOperations, type Operation } from './openapi.ts';
import type { Refusal } from './request.ts';
import { isJson, type Json } from './schema.ts';
import type { Answer } from './send.ts';
import { startVendor, type Call, type FakeVendor, type Handler, type Now } from './vendor.ts';

export const JIRA_EMAIL = 'bot@acme.test';
export const JIRA_TOKEN = 'ATATT3xFfGF0fake-token-of-a-test';
export const jiraAuthorization = (token = JIRA_TOKEN): string => `Basic ${Buffer.from(`${JIRA_EMAIL}:${token}`).toString('base64')}`;

interface JiraComment {
  readonly id: string;
  readonly body: Json;
  readonly created: string;
  readonly updated: string;
  readonly properties: readonly Json[];
  readonly author: { readonly displayName: string };
}
interface JiraIssue {
  readonly id: string;
  readonly key: string;
  readonly fields: Json;
  readonly status: 'To Do' | 'In Progress' | 'Done';
  /** Since when its status is of its category. */
  readonly since: string;
  readonly comments: readonly JiraComment[];
}
export interface FakeJira extends FakeVendor {
  readonly issues: Lagged<JiraIssue>;
  /** Pairs of keys, the inward issue first. */
  readonly links: ReadonlySet<string>;
  token: string;
  mayCreate: boolean;
  /** Whether lists of comments tell their properties. */
  tellsProperties: boolean;
  /** Somebody at the site itself. */
  byHand(key: string, change: { readonly done?: boolean; readonly says?: string; readonly remove?: boolean; readonly editComments?: boolean }): void;
}

const BOT = { displayName: 'Holdfast Bot' } as const;
const TRANSITIONS = [{ id: '11', name: 'Start', to: 'In Progress', from: 'To Do' }, { id: '31', name: 'Done', to: 'Done', from: 'In Progress' }] as const;
const CATEGORY = { 'To Do': 'new', 'In Progress': 'indeterminate', Done: 'done' } as const;
const isDocument = (value: unknown): value is Json => isJson(value) && value['type'] === 'doc' && value['version'] === 1 && Array.isArray(value['content']);

let operations: readonly Operation[] | undefined;
/** The description lets some operations be asked by nobody; a project that is not public may not. */
export function jiraOperations(): readonly Operation[] {
  if (operations !== undefined) return operations;
  const described = readOperations('jira', readContract('jira/platform-v3.openapi.json'));
  /* Most failures are described without their body, and have the one that some are described with. */
  const failure = described.find(({ id }) => id === 'createIssue')?.answers.get('400') ?? null;
  operations = described.map((each) => ({
    ...each,
    credentials: each.credentials.filter((combination) => combination.some(({ scheme }) => scheme === 'basic')),
    answers: new Map([...[...each.answers].map(([status, check]) => [status, Number(status) >= 400 ? failure : check] as const), ['default', failure]]),
  }));
  return operations;
}

const FIELDS = new Set(['summary', 'status', 'labels', 'statuscategorychangedate']);
/** The description leaves bodies open, and names no fields and keys. */
function beyondDescription({ operation, query, body }: Call): Refusal | null {
  const known = operation.id === 'linkIssues' ? ['type', 'inwardIssue', 'outwardIssue', 'comment'] : operation.id.endsWith('Comment') ? ['body', 'properties', 'visibility'] : ['fields', 'update', 'transition', 'properties', 'historyMetadata'];
  const extra = isJson(body) ? Object.keys(body).find((key) => !known.includes(key)) : undefined;
  if (extra !== undefined) return { status: 400, reason: `field "${extra}" is not known` };
  const texts = (name: string): string[] => [query[name] ?? []].flat().flatMap((each) => (typeof each === 'string' ? each.split(',') : []));
  const odd = texts('fields').find((field) => !FIELDS.has(field)) ?? texts('keys').find((key) => !/^[A-Z][A-Z0-9_]+$/.test(key));
  return odd === undefined ? null : { status: 400, reason: `"${odd}" is not known` };
}

/** Starts a Jira with one project, OPS, and an account that may do everything in it. */
export async function startJira({ now = Date.now }: { readonly now?: Now } = {}): Promise<FakeJira> {
  const issues = new Lagged<JiraIssue>(now);
  const links = new Set<string>();
  let count = 0;
  const time = (): string => new Date(now()).toISOString();
  const next = (): string => String(10_000 + (count += 1));
  const error = (status: number, message: string, errors: Json = {}): Answer => ({ status, body: { errorMessages: message === '' ? [] : [message], errors } });
  const shownComment = ({ properties, ...comment }: JiraComment): Json => ({ ...comment, ...(fake.tellsProperties ? { properties } : {}) });
  const withIssue = (handler: (issue: JiraIssue, call: Call) => Answer): Handler => (call) => {
    const issue = issues.get(call.path['issueIdOrKey'] ?? '');
    return issue === undefined ? error(404, 'Issue does not exist or you do not have permission to see it.') : handler(issue, call);
  };
  const wrongComment = ({ body }: Call): Answer | null => {
    const given = body as Json;
    const extra = Object.keys(given).find((key) => !['body', 'properties', 'visibility'].includes(key));
    if (extra !== undefined) return error(400, '', { [extra]: 'is not known' });
    return isDocument(given['body']) ? null : error(400, '', { comment: 'Comment body is not valid!' });
  };
  const possible = ({ status }: JiraIssue) => TRANSITIONS.filter(({ from }) => from === status);

  const at = '/rest/api/3/issue/{issueIdOrKey}';
  const handlers: Record<string, Handler> = {
    'POST /rest/api/3/issue': ({ body }) => {
      const fields = ((body as Json)['fields'] ?? {}) as Json;
      if (((fields['project'] ?? {}) as Json)['key'] !== 'OPS') return error(400, '', { project: 'valid project is required' });
      if (((fields['issuetype'] ?? {}) as Json)['name'] !== 'Task') return error(400, '', { issuetype: 'Specify a valid issue type' });
      const summary = fields['summary'];
      if (typeof summary !== 'string' || summary === '' || summary.length > 255) return error(400, '', { summary: 'Summary must be less than 255 characters.' });
      if (!isDocument(fields['description'])) return error(400, '', { description: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)' });
      if (((fields['labels'] ?? []) as string[]).some((label) => /\s/.test(label))) return error(400, '', { labels: 'The label contains spaces which is invalid.' });
      const id = next();
      const key = `OPS-${id}`;
      issues.put(key, { id, key, fields, status: 'To Do', since: time(), comments: [] });
      return { status: 201, body: { id, key, self: `https://acme.test/rest/api/3/issue/${id}` } };
    },
    [`GET ${at}`]: withIssue(({ id, key, fields, status, since }) => ({ status: 200, body: { id, key, fields: { summary: fields['summary'], status: { name: status, statusCategory: { key: CATEGORY[status] } }, statuscategorychangedate: since } } })),
    [`GET ${at}/comment`]: withIssue(({ key }, { query }) => {
      const seen = issues.seen(key)?.comments ?? [];
      return { status: 200, body: { comments: seen.toReversed().slice(0, (query['maxResults'] as number | undefined) ?? 100).map(shownComment), total: seen.length, startAt: 0, maxResults: 100 } };
    }),
    [`POST ${at}/comment`]: withIssue((issue, call) => {
      const refused = wrongComment(call);
      if (refused !== null) return refused;
      const given = call.body as Json;
      const comment: JiraComment = { id: next(), body: given['body'] as Json, created: time(), updated: time(), properties: (given['properties'] as Json[] | undefined) ?? [], author: BOT };
      issues.put(issue.key, { ...issue, comments: [...issue.comments, comment] });
      return { status: 201, body: shownComment(comment) };
    }),
    [`GET ${at}/comment/{id}`]: withIssue((issue, { path }) => {
      const comment = issue.comments.find(({ id }) => id === path['id']);
      return comment === undefined ? error(404, 'Can not find a comment for that id.') : { status: 200, body: shownComment(comment) };
    }),
    [`PUT ${at}/comment/{id}`]: withIssue((issue, call) => {
      const found = issue.comments.find(({ id }) => id === call.path['id']);
      if (found === undefined) return error(404, 'Can not find a comment for that id.');
      const refused = wrongComment(call);
      if (refused !== null) return refused;
      const given = call.body as Json;
      const changed = { ...found, body: given['body'] as Json, updated: time(), properties: (given['properties'] as Json[] | undefined) ?? found.properties };
      issues.put(issue.key, { ...issue, comments: issue.comments.map((each) => (each === found ? changed : each)) });
      return { status: 200, body: shownComment(changed) };
    }),
    [`GET ${at}/transitions`]: withIssue((issue) => ({ status: 200, body: { expand: 'transitions', transitions: possible(issue).map(({ id, name }) => ({ id, name })) } })),
    [`POST ${at}/transitions`]: withIssue((issue, { body }) => {
      const found = possible(issue).find(({ id }) => id === ((((body as Json)['transition'] ?? {}) as Json)['id'] as string | undefined));
      if (found === undefined) return error(400, 'It seems that you have tried to perform an illegal workflow operation.');
      issues.put(issue.key, { ...issue, status: found.to, since: time() });
      return { status: 204 };
    }),
    'POST /rest/api/3/issueLink': ({ body }) => {
      const { type, inwardIssue, outwardIssue } = body as Record<string, Json | undefined>;
      if (type?.['name'] !== 'Relates') return error(404, `No issue link type with name '${String(type?.['name'])}' found.`);
      const keys = [inwardIssue?.['key'], outwardIssue?.['key']].map(String);
      const missing = keys.find((key) => issues.get(key) === undefined);
      if (missing !== undefined || keys[0] === keys[1]) return error(missing === undefined ? 400 : 404, 'Issue does not exist or you do not have permission to see it.');
      /* One that is there already is answered as if it were new. */
      links.add(keys.join(' '));
      return { status: 201 };
    },
    'GET /rest/api/3/search/jql': ({ query }) => {
      const label = /^project = "OPS" AND labels = "([\w-]+)"$/.exec(String(query['jql']))?.[1];
      if (label === undefined) return error(400, 'The fake does not know this JQL.');
      return { status: 200, body: { isLast: true, issues: issues.allSeen().filter(({ fields }) => ((fields['labels'] ?? []) as string[]).includes(label)).map(({ id, key }) => ({ id, key })) } };
    },
    'GET /rest/api/3/serverInfo': () => ({ status: 200, body: { baseUrl: 'https://acme.atlassian.test', version: '1001.0.0', deploymentType: 'Cloud' } }),
    'GET /rest/api/3/myself': () => ({ status: 200, body: { accountId: '5b10ac8d82e05b22cc7d4ef5', displayName: 'Holdfast Bot', emailAddress: JIRA_EMAIL, active: true } }),
    'GET /rest/api/3/project/search': () => ({ status: 200, body: { isLast: true, values: fake.mayCreate ? [{ id: '1', key: 'OPS', name: 'Operations' }] : [] } }),
  };
  const fake: FakeJira = Object.assign(
    await startVendor({
      operations: jiraOperations(),
      handlers,
      inspect: beyondDescription,
      authorise: ({ request }) => (request.headers['authorization'] === jiraAuthorization(fake.token) ? null : unauthorized()),
      error: (status, message) => error(status, message),
      unauthorized,
      forbidden: () => error(403, 'You do not have permission.'),
      /** Without a time it tells the instant alone. */
      limited: (_, resetSeconds) => ({ status: 429, body: { errorMessages: ['Rate limit exceeded.'], errors: {} }, headers: { 'RateLimit-Reason': 'jira-burst-based', 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '0', ...(resetSeconds === undefined ? { 'X-RateLimit-Reset': new Date(now() + 25_000).toISOString() } : { 'Retry-After': String(resetSeconds) }) } }),
    }, now),
    {
      issues, links, token: JIRA_TOKEN, mayCreate: true, tellsProperties: true,
      byHand: (key: string, { done = false, remove = false, editComments = false, says }: Parameters<FakeJira['byHand']>[1]) => {
        const issue = issues.get(key);
        if (issue === undefined) throw new Error(`no issue ${key}`);
        issues.put(key, remove ? undefined : { ...issue, status: done ? 'Done' : issue.status, since: done ? time() : issue.since, comments: [...(editComments ? issue.comments.map((each) => ({ ...each, updated: time() })) : issue.comments), ...(says === undefined ? [] : [{ id: next(), body: documentWith(says), created: time(), updated: time(), properties: [], author: { displayName: 'Ada Lovelace' } }])] });
      },
    },
  );
  return fake;
}

const documentWith = (text: string): Json => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

/** A page, as its front door answers. */
const unauthorized = (): Answer => ({ status: 401, raw: '<html><head><title>Unauthorized (401)</title></head><body>Basic authentication with passwords is deprecated.</body></html>', headers: { 'Content-Type': 'text/html' } });

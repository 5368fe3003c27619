import { z } from 'zod';
import { durationMs, type DurationMs } from '../../../../../shared/model/units.ts';
import type { HttpAnswer } from '../../../sources/http/client.ts';
import type { VendorOperation } from '../../../sources/vendor-operation.ts';
import type { Json } from '../../outbox/channel.ts';

/** Every call of Jira that is made. */
export const JIRA_OPERATIONS: readonly VendorOperation[] = [
  { id: 'createIssue', method: 'POST', path: '/rest/api/3/issue' },
  { id: 'getIssue', method: 'GET', path: '/rest/api/3/issue/{issueIdOrKey}' },
  { id: 'getComments', method: 'GET', path: '/rest/api/3/issue/{issueIdOrKey}/comment' },
  { id: 'linkIssues', method: 'POST', path: '/rest/api/3/issueLink' },
  { id: 'addComment', method: 'POST', path: '/rest/api/3/issue/{issueIdOrKey}/comment' },
  { id: 'getComment', method: 'GET', path: '/rest/api/3/issue/{issueIdOrKey}/comment/{id}' },
  { id: 'updateComment', method: 'PUT', path: '/rest/api/3/issue/{issueIdOrKey}/comment/{id}' },
  { id: 'getTransitions', method: 'GET', path: '/rest/api/3/issue/{issueIdOrKey}/transitions' },
  { id: 'doTransition', method: 'POST', path: '/rest/api/3/issue/{issueIdOrKey}/transitions' },
  { id: 'searchAndReconsileIssuesUsingJql', method: 'GET', path: '/rest/api/3/search/jql' },
  { id: 'getCurrentUser', method: 'GET', path: '/rest/api/3/myself' },
  { id: 'getServerInfo', method: 'GET', path: '/rest/api/3/serverInfo' },
  { id: 'searchProjects', method: 'GET', path: '/rest/api/3/project/search' },
];

/** The index that searches read follows what is written; a minute is what is waited before "not found" means "not there". */
export const SETTLING_MS = durationMs(60_000);
export const SPACING_MS = durationMs(1_000);
export const LIMITED_MS = durationMs(10_000);

export const Created = z.object({ id: z.string(), key: z.string() });
export const Issue = z.object({ id: z.string(), key: z.string(), fields: z.object({ summary: z.string().nullish(), status: z.object({ name: z.string().nullish(), statusCategory: z.object({ key: z.string().nullish() }).nullish() }).nullish(), statuscategorychangedate: z.string().nullish() }) });
export const Found = z.object({ issues: z.array(z.object({ id: z.string(), key: z.string() })), isLast: z.boolean().nullish() });
export const Comment = z.object({ id: z.string(), updated: z.string().nullish(), created: z.string().nullish(), properties: z.array(z.object({ key: z.string().nullish(), value: z.unknown() })).nullish() });
export type Comment = z.infer<typeof Comment>;
export const Told = Comment.extend({ author: z.object({ displayName: z.string().nullish() }).nullish(), body: z.unknown() });
export const Comments = z.object({ comments: z.array(Comment), total: z.number().nullish() });
export const Transitions = z.object({ transitions: z.array(z.object({ id: z.string(), name: z.string() })) });
export const Server = z.object({ baseUrl: z.string().nullish() });
export const Myself = z.object({ displayName: z.string().nullish(), emailAddress: z.string().nullish() });
export const Projects = z.object({ values: z.array(z.object({ key: z.string(), name: z.string().nullish() })) });

export type Issue = z.infer<typeof Issue>;

/** What is answered without a body. */
export const Nothing = z.unknown();

const Failure = z.object({ errorMessages: z.array(z.string()).optional(), errors: z.record(z.string(), z.string()).optional() });
export function wordsOf(body: unknown): string | null {
  const { data } = Failure.safeParse(body);
  const said = [...(data?.errorMessages ?? []), ...Object.entries(data?.errors ?? {}).map(([field, words]) => `${field}: ${words}`)];
  return said.length === 0 ? null : said.join('; ');
}

/** `X-RateLimit-Reset` is an instant (ISO 8601); only where there is no `Retry-After`, which is read elsewhere. */
export function resetMs({ header, receivedAt }: HttpAnswer): DurationMs | null {
  const at = Date.parse(header('x-ratelimit-reset') ?? '');
  return Number.isFinite(at) && at > receivedAt ? durationMs(at - receivedAt) : null;
}

/** The issue as we left it. */
const Left = z.object({ key: z.string(), done: z.boolean() });
export type Left = z.infer<typeof Left>;
const Remote = z.object({ key: z.string(), comment: z.string().nullable(), updated: z.string().nullable() });
export type Remote = z.infer<typeof Remote>;
export const leftIn = (thread: Json): Left | null => Left.safeParse(thread).data ?? null;
export const remoteIn = (remote: Json): Remote | null => Remote.safeParse(remote).data ?? null;

export const mark = (marker: string) => [{ key: 'holdfast', value: { marker } }];
const Marked = z.object({ marker: z.string() });
export const hasMark = ({ properties }: Comment, marker: string): boolean => (properties ?? []).some(({ key, value }) => key === 'holdfast' && Marked.safeParse(value).data?.marker === marker);

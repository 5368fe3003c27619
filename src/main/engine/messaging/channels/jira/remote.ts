import { z } from 'zod';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { epochMs, type EpochMs } from '../../../../../shared/model/units.ts';
import type { HttpRequest } from '../../../sources/http/client.ts';
import type { Adoptable, Differs, Place, RemoteRead, RemoteState } from '../../outbox/channel.ts';
import { sentence, type Got } from '../exchange.ts';
import { Issue, leftIn, Server, Told, type Left } from './api.ts';

/** What is needed of the channel to read. */
export interface Reading {
  readonly config: ChannelConfigOf<'jira'>;
  readonly ask: <S extends z.ZodType>(request: HttpRequest, schema: S, abort: AbortSignal) => Promise<Got<z.infer<S>>>;
  readonly linkOf: (key: string) => string | null;
  readonly gone: (key: string) => Differs;
}

const DONE = 'done';
/** The three sorts of statuses that there are, whatever a project calls them. */
const STAGE = new Map([['new', 'new'], ['indeterminate', 'underway'], [DONE, 'done']] as const);
const instant = (text: string | null | undefined): EpochMs | null => {
  const at = Date.parse(text ?? '');
  return Number.isFinite(at) ? epochMs(at) : null;
};

type Node = { readonly type?: string; readonly text?: string; readonly content?: readonly Node[] };
const BLOCKS = new Set(['paragraph', 'heading', 'listItem', 'codeBlock', 'blockquote', 'rule']);
/** The words of a document of Atlassian's; what is no text is left out. */
export function wordsIn(document: unknown): string {
  const of = (node: Node): string => (node.type === 'text' ? (node.text ?? '') : node.type === 'hardBreak' ? '\n' : `${(node.content ?? []).map(of).join('')}${BLOCKS.has(node.type ?? '') ? '\n' : ''}`);
  const { data } = z.looseObject({ type: z.string() }).safeParse(document);
  return data === undefined ? '' : of(data).replaceAll(/\n{2,}/g, '\n').trim();
}

/** An issue that somebody has closed is not talked on in as if it were open. */
export function closedByHand(left: Left, { key, fields: { status, summary } }: Issue): Differs | null {
  if (status?.statusCategory?.key !== DONE || left.done) return null;
  return { kind: 'differs', reason: `Somebody has set ${key} to "${status.name ?? DONE}". Ours would go on in an issue that is closed.`, theirs: { summary: summary ?? '', status: status.name ?? '' } };
}

const readIssue = ({ ask }: Reading, key: string, abort: AbortSignal): Promise<Got<Issue>> => ask({ method: 'GET', path: `/issue/${encodeURIComponent(key)}`, query: { fields: 'summary,status,statuscategorychangedate' } }, Issue, abort);

/** The issue with its newest comment, whoever wrote it. */
async function stateOf({ ask, linkOf }: Reading, { key, fields: { summary, status, statuscategorychangedate: since } }: Issue, abort: AbortSignal): Promise<Got<RemoteState>> {
  const comments = await ask({ method: 'GET', path: `/issue/${encodeURIComponent(key)}/comment`, query: { orderBy: '-created', maxResults: 1, expand: 'properties' } }, z.object({ comments: z.array(Told) }), abort);
  if (!comments.ok) return comments;
  const [newest] = comments.value.comments;
  return { ...comments, value: { title: `${key}: ${summary ?? ''}`, status: status?.name ?? 'not told', since: instant(since), stage: [...STAGE].find(([key]) => key === status?.statusCategory?.key)?.[1] ?? null, text: newest === undefined ? null : wordsIn(newest.body), by: newest?.author?.displayName ?? null, at: instant(newest?.created), url: linkOf(key) } };
}

export async function readRemote(reading: Reading, { thread }: Place, abort: AbortSignal): Promise<RemoteRead> {
  const left = leftIn(thread);
  if (left === null) return { kind: 'nothing' };
  const issue = await readIssue(reading, left.key, abort);
  if (!issue.ok && issue.status === 404) return { kind: 'read', state: null, differs: reading.gone(left.key), keep: null };
  if (!issue.ok) return { kind: 'cannotTell', reason: issue.wrong.reason };
  const state = await stateOf(reading, issue.value, abort);
  if (!state.ok) return { kind: 'cannotTell', reason: state.wrong.reason };
  return { kind: 'read', state: state.value, differs: closedByHand(left, issue.value), keep: { key: issue.value.key, done: issue.value.fields.status?.statusCategory?.key === DONE } };
}

const refused = (says: string): Adoptable => ({ kind: 'refused', says });
const KEY = /^([A-Z][A-Z0-9_]{1,20})-\d{1,9}$/;

/** An issue of the configured project, by the link that its browser shows: `/browse/OPS-12`, or of a board with `selectedIssue`. */
export async function readLink(link: URL, reading: Reading, { thread }: Place, abort: AbortSignal): Promise<Adoptable> {
  const { config, ask } = reading;
  /* A scoped token is for another address than that which people see, and a site may have a name of its own. */
  const server = await ask({ method: 'GET', path: '/serverInfo' }, Server, abort);
  if (!server.ok) return { kind: 'cannotTell', reason: server.wrong.reason };
  const asked = new URL(config.url).hostname;
  const home = URL.parse(server.value.baseUrl ?? '')?.hostname ?? asked;
  if (link.hostname !== home && link.hostname !== asked) return refused(`${link.hostname} is another site: expected a link to an issue of ${home}.`);
  const key = (/\/browse\/([^/]+)\/?$/.exec(link.pathname)?.[1] ?? link.searchParams.get('selectedIssue') ?? '').toUpperCase();
  const project = KEY.exec(key)?.[1];
  if (project === undefined) return refused(`Expected a link to one issue, such as https://${home}/browse/${config.project}-12.`);
  if (project !== config.project) return refused(`${key} is of project ${project}; this channel is for project ${config.project}.`);
  const issue = await readIssue(reading, key, abort);
  if (!issue.ok && issue.status === 404) return refused(`There is no issue ${key}, or ${config.email} may not see it.`);
  if (!issue.ok) return issue.wrong.kind === 'refused' && !issue.wrong.again ? refused(sentence(issue.wrong.reason)) : { kind: 'cannotTell', reason: issue.wrong.reason };
  const { key: real, fields: { status } } = issue.value;
  /* Jira answers for the old key of an issue that was moved. */
  if (KEY.exec(real)?.[1] !== config.project) return refused(`${key} was moved and is ${real} now; this channel is for project ${config.project}.`);
  if (status?.statusCategory?.key === DONE) return refused(`${real} is closed (${status.name ?? DONE}). Reopen it there, or send: a new issue is made.`);
  if (leftIn(thread)?.key === real) return refused('Updates of this incident go there already.');
  const state = await stateOf(reading, issue.value, abort);
  return state.ok ? { kind: 'found', key: real, state: state.value, thread: { key: real, done: false }, note: null } : { kind: 'cannotTell', reason: state.wrong.reason };
}

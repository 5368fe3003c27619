import type { z } from 'zod';
import { channelTraits, type ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { epochMs } from '../../../../../shared/model/units.ts';
import type { HttpRequest } from '../../../sources/http/client.ts';
import { actionIn, type JiraAction, type JiraContent } from '../../compose/render/jira.ts';
import type { Arrived, Differs, LookedUp, Outcome, Parcel } from '../../outbox/channel.ts';
import { wantsOurs } from '../../outbox/theirs.ts';
import { beforeSending, cannotTell, exchange, unproven, type Got, type Manners } from '../exchange.ts';
import type { ChannelDeps, OpenChannel } from '../kinds.ts';
import type { Proof } from '../proof.ts';
import { createVendor } from '../vendor.ts';
import { closedByHand, readLink, readRemote } from './remote.ts';
import { Comment, Comments, Created, Found, hasMark, Issue, leftIn, LIMITED_MS, mark, Myself, Nothing, Projects, remoteIn, resetMs, SETTLING_MS, SPACING_MS, Transitions, wordsOf, type Left, type Remote } from './api.ts';

const DAY_MS = 86_400_000;
const NEWEST = 100;
/** A sort of links that every Jira begins with. */
const LINK_TYPE = 'Relates';
const COMMENT_GONE: Differs = { kind: 'differs', reason: 'The comment that it corrects is not there any more: somebody has deleted it. Ours would follow as a new one.', theirs: { deleted: true } };

/**
 * A project of Jira Cloud: an incident is one issue there, each later message a comment, which may make a transition. An issue carries
 * its marker as a label, a comment as a property.
 */
export async function createJiraChannel(config: ChannelConfigOf<'jira'>, { clock, resolveSecrets, lookup }: ChannelDeps): Promise<OpenChannel> {
  const vendor = createVendor({ url: config.url, auth: { kind: 'basic', username: config.email, password: await resolveSecrets(config.token) }, headers: {}, tls: {} }, { clock, lookup });
  const ends = config.tokenExpires === undefined ? null : Date.parse(`${config.tokenExpires}T00:00:00Z`);
  const ended = ends !== null && ends <= clock.nowMs() ? `; by its configuration it ended on ${config.tokenExpires ?? ''}` : '';
  const manners: Manners = {
    vendor, clock, words: wordsOf, limitedMs: LIMITED_MS, waitMs: resetMs,
    unauthorised: `Jira does not accept the API token of ${config.email}${ended}; a token with scopes needs the address https://api.atlassian.com/ex/jira/<cloud id>`,
    forbidden: `${config.email} may not do that in project ${config.project}: it needs to create issues, comment and make transitions there (scopes read:jira-work and write:jira-work)`,
  };
  const ask = <S extends z.ZodType>(request: HttpRequest, schema: S, abort: AbortSignal): Promise<Got<z.infer<S>>> => exchange(manners, { ...request, path: `/rest/api/3${request.path}` }, schema, abort);
  const issuePath = (key: string): string => `/issue/${encodeURIComponent(key)}`;
  const linkOf = (key: string): string | null => (new URL(config.url).hostname === 'api.atlassian.com' ? null : `${config.url.replace(/\/+$/, '')}/browse/${encodeURIComponent(key)}`);

  const arrived = (key: string, comment: Comment | null, thread: Left, note: string | null): Arrived => ({
    kind: 'sent',
    remote: { key, comment: comment?.id ?? null, updated: comment?.updated ?? comment?.created ?? null } satisfies Remote,
    thread, url: linkOf(key), ...(note === null ? {} : { note }),
  });

  const gone = (key: string): Differs => ({ kind: 'differs', reason: `${key} is not there any more, or ${config.email} may not see it. Ours would make a new issue.`, theirs: { deleted: true } });

  const create = async (content: Pick<JiraContent, 'summary' | 'description'>, marker: string, then: (key: string) => Promise<string | null>, abort: AbortSignal): Promise<Outcome> => {
    const fields = { project: { key: config.project }, issuetype: { name: config.issueType }, summary: content.summary, description: content.description, labels: ['holdfast', marker] };
    const made = await ask({ method: 'POST', path: '/issue', body: { fields } }, Created, abort);
    if (!made.ok) return made.wrong;
    return arrived(made.value.key, null, { key: made.value.key, done: false }, await then(made.value.key));
  };
  const createFor = (content: JiraContent, marker: string, abort: AbortSignal): Promise<Outcome> => create(content, marker, (key) => transition(key, content, abort), abort);

  /** Links the issue of an action to that of its incident; Jira takes a link that is there already as made. The issue stands whatever becomes of it. */
  const relate = async (key: string, { relates }: JiraAction, abort: AbortSignal): Promise<string | null> => {
    const to = leftIn(relates)?.key;
    if (to === undefined) return null;
    const linked = await ask({ method: 'POST', path: '/issueLink', body: { type: { name: LINK_TYPE }, inwardIssue: { key: to }, outwardIssue: { key } } }, Nothing, abort);
    return linked.ok ? null : `The issue is there; it was not linked to ${to}: ${linked.wrong.reason}.`;
  };

  const comment = async (key: string, content: JiraContent, marker: string, abort: AbortSignal): Promise<Outcome> => {
    const made = await ask({ method: 'POST', path: `${issuePath(key)}/comment`, body: { body: content.comment, properties: mark(marker) } }, Comment, abort);
    if (!made.ok) return made.wrong;
    return arrived(key, made.value, { key, done: content.kind === 'resolved' }, await transition(key, content, abort));
  };

  /** The transition that a message makes. The message stands whatever becomes of it: what went wrong is told. */
  const transition = async (key: string, { kind }: JiraContent, abort: AbortSignal): Promise<string | null> => {
    const wanted = kind === 'investigating' || kind === 'monitoring' || kind === 'resolved' ? config.transitions[kind] : undefined;
    if (wanted === undefined) return null;
    const listed = await ask({ method: 'GET', path: `${issuePath(key)}/transitions` }, Transitions, abort);
    if (!listed.ok) return `The text is there; its transitions could not be read: ${listed.wrong.reason}.`;
    const found = listed.value.transitions.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
    if (found === undefined) return `The text is there; the transition "${wanted}" is not possible from where the issue is now (${listed.value.transitions.map(({ name }) => vendor.clean(name)).join(', ') || 'none is'}).`;
    const done = await ask({ method: 'POST', path: `${issuePath(key)}/transitions`, body: { transition: { id: found.id } } }, Nothing, abort);
    if (done.ok) return null;
    return `The text is there; the transition "${wanted}" was not made: ${done.wrong.reason}.`;
  };

  const correct = async ({ key, comment: id, updated }: Remote & { readonly comment: string }, content: JiraContent, parcel: Parcel, abort: AbortSignal): Promise<Outcome> => {
    const path = `${issuePath(key)}/comment/${encodeURIComponent(id)}`;
    const there = await ask({ method: 'GET', path }, Comment, abort);
    if (!there.ok && there.status === 404) return wantsOurs(parcel, COMMENT_GONE) ? comment(key, content, parcel.marker, abort) : COMMENT_GONE;
    if (!there.ok) return beforeSending(there.wrong, 'the comment');
    const edited: Differs = { kind: 'differs', reason: 'Somebody has edited the comment that it corrects.', theirs: { updated: there.value.updated ?? null } };
    if (updated !== null && there.value.updated !== updated && !wantsOurs(parcel, edited)) return edited;
    const made = await ask({ method: 'PUT', path, body: { body: content.comment, properties: mark(parcel.marker) } }, Comment, abort);
    return made.ok ? { kind: 'sent', remote: { key, comment: id, updated: made.value.updated ?? null }, url: linkOf(key) } : made.wrong;
  };

  const send = async (parcel: Parcel, abort: AbortSignal): Promise<Outcome> => {
    const action = actionIn(parcel.content);
    if (action !== null) return create(action, parcel.marker, (key) => relate(key, action, abort), abort);
    /* What the renderer made, kept as it was when the update was published. */
    const content = parcel.content as unknown as JiraContent;
    const { marker } = parcel;
    const corrected = parcel.purpose === 'correction' ? remoteIn(parcel.corrects) : null;
    if (corrected !== null && corrected.comment !== null) return correct({ ...corrected, comment: corrected.comment }, content, parcel, abort);
    const left = leftIn(parcel.thread);
    const key = corrected?.key ?? left?.key;
    if (key === undefined) return createFor(content, marker, abort);
    const issue = await ask({ method: 'GET', path: issuePath(key), query: { fields: 'summary,status' } }, Issue, abort);
    if (!issue.ok && issue.status === 404) return wantsOurs(parcel, gone(key)) ? createFor(content, marker, abort) : gone(key);
    if (!issue.ok) return beforeSending(issue.wrong, `issue ${key}`);
    const differs = left === null || content.kind === 'resolved' ? null : closedByHand(left, issue.value);
    return differs !== null && !wantsOurs(parcel, differs) ? differs : comment(issue.value.key, content, marker, abort);
  };

  const lookUp = async (parcel: Parcel, abort: AbortSignal): Promise<LookedUp> => {
    const content = parcel.content as unknown as JiraContent;
    const corrected = parcel.purpose === 'correction' ? remoteIn(parcel.corrects) : null;
    const key = corrected?.key ?? leftIn(parcel.thread)?.key;
    if (key !== undefined) {
      const listed = await ask({ method: 'GET', path: `${issuePath(key)}/comment`, query: { orderBy: '-created', maxResults: NEWEST, expand: 'properties' } }, Comments, abort);
      if (!listed.ok && listed.status !== 404) return cannotTell(listed.wrong);
      if (listed.ok) {
        const { comments, total } = listed.value;
        const own = comments.find((each) => hasMark(each, parcel.marker));
        if (own !== undefined) return arrived(key, own, { key, done: content.kind === 'resolved' }, null);
        if (comments.some(({ properties }) => properties === undefined || properties === null)) return { kind: 'cannotTell', reason: `Jira does not tell the properties of comments, by which ours are known; look at ${key}` };
        if (corrected !== null && (total ?? 0) > comments.length) return { kind: 'cannotTell', reason: `${key} has more comments than are looked through` };
        if (parcel.replaces === null) return { kind: 'absent' };
      }
    }
    const found = await ask({ method: 'GET', path: '/search/jql', query: { jql: `project = "${config.project}" AND labels = "${parcel.marker}"`, fields: 'summary', maxResults: 2 } }, Found, abort);
    if (!found.ok) return cannotTell(found.wrong);
    const [issue] = found.value.issues;
    if (issue === undefined) return { kind: 'absent' };
    const action = actionIn(parcel.content);
    return arrived(issue.key, null, { key: issue.key, done: false }, action === null ? null : await relate(issue.key, action, abort));
  };

  return {
    id: config.id,
    name: config.name ?? config.id,
    class: channelTraits(config).class(config),
    settlingMs: SETTLING_MS,
    pace: { atOnce: 1, spacingMs: SPACING_MS },
    send,
    lookUp,
    readRemote: (place, abort) => readRemote({ config, ask, linkOf, gone }, place, abort),
    readLink: (link, place, abort) => readLink(link, { config, ask, linkOf, gone }, place, abort),
    prove: async (abort): Promise<Proof> => {
      const me = await ask({ method: 'GET', path: '/myself' }, Myself, abort);
      if (!me.ok) return unproven(me, 'token');
      const projects = await ask({ method: 'GET', path: '/project/search', query: { keys: config.project, action: 'create' } }, Projects, abort);
      if (!projects.ok) return unproven(projects, 'token');
      const who = vendor.clean(me.value.displayName ?? config.email);
      const project = projects.value.values.find(({ key }) => key === config.project);
      if (project === undefined) return { ok: false, certain: true, says: `${who} may not create issues in project ${config.project}, or there is none.`, key: 'project' };
      return { ok: true, says: `${who} may create issues in ${vendor.clean(project.name ?? project.key)} (${project.key}).${warningOf(ends, clock.nowMs())}`, expiresAt: ends === null ? null : epochMs(ends) };
    },
    close: () => vendor.close(),
  };
}

/** From 30 days on, and again where it matters more. */
function warningOf(ends: number | null, now: number): string {
  if (ends === null) return '';
  const days = Math.ceil((ends - now) / DAY_MS);
  if (days <= 0) return ' By its configuration the token has ended: make a new one.';
  const left = days === 1 ? '1 day' : `${days} days`;
  if (days <= 1) return ` The token ends in ${left}: make a new one now.`;
  if (days <= 7) return ` The token ends in ${left}: make a new one this week.`;
  return days <= 30 ? ` The token ends in ${left}.` : '';
}

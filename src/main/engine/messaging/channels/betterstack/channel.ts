import type { z } from 'zod';
import { channelTraits, type ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import type { HttpRequest } from '../../../sources/http/client.ts';
import type { BetterStackContent } from '../../compose/render/status-pages.ts';
import type { Arrived, Differs, LookedUp, Outcome, Parcel } from '../../outbox/channel.ts';
import { beforeSending, cannotTell, exchange, unproven, type Got, type Manners } from '../exchange.ts';
import { wantsOurs } from '../../outbox/theirs.ts';
import type { ChannelDeps, OpenChannel } from '../kinds.ts';
import type { Proof } from '../proof.ts';
import { createVendor } from '../vendor.ts';
import { deleted, shown, sinceLeft } from './differences.ts';
import { readLink, readRemote } from './remote.ts';
import { byTime, digestOf, edited, LIMITED_MS, many, one, PER_PAGE, remoteIn, Report, Resource, sameTime, SETTLING_MS, SPACING_MS, threadIn, Update, wordsOf, type Left, type Remote, type Thread } from './api.ts';

const MOST_PAGES = 4;

/**
 * A status page of Better Stack: an incident is one report there, each message an update of it. Nothing can be attached to either, so
 * that a message is known again by its title, begin and words, and by not having been there before.
 */
export async function createBetterStackChannel(config: ChannelConfigOf<'betterstack'>, { clock, resolveSecrets, lookup }: ChannelDeps): Promise<OpenChannel> {
  const vendor = createVendor({ url: config.url, auth: { kind: 'bearer', token: await resolveSecrets(config.token) }, headers: {}, tls: {} }, { clock, lookup });
  const manners: Manners = {
    vendor, clock, words: wordsOf, limitedMs: LIMITED_MS,
    unauthorised: 'Better Stack does not accept the API token (Settings → API tokens)',
    forbidden: `the API token may not change status page ${config.page}: it belongs to another team`,
  };
  const root = `/api/v2/status-pages/${config.page}`;
  const ask = <S extends z.ZodType>(request: HttpRequest, schema: S, abort: AbortSignal): Promise<Got<z.infer<S>>> => exchange(manners, { ...request, path: `${root}${request.path}` }, schema, abort);
  /** Better Stack's own default is true for a report and false for an update of one. */
  const notify = { notify_subscribers: config.notify };
  const reportPath = (id: string): string => `/status-reports/${encodeURIComponent(id)}`;

  /** A list to its end, or why it is not whole. */
  const list = async <S extends z.ZodType>(path: string, item: S, abort: AbortSignal): Promise<Got<z.infer<S>[]>> => {
    const all: z.infer<S>[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const got = await ask({ method: 'GET', path, query: { page, per_page: PER_PAGE } }, many(item), abort);
      if (!got.ok) return got;
      all.push(...got.value.data);
      if ((got.value.pagination?.next ?? null) === null) return { ...got, value: all };
    }
    return { ok: false, status: null, wrong: { kind: 'ambiguous', reason: `a list of more than ${all.length} entries, too many to look through` } };
  };
  const updatesOf = (report: string, abort: AbortSignal): Promise<Got<Update[]>> => list(`${reportPath(report)}/status-updates`, Update, abort);

  const arrived = (report: string, update: string | null, content: BetterStackContent, seen: readonly string[], thread: Thread, words = content.update.message): Arrived => {
    const newest = update === null ? null : { id: update, digest: digestOf(words) };
    const left: Left = { id: report, title: content.report.title, over: isOver(content), seen: [...new Set([...seen, ...(update === null ? [] : [update])])], newest };
    return { kind: 'sent', remote: update === null ? null : { report, update, digest: digestOf(words) }, thread: { ...thread, [content.report.report_type]: left }, url: null };
  };

  const create = async (content: BetterStackContent, thread: Thread, abort: AbortSignal): Promise<Outcome> => {
    const made = await ask({ method: 'POST', path: '/status-reports', body: { ...content.report, ...notify } }, one(Report), abort);
    if (!made.ok) return made.wrong;
    const { id, relationships } = made.value.data;
    const update = relationships?.status_updates?.data?.[0]?.id ?? null;
    return arrived(id, update, content, [], thread, content.report.message);
  };

  const follow = async (there: Report, content: BetterStackContent, seen: readonly string[], thread: Thread, abort: AbortSignal): Promise<Outcome> => {
    const changes = changesOf(there, content);
    if (changes !== null) {
      /* Doing it twice changes nothing, so that its failure says nothing of the message. */
      const changed = await ask({ method: 'PATCH', path: reportPath(there.id), body: changes }, one(Report), abort);
      if (!changed.ok) return beforeSending(changed.wrong, 'what became of the title and times of the report');
    }
    const made = await ask({ method: 'POST', path: `${reportPath(there.id)}/status-updates`, body: { ...content.update, ...notify } }, one(Update), abort);
    return made.ok ? arrived(there.id, made.value.data.id, content, seen, thread) : made.wrong;
  };

  const correct = async (corrected: Remote, { content, thread, replaces }: Sending, abort: AbortSignal): Promise<Outcome> => {
    const updates = await updatesOf(corrected.report, abort);
    if (!updates.ok && updates.status === 404) return wantsOurs({ replaces }, deleted('report')) ? create(content, thread, abort) : deleted('report');
    if (!updates.ok) return beforeSending(updates.wrong, 'the updates of the report');
    const [newest] = byTime(updates.value);
    const there = updates.value.find(({ id }) => id === corrected.update);
    if (there === undefined) {
      if (!wantsOurs({ replaces }, deleted('update'))) return deleted('update');
      /* What the page says now of its parts is not turned back. */
      const body = { message: content.update.message, affected_resources: newest?.attributes.affected_resources ?? content.update.affected_resources, ...notify };
      const made = await ask({ method: 'POST', path: `${reportPath(corrected.report)}/status-updates`, body }, one(Update), abort);
      return made.ok ? arrived(corrected.report, made.value.data.id, content, updates.value.map(({ id }) => id), thread) : made.wrong;
    }
    const theirs: Differs = { kind: 'differs', reason: 'Somebody has edited the update that it corrects.', theirs: shown(there) };
    if (digestOf(there.attributes.message) !== corrected.digest && !wantsOurs({ replaces }, theirs)) return theirs;
    const isNewest = newest?.id === corrected.update;
    const body = { message: content.update.message, ...(isNewest ? { affected_resources: content.update.affected_resources } : {}), ...notify };
    const made = await ask({ method: 'PATCH', path: `${reportPath(corrected.report)}/status-updates/${encodeURIComponent(corrected.update)}`, body }, one(Update), abort);
    if (!made.ok) return made.wrong;
    const digest = digestOf(made.value.data.attributes.message);
    return { kind: 'sent', remote: { ...corrected, digest }, thread: edited(thread, corrected.update, digest), url: null, ...(isNewest ? {} : { note: 'Only the words were edited: the report has a newer update, and its state stays.' }) };
  };

  const send = async (parcel: Parcel, abort: AbortSignal): Promise<Outcome> => {
    const sending = sendingOf(parcel);
    const { content, thread, corrected } = sending;
    if (content.update.affected_resources.length === 0) return { kind: 'refused', reason: 'Better Stack takes no message that names no part of the page: configure resources for the services of this incident', again: false };
    if (corrected !== null) return correct(corrected, sending, abort);
    const left = thread[content.report.report_type];
    if (left === undefined) return create(content, thread, abort);
    const report = await ask({ method: 'GET', path: reportPath(left.id) }, one(Report), abort);
    if (!report.ok && report.status === 404) return wantsOurs(parcel, deleted('report')) ? create(content, thread, abort) : deleted('report');
    if (!report.ok) return beforeSending(report.wrong, 'the report on the page');
    const updates = await updatesOf(left.id, abort);
    if (!updates.ok) return beforeSending(updates.wrong, 'the updates of the report');
    const differs = sinceLeft(left, report.value.data, updates.value, content.report.title);
    return differs !== null && !wantsOurs(parcel, differs) ? differs : follow(report.value.data, content, updates.value.map(({ id }) => id), thread, abort);
  };

  const lookUp = async (parcel: Parcel, abort: AbortSignal): Promise<LookedUp> => {
    const { content, thread, corrected } = sendingOf(parcel);
    const wanted = digestOf(content.update.message);
    const left = thread[content.report.report_type];
    const report = corrected?.report ?? left?.id;
    if (report !== undefined) {
      const updates = await updatesOf(report, abort);
      if (!updates.ok && updates.status !== 404) return cannotTell(updates.wrong);
      if (updates.ok) {
        const known = new Set(left?.seen);
        const found = updates.value.find(({ id, attributes }) => digestOf(attributes.message) === wanted && (corrected === null ? !known.has(id) : id === corrected.update || !known.has(id)));
        /* A person has seen it, in whatever words it stands there. */
        const own = found ?? (parcel.confirmed === true && corrected === null ? byTime(updates.value).find(({ id }) => !known.has(id)) : undefined);
        return own === undefined ? { kind: 'absent' } : arrived(report, own.id, content, corrected === null ? [...known] : updates.value.map(({ id }) => id), thread);
      }
    }
    const reports = await list('/status-reports', Report, abort);
    if (!reports.ok) return cannotTell(reports.wrong);
    for (const { id, attributes } of reports.value.filter((each) => isSame(each, content))) {
      const updates = await updatesOf(id, abort);
      if (!updates.ok) return cannotTell(updates.wrong);
      const own = updates.value.find((update) => digestOf(update.attributes.message) === wanted);
      if (own !== undefined && attributes.title === content.report.title) return arrived(id, own.id, content, [], thread);
    }
    return { kind: 'absent' };
  };

  return {
    id: config.id,
    name: config.name ?? config.id,
    class: channelTraits(config).class(config),
    settlingMs: SETTLING_MS,
    pace: { atOnce: 1, spacingMs: SPACING_MS },
    send,
    lookUp,
    readRemote: (place, abort) => readRemote({ config, ask, updatesOf }, place, abort),
    readLink: (link, place, abort) => readLink(link, { config, ask, updatesOf }, place, abort),
    prove: async (abort): Promise<Proof> => {
      const parts = await list('/resources', Resource, abort);
      if (!parts.ok) return parts.status === 404 ? { ok: false, certain: true, says: `There is no status page ${config.page} that this API token can see.`, key: 'page' } : unproven(parts, 'token');
      const missing = Object.entries(config.resources).filter(([, id]) => !parts.value.some((part) => part.id === id));
      if (missing.length > 0) return { ok: false, certain: true, says: `Status page ${config.page} has no resource ${missing.map(([service, id]) => `${id} (configured for ${service})`).join(', ')}.`, key: 'resources' };
      return { ok: true, says: `May read status page ${config.page} with its ${parts.value.length} resources.`, expiresAt: null };
    },
    close: () => vendor.close(),
  };
}

interface Sending {
  readonly content: BetterStackContent;
  readonly thread: Thread;
  readonly corrected: Remote | null;
  readonly replaces: string | null;
}
/* What the renderer made, kept as it was when the update was published. */
const sendingOf = ({ content, thread, corrects, purpose, replaces }: Parcel): Sending => ({ content: content as unknown as BetterStackContent, thread: threadIn(thread), corrected: purpose === 'correction' ? remoteIn(corrects) : null, replaces });

const isOver = ({ update }: BetterStackContent): boolean => update.affected_resources.every(({ status }) => status === 'resolved');
const isSame = ({ attributes }: Report, { report }: BetterStackContent): boolean => attributes.title === report.title && (report.starts_at === undefined || sameTime(attributes.starts_at, report.starts_at));

/** What of the report itself is not as the message says. */
function changesOf({ attributes }: Report, { report: { title, starts_at: from, ends_at: to } }: BetterStackContent): object | null {
  const changes = { ...(attributes.title === title ? {} : { title }), ...(from === undefined || sameTime(attributes.starts_at, from) ? {} : { starts_at: from }), ...(to === undefined || sameTime(attributes.ends_at, to) ? {} : { ends_at: to }) };
  return Object.keys(changes).length === 0 ? null : changes;
}

import { z } from 'zod';
import { channelTraits, type ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import type { HttpRequest } from '../../../sources/http/client.ts';
import type { StatuspageContent } from '../../compose/render/status-pages.ts';
import type { Arrived, Json, LookedUp, Outcome, Parcel } from '../../outbox/channel.ts';
import { wantsOurs } from '../../outbox/theirs.ts';
import { beforeSending, cannotTell, exchange, unproven, type Got, type Manners } from '../exchange.ts';
import type { ChannelDeps, OpenChannel } from '../kinds.ts';
import type { Proof } from '../proof.ts';
import { createVendor } from '../vendor.ts';
import { Components, Incident, IncidentUpdate, LIMITED_MS, linkOf, Page, PER_PAGE, SETTLING_MS, SPACING_MS, updatesOf, wordsOf } from './api.ts';
import { createPostmortems, postmortemIn } from './postmortem.ts';
import { readLink, readRemote } from './remote.ts';
import { deleted, sinceLeft, sinceWritten } from './differences.ts';
import { digestOf, edited, marked, markersIn, remember, remoteIn, strandOf, threadIn, type Remote, type Thread } from './memory.ts';

type Content = StatuspageContent['incident'];
const FOLLOWED = 'The update could not be edited in place, so that the correction follows as a new one.';
const WORDS_ONLY = 'Only the words were edited: the page has a newer update, and its status stays.';
const UNMARKED = 'the same words are on the page without the mark by which ours are known; look there';
/** More lists than these are not read: nobody has so many open incidents. */
const MOST_PAGES = 3;

/**
 * A page of Atlassian Statuspage. An incident here is one incident there (and one planned work). What we wrote carries a marker in
 * the incident's metadata, which readers of the page do not see; by it a message is found again.
 */
export async function createStatuspageChannel(config: ChannelConfigOf<'statuspage'>, { clock, resolveSecrets, lookup }: ChannelDeps): Promise<OpenChannel> {
  const key = await resolveSecrets(config.key);
  const vendor = createVendor({ url: config.url, auth: { kind: 'bearer', token: key }, headers: { Authorization: `OAuth ${key}` }, tls: {} }, { clock, lookup });
  const manners: Manners = {
    vendor, clock, words: wordsOf, limitedMs: LIMITED_MS,
    unauthorised: 'Statuspage does not accept the API key (Manage account → API info)',
    forbidden: `the API key may not change page ${config.page}: it belongs to somebody without that right there`,
  };
  const root = `/v1/pages/${encodeURIComponent(config.page)}`;
  const ask = <S extends z.ZodType>(request: HttpRequest, schema: S, abort: AbortSignal): Promise<Got<z.infer<S>>> => exchange(manners, { ...request, path: `${root}${request.path}` }, schema, abort);
  const read = (id: string, abort: AbortSignal): Promise<Got<Incident>> => ask({ method: 'GET', path: `/incidents/${encodeURIComponent(id)}` }, Incident, abort);
  const postmortems = createPostmortems({ config, ask, read });
  const deliver = { deliver_notifications: config.notify };

  const arrived = (incident: Incident, content: Content, thread: Thread, note?: string): Arrived => {
    const kept = remember(incident, content, thread);
    return { kind: 'sent', remote: kept.remote, thread: kept.thread, url: linkOf(incident), ...(note === undefined ? {} : { note }) };
  };

  const create = async (content: Content, { marker }: Parcel, thread: Thread, abort: AbortSignal): Promise<Outcome> => {
    const quiet = strandOf(content.status) === 'planned' ? { scheduled_auto_in_progress: false, scheduled_auto_completed: false } : {};
    const made = await ask({ method: 'POST', path: '/incidents', body: { incident: { ...content, ...quiet, ...deliver, metadata: marked(null, marker) } } }, Incident, abort);
    return made.ok ? arrived(made.value, content, thread) : made.wrong;
  };

  const follow = async (there: Incident, content: Content, { marker }: Parcel, thread: Thread, abort: AbortSignal, note?: string): Promise<Outcome> => {
    const made = await ask({ method: 'PATCH', path: `/incidents/${encodeURIComponent(there.id)}`, body: { incident: { ...content, ...deliver, metadata: marked(there, marker) } } }, Incident, abort);
    return made.ok ? arrived(made.value, content, thread, note) : made.wrong;
  };

  const edit = async (corrected: Remote, there: Incident, content: Content, thread: Thread, abort: AbortSignal, note?: string): Promise<Outcome> => {
    const path = `/incidents/${encodeURIComponent(corrected.incident)}/incident_updates/${encodeURIComponent(corrected.update)}`;
    const made = await ask({ method: 'PATCH', path, body: { incident_update: { body: content.body, ...deliver } } }, IncidentUpdate, abort);
    if (!made.ok) return made.wrong;
    const digest = digestOf(made.value.body ?? '');
    return { kind: 'sent', remote: { ...corrected, digest }, thread: edited(thread, corrected.update, digest), url: linkOf(there), ...(note === undefined ? {} : { note }) };
  };

  const send = async (parcel: Parcel, abort: AbortSignal): Promise<Outcome> => {
    const postmortem = postmortemIn(parcel.content);
    if (postmortem !== null) return postmortems.send(parcel, postmortem, abort);
    const content = contentOf(parcel.content);
    const thread = threadIn(parcel.thread);
    const corrected = parcel.purpose === 'correction' ? remoteIn(parcel.corrects) : null;
    const left = thread[strandOf(content.status)];
    const id = corrected?.incident ?? left?.id;
    if (id === undefined) return create(content, parcel, thread, abort);
    const found = await read(id, abort);
    if (!found.ok && found.status === 404) {
      const gone = deleted(left?.id === id ? left.name : null);
      return wantsOurs(parcel, gone) ? create(content, parcel, thread, abort) : gone;
    }
    if (!found.ok) return beforeSending(found.wrong, 'the incident on the page');
    const there = found.value;
    if (corrected !== null) {
      const differs = sinceWritten(corrected, there);
      if (differs !== null && !wantsOurs(parcel, differs)) return differs;
      const updates = updatesOf(there);
      if (!updates.some((update) => update.id === corrected.update)) return follow(there, wordsOnly(content, there), parcel, thread, abort, FOLLOWED);
      /* What the page says now is not turned back by the correction of what it said before. */
      if (saysTheSame(corrected, content, there)) return edit(corrected, there, content, thread, abort);
      return updates[0]?.id === corrected.update ? follow(there, content, parcel, thread, abort, FOLLOWED) : edit(corrected, there, content, thread, abort, WORDS_ONLY);
    }
    const differs = left === undefined ? null : sinceLeft(left, there);
    return differs !== null && !wantsOurs(parcel, differs) ? differs : follow(there, content, parcel, thread, abort);
  };

  /** Incidents in which a message that made one would be; lists begin with the newest. */
  const candidates = async (content: Content, abort: AbortSignal): Promise<Got<Incident[]>> => {
    const all: Incident[] = [];
    const open = strandOf(content.status) === 'planned' ? '/incidents/scheduled' : '/incidents/unresolved';
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const got = await ask({ method: 'GET', path: open, query: { page, per_page: PER_PAGE } }, z.array(Incident), abort);
      if (!got.ok) return got;
      all.push(...got.value);
      if (got.value.length < PER_PAGE) break;
      if (page === MOST_PAGES) return { ok: false, status: null, wrong: { kind: 'ambiguous', reason: `the page has more than ${all.length} open incidents, too many to look through` } };
    }
    const latest = await ask({ method: 'GET', path: '/incidents', query: { page: 1, limit: PER_PAGE } }, z.array(Incident), abort);
    return latest.ok ? { ...latest, value: [...all, ...latest.value] } : latest;
  };

  const lookUp = async (parcel: Parcel, abort: AbortSignal): Promise<LookedUp> => {
    const postmortem = postmortemIn(parcel.content);
    if (postmortem !== null) return postmortems.lookUp(parcel, postmortem, abort);
    const content = contentOf(parcel.content);
    const thread = threadIn(parcel.thread);
    const corrected = parcel.purpose === 'correction' ? remoteIn(parcel.corrects) : null;
    const id = corrected?.incident ?? thread[strandOf(content.status)]?.id;
    if (id !== undefined) {
      const found = await read(id, abort);
      if (found.ok) {
        const own = corrected === null ? undefined : updatesOf(found.value).find((update) => update.id === corrected.update && digestOf(update.body ?? '') === digestOf(content.body));
        if (own !== undefined && corrected !== null) return { kind: 'sent', remote: { ...corrected, digest: digestOf(content.body) }, thread: edited(thread, corrected.update, digestOf(content.body)), url: linkOf(found.value) };
        if (markersIn(found.value).includes(parcel.marker)) return arrived(found.value, content, thread);
        if (parcel.confirmed === true) return arrived(found.value, content, thread);
        if (isUnmarked(found.value, content)) return { kind: 'cannotTell', reason: UNMARKED };
        if (parcel.replaces === null) return { kind: 'absent' };
      } else if (found.status !== 404) return cannotTell(found.wrong);
    }
    const listed = await candidates(content, abort);
    if (!listed.ok) return cannotTell(listed.wrong);
    const made = listed.value.find((incident) => markersIn(incident).includes(parcel.marker));
    if (made !== undefined) return arrived(made, content, thread);
    const alike = listed.value.find((incident) => incident.name === content.name && isUnmarked(incident, content));
    if (alike === undefined) return { kind: 'absent' };
    return parcel.confirmed === true ? arrived(alike, content, thread) : { kind: 'cannotTell', reason: UNMARKED };
  };

  return {
    id: config.id,
    name: config.name ?? config.id,
    class: channelTraits(config).class(config),
    settlingMs: SETTLING_MS,
    pace: { atOnce: 1, spacingMs: SPACING_MS },
    send,
    lookUp,
    readRemote: (place, abort) => readRemote({ config, ask, read }, place, abort),
    readLink: (link, place, abort) => readLink(link, { config, ask, read }, place, abort),
    prove: async (abort): Promise<Proof> => {
      const page = await ask({ method: 'GET', path: '' }, Page, abort);
      if (!page.ok) return page.status === 404 ? { ok: false, certain: true, says: `There is no page ${config.page} that this API key can see.`, key: 'page' } : unproven(page, 'key');
      const parts = await ask({ method: 'GET', path: '/components', query: { page: 1, per_page: PER_PAGE * 10 } }, Components, abort);
      if (!parts.ok) return unproven(parts, 'key');
      const missing = Object.entries(config.components).filter(([, id]) => !parts.value.some((part) => part.id === id));
      const name = vendor.clean(page.value.name ?? config.page);
      if (missing.length > 0) return { ok: false, certain: true, says: `The page "${name}" has no component ${missing.map(([service, id]) => `${id} (configured for ${service})`).join(', ')}.`, key: 'components' };
      return { ok: true, says: `May read the page "${name}" with its ${parts.value.length} components.`, expiresAt: null };
    },
    close: () => vendor.close(),
  };
}

/* What the renderer made, kept as it was when the update was published. */
const contentOf = (content: Json): Content => (content as unknown as StatuspageContent).incident;

/** Whether the page says the same already but for the update's words. */
const saysTheSame = (corrected: Remote, content: Content, there: Incident): boolean =>
  corrected.status === content.status && there.name === content.name && Object.entries(content.components ?? {}).every(([id, status]) => there.components?.find((part) => part.id === id)?.status === status);

/** A text that changes neither the status nor the components that the page has now. */
const wordsOnly = ({ body, name }: Content, there: Incident): Content => ({ name, body, status: there.status as Content['status'] });

/** Where metadata were lost, the words are no proof that it is ours, nor that it is not. */
const isUnmarked = (incident: Incident, { body, status }: Content): boolean => markersIn(incident).length === 0 && updatesOf(incident).some((update) => update.status === status && digestOf(update.body ?? '') === digestOf(body));

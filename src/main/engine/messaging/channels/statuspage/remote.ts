import { z } from 'zod';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { epochMs, type EpochMs } from '../../../../../shared/model/units.ts';
import type { HttpRequest } from '../../../sources/http/client.ts';
import type { Adoptable, Place, RemoteRead, RemoteState } from '../../outbox/channel.ts';
import { sentence, type Got } from '../exchange.ts';
import { Incident, linkOf, Page, PER_PAGE, updatesOf } from './api.ts';
import { deleted, sinceLeft } from './differences.ts';
import { isOver, leftOf, strandOf, threadIn } from './memory.ts';

/** What is needed of the channel to read. */
export interface Reading {
  readonly config: ChannelConfigOf<'statuspage'>;
  readonly ask: <S extends z.ZodType>(request: HttpRequest, schema: S, abort: AbortSignal) => Promise<Got<z.infer<S>>>;
  readonly read: (id: string, abort: AbortSignal) => Promise<Got<Incident>>;
}

const instant = (text: string | null | undefined): EpochMs | null => {
  const at = Date.parse(text ?? '');
  return Number.isFinite(at) ? epochMs(at) : null;
};

/** Statuspage tells no author of an update. */
export function stateOf(incident: Incident): RemoteState {
  const updates = updatesOf(incident);
  const [newest] = updates;
  const until = updates.findIndex(({ status }) => status !== incident.status);
  const first = updates.slice(0, until === -1 ? undefined : until).at(-1);
  return { title: incident.name, status: incident.status.replaceAll('_', ' '), since: instant(first?.created_at), text: newest?.body ?? null, by: null, at: instant(newest?.created_at), url: linkOf(incident) };
}

export async function readRemote({ read }: Reading, { thread: kept, planned }: Place, abort: AbortSignal): Promise<RemoteRead> {
  const thread = threadIn(kept);
  const strand = planned ? 'planned' : 'realtime';
  const left = thread[strand];
  if (left === undefined) return { kind: 'nothing' };
  const found = await read(left.id, abort);
  if (!found.ok && found.status === 404) {
    const { [strand]: _, ...others } = thread;
    return { kind: 'read', state: null, differs: deleted(left.name), keep: others };
  }
  if (!found.ok) return { kind: 'cannotTell', reason: found.wrong.reason };
  return { kind: 'read', state: stateOf(found.value), differs: sinceLeft(left, found.value), keep: { ...thread, [strand]: leftOf(found.value) } };
}

const MANAGE = 'manage.statuspage.io';
const ID = /^[A-Za-z0-9]{1,60}$/;
const PageAddress = Page.extend({ url: z.string().nullish(), domain: z.string().nullish(), subdomain: z.string().nullish() });

/** The incident of this page that a link leads to: as its managers see it, as its readers do, or by its short form. */
async function idIn(link: URL, { config, ask }: Reading, abort: AbortSignal): Promise<{ readonly id: string } | Exclude<Adoptable, { kind: 'found' }>> {
  const steps = link.pathname.split('/').filter((step) => step !== '');
  if (link.hostname === MANAGE) {
    const [pages, page, incidents, id] = steps;
    if (pages !== 'pages' || incidents !== 'incidents' || id === undefined || !ID.test(id)) return refused(`Expected a link to an incident, such as https://${MANAGE}/pages/${config.page}/incidents/…`);
    return page === config.page ? { id } : refused(`That incident is of another page (${page ?? ''}); this channel publishes on page ${config.page}.`);
  }
  const about = await ask({ method: 'GET', path: '' }, PageAddress, abort);
  if (!about.ok) return { kind: 'cannotTell', reason: about.wrong.reason };
  const { url, domain, subdomain } = about.value;
  const hosts = [URL.parse(url ?? '')?.hostname, domain, subdomain === null || subdomain === undefined ? null : `${subdomain}.statuspage.io`].filter((host) => typeof host === 'string' && host !== '');
  if (hosts.includes(link.hostname)) {
    const [incidents, id] = steps;
    return incidents === 'incidents' && id !== undefined && ID.test(id) ? { id } : refused(`Expected a link to one incident of ${link.hostname}, which ends in /incidents/ and its id.`);
  }
  const open = await ask({ method: 'GET', path: '/incidents/unresolved', query: { page: 1, per_page: PER_PAGE } }, z.array(Incident), abort);
  if (!open.ok) return { kind: 'cannotTell', reason: open.wrong.reason };
  const planned = await ask({ method: 'GET', path: '/incidents/scheduled', query: { page: 1, per_page: PER_PAGE } }, z.array(Incident), abort);
  if (!planned.ok) return { kind: 'cannotTell', reason: planned.wrong.reason };
  const short = [...open.value, ...planned.value].find(({ shortlink }) => shortlink === link.href);
  return short ?? refused(`${link.hostname} is another site: expected a link to an incident of ${hosts[0] ?? `page ${config.page}`}, or its short link while it is open.`);
}

const refused = (says: string): Extract<Adoptable, { kind: 'refused' }> => ({ kind: 'refused', says });

export async function readLink(link: URL, reading: Reading, place: Place, abort: AbortSignal): Promise<Adoptable> {
  const named = await idIn(link, reading, abort);
  if ('kind' in named) return named;
  const found = await reading.read(named.id, abort);
  if (!found.ok && found.status === 404) return refused(`The page has no incident ${named.id}: it was deleted, or is of another page.`);
  if (!found.ok) return found.wrong.kind === 'refused' && !found.wrong.again ? refused(sentence(found.wrong.reason)) : { kind: 'cannotTell', reason: found.wrong.reason };
  const { name, status } = found.value;
  if (isOver(status)) return refused(`"${name}" is over there (${status.replaceAll('_', ' ')}). Reopen it on the page, or send: a new incident is begun.`);
  const thread = threadIn(place.thread);
  const strand = strandOf(status);
  if (thread[strand]?.id === found.value.id) return refused('Updates of this incident go there already.');
  return { kind: 'found', key: found.value.id, state: stateOf(found.value), thread: { ...thread, [strand]: leftOf(found.value) }, note: strand === 'planned' ? 'It is planned work there: only updates of maintenance go there.' : null };
}

import type { z } from 'zod';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { epochMs } from '../../../../../shared/model/units.ts';
import type { HttpRequest } from '../../../sources/http/client.ts';
import type { Adoptable, Place, RemoteRead, RemoteState } from '../../outbox/channel.ts';
import { sentence, type Got } from '../exchange.ts';
import { byTime, digestOf, one, Report, threadIn, type Left, type Update } from './api.ts';
import { deleted, sinceLeft } from './differences.ts';

/** What is needed of the channel to read. */
export interface Reading {
  readonly config: ChannelConfigOf<'betterstack'>;
  readonly ask: <S extends z.ZodType>(request: HttpRequest, schema: S, abort: AbortSignal) => Promise<Got<z.infer<S>>>;
  readonly updatesOf: (report: string, abort: AbortSignal) => Promise<Got<Update[]>>;
}

/** How bad an update says that it is: the statuses of its parts. */
const saidIn = ({ attributes: { affected_resources: parts } }: Update): string => (parts ?? []).map(({ status }) => status).toSorted().join(' ');

/** Better Stack tells no author of an update. */
function stateOf({ attributes: { title, aggregate_state: state } }: Report, updates: readonly Update[]): RemoteState {
  const ordered = byTime(updates);
  const [newest] = ordered;
  const until = newest === undefined ? 0 : ordered.findIndex((update) => saidIn(update) !== saidIn(newest));
  const first = ordered.slice(0, until === -1 ? undefined : until).at(-1);
  const instant = (update: Update | undefined) => {
    const at = Date.parse(update?.attributes.published_at ?? '');
    return Number.isFinite(at) ? epochMs(at) : null;
  };
  return { title: title ?? '', status: state ?? 'not told', since: instant(first), text: newest?.attributes.message ?? null, by: null, at: instant(newest), url: null };
}

function leftOf({ id, attributes: { title, aggregate_state: state } }: Report, updates: readonly Update[]): Left {
  const [newest] = byTime(updates);
  return { id, title: title ?? '', over: state === 'operational', seen: updates.map((update) => update.id), newest: newest === undefined ? null : { id: newest.id, digest: digestOf(newest.attributes.message) } };
}

const pathOf = (id: string): string => `/status-reports/${encodeURIComponent(id)}`;

export async function readRemote({ ask, updatesOf }: Reading, { thread: kept, planned }: Place, abort: AbortSignal): Promise<RemoteRead> {
  const thread = threadIn(kept);
  const strand = planned ? 'maintenance' : 'manual';
  const left = thread[strand];
  if (left === undefined) return { kind: 'nothing' };
  const found = await ask({ method: 'GET', path: pathOf(left.id) }, one(Report), abort);
  if (!found.ok && found.status === 404) {
    const { [strand]: _, ...others } = thread;
    return { kind: 'read', state: null, differs: deleted('report'), keep: others };
  }
  if (!found.ok) return { kind: 'cannotTell', reason: found.wrong.reason };
  const updates = await updatesOf(left.id, abort);
  if (!updates.ok) return { kind: 'cannotTell', reason: updates.wrong.reason };
  const { data: report } = found.value;
  return { kind: 'read', state: stateOf(report, updates.value), differs: sinceLeft(left, report, updates.value), keep: { ...thread, [strand]: leftOf(report, updates.value) } };
}

const HOSTS = ['uptime.betterstack.com', 'betterstack.com', 'betteruptime.com'];
const refused = (says: string): Adoptable => ({ kind: 'refused', says });

/** A link of its own screens names the status page and, after it, the report. */
export async function readLink(link: URL, { config, ask, updatesOf }: Reading, place: Place, abort: AbortSignal): Promise<Adoptable> {
  if (!HOSTS.includes(link.hostname) && link.hostname !== new URL(config.url).hostname) return refused(`${link.hostname} is another site: expected a link to a report at ${HOSTS[0] ?? ''}, as its managers open it.`);
  const found = /\/status-pages\/(\d{1,15})\/(?:status-)?reports\/(\d{1,15})(?:\/|$)/.exec(link.pathname);
  if (found === null) return refused(`Expected a link to one report, which holds /status-pages/${config.page}/ and ends in /reports/ and its number.`);
  const [, page, id = ''] = found;
  if (page !== config.page) return refused(`That report is of another status page (${page ?? ''}); this channel publishes on ${config.page}.`);
  const report = await ask({ method: 'GET', path: pathOf(id) }, one(Report), abort);
  if (!report.ok && report.status === 404) return refused(`Status page ${config.page} has no report ${id}: it was deleted, or is of another page.`);
  if (!report.ok) return report.wrong.kind === 'refused' && !report.wrong.again ? refused(sentence(report.wrong.reason)) : { kind: 'cannotTell', reason: report.wrong.reason };
  const updates = await updatesOf(id, abort);
  if (!updates.ok) return { kind: 'cannotTell', reason: updates.wrong.reason };
  const { data } = report.value;
  if (data.attributes.aggregate_state === 'operational') return refused(`"${data.attributes.title ?? id}" is over there. Send: a new report is begun.`);
  const strand = data.attributes.report_type === 'maintenance' ? 'maintenance' : 'manual';
  const thread = threadIn(place.thread);
  if (thread[strand]?.id === id) return refused('Updates of this incident go there already.');
  return { kind: 'found', key: id, state: stateOf(data, updates.value), thread: { ...thread, [strand]: leftOf(data, updates.value) }, note: strand === 'maintenance' ? 'It is planned work there: only updates of maintenance go there.' : null };
}

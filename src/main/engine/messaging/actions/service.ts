import type { ActionIssue } from '../../../../shared/contract/action-issue-calls.ts';
import type { ChannelConfig } from '../../../../shared/model/channels/index.ts';
import type { ChannelId, CorrectiveActionId, IncidentId } from '../../../../shared/model/ids.ts';
import type { CorrectiveAction } from '../../../../shared/model/review.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { epochMs, toRfc3339 } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Incidents } from '../../incidents/service.ts';
import type { By } from '../../incidents/view.ts';
import { HOLDFAST } from '../../journal/journal.ts';
import type { Clock, Log } from '../../ports.ts';
import type { Reviews } from '../../review/service.ts';
import { sentence } from '../channels/exchange.ts';
import type { OpenChannel } from '../channels/kinds.ts';
import { actionToJira } from '../compose/render/jira.ts';
import { isWebAddress } from '../compose/render/rendering.ts';
import type { Json } from '../outbox/channel.ts';
import { REMOVED_CONTENT } from '../outbox/removed.ts';
import * as deliveries from '../outbox/repo.ts';
import type { DeliveryRow } from '../outbox/repo.ts';
import type { Outbox } from '../outbox/service.ts';
import { linkOf, reading } from '../remote/asking.ts';
import * as threads from '../remote/repo.ts';
import { nameOf } from '../updates/rules.ts';
import * as repo from './repo.ts';
import type { IssueRow } from './repo.ts';
import { checkIssueChannel, checkLinkable, isThere, linesOf, makesIssues, wayToMake } from './rules.ts';

export interface ActionIssuesDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly clock: Clock;
  readonly log: Log;
  readonly reviews: Pick<Reviews, 'get' | 'action'>;
  readonly incidents: Pick<Incidents, 'append' | 'record'>;
  readonly outbox: () => Pick<Outbox, 'enqueue' | 'retry' | 'giveUp'>;
  readonly channels: () => readonly ChannelConfig[];
  readonly open: (id: ChannelId) => OpenChannel | undefined;
  /** What a text holds that nobody must read, in a sentence; null where there is nothing. */
  readonly secretIn: (text: string) => string | null;
}

/** Issues that corrective actions become, made through the outbox or linked by their address, and how they stand there. */
export interface ActionIssues {
  list(incident: IncidentId, by: By): { items: ActionIssue[]; channels: { id: ChannelId; name: string }[] };
  make(id: CorrectiveActionId, channel: ChannelId, by: By): ActionIssue;
  link(id: CorrectiveActionId, channel: ChannelId, link: string, by: By): Promise<ActionIssue>;
  /** What a delivery says at the moment at which it leaves; null where it is of no action. Its words stand nowhere else, so that none are left where they were removed. */
  content(row: DeliveryRow): Json | null;
  /** In the transaction that settles a delivery of an action as sent. */
  arrived(row: DeliveryRow): void;
  /** Once a second: reads one issue, where one is due. */
  tick(): void;
  close(): Promise<void>;
}

const EVERY_MS = 600_000;
/** Somebody looks at the review: what is older than this is read now. */
const FRESH_MS = 60_000;
const ITSELF: By = { seesPrivate: true, mayOperate: false, actor: HOLDFAST, rights: [] };
const GONE = 'It is not there any more, or the account of the channel may not see it.';

export function createActionIssues({ db: { read, write }, clock, log, reviews, incidents, outbox, channels, open, secretIn }: ActionIssuesDeps): ActionIssues {
  const wanted = new Set<CorrectiveActionId>();
  let underWay: Promise<void> | null = null;
  let isClosed = false;

  const laneOf = (action: CorrectiveActionId): string => `${action} `;
  const configOf = (id: ChannelId): ChannelConfig | undefined => channels().find((each) => each.id === id);
  const deliveryOf = (action: CorrectiveActionId, channel: ChannelId): DeliveryRow | null => deliveries.ofUpdate(read, action).find((row) => row.channel === channel) ?? null;
  const threadOf = ({ action, channel }: Pick<IssueRow, 'action' | 'channel'>) => ({ thread: deliveries.thread(read, { channel, lane: laneOf(action) }), url: deliveries.threadUrl(read, { channel, lane: laneOf(action) }) });
  const note = (incident: IncidentId, text: string, by: By): void => void incidents.append(incident, [{ type: 'note', data: {}, texts: { text } }], { actor: by.actor });
  const at = (time: number | null): string | null => (time === null ? null : toRfc3339(epochMs(time)));
  const isDrill = (incident: IncidentId): boolean => incidents.record(incident)?.isDrill ?? false;
  const openOf = (config: ChannelConfig): OpenChannel => {
    const channel = open(config.id);
    if (channel === undefined) throw new HoldfastError('unavailable', `${nameOf(config)} cannot be asked now.`);
    return channel;
  };

  const viewOf = (row: IssueRow): ActionIssue => {
    const { action, channel, how, status, stage, since, problem } = row;
    const config = configOf(channel);
    const delivery = how === 'linked' ? null : deliveryOf(action, channel);
    const { thread, url } = threadOf(row);
    const key = typeof thread === 'object' && thread !== null && 'key' in thread && typeof thread.key === 'string' ? thread.key : null;
    return {
      action, how, by: row.by, at: toRfc3339(epochMs(row.at)), channel: { id: channel, name: config === undefined ? channel : nameOf(config) },
      standing: isThere(row, delivery) ? 'there' : standingOf(delivery),
      reason: delivery?.reason == null ? null : sentence(plain(delivery.reason, 400)),
      key: key === null ? null : plain(key, 40), url: url !== null && isWebAddress(url) ? url : null,
      status: status === null ? null : { name: plain(status, 80), stage, since: at(since) },
      readAt: at(row.read_at), problem: problem === null ? null : plain(problem, 400), reading: wanted.has(action),
    };
  };
  const shown = (id: CorrectiveActionId): ActionIssue => {
    const row = repo.get(read, id);
    if (row === null) throw new Error(`${id} has no issue`);
    return viewOf(row);
  };
  const undone = (id: CorrectiveActionId, by: By): CorrectiveAction => {
    const action = reviews.action(id, by);
    if (action.state === 'done' || action.state === 'dropped') throw new HoldfastError('conflict', `${id} is ${action.state}. Reopen it first.`);
    return action;
  };

  const look = async (row: IssueRow): Promise<void> => {
    const channel = open(row.channel);
    const place = { incident: row.incident, thread: threadOf(row).thread, planned: false };
    const found = channel?.readRemote === undefined ? null : await reading(clock, (abort) => channel.readRemote?.(place, abort) ?? Promise.reject(new Error('it was there')));
    if (isClosed) return;
    const now = clock.nowMs();
    if (found === null) repo.sawNothing(write, row.action, 'The channel cannot be asked now.', now);
    else if (found.kind === 'cannotTell') repo.sawNothing(write, row.action, sentence(found.reason), now);
    else if (found.kind === 'read' && found.state !== null) repo.sawStatus(write, row.action, found.state, now);
    else repo.sawNothing(write, row.action, found.kind === 'read' ? GONE : null, now);
  };

  return {
    list: (incident, by) => {
      reviews.get(incident, by);
      const rows = repo.ofIncident(read, incident);
      const now = clock.nowMs();
      for (const { action, tried_at: tried } of rows) if (tried === null || now - tried > FRESH_MS || tried > now) wanted.add(action);
      const usable = channels().filter((each) => makesIssues(each, isDrill(incident)) && (each.publishers === undefined || each.publishers.some((id) => id === by.actor.id)));
      return { items: rows.map(viewOf), channels: usable.map((each) => ({ id: each.id, name: nameOf(each) })) };
    },
    make: (id, channelId, by) => {
      const action = undone(id, by);
      const config = checkIssueChannel(configOf(channelId), by.actor.id, isDrill(action.incident));
      openOf(config);
      const secret = secretIn(linesOf(action, isDrill(action.incident)).join('\n'));
      if (secret !== null) throw new HoldfastError('conflict', secret);
      const failed = write.transaction(() => {
        const known = repo.get(write, id);
        const before = known === null ? null : deliveryOf(id, known.channel);
        const way = wayToMake(id, known, before);
        repo.put(write, { action: id, channel: channelId, how: 'made', by: by.actor, at: clock.nowMs() });
        note(action.incident, `Asked ${nameOf(config)} for an issue of ${id}.`, by);
        const there = deliveryOf(id, channelId);
        if (way === 'again' && there !== null) return there.seq;
        outbox().enqueue(write, id, action.incident, [{ channel: channelId, content: { action: id } }]);
        return null;
      });
      if (failed !== null) outbox().retry(failed);
      return shown(id);
    },
    link: async (id, channelId, text, by) => {
      const action = undone(id, by);
      const config = checkIssueChannel(configOf(channelId), by.actor.id, false);
      const channel = openOf(config);
      const check = (): DeliveryRow | null => {
        const known = repo.get(read, id);
        const delivery = known?.how === 'made' ? deliveryOf(id, known.channel) : null;
        checkLinkable(id, known, delivery);
        return delivery;
      };
      check();
      const link = linkOf(text);
      const found = await reading(clock, (abort) => channel.readLink?.(link, { incident: action.incident, thread: null, planned: false }, abort) ?? Promise.reject(new Error(`${channelId} reads no links`)));
      if (found.kind === 'refused') throw new HoldfastError('conflict', plain(found.says, 400));
      if (found.kind === 'cannotTell') throw new HoldfastError('unavailable', `What the link leads to could not be read: ${sentence(plain(found.reason, 300))}`);
      write.transaction(() => {
        const waiting = check();
        if (waiting !== null && (waiting.state === 'queued' || waiting.state === 'unknown')) outbox().giveUp(waiting.seq, `${plain(by.actor.name, 60)} linked another issue instead.`);
        repo.put(write, { action: id, channel: channelId, how: 'linked', by: by.actor, at: clock.nowMs() });
        repo.sawStatus(write, id, found.state, clock.nowMs());
        deliveries.keepThread(write, { channel: channelId, lane: laneOf(id) }, found.thread, found.state.url ?? link.href);
        note(action.incident, `Linked ${plain(found.key, 40)} on ${nameOf(config)} as the issue of ${id}.`, by);
      });
      return shown(id);
    },
    content: ({ update_id: id, incident, channel }) => {
      if (!deliveries.isOfAction(id)) return null;
      if (incident === null || repo.get(read, id) === null) return REMOVED_CONTENT;
      return { ...actionToJira(linesOf(reviews.action(id, ITSELF), isDrill(incident)), threads.get(read, channel, incident).thread) } as unknown as Json;
    },
    arrived: ({ update_id: id, incident, channel }) => {
      const config = configOf(channel);
      if (incident !== null && deliveries.isOfAction(id)) note(incident, `${config === undefined ? channel : nameOf(config)} has an issue of ${id}.`, ITSELF);
    },
    tick: () => {
      if (underWay !== null || isClosed) return;
      const now = clock.nowMs();
      const [first] = wanted;
      const row = first === undefined ? repo.nextToRead(read, now - EVERY_MS, now) : repo.get(read, first);
      if (first !== undefined) wanted.delete(first);
      if (row === null) return;
      underWay = look(row)
        .catch((error: unknown) => log.error('the issue of an action could not be read', { error: String(error) }))
        .finally(() => (underWay = null));
    },
    close: async () => {
      isClosed = true;
      await underWay;
    },
  };
}

/** Of an issue that is not known to be there. */
function standingOf(delivery: DeliveryRow | null): ActionIssue['standing'] {
  if (delivery === null) return 'unknown';
  if (delivery.state === 'failed' || delivery.state === 'superseded') return delivery.maybe > 0 ? 'unknown' : 'failed';
  return delivery.state === 'unknown' && delivery.class !== 'readBack' ? 'unknown' : 'making';
}

import type { RemoteFound, RemoteState as ShownState, RemoteView } from '../../../../shared/contract/remote-calls.ts';
import type { ChannelConfig } from '../../../../shared/model/channels/index.ts';
import type { DeliverySeq } from '../../../../shared/model/delivery.ts';
import type { ChannelId, IncidentId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { epochMs, toRfc3339, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { plain, plainLines } from '../../../../shared/text/plain.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { IncidentRecord } from '../../incidents/record.ts';
import { nextItem } from '../../incidents/workflow/items.ts';
import type { Incidents } from '../../incidents/service.ts';
import type { By } from '../../incidents/view.ts';
import type { Clock } from '../../ports.ts';
import { isPlanned, isWebAddress } from '../compose/render/rendering.ts';
import { sentence } from '../channels/exchange.ts';
import type { OpenChannel } from '../channels/kinds.ts';
import type { Adoptable, Json, Place, RemoteRead, RemoteState } from '../outbox/channel.ts';
import * as deliveries from '../outbox/repo.ts';
import type { Outbox } from '../outbox/service.ts';
import { digestOfTheirs } from '../outbox/theirs.ts';
import * as updates from '../updates/repo.ts';
import { checkPublisher, nameOf } from '../updates/rules.ts';
import { linkOf, reading } from './asking.ts';
import * as repo from './repo.ts';
import type { KeptThread } from './repo.ts';

export interface RemotesDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb };
  readonly clock: Clock;
  readonly incidents: Pick<Incidents, 'mustSee' | 'record' | 'append'>;
  readonly outbox: Pick<Outbox, 'giveUp'>;
  readonly channels: () => readonly ChannelConfig[];
  readonly open: (id: ChannelId) => OpenChannel | undefined;
}

/** One channel of one incident; `planned`: its planned work. */
export interface At {
  readonly id: ChannelId;
  readonly incident: IncidentId;
  readonly planned: boolean;
}

/** What stands at channels already: read before anything is sent, decided over by a person, adopted. */
export interface Remotes {
  read(at: At, by: By): Promise<RemoteView>;
  settle(at: At, seen: string, choice: 'keep' | 'replace', by: By): Promise<RemoteView>;
  keepTheirs(seq: DeliverySeq, by: By): Promise<void>;
  look(at: Omit<At, 'planned'>, link: string, by: By): Promise<RemoteFound>;
  adopt(at: Omit<At, 'planned'>, link: string, seen: string, by: By): Promise<RemoteView>;
  release(at: Omit<At, 'planned'>, by: By): Promise<RemoteView>;
}

/** Several screens that look at the same ask once; the age is shown beside what was read. */
const FRESH_MS = 4_000;
const AGAIN = 'It has changed again since you looked: look once more.';

interface Found {
  readonly atMs: EpochMs;
  readonly read: RemoteRead | null;
}

export function createRemotes({ db: { read, write }, clock, incidents, outbox, channels, open }: RemotesDeps): Remotes {
  const recent = new Map<string, { readonly since: DurationMs; readonly found: Promise<Found> }>();

  const configOf = (id: ChannelId): ChannelConfig => {
    const config = channels().find((each) => each.id === id);
    if (config === undefined) throw new HoldfastError('not_found', `There is no channel "${id}".`);
    return config;
  };
  const openOf = (id: ChannelId): OpenChannel => {
    const channel = open(id);
    if (channel === undefined) throw new HoldfastError('unavailable', `${nameOf(configOf(id))} cannot be asked now.`);
    return channel;
  };
  const recordOf = (incident: IncidentId, by: By): IncidentRecord => {
    incidents.mustSee(incident, by);
    const record = incidents.record(incident);
    if (record === null) throw new HoldfastError('not_found', `There is no incident ${incident}.`);
    return record;
  };
  const bounded = <T>(work: (abort: AbortSignal) => Promise<T>): Promise<T> => reading(clock, work);
  const placeOf = ({ incident, planned }: Omit<At, 'id'>, { thread }: KeptThread): Place => ({ incident, thread, planned });

  const ask = async (at: At): Promise<Found> => {
    const channel = openOf(at.id);
    const found = channel.readRemote === undefined ? null : await bounded((abort) => channel.readRemote?.(placeOf(at, repo.get(read, at.id, at.incident)), abort) ?? Promise.resolve(null));
    return { atMs: clock.nowMs(), read: found };
  };
  const askOnce = (at: At): Promise<Found> => {
    const key = JSON.stringify([at.id, at.incident, at.planned, repo.get(read, at.id, at.incident).thread]);
    const known = recent.get(key);
    if (known !== undefined && clock.monotonicMs() - known.since < FRESH_MS) return known.found;
    const found = ask(at);
    recent.set(key, { since: clock.monotonicMs(), found });
    for (const [old, { since }] of recent) if (clock.monotonicMs() - since >= FRESH_MS) recent.delete(old);
    found.catch(() => recent.delete(key));
    return found;
  };

  const viewOf = ({ id, incident }: At, { atMs, read: found }: Found): RemoteView => {
    const { adopted, replaces } = repo.get(read, id, incident);
    const base = { channel: id, checkedAt: toRfc3339(atMs), state: null, differs: null, seen: null, replaces: false, problem: null, adopted: adopted === null ? null : { by: adopted.by, at: toRfc3339(epochMs(adopted.at)), url: adopted.url } };
    if (found === null) return { ...base, kind: 'notRead' };
    if (found.kind === 'nothing') return { ...base, kind: 'nothing' };
    if (found.kind === 'cannotTell') return { ...base, kind: 'cannotTell', problem: sentence(found.reason) };
    const seen = found.differs === null ? null : digestOfTheirs(found.differs.theirs);
    return { ...base, kind: found.state === null ? 'deleted' : 'there', state: found.state === null ? null : shownOf(found.state), differs: found.differs === null ? null : sentence(plain(found.differs.reason, 400)), seen, replaces: seen !== null && replaces === seen };
  };

  /** What is remembered is changed only while nothing is on its way that would change it too, and only if it is what the reading began with. */
  const change = ({ id, incident }: Omit<At, 'planned'>, before: KeptThread, next: KeptThread, and: () => void = () => {}): void =>
    write.transaction(() => {
      if (repo.isMoving(write, id, incident)) throw new HoldfastError('conflict', 'Something of this incident is on its way there, or has to be looked for: wait until that is known.');
      if (JSON.stringify(repo.get(write, id, incident)) !== JSON.stringify(before)) throw new HoldfastError('conflict', AGAIN);
      repo.put(write, id, incident, next);
      and();
    });

  const settle: Remotes['settle'] = async (at, seen, choice, by) => {
    recordOf(at.incident, by);
    checkPublisher(configOf(at.id), by.actor.id);
    const before = repo.get(read, at.id, at.incident);
    const found = await ask(at);
    if (found.read?.kind === 'cannotTell') throw new HoldfastError('unavailable', `What stands there could not be read: ${sentence(found.read.reason)}`);
    if (found.read?.kind !== 'read' || found.read.differs === null) throw new HoldfastError('conflict', 'Nothing there differs from what was left any more.');
    if (digestOfTheirs(found.read.differs.theirs) !== seen) throw new HoldfastError('conflict', AGAIN);
    change(at, before, choice === 'keep' ? { ...before, thread: found.read.keep, replaces: null, adopted: found.read.state === null ? null : before.adopted } : { ...before, replaces: seen });
    return choice === 'keep' ? viewOf(at, await ask(at)) : viewOf(at, found);
  };

  const lookAt = async ({ id, incident }: Omit<At, 'planned'>, text: string): Promise<Extract<Adoptable, { kind: 'found' }>> => {
    const channel = openOf(id);
    const config = configOf(id);
    if (channel.readLink === undefined) throw new HoldfastError('invalid_input', `${nameOf(config)} has nothing that could be adopted.`);
    const link = linkOf(text);
    const found = await bounded((abort) => channel.readLink?.(link, placeOf({ incident, planned: false }, repo.get(read, id, incident)), abort) ?? Promise.reject(new Error('it was there')));
    if (found.kind === 'refused') throw new HoldfastError('conflict', plain(found.says, 400));
    if (found.kind === 'cannotTell') throw new HoldfastError('unavailable', `What the link leads to could not be read: ${sentence(plain(found.reason, 300))}`);
    const [other] = repo.othersAt(read, id, found.key, incident);
    if (other !== undefined) throw new HoldfastError('conflict', `Updates of ${other} go there already: one of the two would speak for both. Merge the incidents, or take the other's adoption back.`);
    return found;
  };
  const seenOf = ({ key, state: { title, status, text, at } }: Extract<Adoptable, { kind: 'found' }>): string => digestOfTheirs([key, title, status, text, at]);

  return {
    read: async (at, by) => {
      recordOf(at.incident, by);
      configOf(at.id);
      return viewOf(at, await askOnce(at));
    },
    settle,
    keepTheirs: async (seq, by) => {
      const row = deliveries.get(read, seq);
      if (row === undefined || !deliveries.isOfUpdate(row)) throw new HoldfastError('not_found', 'There is no such delivery.');
      if (row.state !== 'failed' || row.theirs === null) throw new HoldfastError('conflict', 'Nothing of somebody else stands in its way.');
      if (row.incident !== null) recordOf(row.incident, by);
      if (row.incident !== null && row.purpose === 'status') {
        const kind = updates.get(read, row.update_id)?.draft.kind;
        /* A postmortem stands beside what is remembered of the incident's updates. */
        if (kind !== 'postmortem') await settle({ id: row.channel, incident: row.incident, planned: kind !== undefined && isPlanned(kind) }, digestOfTheirs(JSON.parse(row.theirs) as Json), 'keep', by);
      }
      outbox.giveUp(seq, `${plain(by.actor.name, 60)} kept what somebody else has done there.`);
    },
    look: async (at, link, by) => {
      recordOf(at.incident, by);
      const found = await lookAt(at, link);
      return { state: shownOf(found.state), note: found.note, seen: seenOf(found) };
    },
    adopt: async (at, link, seen, by) => {
      recordOf(at.incident, by);
      const config = configOf(at.id);
      checkPublisher(config, by.actor.id);
      const before = repo.get(read, at.id, at.incident);
      const found = await lookAt(at, link);
      if (seenOf(found) !== seen) throw new HoldfastError('conflict', AGAIN);
      const { state } = found;
      const url = state.url ?? link;
      const title = plain(state.title, 200);
      const item = nextItem(recordOf(at.incident, by));
      change(at, before, { thread: found.thread, url, replaces: null, adopted: { by: by.actor, at: clock.nowMs(), url, item, before: before.thread } }, () => {
        incidents.append(at.incident, [
          { type: 'linkAdded', data: { item, kind: config.type === 'slack' ? 'warRoom' : config.type === 'jira' ? 'ticket' : 'other' }, texts: { label: `${nameOf(config)}: ${title}`, url } },
          { type: 'note', data: {}, texts: { text: `Adopted "${title}" (${plain(state.status, 60)}) on ${nameOf(config)}: updates of this incident go there.` } },
        ], { actor: by.actor });
      });
      return viewOf({ ...at, planned: false }, await ask({ ...at, planned: false }));
    },
    release: async (at, by) => {
      recordOf(at.incident, by);
      const config = configOf(at.id);
      checkPublisher(config, by.actor.id);
      const before = repo.get(read, at.id, at.incident);
      const { adopted } = before;
      if (adopted === null) throw new HoldfastError('conflict', 'Nothing is adopted there.');
      change(at, before, { thread: adopted.before, url: null, replaces: null, adopted: null }, () => {
        const still = recordOf(at.incident, by).links.some(({ id }) => id === adopted.item);
        incidents.append(at.incident, [
          ...(still && adopted.item !== null ? [{ type: 'linkRemoved' as const, data: { item: adopted.item }, texts: {} }] : []),
          { type: 'note', data: {}, texts: { text: `Took back the adoption on ${nameOf(config)}: updates of this incident do not go there any more.` } },
        ], { actor: by.actor });
      });
      return viewOf({ ...at, planned: false }, await ask({ ...at, planned: false }));
    },
  };
}

/** For screens: text of the vendor is text, cut to what can be looked through. */
const shownOf = ({ title, status, since, text, by, at, url }: RemoteState): ShownState => ({
  title: plain(title, 300), status: plain(status, 80), since: since === null ? null : toRfc3339(since), text: text === null ? null : plainLines(text).slice(0, 4_000), by: by === null ? null : plain(by, 80), at: at === null ? null : toRfc3339(at), url: url !== null && isWebAddress(url) ? url : null,
});

import { z } from 'zod';
import { channelTraits, type ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { LookedUp, Outcome, Parcel } from '../../outbox/channel.ts';
import type { ChannelDeps, OpenChannel } from '../kinds.ts';
import { createSlackApi } from './api.ts';
import { correct, lookForCorrection } from './correction.ts';
import { beforeWriting, type Wrong } from './errors.ts';
import { keepFacts, lookForFacts } from './facts.ts';
import { channelName, isUpdate, linkOf, NOTHING_PINNED, remoteOf, threadOf } from './memory.ts';
import { Identity, proveSlack } from './proof.ts';
import { readLink, readRemote } from './remote.ts';
import { findChannel, findMessage, sinceOf, type Found } from './reading.ts';
import { cannotTell, notFound, post, SETTLING_MS, type Work } from './work.ts';

type SlackConfig = ChannelConfigOf<'slack'>;
const Created = z.object({ channel: z.looseObject({ id: z.string() }) });

/** Slack's web API. Each message carries its marker unseen (`metadata`), by which it is found again. */
export async function createSlackChannel(config: SlackConfig, deps: ChannelDeps): Promise<OpenChannel> {
  const api = await createSlackApi(config, deps);
  const { clock } = deps;
  /** Address of the workspace, which links begin with. */
  let home: string | null = null;

  const workOf = async (parcel: Parcel, abort: AbortSignal): Promise<Work | Wrong> => {
    if (home === null) {
      const me = await api.call('auth.test', {}, Identity, abort);
      if (!me.ok) return beforeWriting(me.wrong);
      home = me.value.url;
    }
    const at = home;
    return { api, config, parcel, abort, nowMs: clock.nowMs(), arrived: (remote, thread = null, note) => ({ kind: 'sent', remote, url: linkOf(at, remote), ...(thread === null ? {} : { thread }), ...(note === undefined ? {} : { note }) }) };
  };

  return {
    id: config.id,
    name: config.name ?? config.id,
    class: channelTraits(config).class(config),
    settlingMs: SETTLING_MS,
    /* One message a second in a channel. */
    pace: { atOnce: 1, spacingMs: durationMs(1_000) },
    send: async (parcel, abort) => {
      const work = await workOf(parcel, abort);
      return 'kind' in work ? work : send(work);
    },
    lookUp: async (parcel, abort) => {
      const work = await workOf(parcel, abort);
      return 'kind' in work ? cannotTell(work) : lookUp(work);
    },
    readRemote: (place, abort) => readRemote({ api, config, nowMs: () => clock.nowMs() }, place, abort),
    readLink: (link, place, abort) => readLink(link, { api, config, nowMs: () => clock.nowMs() }, place, abort),
    prove: (abort) => proveSlack(api, config, clock, (url) => (home = url), abort),
    close: () => api.close(),
  };
}

async function send(work: Work): Promise<Outcome> {
  const { parcel, config } = work;
  const remote = remoteOf(parcel);
  if (remote !== null) return correct(work, remote);
  const channel = await placeOf(work);
  if (typeof channel !== 'string') return channel;
  if (config.pinned && parcel.incident !== null) return keepFacts(work, channel);
  const posted = await post(work, channel, null);
  return 'kind' in posted ? posted : work.arrived(posted, { adopted: false, ...NOTHING_PINNED, ...threadOf(parcel), channel });
}

async function lookUp(work: Work): Promise<LookedUp> {
  const { api, parcel, config, abort } = work;
  const remote = remoteOf(parcel);
  if (remote !== null) return lookForCorrection(work, remote);
  const channel = await placeIfThere(work);
  if (channel.kind !== 'found') return notFound(channel);
  if (config.pinned && parcel.incident !== null) return lookForFacts(work, channel.value);
  const found = await findMessage(api, { channel: channel.value, parent: null, oldest: sinceOf(parcel.queuedAt) }, (each) => isUpdate(each, parcel.marker), abort);
  return found.kind === 'found' ? work.arrived({ channel: channel.value, ts: found.value.ts, parent: null }, { adopted: false, ...NOTHING_PINNED, ...threadOf(parcel), channel: channel.value }) : notFound(found);
}

const ownChannel = ({ config: { perIncident }, parcel: { incident } }: Work): string | null => (perIncident === undefined || incident === null ? null : channelName(perIncident, incident));

/** Where the incident's messages go already: the channel of its own, or one that a person has adopted. */
function knownPlace({ parcel }: Work, own: string | null): string | null {
  const thread = threadOf(parcel);
  return thread !== null && (own !== null || thread.adopted) ? thread.channel : null;
}

/** Id of the channel that it goes to, which is made where an incident has its own and that is not there. */
async function placeOf(work: Work): Promise<string | Wrong> {
  const { api, config, abort } = work;
  const name = ownChannel(work);
  const known = knownPlace(work, name);
  if (known !== null) return known;
  if (name === null) return config.channel;
  const made = await api.call('conversations.create', { name, is_private: false }, Created, abort);
  if (made.ok) return made.value.channel.id;
  if (made.error !== 'name_taken') return made.wrong;
  /* Somebody has made it by hand, or an earlier attempt did. */
  const found = await findChannel(api, name, abort);
  if (found.kind === 'wrong') return beforeWriting(found.said.wrong);
  if (found.kind === 'absent') return made.wrong;
  return found.value.is_archived === true ? { kind: 'refused', again: false, reason: `#${name} is archived: unarchive it` } : found.value.id;
}

async function placeIfThere(work: Work): Promise<Found<string>> {
  const name = ownChannel(work);
  const known = knownPlace(work, name);
  if (known !== null || name === null) return { kind: 'found', value: known ?? work.config.channel };
  const found = await findChannel(work.api, name, work.abort);
  return found.kind === 'found' ? { kind: 'found', value: found.value.id } : found;
}

import { z } from 'zod';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import { durationMs } from '../../../../../shared/model/units.ts';
import type { Arrived, LookedUp, Parcel } from '../../outbox/channel.ts';
import type { SlackApi } from './api.ts';
import type { Wrong } from './errors.ts';
import { metadataOf, type Remote, type Role, type Thread } from './memory.ts';
import type { Failed, Found } from './reading.ts';

const Posted = z.object({ channel: z.string(), ts: z.string() });
const Anything = z.looseObject({});

/** What is there in a moment need not be there to be read at once. */
export const SETTLING_MS = durationMs(15_000);

/** What one parcel is brought, or looked for, with. */
export interface Work {
  readonly api: SlackApi;
  readonly config: ChannelConfigOf<'slack'>;
  readonly parcel: Parcel;
  readonly abort: AbortSignal;
  /** The wall clock, in milliseconds since 1970. */
  readonly nowMs: number;
  readonly arrived: (remote: Remote, thread?: Thread | null, note?: string) => Arrived;
}

/** Posts what the parcel holds; this is the one thing that, done twice, would be seen twice. */
export async function post({ api, parcel, abort }: Work, channel: string, parent: string | null, role: Role = 'update'): Promise<Remote | Wrong> {
  const said = await api.call('chat.postMessage', { channel, ...contentOf(parcel), metadata: metadataOf(parcel, role), unfurl_links: false, unfurl_media: false, ...(parent === null ? {} : { thread_ts: parent }) }, Posted, abort);
  return said.ok ? { channel: said.value.channel, ts: said.value.ts, parent } : said.wrong;
}

/** As it was rendered: text for notifications, and blocks. */
const contentOf = ({ content }: Parcel): object => content as object;

export const cannotTell = (wrong: Wrong): LookedUp => ({ kind: 'cannotTell', reason: wrong.reason, ...('retryAfterMs' in wrong && wrong.retryAfterMs !== undefined ? { retryAfterMs: wrong.retryAfterMs } : {}) });
export const notFound = (found: Exclude<Found<unknown>, { kind: 'found' }>): LookedUp => (found.kind === 'absent' ? found : cannotTell(found.said.wrong));

/** Puts what the parcel holds in the place of what stands there, which may be done twice; null where that went well. */
export async function rewrite({ api, parcel, abort }: Work, channel: string, ts: string, role: Role): Promise<Failed | null> {
  const said = await api.call('chat.update', { channel, ts, ...contentOf(parcel), metadata: metadataOf(parcel, role) }, Anything, abort);
  return said.ok ? null : said;
}

import { z } from 'zod';
import type { ChannelConfigOf } from '../../../../../shared/model/channels/index.ts';
import type { IncidentId } from '../../../../../shared/model/ids.ts';
import type { Json, Parcel } from '../../outbox/channel.ts';

const Ts = z.string().regex(/^\d{1,12}\.\d{1,9}$/);

/** Of a message: where it is. */
const Remote = z.object({ channel: z.string(), ts: Ts, parent: Ts.nullable() });
export type Remote = z.infer<typeof Remote>;

/** Of an incident: its channel, and with `pinned` its message, whether that could be pinned, and the reply whose text it shows. */
const Thread = z.object({ channel: z.string(), facts: Ts.nullable(), isPinned: z.boolean(), shows: Ts.nullable(), /** A person chose this channel for the incident, whatever is configured. */ adopted: z.boolean().default(false) });
export type Thread = z.infer<typeof Thread>;
export const NOTHING_PINNED = { facts: null, isPinned: false, shows: null } as const;

export const remoteOf = ({ corrects, purpose }: Parcel): Remote | null => (purpose === 'correction' ? (Remote.safeParse(corrects).data ?? null) : null);
export const threadIn = (thread: Json): Thread | null => Thread.safeParse(thread).data ?? null;
export const threadOf = ({ thread }: Parcel): Thread | null => threadIn(thread);

const EVENT = 'holdfast_update';
/** `facts`: the one that is kept up to date; `update`: one of those that stay as they are. */
export type Role = 'facts' | 'update';

export const metadataOf = ({ marker, incident }: Parcel, role: Role): object => ({ event_type: EVENT, event_payload: { marker, role, ...(incident === null ? {} : { incident }) } });

const Metadata = z.object({ event_type: z.literal(EVENT), event_payload: z.object({ marker: z.string(), role: z.enum(['facts', 'update']), incident: z.string().optional() }) });

export const SlackMessage = z.looseObject({ ts: Ts, text: z.string().default(''), subtype: z.string().optional(), metadata: z.unknown().optional() });
export type SlackMessage = z.infer<typeof SlackMessage>;

const payloadOf = ({ metadata }: SlackMessage) => Metadata.safeParse(metadata).data?.event_payload ?? null;

export const isUpdate = (message: SlackMessage, marker: string): boolean => {
  const payload = payloadOf(message);
  return payload !== null && payload.marker === marker && payload.role === 'update';
};
/** Nobody but the app itself can edit what it has posted; another program with its token leaves other metadata, or none. */
export const isOurs = (message: SlackMessage, incident: IncidentId | null, role: Role): boolean => {
  const payload = payloadOf(message);
  return payload !== null && payload.role === role && (payload.incident ?? null) === incident;
};
/** What stays where a message with replies was deleted. */
export const isDeleted = (message: SlackMessage | null): message is null => message === null || message.subtype === 'tombstone';

/** `INC-2026-0042` is called `inc-2026-0042`, with the prefix that is configured. */
export const channelName = ({ prefix }: NonNullable<ChannelConfigOf<'slack'>['perIncident']>, incident: IncidentId): string => `${prefix}${incident.replace(/^INC-/, '').toLowerCase()}`.slice(0, 80);

/** The address of a message, or of its channel. `home`: that of the workspace. */
export const linkOf = (home: string, { channel, ts, parent }: { readonly channel: string; readonly ts: string | null; readonly parent: string | null }): string =>
  `${home.replace(/\/*$/, '/')}archives/${channel}${ts === null ? '' : `/p${ts.replace('.', '')}`}${parent === null ? '' : `?thread_ts=${parent}&cid=${channel}`}`;

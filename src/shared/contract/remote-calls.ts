import { z } from 'zod';
import { call } from './define.ts';
import { Delivery, DeliverySeq } from '../model/delivery.ts';
import { ChannelId, IncidentId, ServiceId } from '../model/ids.ts';
import { IncidentActor } from '../model/incident.ts';
import { Instant } from '../model/instant.ts';
import { Severity } from '../model/severity.ts';

/** What people see at a channel of one incident; texts are the vendor's. */
const RemoteState = z.object({
  title: z.string(),
  /** In the vendor's word. */
  status: z.string(),
  /** Since when it has that status; null where that is not told. */
  since: Instant.nullable(),
  /** The newest message there, by whom and when. */
  text: z.string().nullable(),
  by: z.string().nullable(),
  at: Instant.nullable(),
  url: z.string().nullable(),
});
export type RemoteState = z.infer<typeof RemoteState>;

export const RemoteView = z.object({
  channel: ChannelId,
  checkedAt: Instant,
  /** `nothing`: the next message begins something new. `notRead`: this type of channel has nothing that others could change, or is not read. */
  kind: z.enum(['nothing', 'there', 'deleted', 'cannotTell', 'notRead']),
  state: RemoteState.nullable(),
  /** What somebody else has done since ours, in a sentence; null where all is as we left it. */
  differs: z.string().nullable(),
  /** Of exactly what was read; a choice names it, so that nothing is decided over what nobody has seen. */
  seen: z.string().nullable(),
  /** A person has chosen that the next message replaces what differs. */
  replaces: z.boolean(),
  /** Why nothing could be read, in a sentence. */
  problem: z.string().nullable(),
  /** Somebody else began it there, and it was adopted for this incident. */
  adopted: z.object({ by: IncidentActor, at: Instant, url: z.string() }).nullable(),
});
export type RemoteView = z.infer<typeof RemoteView>;

/** What a pasted link leads to. */
export const RemoteFound = z.object({ state: RemoteState, note: z.string().nullable(), seen: z.string() });
export type RemoteFound = z.infer<typeof RemoteFound>;

/** Another open incident that speaks of the same part of a public page. */
const Combinable = z.object({
  incident: IncidentId,
  title: z.string(),
  severity: Severity,
  /** What the page is called. */
  page: z.string(),
  /** What both touch there. */
  services: z.array(ServiceId),
  /** False: this incident has told nothing there yet. */
  isPublic: z.boolean(),
});
export type Combinable = z.infer<typeof Combinable>;

const Link = z.string().trim().min(1, 'expected a link').max(2_000);
const ofIncident = { id: ChannelId, incident: IncidentId };
const planned = z.boolean().default(false);

/** Calls about what stands at a channel already: read before anything is sent, and adopted. Part of the contract. */
export const remoteCalls = {
  'remotes.read': call({
    method: 'POST', path: '/channels/{id}/remote', right: 'publish', summary: 'Reads what stands at a channel of an incident now, and says what somebody else has done there since ours. Nothing is changed. `planned`: the planned work of it, which pages keep apart.',
    input: z.object({ ...ofIncident, planned }), output: RemoteView,
  }),
  'remotes.settle': call({
    method: 'POST', path: '/channels/{id}/remote/settle', right: 'publish',
    summary: 'Decides over what somebody else has done there, as it was seen. `keep`: it is the base of what follows; with a delivery that failed for it, that is not sent. `replace`: the next message, or that delivery, is put in its place; should it change again before, that is told first.',
    input: z.object({ ...ofIncident, planned, seen: z.string().min(1).max(100), choice: z.enum(['keep', 'replace']) }), output: RemoteView,
  }),
  'remotes.keepTheirs': call({
    method: 'POST', path: '/deliveries/{id}/keep-theirs', right: 'publish', summary: 'Leaves what somebody else has done where a delivery failed for it: that delivery is not sent, and what stands there now is the base of what follows.',
    input: z.object({ id: z.coerce.number().pipe(DeliverySeq) }), output: Delivery,
  }),
  'remotes.look': call({
    method: 'POST', path: '/channels/{id}/remote/look', right: 'publish', summary: 'Reads what a link leads to, for an incident that may adopt it. The link must be of the page, project or workspace of this channel. Nothing is changed.',
    input: z.object({ ...ofIncident, link: Link }), output: RemoteFound,
  }),
  'remotes.adopt': call({
    method: 'POST', path: '/channels/{id}/remote/adopt', right: 'publish', summary: 'Adopts what a link leads to, exactly as it was seen: later messages of the incident go there.',
    input: z.object({ ...ofIncident, link: Link, seen: z.string().min(1).max(100) }), output: RemoteView,
  }),
  'remotes.release': call({
    method: 'POST', path: '/channels/{id}/remote/release', right: 'publish', summary: 'Takes an adoption back: what was remembered before it holds again. Nothing is changed at the channel.',
    input: z.object(ofIncident), output: RemoteView,
  }),
  'combines.list': call({
    method: 'GET', path: '/incidents/{id}/combine', right: 'view', summary: 'Other open incidents that speak of the same part of a public page, and that nobody has said to be others.',
    input: z.object({ id: IncidentId }), output: z.object({ items: z.array(Combinable) }),
  }),
  'combines.dismiss': call({
    method: 'POST', path: '/incidents/{id}/combine/dismiss', right: 'publish', summary: 'Says that two incidents are two, although they speak of the same part of a page: it is not asked again.',
    input: z.object({ id: IncidentId, other: IncidentId }), output: z.object({ items: z.array(Combinable) }),
  }),
} as const;

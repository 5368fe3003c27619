import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StatuspageContent } from '../../compose/render/status-pages.ts';
import type { Json } from '../../outbox/channel.ts';
import { updatesOf, type Incident } from './api.ts';

/** One incident, or one planned work, as we left it there. */
const Left = z.object({ id: z.string(), name: z.string(), update: z.string().nullable(), status: z.string(), /** Of the words of that update. */ digest: z.string().nullable().default(null) });
export type Left = z.infer<typeof Left>;
/** An outage and planned work are two things on the page, even where they are one incident here. */
const Thread = z.partialRecord(z.enum(['realtime', 'planned']), Left);
export type Thread = { readonly [strand in Strand]?: Left };
type Strand = 'realtime' | 'planned';
const Remote = z.object({ incident: z.string(), update: z.string(), status: z.string(), digest: z.string() });
export type Remote = z.infer<typeof Remote>;

export const threadIn = (thread: Json): Thread => Thread.safeParse(thread).data ?? {};
export const remoteIn = (remote: Json): Remote | null => Remote.safeParse(remote).data ?? null;

const PLANNED = new Set(['scheduled', 'in_progress', 'verifying', 'completed']);
export const strandOf = (status: string): Strand => (PLANNED.has(status) ? 'planned' : 'realtime');
export const isOver = (status: string): boolean => status === 'resolved' || status === 'completed';

/** Texts are told apart, not kept. */
export const digestOf = (text: string): string => createHash('sha256').update(text.replaceAll('\r\n', '\n').trim()).digest('base64url').slice(0, 22);

/** Markers of the newest updates of ours, the newest last; they are for machines, and no visitor of the page sees them. */
const OURS = z.object({ markers: z.array(z.string()) });
const KEPT = 20;
export const markersIn = ({ metadata }: Incident): readonly string[] => OURS.safeParse(metadata?.['holdfast']).data?.markers ?? [];
/** What others have attached stays. */
export const marked = (before: Incident | null, marker: string): Record<string, unknown> => ({
  ...before?.metadata,
  holdfast: { markers: [...(before === null ? [] : markersIn(before)).filter((each) => each !== marker), marker].slice(-KEPT) },
});

/** The update that this content became: the newest with its words, or the newest where the page has changed them. */
export function remember(incident: Incident, { body, status }: StatuspageContent['incident'], thread: Thread): { readonly remote: Remote | null; readonly thread: Thread } {
  const updates = updatesOf(incident);
  const own = updates.find((update) => digestOf(update.body ?? '') === digestOf(body) && update.status === status) ?? updates[0];
  const left: Left = { id: incident.id, name: incident.name, update: own?.id ?? null, status, digest: own === undefined ? null : digestOf(own.body ?? '') };
  return { remote: own === undefined ? null : { incident: incident.id, update: own.id, status, digest: digestOf(own.body ?? '') }, thread: { ...thread, [strandOf(status)]: left } };
}

/** As it stands there now, whoever made it so. */
export function leftOf(incident: Incident): Left {
  const [newest] = updatesOf(incident);
  return { id: incident.id, name: incident.name, update: newest?.id ?? null, status: incident.status, digest: newest === undefined ? null : digestOf(newest.body ?? '') };
}

/** After words were corrected in place: what was left there is what stands there now. */
export function edited(thread: Thread, update: string, digest: string): Thread {
  return Object.fromEntries(Object.entries(thread).map(([strand, left]) => [strand, left.update === update ? { ...left, digest } : left]));
}

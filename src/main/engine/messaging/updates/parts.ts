import { COMPONENT_STATUSES, type ComponentStatus } from '../compose/render/status-pages.ts';
import type { Json } from '../outbox/channel.ts';

/** Part of a page → what it is. */
export type PartStatuses = Readonly<Record<string, ComponentStatus>>;

const isStatus = (value: unknown): value is ComponentStatus => COMPONENT_STATUSES.some((status) => status === value);
const within = (value: Json | undefined, key: string): Json | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json })[key] : undefined);

/** What a message to a status page says of its parts by itself, without what it carried for other incidents. */
export function partsIn(content: Json): PartStatuses {
  const parts = within(content, 'own') ?? within(within(content, 'incident'), 'components');
  return Object.fromEntries(Object.entries(typeof parts === 'object' && parts !== null ? parts : {}).filter((each): each is [string, ComponentStatus] => isStatus(each[1])));
}

/** Of each part the worst that any says. */
export function worstOf(all: readonly PartStatuses[]): PartStatuses {
  const worst: Record<string, ComponentStatus> = {};
  for (const each of all) for (const [part, status] of Object.entries(each)) if (COMPONENT_STATUSES.indexOf(status) > COMPONENT_STATUSES.indexOf(worst[part] ?? 'operational')) worst[part] = status;
  return worst;
}

/** The message with each part of it at the worst that it, or any other open incident, says now: what was true when it was written need not be when it leaves. */
export function withOthers(content: Json, others: PartStatuses): Json {
  const incident = within(content, 'incident');
  const own = partsIn(content);
  if (incident === undefined || Object.keys(own).length === 0) return content;
  const components = Object.fromEntries(Object.entries(own).map(([part, status]) => [part, worstOf([{ [part]: status }, others])[part] ?? status]));
  return { ...(content as object), incident: { ...(incident as object), components } };
}

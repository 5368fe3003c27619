import { COMPONENT_STATUSES, type ComponentStatus } from '../compose/render/status-pages.ts';
import type { Json } from '../outbox/channel.ts';

/** Part of a page → what it is. */
export type PartStatuses = Readonly<Record<string, ComponentStatus>>;

const isStatus = (value: unknown): value is ComponentStatus => COMPONENT_STATUSES.some((status) => status === value);
const within = (value: Json | undefined, key: string): Json | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: Json })[key] : undefined);

/** What a message to a status page says of its parts. */
export function partsIn(content: Json): PartStatuses {
  const parts = within(within(content, 'incident'), 'components');
  return Object.fromEntries(Object.entries(typeof parts === 'object' && parts !== null ? parts : {}).filter((each): each is [string, ComponentStatus] => isStatus(each[1])));
}

/** Of each part the worst that any says. */
export function worstOf(all: readonly PartStatuses[]): PartStatuses {
  const worst: Record<string, ComponentStatus> = {};
  for (const each of all) for (const [part, status] of Object.entries(each)) if (COMPONENT_STATUSES.indexOf(status) > COMPONENT_STATUSES.indexOf(worst[part] ?? 'operational')) worst[part] = status;
  return worst;
}

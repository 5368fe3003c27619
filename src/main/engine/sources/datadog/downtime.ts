import { z } from 'zod';
import type { ServiceId } from '../../../../shared/model/ids.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { serviceNamed } from '../../alerts/received.ts';
import type { HookContext } from '../../hooks/kinds.ts';
import type { SourceDowntime } from '../source.ts';
import type { Monitor } from './monitors.ts';
import { inScope, valuesOf } from './scope.ts';

/** A span of time in which Datadog tells nobody of what a monitor finds. Instants are on Datadog's clock. */
export interface Downtime {
  readonly id: string;
  /** Which groups it covers, in Datadog's own language; `*` is all of them. */
  readonly scope: string;
  readonly startsAt: EpochMs;
  /** Null: until somebody ends it. */
  readonly endsAt: EpochMs | null;
}

/** What decides whether a downtime of a monitor covers a group of it. */
export interface MonitorGroup {
  /** The monitor alerts for each group. */
  readonly isOneOfMany: boolean;
  readonly tags: readonly string[];
  /** Of the monitor. */
  readonly query: string;
}

/**
 * Whether a downtime of its monitor covers a group. That of a monitor without groups is covered whatever the scope; one of many by
 * its tags and those that all of its data carry. A scope that cannot be understood covers nothing: better a word too many.
 */
export const coversGroup = ({ scope }: Pick<Downtime, 'scope'>, { isOneOfMany, tags, query }: MonitorGroup): boolean => !isOneOfMany || inScope(scope, [...tags, ...tagsOfData(query)]) === true;

/** `avg:a{env:prod,!host:x} by {host}`: tags that everything the query reads carries. Of a query over several metrics, those of all. */
function tagsOfData(query: string): readonly string[] {
  const filters = [...query.slice(0, 20_000).matchAll(/(by\s*)?\{([^{}]*)\}/g)].flatMap(([, by, inner = '']) => (by === undefined ? [inner] : []));
  const lists = filters.map((filter) => (/\b(?:OR|NOT|IN)\b|[()]/i.test(filter) ? [] : filter.split(/,|\bAND\b/i).map((tag) => tag.trim()).filter((tag) => /^[^!-][^*]*:[^*]+$/.test(tag))));
  const [first = [], ...others] = lists;
  return first.filter((tag) => others.every((list) => list.includes(tag)));
}

/** The one of several that lasts longest. */
export const longest = (downtimes: readonly Downtime[]): Downtime | null =>
  downtimes.reduce<Downtime | null>((known, next) => (known === null || (known.endsAt !== null && (next.endsAt === null || next.endsAt > known.endsAt)) ? next : known), null);

/** A downtime that runs or is to come, as it is announced. */
export interface Announced extends Downtime {
  readonly message: string;
  /** Which monitors it is about: one, or those that carry all of these tags; `*` is all of them. */
  readonly about: { readonly monitor: number } | { readonly tags: readonly string[] };
  readonly isActive: boolean;
}

const Instant = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (Number.isFinite(at)) return epochMs(at);
  context.addIssue('expected an instant');
  return z.NEVER;
});
const Span = z.object({ start: Instant, end: Instant.nullish() });
/** A downtime as `GET /api/v2/downtime` gives it; of one that comes again and again the time that runs or is next. */
const Told = z.object({
  id: z.string().min(1).max(200),
  attributes: z.object({
    status: z.string().max(60),
    scope: z.string().max(20_000).nullish(),
    message: z.string().nullish(),
    monitor_identifier: z.union([z.object({ monitor_id: z.int() }), z.object({ monitor_tags: z.array(z.string()) })]),
    schedule: z.union([z.object({ current_downtime: Span }), Span]),
  }),
});

/** Null for one that is over; undefined for what cannot be read. */
export function readDowntime(told: unknown): Announced | null | undefined {
  const read = Told.safeParse(told);
  if (!read.success) return undefined;
  const { id, attributes: { status, scope, message, monitor_identifier: about, schedule } } = read.data;
  if (status !== 'active' && status !== 'scheduled') return null;
  const { start, end } = 'current_downtime' in schedule ? schedule.current_downtime : schedule;
  return { id, scope: scope === null || scope === undefined || scope.trim() === '' ? '*' : scope, message: message ?? '', startsAt: start, endsAt: end ?? null, isActive: status === 'active', about: 'monitor_id' in about ? { monitor: about.monitor_id } : { tags: about.monitor_tags } };
}

/** Whether it is about this monitor; what of its groups it covers its scope says. */
export function isAbout({ about }: Pick<Announced, 'about'>, { id, tags }: Pick<Monitor, 'id' | 'tags'>): boolean {
  return 'monitor' in about ? about.monitor === id : about.tags.every((tag) => tag === '*' || (tags ?? []).includes(tag));
}

/** As everything that is announced at a source: with the services that its scope names, else those of its monitors. */
export function announcedAs(downtime: Announced, monitors: readonly Monitor[], services: HookContext['services'], app: string | null): SourceDowntime {
  const { id, scope, message, startsAt, endsAt, about } = downtime;
  const ofAll = 'tags' in about && about.tags.every((tag) => tag === '*');
  const named = valuesOf(scope, 'service');
  const tagged = named.length > 0 ? named : [...('tags' in about ? about.tags : []), ...monitors.filter((monitor) => isAbout(downtime, monitor)).flatMap(({ tags }) => tags ?? [])].flatMap((tag) => (tag.startsWith('service:') ? [tag.slice('service:'.length)] : []));
  const known = new Set(tagged.flatMap((name): readonly ServiceId[] => {
    const service = serviceNamed(name, services);
    return service === null ? [] : [service];
  }));
  return { id, scope, startsAt, endsAt, name: message.split('\n').find((line) => line.trim() !== '') ?? '', services: ofAll && scope === '*' ? 'all' : [...known], url: app === null ? null : `${app}/monitors/downtimes?${new URLSearchParams({ downtime_id: id }).toString()}` };
}

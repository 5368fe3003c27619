import type { EpochMs } from '../../../../shared/model/units.ts';
import { inScope } from './scope.ts';

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

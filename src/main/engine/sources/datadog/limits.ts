import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { formatSpan } from '../../../../shared/time/format.ts';
import type { SourceBudget } from '../source.ts';

/** A limit of Datadog as an answer told it (https://docs.datadoghq.com/api/latest/rate-limits/). Instants are on our clock. */
export type Limit = SourceBudget;

/** Kept back for charts that are opened, and for whoever else asks with the same organisation's keys. */
const RESERVE = 0.1;
/** Paces are told to people, so they move in steps that people know. */
const STEPS_S = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1_200, 1_800, 3_600];
const MAX_LIMIT = 1e9;
const MAX_SECONDS = 7 * 86_400;

const whole = (text: string | null, most: number): number | null => (text !== null && /^\d{1,12}$/.test(text.trim()) && Number(text) <= most ? Number(text) : null);

/** The limit that an answer tells; null where it tells none, or half of one. */
export function readLimit(header: (name: string) => string | null, operation: string, at: EpochMs): Limit | null {
  const [limit, remaining] = [whole(header('x-ratelimit-limit'), MAX_LIMIT), whole(header('x-ratelimit-remaining'), MAX_LIMIT)];
  const [period, reset] = [whole(header('x-ratelimit-period'), MAX_SECONDS), whole(header('x-ratelimit-reset'), MAX_SECONDS)];
  if (limit === null || remaining === null || period === null || reset === null || limit === 0 || period === 0) return null;
  const name = header('x-ratelimit-name')?.trim() ?? '';
  return { name: name === '' ? operation : name.slice(0, 100), limit, remaining: Math.min(limit, remaining), periodMs: durationMs(period * 1_000), resetsAt: epochMs(at + reset * 1_000) };
}

/** The limit as it stands now: a period that has ended since has given back what was spent. */
export function limitNow(limit: Limit, now: EpochMs): Limit {
  if (now < limit.resetsAt) return limit;
  const periods = Math.floor((now - limit.resetsAt) / limit.periodMs) + 1;
  return { ...limit, remaining: limit.limit, resetsAt: epochMs(limit.resetsAt + periods * limit.periodMs) };
}

/** What is asked regularly under one limit. */
export interface Demand {
  readonly requests: number;
  readonly periodMs: DurationMs;
}

/**
 * How far apart the rounds of one demand must be so that the limit lasts until it is reset, given all that is asked under it: its
 * own period while that is fine, else each demand is slowed by the same factor. Never faster than what the limit allows in the long
 * run, slower where others have spent of it; but no slower than to wait for the reset. In steps that people know.
 */
export function paceMs(told: Limit, all: readonly Demand[], own: Demand, now: EpochMs): DurationMs {
  const limit = limitNow(told, now);
  const wanted = all.reduce((sum, { requests, periodMs }) => sum + requests / periodMs, 0);
  const slowed = (rate: number): number => own.periodMs * Math.max(1, wanted / rate);
  const lasting = slowed((limit.limit * (1 - RESERVE)) / limit.periodMs);
  const untilResetMs = limit.resetsAt - now;
  const left = limit.remaining * (1 - RESERVE);
  const fromNow = left < 1 ? untilResetMs : Math.min(untilResetMs, slowed(left / untilResetMs));
  const pace = Math.max(lasting, fromNow);
  return pace <= own.periodMs ? own.periodMs : inSteps(pace);
}

function inSteps(ms: number): DurationMs {
  const seconds = STEPS_S.find((step) => step * 1_000 >= ms) ?? Math.ceil(ms / 3_600_000) * 3_600;
  return durationMs(seconds * 1_000);
}

/** The limit of which the smallest part is left; of equals the one that allows less. */
export function tightest(limits: readonly Limit[], now: EpochMs): Limit | null {
  const left = ({ remaining, limit }: Limit): number => remaining / limit;
  const perHour = ({ limit, periodMs }: Limit): number => limit / periodMs;
  return limits.map((limit) => limitNow(limit, now)).sort((a, b) => left(a) - left(b) || perHour(a) - perHour(b) || (a.name < b.name ? -1 : 1))[0] ?? null;
}

/** `3,600 requests an hour`. */
export function limitWords({ limit, periodMs }: Limit): string {
  const period = { 1: 'a second', 60: 'a minute', 3600: 'an hour', 86400: 'a day' }[periodMs / 1_000] ?? `in ${formatSpan(periodMs)}`;
  return `${limit.toLocaleString('en-US')} ${limit === 1 ? 'request' : 'requests'} ${period}`;
}

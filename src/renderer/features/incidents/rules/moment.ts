import { parseDuration, epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { instantAt, instantOf, isTimeZone, localAt, type LocalInstant, type LocalMs } from '../../../../shared/time/local-time.ts';

export interface MomentContext {
  /** Zone of a time that names none. */
  readonly timeZone: string;
  readonly now: EpochMs;
  /** Where a time without a date and a span without a sign lie: when something happened, or when it will be due. */
  readonly direction: 'past' | 'future';
}

export type Moment = { readonly ok: true; readonly at: EpochMs; readonly quirk: LocalInstant['quirk'] } | { readonly ok: false; readonly problem: string };

const DAY_MS = 86_400_000;
const EXPECTED = { past: 'Expected a time such as “14:02”, “14:02:11”, “2026-11-21 14:02” or “5m ago”', future: 'Expected a time such as “14:30”, “2026-11-21 14:30” or “in 20m”' } as const;
const TIME_OF_DAY = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const UNITS: Readonly<Record<string, string>> = { s: 's', sec: 's', m: 'm', min: 'm', h: 'h', d: 'd' };

/** "5m", "-5 min", "1h 20m ago", "in 20 min": a span in ms; null when the text is none. */
function readSpan(text: string): number | null {
  const bare = text.toLowerCase().replace(/^(in\b|[-+−])\s*/, '').replace(/\s*\bago$/, '');
  const tight = bare.replaceAll(/(\d)\s*(sec|min|s|m|h|d)\b\s*/g, (_, amount: string, unit: string) => `${amount}${UNITS[unit] ?? unit}`);
  return parseDuration(tight);
}

/** The last (or next) instant at which a clock of the zone shows this time of day. */
function nearestTimeOfDay(timeOfDayMs: number, { timeZone, now, direction }: MomentContext): LocalInstant {
  const midnight = Math.floor(localAt(now, timeZone) / DAY_MS) * DAY_MS;
  const onDay = (days: number) => instantAt((midnight + days * DAY_MS + timeOfDayMs) as LocalMs, timeZone);
  const today = onDay(0);
  if (direction === 'past') return today.at <= now ? today : onDay(-1);
  return today.at >= now ? today : onDay(1);
}

/** Reads a time as people write it in a hurry. One without a date is the last such time (or the next, where it will be due). */
export function readMoment(text: string, context: MomentContext): Moment {
  const { timeZone, now, direction } = context;
  const trimmed = text.trim();
  if (/^now$/i.test(trimmed)) return { ok: true, at: now, quirk: null };
  if (!isTimeZone(timeZone)) return { ok: false, problem: `This screen does not know the time zone ${timeZone}; write the time in UTC` };
  const span = readSpan(trimmed);
  const clock = TIME_OF_DAY.exec(trimmed);
  if (span !== null) return { ok: true, at: epochMs(direction === 'past' ? now - span : now + span), quirk: null };
  const [hour = 0, minute = 0, second = 0] = (clock ?? []).slice(1).map((part) => Number(part ?? 0));
  const found = clock === null ? instantOf(trimmed, timeZone) : nearestTimeOfDay(((hour * 60 + minute) * 60 + second) * 1_000, context);
  if (found === null) return { ok: false, problem: EXPECTED[direction] };
  if (direction === 'past' && found.at > now) return { ok: false, problem: 'This is in the future. It can only have happened already' };
  if (direction === 'future' && found.at <= now) return { ok: false, problem: 'This has already passed' };
  return { ok: true, ...found };
}

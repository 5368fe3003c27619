/** Milliseconds since 1970-01-01T00:00:00Z, on whichever wall clock the name says (ours unless told otherwise). */
export type EpochMs = number & { readonly __unit: 'EpochMs' };
/** A span of time in milliseconds. */
export type DurationMs = number & { readonly __unit: 'DurationMs' };

/** Names a plain number as epoch milliseconds; the caller vouches for the unit. */
export const epochMs = (value: number): EpochMs => value as EpochMs;
/** Names a plain number as a span in milliseconds; the caller vouches for the unit. */
export const durationMs = (value: number): DurationMs => value as DurationMs;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
export const DURATION_PATTERN = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d|w))+$/;

/** Reads a duration as Prometheus writes it (`5s`, `1m30s`, `250ms`); null when the text is none. */
export function parseDuration(text: string): DurationMs | null {
  if (!DURATION_PATTERN.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)) total += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  return durationMs(total);
}

/** The readings of one poll share a few instants, and formatting one costs more than remembering it. */
const REMEMBERED = 16;
const remembered = new Map<EpochMs, string>();

/** RFC 3339 UTC with milliseconds: how every instant crosses the API and enters the store. */
export function toRfc3339(at: EpochMs): string {
  const known = remembered.get(at);
  if (known !== undefined) return known;
  const text = new Date(at).toISOString();
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(at, text);
  return text;
}
/** Reads RFC 3339; null when the text is no instant. */
export function fromRfc3339(text: string): EpochMs | null {
  const value = Date.parse(text);
  return Number.isNaN(value) ? null : epochMs(value);
}

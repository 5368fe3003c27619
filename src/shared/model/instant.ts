import { z } from 'zod';

/** As `toRfc3339` writes it; what is no instant stays as it is, for the check before this one to refuse. */
function toMilliseconds(text: string): string {
  if (text.length === 24 && text.endsWith('Z')) return text;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}

/** RFC 3339. Any offset and any number of digits are read; what is kept and told is UTC with milliseconds. */
export const Instant = z.iso.datetime({ offset: true, error: 'expected an instant such as "2026-01-31T13:05:00Z"' }).overwrite(toMilliseconds);

import { createHash } from 'node:crypto';

/** JSON with the keys of every object in one order, so that equal things are equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries
    .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`)
    .join(',')}}`;
}

/** Names what a person confirms: the plan’s text, the live value of each step, of a rollback the version of now, and the mode. No age and no instant is part of it. */
export const hashOf = (text: unknown, live: Readonly<Record<string, string | null>>, mode: string): string => createHash('sha256').update(canonical({ live, mode, text }), 'utf8').digest('hex');

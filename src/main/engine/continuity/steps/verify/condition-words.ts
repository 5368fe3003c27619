import type { Condition } from '../../../../../shared/model/continuity/request-config.ts';

/** What stands behind the question mark may be long, and may be a secret; the sheet shows the whole request. */
export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '').replaceAll(/\/\/[^/@]*@/g, '//');

/** A text that has quotes of its own stands between others. */
const quoted = (text: string): string => (text.includes('"') ? `“${text}”` : `"${text}"`);

/** What must be so, in a few words. */
export function conditionWords({ dns, http, signal, command }: Condition): string {
  if (dns !== undefined) return `${dns.servers.join(', ')} answer ${dns.type} ${dns.name} with ${dns.values.join(', ')}`;
  if (http !== undefined) return `${withoutQuery(http.url)} answers${http.expect.contains === undefined ? '' : ` with ${quoted(http.expect.contains)}`}`;
  if (signal !== undefined) return `${signal.id} is ${signal.above === undefined ? `below ${signal.below ?? ''}` : `above ${signal.above}`}`;
  return `${[command?.program ?? '', ...(command?.args ?? [])].join(' ')} says so`;
}

import { DnsFormatError, isWithin, plainName } from '../../../dns/name.ts';
import { SET_TYPES, valueData, valueText, type SetType } from '../../../dns/record-data.ts';
import type { LiveSet, Read, ReadBack, RecordSet, Said, SwapOrder, SwapOutcome } from './provider.ts';

const LONGEST_TTL_SECONDS = 2_147_483_647;
const MOST_VALUES = 100;

/** A set as somebody writes it, made ready to be compared; or one sentence that names what was expected. */
export function readRecordSet(given: { readonly name: string; readonly type: string; readonly ttlSeconds: number; readonly values: readonly string[] }, zone: string): RecordSet | string {
  const type = SET_TYPES.find((each) => each === given.type);
  if (type === undefined) return `expected one of the types ${SET_TYPES.join(', ')}, found "${given.type}"`;
  try {
    if (!isWithin(given.name, zone)) return `expected a name in the zone ${zone}, found "${given.name}"`;
    const values = canonicalValues(type, given.values);
    if (values.length === 0) return 'expected at least one value: a set is never left empty';
    if (values.length > MOST_VALUES) return `expected at most ${MOST_VALUES} values, found ${values.length}`;
    if (type === 'CNAME' && values.length > 1) return `expected one target of a CNAME, found ${values.length}`;
    if (type === 'CNAME' && plainName(given.name) === plainName(zone)) return 'expected another type: the zone itself cannot be a CNAME';
    if (!Number.isInteger(given.ttlSeconds) || given.ttlSeconds < 1 || given.ttlSeconds > LONGEST_TTL_SECONDS) return `expected a TTL of 1 to ${LONGEST_TTL_SECONDS} whole seconds, found ${given.ttlSeconds}`;
    return { name: plainName(given.name), type, ttlSeconds: given.ttlSeconds, values };
  } catch (error) {
    if (error instanceof DnsFormatError) return error.message;
    throw error;
  }
}

/** Each written the one way, sorted, none twice. Throws `DnsFormatError`. */
export const canonicalValues = (type: SetType, values: readonly string[]): readonly string[] => [...new Set(values.map((value) => valueText(type, valueData(type, value))))].sort();

export const sameValues = (one: Pick<RecordSet, 'values'>, other: Pick<RecordSet, 'values'>): boolean => one.values.length === other.values.length && one.values.every((value, index) => value === other.values[index]);
/** Of a set that is proxied the provider chooses the TTL. */
export const isSame = (one: RecordSet, other: RecordSet): boolean =>
  sameValues(one, other) && (one.ttlSeconds === other.ttlSeconds || one.values.length === 0 || one.proxied === true) && (one.proxied === undefined || other.proxied === undefined || one.proxied === other.proxied);

/** Whether the provider’s proxy stands before the set once it is changed. */
export const isProxied = ({ confirmed, wanted }: SwapOrder): boolean => wanted.proxied ?? confirmed.proxied;

/** Why an order is not carried out at all; null where it may be. The last place that sees it before a byte leaves. */
export function orderRefusal({ confirmed, wanted }: SwapOrder, zone: string): string | null {
  const read = readRecordSet(wanted, zone);
  if (typeof read === 'string') return read;
  if (!isSame(read, wanted) || read.name !== wanted.name) return 'expected values that are written the one way that they are compared in';
  if (confirmed.name !== wanted.name || confirmed.type !== wanted.type) return `expected a change of ${confirmed.type} ${confirmed.name} itself, found ${wanted.type} ${wanted.name}`;
  return isSame(confirmed, wanted) ? 'it is already so: there is nothing to change' : null;
}

/** What a set that was read says about a swap. TTLs are part of it: a swap may change nothing else. */
export function judgeReadBack(live: LiveSet, { confirmed, wanted }: SwapOrder): ReadBack['kind'] & ('done' | 'notDone' | 'lost') {
  if (isSame(live, wanted)) return 'done';
  // Only its TTL was changed by somebody: to whoever compares values alone, as RFC 2136 does, it is still the confirmed set.
  return sameValues(live, confirmed) ? 'notDone' : 'lost';
}

/** What was said and what was read afterwards, as one outcome. Providers say yes and do nothing, and say no and do it. */
export function settle(said: Exclude<Said, { kind: 'notReached' }>, read: Read, order: SwapOrder): SwapOutcome {
  const refused = (reason: string, again: boolean): SwapOutcome => ({ kind: 'refused', reason, again, retryAfterMs: said.kind === 'no' ? (said.retryAfterMs ?? null) : null });
  const known = said.kind === 'yes' ? { raceWindowMs: said.raceWindowMs ?? null, changeId: said.changeId ?? null } : { raceWindowMs: null, changeId: null };
  if (!read.ok) {
    if (said.kind === 'yes') return { kind: 'done', live: null, note: `it was taken, and cannot be read now: ${read.reason}`, ...known };
    if (said.kind === 'no') return refused(said.reason, said.again);
    return { kind: 'unknown', reason: `${said.reason}; and it cannot be read now: ${read.reason}` };
  }
  const { live } = read;
  const found = judgeReadBack(live, order);
  if (found === 'lost') return said.kind === 'no' ? refused(said.reason, said.again) : { kind: 'lost', live };
  if (found === 'done') return { kind: 'done', live, note: said.kind === 'yes' ? null : said.kind === 'conflict' ? 'it was so already: an earlier attempt, or somebody else, did the same' : `it is done, although the provider said: ${said.reason}`, ...known };
  if (said.kind === 'yes') return { kind: 'unknown', reason: 'the provider said yes, and the records are as before' };
  if (said.kind === 'ambiguous') return { kind: 'unknown', reason: `${said.reason}; the records are as before` };
  return refused(said.reason, said.kind === 'conflict' || said.again);
}

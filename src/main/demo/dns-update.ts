import { CLASS, RCODE, TYPE } from '../dns/codes.ts';
import type { DnsMessage, DnsRecord } from '../dns/message.ts';
import { DnsFormatError, isWithin } from '../dns/name.ts';
import { SET_TYPES, valueText } from '../dns/record-data.ts';
import type { ResourceRecord } from './dns-message.ts';

/** What the demo's name server lets anybody change, as a policy of a real one says it. */
const CHANGEABLE = new Map(SET_TYPES.map((type) => [TYPE[type] as number, type]));
/** The records of one name must fit into one answer, which is never cut. */
const LONGEST_NAME_BYTES = 380;
const MOST_RECORDS = 200;

interface Judged {
  readonly rcode: number;
  /** The zone afterwards; null where nothing changes. */
  readonly records: readonly ResourceRecord[] | null;
}
const no = (rcode: number): Judged => ({ rcode, records: null });

const isAt = (name: string, type: number) => (record: ResourceRecord): boolean => record.name === name && record.type === type;

/** RFC 2136 section 3: what must be so, then whether every change can be made, then all of them. */
export function judgeUpdate({ questions, answers: prerequisites, authority: changes }: DnsMessage, zone: string, records: readonly ResourceRecord[]): Judged {
  const [asked] = questions;
  if (questions.length !== 1 || asked?.type !== TYPE.SOA) return no(RCODE.formatError);
  if (asked.name !== zone || asked.class !== CLASS.IN) return no(RCODE.notAuth);
  const unmet = checkPrerequisites(prerequisites, zone, records) ?? checkChanges(changes, zone);
  if (unmet !== null) return no(unmet);
  const after = changes.reduce<readonly ResourceRecord[]>(change, records);
  if (after.length > MOST_RECORDS || changes.some(({ name }) => sizeAt(after, name) > LONGEST_NAME_BYTES)) return no(RCODE.refused);
  return { rcode: RCODE.noError, records: sameRecords(after, records) ? null : after };
}

/** Section 3.2; null = they are met. */
function checkPrerequisites(prerequisites: readonly DnsRecord[], zone: string, records: readonly ResourceRecord[]): number | null {
  const sets = new Map<string, DnsRecord[]>();
  for (const wanted of prerequisites) {
    const { name, type, class: cls, ttlSeconds, data } = wanted;
    if (ttlSeconds !== 0) return RCODE.formatError;
    if (!isWithin(name, zone)) return RCODE.notZone;
    const used = type === TYPE.ANY ? records.some((record) => record.name === name) : records.some(isAt(name, type));
    if (cls === CLASS.IN && type !== TYPE.ANY) sets.set(`${type} ${name}`, [...(sets.get(`${type} ${name}`) ?? []), wanted]);
    else if ((cls !== CLASS.ANY && cls !== CLASS.NONE) || data.length > 0) return RCODE.formatError;
    else if (cls === CLASS.ANY && !used) return type === TYPE.ANY ? RCODE.nxDomain : RCODE.nxRrset;
    else if (cls === CLASS.NONE && used) return type === TYPE.ANY ? RCODE.yxDomain : RCODE.yxRrset;
  }
  for (const [first, ...more] of sets.values()) {
    if (first === undefined) continue;
    const wanted = new Set([first, ...more].map(({ data }) => data.toString('hex')));
    const there = records.filter(isAt(first.name, first.type)).map(({ data }) => data.toString('hex'));
    if (there.length !== wanted.size || !there.every((data) => wanted.has(data))) return RCODE.nxRrset;
  }
  return null;
}

/** Section 3.4.1, and what this server lets nobody change; null = all of it can be done. */
function checkChanges(changes: readonly DnsRecord[], zone: string): number | null {
  for (const { name, type, class: cls, ttlSeconds, data } of changes) {
    if (!isWithin(name, zone)) return RCODE.notZone;
    const adds = cls === CLASS.IN;
    if (!adds && ((cls !== CLASS.ANY && cls !== CLASS.NONE) || ttlSeconds !== 0 || (cls === CLASS.ANY && data.length > 0))) return RCODE.formatError;
    if (type === TYPE.ANY && cls !== CLASS.ANY) return RCODE.formatError;
    const kind = CHANGEABLE.get(type);
    if (name === zone || (kind === undefined && type !== TYPE.ANY)) return RCODE.refused;
    if (adds && kind !== undefined && !isReadable(kind, data)) return RCODE.formatError;
  }
  return null;
}

function isReadable(kind: (typeof SET_TYPES)[number], data: Buffer): boolean {
  try {
    valueText(kind, data);
    return data.length > 0;
  } catch (error) {
    if (error instanceof DnsFormatError) return false;
    throw error;
  }
}

/** Section 3.4.2. An alias stands alone: what would stand beside one is dropped without a word. */
function change(records: readonly ResourceRecord[], { name, type, class: cls, ttlSeconds, data }: DnsRecord): readonly ResourceRecord[] {
  if (cls === CLASS.ANY) return records.filter((record) => record.name !== name || (type !== TYPE.ANY && record.type !== type));
  if (cls === CLASS.NONE) return records.filter((record) => !isAt(name, type)(record) || !record.data.equals(data));
  const others = records.filter((record) => record.name === name && (record.type === TYPE.CNAME) !== (type === TYPE.CNAME));
  if (others.length > 0) return records;
  const set = records.filter(isAt(name, type)).filter((record) => type !== TYPE.CNAME && !record.data.equals(data));
  // A set has one TTL: that of its newest record.
  return [...records.filter((record) => !isAt(name, type)(record)), ...set.map((record) => ({ ...record, ttlSeconds })), { name, type, ttlSeconds, data }];
}

const sizeAt = (records: readonly ResourceRecord[], name: string): number => records.filter((record) => record.name === name).reduce((sum, { data }) => sum + 12 + data.length, 0);

const keyOf = ({ name, type, ttlSeconds, data }: ResourceRecord): string => `${name} ${type} ${ttlSeconds} ${data.toString('hex')}`;
const sameRecords = (a: readonly ResourceRecord[], b: readonly ResourceRecord[]): boolean => a.length === b.length && new Set([...a, ...b].map(keyOf)).size === a.length;

import { CLASS, FLAG, TYPE } from '../../../dns/codes.ts';
import { rcodeOf, type DnsMessage } from '../../../dns/message.ts';
import { DnsFormatError, readName } from '../../../dns/name.ts';
import { ipv4Text, ipv6Text, nameText, textParts } from '../../../dns/record-data.ts';
import type { DnsWatchType } from '../../../../shared/model/dns-watch-config.ts';
import { assertNever } from '../../../../shared/model/result.ts';

export const TYPE_OF: Readonly<Record<DnsWatchType, number>> = { A: TYPE.A, NS: TYPE.NS, CNAME: TYPE.CNAME, SOA: TYPE.SOA, MX: TYPE.MX, TXT: TYPE.TXT, AAAA: TYPE.AAAA };
const TYPES = new Map(Object.entries(TYPE_OF).map(([name, number]) => [number, name as DnsWatchType]));
const MOST_RECORDS = 500;

export interface FoundRecord {
  readonly type: DnsWatchType;
  /** As in a zone file, names in lower case without their last dot. */
  readonly data: string;
  readonly ttlSeconds: number;
}

export interface Answer {
  readonly rcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  /** Records of the types that can be watched, of whatever name: an alias comes with what it leads to. */
  readonly records: readonly FoundRecord[];
}

/** What an answer holds of the records that can be watched; null where they cannot be read. */
export function watchedAnswer(message: DnsMessage, type: DnsWatchType): Answer | null {
  try {
    // Where a name has no SOA of its own, that of its zone stands in the section after the answers.
    const found = [...message.answers, ...(type === 'SOA' ? message.authority : [])].slice(0, MOST_RECORDS);
    const records = found.flatMap(({ type: number, class: cls, ttlSeconds, data }): FoundRecord[] => {
      const known = TYPES.get(number);
      return known === undefined || cls !== CLASS.IN ? [] : [{ type: known, data: dataText(known, data), ttlSeconds }];
    });
    return { rcode: rcodeOf(message), authoritative: (message.flags & FLAG.authoritative) !== 0, truncated: (message.flags & FLAG.truncated) !== 0, records };
  } catch (error) {
    if (error instanceof DnsFormatError || error instanceof RangeError) return null;
    throw error;
  }
}

function dataText(type: DnsWatchType, data: Buffer): string {
  switch (type) {
    case 'A':
      return ipv4Text(data);
    case 'AAAA':
      return ipv6Text(data);
    case 'NS':
    case 'CNAME':
      return nameText(data);
    case 'MX':
      return `${data.readUInt16BE(0)} ${nameText(data.subarray(2))}`;
    case 'TXT':
      return `"${Buffer.concat([...textParts(data)]).toString('utf8')}"`;
    case 'SOA': {
      const server = readName(data, 0);
      const mail = readName(data, server.end);
      return [server.text, mail.text, ...[0, 4, 8, 12, 16].map((offset) => data.readUInt32BE(mail.end + offset))].join(' ');
    }
    default:
      return assertNever(type, 'record type');
  }
}

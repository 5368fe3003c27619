import { assertNever } from '../../../../../shared/model/result.ts';

/** Just enough of RFC 1035 to answer a question in a test. */
const TYPES = { A: 1, NS: 2, CNAME: 5, MX: 15, TXT: 16, AAAA: 28 } as const;
type Type = keyof typeof TYPES;
export interface DnsRecord {
  readonly type: Type;
  /** As in a zone file: "10.0.0.1", "10 mail.acme.test", a text, a name. */
  readonly data: string;
}
export const RCODE = { ok: 0, servfail: 2, nxdomain: 3, refused: 5 } as const;

const name = (text: string): Buffer => Buffer.concat([...text.split('.').flatMap((label) => [Buffer.of(label.length), Buffer.from(label)]), Buffer.of(0)]);
const uint16 = (value: number): Buffer => Buffer.of(value >> 8, value & 0xff);

function rdata({ type, data }: DnsRecord): Buffer {
  switch (type) {
    case 'A':
      return Buffer.from(data.split('.').map(Number));
    case 'AAAA':
      return Buffer.concat(data.split(':').map((group) => uint16(Number.parseInt(group, 16))));
    case 'MX': {
      const [preference = '0', exchange = ''] = data.split(' ');
      return Buffer.concat([uint16(Number(preference)), name(exchange)]);
    }
    case 'TXT':
      return Buffer.concat((data.match(/.{1,255}/gs) ?? []).flatMap((chunk) => [Buffer.of(chunk.length), Buffer.from(chunk)]));
    case 'CNAME':
    case 'NS':
      return name(data);
    default:
      return assertNever(type);
  }
}

/** An answer to the question with these records, each under the asked name. */
export function dnsAnswer(question: Buffer, records: readonly DnsRecord[], rcode: number = RCODE.ok): Buffer {
  let end = 12;
  while ((question[end] ?? 0) !== 0) end += (question[end] ?? 0) + 1;
  end += 5;
  const header = Buffer.concat([question.subarray(0, 2), Buffer.of(0x85, 0x80 | rcode), uint16(1), uint16(records.length), uint16(0), uint16(0)]);
  const answers = records.flatMap((record) => {
    const data = rdata(record);
    return [Buffer.of(0xc0, 12), uint16(TYPES[record.type]), uint16(1), uint16(0), uint16(5), uint16(data.length), data];
  });
  return Buffer.concat([header, question.subarray(12, end), ...answers]);
}

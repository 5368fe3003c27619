import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dnsAnswer, RCODE } from '../../sources/probe/testing/dns-server.ts';
import { isBehind, seenIn } from './seen.ts';
import { answerTo, encodeQuestion } from '../../../dns/message.ts';
import type { DnsWatchType } from '../../../../shared/model/dns-watch-config.ts';
import { TYPE_OF, watchedAnswer, type Answer } from './wire.ts';

interface Question {
  readonly id: number;
  readonly name: string;
  readonly type: DnsWatchType;
}
const QUESTION: Question = { id: 0x1234, name: 'API.acme.test', type: 'A' };
const asked = ({ type, ...rest }: Question) => ({ ...rest, type: TYPE_OF[type], recursion: false });
const decodeAnswer = (bytes: Buffer, question: Question): Answer | null => {
  const message = answerTo(bytes, asked(question));
  return message === null ? null : watchedAnswer(message, question.type);
};
const packet = encodeQuestion(asked(QUESTION));
const answered = (records: Parameters<typeof dnsAnswer>[1], rcode: number = RCODE.ok): Buffer => dnsAnswer(packet, records, rcode);

describe('DNS on the wire', () => {
  it('asks for one name, and reads what is answered to just that', () => {
    expect(packet.readUInt16BE(0)).toBe(0x1234);
    expect(packet.toString('latin1')).toContain('API');
    expect(decodeAnswer(answered([{ type: 'A', data: '203.0.113.10' }]), QUESTION)).toEqual({ rcode: 0, authoritative: true, truncated: false, records: [{ type: 'A', data: '203.0.113.10', ttlSeconds: 5 }] });
    expect(decodeAnswer(answered([]), { ...QUESTION, id: 7 })).toBeNull();
    expect(decodeAnswer(answered([]), { ...QUESTION, name: 'other.acme.test' })).toBeNull();
    expect(decodeAnswer(answered([]), { ...QUESTION, type: 'AAAA' })).toBeNull();
    expect(decodeAnswer(packet, QUESTION)).toBeNull();
  });

  it('reads every type that can be watched', () => {
    const found = (records: Parameters<typeof dnsAnswer>[1]) => decodeAnswer(answered(records), QUESTION)?.records.map(({ type, data }) => `${type} ${data}`);
    expect(found([{ type: 'AAAA', data: '2001:db8:0:0:0:0:0:1' }, { type: 'AAAA', data: '0:0:0:0:0:0:0:1' }, { type: 'CNAME', data: 'Edge.ACME.test' }, { type: 'NS', data: 'ns1.acme.test' }, { type: 'MX', data: '10 mail.acme.test' }, { type: 'TXT', data: `v=spf1 ${'a'.repeat(300)}` }])).toEqual([
      'AAAA 2001:db8::1', 'AAAA ::1', 'CNAME edge.acme.test', 'NS ns1.acme.test', 'MX 10 mail.acme.test', `TXT "v=spf1 ${'a'.repeat(300)}"`,
    ]);
  });

  it('cannot be made to loop, to read beyond the packet, or to throw', () => {
    const good = answered([{ type: 'MX', data: '10 mail.acme.test' }, { type: 'A', data: '203.0.113.10' }]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), fc.nat(good.length), (flips, length) => {
        const bytes = Buffer.from(good.subarray(0, length));
        for (const [at, byte] of flips) if (at < bytes.length && at > 3) bytes[at] = byte;
        const answer = decodeAnswer(bytes, QUESTION);
        expect(answer === null || Array.isArray(answer.records)).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    const loop = Buffer.from(good);
    // A name that points at itself.
    loop.writeUInt16BE(0xc000 | (packet.length - 11), packet.length - 11);
    expect(decodeAnswer(loop, QUESTION)).toBeNull();
  });
});

describe('what an answer says', () => {
  const seen = (records: Parameters<typeof dnsAnswer>[1], rcode: number = RCODE.ok, authority = true) => {
    const answer = decodeAnswer(answered(records, rcode), QUESTION);
    if (answer === null) throw new Error('no answer');
    return seenIn('A', answer, authority);
  };

  it('is a set: neither order nor repetition nor time to live make it another one', () => {
    const one = seen([{ type: 'A', data: '10.0.0.2' }, { type: 'A', data: '10.0.0.1' }]);
    expect(one).toMatchObject({ kind: 'records', lines: ['A 10.0.0.1', 'A 10.0.0.2'], ttlSeconds: 5 });
    expect(seen([{ type: 'A', data: '10.0.0.1' }, { type: 'A', data: '10.0.0.2' }, { type: 'A', data: '10.0.0.2' }]).key).toBe(one.key);
    expect(seen([{ type: 'A', data: '10.0.0.1' }]).key).not.toBe(one.key);
  });

  it('is said in words where there are no records', () => {
    expect(seen([]).lines).toEqual(['A (none)']);
    expect(seen([{ type: 'CNAME', data: 'edge.cdn.test' }]).lines).toEqual(['A (alias of edge.cdn.test)']);
    expect([RCODE.nxdomain, RCODE.servfail, RCODE.refused, 4].map((rcode) => seen([], rcode).kind)).toEqual(['nxdomain', 'servfail', 'refused', 'failed']);
  });

  it('is lame from a server that should be an authority and is none', () => {
    const bytes = answered([{ type: 'A', data: '10.0.0.1' }]);
    bytes[2] = (bytes[2] ?? 0) & ~0x04;
    const answer = decodeAnswer(bytes, QUESTION);
    if (answer === null) throw new Error('no answer');
    expect(seenIn('A', answer, true)).toMatchObject({ kind: 'lame', lines: ['A (not the authority of this name: lame)'] });
    expect(seenIn('A', answer, false).kind).toBe('records');
  });

  it('has a serial that goes round', () => {
    expect([[1, 2], [2, 1], [4_294_967_295, 0], [0, 4_294_967_295], [5, 5]].map(([before = 0, now = 0]) => isBehind(before, now))).toEqual([false, true, false, true, false]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RCODE, TYPE } from '../dns/codes.ts';
import { encodeName } from '../dns/name.ts';
import { respondFor } from './dns-authority.ts';
import { decodeQuery, encodeAnswer } from './dns-message.ts';
import { DEMO_NAME, DemoZone } from './dns-zone.ts';

const query = (name: string, type: number = TYPE.A, { flags = 0x0100, questions = 1 } = {}): Buffer => {
  const fixed = Buffer.alloc(12);
  fixed.writeUInt16BE(0x1234, 0);
  fixed.writeUInt16BE(flags, 2);
  fixed.writeUInt16BE(questions, 4);
  return Buffer.concat([fixed, encodeName(name), Buffer.from([0, type, 0, 1])]);
};

describe('reading questions', () => {
  it('understands a question and gives it back letter by letter', () => {
    const packet = query('ApI.dEmO.holdfast.TEST');
    const decoded = decodeQuery(packet);
    if (decoded.kind !== 'query') throw new Error(`expected a query, got ${decoded.kind}`);
    expect(decoded.query).toMatchObject({ id: 0x1234, recursionDesired: true, ednsVersion: null, question: { name: DEMO_NAME, type: TYPE.A, class: 1 } });
    const answer = encodeAnswer(decoded.query, new DemoZone().answer(decoded.query));
    expect(answer.includes(Buffer.from('ApI')) && answer.includes(Buffer.from('dEmO'))).toBe(true);
    expect(answer.subarray(-4)).toEqual(Buffer.from([127, 0, 0, 1]));
  });

  it('never answers an answer, so that two servers cannot keep each other busy', () => {
    expect(decodeQuery(query(DEMO_NAME, TYPE.A, { flags: 0x8000 }))).toEqual({ kind: 'ignore' });
  });

  it('says what it does not do, and what it cannot read', () => {
    const update = 5 << 11;
    expect(decodeQuery(query(DEMO_NAME, TYPE.A, { flags: update }))).toMatchObject({ kind: 'error', rcode: RCODE.notImplemented });
    expect(decodeQuery(query(DEMO_NAME, TYPE.A, { questions: 2 }))).toMatchObject({ kind: 'error', rcode: RCODE.formatError });
    expect(decodeQuery(query(DEMO_NAME).subarray(0, 20))).toMatchObject({ kind: 'error', rcode: RCODE.formatError });
    const pointingAtItself = Buffer.concat([query('').subarray(0, 12), Buffer.from([0xc0, 12, 0, 1, 0, 1])]);
    expect(decodeQuery(pointingAtItself)).toMatchObject({ kind: 'error', rcode: RCODE.formatError });
    const overlong = Buffer.concat([query('').subarray(0, 12), ...Array.from({ length: 5 }, () => Buffer.concat([Buffer.from([63]), Buffer.alloc(63, 97)])), Buffer.alloc(5)]);
    expect(decodeQuery(overlong)).toMatchObject({ kind: 'error', rcode: RCODE.formatError });
  });

  it('does not take a dot inside a label for the end of the label', () => {
    const label = Buffer.from('api.demo');
    const packet = Buffer.concat([query('').subarray(0, 12), Buffer.from([label.length]), label, encodeName('holdfast.test'), Buffer.from([0, 1, 0, 1])]);
    const decoded = decodeQuery(packet);
    if (decoded.kind !== 'query') throw new Error(`expected a query, got ${decoded.kind}`);
    expect(new DemoZone().answer(decoded.query).rcode).toBe(RCODE.refused);
  });

  it('survives whatever arrives: any bytes, and any damage to a good question', async () => {
    const handle = respondFor({ zone: new DemoZone(), keys: [], takesUpdates: true });
    const good = [...query(`deep.${DEMO_NAME}`), 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0];
    const damaged = fc.tuple(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), fc.nat(good.length)).map(([edits, length]) => {
      const packet = Buffer.from(good);
      for (const [at, byte] of edits) packet[at] = byte;
      return packet.subarray(0, length);
    });
    const bytes = fc.uint8Array({ maxLength: 600 }).map((array) => Buffer.from(array));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, damaged), async (packet) => {
        const answer = await handle(packet);
        if (!answer) return;
        expect(answer.length).toBeLessThanOrEqual(512);
        expect(answer.readUInt16BE(0)).toBe(packet.readUInt16BE(0));
        expect(answer.readUInt16BE(2) & 0x8000, 'marked as an answer').toBe(0x8000);
      }),
      { numRuns: 20_000 },
    );
  });
});

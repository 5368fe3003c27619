import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, readContract, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import { announcedSeed } from '../store/testing/random.ts';
import { RCODE, TYPE } from './codes.ts';
import { decodeMessage, encodeMessage, opcodeOf, rcodeOf } from './message.ts';
import { DnsFormatError, encodeName } from './name.ts';
import { checkSignature, signMessage, TSIG_ERROR, type TsigAlgorithm, type TsigKey } from './tsig.ts';
import { addOne, deleteOne, deleteSet, encodeUpdate, nameIsNotInUse, setIs, type DnsUpdate } from './update.ts';

interface Vector {
  readonly name: string;
  readonly id: number;
  readonly zone: string;
  readonly algorithm: string;
  readonly key_name: string;
  readonly secret_base64: string;
  readonly time_signed: number;
  readonly unsigned_hex?: string;
  readonly signed_hex: string;
  readonly mac_hex: string;
  readonly request_mac_hex?: string;
  readonly rcode?: keyof typeof ANSWERS;
}
const ANSWERS = { NOERROR: RCODE.noError, REFUSED: RCODE.refused, NXRRSET: RCODE.nxRrset };
const vectors = WITHOUT_CONTRACTS ? [] : (readContract('dns-rfc2136/tsig-vectors.json')['vectors'] as readonly Vector[]);
const hex = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'hex');
const keyOf = ({ key_name: name, algorithm, secret_base64: secret }: Vector): TsigKey => ({ name, algorithm: algorithm.replace(/\.$/, '') as TsigAlgorithm, secret: Buffer.from(secret, 'base64') });

const www = 'www.example.com';
const app = 'app.example.com';
const address = Buffer.of(192, 0, 2, 10);
const alias = (name: string): Buffer => encodeName(name);
const add = { prerequisites: [], updates: [addOne(www, TYPE.A, 60, address)] };
const toStandby = [deleteSet(app, TYPE.CNAME), addOne(app, TYPE.CNAME, 60, alias('standby.example.net'))];
/** What each message of the vectors says it does, in our own words. */
const UPDATES: Readonly<Record<string, Pick<DnsUpdate, 'prerequisites' | 'updates'>>> = {
  'add-a': add,
  'add-a-sha512': add,
  'replace-cname': { prerequisites: [], updates: toStandby },
  'delete-rrset': { prerequisites: [], updates: [deleteSet(www, TYPE.A)] },
  'delete-one-rr': { prerequisites: [], updates: [deleteOne(www, TYPE.A, address)] },
  'prereq-value': { prerequisites: setIs(app, TYPE.CNAME, [alias('primary.example.net')]), updates: toStandby },
  'prereq-absent': { prerequisites: [nameIsNotInUse('_lock.example.com')], updates: [addOne('_lock.example.com', TYPE.TXT, 30, Buffer.concat([Buffer.of(11), Buffer.from('incident-42')]))] },
};

describe.skipIf(WITHOUT_CONTRACTS)(`signed updates, as another implementation writes them (${NEEDS_CONTRACTS})`, () => {
  const requests = vectors.filter(({ unsigned_hex: unsigned }) => unsigned !== undefined);
  const answers = vectors.filter(({ request_mac_hex: mac }) => mac !== undefined);

  it('are all known here: seven updates and three answers', () => {
    expect([requests.length, answers.length]).toEqual([7, 3]);
    expect(requests.map(({ name }) => name).sort()).toEqual(Object.keys(UPDATES).sort());
  });

  it.each(requests)('$name is written and signed byte for byte', (vector) => {
    const update = encodeUpdate({ id: vector.id, zone: vector.zone, ...(UPDATES[vector.name] ?? { prerequisites: [], updates: [] }) });
    expect(update.toString('hex')).toBe(vector.unsigned_hex);
    const signed = signMessage(update, keyOf(vector), { timeSeconds: vector.time_signed });
    expect([signed.bytes.toString('hex'), signed.mac.toString('hex')]).toEqual([vector.signed_hex, vector.mac_hex]);
    expect(checkSignature(signed.bytes, keyOf(vector), { nowSeconds: vector.time_signed + 299 })).toMatchObject({ kind: 'valid', error: 0 });
  });

  it.each(requests)('$name is read, and written the same way again', (vector) => {
    const message = decodeMessage(hex(vector.unsigned_hex));
    expect(opcodeOf(message)).toBe(5);
    expect(encodeMessage(message).toString('hex')).toBe(vector.unsigned_hex);
  });

  it.each(answers)('$name is checked with the signature of what was asked', (vector) => {
    const packet = hex(vector.signed_hex);
    const at = { nowSeconds: vector.time_signed, requestMac: hex(vector.request_mac_hex) };
    expect(checkSignature(packet, keyOf(vector), at)).toMatchObject({ kind: 'valid', error: 0 });
    expect(rcodeOf(decodeMessage(packet))).toBe(ANSWERS[vector.rcode ?? 'NOERROR']);
    // As an answer to something else, or to nothing, it is worth nothing.
    expect(checkSignature(packet, keyOf(vector), { nowSeconds: vector.time_signed })).toEqual({ kind: 'wrong', why: 'mac' });
    expect(checkSignature(packet, keyOf(vector), { ...at, requestMac: Buffer.alloc(32) })).toEqual({ kind: 'wrong', why: 'mac' });
  });

  it.each(vectors)('$name is refused with any byte changed, cut anywhere, with another key and at another time', (vector) => {
    const packet = hex(vector.signed_hex);
    const at = { nowSeconds: vector.time_signed, requestMac: vector.request_mac_hex === undefined ? null : hex(vector.request_mac_hex) };
    expect(checkSignature(packet, keyOf(vector), at).kind).toBe('valid');
    const names = packet.indexOf(encodeName('incident-key'));
    for (let index = 0; index < packet.length; index += 1) {
      const changed = Buffer.from(packet);
      changed[index] = (changed[index] ?? 0) ^ 0x41;
      // The id may differ on the way: what was signed is the id that stands in the signature.
      if (index >= 2) expect([index, checkSignature(changed, keyOf(vector), at).kind]).not.toEqual([index, 'valid']);
      expect(checkSignature(packet.subarray(0, index), keyOf(vector), at).kind).not.toBe('valid');
    }
    expect(names).toBeGreaterThan(0);
    expect(checkSignature(packet, { ...keyOf(vector), secret: Buffer.alloc(32, 7) }, at)).toEqual({ kind: 'wrong', why: 'mac' });
    expect(checkSignature(packet, { ...keyOf(vector), name: 'other-key' }, at)).toEqual({ kind: 'wrong', why: 'key' });
    expect(checkSignature(packet, { ...keyOf(vector), algorithm: 'hmac-sha384' }, at)).toEqual({ kind: 'wrong', why: 'algorithm' });
    for (const late of [-301, 301]) expect(checkSignature(packet, keyOf(vector), { ...at, nowSeconds: vector.time_signed + late })).toEqual({ kind: 'wrong', why: 'time' });
  });
});

const KEY: TsigKey = { name: 'Failover-Key.', algorithm: 'hmac-sha384', secret: Buffer.from('a secret that nobody knows but the two') };
const question = encodeUpdate({ id: 7, zone: 'acme.test', ...add });

describe('signatures', () => {
  it.each(['hmac-sha256', 'hmac-sha384', 'hmac-sha512'] as const)('of %s are made and checked; the case of the key’s name says nothing', (algorithm) => {
    const { bytes } = signMessage(question, { ...KEY, algorithm }, { timeSeconds: 1_000_000 });
    expect(checkSignature(bytes, { ...KEY, algorithm, name: 'failover-key' }, { nowSeconds: 1_000_300 }).kind).toBe('valid');
  });

  it('tell the other side’s clock where only the time was wrong', () => {
    const other = Buffer.alloc(6);
    other.writeUIntBE(2_000_000, 0, 6);
    const asked = signMessage(question, KEY, { timeSeconds: 1_000_000 });
    const { bytes } = signMessage(question, KEY, { timeSeconds: 1_000_000, requestMac: asked.mac, error: TSIG_ERROR.badTime, other });
    expect(checkSignature(bytes, KEY, { nowSeconds: 1_000_000, requestMac: asked.mac })).toMatchObject({ kind: 'valid', error: 18, serverSeconds: 2_000_000 });
  });

  it('that are missing, empty, shortened or twice there are told apart from good ones', () => {
    const { bytes, mac } = signMessage(question, KEY, { timeSeconds: 1_000_000 });
    const at = { nowSeconds: 1_000_000 };
    expect(checkSignature(question, KEY, at)).toEqual({ kind: 'none' });
    const signature = decodeMessage(bytes).additional[0];
    if (signature === undefined) throw new Error('no signature');
    const message = decodeMessage(question);
    const start = encodeName(KEY.algorithm).length + 8;
    const withMac = (cut: Buffer, error = 0): Buffer => {
      const data = Buffer.concat([signature.data.subarray(0, start), Buffer.of(0, cut.length), cut, signature.data.subarray(start + 2 + mac.length)]);
      data.writeUInt16BE(error, data.length - 4);
      return encodeMessage({ ...message, additional: [{ ...signature, data }] });
    };
    expect(checkSignature(withMac(mac), KEY, at).kind).toBe('valid');
    expect(checkSignature(withMac(Buffer.alloc(0), TSIG_ERROR.badKey), KEY, at)).toEqual({ kind: 'empty', error: 17 });
    expect(checkSignature(withMac(Buffer.alloc(0)), KEY, at)).toEqual({ kind: 'wrong', why: 'mac' });
    expect(checkSignature(withMac(mac.subarray(0, 24)), KEY, at)).toEqual({ kind: 'wrong', why: 'mac' });
    expect(checkSignature(encodeMessage({ ...message, additional: [signature, signature] }), KEY, at)).toEqual({ kind: 'wrong', why: 'shape' });
    expect(checkSignature(encodeMessage({ ...message, additional: [signature, addOne('a.test', TYPE.A, 1, address)] }), KEY, at)).toEqual({ kind: 'wrong', why: 'shape' });
  });

  it('cannot be made to throw, to loop or to be believed by any bytes', () => {
    const seed = announcedSeed('signed messages from outside');
    const { bytes } = signMessage(question, KEY, { timeSeconds: 1_000_000 });
    // Upper or lower case of the key's name (0x20) says nothing.
    const damaged = fc.tuple(fc.array(fc.tuple(fc.integer({ min: 2, max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }).filter((by) => by !== 0x20)), { minLength: 1, maxLength: 6 }), fc.nat(bytes.length)).map(([edits, length]) => {
      const packet = Buffer.from(bytes);
      for (const [at, by] of edits) packet[at] = (bytes[at] ?? 0) ^ by;
      return packet.subarray(0, Math.max(length, 12));
    });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)), damaged), (packet) => {
        expect(checkSignature(packet, KEY, { nowSeconds: 1_000_000 }).kind).not.toBe('valid');
        try {
          encodeMessage(decodeMessage(packet));
        } catch (error) {
          expect(error).toBeInstanceOf(DnsFormatError);
        }
      }),
      { numRuns: 20_000, seed },
    );
  });
});

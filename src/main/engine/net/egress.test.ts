import { isIP, isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes, egressRefusal } from './egress.ts';

const METADATA_SPELLINGS = [
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '0XA9FEA9FE',
  '025177524776',
  '169.254.43518',
  '169.16689662',
  '0251.0376.0251.0376',
  '0xa9.0xfe.0xa9.0xfe',
  '0xa9.254.0251.254',
  '0251.0376.43518',
  '::ffff:169.254.169.254',
  '[::ffff:169.254.169.254]',
  '::ffff:a9fe:a9fe',
  '0:0:0:0:0:ffff:a9fe:a9fe',
  '::FFFF:A9FE:A9FE',
  '::169.254.169.254',
  '::ffff:0:169.254.169.254',
  '64:ff9b::169.254.169.254',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
];

describe('addresses that nothing a user configures may reach', () => {
  it.each(METADATA_SPELLINGS)('%s is the metadata service, however it is written', (text) => {
    expect(egressRefusal(text)).toContain('link-local');
  });

  it.each([
    ['169.254.0.0', 'link-local'],
    ['169.254.255.255', 'link-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['FEBF:ffff::', 'link-local'],
    ['[fe80::1]', 'link-local'],
    ['fd00:ec2::254', 'metadata'],
    ['FD00:0EC2:0:0:0:0:0:254', 'metadata'],
    ['fd00:ec2:0::0.0.2.84', 'metadata'],
    ['fd20:ce::254', 'metadata'],
    ['100.100.100.200', 'metadata'],
    ['168.63.129.16', 'metadata'],
    ['192.0.0.192', 'metadata'],
  ])('%s is refused as %s', (text, why) => {
    expect(egressRefusal(text)).toContain(why);
  });

  it.each(['127.0.0.1', '10.0.0.1', '169.253.255.255', '169.255.0.0', '8.8.8.8', '::1', 'fec0::1', 'fe7f::1', 'fd00:ec2::255', '::ffff:10.0.0.1', '64:ff9b::8.8.8.8', '2001:db8::a9fe:a9fe', 'localhost', 'api.acme.test', '169.254.169.254.acme.test', ''])(
    '%s may be connected to, or is a name that is judged by what it resolves to',
    (text) => {
      expect(egressRefusal(text)).toBeNull();
    },
  );

  it('understands every address that a socket takes as one, so that none slips past as a name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.ipV4Extended()), (text) => {
        if (!isIP(text)) return;
        expect(addressBytes(text)).toHaveLength(isIPv4(text) ? 4 : 16);
      }),
    );
  });

  it('takes no text for an IPv6 address that is none', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(':', '0', 'f', '1', '.', '9'), maxLength: 24 }), (text) => {
        if (text.includes(':')) expect(addressBytes(text) !== null).toBe(isIPv6(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('finds the whole of 169.254.0.0/16 in every spelling, and nothing beside it', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const spell = (value: number, form: number): string => (form === 0 ? String(value) : form === 1 ? `0${value.toString(8)}` : `0x${value.toString(16)}`);
    fc.assert(
      fc.property(fc.oneof(fc.constant(169), byte), fc.oneof(fc.constant(254), byte), byte, byte, fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }), (a, b, c, d, forms) => {
        const listed = [a, b, c, d].join('.');
        fc.pre(!['100.100.100.200', '168.63.129.16', '192.0.0.192'].includes(listed));
        const inside = a === 169 && b === 254;
        const whole = ((a * 256 + b) * 256 + c) * 256 + d;
        for (const text of [[a, b, c, d].map((part, index) => spell(part, forms[index] ?? 0)).join('.'), spell(whole, forms[0] ?? 0), `::ffff:${listed}`, `64:ff9b::${listed}`])
          expect([text, egressRefusal(text) !== null]).toEqual([text, inside]);
      }),
    );
  });
});

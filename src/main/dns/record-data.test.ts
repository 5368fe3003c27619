import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DnsFormatError, encodeName, isWithin, nameLabels, plainName, readName } from './name.ts';
import { SET_TYPES, valueData, valueText, type SetType } from './record-data.ts';

describe('names', () => {
  it('are the same with and without their last dot, in any case, and with every byte in them', () => {
    expect(plainName('API.Acme.Test.')).toBe('api.acme.test');
    expect(plainName('a\\.b.acme.test')).toBe('a\\046b.acme.test');
    const label = fc.uint8Array({ minLength: 1, maxLength: 63 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(label, { maxLength: 3 }), (labels) => {
        const bytes = Buffer.concat([...labels.flatMap((part) => [Buffer.of(part.length), part]), Buffer.of(0)]);
        const { text, end } = readName(bytes, 0);
        expect(end).toBe(bytes.length);
        expect(encodeName(text)).toEqual(encodeName(readName(encodeName(text), 0).text));
        expect(nameLabels(text)).toHaveLength(labels.length);
      }),
    );
  });

  it.each(['a..b', '.a', 'ä€.test', `${'a'.repeat(64)}.test`, `${'abc.'.repeat(64)}test`])('%s is none', (text) => {
    expect(() => encodeName(text)).toThrow(DnsFormatError);
  });

  it('lie in a zone by whole labels', () => {
    expect([isWithin('api.acme.test.', 'ACME.test'), isWithin('acme.test', 'acme.test'), isWithin('notacme.test', 'acme.test'), isWithin('anything', '')]).toEqual([true, true, false, true]);
  });
});

const canonical = (type: SetType, text: string): string => valueText(type, valueData(type, text));

describe('values', () => {
  it.each([
    ['A', ' 203.0.113.10 ', '203.0.113.10'],
    ['AAAA', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['AAAA', '::ffff:192.0.2.1', '::ffff:c000:201'],
    ['AAAA', '::', '::'],
    ['CNAME', 'Standby.Example.NET', 'standby.example.net.'],
    ['TXT', 'v=1; go', '"v=1; go"'],
    ['TXT', '"a" "b \\" \\\\ \\200"', '"a" "b \\" \\\\ \\200"'],
    ['TXT', '""', '""'],
    ['TXT', 'ü', '"\\195\\188"'],
  ] as const)('%s %s is written %s', (type, given, wanted) => {
    expect(canonical(type, given)).toBe(wanted);
  });

  it.each([
    ['A', '203.0.113'],
    ['A', 'acme.test'],
    ['AAAA', 'fe80::1%eth0'],
    ['CNAME', 'standby'],
    ['CNAME', '203.0.113.10 '.repeat(2)],
    ['TXT', 'a "quote'],
    ['TXT', '"\\999"'],
  ] as const)('%s %s is refused with what was expected', (type, given) => {
    expect(() => valueData(type, given)).toThrow(/^expected /);
  });

  it('come back as they were, whatever stands in them', () => {
    const value: Readonly<Record<SetType, fc.Arbitrary<string>>> = {
      A: fc.ipV4(),
      AAAA: fc.ipV6(),
      CNAME: fc.domain(),
      TXT: fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }).filter((text) => !text.includes('"')), fc.string({ maxLength: 300 }).map((text) => JSON.stringify(text).replaceAll(/\\[^"\\]/g, '-'))),
    };
    for (const type of SET_TYPES)
      fc.assert(
        fc.property(value[type], (text) => {
          const once = canonical(type, text);
          expect(canonical(type, once)).toBe(once);
          expect(valueData(type, once)).toEqual(valueData(type, text));
        }),
        { numRuns: 500 },
      );
  });
});

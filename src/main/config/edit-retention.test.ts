import { describe, expect, it } from 'vitest';
import { writeRetention, type WrittenRetention } from './edit-retention.ts';

const HEAD = 'version: 1\nworkspace: { name: Acme }\n';
const KEEP: WrittenRetention = { rollups: '30d', texts: null, evidence: null, alerts: null, shiftNotes: null };

describe('writing how long things are kept', () => {
  it('adds what is missing, changes what is there, and leaves the rest with its comments', () => {
    expect(writeRetention(HEAD, { ...KEEP, texts: '365d' }).text).toBe(`${HEAD}retention:\n  texts: 365d\n`);
    const text = `${HEAD}retention: # asked by legal\n  texts: 365d # three years\n  evidence: 400d\n`;
    expect(writeRetention(text, { ...KEEP, texts: '1095d', evidence: '400d' }).text).toBe(text.replace('365d', '"1095d"'));
    expect(writeRetention(text, { ...KEEP, texts: '365d', evidence: '400d' }).text).toBe(text);
  });

  it('takes away what is kept for ever again', () => {
    expect(writeRetention(`${HEAD}retention: { rollups: 90d, texts: 365d }\n`, { ...KEEP, rollups: '90d' }).text).toBe(`${HEAD}retention: { rollups: 90d }\n`);
    expect(writeRetention(`${HEAD}retention:\n  texts: 365d\npeople: []\n`, KEEP).text).toBe(`${HEAD}people: []\n`);
  });

  it('refuses what the configuration refuses', () => expect(() => writeRetention(HEAD, { ...KEEP, texts: '1h' })).toThrow('retention.texts: expected a duration from 1d'));
});

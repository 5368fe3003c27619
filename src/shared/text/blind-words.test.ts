import { describe, expect, it } from 'vitest';
import { BlindBefore } from '../model/blind.ts';
import { blindBeforeShort, blindBeforeText, blindNote } from './blind-words.ts';

const EU = { why: 'failing', source: 'eu', name: 'Prometheus EU', seconds: 360 };
const STOPPED = { why: 'stopped', source: null, name: null, seconds: 60 };
const before = (part: object) => BlindBefore.parse({ standing: 'blind', seconds: 360, ofSeconds: 540, unknownSeconds: 0, causes: [EU], ...part });

describe('words for blind minutes', () => {
  it('say how much of the time before a detection was blind, and why', () => {
    expect(blindBeforeText(before({}))).toBe('Blind for 6 min of the 9 min before detection: Prometheus EU did not answer');
    expect(blindBeforeText(before({ seconds: 400, causes: [EU, STOPPED] }))).toBe('Blind for 6 min 40 s of the 9 min before detection: Prometheus EU did not answer (6 min), Holdfast did not run (1 min)');
    expect(blindBeforeText(before({ causes: [{ ...EU, why: 'silent', name: null }] }))).toBe('Blind for 6 min of the 9 min before detection: eu brought nothing new');
    expect(blindBeforeShort(before({ causes: [{ ...STOPPED, why: 'unwatched' }] }))).toBe('blind for 6 min: it was not watched');
  });

  it('never say none where nothing is recorded', () => {
    expect(blindBeforeText(before({ standing: 'unknown', seconds: 0, unknownSeconds: 540, causes: [] }))).toBe('Not known whether it was blind before detection: of the 9 min nothing is recorded');
    expect(blindBeforeText(before({ standing: 'unknown', seconds: 0, unknownSeconds: 60, causes: [] }))).toBe('Not known whether it was blind before detection: of 1 min of the 9 min nothing is recorded');
    expect(blindBeforeText(before({ unknownSeconds: 60 }))).toContain('Blind for at least 6 min of the 9 min');
    expect(blindBeforeText(before({ standing: 'seen', seconds: 0, causes: [] }))).toBeNull();
  });

  it('make a footnote', () => {
    const footnote = { n: 12, blind: 3, unknown: 0, seconds: 2_460, causes: [{ ...before({}).causes[0]!, incidents: 3 }] };
    expect(blindNote(footnote)).toBe('3 of 12 were found after blind minutes (41 min in all): Prometheus EU did not answer.');
    expect(blindNote({ ...footnote, blind: 1, unknown: 2 })).toBe('1 of 12 was found after blind minutes (41 min in all): Prometheus EU did not answer. Of 2 more it is not known.');
    expect(blindNote({ ...footnote, blind: 0, unknown: 9 })).toBe('Whether minutes before detection were blind is not known of 9 of 12 incidents.');
    expect(blindNote({ ...footnote, blind: 0, unknown: 12 })).toBe('Whether minutes before detection were blind is not known of 12 incidents.');
    expect(blindNote({ ...footnote, blind: 0 })).toBeNull();
  });

  it('show a hostile name as text, and cut it', () => {
    expect(blindBeforeText(before({ causes: [{ ...EU, name: `\u202Eevil${'x'.repeat(500)}` }] }))?.length).toBeLessThan(140);
  });
});

import { describe, expect, it } from 'vitest';
import { incidentEntries, TimelineEvent, type IncidentEntryType } from '../model/timeline.ts';
import { approvable, removalOf } from '../../renderer/features/incidents/rules/redactions.ts';
import { rowWords, type Names } from './timeline-words.ts';

const names: Names = { service: (id) => (id === 'checkout' ? 'Checkout API' : id), signal: (id) => id, unitOf: (signal) => (signal === 'checkout-errors' ? 'ratio' : 'none'), serviceOf: (signal) => (signal.startsWith('checkout') ? 'Checkout API' : ''), weightOf: (signal) => (signal.endsWith('errors') ? 0 : 1), time: (instant) => `${instant.slice(11, 19)} UTC` };
const at = '2026-11-21T14:04:00.000Z';
const row = (type: string, data: Record<string, unknown>, extra: Partial<TimelineEvent> = {}): TimelineEvent =>
  TimelineEvent.parse({ seq: 7, incident: 'INC-2026-0042', at, recordedAt: at, actor: { kind: 'person', id: 'mira', name: 'Mira' }, type, data, evidence: null, fromMemory: false, key: true, redacted: [], hash: 'a', count: 1, lastAt: at, ...extra });
const title = (type: IncidentEntryType, data: Record<string, unknown>, extra: Partial<TimelineEvent> = {}) => rowWords(row(type, data, extra), names).title;

describe('a row of the timeline', () => {
  it('says an alert with its value in its own unit', () => {
    const data = { alert: 'a1', rule: 'checkout-errors', service: 'checkout', severity: 'P0', value: 0.991, limit: 0.05, startsAt: at, firedAt: at, noEarlierThan: false, summary: 'Nobody can pay' };
    const shown = rowWords(row('alertFired', data, { evidence: { kind: 'sample', ref: 'checkout-errors', time: at, value: 0.991 } }), names);
    expect(shown).toEqual({ title: 'P0 alert checkout-errors on Checkout API: 99.1 %, limit 5.0 %', facts: null, texts: [{ field: 'summary', text: 'Nobody can pay' }] });
  });

  it('tells whoever took a role from whoever was given one', () => {
    const data = { role: 'incidentCommander', person: 'mira', personName: 'Mira' };
    expect(title('roleTaken', data)).toBe('Took incident commander');
    expect(title('roleTaken', { ...data, person: 'jon', personName: 'Jon' })).toBe('Made Jon incident commander');
  });

  it('keeps both values of a corrected instant', () => {
    expect(title('instantCorrected', { instant: 'impactStartedAt', from: '2026-11-21T14:09:00.000Z', to: '2026-11-21T13:52:00.000Z', reason: 'the load balancer says so' })).toBe('Impact began: 14:09:00 UTC → 13:52:00 UTC');
  });

  it('shows a decision with the numbers that stood on screen', () => {
    const shown = (signal: string, name: string, value: number, unit: string) => ({ signal, name, value, unit, time: at });
    const many = Array.from({ length: 6 }, (_, index) => shown(`checkout-x${index}`, `x${index}`, index, 'none'));
    const words = rowWords(row('decided', { choice: 'hold', reaskAt: '2026-11-21T14:20:00.000Z', sinceImpactMs: 900_000, numbers: [...many, shown('checkout-errors', 'errors', 0.99, 'ratio')], confirmed: false, reason: 'x' }), names);
    expect(words.title).toBe('Decided: hold, ask again at 14:20:00 UTC; not confirmed at that moment');
    expect(words.facts).toMatch(/^On screen: Checkout API errors 99.0 %, Checkout API x0 0, .*; 1 more recorded$/);
  });

  it('of a kind from a newer engine, or with facts that do not fit, is named and nothing more', () => {
    expect(rowWords(row('teleported', { text: 'x' }), names)).toEqual({ title: 'teleported', facts: null, texts: [] });
    expect(title('severityChanged', { from: 'P7' })).toBe('severityChanged');
  });

  it('has words for every kind that a journal knows', () => {
    expect(Object.keys(incidentEntries).map((type) => rowWords(row(type, {}), names).title)).not.toContain('');
  });
});

describe('a removed text', () => {
  const jon = { kind: 'person', id: 'jon', name: 'Jon' } as const;
  const note = row('note', { text: null }, { redacted: ['text'] });
  const asked = row('redactionAsked', { seq: 7, field: 'text', reason: 'a password' }, { seq: 8 });
  const done = row('redacted', { seq: 7, field: 'text', askedBy: asked.actor }, { seq: 9, actor: jon });

  it('is shown as a gap with who wanted it gone, why, and who agreed', () => {
    expect(rowWords(note, names).texts).toEqual([{ field: 'text', text: null }]);
    expect(removalOf([done, asked, note], 7, 'text')).toEqual({ seq: 7, field: 'text', reason: 'a password', askedBy: asked.actor, approvedBy: jon });
  });

  it('needs a second person, once', () => {
    expect(approvable(asked, [asked, note], 'jon')).toEqual({ seq: 7, field: 'text' });
    expect(approvable(asked, [asked, note], 'mira'), 'not the one who asked').toBeNull();
    expect(approvable(asked, [done, asked, note], 'jon'), 'not twice').toBeNull();
    expect(approvable(note, [asked, note], 'jon')).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { ServiceId } from '../../../../shared/model/ids.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import type { Right } from '../../../../shared/model/rights.ts';
import type { IncidentFact } from '../../../../shared/model/timeline.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { foldEntries } from '../fold.ts';
import type { IncidentRecord } from '../record.ts';
import { ADA, at, CHECKOUT, entries, opened } from '../testing/facts.ts';
import { edit, type IncidentChanges } from './edit.ts';

const LOGIN = ServiceId.parse('login');
const given = (...facts: Parameters<typeof entries>): IncidentRecord => {
  const record = foldEntries(entries(...facts));
  if (record === null) throw new Error('no incident');
  return record;
};
const context = { now: epochMs(Date.parse(at('12:30'))), actor: ADA, people: [], services: [CHECKOUT, LOGIN] };
const change = (record: IncidentRecord, changes: IncidentChanges, rights: readonly Right[] = ['operate']) => edit(record, changes, { ...context, rights });
const types = (record: IncidentRecord, changes: IncidentChanges, rights?: readonly Right[]) => change(record, changes, rights).map(({ fact }) => fact.type);
const refusal = (record: IncidentRecord, changes: IncidentChanges, rights?: readonly Right[]): unknown => {
  try {
    return types(record, changes, rights);
  } catch (error) {
    return error instanceof HoldfastError ? `${error.code}: ${error.message}` : error;
  }
};

const open = given(opened());
const secret = given(opened({ kind: 'security', private: true }));
const mitigated = given(opened(), { type: 'mitigated', data: {}, texts: {} });
const correct = (instant: 'impactStartedAt' | 'mitigatedAt' | 'resolvedAt' | 'declaredAt' | 'detectedAt', to: string | null) => ({ instant, to, reason: 'logs say so' });

describe('changing the head of an incident', () => {
  it('writes one entry for each change, and none for what is so already', () => {
    expect(types(open, { title: 'Checkout is down', severity: { to: 'P0', reason: 'nobody can pay' }, kind: 'infrastructure', services: [CHECKOUT, LOGIN] })).toEqual(['titleChanged', 'severityChanged', 'kindChanged', 'servicesChanged']);
    expect(types(open, { title: 'Checkout API: p95 2.4 s', severity: { to: 'P1', reason: 'x' }, kind: null, services: [CHECKOUT], private: { to: false, reason: 'x' }, instants: [correct('impactStartedAt', at('11:58'))] })).toEqual([]);
  });

  it('takes a title as one line of text, and never none', () => {
    expect(change(open, { title: 'Down\u202E\nfor <b>all</b>' })[0]?.fact.texts).toEqual({ title: 'Down for <b>all</b>' });
    expect(refusal(open, { title: '\u200B' })).toBe('invalid_input: title: expected some words.');
  });

  it('what turns out to be a matter of security is private in the same breath, whatever else is asked', () => {
    expect(change(open, { kind: 'security' }).map(({ fact }) => [fact.type, fact.data])).toEqual([['kindChanged', { from: null, to: 'security' }], ['privacyChanged', { private: true }]]);
    expect(types(open, { kind: 'security', private: { to: true, reason: 'x' } })).toEqual(['kindChanged', 'privacyChanged']);
    expect(types(secret, { kind: 'bug' })).toEqual(['kindChanged']);
  });

  it('anybody who operates may hide an incident; showing it again is for whoever approves or administers', () => {
    expect(types(open, { private: { to: true, reason: 'a customer is named' } })).toEqual(['privacyChanged']);
    expect(refusal(secret, { private: { to: false, reason: 'x' } })).toBe('forbidden: To make INC-2026-0001 public needs the right "approve" or "admin", which this seat does not have.');
    for (const right of ['approve', 'admin'] as const) expect(types(secret, { private: { to: false, reason: 'told to the press' } }, ['operate', right])).toEqual(['privacyChanged']);
  });

  it('services must be configured, unless the incident has them already', () => {
    expect(refusal(open, { services: [CHECKOUT, ServiceId.parse('chekout')] })).toBe('invalid_input: There is no service "chekout": expected one of "checkout", "login".');
    const old = given(opened({ services: [ServiceId.parse('retired')] }));
    expect(change(old, { services: [ServiceId.parse('retired'), LOGIN, LOGIN] })[0]?.fact.data).toEqual({ added: [LOGIN], removed: [] });
  });

  it('a correction keeps what it was, with a reason and as from memory', () => {
    expect(change(open, { instants: [correct('impactStartedAt', at('11:40'))] })).toMatchObject([{ fact: { type: 'instantCorrected', data: { instant: 'impactStartedAt', from: at('11:58'), to: at('11:40') }, texts: { reason: 'logs say so' } }, note: { actor: ADA, fromMemory: true } }]);
    expect(types(mitigated, { instants: [correct('mitigatedAt', null)] })).toEqual(['instantCorrected']);
  });

  it('two instants can move past the other one’s old place together, and not alone', () => {
    const both = [correct('impactStartedAt', at('12:10')), correct('detectedAt', at('12:12'))];
    expect(types(open, { instants: both })).toEqual(['instantCorrected', 'instantCorrected']);
    expect(refusal(open, { instants: both.slice(0, 1) })).toBe('invalid_input: The start of the impact (2026-01-15 12:10:00 UTC) would lie after the detection: expected 2026-01-15 12:00:00 UTC or earlier.');
  });

  it.each<[string, IncidentRecord, IncidentChanges]>([
    ['invalid_input: The start of the impact lies in the future (2026-01-15 12:31:00 UTC): expected 2026-01-15 12:30:00 UTC or earlier.', open, { instants: [correct('impactStartedAt', at('12:31'))] }],
    ['conflict: INC-2026-0001 is not acknowledged: the resolution comes with that step and cannot be set before it.', open, { instants: [correct('resolvedAt', at('12:20'))] }],
    ['conflict: INC-2026-0001 is only proposed: the declaration comes with accepting it.', given(opened({ standing: 'proposed' })), { instants: [correct('declaredAt', at('12:20'))] }],
    ['invalid_input: The mitigation is given twice: expected each instant once.', mitigated, { instants: [correct('mitigatedAt', at('12:01')), correct('mitigatedAt', at('12:02'))] }],
    ['conflict: INC-2026-0001 was merged into INC-2026-0009; change that one.', given(opened(), { type: 'merged', data: { into: 'INC-2026-0009' as never }, texts: {} } satisfies IncidentFact), { title: 'x' }],
  ])('refuses: %s', (expected, record, changes) => expect(refusal(record, changes)).toBe(expected));
});

import { describe, expect, it } from 'vitest';
import { SignalRule } from '../../../../shared/model/rule-config.ts';
import { SignalId } from '../../../../shared/model/ids.ts';
import { draftOf, newDraft, suggestId, withSignal, type RuleDraft, type Subject } from './draft.ts';
import { tidyDuration } from '../../../lib/tidy-duration.ts';
import { readDraft } from './read-draft.ts';

const subject = (id: string, unit: Subject['unit'], kind: Subject['kind']): Subject => ({ id: SignalId.parse(id), unit, kind });
const P95 = subject('checkout-p95', 's', 'latency');
const ERRORS = subject('checkout-errors', 'ratio', 'errorRate');
const UP = subject('checkout-up', 'bool', 'availability');
const problems = (draft: RuleDraft, of: Subject | undefined = P95) => {
  const read = readDraft(draft, of);
  return read.ok ? {} : read.problems;
};
const ruleOf = (draft: RuleDraft, of: Subject) => {
  const read = readDraft(draft, of);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.rule;
};

describe('the form of a rule', () => {
  it('gives back every rule of holdfast.yaml as it was', () => {
    const rules = [
      [{ id: 'a', signal: 'checkout-p95', when: { above: 0.8, consecutive: 3 }, severity: 'P1' }, P95],
      [{ id: 'b', signal: 'checkout-errors', when: { above: 0.07, for: '2m' }, severity: 'P0', incident: 'propose', minTraffic: 0.5, keepFiringFor: '1m', summary: 'Too many errors', owner: 'ada', reviewBy: '2099-12-31' }, ERRORS],
      [{ id: 'c', signal: 'checkout-up', when: { below: 1, consecutive: 3 }, severity: 'P0' }, UP],
      [{ id: 'c2', signal: 'checkout-up', when: { below: 0.5 }, severity: 'P0' }, UP],
      [{ id: 'd', signal: 'checkout-p95', baseline: { direction: 'both', sensitivity: 8, season: 'weekly', consecutive: 5, for: '1m' } }, P95],
      [{ id: 'e', signal: 'checkout-p95', absent: { for: '10m' } }, P95],
      [{ id: 'f', slo: 'checkout-works', severity: 'P1' }, P95],
      [{ id: 'g', slo: 'checkout-works', burn: { minSamples: 100, pairs: [{ factor: 20, long: '30m', short: '2m', severity: 'P0' }, { factor: 3, long: '12h', short: '1h' }] } }, P95],
    ] as const;
    for (const [written, of] of rules) {
      const rule = SignalRule.parse(written);
      expect(ruleOf(draftOf(rule, of.unit), of)).toEqual(rule);
    }
  });

  it('takes an error rate in per cent and a duration in words', () => {
    const draft = { ...newDraft(ERRORS), id: 'x', limit: '5', consecutive: '', lasting: '5 min' };
    expect(ruleOf(draft, ERRORS)).toMatchObject({ when: { above: 0.05, for: '5m' } });
    expect([tidyDuration('1h 30 min'), tidyDuration(' 90 sec'), tidyDuration('soon')]).toEqual(['1h30m', '90s', 'soon']);
  });

  it('begins on the side that is bad for the signal, and needs no limit for what is up or down', () => {
    expect(newDraft(subject('t', 'perSecond', 'traffic')).side).toBe('below');
    expect(newDraft(P95).side).toBe('above');
    expect(ruleOf({ ...newDraft(UP), id: 'down' }, UP)).toMatchObject({ when: { below: 1, consecutive: 3 } });
  });

  it('forgets a limit that belongs to another unit, and keeps what was typed for another kind', () => {
    const draft = withSignal({ ...newDraft(P95), limit: '0.8', sensitivity: '9' }, ERRORS);
    expect([draft.limit, draft.sensitivity]).toEqual(['', '9']);
    expect(withSignal({ ...newDraft(P95), limit: '0.8' }, P95).limit).toBe('0.8');
  });

  it('says of each field what was expected; what is missing is told apart from what is wrong', () => {
    const draft = { ...newDraft(P95), id: 'a b', consecutive: '2.5', lasting: 'soon', minTraffic: '-1', keepFiringFor: '5', reviewBy: '31.12.2026', summary: 'x'.repeat(201) };
    const found = problems(draft);
    expect(Object.keys(found).toSorted()).toEqual(['consecutive', 'id', 'keepFiringFor', 'lasting', 'limit', 'minTraffic', 'reviewBy', 'summary']);
    expect(found.limit).toEqual({ text: 'Expected a number', missing: true });
    expect(found.consecutive).toEqual({ text: 'Expected a whole number from 1 to 100', missing: false });
    expect(problems({ ...newDraft(P95), id: 'x', limit: 'fast' }).limit?.missing).toBe(false);
    expect(problems({ ...newDraft(undefined), id: 'x', limit: '1' }, undefined).signal?.missing).toBe(true);
    expect(problems({ ...newDraft(P95), kind: 'burn', id: 'x', slo: 's', ownPairs: true, pairs: [{ factor: '0', long: '1h', short: '5m', severity: '' }] })).toHaveProperty('pairs');
    expect(problems({ ...newDraft(P95), kind: 'absence', id: 'x', absentFor: '' }).absentFor?.missing).toBe(true);
    expect(problems({ ...newDraft(P95), id: 'new', limit: '1' }).id?.text).toContain('address of this form');
  });

  it('suggests an id that says what is watched and that no rule has', () => {
    const draft = newDraft(P95);
    expect(suggestId(draft, P95, new Set())).toBe('checkout-p95-high');
    expect(suggestId(draft, P95, new Set(['checkout-p95-high', 'checkout-p95-high-2']))).toBe('checkout-p95-high-3');
    expect(suggestId(newDraft(UP), UP, new Set())).toBe('checkout-up-down');
    expect(suggestId({ ...draft, kind: 'burn', slo: 'checkout-works' }, P95, new Set())).toBe('checkout-works-budget');
    expect(suggestId({ ...draft, signal: '' }, undefined, new Set())).toBe('');
  });
});

import { expect, it } from 'vitest';
import type { PlanPreview } from '../../../../shared/model/continuity/plan.ts';
import { PlanId, StepId } from '../../../../shared/model/ids.ts';
import { differencesOf } from './differences.ts';

type Step = PlanPreview['steps'][number];
const step = (extra: Partial<Step> = {}): Step => ({
  id: StepId.parse('switch'), name: 'Switch', kind: 'dns', plan: null, changes: true, undoable: true, says: '', actions: [{ to: 'UPDATE acme.example', lines: ['add A 198.51.100.20'] }], undo: null, live: { says: 'A 192.0.2.10', at: '2026-01-15T12:00:00.000Z' }, after: 'A 198.51.100.20', notes: [], ...extra,
});
const preview = (steps: readonly Step[], extra: Partial<PlanPreview> = {}): PlanPreview => ({
  plan: PlanId.parse('a'), mode: 'live', hash: 'h', at: '2026-01-15T12:00:00.000Z', parameters: {}, steps: [...steps], blastRadius: ['record api'], dangers: [], numbers: [{ says: 'lag 1 s', at: null }], propagation: null, preflight: { state: 'ok', at: null, checks: [] }, versions: null, ...extra,
});

it('shows what is there now beside what was confirmed', () => {
  expect(differencesOf(preview([step()]), preview([step({ live: { says: 'A 203.0.113.7', at: '2026-01-15T12:01:00.000Z' } })]))).toEqual([{ what: 'Switch: there now', was: 'A 192.0.2.10', now: 'A 203.0.113.7' }]);
});

it('takes no age and no number for a difference', () => {
  const later = preview([step({ live: { says: 'A 192.0.2.10', at: '2026-01-15T12:09:00.000Z' } })], { at: '2026-01-15T12:09:00.000Z', numbers: [{ says: 'lag 2 s', at: null }] });
  expect(differencesOf(preview([step()]), later)).toEqual([]);
});

it('tells of steps that came, went, or do something else', () => {
  const changed = differencesOf(preview([step()]), preview([step({ actions: [{ to: 'UPDATE acme.example', lines: ['add A 198.51.100.21'] }] })]));
  expect(changed).toEqual([{ what: 'Switch: what it does', was: 'UPDATE acme.example\nadd A 198.51.100.20', now: 'UPDATE acme.example\nadd A 198.51.100.21' }]);
  const gone = differencesOf(preview([step(), step({ id: StepId.parse('tell'), name: 'Tell', live: null, after: null })]), preview([step()]));
  expect(gone).toEqual([{ what: 'Tell: what it does', was: 'UPDATE acme.example\nadd A 198.51.100.20', now: '–' }]);
});

it('tells of new dangers and another version', () => {
  const versions = { to: '1', now: '2', at: null, changes: [] };
  expect(differencesOf(preview([], { versions }), preview([], { versions: { ...versions, now: '3' }, dangers: ['both sites can accept writes'] }))).toEqual([
    { what: 'Version of now', was: '2', now: '3' },
    { what: 'Dangers', was: '–', now: 'both sites can accept writes' },
  ]);
});

import { describe, expect, it } from 'vitest';
import type { ReportPart, SectionSource } from '../../../shared/model/report.ts';
import { anchorOf, stateOf } from './rules.ts';

const part = (source: Partial<SectionSource> | null, section: ReportPart['section'] = 'lessons'): ReportPart => ({ section, heading: 'Lessons', blocks: [], source: source === null ? null : { text: 'x', fresh: null, edited: null, changed: [], ...source } });
const edited = { at: '2026-11-21T14:04:00.000Z', by: { kind: 'person' as const, id: 'mira', name: 'Mira' } };

describe('a part of the report', () => {
  it('is made, written, written before the facts changed, or not written yet', () => {
    expect(stateOf(part(null))).toBe('made');
    expect(stateOf(part({}))).toBe('made');
    expect(stateOf(part({ edited }))).toBe('written');
    expect(stateOf(part({ edited, changed: ['- 1: a'] }))).toBe('changed');
    expect(stateOf(part({ text: '{{unwritten}}' }))).toBe('unwritten');
    expect(stateOf(part({ text: '{{unwritten}}', edited }))).toBe('written');
  });
  it('has a place that a link can lead to, whatever its heading is', () => {
    expect(anchorOf(part(null))).toBe('part-lessons');
    expect(anchorOf({ section: null, heading: 'Figures & numbers <x>' })).toBe('part-figures-numbers-x-');
  });
});

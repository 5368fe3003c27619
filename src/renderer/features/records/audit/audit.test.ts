import { describe, expect, it } from 'vitest';
import type { TimelineEvent } from '../../../../shared/model/timeline.ts';
import { areFiltered, incidentOf, NO_FILTERS, readFilters, writeFilters } from './audit-filters.ts';
import { auditWords } from '../../../../shared/text/audit-words.ts';

const NAMES = { person: (id: string) => ({ mira: 'Mira Okafor' })[id] ?? id };
const row = (type: string, data: Record<string, unknown>, redacted: string[] = []): TimelineEvent => ({ seq: 7, incident: null, at: '2026-11-21T14:02:11.000Z', recordedAt: '2026-11-21T14:02:11.000Z', actor: { kind: 'person', id: 'mira', name: 'Mira' }, type, data, evidence: null, fromMemory: false, key: false, redacted, hash: 'ab', count: 1, lastAt: '2026-11-21T14:02:11.000Z' });
const title = (type: string, data: Record<string, unknown>) => auditWords(row(type, data), NAMES).title;

describe('rows of the audit', () => {
  it('say what changed, where, and show the difference apart', () => {
    const changed = { by: 'file', added: ['rules.a'], removed: [], changed: ['rules.b', 'rules.c', 'rules.d', 'rules.e', 'rules.f'], difference: '- 12: above: 0.8\n+ 12: above: 0.9' };
    const words = auditWords(row('configChanged', changed), NAMES);
    expect(words.title).toBe('Configuration changed in the file: added rules.a; changed rules.b, rules.c, rules.d, rules.e and 1 more');
    expect(words.texts).toEqual([{ field: 'difference', text: changed.difference, isDifference: true }]);
    expect(title('configChanged', { ...changed, by: 'start', added: [], changed: [] })).toContain('while Holdfast did not run: nothing that counts');
  });

  it('name people and screens, as text', () => {
    expect(title('seatInvited', { kind: 'wall', person: 'mira', rights: ['view'], name: 'NOC\n<b>left</b>' })).toBe('Invited a wall “NOC <b>left</b>” for Mira Okafor, with the rights view');
    expect(title('pinChanged', { person: 'mira' })).toBe('The PIN of Mira Okafor was changed');
    expect(title('maintenanceEnded', { window: 'deploy', suppressed: 1, name: 'Move' })).toBe('Maintenance ended: Move, 1 alert kept silent');
    expect(title('incidentsImported', { format: 'csv', incidents: 1_204, skipped: 3, file: 'a.csv' })).toBe('Imported 1,204 incidents from CSV “a.csv”, 3 rows left out');
  });

  it('show a text that was removed as removed, and never what is kept beside a hand-over', () => {
    expect(auditWords(row('shiftNote', { text: null }, ['text']), NAMES).texts).toEqual([{ field: 'text', text: null, isDifference: false }]);
    expect(auditWords(row('handoverWritten', { summary: {}, text: 'Calm', words: '{"1":"x"}' }), NAMES).texts).toEqual([{ field: 'text', text: 'Calm', isDifference: false }]);
  });

  it('are named by their kind where this page does not know it, or its facts are others', () => {
    expect(title('somethingNewer', {})).toBe('somethingNewer');
    expect(title('configChanged', { by: 'magic' })).toBe('configChanged');
  });
});

describe('what the audit is narrowed to', () => {
  it('stands in the address', () => {
    expect(readFilters('?type=configChanged&actor=mira&incident=INC-2026-0042')).toEqual({ type: 'configChanged', actor: 'mira', incident: 'INC-2026-0042' });
    expect(readFilters('?incident=nonsense')).toEqual(NO_FILTERS);
    expect(writeFilters({ ...NO_FILTERS, actor: 'mira' }, '?scene=x&type=a')).toBe('?scene=x&actor=mira');
    expect([areFiltered(NO_FILTERS), areFiltered({ ...NO_FILTERS, type: 'a' })]).toEqual([false, true]);
  });

  it('takes an incident as people type it', () => {
    expect(['INC-2026-0042', 'inc-2026-42', ' 2026-42 ', '42', ''].map(incidentOf)).toEqual(['INC-2026-0042', 'INC-2026-0042', 'INC-2026-0042', null, null]);
  });
});

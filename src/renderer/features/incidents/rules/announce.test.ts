import { describe, expect, it } from 'vitest';
import { IncidentId } from '../../../../shared/model/ids.ts';
import { announcement } from './announce.ts';

const calm = { id: IncidentId.parse('INC-2026-0042'), state: 'detected', standing: 'declared', mergedInto: null, severity: 'P1', roles: [], decision: null, private: false, healthQuestion: null } as const;
const mira = { role: 'incidentCommander', person: 'mira', name: 'Mira', since: '2026-11-21T14:00:00.000Z', offeredTo: null } as const;

describe('what is said aloud', () => {
  it('is the step, the severity and who took which role', () => {
    expect(announcement({ ...calm, roles: [] }, { ...calm, state: 'acknowledged', severity: 'P0', roles: [mira] })).toBe('INC-2026-0042 is now acknowledged. Severity is now P0. Incident commander is Mira.');
    expect(announcement({ ...calm, roles: [mira] }, { ...calm, roles: [] })).toBe('Mira is no longer incident commander.');
  });
  it('is nothing where only a clock or a note moved', () => {
    expect(announcement({ ...calm, roles: [] }, { ...calm, roles: [] })).toBe('');
  });
});

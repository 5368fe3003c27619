import { describe, expect, it } from 'vitest';
import { IncidentId } from '../../../../shared/model/ids.ts';
import type { Right } from '../../../../shared/model/rights.ts';
import { mayOf } from './may.ts';

const rights = (...held: Right[]) => ({ known: true, person: { id: 'mira', name: 'Mira' }, may: (right: Right) => held.includes(right) });
const open = { standing: 'declared', state: 'investigating', mayOperate: true, mergedInto: null, hold: null } as const;
const HOLD = { reason: 'claim 4711', at: '2026-11-21T14:02:11.000Z', by: { kind: 'person', id: 'mira', name: 'Mira' } } as const;

describe('what is offered', () => {
  it('is everything to whoever operates, and nothing is explained', () => {
    expect(mayOf(open, rights('publish', 'operate'))).toMatchObject({ steer: true, tell: true, note: true, redact: true, reopen: false, reveal: false, why: null });
  });
  it('is telling, but no step, to whoever only publishes', () => {
    expect(mayOf({ ...open, mayOperate: false }, rights('publish'))).toMatchObject({ steer: false, tell: true, note: true, redact: false, why: expect.stringContaining('operate') });
  });
  it('is nothing to whoever only looks, and says why', () => {
    expect(mayOf({ ...open, mayOperate: false }, rights('view'))).toMatchObject({ steer: false, tell: false, note: false, why: expect.stringContaining('may look') });
  });
  it('is a note or a reopening once it was dismissed, and nothing once it was merged', () => {
    expect(mayOf({ ...open, standing: 'dismissed', state: 'detected' }, rights('publish', 'operate'))).toMatchObject({ steer: false, tell: false, note: true, reopen: true });
    expect(mayOf({ ...open, standing: 'merged', mergedInto: IncidentId.parse('INC-2026-0007') }, rights('publish', 'operate'))).toMatchObject({ steer: false, note: false, reopen: false, redact: true, why: 'This was merged into INC-2026-0007; go on there.' });
  });
  it('is a legal hold to whoever operates, its end to whoever approves, and meanwhile no redaction to anybody', () => {
    expect(mayOf(open, rights('publish', 'operate'))).toMatchObject({ hold: true, liftHold: false });
    expect(mayOf({ ...open, hold: HOLD }, rights('publish', 'operate'))).toMatchObject({ hold: false, liftHold: false, redact: false });
    expect(mayOf({ ...open, hold: HOLD }, rights('publish', 'operate', 'approve'))).toMatchObject({ hold: false, liftHold: true, redact: false });
  });
  it('explains nothing before it is known who looks', () => {
    expect(mayOf(open, { ...rights(), known: false }).why).toBeNull();
  });
});

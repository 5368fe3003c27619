import { describe, expect, it } from 'vitest';
import { ServiceId, SignalId } from '../../../../shared/model/ids.ts';
import { Proof } from '../../../../shared/model/review.ts';
import { dayOf, endOfDay, fieldsOf, NO_FIELDS, proofOf, readFields } from './proof.ts';

describe('the proof of an action in a form', () => {
  const PROOFS: readonly (Proof | null)[] = [null, { kind: 'rule', rule: 'checkout-slow' }, { kind: 'probe', signal: SignalId.parse('checkout-up'), checks: 5 }, { kind: 'drill', withinSeconds: 450, service: ServiceId.parse('checkout') }, { kind: 'drill', withinSeconds: 480, service: null }, { kind: 'link' }, { kind: 'postman', signal: SignalId.parse('checkout-tests'), checks: 2 }];
  it.each(PROOFS)('is read back as it was: %o', (proof) => {
    expect(proofOf(fieldsOf(proof))).toEqual({ ok: true, proof });
    expect(readFields(JSON.stringify(fieldsOf(proof)))).toEqual(fieldsOf(proof));
    expect(proof === null || Proof.safeParse(proof).success).toBe(true);
  });

  it.each([
    [{ kind: 'rule', rule: '  ' }, 'rule'],
    [{ kind: 'probe', signal: '' }, 'signal'],
    [{ kind: 'postman', signal: '' }, 'signal'],
    [{ kind: 'probe', signal: 'checkout-up', checks: '0' }, 'checks'],
    [{ kind: 'probe', signal: 'checkout-up', checks: '2.5' }, 'checks'],
    [{ kind: 'drill', minutes: 'soon' }, 'minutes'],
    [{ kind: 'drill', minutes: '0' }, 'minutes'],
  ] as const)('says which field means nothing: %o', (fields, field) => {
    expect(proofOf({ ...NO_FIELDS, ...fields })).toMatchObject({ ok: false, field });
  });

  it('is empty where a draft holds what is no proof', () => {
    for (const kept of ['', 'null', '{"kind":"magic"}', '[', '{"kind":"rule"}']) expect(readFields(kept)).toEqual(NO_FIELDS);
  });

  it('is due at the end of a day where the workspace is, also on the day on which clocks change', () => {
    expect(endOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T21:59:59.000Z');
    expect(endOfDay('2026-03-28', 'Europe/Berlin')).toBe('2026-03-28T22:59:59.000Z');
    expect(dayOf('2026-03-28T22:59:59.000Z', 'Europe/Berlin')).toBe('2026-03-28');
    expect([endOfDay('', 'UTC'), dayOf(null, 'UTC')]).toEqual([null, '']);
  });
});

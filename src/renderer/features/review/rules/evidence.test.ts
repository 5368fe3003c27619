import { describe, expect, it } from 'vitest';
import { IncidentId } from '../../../../shared/model/ids.ts';
import { readRowRef, rowRef, sampleAt } from './evidence.ts';

const INCIDENT = IncidentId.parse('INC-2026-0042');

describe('what an answer rests on', () => {
  it('names a row of a timeline so that it is found again', () => {
    expect(rowRef(INCIDENT, 1_012)).toBe('INC-2026-0042 row 1012');
    expect(readRowRef(rowRef(INCIDENT, 1_012))).toEqual({ incident: INCIDENT, seq: 1_012 });
    for (const other of ['rule slow', 'INC-2026-0042', 'INC-2026-0042 row', 'https://acme.test/INC-2026-0042 row 1', '']) expect(readRowRef(other)).toBeNull();
  });

  it('takes the sample nearest to the cursor, and none out of a hole', () => {
    const points = [10, 20, 60].map((second) => ({ time: new Date(second * 1_000).toISOString(), avg: second }));
    expect(sampleAt(points, 16_000, 15_000)?.value).toBe(20);
    expect(sampleAt(points, 14_000, 15_000)?.value).toBe(10);
    expect(sampleAt(points, 40_000, 15_000)).toBeNull();
    expect(sampleAt([], 0, 15_000)).toBeNull();
  });
});

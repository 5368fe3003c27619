import { describe, expect, it } from 'vitest';
import { RunId, ServiceId } from '../../../../../shared/model/ids.ts';
import { epochMs } from '../../../../../shared/model/units.ts';
import { switchedServices, type DegradeDone } from './switched.ts';

const AT = epochMs(Date.parse('2026-01-15T12:00:00.000Z'));
const SEARCH = ServiceId.parse('search');
type Mode = DegradeDone['services'][number]['to'];
const did = (number: number, to: Mode, more: Partial<DegradeDone['services'][number]> = {}, isUndone = false): DegradeDone => ({ run: RunId.parse(`RUN-000${number}`), at: AT, isUndone, services: [{ service: SEARCH, before: 'full', to, isSwitched: true, exit: 'errors are below 1 %', ...more }] });
const modes = (...done: readonly DegradeDone[]) => switchedServices(done).map(({ run, to, exit }) => [run, to, exit]);

describe('services in less than their full mode', () => {
  it('are those that a plan has switched and none has switched back, with what was said of when', () => {
    expect(switchedServices([did(1, 'reduced')])).toEqual([{ service: SEARCH, to: 'reduced', exit: 'errors are below 1 %', run: 'RUN-0001', at: '2026-01-15T12:00:00.000Z' }]);
    expect(modes(did(2, 'full'), did(1, 'reduced'))).toEqual([]);
    expect(modes(did(2, 'off'), did(1, 'reduced'))).toEqual([['RUN-0002', 'off', 'errors are below 1 %']]);
  });

  it('are not those of a step that was taken back, or that never switched them', () => {
    expect(modes(did(1, 'off', {}, true))).toEqual([]);
    expect(modes(did(2, 'off', { before: 'reduced' }, true), did(1, 'reduced'))).toEqual([['RUN-0002', 'reduced', null]]);
    expect(modes(did(2, 'full', { isSwitched: false }), did(1, 'reduced'))).toEqual([['RUN-0001', 'reduced', 'errors are below 1 %']]);
  });
});

import { describe, expect, it } from 'vitest';
import { RIGHTS, type Right } from '../../shared/model/rights.ts';
import type { IncidentId } from '../../shared/model/ids.ts';
import { createBlindTimes } from '../engine/blindness/service.ts';
import { openIncidents } from '../engine/incidents/testing/open-incidents.ts';
import { silentLog } from '../engine/testing/manual-clock.ts';
import { fakeActor, sampleHandlers } from '../transport/testing/fake-engine.ts';
import { createDispatch } from './dispatch.ts';
import { createIncidentHandlers } from './incident-handlers.ts';

function setUp() {
  const world = openIncidents();
  const dispatch = createDispatch({ log: silentLog, handlers: sampleHandlers(createIncidentHandlers(world.incidents, createBlindTimes({ db: world.db, clock: world.clock, services: () => [], blindNow: () => [] }))) });
  const id = world.fires('checkout-down') as IncidentId;
  return { world, id, act: (action: unknown, rights: readonly Right[], pinned = true, more: object = {}) => dispatch('incidents.act', { id, action, ...more }, fakeActor(rights, pinned)), dispatch };
}

describe('acting on an incident through the contract', () => {
  it('whoever publishes may tell, and only whoever operates may steer', async () => {
    const { act } = setUp();
    expect(await act({ type: 'note', text: 'DNS looks odd' }, ['publish'])).toMatchObject({ ok: true });
    expect(await act({ type: 'acknowledge' }, ['publish'])).toMatchObject({ ok: false, error: { code: 'forbidden', message: 'This needs the right "operate", which this seat does not have.' } });
    expect(await act({ type: 'acknowledge' }, ['publish', 'operate'])).toMatchObject({ ok: true, value: { state: 'acknowledged' } });
  });

  it('steering wants the person and not only the seat; telling does not', async () => {
    const { act } = setUp();
    expect(await act({ type: 'note', text: 'x' }, RIGHTS, false)).toMatchObject({ ok: true });
    expect(await act({ type: 'mitigate' }, RIGHTS, false)).toMatchObject({ error: { code: 'forbidden', details: { needs: 'pin' } } });
  });

  it('is signed by the session, whatever the input says', async () => {
    const { world, id, act } = setUp();
    await act({ type: 'acknowledge' }, RIGHTS, true, { actor: { kind: 'person', id: 'mallory', name: 'Mallory' } });
    const { person } = fakeActor(RIGHTS);
    expect(world.timeline(id, { type: 'acknowledged' }).items).toMatchObject([{ actor: { kind: 'person', id: person?.id, name: person?.name } }]);
    expect(await act({ type: 'takeRole', role: 'scribe', person: 'mallory' }, RIGHTS)).toMatchObject({ error: { code: 'invalid_input' } });
  });

  it('a change that missed another one is refused with what it missed', async () => {
    const { id, dispatch } = setUp();
    const edit = (title: string) => dispatch('incidents.edit', { id, version: 2, title }, fakeActor(RIGHTS));
    expect(await edit('Checkout is down')).toMatchObject({ ok: true, value: { version: 3, title: 'Checkout is down' } });
    expect(await edit('Checkout is slow')).toMatchObject({ error: { code: 'conflict', details: { version: 3, changes: [{ type: 'titleChanged', data: { title: 'Checkout is down' } }] } } });
  });

  it('answers what the contract says, to a wall as to an operator', async () => {
    const { id, dispatch } = setUp();
    for (const rights of [['view'], RIGHTS] as const)
      for (const [call, input] of [['incidents.list', {}], ['incidents.get', { id }], ['incidents.timeline', { id }], ['incidents.similar', { id }]] as const) expect([call, await dispatch(call, input, fakeActor(rights))]).toMatchObject([call, { ok: true }]);
    expect(await dispatch('incidents.open', { title: 'Nobody can pay', severity: 'P0', services: ['checkout'] }, fakeActor(RIGHTS))).toMatchObject({ ok: true, value: { id: 'INC-2026-0002', mayOperate: true } });
  });
});

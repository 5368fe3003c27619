import { expect, it } from 'vitest';
import { assertPresent } from '../../../shared/model/result.ts';
import { epochMs } from '../../../shared/model/units.ts';
import { createEscalation } from '../escalation/service.ts';
import { openIncidents } from '../incidents/testing/open-incidents.ts';
import { systemLookup } from '../net/guarded-lookup.ts';
import { silentLog } from '../testing/manual-clock.ts';
import { shownClock } from './due-clock.ts';
import { createIncidentKeeper } from './keeper.ts';
import { dueClocks } from './rules.ts';
import { factsOf, type ServiceBook } from './service-facts.ts';
import { createSetBack } from './set-back.ts';
import { policy } from './testing/records.ts';

const MINUTE = 60_000;
const POLICY = policy({ obligations: [{ id: 'dora', name: 'DORA: initial notification', kind: 'regulator', within: '30m' }] });

/** Incidents, their journal and SQLite as they are in production, with a keeper that ticks. */
function night() {
  let state: 'ok' | 'breached' = 'breached';
  let since = epochMs(0);
  const services: ServiceBook = { standing: (service) => ({ service, state, since }), tier: () => 1 };
  const store = openIncidents({ policy: () => POLICY, clocks: (record) => dueClocks(record, POLICY, factsOf(record.services, services), store.clock.nowMs()).map(shownClock) });
  const heard: string[] = [];
  const { clock } = store;
  const start = () =>
    createIncidentKeeper({
      clock,
      log: silentLog,
      policy: () => POLICY,
      open: () => store.incidents.openRecords(),
      resolved: () => store.incidents.closedSince(epochMs(0)),
      services,
      append: (id, facts, note) => store.incidents.append(id, facts, note),
      changed: (ids) => store.incidents.tellAgain(ids),
      escalation: createEscalation({ clock, log: silentLog, lookup: systemLookup(), resolveSecrets: async (text) => text, roster: () => [], alarm: (_, severity) => heard.push(severity) }),
      setBack: createSetBack(),
    });
  let keeper = start();
  return {
    ...store,
    heard,
    recover: () => ((state = 'ok'), (since = clock.nowMs())),
    restart: () => (store.restart(), (keeper = start())),
    pass: async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 1_000) {
        await clock.advance(1_000);
        keeper.tick();
      }
    },
  };
}

it('the clocks of a real incident: told, escalated, decided and ended in its journal, through a restart', async () => {
  const story = night();
  const id = assertPresent(story.fires('checkout-down', { severity: 'P0', agoMs: 2 * MINUTE }), 'no incident opened');
  const rows = (...types: string[]) =>
    story
      .timeline(id, { limit: 200 })
      .items.filter(({ type }) => types.includes(type))
      .map(({ type, data }) => [type, data['clock'], data['stage'] ?? data['by']].filter((each) => typeof each === 'string').join(' '));

  await story.pass(4 * MINUTE);
  expect(rows('clockTurned', 'escalated')).toEqual(['clockTurned acknowledge overdue', 'escalated acknowledge sound']);
  story.restart();
  await story.pass(2 * MINUTE);
  expect(rows('clockTurned', 'escalated')).toEqual(['clockTurned acknowledge overdue', 'escalated acknowledge sound', 'clockTurned commander overdue', 'escalated commander sound']);
  story.act(id, { type: 'acknowledge' });
  story.act(id, { type: 'takeRole', role: 'incidentCommander' });
  for (const audience of ['internal', 'executive', 'public'] as const) story.act(id, { type: 'recordUpdate', audience, text: 'We are on it.' });

  await story.pass(8 * MINUTE);
  expect(rows('clockTurned', 'escalated').slice(4)).toEqual(['clockTurned when amber', 'clockTurned when due', 'escalated when sound', 'clockTurned when overdue', 'escalated when sound']);
  expect(story.told('incident').at(-1)).toMatchObject({ clocks: [{ id: 'when' }, { id: 'update:internal' }, { id: 'update:executive' }, { id: 'update:public' }, { id: 'obligation:dora' }] });
  story.act(id, { type: 'decide', choice: 'hold', reason: 'the vendor is on it', reaskAt: new Date(story.clock.nowMs() + 10 * MINUTE).toISOString() });
  await story.pass(5 * MINUTE);
  expect(story.heard).toHaveLength(4);

  story.ends('checkout-down');
  story.recover();
  await story.pass(5 * MINUTE);
  expect(rows('impactEnded')).toEqual(['impactEnded']);
  expect(story.incidents.snapshot()[0]?.clocks.map(({ id: clock }) => clock)).not.toContain('when');
  await story.pass(25 * MINUTE);
  expect(rows('healthAsked')).toEqual(['healthAsked']);
  expect(rows('clockTurned')).toContain('clockTurned obligation:dora overdue');

  story.act(id, { type: 'mitigate' });
  story.act(id, { type: 'resolve' });
  expect(story.incidents.get(id, { seesPrivate: true, mayOperate: true }).clocks.map(({ id: clock }) => clock)).toEqual(['obligation:dora']);
  story.act(id, { type: 'meetObligation', obligation: 'dora', how: 'Form 12 sent' });
  expect(story.incidents.get(id, { seesPrivate: true, mayOperate: true }).clocks).toEqual([]);
  const before = story.journal.head()?.seq;
  await story.pass(10 * MINUTE);
  expect(story.journal.head()?.seq).toBe(before);
  expect(story.journal.verify().ok).toBe(true);
});

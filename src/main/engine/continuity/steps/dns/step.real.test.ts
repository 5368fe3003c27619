import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBind } from '../../../sources/testing/bind.ts';
import { freePort } from '../../../sources/testing/processes.ts';
import { dig, nsupdate, startBindPair, ZONE, type BindPair } from '../../dns/testing/bind-pair.ts';
import { oneOf } from '../../dns/testing/observer.ts';
import { observeAll } from '../../dns/testing/unbroken.ts';
import type { StepsText } from '../open.ts';
import { stepDeps } from '../testing/deps.ts';
import { attempt, bindProvider, confirmed, dnsText, opened } from './testing/bind-step.ts';

const bind = await findBind();
const RECORD = `api.${ZONE}`;
const OLD = ['203.0.113.10', '203.0.113.11'];

describe.skipIf(bind === null)('a dns step on a real BIND (named is installed)', () => {
  let pair: BindPair;
  beforeAll(async () => {
    pair = await startBindPair([...OLD.map((address) => `api 60 A ${address}`), 'drill 60 A 203.0.113.99']);
  });
  afterAll(() => pair.remove());
  observeAll('a dns step', () => pair, () => [
    { name: RECORD, type: 'A', isWhole: oneOf('A', OLD, ['198.51.100.1'], ['198.51.100.2'], ['192.0.2.77']) },
    { name: `drill.${ZONE}`, type: 'A', isWhole: oneOf('A', ['203.0.113.99'], ['198.51.100.1']) },
  ]);
  beforeEach(async () => {
    await nsupdate(pair.primary.address, [`update delete ${RECORD}. A`, ...OLD.map((address) => `update add ${RECORD}. 60 A ${address}`), `update delete drill.${ZONE}. A`, `update add drill.${ZONE}. 60 A 203.0.113.99`]);
  });
  const servers = () => [pair.primary.address, pair.secondary.address];
  const text = (step: object = {}, authoritative: readonly string[] | null = servers()): StepsText => dnsText(step, [bindProvider('own', pair.primary.address, authoritative)]);
  const atPrimary = (name = RECORD) => dig(pair.primary.address, name, 'A');

  it('shows the exact change, what is there and what would be, moves it, proves it at every server, and puts it back to the byte', async () => {
    const before = await atPrimary();
    const step = opened(await confirmed(text()));
    expect(step.describe()).toMatchObject({
      actions: [{ lines: [`zone ${ZONE}`, ...OLD.map((address) => `prereq yxrrset ${RECORD} A ${address}`), `update delete ${RECORD} A`, `update add ${RECORD} 30 A 198.51.100.1`, 'send'] }],
      touches: [`A ${RECORD} at own`],
      undo: [{ lines: [`zone ${ZONE}`, `prereq yxrrset ${RECORD} A 198.51.100.1`, `update delete ${RECORD} A`, ...OLD.map((address) => `update add ${RECORD} 60 A ${address}`), 'send'] }],
      after: '198.51.100.1 · 30 s',
    });
    expect(await step.look(attempt())).toMatchObject({ ready: 'yes', asConfirmed: true, live: '203.0.113.10, 203.0.113.11 · 60 s' });
    const context = attempt();
    const beganAt = Date.now();
    expect(await step.perform(context)).toMatchObject({ outcome: 'done' });
    expect(context.gates()).toEqual({ accepted: 'passed', authoritative: 'passed', resolvers: 'skipped', moved: 'skipped' });
    const told = context.told();
    const endsAt = told?.kind === 'dns' ? Date.parse(told.oldAnswersEndAt ?? '') : Number.NaN;
    expect(endsAt).toBeGreaterThanOrEqual(beganAt + 60_000);
    expect(endsAt).toBeLessThanOrEqual(Date.now() + 60_000);
    for (const server of servers()) expect(await dig(server, RECORD, 'A')).toEqual([`${RECORD}. 30 IN A 198.51.100.1`]);
    expect(await step.readBack(attempt(), 'forward')).toMatchObject({ happened: 'yes' });
    expect(await step.readBack(attempt(), 'back')).toMatchObject({ happened: 'no' });
    expect(await step.undo(attempt())).toMatchObject({ outcome: 'done' });
    expect(await atPrimary()).toEqual(before);
    expect(await step.readBack(attempt(), 'back')).toMatchObject({ happened: 'yes' });
    // Once more is no more.
    expect(await step.undo(attempt())).toMatchObject({ outcome: 'done', says: expect.stringContaining('as before') });
  });

  it('loses to whoever has changed it since it was confirmed, shows what is there now, and takes nothing of theirs back', async () => {
    const step = opened(await confirmed(text()));
    await nsupdate(pair.primary.address, [`update delete ${RECORD}. A`, `update add ${RECORD}. 60 A 192.0.2.77`]);
    expect(await step.look(attempt())).toMatchObject({ asConfirmed: false, live: '192.0.2.77 · 60 s' });
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'lost', says: 'somebody else has changed it: it is 192.0.2.77 · 60 s now, and was not overwritten' });
    expect(await step.undo(attempt())).toMatchObject({ outcome: 'lost' });
    expect(await step.readBack(attempt(), 'forward')).toMatchObject({ happened: 'unknown' });
    expect(await atPrimary()).toEqual([`${RECORD}. 60 IN A 192.0.2.77`]);
  });

  it('has taken effect and is not proven while one authoritative server is silent; it is not undone by itself', async () => {
    const step = opened(await confirmed(text({ gates: { authoritative: '1s' } }, [pair.primary.address, `127.0.0.1:${await freePort()}`])));
    const context = attempt();
    expect(await step.perform(context)).toMatchObject({ outcome: 'unproven', says: expect.stringContaining('not every authoritative server answers so: 1 of 2 authoritative servers answers so') });
    expect(context.gates()).toMatchObject({ accepted: 'passed', authoritative: 'late' });
    expect(await atPrimary()).toEqual([`${RECORD}. 30 IN A 198.51.100.1`]);
    expect(await step.readBack(attempt(), 'forward')).toMatchObject({ happened: 'unproven' });
  });

  it('points nowhere that is not positively healthy', async () => {
    const step = await confirmed(text({ healthy: ['standby'] }));
    const facts = { source: 'a', value: 1 as number | null, sampleTime: stepDeps().clock.nowMs() as never, isLive: true, targetFailed: false, isIll: false, intervalMs: 1_000 as never, samples: [] };
    for (const [given, ready] of [[facts, 'yes'], [{ ...facts, isLive: false }, 'unknown'], [{ ...facts, isIll: true }, 'no'], [null, 'unknown']] as const) {
      const deps = stepDeps({ signals: { facts: () => given, eyes: () => ({ controlsAnswer: true, somethingLives: true }) } });
      expect(await opened(step, 'live', deps).look(attempt())).toMatchObject({ ready });
      // What nobody sees a person may decide; where everybody sees it ill, nobody may.
      expect(await opened(step, 'live', deps, ['targetHealthy']).look(attempt())).toMatchObject({ ready: ready === 'no' ? 'no' : 'yes' });
    }
  });

  it('in a drill goes the same way to the last call with the record of drills, and leaves it as it was; without one it stops before', async () => {
    const given = text({ drill: { record: `drill.${ZONE}` } });
    const step = opened(await confirmed(given, 'drill'), 'drill');
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'done', says: expect.stringContaining('put back') });
    expect(await atPrimary(`drill.${ZONE}`)).toEqual([`drill.${ZONE}. 60 IN A 203.0.113.99`]);
    expect(await atPrimary()).toHaveLength(2);
    const without = opened(await confirmed(text(), 'drill'), 'drill');
    expect(without.frozen).toMatchObject({ effect: false, undoable: false });
    expect(await without.perform(attempt())).toMatchObject({ outcome: 'done', says: 'a drill stops here: nothing was changed' });
    expect(await atPrimary()).toHaveLength(2);
  });

  it('asks nobody for names where its servers are written down, and says so where nobody can name them', async () => {
    const step = opened(await confirmed(text({ gates: { authoritative: '500ms' } }, null)));
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'unproven', says: expect.stringContaining('nobody can say which its authoritative servers are') });
    // The servers that were found while there was a resolver.
    const known = stepDeps();
    known.dns.kept.keepServers(ZONE, { servers: servers().map((address, index) => ({ name: `ns${index}`, address: '127.0.0.1', port: Number(address.split(':')[1]) })), from: 'resolver', foundAt: known.clock.nowMs() });
    expect(await opened(await confirmed(text({ to: ['198.51.100.2'] }, null), 'live', known), 'live', known).perform(attempt())).toMatchObject({ outcome: 'done' });
  });

  it('is refused where what it would replace was never read', async () => {
    const step = opened(text());
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'refused' });
    expect(step.frozen.undoable).toBe(false);
  });
});

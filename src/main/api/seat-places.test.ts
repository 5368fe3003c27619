import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PlanId, SignalId } from '../../shared/model/ids.ts';
import { openPlans } from './testing/open-plans.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const HERE = '0'.repeat(32);
const BRANCH = 'b'.repeat(32);
const OVER = PlanId.parse('over');
const A = SignalId.parse('a-up');
const B = SignalId.parse('b-up');

interface Seen {
  readonly a: 0 | 1;
  readonly b: 0 | 1;
}

/** The whole engine with a primary A and a standby B that answer for real, and nothing but probes: one place, unless the console of a seat is another. */
async function given({ machine = BRANCH, who = 'grace' as const } = {}) {
  const up = { a: true, b: true };
  /** What the seat's console finds; null: it tells nothing. */
  const seat: { sees: Seen | null } = { sees: null };
  const sites = http.createServer((request, response) => void response.writeHead((request.url === '/a' ? up.a : up.b) ? 200 : 503).end());
  await new Promise<void>((resolve) => void sites.listen(0, '127.0.0.1', resolve));
  const site = `http://127.0.0.1:${(sites.address() as AddressInfo).port}`;
  const plans = await openPlans({
    machine: HERE,
    hostPower: () => Promise.resolve({ mainsPower: true, sleepBlocked: true }),
    more: `  - { id: over, name: Over to B, kind: failover, services: [checkout-api], target: { healthy: [b-up] }, steps: [{ id: go, kind: http, request: { url: "URL/go" } }] }
sources: [{ id: edge, type: probe }, { id: prom, type: prometheus, url: "${site}" }]
signals:
  - { id: a-up, service: checkout-api, kind: availability, source: edge, every: 5s, http: { url: "${site}/a" } }
  - { id: b-up, service: checkout-api, kind: availability, source: edge, every: 5s, http: { url: "${site}/b" } }
  - { id: no-probe, service: checkout-api, kind: availability, source: prom, every: 5m, query: up }
triggers: [{ id: first-fails, plan: over, on: primaryFails, every: 10s, signals: [a-up], mode: countdown, veto: 60s, notice: [oncall] }]
channels: [{ id: oncall, type: webhook, audience: internal, url: "${site}/notice" }]
deadMan: { url: "https://heartbeat.acme.test/holdfast", every: 1m }
`,
  });
  closing.push(() => plans.close(), () => new Promise((resolve) => void sites.close(resolve)));
  plans.open.core.tellWatcher(null);
  const tell = ({ a, b }: Seen) => plans.ask('console.saw', { machine, readings: [{ signal: A, value: a, failed: a === 0, agoMs: 200 }, { signal: B, value: b, failed: b === 0, agoMs: 200 }] }, who);
  const pass = async (seconds: number) => {
    for (let n = 0; n < seconds; n += 1) {
      if (seat.sees !== null && n % 5 === 0) await tell(seat.sees);
      await plans.clock.advance(1_000);
      await new Promise((resolve) => void setTimeout(resolve, 2));
    }
  };
  const trigger = async () => {
    const [only] = (await plans.call('triggers.list', {})).items;
    if (only === undefined) throw new Error('there is no trigger');
    return only;
  };
  const target = async () => (await plans.call('plans.get', { id: OVER })).preflight.checks.filter(({ rule }) => rule === 'targetHealthy').map(({ state, says }) => `${state}: ${says}`);
  const ONE = 'warning: the target is healthy, seen from one place only: triggers may suggest, not act';
  return { ...plans, up, seat, tell, pass, trigger, target, ONE };
}

const TWO = 'ok: the target is healthy, seen from 2 places (this machine, console of Grace Hopper)';

describe('the console of a seat as a place', () => {
  it('makes a second place of the target and of the failure, so that a trigger may act', async () => {
    const { up, seat, pass, trigger, target } = await given();
    seat.sees = { a: 1, b: 1 };
    await pass(40);
    expect(await target()).toEqual([TWO]);
    up.a = false;
    seat.sees = { a: 0, b: 1 };
    await pass(60);
    expect(await trigger()).toMatchObject({ mode: 'countdown', because: [], countdown: { until: expect.anything() as unknown } });
  });

  it('is what makes the difference: without it there is one place, and its trigger suggests', async () => {
    const { up, pass, trigger, target, ONE } = await given();
    await pass(40);
    expect(await target()).toEqual([ONE]);
    up.a = false;
    await pass(60);
    expect(await trigger()).toMatchObject({ state: 'met', mode: 'suggest', countdown: null, because: expect.arrayContaining(['the target is seen to be healthy from one place only', 'the failure is seen from one place only']) as unknown });
  });

  it('is no place on the machine of the engine, and is told so', async () => {
    const { seat, pass, tell, target, ONE } = await given({ machine: HERE });
    seat.sees = { a: 1, b: 1 };
    await pass(40);
    expect(await tell(seat.sees)).toMatchObject({ ok: true, value: { counts: false, taken: 0, why: 'This console runs on the same machine as the engine: it is no other place.' } });
    expect(await target()).toEqual([ONE]);
  });

  it('leaves no target healthy that it sees down, and no primary failed that answers it', async () => {
    const { up, seat, pass, trigger, target } = await given();
    seat.sees = { a: 1, b: 0 };
    await pass(40);
    expect(await target()).toEqual(['blocked: the target is down, says b-up (console of Grace Hopper)']);
    expect((await trigger()).because).toEqual(['the target is seen to be healthy from no place']);
    up.a = false;
    seat.sees = { a: 1, b: 1 };
    await pass(60);
    expect(await trigger()).toMatchObject({ failed: 0, countdown: null, suggests: null, says: 'The primary answers, seen from console of Grace Hopper, though not to a-up.' });
  });

  it('cannot fail a primary that answers here', async () => {
    const { seat, pass, trigger } = await given();
    seat.sees = { a: 0, b: 1 };
    await pass(90);
    expect(await trigger()).toMatchObject({ state: 'quiet', failed: 0, countdown: null });
  });

  it('counts for five intervals, and not once a clock has broken', async () => {
    const { seat, tell, pass, target, ONE, clock } = await given();
    await pass(20);
    await tell({ a: 1, b: 1 });
    await pass(20);
    expect(await target()).toEqual([TWO]);
    await pass(10);
    expect(await target()).toEqual([ONE]);
    seat.sees = { a: 1, b: 1 };
    await pass(10);
    expect(await target()).toEqual([TWO]);
    seat.sees = null;
    clock.step(3_600_000);
    await pass(12);
    expect(await target()).toEqual([ONE]);
  });

  it('tells only of probes that the configuration names, only what is new, and only where it may', async () => {
    const { ask, pass, target, tell } = await given();
    await pass(20);
    const reading = { value: 1, failed: false, agoMs: 0 };
    const told = [{ ...reading, signal: SignalId.parse('no-probe') }, { ...reading, signal: SignalId.parse('never-heard-of') }, { ...reading, signal: B, value: null }];
    expect(await ask('console.saw', { machine: BRANCH, readings: told }, 'grace')).toMatchObject({ ok: true, value: { counts: true, taken: 0 } });
    expect(await ask('console.saw', { machine: BRANCH, readings: [{ ...reading, signal: B, agoMs: 60_001 }] }, 'grace')).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await ask('console.saw', { machine: BRANCH, readings: Array.from({ length: 201 }, () => ({ ...reading, signal: B })) }, 'grace')).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await ask('console.saw', { machine: BRANCH, readings: [{ ...reading, signal: B }] }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    await tell({ a: 1, b: 1 });
    // Of before what is known already.
    await ask('console.saw', { machine: BRANCH, readings: [{ ...reading, signal: B, value: 0, agoMs: 20_000 }] }, 'grace');
    await pass(5);
    expect(await target()).toEqual([TWO]);
  });
});

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import { DATADOG_API_KEY, DATADOG_APP_KEY, startDatadog } from '../../../e2e/fakes/datadog.ts';
import type { HostPower } from '../engine/ports.ts';
import { startMailServer } from '../engine/messaging/channels/email/testing/mail-server.ts';
import { TriggerId } from '../../shared/model/ids.ts';
import { countdownText } from '../../shared/text/continuity-words.ts';
import { continuityLines } from '../../shared/text/continuity-lines.ts';
import { openPlans } from './testing/open-plans.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const TRIGGER = TriggerId.parse('first-fails');
const AWAY = ['avg:a.up{*}', 'avg:b.up{*}'] as const;

/** The whole engine with a primary A and a standby B that answer for real, seen from here and by a Datadog, and a mail server that takes the notice. */
async function given({ mode = 'countdown' }: { readonly mode?: 'countdown' | 'automatic' } = {}) {
  const up = { a: true, b: true };
  const power: { now: HostPower } = { now: { mainsPower: true, sleepBlocked: true } };
  const seenAway = new Set<string>(AWAY);
  const sites = http.createServer((request, response) => void response.writeHead((request.url === '/a' ? up.a : up.b) ? 200 : 503).end());
  await new Promise<void>((resolve) => void sites.listen(0, '127.0.0.1', resolve));
  const site = `http://127.0.0.1:${(sites.address() as AddressInfo).port}`;
  const mail = await startMailServer({ hideSTARTTLS: true, authOptional: true });
  const at = { now: () => Date.now() };
  const datadog = await startDatadog({ now: () => at.now() });
  const plans = await openPlans({
    hostPower: () => Promise.resolve(power.now),
    more: `  - { id: over, name: Over to B, kind: failover, services: [checkout-api], target: { healthy: [b-up, b-out] }, steps: [{ id: go, kind: http, request: { url: "URL/go" }, drill: { url: "URL/drill-go" } }] }
sources:
  - { id: edge, type: probe }
  - { id: away, type: datadog, site: custom, url: "${datadog.url}", apiKey: "${DATADOG_API_KEY}", applicationKey: "${DATADOG_APP_KEY}" }
signals:
  - { id: a-up, service: checkout-api, kind: availability, source: edge, every: 5s, http: { url: "${site}/a" } }
  - { id: a-out, service: checkout-api, kind: availability, source: away, every: 20s, query: "${AWAY[0]}" }
  - { id: b-up, service: checkout-api, kind: availability, source: edge, every: 5s, http: { url: "${site}/b" } }
  - { id: b-out, service: checkout-api, kind: availability, source: away, every: 20s, query: "${AWAY[1]}" }
triggers: [{ id: first-fails, plan: over, on: primaryFails, every: 10s, signals: [a-up, a-out], mode: ${mode}, veto: 60s, notice: [oncall] }]
channels: [{ id: oncall, type: email, audience: internal, host: 127.0.0.1, port: ${mail.port}, security: none, from: holdfast@acme.test, to: [{ addresses: [oncall@acme.test] }] }]
deadMan: { url: "https://heartbeat.acme.test/holdfast", every: 1m }
`,
  });
  at.now = () => plans.clock.nowMs();
  closing.push(() => plans.close(), () => datadog.stop(), () => mail.stop(), () => new Promise((resolve) => void sites.close(resolve)));
  plans.open.core.tellWatcher(null);
  /** Lets time pass second by second, and every server answer meanwhile. */
  const pass = async (seconds: number) => {
    for (let n = 0; n < seconds; n += 1) {
      const now = plans.clock.nowMs();
      for (const [index, query] of AWAY.entries()) if (seenAway.has(query)) datadog.push(query, [[now, (index === 0 ? up.a : up.b) ? 1 : 0]]);
      await plans.clock.advance(1_000);
      await new Promise((resolve) => void setTimeout(resolve, 2));
    }
  };
  const trigger = async () => {
    const [only] = (await plans.call('triggers.list', {})).items;
    if (only === undefined) throw new Error('there is no trigger');
    return only;
  };
  const until = async (what: string, is: () => Promise<boolean> | boolean, seconds = 300) => {
    for (let left = seconds; left > 0; left -= 1) {
      if (await is()) return;
      await pass(1);
    }
    throw new Error(`never ${what}: ${JSON.stringify(await trigger())}`);
  };
  const isSeen = async () => {
    await pass(30);
    await until('seen to be well', async () => (await trigger()).state === 'quiet' && (await trigger()).mode === mode);
  };
  return { ...plans, up, power, seenAway, mail, pass, trigger, until, isSeen };
}

describe.skipIf(WITHOUT_CONTRACTS)(`a countdown, through the whole engine (${NEEDS_CONTRACTS})`, () => {
  it('begins its plan once its notice was delivered and its time to object is over, and not before', async () => {
    const { up, mail, trigger, until, isSeen, called, call, clock } = await given();
    await isSeen();
    up.a = false;
    await until('counting down', async () => (await trigger()).countdown !== null);
    await until('heard', async () => (await trigger()).countdown?.until != null);
    const { countdown } = await trigger();
    expect(mail.received.map(({ to, parsed }) => [to, parsed.subject])).toEqual([[['oncall@acme.test'], expect.stringContaining('Over to B begins unless somebody objects') as string]]);
    expect(mail.received[0]?.parsed.text).toContain('The primary is down: a-up, a-out.');
    const leftMs = Date.parse(countdown?.until ?? '') - clock.nowMs();
    expect(leftMs).toBeGreaterThan(55_000);
    expect(leftMs).toBeLessThanOrEqual(61_000);
    await until('almost over', () => clock.nowMs() >= Date.parse(countdown?.until ?? '') - 2_000);
    expect(called).toEqual([]);
    await until('begun', async () => (await call('runs.list', {})).items.length > 0, 20);
    const [begun] = (await call('runs.list', {})).items;
    expect(begun).toMatchObject({ plan: 'over', mode: 'live', starter: null, trigger: TRIGGER });
    await until('done', () => called.length > 0, 30);
    expect(called).toEqual(['go']);
  });

  it('begins nothing once somebody has objected', async () => {
    const { up, trigger, until, isSeen, pass, called, call } = await given();
    await isSeen();
    up.a = false;
    await until('heard', async () => (await trigger()).countdown?.until != null);
    await call('triggers.veto', { id: TRIGGER, reason: 'the data centre is being moved' });
    await pass(90);
    expect([called, (await call('runs.list', {})).items]).toEqual([[], []]);
    expect((await trigger()).says).toContain('Objected to: the data centre is being moved');
  });

  it('begins nothing while its notice is not delivered and nobody is at a screen, and says so', async () => {
    const { up, mail, trigger, until, isSeen, pass, called, call, clock } = await given();
    mail.on.recipient = () => ({ code: 550, says: '5.1.1 nobody here' });
    await isSeen();
    up.a = false;
    await until('counting down', async () => (await trigger()).countdown !== null);
    await pass(100);
    expect([called, (await call('runs.list', {})).items, mail.received]).toEqual([[], [], []]);
    const now = await trigger();
    expect(now.countdown).toEqual({ until: null });
    expect(countdownText(now, clock.nowMs())).toBe('waits until its notice is delivered or somebody is at a screen');
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`what begins by itself (${NEEDS_CONTRACTS})`, () => {
  it('only suggests while anything that it needs is missing, and walls say what', async () => {
    const world = await given({ mode: 'automatic' });
    const { power, seenAway, trigger, until, pass, begin, call, clock, open, up, called } = world;
    const says = async (because: string) => {
      await until(`because ${because}`, async () => (await trigger()).mode === 'suggest' && (await trigger()).because.some((each) => each.includes(because)), 150);
      const { notes } = continuityLines(await call('continuity.get', {}), clock.nowMs(), String, () => 'Over to B');
      expect(notes.join(' ')).toContain(because);
    };
    const isAutomatic = () => until('automatic', async () => (await trigger()).mode === 'automatic', 150);
    await pass(60);
    await says('no drill has succeeded yet');
    const { id } = await begin({ plan: 'over', mode: 'drill' });
    await until('drilled', async () => (await call('runs.get', { id })).endedAt !== null);
    await isAutomatic();
    power.now = { mainsPower: false, sleepBlocked: true };
    await says('this computer runs on its battery');
    power.now = { mainsPower: true, sleepBlocked: false };
    await says('this computer may fall asleep');
    power.now = { mainsPower: true, sleepBlocked: true };
    await isAutomatic();
    open.core.tellWatcher('it does not answer');
    await says('there is no second seat and no outside watchdog');
    open.core.tellWatcher(null);
    seenAway.delete(AWAY[1]);
    await says('the target is seen to be healthy from one place only');
    // The primary fails now: it is suggested, and nothing begins.
    up.a = false;
    await pass(60);
    expect([called, (await call('runs.list', { mode: 'live' })).items]).toEqual([['drill-go'], []]);
  });
});

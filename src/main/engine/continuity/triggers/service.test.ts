import { describe, expect, it } from 'vitest';
import { PersonId, PlanId, TriggerId } from '../../../../shared/model/ids.ts';
import { frozenPlan, frozenStep } from '../core/testing/plans.ts';
import { createWorld, DOWN } from './testing/world.ts';

const ADA = PersonId.parse('ada');
const ID = TriggerId.parse('t');
const SHOP = ['shop-up', 'shop-out'];
const primary = (mode: string, more = '') => `  - { id: t, plan: to-b, on: primaryFails, every: 60s, signals: [shop-up, shop-out], mode: ${mode}${more} }\n`;
const health = (mode: string) => `  - { id: t, plan: to-b, on: healthCheck, above: 0.8, mode: ${mode} }\n`;
const when = (mode: string) => `  - { id: t, plan: to-b, on: whenClock, mode: ${mode} }\n`;

describe('a trigger that may act', () => {
  it('begins its plan on the third failed check, once, and does nothing more until the failure was over', async () => {
    const w = createWorld(primary('automatic'));
    w.say(SHOP, DOWN);
    await w.seconds(120);
    expect(w.first()).toMatchObject({ state: 'counting', failed: 2, needed: 3, mode: 'automatic', because: [] });
    expect(w.world.begun).toEqual([]);
    await w.seconds(2);
    expect(w.world.begun).toMatchObject([{ by: null }]);
    await w.seconds(3_600);
    expect(w.world.begun).toHaveLength(1);
    expect(w.told.map(({ kind }) => kind)).toEqual(['begun']);
    expect(w.first().says).toContain('Its plan was begun.');
  });

  it('acts only where the target is seen to be well from two places, and otherwise suggests and says why', async () => {
    const w = createWorld(primary('automatic'));
    w.say(SHOP, DOWN);
    w.say(['b-out'], { live: false });
    await w.seconds(200);
    expect(w.world.begun).toEqual([]);
    expect(w.first()).toMatchObject({ state: 'met', configured: 'automatic', mode: 'suggest', because: ['the target is seen to be healthy from one place only'] });
    expect(w.first().suggests?.why).toContain('The primary is down: shop-up, shop-out.');
    // The other place sees it again: the next failed check acts.
    w.say(['b-out'], { live: true });
    await w.seconds(61);
    expect(w.world.begun).toHaveLength(1);
  });

  it('suggests no place that nobody sees healthy, says so, and does once somebody sees it', async () => {
    for (const mode of ['suggest', 'automatic']) {
      const w = createWorld(primary(mode));
      w.say(SHOP, DOWN);
      w.say(['b-up', 'b-out'], { live: false });
      await w.seconds(200);
      expect(w.first()).toMatchObject({ state: 'met', suggests: null, says: 'The primary is down: shop-up, shop-out. Its plan is not suggested: nobody sees the target healthy.' });
      expect(w.told).toEqual([]);
      w.say(['b-up'], { live: true });
      await w.seconds(61);
      expect(w.world.begun).toEqual([]);
      // One place sees it, and the signals of the other say nothing: a person may decide.
      expect(w.first().suggests?.why).toContain('The primary is down');
    }
  });

  it('counts two probes of this machine as one place', async () => {
    const w = createWorld('  - { id: t, plan: to-b, on: primaryFails, every: 60s, signals: [shop-up], mode: automatic }\n');
    w.say(['shop-up'], DOWN);
    await w.seconds(200);
    expect(w.first().because).toEqual(['the failure is seen from one place only']);
    expect(w.world.begun).toEqual([]);
  });

  it('suggests where pre-flight says no, by name, and tries again with a later failed check', async () => {
    const w = createWorld(primary('automatic'));
    w.world.preflight = [{ rule: 'ttl', step: null, state: 'unknown', says: '', at: null, overridable: true }, { rule: 'drill', step: null, state: 'blocked', says: '', at: null, overridable: true }];
    w.say(SHOP, DOWN);
    await w.seconds(125);
    expect(w.first().suggests?.why).toBe('Pre-flight says no: ttl.');
    w.world.preflight = [];
    await w.seconds(61);
    expect(w.world.begun).toHaveLength(1);
  });

  it('does not wait for a drill of the same group, but for what is real', async () => {
    for (const [mode, begun] of [['drill', 1], ['live', 0]] as const) {
      const w = createWorld(primary('automatic'));
      w.world.hangs = true;
      const plan = frozenPlan([frozenStep('one')], { id: PlanId.parse('to-b') });
      w.send(w.group, { type: 'arm', by: ADA, plan: plan.id, mode });
      w.send(w.group, { type: 'confirm', by: ADA, intent: 'a', plan, mode, shown: 'x', live: 'x', blocked: [], overridden: [] });
      w.world.begun.length = 0;
      w.say(SHOP, DOWN);
      await w.seconds(130);
      expect(w.world.begun.length, mode).toBe(begun);
    }
  });

  it('says on the wall what it lacks while all is well: power, a second seat, a drill', async () => {
    const w = createWorld(primary('automatic'));
    Object.assign(w.world, { mainsPower: null, secondSeat: false, provenAt: null });
    await w.seconds(12);
    expect(w.first()).toMatchObject({ state: 'quiet', mode: 'suggest', because: ['it is not known whether this computer has mains power', 'there is no second seat and no outside watchdog', 'no drill has succeeded yet'] });
    expect(w.first().suggests).toBeNull();
  });

  it('after a restart does not run again what was run for the failure that it finds', async () => {
    const w = createWorld(primary('automatic'));
    w.say(SHOP, DOWN);
    await w.seconds(130);
    expect(w.state().run?.phase).toBe('done');
    w.triggers.apply({ ...w.config, continuity: { ...w.config.continuity, triggers: [] } });
    w.triggers.apply(w.config);
    await w.seconds(3_600);
    expect(w.world.begun).toHaveLength(1);
    expect(w.first().because).toEqual(['the plan was run already, and nothing was seen to be well since']);
    expect(w.first().suggests).not.toBeNull();
  });
});

describe('the health check', () => {
  it('is failed by the worst p95 of essential services, every five minutes, and by no successful answer', async () => {
    const slow = createWorld(health('suggest'));
    slow.say(['shop-p95'], { value: 2.4 });
    await slow.seconds(602);
    expect(slow.first()).toMatchObject({ state: 'met', failed: 3, suggests: { why: 'Above 0.8: shop-p95.' } });

    const dead = createWorld(health('suggest'));
    dead.say(['shop-p95'], { value: null });
    dead.say(['shop-up'], DOWN);
    await dead.seconds(602);
    expect(dead.first().suggests?.why).toBe('No successful answer: shop-up.');
  });

  it('is neither passed nor failed while a latency cannot be seen', async () => {
    const w = createWorld(health('suggest'));
    w.say(['shop-p95'], { value: 2.4 });
    await w.seconds(302);
    w.say(['shop-p95'], { live: false });
    await w.seconds(600);
    expect(w.first()).toMatchObject({ state: 'blind', failed: 2, says: 'Cannot be seen: shop-p95.' });
    await w.seconds(300);
    expect(w.first().failed).toBe(0);
  });
});

describe('a countdown', () => {
  const countdown = primary('countdown', ', veto: 2m, notice: [team]');
  const begun = async () => {
    const w = createWorld(countdown);
    w.say(SHOP, DOWN);
    await w.seconds(122);
    expect(w.first().countdown).toEqual({ until: null });
    expect(w.notices).toMatchObject([{ channels: ['team'], title: 'Over to B begins unless somebody objects' }]);
    return w;
  };

  it('counts only from when its notice was delivered, then begins the plan', async () => {
    const w = await begun();
    await w.seconds(600);
    expect(w.world.begun).toEqual([]);
    w.world.noticeStands = 'heard';
    await w.seconds(119);
    expect(w.first().countdown?.until).not.toBeNull();
    expect(w.world.begun).toEqual([]);
    await w.seconds(3);
    expect(w.world.begun).toMatchObject([{ by: null }]);
  });

  it('counts at once while somebody is at a screen, and ends where a person objects; nothing is begun of this failure then', async () => {
    const w = await begun();
    w.world.attended = true;
    await w.seconds(10);
    expect(w.triggers.veto(ID, ADA, 'the database is being moved')).toMatchObject({ countdown: null });
    await w.seconds(3_600);
    expect(w.world.begun).toEqual([]);
    expect(w.first().says).toContain('Objected to: the database is being moved');
    expect(w.told.filter(({ kind }) => kind === 'vetoed')).toMatchObject([{ by: ADA, says: 'the database is being moved' }]);
    // The next failure is another one.
    w.say(SHOP, { value: 1, error: null });
    await w.seconds(61);
    w.say(SHOP, DOWN);
    await w.seconds(181);
    expect(w.first().countdown).not.toBeNull();
  });

  it('ends where the failure is over, cannot be seen any more, or something that it needs is gone', async () => {
    const well = await begun();
    well.world.attended = true;
    await well.second();
    well.say(SHOP, { value: 1, error: null });
    await well.second();
    expect(well.first()).toMatchObject({ countdown: null, suggests: null });

    for (const [break_, why] of [
      [(w: Awaited<ReturnType<typeof begun>>) => w.say(SHOP, { live: false }), 'Not seen to fail any more.'],
      [(w: Awaited<ReturnType<typeof begun>>) => void (w.world.controlsFail = true), 'Not seen to fail any more. Our own control probes fail'],
      [(w: Awaited<ReturnType<typeof begun>>) => w.say(['b-up'], DOWN), 'It may only suggest now: the target is seen to be healthy from no place.'],
      [(w: Awaited<ReturnType<typeof begun>>) => void (w.world.mainsPower = false), 'It may only suggest now: this computer runs on its battery.'],
      [(w: Awaited<ReturnType<typeof begun>>) => w.triggers.clockBroke(), 'Not seen to fail any more. The clock was set'],
    ] as const) {
      const w = await begun();
      w.world.attended = true;
      await w.second();
      break_(w);
      await w.second();
      expect(w.first().countdown, why).toBeNull();
      expect(w.first().suggests?.why, why).toContain(why);
      await w.seconds(130);
      expect(w.world.begun.length, why).toBe(0);
    }
  });
});

describe('the When clock', () => {
  const open = (w: ReturnType<typeof createWorld>, dueInMs: number) => w.world.incidents.push({ id: 'INC-2026-0001', dueAt: w.clock.nowMs() + dueInMs, isDrill: false });

  it('is not met at 14:59.999 and is at 15:00.001; of a drill it never is', async () => {
    const w = createWorld(when('suggest'));
    w.say(['shop-up'], DOWN);
    open(w, 899_999);
    await w.clock.advance(899_998);
    w.triggers.everySecond();
    expect(w.first().suggests).toBeNull();
    await w.clock.advance(2);
    // Looked at every ten seconds: the next look is the one that finds w.
    for (let n = 0; n < 10; n += 1) await w.second();
    expect(w.first().suggests?.why).toBe('The decision on INC-2026-0001 is due.');

    const drill = createWorld(when('suggest'));
    drill.world.incidents.push({ id: 'INC-2026-0001', dueAt: drill.clock.nowMs() - 1, isDrill: true });
    await drill.seconds(30);
    expect(drill.first().suggests).toBeNull();
  });

  it('begins by itself only after fifteen minutes of failures that two places have seen', async () => {
    const one = createWorld(when('automatic'));
    one.say(['shop-up'], DOWN);
    open(one, 0);
    await one.seconds(1_200);
    expect(one.world.begun).toEqual([]);
    expect(one.first().suggests).not.toBeNull();

    const two = createWorld(when('automatic'));
    two.say(SHOP, DOWN);
    open(two, 0);
    await two.seconds(895);
    expect(two.world.begun).toEqual([]);
    await two.seconds(16);
    expect(two.world.begun).toHaveLength(1);
  });

  it('of which a person has decided is over', async () => {
    const w = createWorld(when('suggest'));
    w.say(SHOP, DOWN);
    open(w, 0);
    await w.seconds(15);
    expect(w.first().suggests).not.toBeNull();
    w.triggers.veto(ID, ADA, 'we wait for the vendor');
    expect(w.first().suggests).toBeNull();
    await w.seconds(60);
    expect(w.first().suggests).toBeNull();
    w.world.incidents.pop();
    await w.seconds(11);
    expect(w.first()).toMatchObject({ state: 'quiet', says: 'No When clock runs.' });
    expect(() => w.triggers.veto(ID, ADA, 'again')).toThrow('It neither counts down nor suggests anything now.');
  });
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import type { ContinuityFace } from '../../shared/model/continuity/plan.ts';
import { PlanId, ServiceId } from '../../shared/model/ids.ts';
import { seededRandom } from '../store/testing/random.ts';
import { openPlans, type OpenPlans, type PlansOptions } from './testing/open-plans.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-drills-'));
let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});
afterAll(() => rmSync(folder, { recursive: true }));

const PRACTISED = PlanId.parse('practised');
const MINUTE = 60_000;
const WEEK = 7 * 86_400_000;
const CHANNELS = `channels:
  - { id: team, type: webhook, audience: internal, url: "URL/team", honoursKey: true }
  - { id: practice, type: webhook, audience: internal, drill: true, url: "URL/practice", honoursKey: true }
`;
/** It is a Thursday, 13:00 in Berlin, and its hours begin in three minutes. */
async function given({ drill = '', lines = '', steps, ...options }: PlansOptions & { readonly drill?: string; readonly lines?: string } = {}) {
  const plan = `  - id: practised
    name: Move checkout to C
    kind: failover
    services: [checkout-api]
    objective: 1m
    drill: { every: 7d, weekly: { days: [thu], at: "13:03", for: 4m }, announce: 1m${drill} }
${lines}    steps:
${steps ?? '      - { id: move, name: Move, kind: http, request: { url: "URL/move" }, drill: { url: "URL/drill-move" } }'}
`;
  const plans = await openPlans({ ...options, more: `${plan}${CHANNELS}` });
  opened = plans;
  const told: string[] = [];
  for (const path of ['team', 'practice']) {
    plans.answers[path] = (response) => {
      const { title, body } = JSON.parse(plans.bodies.at(-1) ?? '{}') as { title: string; body: string };
      told.push(`${path}: ${title} | ${body}`);
      response.end();
    };
  }
  const face = (): Promise<ContinuityFace> => plans.call('continuity.get', {});
  const notes = async () => (await face()).drills.filter(({ plan: of }) => of === PRACTISED).map(({ state, says }) => (says === null ? state : `${state}: ${says}`));
  const drills = async () => (await plans.call('runs.list', { plan: PRACTISED })).items;
  await vi.waitFor(async () => expect((await plans.call('channels.list', {})).items).toHaveLength(2));
  /** Lets time pass second by second, so that servers of ours have the time to answer. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 1_000) {
      await plans.clock.advance(Math.min(left, 1_000));
      await new Promise((resolve) => void setTimeout(resolve, 2));
    }
  };
  /** It is time, and what began has had its first seconds. */
  const untilItsTime = async () => {
    await plans.clock.advance(MINUTE + 58_000);
    await pass(5_000);
    await plans.clock.advance(55_000);
    await pass(10_000);
  };
  const ended = () =>
    vi.waitFor(async () => {
      await plans.clock.advance(1_000);
      const [run] = await drills();
      if (run?.endedAt == null) throw new Error(`not over: ${run?.state}`);
      return run;
    });
  return { ...plans, face, notes, drills, told, pass, untilItsTime, ended };
}

describe('a drill that begins by itself', () => {
  it('is announced where drills are told, begins at its hour and once, is scored, and is a proof', async () => {
    const { clock, notes, drills, told, called, call, ended, pass } = await given();
    expect((await call('plans.get', { id: PRACTISED })).nextDrillAt).toBe('2026-01-15T12:03:00.000Z');
    await clock.advance(MINUTE + 58_000);
    expect([await notes(), told]).toEqual([[], []]);
    await pass(5_000);
    expect([await notes(), told.length]).toEqual([['announced'], 1]);
    expect(told[0]).toMatch(/^practice: DRILL: Drill of Move checkout to C at 12:03:00 UTC · 13:03:00 Berlin \| DRILL: /);
    await clock.advance(55_000);
    expect(await drills()).toEqual([]);
    await pass(5_000);
    const run = await ended();
    expect(run).toMatchObject({ mode: 'drill', state: 'done', starter: null, holder: null, score: { met: true, objectiveSeconds: 60 } });
    expect(called.filter((path) => path.includes('move'))).toEqual(['drill-move']);
    await clock.advance(4 * MINUTE);
    expect([(await drills()).length, await notes()]).toEqual([1, []]);
    expect(await call('plans.get', { id: PRACTISED })).toMatchObject({ nextDrillAt: '2026-01-22T12:03:00.000Z', proof: { run: run.id, mode: 'drill' } });
    const audit = (await call('audit.list', { limit: 50 }, 'grace')).items.map(({ type, actor }) => [type, actor.kind]);
    expect(audit).toEqual(expect.arrayContaining([['drillTold', 'holdfast'], ['runStarted', 'holdfast']]));
  });

  it('is put off while something real is open, says so, and is not made up for once its hours are over', async () => {
    const { clock, notes, drills, told, call, untilItsTime, face } = await given();
    const { id: incident } = await call('incidents.open', { title: 'Search is slow', severity: 'P2', services: [ServiceId.parse('checkout-api')] });
    await untilItsTime();
    expect(await notes()).toEqual([`putOff: ${incident} is open`]);
    expect((await face()).drills[0]).toMatchObject({ at: '2026-01-15T12:03:00.000Z', until: '2026-01-15T12:06:00.000Z' });
    await clock.advance(3 * MINUTE);
    expect([await notes(), await drills()]).toEqual([[`missed: ${incident} is open`], []]);
    await vi.waitFor(() => expect(told.at(-1)).toContain(`DRILL: Drill of Move checkout to C does not take place | DRILL: The one of 12:03:00 UTC · 13:03:00 Berlin: ${incident} is open.`));
    expect((await call('plans.get', { id: PRACTISED })).nextDrillAt).toBe('2026-01-22T12:03:00.000Z');
  });

  it.each<[string, Parameters<typeof given>[0], (plans: Awaited<ReturnType<typeof given>>) => Promise<unknown>, string]>([
    ['the lever is pulled', {}, ({ call }) => call('lever.pull', { reason: 'somebody is in the data centre' }), 'putOff: Ada Lovelace holds everything: somebody is in the data centre'],
    ['somebody has a run of its group', { steps: '      - { id: agree, kind: approve, timeout: 30m }' }, ({ begin }) => begin({ plan: 'practised', mode: 'dry-run' }), 'putOff: another run of its group is under way'],
    ['a freeze holds', { lines: '    freeze: [{ name: Payday, from: "2026-01-15 12:00", to: "2026-01-15 14:00" }]\n' }, () => Promise.resolve(), 'putOff: Payday: nothing is started until 13:00 UTC'],
  ])('is put off while %s', async (_, options, before, says) => {
    const plans = await given(options);
    await before(plans);
    await plans.untilItsTime();
    expect(await plans.notes()).toEqual([says]);
    expect((await plans.drills()).filter(({ mode }) => mode === 'drill')).toEqual([]);
  });

  it('that was missed while Holdfast was off is told, and waits for its next hours', async () => {
    const { clock, notes, drills, restart, called } = await given({ database: join(folder, 'drills.db') });
    await clock.advance(1_000);
    clock.step(3 * 3_600_000);
    await restart();
    await clock.advance(2 * MINUTE);
    expect([await notes(), await drills(), called]).toEqual([['missed: Holdfast was not running then'], [], []]);
  });

  it('gives people their time of notice where the clock is set into its hours, and is not twice where it is set back', async () => {
    const { clock, notes, drills, told, ended, pass } = await given();
    await clock.advance(2_000);
    clock.step(3 * MINUTE + 30_000);
    await pass(5_000);
    expect([await notes(), await drills()]).toEqual([['announced'], []]);
    await clock.advance(45_000);
    expect([(await drills()).length, told.length]).toEqual([0, 1]);
    await pass(15_000);
    await ended();
    clock.step(-3 * MINUTE);
    await clock.advance(7 * MINUTE);
    expect((await drills()).length).toBe(1);
  });

  it('begins only with a person’s word where that is asked for, and is theirs then', async () => {
    const { clock, notes, drills, call, ask, ended, untilItsTime } = await given({ drill: ', ask: true' });
    expect(await ask('plans.answerDrill', { id: PRACTISED, answer: 'yes' })).toMatchObject({ ok: false, error: { code: 'conflict', message: 'It is asked for from 2026-01-15T12:02:00.000Z on.' } });
    await untilItsTime();
    await clock.advance(MINUTE);
    expect([await notes(), await drills()]).toEqual([['asks: nobody has said yes'], []]);
    expect(await ask('plans.answerDrill', { id: PRACTISED, answer: 'yes' }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    await call('plans.answerDrill', { id: PRACTISED, answer: 'yes' }, 'linus');
    expect(await ended()).toMatchObject({ mode: 'drill', state: 'done', starter: 'linus' });
    await expect(call('plans.answerDrill', { id: PRACTISED, answer: 'yes' })).rejects.toThrow('It is asked for from 2026-01-22');
  });

  it('is put off by a person with a reason, until its next hours', async () => {
    const { clock, notes, drills, call, ask, untilItsTime } = await given();
    expect(await ask('plans.answerDrill', { id: PRACTISED, answer: 'notThisTime' })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await call('plans.answerDrill', { id: PRACTISED, answer: 'notThisTime', reason: 'we move offices' })).toMatchObject({ nextDrillAt: '2026-01-22T12:03:00.000Z' });
    await clock.advance(8 * MINUTE);
    expect([await notes(), await drills()]).toEqual([['missed: Ada Lovelace: we move offices'], []]);
    clock.step(WEEK - 8 * MINUTE);
    await untilItsTime();
    expect((await drills()).length).toBe(1);
    expect(await notes()).toEqual([]);
  });

  it('that fails is told where people look, until one goes well', async () => {
    const plans = await given();
    plans.answers['drill-move'] = (response) => void response.writeHead(404).end();
    await plans.untilItsTime();
    const [stopped] = await plans.drills();
    if (stopped === undefined) throw new Error('it did not begin');
    expect(stopped).toMatchObject({ state: 'stopped', why: 'refused' });
    await plans.call('runs.abort', { id: stopped.id, epoch: stopped.epoch, reason: 'it does not answer' });
    await plans.clock.advance(2_000);
    expect(await plans.notes()).toEqual(['failed: aborted at “Move”']);
    delete plans.answers['drill-move'];
    await plans.until((await plans.begin({ plan: 'practised', mode: 'drill' })).id, ({ endedAt }) => endedAt !== null);
    await plans.clock.advance(2_000);
    expect(await plans.notes()).toEqual([]);
  });

  it('may hold surprises that nobody sees before its end, in no answer, no frame and no word of it', async () => {
    const plans = await given({ drill: ', surprises: true', random: seededRandom(7) });
    await plans.clock.advance(2 * MINUTE + 58_000);
    await plans.pass(4_000);
    const [running] = await plans.drills();
    if (running === undefined) throw new Error('it did not begin');
    const { id } = running;
    const seen = async () => JSON.stringify([await plans.call('runs.get', { id }), await plans.call('runs.journal', { id }), (await plans.call('audit.list', { limit: 50 }, 'grace')).items.filter(({ type }) => type !== 'configChanged'), await plans.face(), await plans.call('plans.get', { id: PRACTISED }), plans.told, plans.open.frames.filter(({ event }) => event !== 'snapshot')]);
    expect(running.endedAt).toBeNull();
    expect(await seen()).not.toMatch(/surprise|failsOnce|"slow"|noAnswer/i);
    for (let tries = 0; tries < 3; tries += 1) {
      const run = (await plans.drills())[0];
      if (run?.state === 'stopped') await plans.call('runs.retry', { id, epoch: run.epoch });
      await plans.pass(15_000);
    }
    const run = await plans.ended();
    expect(run.score?.surprises).toEqual([{ step: 'move', what: expect.stringMatching(/failsOnce|slow/) as string, coped: true }]);
  });

  it('may be a dry run, which changes nothing', async () => {
    const { untilItsTime, ended, called, told } = await given({ drill: ', mode: dry-run' });
    await untilItsTime();
    expect(await ended()).toMatchObject({ mode: 'dry-run', state: 'done', score: null });
    expect(called.filter((path) => path.includes('move'))).toEqual([]);
    expect(told[0]).toMatch(/DRILL: Dry run of Move checkout to C at /);
  });
});

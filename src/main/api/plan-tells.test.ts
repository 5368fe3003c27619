import { afterEach, describe, expect, it, vi } from 'vitest';
import { ServiceId, TriggerId, UpdateId } from '../../shared/model/ids.ts';
import { isOver, openPlans, type OpenPlans } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

const CHANNELS = `channels:
  - { id: team, type: webhook, audience: internal, url: "URL/team", honoursKey: true }
  - { id: page, type: webhook, audience: public, url: "URL/page", honoursKey: true }
  - { id: practice, type: webhook, audience: internal, drill: true, url: "URL/practice", honoursKey: true }
`;
const tell = (channels: string) => `      - { id: tell, kind: notify, channels: [${channels}], text: "Traffic moves to B." }\n      - { id: after, kind: http, request: { url: "URL/after" } }`;

/** What each channel was sent, as it came. */
async function given(channels: string, more = CHANNELS) {
  const plans = await openPlans({ steps: tell(channels), more });
  opened = plans;
  const sent: { readonly path: string; readonly title: string; readonly body: string; readonly incident: string }[] = [];
  for (const path of ['team', 'page', 'practice']) {
    plans.answers[path] = (response) => {
      sent.push({ path, ...(JSON.parse(plans.bodies.at(-1) ?? '') as Omit<(typeof sent)[number], 'path'>) });
      response.end();
    };
  }
  await vi.waitFor(async () => expect((await plans.call('channels.list', {})).items).toHaveLength(3));
  const declare = async (isDrill = false) => (await plans.call('incidents.open', { title: 'Checkout is down', severity: 'P0', services: [ServiceId.parse('checkout-api')], isDrill })).id;
  const arrived = (count: number) =>
    vi.waitFor(async () => {
      await plans.clock.advance(1_000);
      expect(sent).toHaveLength(count);
    });
  return { ...plans, sent, declare, arrived };
}

describe('a notify step', () => {
  it('publishes one update for each audience, once, with the facts of the incident and the words of the plan', async () => {
    const { begin, until, declare, arrived, sent, call } = await given('team, page');
    const incident = await declare();
    const run = await until((await begin({ incident })).id, isOver);
    expect(run).toMatchObject({ state: 'done', steps: [{ id: 'tell', state: 'done', progress: { kind: 'notify', updates: ['UPD-0001', 'UPD-0002'], notice: null } }, { state: 'done' }] });
    await arrived(2);
    expect(sent.map(({ path }) => path).toSorted()).toEqual(['page', 'team']);
    for (const { body, incident: of } of sent) expect([body.startsWith('Traffic moves to B.'), of]).toEqual([true, incident]);
    expect(await call('updates.get', { id: UpdateId.parse('UPD-0002') })).toMatchObject({ state: 'published', emergency: expect.stringContaining('A plan tells it: step "tell"') as string, publishedBy: { kind: 'holdfast' } });
    expect((await call('updates.list', { incident })).items).toHaveLength(2);
  });

  it('is done once it is queued: a channel that does not answer keeps no plan waiting', async () => {
    const { begin, until, declare, called, answers, call } = await given('team');
    let answer = (): void => {};
    answers['team'] = (response) => void (answer = () => void response.end());
    const run = await until((await begin({ incident: await declare() })).id, isOver);
    expect(run).toMatchObject({ state: 'done', steps: [{ outcome: 'UPD-0001: 0 of 1 message sent, the others are queued' }, {}] });
    expect(called).toContain('after');
    expect((await call('updates.get', { id: UpdateId.parse('UPD-0001') })).deliveries).toMatchObject([{ state: expect.stringMatching(/queued|sending/) as string }]);
    answer();
  });

  it('without an incident tells the team its words alone, and stops before a page that can only be told of an incident', async () => {
    const alone = await given('team');
    await alone.until((await alone.begin()).id, isOver);
    await alone.arrived(1);
    expect(alone.sent[0]).toMatchObject({ path: 'team', title: 'tell', body: 'Traffic moves to B.' });
    await alone.close();

    const page = await given('team, page');
    const stopped = await page.until((await page.begin()).id, ({ state }) => state === 'stopped');
    expect(stopped.steps[0]).toMatchObject({ state: 'failed', outcome: 'Webhook page takes only updates of incidents, and this run belongs to none: declare one, then try again.' });
    expect(page.sent).toEqual([]);
  });

  it('in a drill reaches only what is marked for drills and begins with DRILL; the real incident beside it hears nothing', async () => {
    const real = await given('team, page, practice');
    const incident = await real.declare();
    await real.until((await real.begin({ mode: 'drill' })).id, isOver);
    await real.arrived(1);
    expect(real.sent).toMatchObject([{ path: 'practice', title: expect.stringMatching(/^DRILL: /) as string, body: expect.stringMatching(/^DRILL: Traffic moves to B\./) as string }]);
    expect((await real.call('updates.list', { incident })).items).toEqual([]);
    await real.close();

    const drill = await given('team, page, practice');
    const of = await drill.declare(true);
    await drill.until((await drill.begin({ mode: 'drill', incident: of })).id, isOver);
    await drill.arrived(1);
    expect(drill.sent).toMatchObject([{ path: 'practice', incident: of, title: expect.stringMatching(/^DRILL: /) as string, body: expect.stringMatching(/^DRILL: /) as string }]);
    await drill.close();

    const nobody = await given('team, page');
    const run = await nobody.until((await nobody.begin({ mode: 'drill' })).id, isOver);
    expect(run.steps[0]).toMatchObject({ state: 'done', outcome: 'none of its channels is marked for drills: nobody was told' });
    expect(nobody.sent).toEqual([]);
  });

  it('in a dry run tells nobody', async () => {
    const { begin, until, sent, declare, clock, call } = await given('team, page, practice');
    const incident = await declare();
    await until((await begin({ mode: 'dry-run', incident })).id, isOver);
    await clock.advance(30_000);
    expect(sent).toEqual([]);
    expect((await call('updates.list', { incident })).items).toEqual([]);
  });
});

describe('a trigger', () => {
  it('suggests its plan when the decision is due, says why it does no more, and is put aside with a reason that stands in the timeline', async () => {
    const plans = await given('team', `${CHANNELS}triggers: [{ id: decide, plan: to-b, on: whenClock, mode: countdown, notice: [team] }]\n`);
    const id = TriggerId.parse('decide');
    const { id: incident } = await plans.call('incidents.open', { title: 'Checkout is down', severity: 'P0', services: [ServiceId.parse('checkout-api')], impactStartedAt: new Date(plans.clock.nowMs() - 20 * 60_000).toISOString() });
    await vi.waitFor(async () => {
      await plans.clock.advance(1_000);
      expect((await plans.call('continuity.get', {})).triggers[0]?.suggests).not.toBeNull();
    });
    const [shown] = (await plans.call('triggers.list', {})).items;
    expect(shown).toMatchObject({ id, plan: 'to-b', configured: 'countdown', mode: 'suggest', state: 'met', countdown: null, suggests: { why: expect.stringContaining(`The decision on ${incident} is due.`) as string } });
    expect(shown?.because).toContain('it is not known whether this computer has mains power');
    expect(plans.called).toEqual([]);
    expect(await plans.ask('triggers.veto', { id, reason: 'the vendor is on it' }, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await plans.call('triggers.veto', { id, reason: 'the vendor is on it' })).toMatchObject({ suggests: null, says: expect.stringContaining('Put aside: the vendor is on it') as string });
    const notes = (await plans.call('incidents.timeline', { id: incident })).items.filter(({ type }) => type === 'triggerTold');
    expect(notes.map(({ actor, data }) => [actor.id, JSON.stringify(data)])).toEqual(expect.arrayContaining([['ada', expect.stringContaining('putAside') as string]]));
    expect(await plans.ask('triggers.veto', { id, reason: 'the vendor is on it' })).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });
});

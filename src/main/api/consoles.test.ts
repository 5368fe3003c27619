import { afterEach, describe, expect, it, vi } from 'vitest';
import { StepId } from '../../shared/model/ids.ts';
import { openConsoles, type Consoles } from './testing/open-consoles.ts';

const until = (is: () => Promise<void>): Promise<void> => vi.waitFor(is, { timeout: 20_000 });

let closing: Consoles | null = null;
afterEach(async () => {
  await closing?.close();
  closing = null;
});

/** A has an update on its way that its channel refuses for now, and B has a copy of that. */
async function withUpdateOnItsWay(): Promise<Consoles & { readonly incident: Awaited<ReturnType<Consoles['a']['incident']>> }> {
  const set = await openConsoles();
  closing = set;
  await set.a.start();
  set.answers['/team'] = 429;
  const incident = await set.a.incident();
  await set.a.publish(incident);
  await until(async () => {
    await set.pass(1);
    const { items } = await set.a.call('deliveries.list', {});
    expect(items[0]).toMatchObject({ state: 'queued', attempts: 1 });
  });
  await set.copy();
  return { ...set, incident };
}

const teamMessages = ({ received }: Consoles): number => received.filter((path) => path === '/team').length;
const roleOf = async (console: Consoles['a']): Promise<string> => (await console.call('console.get', {})).role;

describe('an engine that was taken over from', () => {
  it('stands down when it is told, sends nothing of what was on its way, refuses what would change anything, and stays so over a restart', async () => {
    const set = await withUpdateOnItsWay();
    const { a, b, answers, incident } = set;
    await set.takeOver();
    answers['/team'] = 200;
    expect(await b.call('console.get', {})).toMatchObject({ role: 'engine', term: 2, tookOver: { by: { name: 'Grace Hopper' }, from: 'http://a.test:7420' } });
    await until(async () => {
      await set.pass(1);
      expect(await roleOf(a)).toBe('stoodDown');
    });
    expect(await b.call('console.get', {})).toMatchObject({ tookOver: { metAt: expect.any(String) as string, mergedAt: null } });
    for (let life = 0; life < 2; life += 1) {
      await set.pass(120);
      expect(teamMessages(set)).toBe(0);
      expect(await a.call('console.get', {})).toMatchObject({ role: 'stoodDown', stoodDown: { term: 2, by: { name: 'Grace Hopper' }, reason: 'Its room has no power', address: 'http://b.test:7420' } });
      expect(await a.ask('incidents.act', { id: incident, action: { type: 'note', text: 'written here' } })).toMatchObject({ ok: false, error: { code: 'read_only' } });
      expect(await a.ask('incidents.open', { title: 'Another', severity: 'P1', services: [] })).toMatchObject({ ok: false, error: { code: 'read_only', message: expect.stringMatching(/^Another console took over at http:\/\/b\.test:7420\./) as string } });
      expect((await a.call('incidents.get', { id: incident })).title).toBe('Payments fail');
      expect((await a.call('plans.list', {})).items.map(({ id }) => id)).toEqual(['to-b']);
      expect(await a.call('runs.list', {})).toEqual({ items: [], next: null });
      await a.stop();
      await a.start();
    }
    // What was on its way is nobody's to send by itself: a person looks, and says so.
    const [delivery] = (await b.call('deliveries.list', {})).items;
    expect(delivery).toMatchObject({ state: 'unknown', reason: expect.stringContaining('It may have been sent since') as string });
    await b.call('deliveries.resolve', { id: delivery!.id, arrived: false });
    await until(async () => {
      await set.pass(1);
      expect(teamMessages(set)).toBe(1);
    });
    await set.pass(120);
    expect(teamMessages(set)).toBe(1);
  });

  it('would send it a second time if nobody told it (control)', async () => {
    const set = await withUpdateOnItsWay();
    Object.assign(set.reach, { bReachesA: false, aReachesB: false });
    await set.takeOver();
    set.answers['/team'] = 200;
    const [delivery] = (await set.b.call('deliveries.list', {})).items;
    await set.b.call('deliveries.resolve', { id: delivery!.id, arrived: false });
    await until(async () => {
      await set.pass(30);
      expect(teamMessages(set)).toBe(2);
    });
  });

  it.each([
    ['slept', true, 0],
    ['slept, and does not ask (control)', false, 1],
  ])('that %s asks its seats before it sends anything, although the other one cannot reach it', async (_, asks, sent) => {
    const set = await withUpdateOnItsWay();
    Object.assign(set.reach, { bReachesA: false, aReachesB: asks });
    // Its machine stands still; what was due meanwhile falls due at once when it wakes.
    set.clock.step(40_000);
    await set.takeOver();
    set.answers['/team'] = 200;
    await set.pass(120);
    expect(teamMessages(set)).toBe(sent);
    expect(await roleOf(set.a)).toBe(asks ? 'stoodDown' : 'engine');
  });

  it('that did not run meanwhile asks when it starts', async () => {
    const set = await withUpdateOnItsWay();
    await set.a.stop();
    Object.assign(set.reach, { bReachesA: false });
    await set.takeOver();
    set.answers['/team'] = 200;
    await set.a.start();
    await set.pass(60);
    expect(await set.a.call('console.get', {})).toMatchObject({ role: 'stoodDown', stoodDown: { term: 2, by: null, address: 'http://b.test:7420' } });
    expect(teamMessages(set)).toBe(0);
    // It learns who, and why, as soon as the other one reaches it.
    set.reach.bReachesA = true;
    await set.pass(15);
    expect(await set.a.call('console.get', {})).toMatchObject({ stoodDown: { by: { name: 'Grace Hopper' }, entries: expect.any(Number) as number } });
  });
});

describe('what both consoles recorded', () => {
  it('is merged by a person: notes on what both know, whole incidents that one did not, and deliveries that the other one knows of', async () => {
    const set = await withUpdateOnItsWay();
    const { a, b, incident, answers } = set;
    Object.assign(set.reach, { bReachesA: false, aReachesB: false });
    // A goes on: it sends what was on its way, acknowledges, and has an incident more.
    answers['/team'] = 200;
    await until(async () => {
      await set.pass(5);
      expect(teamMessages(set)).toBe(1);
    });
    const { version } = await a.call('incidents.get', { id: incident });
    await a.call('incidents.act', { id: incident, version, action: { type: 'acknowledge' } });
    const other = await a.incident('Logins are slow');
    await set.takeOver();
    const mine = await b.incident('Searches fail');
    expect(other).toBe(mine);
    expect(await b.ask('console.unmerged', {})).toMatchObject({ ok: false, error: { code: 'unavailable' } });
    set.reach.bReachesA = true;
    await until(async () => {
      await set.pass(5);
      expect((await b.call('console.get', {})).tookOver?.metAt).not.toBeNull();
    });
    const { items } = await b.call('console.unmerged', {});
    expect(items.map(({ type, incident: id, known }) => [type, id, known])).toEqual(expect.arrayContaining([['acknowledged', incident, true], ['opened', other, false]]));
    expect(items.some(({ text }) => text.includes('Logins are slow'))).toBe(true);
    expect(await b.ask('console.merge', {}, 'wall')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    expect(await b.call('console.merge', {})).toMatchObject({ role: 'engine', tookOver: { mergedAt: expect.any(String) as string } });
    const notes = (await b.call('incidents.timeline', { id: incident })).items.filter(({ type }) => type === 'note');
    expect(notes.map(({ data }) => String(data['text']))).toContainEqual(expect.stringMatching(/^Recorded at the other console by Ada Lovelace: /));
    const titles = (await b.call('incidents.list', {})).items.map(({ title }) => title);
    expect(titles).toEqual(expect.arrayContaining(['Payments fail', 'Searches fail', 'Logins are slow']));
    expect((await b.call('deliveries.list', {})).items[0]).toMatchObject({ state: 'sent', reason: 'The other console sent it.' });
    expect(await b.ask('console.merge', {})).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect((await b.call('audit.verify', {}, 'grace')).ok).toBe(true);
    // The one that stood down is told, too.
    await until(async () => {
      await set.pass(5);
      expect((await a.call('console.get', {})).stoodDown?.mergedAt).not.toBeNull();
    });
    await set.pass(60);
    expect(teamMessages(set)).toBe(1);
  });
});

describe('a plan after a take-over', () => {
  it('asks before a step that both could do, until what the other one did is known', async () => {
    const set = await withUpdateOnItsWay();
    const { b } = set;
    Object.assign(set.reach, { bReachesA: false, aReachesB: false });
    await set.takeOver();
    await set.pass(2);
    const { id, epoch } = await b.begin();
    await set.pass(10);
    const asked = await b.call('runs.get', { id });
    expect([asked.state, set.received.includes('/move')]).toEqual(['stopped', false]);
    await b.call('runs.abort', { id, epoch: asked.epoch ?? epoch, reason: 'It was the other one' });
    // A person says that the other one will never come back: from then on nothing asks.
    expect(await b.call('console.merge', { gone: true })).toMatchObject({ tookOver: { metAt: null, mergedAt: expect.any(String) as string } });
    await set.pass(2);
    await b.begin();
    await until(async () => {
      await set.pass(1);
      expect(set.received).toContain('/move');
    });
  });

  it('does it where a person says that the other one has not, sends nothing where it has, and takes no answer to another question', async () => {
    const set = await withUpdateOnItsWay();
    const { b } = set;
    Object.assign(set.reach, { bReachesA: false, aReachesB: false });
    await set.takeOver();
    await set.pass(2);
    const asked = async () => {
      const { id } = await b.begin();
      await set.pass(10);
      return b.call('runs.get', { id });
    };
    const first = await asked();
    const step = first.steps.find(({ state }) => state !== 'done')?.id;
    expect(first).toMatchObject({ state: 'stopped', why: 'elsewhere' });
    const { id, epoch } = first;
    expect(await b.ask('runs.settle', { id, epoch, happened: false, reason: 'it is off' })).toMatchObject({ ok: false, error: { code: 'invalid_input' } });
    expect(await b.ask('runs.settle', { id, epoch, happened: false, reason: 'it is off', step: StepId.parse('another') })).toMatchObject({ ok: false, error: { code: 'conflict', details: { why: 'notNow' } } });
    await b.call('runs.settle', { id, epoch, happened: true, reason: 'seen at the gateway', step });
    const done = await b.call('runs.get', { id });
    expect(done.steps.find((each) => each.id === step)).toMatchObject({ state: 'done', outcome: expect.stringMatching(/says that the other console has done it: seen at the gateway$/) as string });
    expect(set.received).not.toContain('/move');
    const second = await asked();
    await b.call('runs.settle', { id: second.id, epoch: second.epoch, happened: false, reason: 'it is off', step });
    await until(async () => {
      await set.pass(1);
      expect(set.received.filter((path) => path === '/move')).toHaveLength(1);
    });
    const { items } = await b.call('runs.journal', { id: second.id });
    expect(items.map(({ says }) => says)).toContain('the other console may have done it');
  });
});

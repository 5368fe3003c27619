import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BETTERSTACK_PAGE } from '../../../e2e/fakes/betterstack.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import { STATUSPAGE_PAGE } from '../../../e2e/fakes/statuspage.ts';
import type { ChannelId, IncidentId } from '../../shared/model/ids.ts';
import { CHAT, openWithVendors, PAGE, STACK, TICKET } from './testing/vendors.ts';

type World = Awaited<ReturnType<typeof openWithVendors>>;
let world: World;
let clock: World['clock'];
let page: World['page'];
let stack: World['stack'];
let jira: World['jira'];
let slack: World['slack'];
let call: World['call'];
let refusal: World['refusal'];
let publish: World['publish'];
let until: World['until'];
let sent: World['sent'];
let incident: World['incident'];

beforeEach(async () => {
  if (WITHOUT_CONTRACTS) return;
  world = await openWithVendors();
  ({ clock, page, stack, jira, slack, call, refusal, publish, until, sent, incident } = world);
});
afterEach(async () => {
  if (!WITHOUT_CONTRACTS) expect(await world.close()).toEqual([]);
});

const readAt = async (channel: ChannelId, id: IncidentId) => {
  await clock.advance(5_000);
  return call('remotes.read', { id: channel, incident: id });
};
const onPage = () => page.incidents.all().at(-1) ?? expect.fail('no incident on the page');

describe.skipIf(WITHOUT_CONTRACTS)(`what stands at a channel (${NEEDS_CONTRACTS})`, () => {
  it('is shown before anything is sent: nothing yet, then what is on the page, since when, and how old that is', async () => {
    const id = await incident();
    expect(await readAt(PAGE, id)).toMatchObject({ kind: 'nothing', differs: null });
    await sent(id, 'public', [PAGE]);
    const since = onPage().created_at;
    await clock.advance(60_000);
    const view = await readAt(PAGE, id);
    expect(view).toMatchObject({ kind: 'there', differs: null, problem: null, state: { title: onPage().name, status: 'investigating', since, at: since, url: `https://stspg.test/${onPage().id}` } });
    expect(view.checkedAt).toBe(new Date(clock.nowMs()).toISOString());
  });

  it('asked by several screens at once is read once', async () => {
    const id = await incident();
    await sent(id, 'public', [PAGE]);
    await clock.advance(5_000);
    const before = page.seen.length;
    await Promise.all([1, 2, 3].map(() => call('remotes.read', { id: PAGE, incident: id })));
    expect(page.seen.length - before).toBe(1);
  });

  it('that cannot be read says so, and is never shown as being as we left it', async () => {
    const id = await incident();
    await sent(id, 'public', [PAGE]);
    page.fail({ kind: 'status', status: 503 });
    expect(await readAt(PAGE, id)).toMatchObject({ kind: 'cannotTell', state: null, problem: 'HTTP 503: Service Unavailable.' });
    page.mend();
  });

  it('needs the right to publish', async () => {
    const id = await incident();
    expect((await refusal('remotes.read', { id: PAGE, incident: id }, 'wall')).code).toBe('forbidden');
  });

  it.each([
    ['an update', { body: 'A word of ours.' }, 'Somebody has posted an update on the page since ours.'],
    ['a resolve', { status: 'resolved', body: 'Solved.' }, 'Somebody has resolved it on the page. Ours would open it again.'],
    ['an edit', { edit: 'Other words.' }, 'Somebody has edited our last update on the page.'],
    ['a delete', { remove: true }, expect.stringContaining('somebody has deleted it')],
  ])('%s by somebody else is shown; kept, what follows builds on it, and nothing was overwritten', async (_, change, words) => {
    const id = await incident();
    await sent(id, 'public', [PAGE]);
    await clock.advance(1_000);
    page.byHand(onPage().id, change);
    const view = await readAt(PAGE, id);
    expect(view.differs).toEqual(words);
    const writes = (): number => page.seen.filter(({ method }) => method !== 'GET').length;
    const before = writes();
    const [delivery] = await until(await publish(id, 'public', [PAGE], 'identified'), 'failed');
    expect(writes()).toBe(before);
    if (delivery === undefined || view.seen === null) throw new Error('a delivery that differs was expected');
    expect(await call('remotes.keepTheirs', { id: delivery.id })).toMatchObject({ state: 'superseded', reason: expect.stringContaining('Grace Hopper kept') });
    expect(writes()).toBe(before);
    expect((await readAt(PAGE, id)).differs).toBeNull();
    await sent(id, 'public', [PAGE], 'monitoring');
    expect(page.incidents.all()).toHaveLength(1);
    expect(onPage().status).toBe('monitoring');
  });

  it('is replaced once a person says so of exactly what was seen; what changes again after that is shown first', async () => {
    const id = await incident();
    await sent(id, 'public', [PAGE]);
    page.byHand(onPage().id, { status: 'monitoring', body: 'It is better.' });
    const { seen } = await readAt(PAGE, id);
    if (seen === null) throw new Error('a difference was expected');
    expect(await call('remotes.settle', { id: PAGE, incident: id, seen, choice: 'replace' })).toMatchObject({ replaces: true });
    page.byHand(onPage().id, { status: 'resolved', body: 'It is over.' });
    const [failed] = await until(await publish(id, 'public', [PAGE], 'identified'), 'failed');
    expect([failed?.reason, onPage().status]).toEqual(['Somebody has resolved it on the page. Ours would open it again.', 'resolved']);
    expect(await refusal('remotes.settle', { id: PAGE, incident: id, seen, choice: 'replace' })).toMatchObject({ code: 'conflict', message: expect.stringContaining('changed again') });
    const again = (await readAt(PAGE, id)).seen ?? expect.fail('a difference was expected');
    await call('remotes.settle', { id: PAGE, incident: id, seen: again, choice: 'replace' });
    if (failed === undefined) throw new Error('it failed');
    await call('deliveries.retry', { id: failed.id });
    await until(failed.update, 'sent');
    expect(onPage().status).toBe('identified');
    expect((await readAt(PAGE, id)).differs).toBeNull();
  });

  it('after a person has settled an unknown message as arrived is taken for ours: what follows goes there, once, and nothing differs', async () => {
    page.forgetsMetadata = true;
    const id = await incident();
    page.fail({ kind: 'dropped', when: 'after' }, { only: ['postPagesPageIdIncidents'], times: 1 });
    const update = await publish(id, 'public', [PAGE]);
    const [unknown] = await until(update, 'unknown');
    await clock.advance(120_000);
    if (unknown === undefined) throw new Error('a delivery was expected');
    await call('deliveries.resolve', { id: unknown.id, arrived: true });
    await sent(id, 'public', [PAGE], 'identified');
    expect(page.incidents.all().map(({ status }) => status)).toEqual(['identified']);
    page.fail({ kind: 'dropped', when: 'after' }, { only: ['patchPagesPageIdIncidentsIncidentId'], times: 1 });
    const [second] = await until(await publish(id, 'public', [PAGE], 'monitoring'), 'unknown');
    await clock.advance(120_000);
    await call('deliveries.resolve', { id: second?.id ?? unknown.id, arrived: true });
    await sent(id, 'public', [PAGE], 'resolved');
    expect(page.incidents.all().map(({ status, incident_updates: all }) => [status, all.length])).toEqual([['resolved', 4]]);
  });

  it('on Better Stack: an edit, a post and a resolve by hand are shown, and kept', async () => {
    const id = await incident();
    await sent(id, 'public', [STACK]);
    const report = stack.reports.all()[0] ?? expect.fail('no report');
    expect(await readAt(STACK, id)).toMatchObject({ kind: 'there', differs: null, state: { title: report.title, status: 'degraded' } });
    stack.byHand(report.id, { edit: 'Other words.' });
    expect((await readAt(STACK, id)).differs).toBe('Somebody has edited our last update on the page.');
    stack.byHand(report.id, { post: 'Ada says it is slow.' });
    const view = await readAt(STACK, id);
    expect(view).toMatchObject({ differs: 'Somebody has posted an update on the page since ours.', state: { text: 'Ada says it is slow.' } });
    await call('remotes.settle', { id: STACK, incident: id, seen: view.seen ?? '', choice: 'keep' });
    await sent(id, 'public', [STACK], 'monitoring');
    stack.byHand(report.id, { resolve: true });
    expect((await readAt(STACK, id)).differs).toBe('Somebody has resolved the report on the page. Ours would open it again.');
  });

  it('on Jira: the newest comment and who wrote it; an issue closed by hand is shown, and ours goes on in it only then', async () => {
    const id = await incident();
    await sent(id, 'internal', [TICKET]);
    const { key } = jira.issues.all()[0] ?? expect.fail('no issue');
    jira.byHand(key, { says: 'The database was full.' });
    expect(await readAt(TICKET, id)).toMatchObject({ kind: 'there', differs: null, state: { status: 'To Do', text: 'The database was full.', by: 'Ada Lovelace', url: `${jira.url}/browse/${key}` } });
    jira.byHand(key, { done: true });
    const view = await readAt(TICKET, id);
    expect(view.differs).toContain('to "Done"');
    await call('remotes.settle', { id: TICKET, incident: id, seen: view.seen ?? '', choice: 'replace' });
    await sent(id, 'internal', [TICKET], 'identified');
    expect(jira.issues.all()).toHaveLength(1);
  });

  it('on Slack: the pinned message, and that another program has overwritten it', async () => {
    const id = await incident();
    await sent(id, 'internal', [CHAT]);
    const facts = slack.standing.find(({ parent }) => parent === null) ?? expect.fail('nothing is pinned');
    await clock.advance(60_000);
    expect(await readAt(CHAT, id)).toMatchObject({ kind: 'there', differs: null, state: { title: `#inc-${id.slice(4)}`, status: 'open', text: facts.text } });
    slack.overwrite(facts.ts, 'Nothing to see here.');
    const view = await readAt(CHAT, id);
    expect(view).toMatchObject({ differs: expect.stringContaining('changed in Slack'), state: { text: 'Nothing to see here.' } });
    await call('remotes.settle', { id: CHAT, incident: id, seen: view.seen ?? '', choice: 'keep' });
    await sent(id, 'internal', [CHAT], 'identified');
    expect(slack.standing.find(({ ts }) => ts === facts.ts)?.text).toBe('Nothing to see here.');
  });
});

describe.skipIf(WITHOUT_CONTRACTS)(`adopting what somebody else has begun (${NEEDS_CONTRACTS})`, () => {
  /** Somebody at the page's own screen begins an incident there. */
  const begunByHand = (status = 'investigating', name = 'Payments are slow') => {
    const at = new Date(clock.nowMs()).toISOString();
    const id = `byhand${String(page.incidents.all().length)}`;
    page.incidents.put(id, { id, page_id: STATUSPAGE_PAGE, name, status, created_at: at, updated_at: at, shortlink: `https://stspg.test/${id}`, metadata: {}, incident_updates: [{ id: `u${id}`, incident_id: id, body: 'We see slow payments.', status, deliver_notifications: true, created_at: at, updated_at: at }], components: [] });
    return id;
  };
  const adopt = async (channel: ChannelId, id: IncidentId, link: string) => {
    const { seen } = await call('remotes.look', { id: channel, incident: id, link });
    return call('remotes.adopt', { id: channel, incident: id, link, seen });
  };

  it('an incident of the page is shown, adopted, on the timeline, and followed instead of a second one; taken back, a new one is begun', async () => {
    const there = begunByHand();
    const id = await incident();
    const link = `https://manage.statuspage.io/pages/${STATUSPAGE_PAGE}/incidents/${there}`;
    const found = await call('remotes.look', { id: PAGE, incident: id, link });
    expect(found).toMatchObject({ note: null, state: { title: 'Payments are slow', status: 'investigating', text: 'We see slow payments.', since: expect.any(String) } });
    expect(await call('remotes.adopt', { id: PAGE, incident: id, link, seen: found.seen })).toMatchObject({ kind: 'there', differs: null, adopted: { by: { name: 'Grace Hopper' }, url: `https://stspg.test/${there}` } });
    expect((await call('incidents.get', { id })).links).toMatchObject([{ label: 'Acme status: Payments are slow', url: `https://stspg.test/${there}` }]);
    expect((await call('incidents.timeline', { id })).items.map(({ type, data }) => [type, data['text']])).toContainEqual(['note', 'Adopted "Payments are slow" (investigating) on Acme status: updates of this incident go there.']);
    await sent(id, 'public', [PAGE], 'identified');
    expect(page.incidents.all().map(({ id: each, status }) => [each, status])).toEqual([[there, 'identified']]);

    expect(await call('remotes.release', { id: PAGE, incident: id })).toMatchObject({ kind: 'nothing', adopted: null });
    expect((await call('incidents.get', { id })).links).toEqual([]);
    await sent(id, 'public', [PAGE], 'monitoring');
    expect(page.incidents.all().map(({ status }) => status)).toEqual(['identified', 'monitoring']);
  });

  it('its link as readers see it, and its short one, lead to it too', async () => {
    const there = begunByHand();
    const id = await incident();
    for (const link of [`https://status.acme.test/incidents/${there}`, `https://stspg.test/${there}`]) expect((await call('remotes.look', { id: PAGE, incident: id, link })).state.title).toBe('Payments are slow');
  });

  it.each([
    ['no link', () => 'payments', 'invalid_input', 'Expected a link that begins with https://'],
    ['one with a password', () => 'https://ada:secret@status.acme.test/incidents/x', 'invalid_input', 'holds no name or password'],
    ['one of another page', () => 'https://manage.statuspage.io/pages/another/incidents/abc', 'conflict', 'of another page (another)'],
    ['one of another site', () => 'https://status.example.test/incidents/abc', 'conflict', 'status.example.test is another site'],
    ['one of no incident', () => 'https://status.acme.test/uptime', 'conflict', 'Expected a link to one incident of status.acme.test'],
    ['one of what is not there', () => 'https://status.acme.test/incidents/gone', 'conflict', 'The page has no incident gone'],
    ['one of what is over', () => `https://status.acme.test/incidents/${begunByHand('resolved', 'Old')}`, 'conflict', '"Old" is over there (resolved)'],
  ])('%s is refused with what was expected', async (_, link, code, words) => {
    const id = await incident();
    expect(await refusal('remotes.look', { id: PAGE, incident: id, link: link() })).toMatchObject({ code, message: expect.stringContaining(words) });
    expect((await readAt(PAGE, id)).kind).toBe('nothing');
  });

  it('without the right at the vendor is refused in words; a vendor that does not answer is no "not found"', async () => {
    const id = await incident();
    const link = `https://manage.statuspage.io/pages/${STATUSPAGE_PAGE}/incidents/${begunByHand()}`;
    page.fail({ kind: 'forbidden' }, { times: 1 });
    expect(await refusal('remotes.look', { id: PAGE, incident: id, link })).toMatchObject({ code: 'conflict', message: expect.stringContaining('may not change page') });
    page.fail({ kind: 'status', status: 502 }, { times: 1 });
    expect(await refusal('remotes.look', { id: PAGE, incident: id, link })).toMatchObject({ code: 'unavailable', message: expect.stringContaining('could not be read: HTTP 502') });
  });

  it('what has changed since it was seen is not adopted unseen, nor what speaks for another incident', async () => {
    const there = begunByHand();
    const [id, other] = [await incident(), await incident('search')];
    const link = `https://status.acme.test/incidents/${there}`;
    const { seen } = await call('remotes.look', { id: PAGE, incident: id, link });
    page.byHand(there, { status: 'monitoring', body: 'Better.' });
    expect(await refusal('remotes.adopt', { id: PAGE, incident: id, link, seen })).toMatchObject({ code: 'conflict', message: expect.stringContaining('changed again') });
    await adopt(PAGE, id, link);
    expect(await refusal('remotes.look', { id: PAGE, incident: other, link })).toMatchObject({ code: 'conflict', message: expect.stringContaining(`Updates of ${id} go there already`) });
    expect(await refusal('remotes.look', { id: PAGE, incident: id, link })).toMatchObject({ message: 'Updates of this incident go there already.' });
  });

  it('a report of Better Stack', async () => {
    const first = await incident('search');
    await sent(first, 'public', [STACK]);
    const mine = stack.reports.all()[0] ?? expect.fail('no report');
    stack.reports.put('900', { ...mine, id: '900', title: 'By hand' });
    const id = await incident();
    expect((await refusal('remotes.look', { id: STACK, incident: id, link: 'https://uptime.betterstack.com/team/1/status-pages/999/reports/900' })).message).toContain('another status page (999)');
    expect((await refusal('remotes.look', { id: STACK, incident: id, link: 'https://status.example.test/900' })).message).toContain('is another site');
    expect((await refusal('remotes.look', { id: STACK, incident: id, link: `https://uptime.betterstack.com/team/1/status-pages/${BETTERSTACK_PAGE}/reports/901` })).message).toContain('has no report 901');
    await adopt(STACK, id, `https://uptime.betterstack.com/team/1/status-pages/${BETTERSTACK_PAGE}/reports/900`);
    await sent(id, 'public', [STACK], 'identified');
    expect(stack.reports.all().map(({ id: each, updates }) => [each, updates.length])).toEqual([[mine.id, 1], ['900', 2]]);
  });

  it('an issue of Jira', async () => {
    const first = await incident('search');
    await sent(first, 'internal', [TICKET]);
    const mine = jira.issues.all()[0] ?? expect.fail('no issue');
    jira.issues.put('OPS-7', { ...mine, id: '7', key: 'OPS-7', fields: { ...mine.fields, summary: 'Payments' }, comments: [] });
    const id = await incident();
    for (const [link, words] of [['https://jira.example.test/browse/OPS-7', 'another site'], ['https://acme.atlassian.test/browse/DEV-7', 'of project DEV'], ['https://acme.atlassian.test/wiki', 'Expected a link to one issue'], ['https://acme.atlassian.test/browse/OPS-8', 'There is no issue OPS-8']] as const) expect((await refusal('remotes.look', { id: TICKET, incident: id, link })).message).toContain(words);
    await adopt(TICKET, id, 'https://acme.atlassian.test/browse/OPS-7');
    await sent(id, 'internal', [TICKET], 'identified');
    expect([jira.issues.all().length, jira.issues.get('OPS-7')?.comments.length]).toEqual([2, 1]);
    jira.byHand('OPS-7', { done: true });
    await call('remotes.release', { id: TICKET, incident: id });
    expect((await refusal('remotes.look', { id: TICKET, incident: id, link: 'https://acme.atlassian.test/browse/OPS-7' })).message).toContain('is closed (Done)');
  });

  it('a channel of Slack, in the place of one that would be made', async () => {
    const id = await incident();
    const room = slack.channels.get('C0000000002') ?? expect.fail('no channel');
    for (const [link, words] of [['https://other.slack.com/archives/C0000000002', 'another workspace'], ['https://app.slack.com/client/T9999999999/C0000000002', 'another workspace'], ['https://acme.slack.com/help', 'Expected a link to a channel'], ['https://acme.slack.com/archives/C0000000009', 'no such channel']] as const) expect((await refusal('remotes.look', { id: CHAT, incident: id, link })).message).toContain(words);
    const link = 'https://acme.slack.com/archives/C0000000002/p1700000000000100';
    room.is_archived = true;
    expect((await refusal('remotes.look', { id: CHAT, incident: id, link })).message).toContain('archived');
    room.is_archived = false;
    room.is_member = false;
    expect((await refusal('remotes.look', { id: CHAT, incident: id, link })).message).toContain('invite it');
    room.is_member = true;
    expect(await call('remotes.look', { id: CHAT, incident: id, link })).toMatchObject({ state: { title: '#random' }, note: expect.stringContaining('pinned') });
    await adopt(CHAT, id, link);
    await sent(id, 'internal', [CHAT]);
    expect(slack.standing.map(({ channel }) => channel)).toEqual(['C0000000002', 'C0000000002']);
    expect([...slack.channels.values()].filter(({ name }) => name.startsWith('inc-'))).toEqual([]);
    expect(slack.pinned.size).toBe(1);
  });
});

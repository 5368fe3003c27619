import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { PersonId, type CorrectiveActionId, type IncidentId } from '../../shared/model/ids.ts';
import { settle } from '../engine/testing/manual-clock.ts';
import { CHAT, openWithVendors, TICKET } from './testing/vendors.ts';

type World = Awaited<ReturnType<typeof openWithVendors>>;
type Issue = CallOutput<'actionIssues.list'>['items'][number];
let world: World;
let call: World['call'];
let refusal: World['refusal'];
let jira: World['jira'];
beforeEach(async () => {
  if (WITHOUT_CONTRACTS) return;
  world = await openWithVendors();
  ({ call, refusal, jira } = world);
});
afterEach(async () => {
  if (!WITHOUT_CONTRACTS) expect(await world.close()).toEqual([]);
});

const TEXT = 'Check the zone before it is pushed';
const act = async (incident: IncidentId, text = TEXT): Promise<CorrectiveActionId> =>
  (await call('correctiveActions.add', { incident, text, kind: 'automatedTest', owner: PersonId.parse('ada'), dueAt: new Date(world.clock.nowMs() + 86_400_000).toISOString(), proof: { kind: 'link' } })).id;
const pass = async (ms: number): Promise<void> => {
  await world.clock.advance(ms);
  for (let n = 0; n < 20; n += 1) await new Promise((resolve) => void setImmediate(resolve));
  await settle();
};
const issueOf = async (incident: IncidentId, id: CorrectiveActionId): Promise<Issue> => (await call('actionIssues.list', { incident })).items.find(({ action }) => action === id) ?? expect.fail(`no issue of ${id}`);
/** Lets time pass until it is so. */
const until = async (incident: IncidentId, id: CorrectiveActionId, isSo: (issue: Issue) => boolean): Promise<Issue> => {
  for (let turn = 0; turn < 400; turn += 1) {
    const issue = await issueOf(incident, id);
    if (isSo(issue)) return issue;
    await pass(500);
  }
  throw new Error(`never: ${JSON.stringify(await issueOf(incident, id))}`);
};
const isThere = ({ standing }: Issue): boolean => standing === 'there';
const made = async (incident: IncidentId, id: CorrectiveActionId): Promise<Issue> => {
  await call('actionIssues.make', { id, channel: TICKET });
  return until(incident, id, isThere);
};
const creations = (): number => jira.seen.filter(({ method, path }) => method === 'POST' && path === '/rest/api/3/issue').length;

describe.skipIf(WITHOUT_CONTRACTS)(`a corrective action as a Jira issue (${NEEDS_CONTRACTS})`, () => {
  it('is made once, says what, for which incident, who and until when, and is linked to the issue of the incident', async () => {
    const incident = await world.incident();
    await world.sent(incident, 'internal', [TICKET]);
    const ofIncident = jira.issues.all()[0]?.key;
    const id = await act(incident);
    expect(await call('actionIssues.make', { id, channel: TICKET })).toMatchObject({ standing: 'making', how: 'made', key: null, status: null });
    const issue = await until(incident, id, ({ status }) => status !== null);
    const { key, fields } = jira.issues.all()[1] ?? expect.fail('no issue');
    expect(issue).toMatchObject({ standing: 'there', key, url: `${jira.url}/browse/${key}`, reason: null, problem: null, status: { name: 'To Do', stage: 'new' }, readAt: expect.any(String) });
    expect(fields['summary']).toBe(TEXT);
    const words = JSON.stringify(fields['description']);
    for (const word of [id, incident, 'Payments fail', 'Owner: Ada Lovelace', 'Due: ', ' UTC']) expect(words).toContain(word);
    expect([...jira.links]).toEqual([`${ofIncident ?? ''} ${key}`]);
    expect(await refusal('actionIssues.make', { id, channel: TICKET })).toMatchObject({ code: 'conflict', message: `${id} has an issue already.` });
    expect(await refusal('actionIssues.link', { id, channel: TICKET, link: `https://acme.atlassian.test/browse/${ofIncident ?? ''}` })).toMatchObject({ code: 'conflict', message: expect.stringContaining('which was made for it') });
    expect(creations()).toBe(2);
    expect(JSON.stringify((await call('incidents.timeline', { id: incident })).items)).toMatch(new RegExp(`Jira ticket has an issue of ${id}.*Asked Jira ticket for an issue of ${id}`));
    // It stands at its action, not among the deliveries of updates, and says nothing to what follows there.
    expect((await call('deliveries.list', { incident })).items).toHaveLength(1);
    await world.sent(incident, 'internal', [TICKET], 'identified');
    expect(jira.issues.all().map(({ comments }) => comments.length)).toEqual([1, 0]);
  });

  it.each([['after', 1], ['before', 2]] as const)('whose answer is lost %s Jira took it stands there once, linked, after it was looked for', async (when, asked) => {
    const incident = await world.incident();
    await world.sent(incident, 'internal', [TICKET]);
    const id = await act(incident);
    const before = creations();
    jira.fail({ kind: 'dropped', when }, { only: ['createIssue'], times: 1 });
    await made(incident, id);
    expect(creations() - before).toBe(asked);
    expect(jira.issues.all()).toHaveLength(2);
    expect(jira.links.size).toBe(1);
  });

  it('control: without the label by which it is known again it would be made twice', async () => {
    const incident = await world.incident();
    const id = await act(incident);
    jira.fail({ kind: 'dropped', when: 'after' }, { only: ['createIssue'], times: 1 });
    await call('actionIssues.make', { id, channel: TICKET });
    for (let turn = 0; turn < 20 && jira.issues.all().length === 0; turn += 1) await pass(100);
    const [first] = jira.issues.all();
    if (first === undefined) throw new Error('nothing was made');
    jira.issues.put(first.key, { ...first, fields: { ...first.fields, labels: [] } });
    await until(incident, id, isThere);
    expect(jira.issues.all()).toHaveLength(2);
  });

  it('that Jira refuses says why, and is tried again by a person', async () => {
    const incident = await world.incident();
    const id = await act(incident);
    jira.fail({ kind: 'status', status: 403 }, { only: ['createIssue'], times: 1 });
    await call('actionIssues.make', { id, channel: TICKET });
    expect((await until(incident, id, ({ standing }) => standing === 'failed')).reason).toContain('may not do that in project OPS');
    await made(incident, id);
    expect(jira.issues.all()).toHaveLength(1);
  });

  it('stands although it could not be linked to that of the incident, and says so', async () => {
    const incident = await world.incident();
    await world.sent(incident, 'internal', [TICKET]);
    const id = await act(incident);
    jira.fail({ kind: 'status', status: 404 }, { only: ['linkIssues'], times: 1 });
    expect((await made(incident, id)).reason).toMatch(/^The issue is there; it was not linked to OPS-\d+: HTTP 404/);
    expect(jira.links.size).toBe(0);
  });

  it('done there never closes the action; when Jira cannot be asked, the status keeps its age and says that it is not known since', async () => {
    const incident = await world.incident();
    const id = await act(incident);
    const { key } = await made(incident, id);
    await until(incident, id, ({ status }) => status !== null);
    await pass(120_000);
    jira.byHand(key ?? '', { done: true });
    const doneAt = new Date(world.clock.nowMs()).toISOString();
    const done = await until(incident, id, ({ status }) => status?.stage === 'done');
    expect(done.status).toEqual({ name: 'Done', stage: 'done', since: doneAt });
    expect((await call('correctiveActions.get', { id })).state).toBe('open');
    jira.fail({ kind: 'status', status: 503 });
    await pass(61_000);
    const blind = await until(incident, id, ({ problem }) => problem !== null);
    expect(blind).toMatchObject({ status: done.status, readAt: done.readAt, problem: 'HTTP 503: Service Unavailable.' });
    jira.mend();
    await pass(61_000);
    expect((await until(incident, id, ({ problem }) => problem === null)).readAt).not.toBe(done.readAt);
    jira.byHand(key ?? '', { remove: true });
    await pass(61_000);
    expect((await until(incident, id, ({ problem }) => problem !== null)).problem).toContain('not there any more');
  });

  it('is read every ten minutes while its action is open, looked at or not, and not when it is dropped', async () => {
    const incident = await world.incident();
    const id = await act(incident);
    await made(incident, id);
    await pass(3_000);
    const reads = (): number => jira.seen.filter(({ method, path }) => method === 'GET' && /\/issue\/[^/]+$/.test(path)).length;
    const during = async (minutes: number): Promise<number> => {
      const before = reads();
      for (let n = 0; n < minutes * 6; n += 1) await pass(10_000);
      return reads() - before;
    };
    expect(await during(21)).toBe(2);
    await call('correctiveActions.act', { id, action: { type: 'drop', reason: 'Not needed.' } });
    expect(await during(21)).toBe(0);
  });

  it('that exists is linked by its address, taken strictly, and another one may take its place', async () => {
    const incident = await world.incident();
    const [first, second] = [await act(incident), await act(incident, 'Alert when the zone is empty')];
    const { key } = await made(incident, first);
    const link = `https://acme.atlassian.test/browse/${key ?? ''}`;
    expect(await refusal('actionIssues.link', { id: second, channel: TICKET, link: 'https://evil.test/browse/OPS-1' })).toMatchObject({ code: 'conflict', message: expect.stringContaining('another site') });
    expect(await refusal('actionIssues.link', { id: second, channel: TICKET, link: 'https://acme.atlassian.test/browse/DEV-1' })).toMatchObject({ code: 'conflict', message: expect.stringContaining('project DEV') });
    expect((await call('actionIssues.list', { incident })).items).toHaveLength(1);
    for (let n = 0; n < 2; n += 1) expect(await call('actionIssues.link', { id: second, channel: TICKET, link })).toMatchObject({ how: 'linked', standing: 'there', key, status: { name: 'To Do' } });
    expect(await refusal('actionIssues.make', { id: second, channel: TICKET })).toMatchObject({ code: 'conflict' });
    expect(creations()).toBe(1);
  });

  it('is for the team: not without the right to publish, not at a channel without issues, not of an action that is over, and never with a secret in it', async () => {
    const incident = await world.incident();
    const id = await act(incident);
    expect((await call('actionIssues.list', { incident }, 'wall')).items).toEqual([]);
    expect((await refusal('actionIssues.make', { id, channel: TICKET }, 'wall')).code).toBe('forbidden');
    expect((await refusal('actionIssues.make', { id, channel: CHAT })).message).toContain('expected a channel of type jira');
    const leaky = await act(incident, 'Rotate xoxb-1234567890-abcdefghij');
    expect((await refusal('actionIssues.make', { id: leaky, channel: TICKET })).message).toContain('looks like a Slack token');
    await call('correctiveActions.act', { id, action: { type: 'drop', reason: 'Not needed.' } });
    expect((await refusal('actionIssues.make', { id, channel: TICKET })).message).toContain('is dropped');
    expect(creations()).toBe(0);
  });
});

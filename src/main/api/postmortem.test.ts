import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import type { CallInput } from '../../shared/contract/contract.ts';
import type { IncidentId, UpdateId } from '../../shared/model/ids.ts';
import { openWithVendors, PAGE, STACK } from './testing/vendors.ts';

let world: Awaited<ReturnType<typeof openWithVendors>>;
beforeEach(async () => {
  if (!WITHOUT_CONTRACTS) world = await openWithVendors();
});
afterEach(async () => {
  if (!WITHOUT_CONTRACTS) expect(await world.close()).toEqual([]);
});

const CAUSE = 'A payment provider refused a part of our requests';
const PUBLISH = 'putPagesPageIdIncidentsIncidentIdPostmortemPublish';

async function resolve(id: IncidentId): Promise<void> {
  await world.call('incidents.act', { id, action: { type: 'acknowledge' } });
  await world.call('incidents.act', { id, action: { type: 'resolve', how: 'Traffic went to the second provider.' } });
}
/** On the page from its begin to its end, and its review closed with a cause and what is done about it. */
async function reviewed(): Promise<IncidentId> {
  const { call, incident, sent } = world;
  const id = await incident();
  await sent(id, 'public', [PAGE]);
  await resolve(id);
  await sent(id, 'public', [PAGE], 'resolved');
  await call('reviews.put', { incident: id, version: 0, cause: { name: CAUSE, category: 'dependency', confidence: 'confirmed' } });
  for (const text of ['Alert when a provider refuses requests.', 'Switch providers by itself']) {
    await call('correctiveActions.add', { incident: id, text, kind: 'monitoring', owner: 'grace', dueAt: '2026-12-24T00:00:00.000Z', proof: { kind: 'rule', rule: 'refusals' } });
  }
  await call('incidents.act', { id, action: { type: 'review' } });
  return id;
}
async function drafted(id: IncidentId, changes: Partial<CallInput<'updates.draft'>> = {}) {
  const { facts, text } = await world.call('updates.preview', { incident: id, audience: 'public', kind: 'postmortem', channels: [] });
  return world.call('updates.draft', { incident: id, audience: 'public', kind: 'postmortem', facts, text, channels: [PAGE], ...changes });
}
async function published(id: IncidentId, changes: Partial<CallInput<'updates.draft'>> = {}): Promise<UpdateId> {
  const draft = await drafted(id, changes);
  await world.call('updates.approve', { id: draft.id, hash: draft.hash });
  await world.call('updates.publish', { id: draft.id, hash: draft.hash });
  return draft.id;
}
const there = () => [...world.page.postmortems.values()];
const publications = (): number => world.page.seen.filter(({ operationId }) => operationId === PUBLISH).length;

describe.skipIf(WITHOUT_CONTRACTS)(`the postmortem of a closed review on a Statuspage (${NEEDS_CONTRACTS})`, () => {
  it('is made from the review, signed off word by word, published once, and leaves the incident as it was', async () => {
    const { call, refusal, until, page } = world;
    const id = await reviewed();
    const preview = await call('updates.preview', { incident: id, audience: 'public', kind: 'postmortem', channels: ['statuspage'], to: [PAGE] });
    expect(preview.text.body).toContain(`Root cause: ${CAUSE}.\n\nWhat we do about it: Alert when a provider refuses requests; Switch providers by itself.`);
    expect([preview.parts, preview.lint, preview.channels[0]?.content]).toEqual([[], [], { postmortem: { body_draft: preview.text.body } }]);
    const draft = await drafted(id);
    expect(await refusal('updates.publish', { id: draft.id, hash: draft.hash })).toMatchObject({ message: expect.stringContaining('has not approved this text') });
    await call('updates.approve', { id: draft.id, hash: draft.hash });
    await call('updates.publish', { id: draft.id, hash: draft.hash });
    expect(await until(draft.id, 'sent')).toMatchObject([{ channel: PAGE, attempts: 1, remoteUrl: expect.stringContaining('https://stspg.test/') }]);
    expect(there()).toMatchObject([{ body: preview.text.body, notify_subscribers: true, notify_twitter: false }]);
    expect([publications(), page.incidents.all().map(({ status, incident_updates: all }) => [status, all.length])]).toEqual([1, [['resolved', 2]]]);
    expect(await call('remotes.read', { id: PAGE, incident: id })).toMatchObject({ kind: 'there', differs: null });
  });

  it('is found there and not published again where the line was cut after the page had taken it', async () => {
    const { page, until, call, clock } = world;
    const id = await reviewed();
    page.fail({ kind: 'dropped', when: 'after' }, { only: [PUBLISH], times: 1 });
    const update = await published(id);
    await until(update, 'unknown');
    await clock.advance(1_000);
    expect(await until(update, 'sent')).toMatchObject([{ attempts: 1 }]);
    expect([publications(), there().length, (await call('deliveries.list', { incident: id })).items.filter((each) => each.update === update).length]).toEqual([1, 1, 1]);
  });

  it('the control: where the line was cut before the page had taken it, it is published then', async () => {
    const { page, until } = world;
    const id = await reviewed();
    page.fail({ kind: 'dropped', when: 'before' }, { only: [PUBLISH], times: 1 });
    expect(await until(await published(id), 'sent')).toMatchObject([{ attempts: 2 }]);
    expect(there()).toMatchObject([{ published_at: expect.any(String) }]);
  });

  it('is corrected where it stands, and what somebody has written there is not overwritten unseen', async () => {
    const { until, page, call } = world;
    const id = await reviewed();
    const first = await published(id);
    await until(first, 'sent');
    const text = { title: 'Postmortem', body: 'It was the second provider.' };
    const second = await published(id, { text, corrects: first });
    await until(second, 'sent');
    expect(there()).toMatchObject([{ body: 'It was the second provider.' }]);
    const byHand = (body: string): void => page.postmortems.forEach((shown, incident) => void page.postmortems.set(incident, { ...shown, body }));
    const refused = async (body: string, corrects: UpdateId) => {
      const update = await published(id, { text: { ...text, body }, corrects });
      const [failed] = await until(update, 'failed');
      expect(failed).toMatchObject({ reason: expect.stringContaining('Somebody has edited the postmortem') });
      return { update, delivery: failed?.id ?? expect.fail('no delivery') };
    };
    byHand('Ada says otherwise.');
    const third = await refused('It was the first one after all.', second);
    expect(there()).toMatchObject([{ body: 'Ada says otherwise.' }]);
    await call('deliveries.retry', { id: third.delivery, overwrite: true });
    await until(third.update, 'sent');
    expect(there()).toMatchObject([{ body: 'It was the first one after all.' }]);
    byHand('Ada insists.');
    const fourth = await refused('It was nobody.', third.update);
    await call('remotes.keepTheirs', { id: fourth.delivery });
    await until(fourth.update, 'superseded');
    expect(there()).toMatchObject([{ body: 'Ada insists.' }]);
  });

  it('is not begun where nothing of the incident is on the page, nor before it is resolved there, and both is said', async () => {
    const { call, incident, sent, until } = world;
    const never = await incident();
    await resolve(never);
    const open = await incident();
    await sent(open, 'public', [PAGE]);
    await resolve(open);
    for (const [id, words] of [[never, 'nothing of this incident is on the page'], [open, 'is not resolved on the page (investigating)']] as const) {
      const { id: update, hash } = await drafted(id);
      await call('updates.publish', { id: update, hash, emergency: 'The commander sleeps.', overrides: [{ code: 'contradiction', reason: 'Nothing more will be found.' }] });
      expect(await until(update, 'failed')).toMatchObject([{ reason: expect.stringContaining(words) }]);
    }
    expect(there()).toEqual([]);
  });

  it('needs a closed review or a reason, waits for the update before it, and goes to no channel that has no place for it', async () => {
    const { refusal, publish, incident, page, call, until } = world;
    const id = await incident();
    await resolve(id);
    const draft = await drafted(id);
    const emergency = 'The commander sleeps.';
    expect(await refusal('updates.publish', { id: draft.id, hash: draft.hash, emergency })).toMatchObject({ message: expect.stringContaining('The review of this incident is not closed') });
    page.fail({ kind: 'limited' }, { times: 1 });
    const end = await publish(id, 'public', [PAGE], 'resolved');
    const overrides = [{ code: 'contradiction' as const, reason: 'Nothing more will be found.' }];
    expect(await refusal('updates.publish', { id: draft.id, hash: draft.hash, emergency, overrides })).toMatchObject({ message: expect.stringContaining('still on its way to Acme status') });
    await until(end, 'sent');
    await call('updates.publish', { id: draft.id, hash: draft.hash, emergency, overrides });
    await until(draft.id, 'sent');
    const elsewhere = await drafted(id, { channels: [STACK] });
    expect(await refusal('updates.publish', { id: elsewhere.id, hash: elsewhere.hash, emergency, overrides })).toMatchObject({ code: 'forbidden', message: expect.stringContaining('no place for a postmortem') });
    const { facts, text } = elsewhere.draft;
    expect(await refusal('updates.draft', { incident: id, audience: 'public', kind: 'resolved', facts, text, channels: [PAGE], corrects: draft.id })).toMatchObject({ message: expect.stringContaining('A postmortem is corrected by a postmortem') });
  });
});

import { createHash } from 'node:crypto';
import { vi } from 'vitest';
import { startBetterStack, BETTERSTACK_PAGE, BETTERSTACK_TOKEN } from '../../../../e2e/fakes/betterstack.ts';
import { JIRA_EMAIL, JIRA_TOKEN, startJira } from '../../../../e2e/fakes/jira.ts';
import { SLACK_CHANNEL, SLACK_TOKEN, startSlack } from '../../../../e2e/fakes/slack.ts';
import { startStatuspage, STATUSPAGE_KEY, STATUSPAGE_PAGE } from '../../../../e2e/fakes/statuspage.ts';
import type { CallInput, CallName, CallOutput } from '../../../shared/contract/contract.ts';
import { ChannelId, PersonId, ServiceId, type IncidentId, type UpdateId } from '../../../shared/model/ids.ts';
import type { Audience } from '../../../shared/model/policy-config.ts';
import type { UpdateFacts, UpdateKind } from '../../../shared/model/update.ts';
import { createManualClock, settle, silentLog } from '../../engine/testing/manual-clock.ts';
import { openCore } from './open-core.ts';

export const PAGE = ChannelId.parse('page');
export const STACK = ChannelId.parse('stack');
export const TICKET = ChannelId.parse('ticket');
export const CHAT = ChannelId.parse('chat');
/** Components of the Statuspage. */
export const CHECKOUT = '8kbf7d35c070';
export const SEARCH = 'vtnh60py4yd7';

const tokenOf = (person: string): string => `${person}-${'0'.repeat(40)}`;
const presetTokens = ['ada', 'grace', 'wall'].map((person) => ({ person: PersonId.parse(person), variable: 'HOLDFAST_TOKENS' as const, hash: createHash('sha256').update(tokenOf(person)).digest() }));

/** The whole engine with a Statuspage, a Better Stack, a Jira and a Slack, all on one clock that only the test moves. */
export async function openWithVendors() {
  const clock = createManualClock();
  const now = (): number => clock.nowMs();
  const [page, stack, jira, slack] = await Promise.all([startStatuspage({ now }), startBetterStack({ now }), startJira({ now }), startSlack({ now })]);
  const open = await openCore(`version: 1
workspace: { name: Acme, timeZone: Europe/Berlin }
people:
  - { id: ada, name: Ada Lovelace, rights: [view, publish, operate] }
  - { id: grace, name: Grace Hopper, rights: [view, publish, operate, approve] }
  - { id: wall, name: Wanda, rights: [view] }
services: [{ id: checkout, name: Checkout, tier: 1 }, { id: search, name: Search, tier: 2 }]
channels:
  - { id: page, name: Acme status, type: statuspage, audience: public, key: "${STATUSPAGE_KEY}", page: ${STATUSPAGE_PAGE}, components: { checkout: ${CHECKOUT}, search: ${SEARCH} }, url: "${page.url}" }
  - { id: stack, type: betterstack, audience: public, token: "${BETTERSTACK_TOKEN}", page: "${BETTERSTACK_PAGE}", resources: { checkout: "77", search: "78" }, url: "${stack.url}" }
  - { id: ticket, type: jira, audience: internal, email: ${JIRA_EMAIL}, token: "${JIRA_TOKEN}", project: OPS, url: "${jira.url}" }
  - { id: chat, type: slack, audience: internal, token: "${SLACK_TOKEN}", channel: ${SLACK_CHANNEL}, perIncident: {}, pinned: true, url: "${slack.url}/api" }
`, { clock, log: silentLog, presetTokens });

  const ask = <N extends CallName>(name: N, input: CallInput<N>, person = 'grace') => open.core.call(name, input, { kind: 'bearer', token: tokenOf(person) });
  async function call<N extends CallName>(name: N, input: CallInput<N>, person = 'grace'): Promise<CallOutput<N>> {
    const result = await ask(name, input, person);
    if (!result.ok) throw new Error(`${result.error.message} ${JSON.stringify(result.error.details)}`);
    return result.value as CallOutput<N>;
  }
  const publish = async (id: IncidentId, audience: Audience, channels: readonly ChannelId[], kind: UpdateKind = 'investigating', changes: Partial<UpdateFacts> = {}): Promise<UpdateId> => {
    const { facts, text } = await call('updates.preview', { incident: id, audience, kind, channels: [] });
    const draft = await call('updates.draft', { incident: id, audience, kind, facts: { ...facts, ...changes }, text, channels: [...channels] });
    await call('updates.publish', { id: draft.id, hash: draft.hash, emergency: audience === 'internal' ? null : 'The commander sleeps.', overrides: [{ code: 'contradiction', reason: 'It is over.' }] });
    return draft.id;
  };
  /** Lets time pass in small steps, and every answer come, until the update's deliveries are all in one of these states. */
  const until = async (update: UpdateId, ...states: readonly string[]) => {
    for (let turn = 0; turn < 400; turn += 1) {
      const { deliveries } = await call('updates.get', { id: update });
      if (deliveries.every(({ state }) => states.includes(state))) return deliveries;
      await clock.advance(500);
      for (let n = 0; n < 20; n += 1) await new Promise((resolve) => void setImmediate(resolve));
      await settle();
    }
    throw new Error(`not ${states.join(' or ')}: ${JSON.stringify((await call('updates.get', { id: update })).deliveries.map(({ state, reason }) => [state, reason]))}`);
  };
  const incident = async (service = 'checkout'): Promise<IncidentId> => (await call('incidents.open', { title: 'Payments fail', severity: 'P1', services: [ServiceId.parse(service)] })).id;
  await vi.waitFor(async () => {
    const { items } = await call('channels.list', {});
    if (items.length !== 4 || items.some(({ problem }) => problem !== null)) throw new Error('a channel is not open yet');
  });
  return {
    clock, page, stack, jira, slack, ask, call, publish, until, incident,
    refusal: async <N extends CallName>(name: N, input: CallInput<N>, person = 'grace') => {
      const result = await ask(name, input, person);
      if (result.ok) throw new Error('it was taken');
      return result.error;
    },
    sent: async (...given: Parameters<typeof publish>) => until(await publish(...given), 'sent'),
    /** Stops all, and tells what a fake refused or did wrong: nothing, unless the test is about that. */
    close: async (): Promise<string[]> => {
      await open.close();
      const all = [page, stack, jira, slack];
      await Promise.all(all.map((fake) => fake.stop()));
      return all.flatMap(({ problems, refused }) => [...problems, ...refused.map(({ method, path, reason }) => `${method} ${path}: ${reason}`)]);
    },
  };
}

import { afterEach, describe, expect, it } from 'vitest';
import { holdToContract } from '../../../../../../e2e/fakes/contract.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { startTeams, type FakeTeams } from '../../../../../../e2e/fakes/teams.ts';
import { toTeams } from '../../compose/render/teams.ts';
import { createManualClock } from '../../../testing/manual-clock.ts';
import { INCIDENT_OF_UPDATES, NOW, sensibleFacts } from '../../testing/updates.ts';
import type { Json } from '../../outbox/channel.ts';
import type { OpenChannel } from '../kinds.ts';
import { CHANNEL, channelDeps, createPost, HARD_TEXTS, NEVER, parcelOf } from '../testing/post.ts';
import { createTeamsChannel } from './channel.ts';

const clock = createManualClock();
let teams: FakeTeams;
let channel: OpenChannel;
const open = (url: string) => createTeamsChannel({ id: CHANNEL, type: 'teams', audience: 'internal', url }, channelDeps(clock));
async function start(): Promise<void> {
  teams = await startTeams();
  channel = await open(teams.hook);
}
afterEach(async () => {
  channel.close();
  await teams.stop();
  expect(teams.problems).toEqual([]);
});

const card = (body = 'We look into it.'): Json =>
  toTeams({ text: { title: 'API Incident: Partial Outage', body }, kind: 'investigating', audience: 'internal', severity: 'P1', incident: INCIDENT_OF_UPDATES.id, facts: sensibleFacts('investigating'), links: [{ label: 'Incident', url: 'https://holdfast.acme.test/i/1?a=1' }], now: NOW }).content as unknown as Json;
const send = (content: Json = card()) => channel.send(parcelOf(content), NEVER);

describe.skipIf(WITHOUT_CONTRACTS)(`sending to a Microsoft Teams workflow (${NEEDS_CONTRACTS})`, () => {
  it('says that it was accepted, and never that it is shown', async () => {
    await start();
    teams.fails = true;
    expect(await send()).toEqual({ kind: 'sent', remote: null, url: null, note: 'Teams has accepted it, and does not say whether it shows it.' });
    expect([teams.accepted.length, teams.shown.length]).toEqual([1, 0]);
    expect(teams.refused).toEqual([]);
  });

  it('brings hard texts as they are', async () => {
    await start();
    for (const text of HARD_TEXTS) expect(await send(card(text))).toMatchObject({ kind: 'sent' });
    expect(teams.shown.map((each) => HARD_TEXTS.some((text) => JSON.stringify(each).includes(text)))).toEqual(HARD_TEXTS.map(() => true));
  });

  it('does not send what Teams would accept and then not show', async () => {
    await start();
    expect(await send(card('ü'.repeat(15_000)))).toMatchObject({ kind: 'refused', again: false, reason: expect.stringMatching(/^it has 3\d\.\d KB, and Teams shows nothing above 28 KB/) as unknown });
    expect(teams.seen).toHaveLength(0);
  });

  it('says what people can do about a refusal, and never the secret of the address', async () => {
    await start();
    teams.signature = 'another-signature-than-the-one-configured';
    const refused = await send();
    expect(refused).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('let "Anyone" trigger the workflow') as unknown });
    expect(JSON.stringify(refused)).not.toContain(new URL(teams.hook).searchParams.get('sig'));
    teams.gone = true;
    expect(await send()).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('its owner may have left') as unknown });
    teams.fail({ kind: 'limited', resetSeconds: 7 }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'refused', again: true, limited: true, retryAfterMs: 7_000 });
    teams.fail({ kind: 'forbidden' }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('may not be triggered') as unknown });
    teams.fail({ kind: 'status', status: 413 }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'refused', again: false, reason: expect.stringContaining('too large') as unknown });
    teams.fail({ kind: 'redirect' }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'refused', again: false });
    teams.fail({ kind: 'status', status: 502 }, { times: 1 });
    expect(await send()).toMatchObject({ kind: 'ambiguous' });
  });

  it('leaves to a person what was cut off once the message was there, and sends nothing again by itself', async () => {
    await start();
    const post = createPost();
    post.use(channel);
    teams.fail({ kind: 'dropped', when: 'after' }, { times: 1 });
    await post.queue(1, card());
    const row = await post.until(1, 'unknown');
    await post.clock.advance(3_600_000);
    post.outbox.tick();
    expect(post.row(1).state).toBe('unknown');
    expect(teams.accepted).toHaveLength(1);
    /* A person who has seen that it is not there has it sent once more. */
    post.outbox.resolve(row.seq, false);
    expect((await post.until(1, 'sent')).reason).toBe('Teams has accepted it, and does not say whether it shows it.');
    expect(teams.accepted).toHaveLength(2);
    await post.outbox.close();
  });

  it('warns of addresses that Microsoft has ended or will', async () => {
    await start();
    const says = async (url: string) => (await (await open(url)).prove(NEVER)).says;
    expect(await says('https://acme.webhook.office.com/webhookb2/1')).toContain('which Microsoft has ended');
    expect(await says('https://prod-12.westeurope.logic.azure.com:443/workflows/1')).toContain('copy its new one');
    expect(await says(teams.hook)).toContain('send a test');
  });

  it('sends what the description allows, and nothing beside it would be taken', async () => {
    await start();
    await send();
    const { problems, refused } = await holdToContract(teams, [{ id: 'invoke', method: 'POST', path: teams.operations[0]?.path ?? '' }], {});
    expect(problems).toEqual([]);
    expect(refused).toBeGreaterThan(5);
  });
});

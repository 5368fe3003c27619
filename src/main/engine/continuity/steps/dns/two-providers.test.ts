import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLOUDFLARE_TOKEN, CLOUDFLARE_ZONE, startCloudflare, type FakeCloudflare } from '../../../../../../e2e/fakes/cloudflare.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { ROUTE53_KEY, ROUTE53_ZONE, startRoute53, type FakeRoute53 } from '../../../../../../e2e/fakes/route53.ts';
import { DnsProviderConfig } from '../../../../../shared/model/continuity/dns-provider-config.ts';
import { CLASS, FLAG, TYPE } from '../../../../dns/codes.ts';
import { valueData } from '../../../../dns/record-data.ts';
import type { AskDns } from '../../../net/dns-ask.ts';
import { CLOUDFLARE_OPERATIONS } from '../../dns/cloudflare/api.ts';
import { openProvider } from '../../dns/open.ts';
import { ROUTE53_OPERATIONS } from '../../dns/route53/api.ts';
import { stepDeps } from '../testing/deps.ts';
import { attempt, confirmed, dnsText, opened } from './testing/bind-step.ts';

const NAME = 'api.acme.test';
const OLD = ['203.0.113.10', '203.0.113.11'];
const NEW = '198.51.100.1';
const BATCH = { only: [CLOUDFLARE_OPERATIONS.batch.id] };
const CHANGE = { only: [ROUTE53_OPERATIONS.change.id] };
const PORTS = { cloudflare: 1001, aws: 1002 };
let cloudflare: FakeCloudflare;
let aws: FakeRoute53;

/** The name servers of both: each answers with what its provider has. */
const ask: AskDns = (server) => {
  const values = server.port === PORTS.cloudflare ? cloudflare.contents(NAME) : aws.values(NAME, 'A');
  const answers = values.map((value) => ({ name: NAME, type: TYPE.A, class: CLASS.IN, ttlSeconds: 60, data: valueData('A', value) }));
  return Promise.resolve({ id: 1, flags: FLAG.response | FLAG.authoritative, questions: [], answers, authority: [], additional: [] });
};
const deps = stepDeps({ dns: { ask } });
const providers = () => [
  DnsProviderConfig.parse({ id: 'cf', type: 'cloudflare', zone: 'acme.test', zoneId: CLOUDFLARE_ZONE, token: CLOUDFLARE_TOKEN, url: `${cloudflare.url}/client/v4`, authoritative: [`127.0.0.1:${PORTS.cloudflare}`] }),
  DnsProviderConfig.parse({ id: 'aws', type: 'route53', zone: 'acme.test', hostedZone: ROUTE53_ZONE, accessKeyId: ROUTE53_KEY.accessKeyId, secretAccessKey: ROUTE53_KEY.secretAccessKey, url: aws.url, authoritative: [`127.0.0.1:${PORTS.aws}`] }),
];
const prepared = async (step: object = {}) => opened(await confirmed(dnsText({ ttl: '60s', ...step }, providers()), 'live', deps), 'live', deps);
const both = () => ({ cloudflare: cloudflare.contents(NAME), aws: aws.values(NAME, 'A') });
const MOVED = { cloudflare: [NEW], aws: [NEW] };
const AS_BEFORE = { cloudflare: OLD, aws: OLD };

describe.skipIf(WITHOUT_CONTRACTS)(`a record that is served by two providers (${NEEDS_CONTRACTS})`, () => {
  beforeEach(async () => {
    [cloudflare, aws] = await Promise.all([startCloudflare(), startRoute53()]);
    for (const content of OLD) cloudflare.put({ name: NAME, type: 'A', content, ttl: 60, comment: 'the API' });
    aws.put(NAME, 'A', 60, ...OLD);
  });
  afterEach(async () => {
    await Promise.all([cloudflare.stop(), aws.stop()]);
    expect([...cloudflare.problems, ...aws.problems]).toEqual([]);
  });

  it('is changed at one after the other and put back at both; it says that this is not at once, what is guarded only, and for how long', async () => {
    const step = await prepared();
    const { notes, touches, actions } = step.describe();
    expect(notes?.filter((note) => !note.startsWith('nothing tells'))).toEqual(['cf: guarded, not atomic; how long somebody else could come in between was not measured yet', 'two providers, one after the other and not at once: where aws fails, cf is put back']);
    expect(touches).toEqual([`A ${NAME} at cf`, `A ${NAME} at aws`]);
    expect(JSON.stringify(actions)).not.toMatch(new RegExp(`${CLOUDFLARE_TOKEN}|${ROUTE53_KEY.secretAccessKey}`));
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'done', says: expect.stringMatching(/^cf: .*could have come in between for \d+ ms; aws: 198\.51\.100\.1 · 60 s/) });
    expect(both()).toEqual(MOVED);
    expect(await step.undo(attempt())).toMatchObject({ outcome: 'done' });
    expect(both()).toEqual(AS_BEFORE);
    expect(await step.readBack(attempt(), 'back')).toMatchObject({ happened: 'yes' });
    expect((await prepared()).describe().notes?.[0]).toMatch(/^cf: guarded, not atomic; the last time somebody else could have come in between for \d+ ms$/);
    step.close?.();
  });

  it.each([
    ['refuses', () => aws.fail({ kind: 'forbidden' }, CHANGE), 'refused'],
    ['breaks off before it did anything', () => aws.fail({ kind: 'dropped', when: 'before' }, { ...CHANGE, times: 1 }), 'refused'],
    ['answers with a page of somebody else', () => aws.fail({ kind: 'html' }, CHANGE), 'refused'],
    ['has been changed by somebody else meanwhile', () => aws.put(NAME, 'A', 60, '192.0.2.9'), 'lost'],
  ] as const)('is put back at the first where the second %s', async (_, happens, outcome) => {
    const step = await prepared();
    happens();
    expect(await step.perform(attempt())).toMatchObject({ outcome, says: expect.stringContaining('cf was put back') });
    expect(both()).toEqual({ ...AS_BEFORE, ...(outcome === 'lost' ? { aws: ['192.0.2.9'] } : {}) });
    aws.mend();
  });

  it('goes on where the second did it and its answer was lost, and where it did it and denies it', async () => {
    const step = await prepared();
    aws.fail({ kind: 'dropped', when: 'after' }, { ...CHANGE, times: 1 });
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'done' });
    expect(both()).toEqual(MOVED);
    expect(await step.undo(attempt())).toMatchObject({ outcome: 'done' });
    aws.doesAndDenies = true;
    expect(await (await prepared()).perform(attempt())).toMatchObject({ outcome: 'done' });
    expect(both()).toEqual(MOVED);
  });

  it('is not called done where a provider says yes and does nothing', async () => {
    cloudflare.liar = true;
    const step = await prepared();
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'unknown', says: expect.stringContaining('the provider said yes, and the records are as before') });
    expect(await step.readBack(attempt(), 'forward')).toMatchObject({ happened: 'no' });
    expect(both()).toEqual(AS_BEFORE);
  });

  it('would be called done there by whoever believes what a provider says: the control', async () => {
    cloudflare.liar = true;
    const believing = stepDeps({
      dns: {
        ask,
        open: async (config, given) => {
          const provider = await openProvider(config, given);
          return { ...provider, swap: async (order, name, abort) => (await provider.swap(order, name, abort), { kind: 'done', live: null, note: null, raceWindowMs: null, changeId: null }) };
        },
      },
    });
    const step = opened(await confirmed(dnsText({ ttl: '60s', gates: { authoritative: '100ms' } }, providers()), 'live', believing), 'live', believing);
    // Only its name servers tell otherwise.
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'unproven' });
    expect(both()).toEqual({ cloudflare: OLD, aws: [NEW] });
  });

  it('stops for a person where the second fails and the first cannot be put back; half of it is done again or taken back', async () => {
    const step = await prepared();
    aws.fail({ kind: 'forbidden' }, CHANGE);
    cloudflare.before = () => {
      cloudflare.before = null;
      cloudflare.fail({ kind: 'forbidden' }, BATCH);
    };
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'unproven', says: expect.stringContaining('cf is changed, and could not be put back') });
    expect(both()).toEqual({ cloudflare: [NEW], aws: OLD });
    cloudflare.mend();
    aws.mend();
    expect(await step.readBack(attempt(), 'forward')).toMatchObject({ happened: 'no' });
    expect(await step.look(attempt())).toMatchObject({ ready: 'yes', asConfirmed: true, live: `cf: ${NEW} · 60 s; aws: ${OLD.join(', ')} · 60 s` });
    expect(await step.undo(attempt())).toMatchObject({ outcome: 'done' });
    expect(both()).toEqual(AS_BEFORE);
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'done' });
    expect(both()).toEqual(MOVED);
  });

  it('is changed at the one that can be reached where a person overrides that the other cannot be read, and put back there alone', async () => {
    cloudflare.fail({ kind: 'status', status: 503 });
    const text = await confirmed(dnsText({ ttl: '60s' }, providers()), 'live', deps);
    const shown = opened(text, 'live', deps);
    expect(shown.describe()).toMatchObject({ actions: [{ to: 'cf' }, { to: expect.stringContaining('POST') }], notes: expect.arrayContaining(['cf cannot be read: who goes on by overriding “record” changes the others alone, and it keeps what it has']) });
    expect(await shown.look(attempt())).toMatchObject({ ready: 'unknown', live: '203.0.113.10, 203.0.113.11 · 60 s; not known at cf' });
    expect(await shown.perform(attempt())).toMatchObject({ outcome: 'refused' });
    expect(both()).toEqual(AS_BEFORE);
    const step = opened(text, 'live', deps, ['record']);
    expect(await step.look(attempt())).toMatchObject({ ready: 'yes', says: expect.stringContaining('without cf, which keeps what it has') });
    expect(await step.perform(attempt())).toMatchObject({ outcome: 'done', says: `aws: ${NEW} · 60 s; without cf, which keeps what it has` });
    expect(both()).toEqual({ cloudflare: OLD, aws: [NEW] });
    expect(await step.readBack(attempt(), 'forward')).toMatchObject({ happened: 'yes' });
    expect(await step.undo(attempt())).toMatchObject({ outcome: 'done' });
    expect(both()).toEqual(AS_BEFORE);
    // Of none of them anything is known: there is nothing that a person could have confirmed.
    aws.fail({ kind: 'status', status: 503 });
    const none = opened(await confirmed(dnsText({ ttl: '60s' }, providers()), 'live', deps), 'live', deps, ['record']);
    expect(await none.perform(attempt())).toMatchObject({ outcome: 'refused' });
  });

  it('behind a proxy is verified by the value at the API', async () => {
    for (const id of cloudflare.records.keys()) cloudflare.remove(id);
    cloudflare.put({ name: NAME, type: 'A', content: '203.0.113.10', ttl: 1, proxied: true });
    const [cf] = providers();
    if (cf === undefined) throw new Error('no provider');
    const step = opened(await confirmed(dnsText({}, [cf]), 'live', deps), 'live', deps);
    expect(step.describe().notes).toContain('proxied: verified by the value at the API and by traffic, not by name servers');
    const context = attempt();
    expect(await step.perform(context)).toMatchObject({ outcome: 'done' });
    const told = context.told();
    expect(told?.kind === 'dns' ? told.gates[1] : null).toMatchObject({ state: 'passed', says: expect.stringContaining('the API has it') });
    expect(await step.undo(attempt())).toMatchObject({ outcome: 'done' });
    // The proxy is taken away with the move, and comes back when it is taken back.
    const bare = opened(await confirmed(dnsText({ proxied: false, ttl: '60s' }, [cf]), 'live', deps), 'live', deps);
    expect(await bare.perform(attempt())).toMatchObject({ outcome: 'done' });
    expect([...cloudflare.records.values()]).toMatchObject([{ content: NEW, proxied: false, ttl: 60 }]);
    expect(await bare.undo(attempt())).toMatchObject({ outcome: 'done' });
    expect([...cloudflare.records.values()]).toMatchObject([{ content: '203.0.113.10', proxied: true, ttl: 1 }]);
  });
});

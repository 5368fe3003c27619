import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CLOUDFLARE_TOKEN, CLOUDFLARE_ZONE, startCloudflare, type FakeCloudflare } from '../../../e2e/fakes/cloudflare.ts';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import { ROUTE53_KEY, ROUTE53_ZONE, startRoute53, type FakeRoute53 } from '../../../e2e/fakes/route53.ts';
import type { Run } from '../../shared/model/continuity/run.ts';
import { CLOUDFLARE_OPERATIONS } from '../engine/continuity/dns/cloudflare/api.ts';
import { ROUTE53_OPERATIONS } from '../engine/continuity/dns/route53/api.ts';
import { KEY, ZONE } from '../engine/continuity/dns/testing/bind-pair.ts';
import { follow } from '../engine/continuity/dns/testing/follow.ts';
import { oneOf } from '../engine/continuity/dns/testing/observer.ts';
import { observeAll } from '../engine/continuity/dns/testing/unbroken.ts';
import { findBind, startBind, type RunningBind } from '../engine/sources/testing/bind.ts';
import { temporaryFolder } from '../store/testing/fixtures.ts';
import { DESK_HEAD, isSettled, openPlanDesk, type PlanDesk } from './testing/plan-desk.ts';

const bind = await findBind();
const RECORD = `api.${ZONE}`;
const OLD = ['203.0.113.10', '203.0.113.11'];
const NEW = ['198.51.100.1'];
const OTHER = ['192.0.2.77'];

describe.skipIf(WITHOUT_CONTRACTS || bind === null)(`plans at Cloudflare and Route 53, through the whole engine (${NEEDS_CONTRACTS}; named is installed)`, () => {
  let cloudflare: FakeCloudflare;
  let aws: FakeRoute53;
  let servers: { readonly primary: RunningBind; readonly secondary: RunningBind };
  let followers: readonly (() => Promise<void>)[];
  let desk: PlanDesk;

  beforeAll(async () => {
    const keys = [{ name: KEY.name, algorithm: KEY.algorithm, secretBase64: KEY.secret.toString('base64') }];
    const start = () => startBind({ keys, zone: { name: ZONE, records: OLD.map((value) => `api 60 A ${value}`), updatePolicy: [`grant ${KEY.name} zonesub A`] } });
    const [primary, secondary] = await Promise.all([start(), start()]);
    servers = { primary, secondary };
    [cloudflare, aws] = await Promise.all([startCloudflare(), startRoute53()]);
    aws.changeStatus = 'INSYNC';
    aws.mayChange = [RECORD];
    put();
    followers = [follow(primary.address, RECORD, () => (isProxied() ? OLD : cloudflare.contents(RECORD))), follow(secondary.address, RECORD, () => aws.values(RECORD, 'A'))];
    desk = await openPlanDesk(config());
  });
  afterAll(async () => {
    await desk.close();
    await Promise.all(followers.map((stop) => stop()));
    await Promise.all([cloudflare.stop(), aws.stop(), servers.primary.remove(), servers.secondary.remove()]);
    expect([...cloudflare.problems, ...aws.problems, ...cloudflare.refused, ...aws.refused]).toEqual([]);
  });
  observeAll('plans at providers', () => servers, () => [{ name: RECORD, type: 'A', isWhole: oneOf('A', OLD, NEW, OTHER) }]);

  const isProxied = (): boolean => [...cloudflare.records.values()].some(({ proxied }) => proxied);
  /** As it was before each test. */
  function put(): void {
    cloudflare.records.clear();
    for (const content of OLD) cloudflare.put({ name: RECORD, type: 'A', content, ttl: 60, comment: 'the API', tags: ['owner:payments'] });
    aws.put(RECORD, 'A', 60, ...OLD);
  }
  const plan = (id: string, providers: string, accepted = '15s'): string => `  - id: ${id}
    name: Move at ${id}
    kind: failover
    services: [checkout-api]
    steps:
      - { id: move, kind: dns, providers: [${providers}], record: ${RECORD}, to: [${NEW.join(', ')}], ttl: 60s, gates: { accepted: ${accepted}, authoritative: 60s } }
      - { id: ok, kind: approve, timeout: 10m }
`;
  const config = (): string => `${DESK_HEAD}plans:
${plan('at-cf', 'cf')}${plan('at-aws', 'aws')}${plan('at-both', 'cf, aws')}${plan('soon-at-cf', 'cf', '2s')}${plan('soon-at-aws', 'aws', '2s')}dnsProviders:
  - { id: cf, type: cloudflare, zone: ${ZONE}, zoneId: "${CLOUDFLARE_ZONE}", token: "${CLOUDFLARE_TOKEN}", url: "${cloudflare.url}/client/v4", authoritative: ["${servers.primary.address}"] }
  - { id: aws, type: route53, zone: ${ZONE}, hostedZone: ${ROUTE53_ZONE}, accessKeyId: "${ROUTE53_KEY.accessKeyId}", secretAccessKey: "${ROUTE53_KEY.secretAccessKey}", url: "${aws.url}", authoritative: ["${servers.secondary.address}"] }
`;
  const records = () => ({ cf: cloudflare.contents(RECORD), aws: aws.values(RECORD, 'A') });
  const AS_BEFORE = { cf: OLD, aws: OLD };
  const changes = (): number => cloudflare.calls(CLOUDFLARE_OPERATIONS.batch).length + aws.calls(ROUTE53_OPERATIONS.change).filter(({ sent }) => !sent.includes('proof of rights')).length;
  let before = 0;
  const effects = (): number => changes() - before;

  beforeEach(() => {
    before = changes();
  });
  afterEach(async () => {
    for (const vendor of [cloudflare, aws]) {
      vendor.mend();
      vendor.liar = false;
      vendor.doesAndDenies = false;
      vendor.before = null;
    }
    const { items } = await desk.call('runs.list', {});
    for (const run of items) if (run.endedAt === null) await desk.call('runs.abort', { id: run.id, epoch: run.epoch, reason: 'the test is over' }).catch(() => desk.call('runs.settle', { id: run.id, epoch: run.epoch, happened: false, reason: 'the test is over' }));
    put();
  });

  const run = async (id: string, meanwhile: () => void = () => {}): Promise<Run> => {
    const sheet = await desk.sheet(id);
    meanwhile();
    return desk.until(await desk.begin(sheet), isSettled);
  };
  const stepOf = ({ state, why, steps: [step] }: Run) => ({ state, why, step: step?.state, says: step?.outcome });
  const back = async ({ id, epoch }: Run): Promise<Run> => {
    await desk.call('runs.rollBack', { id, epoch, reason: 'B is no better' });
    return desk.until({ id }, ({ endedAt, way, state }) => endedAt !== null || (way === 'back' && state === 'stopped'));
  };

  describe.each([
    { id: 'at-cf', vendor: () => cloudflare as FakeCloudflare | FakeRoute53, change: CLOUDFLARE_OPERATIONS.batch.id, list: CLOUDFLARE_OPERATIONS.list.id, own: 'cf' as const },
    { id: 'at-aws', vendor: () => aws as FakeCloudflare | FakeRoute53, change: ROUTE53_OPERATIONS.change.id, list: ROUTE53_OPERATIONS.list.id, own: 'aws' as const },
  ])('$id', ({ id, vendor, change, list, own }) => {
    const other = own === 'cf' ? 'aws' : 'cf';
    const moved = { [own]: NEW, [other]: OLD };
    const somebody = (values: readonly string[]): void => {
      if (own === 'aws') return aws.put(RECORD, 'A', 60, ...values);
      cloudflare.records.clear();
      for (const content of values) cloudflare.put({ name: RECORD, type: 'A', content, ttl: 60 });
    };

    it('is proved, shown as it will be sent, moved, read back, proven at its name servers, and taken back as it was', async () => {
      const sheet = await desk.sheet(id);
      expect(sheet.says('credentials')).toEqual([expect.stringMatching(`move ok: ${own}: `)]);
      expect(sheet.says('record', 'ttl')).toEqual([`move ok: resolvers keep ${RECORD} for 1 min, objective 8 min`, `move ok: A ${RECORD} is ${OLD.join(', ')}`]);
      const [step] = sheet.preview.steps;
      expect(step).toMatchObject({ undoable: true, live: { says: `${OLD.join(', ')} · 60 s` }, after: `${NEW.join()} · 60 s` });
      expect(step?.notes.filter((note) => note.includes('guarded, not atomic'))).toHaveLength(own === 'cf' ? 1 : 0);
      expect(JSON.stringify(sheet.preview)).not.toMatch(new RegExp(`${CLOUDFLARE_TOKEN}|${ROUTE53_KEY.secretAccessKey}`));
      const done = await desk.until(await desk.begin(sheet), isSettled);
      expect(stepOf(done)).toMatchObject({ step: 'done', says: expect.stringMatching(own === 'cf' ? /^cf: 198\.51\.100\.1 · 60 s; somebody else could have come in between for \d+ ms$/ : /^aws: 198\.51\.100\.1 · 60 s$/) });
      expect(done.steps[0]?.progress).toMatchObject({ gates: [{ gate: 'accepted', state: 'passed' }, { gate: 'authoritative', state: 'passed', says: 'the authoritative server answers so' }, {}, {}] });
      expect(records()).toEqual({ ...AS_BEFORE, ...moved });
      expect(effects()).toBe(1);
      // What was printed is what was sent.
      const sent = vendor().calls(change).at(-1)?.sent ?? '';
      const printed = step?.actions.at(-1)?.lines.slice(1).join('').replaceAll(/\s/g, '') ?? '';
      expect(sent.replaceAll(/<Comment>[^<]*<\/Comment>/g, '').replaceAll(/\s/g, '')).toBe(printed);
      expect((await back(done)).state).toBe('rolledBack');
      expect(records()).toEqual(AS_BEFORE);
      if (own === 'cf') expect([...cloudflare.records.values()]).toMatchObject(OLD.map(() => ({ comment: 'the API', tags: ['owner:payments'], ttl: 60, proxied: false })));
    });

    it('says yes and does nothing: it is read back, tried again, and never called done', async () => {
      const end = await run(id, () => (vendor().liar = true));
      expect(stepOf(end)).toMatchObject({ state: 'stopped', why: 'notDone', step: 'failed' });
      expect(records()).toEqual(AS_BEFORE);
    });

    it('says no and does it: what is there counts, and it is done once', async () => {
      const end = await run(id, () => (vendor().doesAndDenies = true));
      expect(stepOf(end)).toMatchObject({ step: 'done', says: expect.stringContaining('it is done, although the provider said') });
      expect([records(), effects()]).toEqual([{ ...AS_BEFORE, ...moved }, 1]);
    });

    it('does it and its answer is lost: it is done once', async () => {
      const end = await run(id, () => vendor().fail({ kind: 'dropped', when: 'after' }, { only: [change], times: 1 }));
      expect(stepOf(end)).toMatchObject({ step: 'done' });
      expect([records(), effects()]).toEqual([{ ...AS_BEFORE, ...moved }, 1]);
    });

    it('says nothing in its time: it is read back and done again', async () => {
      const end = await run(`soon-${id}`, () => vendor().fail({ kind: 'held' }, { only: [change], times: 1 }));
      expect(stepOf(end)).toMatchObject({ step: 'done' });
      expect(records()).toEqual({ ...AS_BEFORE, ...moved });
    });

    it.each([
      ['a page of somebody else', { kind: 'html' }],
      ['another shape', { kind: 'shape', body: { hello: 'world' } }],
      ['half of an answer', { kind: 'truncated' }],
    ] as const)('answers each change with %s: nothing is believed but what is read, and a person is asked', async (_, fault) => {
      const end = await run(id, () => vendor().fail(fault, { only: [change] }));
      const did = fault.kind === 'truncated';
      expect(stepOf(end)).toMatchObject(did ? { step: 'done' } : { state: 'stopped', why: 'notDone', step: 'failed' });
      expect(records()).toEqual(did ? { ...AS_BEFORE, ...moved } : AS_BEFORE);
    });

    it('cannot be read: pre-flight says so, and whoever begins all the same changes nothing', async () => {
      vendor().fail({ kind: 'html' }, { only: [list] });
      const sheet = await desk.sheet(id);
      expect(sheet.says('record')).toEqual([`move unknown: A ${RECORD} cannot be read`]);
      await expect(desk.begin(sheet, false)).rejects.toThrow('Pre-flight says no');
      expect(stepOf(await desk.until(await desk.begin(sheet), isSettled))).toMatchObject({ state: 'stopped', why: 'notReady' });
      expect([records(), effects()]).toEqual([AS_BEFORE, 0]);
    });

    it('does not take the credentials: the run stops with its words', async () => {
      const end = await run(id, () => vendor().fail({ kind: 'forbidden' }, { only: [change] }));
      expect(stepOf(end)).toMatchObject({ state: 'stopped', why: 'refused', step: 'failed', says: expect.stringContaining('may not do this') });
      expect(records()).toEqual(AS_BEFORE);
    });

    it('has been changed by somebody since the sheet was made: the click is refused and shows what is there; and since the look: theirs stays', async () => {
      const stale = await desk.sheet(id);
      somebody(OTHER);
      await expect(desk.begin(stale)).rejects.toThrow(OTHER.join());
      expect([records()[own], effects()]).toEqual([OTHER, 0]);
      put();
      const end = await run(id, () => {
        vendor().before = () => {
          vendor().before = null;
          somebody(OTHER);
        };
      });
      expect(stepOf(end)).toMatchObject({ state: 'stopped', why: 'lost', step: 'failed', says: `somebody else has changed it: it is ${OTHER.join()} · 60 s now, and was not overwritten` });
      expect(records()[own]).toEqual(OTHER);
    });
  });

  describe('both, one after the other', () => {
    const only = { only: [ROUTE53_OPERATIONS.change.id] };
    const [first, second] = ['cf', 'aws'];

    it('are moved, proven at the name servers of each, and taken back, the last one first', async () => {
      const end = await run('at-both');
      expect(stepOf(end)).toMatchObject({ step: 'done', says: expect.stringMatching(/^cf: 198\.51\.100\.1 · 60 s; .*; aws: 198\.51\.100\.1 · 60 s$/) });
      expect(end.steps[0]?.progress).toMatchObject({ gates: [{}, { state: 'passed', says: 'all 2 authoritative servers answer so' }, {}, {}] });
      expect([records(), effects()]).toEqual([{ cf: NEW, aws: NEW }, 2]);
      const undone = await back(end);
      expect([undone.state, undone.steps[0]?.outcome]).toEqual(['rolledBack', expect.stringMatching(/^aws: .*; cf: /)]);
      expect(records()).toEqual(AS_BEFORE);
    });

    it.each([
      ['refuses', { kind: 'forbidden' }, 'refused'],
      ['is there no more', { kind: 'dropped', when: 'before' }, 'refused'],
      ['answers with a page of somebody else', { kind: 'html' }, 'refused'],
    ] as const)('are as before where the second %s: the first is put back, and the run says so', async (_, fault, why) => {
      const end = await run('at-both', () => aws.fail(fault, only));
      expect(stepOf(end)).toMatchObject({ state: 'stopped', why, step: 'failed', says: expect.stringMatching(new RegExp(`^${second}: .*; ${first} was put back$`)) });
      expect(records()).toEqual(AS_BEFORE);
    });

    it('are as before where the second was changed by somebody meanwhile, and theirs stays', async () => {
      const end = await run('at-both', () => {
        aws.before = () => {
          aws.before = null;
          aws.put(RECORD, 'A', 60, ...OTHER);
        };
      });
      expect(stepOf(end)).toMatchObject({ state: 'stopped', why: 'lost', says: expect.stringContaining(`${first} was put back`) });
      expect(records()).toEqual({ cf: OLD, aws: OTHER });
    });

    it('are half done, and a person is told so, where the first cannot be put back; taken back once it can be', async () => {
      const end = await run('at-both', () => {
        aws.fail({ kind: 'forbidden' }, only);
        cloudflare.before = () => {
          cloudflare.before = null;
          cloudflare.fail({ kind: 'forbidden' }, { only: [CLOUDFLARE_OPERATIONS.batch.id] });
        };
      });
      expect(stepOf(end)).toMatchObject({ state: 'stopped', why: 'unproven', says: expect.stringContaining('cf is changed, and could not be put back') });
      expect(records()).toEqual({ cf: NEW, aws: OLD });
      cloudflare.mend();
      aws.mend();
      expect((await back(end)).state).toBe('rolledBack');
      expect(records()).toEqual(AS_BEFORE);
    });
  });

  it('behind Cloudflare’s proxy: the value at the API counts, for its name servers answer with addresses of their own', async () => {
    cloudflare.records.clear();
    cloudflare.put({ name: RECORD, type: 'A', content: OLD[0] ?? '', ttl: 1, proxied: true });
    const sheet = await desk.sheet('at-cf');
    expect(sheet.preview.steps[0]?.notes).toContain('proxied: verified by the value at the API and by traffic, not by name servers');
    const end = await desk.until(await desk.begin(sheet), isSettled);
    expect(end.steps[0]?.progress).toMatchObject({ gates: [{}, { gate: 'authoritative', state: 'passed', says: 'proxied: the API has it; its servers answer with addresses of their own' }, {}, {}] });
    expect([...cloudflare.records.values()]).toMatchObject([{ content: NEW[0], proxied: true, ttl: 1 }]);
    expect((await back(end)).state).toBe('rolledBack');
    expect([...cloudflare.records.values()]).toMatchObject([{ content: OLD[0], proxied: true, ttl: 1 }]);
  });

  it('an engine that ends after the change and before its answer asks what became of it, and changes nothing twice', async () => {
    using folder = temporaryFolder();
    const file = folder.file('holdfast.db');
    for (const [id, vendor, change] of [['at-cf', cloudflare, CLOUDFLARE_OPERATIONS.batch.id], ['at-aws', aws, ROUTE53_OPERATIONS.change.id]] as const) {
      put();
      before = changes();
      const first = await openPlanDesk(config(), file);
      const sheet = await first.sheet(id);
      vendor.fail({ kind: 'stalled' }, { only: [change], times: 1 });
      const begun = await first.begin(sheet);
      await expect.poll(() => effects()).toBe(1);
      await first.close();
      const second = await openPlanDesk(config(), file);
      const end = await second.until(begun, isSettled);
      expect([id, stepOf(end), effects()]).toEqual([id, expect.objectContaining({ step: 'done' }), 1]);
      await second.call('runs.abort', { id: begun.id, epoch: end.epoch, reason: 'the test is over' });
      await second.close();
      vendor.mend();
    }
    expect(records()).toMatchObject({ aws: NEW });
  });
});

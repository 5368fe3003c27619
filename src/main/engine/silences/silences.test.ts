import { describe, expect, it } from 'vitest';
import type { IncidentId, ServiceId, SourceId } from '../../../shared/model/ids.ts';
import { parseMatcher, type LabelMatcher } from '../../../shared/model/label-matcher.ts';
import { HoldfastError } from '../../../shared/model/result.ts';
import { epochMs, toRfc3339 } from '../../../shared/model/units.ts';
import { readAlertmanager } from '../hooks/alertmanager.ts';
import { observationOf, type ReceivedAlert } from '../alerts/received.ts';
import { silentLog } from '../testing/manual-clock.ts';
import { ADA, BOB, openIncidents, WALL } from '../incidents/testing/open-incidents.ts';
import type { By } from '../incidents/view.ts';
import { SilenceRefused, SourceFailure, type SilenceDraft, type Silencer, type SourceSilence } from '../sources/source.ts';
import { silenceFollower } from './repo.ts';
import { createSilences } from './service.ts';

const AM = 'am' as SourceId;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const matcher = (text: string): LabelMatcher => parseMatcher(text) ?? expect.fail(text);
const NAMED = [matcher('alertname="HighErrorRate"')];

/** Incidents and their silences over a real store; the source is played: what it is asked for, what it keeps, and whether its answers arrive. */
function start() {
  const world = openIncidents({ followers: [silenceFollower] });
  const { clock, db, alerts } = world;
  const there: SourceSilence[] = [];
  const source = { created: [] as SilenceDraft[], expired: [] as string[], asked: 0, emitted: 0, create: (_: () => string): Promise<string> => Promise.resolve(_()), all: (): Promise<readonly SourceSilence[]> => Promise.resolve(there) };
  const keep = (draft: SilenceDraft): string => {
    const id = `s${there.length + 1}`;
    there.push({ ...draft, id, state: 'active', startsAt: clock.nowMs() });
    return id;
  };
  const end = (id: string): void => {
    const index = there.findIndex((each) => each.id === id);
    there.splice(index, 1, { ...there[index], state: 'expired' } as SourceSilence);
  };
  const alert = (labels: Record<string, string>): ReceivedAlert => ({ ...readAlertmanager({ status: 'firing', labels: { alertname: 'HighErrorRate', severity: 'critical', ...labels }, annotations: {}, startsAt: world.now(), endsAt: '0001-01-01T00:00:00Z', generatorURL: '' }, [{ id: 'checkout' as ServiceId, name: 'Checkout' }]), source: AM });
  const silencer: Silencer = {
    create: (draft) => {
      source.created.push(draft);
      return source.create(() => keep(draft));
    },
    all: () => source.all(),
    expire: async (id) => (source.expired.push(id), end(id)),
    matched: () => Promise.resolve([{ labels: { alertname: 'HighErrorRate' }, receiver: 'pager', alerts: [alert({ pod: 'a' }), alert({ pod: 'b' })] }, { labels: {}, receiver: 'mail', alerts: [alert({ pod: 'a' })] }]),
    url: (id) => `http://am.test/#/silences/${id}`,
  };
  const silences = createSilences({
    db, clock, alerts, log: silentLog, randomBytes: (count) => Buffer.alloc(count, source.created.length + 1),
    incidents: new Proxy(world.incidents, { get: (_, key) => world.incidents[key as keyof typeof world.incidents] }),
    silencers: () => [{ source: AM, name: 'Alertmanager', silencer }],
    ask: () => (source.asked += 1),
    emit: () => (source.emitted += 1),
  });
  const fires = (...pods: string[]): IncidentId => {
    alerts.observe(pods.map((pod) => observationOf(alert({ pod, service: 'checkout' }), clock.nowMs())));
    return alerts.active()[0]?.incident ?? expect.fail('no incident');
  };
  const until = (ms: number): string => toRfc3339(epochMs(clock.nowMs() + ms));
  const create = (id: IncidentId, changes: Partial<Parameters<typeof silences.create>[2]> = {}, by: By = ADA) => silences.create(id, AM, { matchers: NAMED, endsAt: until(HOUR), reason: 'being fixed', long: false, ...changes }, by);
  return { ...world, world, source, there, end, silences, fires, create, until, tell: (complete = true) => silences.told(AM, { items: [...there], complete }), rows: (id: IncidentId) => world.timeline(id).items.filter(({ type }) => type.startsWith('silence')).map(({ type, data, actor }) => [type, actor.name, data]) };
}
const refusal = async (work: Promise<unknown>): Promise<HoldfastError> => {
  const thrown = await work.then(() => null, (error: unknown) => error);
  expect(thrown).toBeInstanceOf(HoldfastError);
  return thrown as HoldfastError;
};

describe('a silence made from an incident', () => {
  it('names who made it and why, carries what it is found by, and is written down with its link', async () => {
    const { fires, create, source, rows, there } = start();
    const id = fires('a', 'b');
    const detail = await create(id);
    expect(source.created).toMatchObject([{ matchers: NAMED, createdBy: 'Ada', comment: `being fixed (${id} hf-0101010101)` }]);
    expect(detail.silences).toMatchObject([{ state: 'made', silence: 's1', source: 'am', url: 'http://am.test/#/silences/s1', reason: 'being fixed', by: { name: 'Ada' } }]);
    expect(rows(id)).toMatchObject([['silenceAsked', 'Ada', { reason: 'being fixed' }], ['silenceMade', 'Ada', { silence: 's1' }]]);
    expect(source.asked).toBe(1);
    expect(there).toHaveLength(1);
  });

  it('is refused where it would do harm', async () => {
    const { fires, create, open, act, until, source } = start();
    const id = fires('a');
    expect((await refusal(create(id, { matchers: [matcher('pod=~".*"'), matcher('team!="x"')] }))).message).toContain('at least one that does not match everything');
    expect((await refusal(create(id, { endsAt: until(-MINUTE) }))).message).toContain('at least a minute ahead');
    expect((await refusal(create(id, { endsAt: until(8 * 24 * HOUR) }))).message).toContain('more than 7 days');
    expect((await refusal(create(id, { endsAt: until(400 * 24 * HOUR), long: true }))).message).toContain('within a year');
    expect((await refusal(create(open({ isDrill: true }).id))).message).toContain('is a drill');
    const over = open().id;
    act(over, { type: 'acknowledge' });
    act(over, { type: 'resolve', how: 'restarted' });
    expect((await refusal(create(over))).message).toContain('is over');
    expect(source.created).toEqual([]);
    expect((await create(id, { endsAt: until(8 * 24 * HOUR), long: true })).silences).toHaveLength(1);
  });

  it('of a private incident tells neither its number nor its title, and shows nothing of it to a wall', async () => {
    const { open, create, source, silences, tell } = start();
    const { id } = open({ kind: 'security', title: 'Keys leaked' });
    expect((await refusal(create(id, { reason: 'because KEYS LEAKED today' }))).message).toContain('repeats the title');
    await create(id, { reason: 'known' });
    tell();
    expect((await refusal(create(id, { reason: `worked on in ${id}` }))).message).toContain('repeats the number');
    expect(source.created[0]?.comment).toBe('known (hf-0101010101)');
    expect(silences.list(WALL).items).toMatchObject([{ id: 's1', comment: null, incident: null }]);
    expect(silences.list(ADA).items).toMatchObject([{ id: 's1', comment: 'known (hf-0101010101)', incident: id }]);
  });

  it('that the source refuses is not made, and why is said and written down', async () => {
    const { fires, create, source, rows, incidents } = start();
    const id = fires('a');
    source.create = () => Promise.reject(new SilenceRefused('it refuses the question (400: bad matcher)'));
    expect((await refusal(create(id))).message).toBe('No silence was made: it refuses the question (400: bad matcher).');
    expect(incidents.get(id, ADA).silences).toMatchObject([{ state: 'refused', why: 'it refuses the question (400: bad matcher)' }]);
    expect(rows(id).at(-1)).toMatchObject(['silenceRefused', 'Ada', { lost: false }]);
    source.create = (work) => Promise.resolve(work());
    expect((await create(id)).silences.map(({ state }) => state)).toEqual(['refused', 'made']);
  });
});

describe('an answer that is lost', () => {
  const LOST = new SourceFailure('timeout', 'no full answer within 10 s');

  it('after the silence was made makes no second one: it is found by its mark', async () => {
    const { fires, create, source, there } = start();
    const id = fires('a');
    source.create = (work) => (work(), Promise.reject(LOST));
    expect((await create(id)).silences).toMatchObject([{ state: 'made', silence: 's1' }]);
    expect([source.created.length, there.length]).toEqual([1, 1]);
  });

  it('while nothing can be asked leaves it open, keeps anybody from asking again, and is found with the next word of the source, after a restart too', async () => {
    const { fires, create, source, world, tell, clock, rows } = start();
    const id = fires('a');
    source.create = (work) => (work(), Promise.reject(LOST));
    source.all = () => Promise.reject(LOST);
    expect((await create(id)).silences).toMatchObject([{ state: 'asked', silence: null }]);
    expect((await refusal(create(id, {}, BOB))).message).toContain('not known yet');
    expect(source.created).toHaveLength(1);
    world.restart();
    await clock.advance(10_000);
    tell();
    expect(world.incidents.get(id, ADA).silences).toMatchObject([{ state: 'made', silence: 's1' }]);
    expect(rows(id).at(-1)).toMatchObject(['silenceMade', 'Holdfast', { silence: 's1' }]);
  });

  it('before it was made is known after a minute, by a complete list only; then it can be asked for again', async () => {
    const { fires, create, source, tell, clock, world } = start();
    const id = fires('a');
    const state = () => world.incidents.get(id, ADA).silences[0];
    source.create = () => Promise.reject(LOST);
    await create(id);
    await clock.advance(59_000);
    tell();
    expect(state()).toMatchObject({ state: 'asked' });
    await clock.advance(2_000);
    tell(false);
    expect(state()).toMatchObject({ state: 'asked' });
    tell();
    expect(state()).toMatchObject({ state: 'refused', why: 'No answer came when it was asked for, and it is not there.' });
    source.create = (work) => Promise.resolve(work());
    expect((await create(id)).silences.map(({ state }) => state)).toEqual(['refused', 'made']);
  });

  it('of one that turns up late after all is made good', async () => {
    const { fires, create, source, tell, clock, there, world } = start();
    const id = fires('a');
    source.create = () => Promise.reject(LOST);
    await create(id);
    await clock.advance(61_000);
    tell();
    const [draft] = source.created;
    there.push({ ...(draft ?? expect.fail()), id: 'late', state: 'active', startsAt: clock.nowMs() });
    tell();
    expect(world.incidents.get(id, ADA).silences).toMatchObject([{ state: 'made', silence: 'late' }]);
  });
});

describe('the end of a silence', () => {
  it('by time says that its alerts still fire', async () => {
    const { fires, create, tell, clock, end, rows, world } = start();
    const id = fires('a', 'b');
    await create(id);
    tell();
    await clock.advance(HOUR);
    end('s1');
    tell();
    expect(world.incidents.get(id, ADA).silences).toMatchObject([{ state: 'ended', endedHow: 'time', stillFiring: 2, endedAt: world.now() }]);
    expect(rows(id).at(-1)).toMatchObject(['silenceEnded', 'Holdfast', { how: 'time', firing: 2 }]);
  });

  it('can be brought forward from the incident; from elsewhere it is noticed', async () => {
    const { fires, create, tell, end, world, silences, source, rows } = start();
    const id = fires('a');
    const [made] = (await create(id)).silences;
    await silences.expire(id, made?.item ?? expect.fail(), BOB);
    expect(source.expired).toEqual(['s1']);
    expect(rows(id).at(-1)).toMatchObject(['silenceEnded', 'Bob', { how: 'person', firing: 1 }]);
    tell();
    expect(rows(id).filter(([type]) => type === 'silenceEnded')).toHaveLength(1);
    expect((await refusal(silences.expire(id, made?.item ?? expect.fail(), BOB))).message).toContain('over already');

    await create(id);
    tell();
    end('s2');
    tell();
    expect(world.incidents.get(id, ADA).silences[1]).toMatchObject({ state: 'ended', endedHow: 'elsewhere' });
  });

  it('is not taken from a list that lacks it for a moment, nor from one that is not complete', async () => {
    const { fires, create, there, tell, clock, world } = start();
    const id = fires('a');
    await create(id);
    const kept = there.splice(0);
    const state = () => world.incidents.get(id, ADA).silences[0]?.state;
    tell();
    await clock.advance(20_000);
    tell();
    there.push(...kept);
    tell();
    there.splice(0);
    tell();
    await clock.advance(40_000);
    tell(false);
    expect(state()).toBe('made');
    tell();
    await clock.advance(31_000);
    tell();
    expect(state()).toBe('ended');
  });
});

describe('what is kept silent', () => {
  it('is listed with how many alerts each silence silences, and told when it changes', async () => {
    const { fires, create, tell, silences, alerts, clock, source } = start();
    const id = fires('a', 'b');
    await create(id);
    alerts.observe(alerts.under('').map(({ subject, alert }) => ({ subject, standing: { ...observationOf({ ...readAlertmanager({ status: 'firing', labels: alert.labels, annotations: {}, startsAt: alert.startsAt, generatorURL: '' }, []), source: AM }, clock.nowMs()).standing, muted: { by: 'silence', ids: ['s1'] } } })));
    expect(silences.list(ADA)).toMatchObject({ items: [], sources: [{ source: 'am', toldAt: null }] });
    tell();
    expect(silences.list(ADA).items).toMatchObject([{ id: 's1', alerts: 2, hides: [{ name: 'HighErrorRate', severity: 'P1', service: 'checkout', incident: id }, { labels: { pod: 'b' } }], incident: id, createdBy: 'Ada', url: 'http://am.test/#/silences/s1' }]);
    expect(source.emitted).toBe(1);
    tell();
    expect(source.emitted).toBe(1);
  });

  it('can be looked at before: how many alerts, of which incidents, and whom they go to', async () => {
    const { fires, silences } = start();
    const id = fires('x');
    expect(await silences.preview(AM, NAMED, id)).toEqual({ alerts: 2, ofIncident: 0, ofOthers: [], services: [{ service: null, alerts: 2 }], gravest: 0, samples: ['a', 'b'].map((pod) => ({ name: 'HighErrorRate', severity: 'P1', service: null, labels: { alertname: 'HighErrorRate', severity: 'critical', pod }, incident: null })), groups: [{ labels: { alertname: 'HighErrorRate' }, receiver: 'pager', alerts: 2 }, { labels: {}, receiver: 'mail', alerts: 1 }], moreGroups: 0 });
    expect((await refusal(silences.preview('other' as SourceId, NAMED, null))).code).toBe('not_found');
  });
});

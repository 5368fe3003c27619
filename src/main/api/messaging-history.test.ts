import { afterEach, describe, expect, it, vi } from 'vitest';
import { openMessaging, type OpenMessaging } from './testing/open-messaging.ts';

const MINUTE = 60_000;
let desk: OpenMessaging;
afterEach(() => desk.close());

const inMinutes = (minutes: number): string => new Date(desk.clock.nowMs() + minutes * MINUTE).toISOString();
const standing = async (audience: string) => (await desk.call('scorecard.sides', {})).updates.audiences.find((each) => each.audience === audience);
const promise = async (incident: Awaited<ReturnType<OpenMessaging['incident']>>, minutes: number, changes: Parameters<OpenMessaging['draft']>[2] = {}) => {
  const { facts } = await desk.call('updates.preview', { incident, audience: changes.audience ?? 'internal', kind: 'investigating', channels: [] });
  return { ...changes, facts: { ...facts, nextUpdateAt: inMinutes(minutes) } };
};

describe('the promise in a message', () => {
  it('sets the clock of its readers once it has arrived; kept, then broken, it counts in the scorecard, and for no other readers', async () => {
    desk = await openMessaging();
    const id = await desk.incident();
    const first = await promise(id, 10);
    await desk.say(id, ['team'], first);
    expect((await desk.call('incidents.get', { id })).clocks.find(({ kind, audience }) => kind === 'update' && audience === 'internal')).toMatchObject({ dueAt: first.facts.nextUpdateAt });
    for (let minute = 0; minute < 8; minute += 1) await desk.clock.advance(MINUTE);
    await desk.say(id, ['team'], await promise(id, 10));
    expect(await standing('internal')).toMatchObject({ promises: { met: 1, n: 1 } });
    for (let minute = 0; minute < 15; minute += 1) await desk.clock.advance(MINUTE);
    expect((await desk.call('incidents.timeline', { id, limit: 50 })).items.filter(({ type, data }) => type === 'clockTurned' && data['clock'] === 'update:internal' && data['stage'] === 'overdue')).toHaveLength(1);
    await desk.say(id, ['team'], await promise(id, 20));
    expect(await standing('public')).toMatchObject({ promises: { met: 0, n: 0 } });
    expect((await desk.call('scorecard.sides', {})).updates.late.filter((each) => each.audience === 'internal')).toMatchObject([{ incident: id, late: 1, broken: 1 }]);
  });

  it('that arrived nowhere was not made, also in an emergency, until a person has seen it there', async () => {
    desk = await openMessaging();
    const id = await desk.incident();
    desk.answers['/team'] = (response) => void response.writeHead(400).end('no such room');
    desk.answers['/page'] = (response) => void response.destroy();
    await desk.say(id, ['team'], await promise(id, 10));
    const unsure = await desk.say(id, ['page'], await promise(id, 10, { audience: 'public' }));
    expect(unsure.deliveries).toMatchObject([{ state: 'unknown' }]);
    expect((await desk.call('incidents.get', { id })).updates).toEqual([]);
    const [delivery] = unsure.deliveries;
    if (delivery === undefined) throw new Error('it is there');
    await desk.call('deliveries.resolve', { id: delivery.id, arrived: true });
    expect((await desk.call('incidents.get', { id })).updates).toMatchObject([{ audience: 'public' }]);
  });
});

describe('what was said', () => {
  it('and what was corrected of it stands in the timeline, the review and the report, and is found', async () => {
    desk = await openMessaging();
    const id = await desk.incident();
    const said = await desk.say(id, ['team'], { text: { title: 'Payments fail', body: 'Zanzibar cards fail.' } });
    const { audience, kind, facts } = said.draft;
    await desk.say(id, ['team'], { audience, kind, facts, text: { title: 'Payments fail', body: 'Only quagga cards fail.' }, corrects: said.id });
    const { items } = await desk.call('incidents.timeline', { id, limit: 50 });
    expect(items.filter(({ type }) => type.startsWith('update')).map(({ type, data }) => [type, data['update'], data['corrects']])).toEqual(expect.arrayContaining([['updateCorrected', 'UPD-0002', said.id], ['updateSent', said.id, undefined]]));
    expect((await desk.call('incidents.get', { id })).updates).toMatchObject([{ text: expect.stringContaining('Zanzibar') as string }]);
    expect((await desk.call('reviews.story', { incident: id })).updates).toMatchObject([{ correction: false, text: expect.stringContaining('Zanzibar') as string }, { correction: true, nextAt: null, text: expect.stringContaining('quagga') as string }]);
    const report = JSON.stringify(await desk.call('reports.get', { incident: id }));
    expect([report.includes('Zanzibar'), report.includes('quagga')]).toEqual([true, true]);
    for (const q of ['zanzibar', 'quagga']) await vi.waitFor(async () => expect(JSON.stringify(await desk.call('search.find', { q }))).toContain(id));
  });
});

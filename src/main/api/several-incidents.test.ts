import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import type { IncidentId } from '../../shared/model/ids.ts';
import { CHECKOUT, openWithVendors, PAGE, SEARCH, STACK } from './testing/vendors.ts';

let world: Awaited<ReturnType<typeof openWithVendors>>;
beforeEach(async () => {
  if (!WITHOUT_CONTRACTS) world = await openWithVendors();
});
afterEach(async () => {
  if (!WITHOUT_CONTRACTS) expect(await world.close()).toEqual([]);
});

const shown = (component = CHECKOUT): string | undefined => world.page.components.get(component)?.status;
const OUTAGE = { extent: 'outage' } as const;
const resolve = async (id: IncidentId): Promise<void> => {
  await world.call('incidents.act', { id, action: { type: 'acknowledge' } });
  await world.call('incidents.act', { id, action: { type: 'resolve', how: 'A deploy was rolled back.' } });
};

describe.skipIf(WITHOUT_CONTRACTS)(`two open incidents that touch one component (${NEEDS_CONTRACTS})`, () => {
  it('show the worst of both, and the end of one turns nothing green; only the end of both does', async () => {
    const { incident, sent } = world;
    const [first, second] = [await incident(), await incident()];
    await sent(first, 'public', [PAGE], 'investigating', { extent: 'degraded' });
    await sent(second, 'public', [PAGE], 'investigating', OUTAGE);
    expect(shown()).toBe('major_outage');
    await sent(first, 'public', [PAGE], 'identified', { extent: 'degraded' });
    expect(shown()).toBe('major_outage');
    await resolve(second);
    await sent(second, 'public', [PAGE], 'resolved');
    expect(shown()).toBe('degraded_performance');
    await resolve(first);
    await sent(first, 'public', [PAGE], 'resolved');
    expect([shown(), shown(SEARCH)]).toEqual(['operational', 'operational']);
    expect(world.page.incidents.all().map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  });

  it('what one carried for the other is not kept once the other is over, although its own incident stays open', async () => {
    const { incident, sent } = world;
    const [first, second] = [await incident(), await incident()];
    await sent(second, 'public', [PAGE], 'investigating', OUTAGE);
    await sent(first, 'public', [PAGE], 'monitoring');
    expect(shown()).toBe('major_outage');
    await resolve(second);
    await sent(second, 'public', [PAGE], 'resolved');
    expect(shown()).toBe('degraded_performance');
  });

  it('an end that waited while another incident became public says what is true when it leaves', async () => {
    const { incident, sent, publish, until, page, clock } = world;
    const [first, second] = [await incident(), await incident()];
    await sent(first, 'public', [PAGE], 'investigating', OUTAGE);
    await resolve(first);
    page.fail({ kind: 'limited' }, { times: 1 });
    const end = await publish(first, 'public', [PAGE], 'resolved');
    await clock.advance(5_000);
    const begin = await publish(second, 'public', [PAGE], 'investigating', OUTAGE);
    await until(end, 'sent');
    await until(begin, 'sent');
    expect([shown(), page.incidents.all().map(({ status }) => status)]).toEqual(['major_outage', ['resolved', 'investigating']]);
  });

  it('the control: with the other incident over in Holdfast, the same end turns it green', async () => {
    const { incident, sent } = world;
    const [first, second] = [await incident(), await incident()];
    await sent(second, 'public', [PAGE], 'investigating', OUTAGE);
    await sent(first, 'public', [PAGE], 'investigating', { extent: 'degraded' });
    await resolve(second);
    await resolve(first);
    await sent(first, 'public', [PAGE], 'resolved');
    expect(shown()).toBe('operational');
  });

  it('on Better Stack each is a report of its own: the end of one says nothing of the other, which stays as it was', async () => {
    const { incident, sent, stack } = world;
    const [first, second] = [await incident(), await incident()];
    await sent(second, 'public', [STACK], 'investigating', OUTAGE);
    await sent(first, 'public', [STACK], 'investigating', { extent: 'degraded' });
    await resolve(first);
    await sent(first, 'public', [STACK], 'resolved');
    expect(stack.reports.all().map(({ updates }) => updates.at(-1)?.affected_resources)).toEqual([[{ status_page_resource_id: '77', status: 'downtime' }], [{ status_page_resource_id: '77', status: 'resolved' }]]);
  });

  it('raise "combine?" on both, before the second has told anything too; not of other parts, nor once somebody says that they are two, nor after a merge', async () => {
    const { incident, sent, call, refusal } = world;
    const [first, second, elsewhere] = [await incident(), await incident(), await incident('search')];
    const asked = async (id: IncidentId) => (await call('combines.list', { id })).items.map((each) => [each.incident, each.page, each.services, each.isPublic]);
    expect(await asked(second)).toEqual([]);
    await sent(first, 'public', [PAGE], 'investigating', OUTAGE);
    expect([await asked(first), await asked(second), await asked(elsewhere)]).toEqual([[], [[first, 'Acme status', ['checkout'], false]], []]);
    await sent(second, 'public', [PAGE]);
    expect([await asked(first), await asked(second)]).toEqual([[[second, 'Acme status', ['checkout'], true]], [[first, 'Acme status', ['checkout'], true]]]);
    expect((await refusal('combines.dismiss', { id: second, other: first }, 'wall')).code).toBe('forbidden');
    expect((await call('combines.dismiss', { id: second, other: first })).items).toEqual([]);
    expect(await asked(first)).toEqual([]);
    const third = await incident();
    expect((await asked(third)).map(([id]) => id)).toEqual([first, second]);
    await call('incidents.act', { id: second, action: { type: 'merge', into: first } });
    expect((await asked(third)).map(([id]) => id)).toEqual([first]);
  });
});

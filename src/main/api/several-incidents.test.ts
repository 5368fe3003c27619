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
});

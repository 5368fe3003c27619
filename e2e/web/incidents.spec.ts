import type { Page } from '@playwright/test';
import type { IncidentDetail } from '../../src/shared/model/incident.ts';
import type { TimelineEvent } from '../../src/shared/model/timeline.ts';
import { violationsInBoth } from '../fixtures/axe.ts';
import { startTarget, type Target } from '../fixtures/scripted.ts';
import { pairAs } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';
import { probedConfig } from '../fixtures/workspace.ts';

const DOWN = '{ id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 3 }, severity: P0, summary: Checkout cannot be reached }';

let target: Target;
let control: Target;
test.beforeEach(async () => {
  target = await startTarget();
  control = await startTarget();
});
test.afterEach(async () => {
  await target.stop();
  await control.stop();
});

/** Counts what a mouse, pen or finger does to the page from its next document on. */
async function countPointers(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const seen = { count: 0 };
    Object.assign(window, { pointersSeen: seen });
    for (const kind of ['pointerdown', 'mousedown', 'touchstart', 'wheel']) window.addEventListener(kind, () => (seen.count += 1), { capture: true, passive: true });
    // Where a page changes under a mouse that rests, a browser tells of a move by nothing.
    window.addEventListener('mousemove', ({ movementX, movementY }) => (seen.count += movementX === 0 && movementY === 0 ? 0 : 1), { capture: true, passive: true });
  });
  return () => page.evaluate(() => (window as unknown as { pointersSeen: { count: number } }).pointersSeen.count);
}

test('a P0 is worked through by keyboard alone, from the wall to its resolution', async ({ start, page, wall, incident, incidents, expectedConsole }) => {
  test.slow();
  /** The accessibility checker itself writes markup, which the page's policy refuses. */
  expectedConsole.push(/Trusted(HTML|Script)/);
  const server = await start({ config: probedConfig({ target: target.url, control: control.url, rule: DOWN }) });
  const pointers = await countPointers(page);
  await pairAs(server, page, 'ada');
  await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok');

  await target.refuse();
  await expect(wall.incident()).toContainText('Checkout cannot be reached');
  await expect(page).toHaveTitle(/P0/);
  await expect(wall.incident()).toContainText('no commander');
  await page.keyboard.press('i');
  await expect(page.getByRole('heading', { level: 1, name: 'Checkout cannot be reached' })).toBeVisible();
  const id = (await incident.main().getAttribute('data-incident')) ?? '';

  await incident.press('a');
  await expect(incident.main()).toHaveAttribute('data-state', 'acknowledged');
  await expect(incident.clock('acknowledge')).toHaveCount(0);
  await incident.press('c');
  await expect(incident.panel('Roles')).toContainText('Ada Lovelace');

  await incident.note('Health check refused from two offices');

  await incident.press('t');
  await incident.tabTo(incident.field('What must be done'));
  await page.keyboard.type('Look at the zone file of this morning');
  await incident.tabTo(incident.field('Owner'));
  await page.keyboard.type('Grace');
  await incident.tabTo(incident.field('Due'));
  await page.keyboard.type('20m');
  await incident.send();
  await expect(incident.panel('Action items')).toContainText('Look at the zone file of this morning');

  await incident.press('d');
  await page.keyboard.press('ArrowDown');
  await expect(incident.dialog().getByRole('radio', { name: /^Hold/ })).toBeChecked();
  await incident.tabTo(incident.field('Reason'));
  await page.keyboard.type('The zone is being put back');
  await incident.send();
  await expect(page.getByRole('list', { name: 'Decisions' })).toContainText('The zone is being put back');

  await incident.press('u');
  await expect(incident.field('Text')).toBeFocused();
  await page.keyboard.type('Checkout is down. We are putting the DNS zone back.');
  await incident.tabTo(incident.field('Next update promised'));
  await page.keyboard.type('15m');
  await incident.send();
  await expect(incident.clock('update').filter({ hasText: 'promised' })).toHaveCount(1);

  await incident.press('i');
  await expect(incident.main()).toHaveAttribute('data-state', 'investigating');
  await target.accept();
  await incident.press('m');
  await incident.tabTo(incident.field('What stopped the harm'));
  await page.keyboard.type('Zone of yesterday restored');
  await incident.send();
  await expect(incident.main()).toHaveAttribute('data-state', 'mitigated');
  await incident.press('r');
  await incident.tabTo(incident.field('What fixed it'));
  await page.keyboard.type('The change that broke the zone was taken back');
  await incident.send();
  await expect(incident.main()).toHaveAttribute('data-state', 'resolved');
  await incident.tabTo(incident.timeline().getByRole('button', { name: 'Everything' }));
  await page.keyboard.press('Enter');
  await expect(incident.rows('note')).toContainText('Health check refused from two offices');
  await expect(incident.rows('note')).toContainText('from memory');
  await expect(incident.rows('decided')).toContainText(/On screen: .*availability down/);
  await expect(incident.rows('updateSent')).toContainText('We are putting the DNS zone back.');
  expect(await pointers()).toBe(0);
  /** Control: a mouse would have been seen. */
  await page.mouse.move(400, 400);
  await expect.poll(pointers).toBeGreaterThan(0);

  const detail = await server.api<IncidentDetail>(`/incidents/${id}`);
  expect(detail).toMatchObject({ severity: 'P0', standing: 'declared', state: 'resolved', origin: 'rule', services: ['checkout'] });
  expect(detail.roles).toMatchObject([{ role: 'incidentCommander', person: 'ada' }]);
  expect(detail.actions).toMatchObject([{ text: 'Look at the zone file of this morning', owner: 'grace', doneAt: null }]);
  const told = await server.api<{ items: TimelineEvent[] }>(`/incidents/${id}/events?show=all&order=asc&limit=200`);
  const byAda = told.items.filter(({ actor }) => actor.id === 'ada');
  expect(byAda.map(({ type }) => type)).toEqual(['acknowledged', 'roleTaken', 'note', 'actionAdded', 'decided', 'updateSent', 'investigating', 'mitigated', 'resolved']);
  expect(byAda.every(({ actor }) => actor.kind === 'person' && actor.name === 'Ada Lovelace')).toBe(true);
  const found = (type: string): TimelineEvent | undefined => told.items.find((event) => event.type === type);
  expect(found('opened')).toMatchObject({ actor: { kind: 'holdfast' }, fromMemory: false, evidence: { kind: 'alert' } });
  expect(found('alertFired')).toMatchObject({ data: { rule: 'checkout-down' }, fromMemory: false });
  expect(found('decided')?.data).toMatchObject({ choice: 'hold', reason: 'The zone is being put back', numbers: [{ signal: 'checkout-up', value: 0 }] });
  expect(found('note')?.fromMemory).toBe(true);
  expect([...told.items].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.seq - b.seq))).toEqual(told.items);

  for (const [colours, scheme] of [['Light colours', 'light'], ['Dark colours', 'dark']] as const) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(colours);
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme);
  }
  await incident.open(server.url, id);
  await expect(incident.rows('resolved')).toBeVisible();
  expect(await violationsInBoth(page, 'incident')).toEqual([]);
  await incidents.open(server.url);
  await expect(incidents.row(id)).toBeVisible();
  expect(await violationsInBoth(page, 'list')).toEqual([]);
});

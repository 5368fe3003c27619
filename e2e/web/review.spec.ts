import type { IncidentDetail } from '../../src/shared/model/incident.ts';
import type { CorrectiveAction, Review } from '../../src/shared/model/review.ts';
import { violationsInBoth } from '../fixtures/axe.ts';
import { startTarget, type Target } from '../fixtures/scripted.ts';
import { actAs, callAs, pairAs, pairWall, PEOPLE_ENV } from '../fixtures/seats.ts';
import { expect, test } from '../fixtures/test.ts';
import type { RunningServer } from '../fixtures/server.ts';
import { probedConfig } from '../fixtures/workspace.ts';
import { ReviewPage } from '../pages/review-page.ts';

const DOWN = '{ id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 3 }, severity: P0, summary: Checkout cannot be reached }';
/** Written because of the incident: what proves an action is a rule that did not fire in it. */
const EARLIER = '{ id: checkout-unsteady, signal: checkout-up, when: { below: 1, consecutive: 100 }, severity: P2, summary: Checkout is unsteady }';
const CAUSE = 'DNS zone pushed without a check';

let target: Target;
let control: Target;
let server: RunningServer;
test.beforeEach(async ({ start }) => {
  target = await startTarget();
  control = await startTarget();
  server = await start({ config: probedConfig({ target: target.url, control: control.url, rule: `${DOWN}\n  - ${EARLIER}` }), env: PEOPLE_ENV });
});
test.afterEach(async () => {
  await target.stop();
  await control.stop();
});

/** The arrow keys stop once a second. */
async function nextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1_000);
  await expect.poll(() => Math.floor(Date.now() / 1_000), { intervals: [50] }).toBeGreaterThan(now);
}

/** A P0 that the rule found, and that people worked through: what its review is about. */
async function livedThrough(): Promise<string> {
  const found = async (): Promise<readonly IncidentDetail[]> => (await server.api<{ items: IncidentDetail[] }>('/incidents?show=open')).items;
  await expect.poll(async () => (await server.api<{ items: { latest: unknown }[] }>('/signals')).items.every(({ latest }) => latest !== null)).toBe(true);
  await target.refuse();
  await expect.poll(async () => (await found()).length, { timeout: 30_000 }).toBe(1);
  const id = (await found())[0]?.id ?? '';
  await expect.poll(async () => (await server.api<{ items: unknown[] }>(`/incidents/${id}/evidence`)).items.length).toBe(1);
  await actAs('ada', server, id, { type: 'acknowledge' });
  await actAs('ada', server, id, { type: 'takeRole', role: 'incidentCommander' });
  await nextSecond();
  await actAs('ada', server, id, { type: 'recordUpdate', audience: 'public', text: 'Checkout is down. We are at it.' });
  await nextSecond();
  await actAs('ada', server, id, { type: 'note', text: 'The zone was pushed at noon', at: new Date(Date.now() - 90_000).toISOString() });
  await actAs('ada', server, id, { type: 'addAction', text: 'Look at the zone file', owner: 'grace', dueAt: null });
  await target.accept();
  await actAs('ada', server, id, { type: 'mitigate', how: 'Zone of yesterday restored' });
  await actAs('ada', server, id, { type: 'resolve', how: 'The push was taken back' });
  return id;
}

const reviewOf = (id: string): Promise<Review> => server.api<Review>(`/reviews/${id}`);

test('a P0 is reviewed by keyboard alone: what was known when, why, what is done about it, and closed; the next one of its cause says so', async ({ page, expectedConsole }) => {
  test.setTimeout(180_000);
  /** The accessibility checker itself writes markup, which the page's policy refuses. */
  expectedConsole.push(/Trusted(HTML|Script)/);
  const id = await livedThrough();
  const review = new ReviewPage(page);
  await pairAs(server, page, 'ada');

  await test.step('from the palette to the incident', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Reviews');
    await page.keyboard.press('Enter');
    await expect(page.locator(`li[data-review="${id}"]`)).toHaveAttribute('data-state', 'due');
    await review.tabTo(page.getByRole('link', { name: new RegExp(id) }));
    await page.keyboard.press('Enter');
    await review.shows(id, 'timeline');
  });

  await test.step('the cursor moves charts, lanes, timeline and what was known together', async () => {
    await expect(review.charts().locator('path[data-part="settled"]').first()).toBeAttached();
    for (const lane of ['state', 'alerts', 'updates', 'role']) await expect(review.lane(lane)).toBeVisible();
    await expect(review.known()).toContainText('Nobody knew of it yet');
    await review.tabTo(review.slider());
    await page.keyboard.press('Home');
    const first = await review.moment();
    expect(first).toMatch(/^T−/);
    for (let presses = 0; presses < 40 && !(await review.known().textContent())?.includes('Checkout is down. We are at it.'); presses += 1) await page.keyboard.press('ArrowRight');
    await expect(review.known()).toContainText('Incident commander: Ada Lovelace');
    await expect(review.known()).toContainText(/P0.*checkout-down/);
    await expect(review.currentRow()).toContainText('Checkout is down. We are at it.');
    await expect(review.currentRow()).toBeInViewport();
    const at = await review.moment();
    await expect(review.charts()).toContainText(/UTC|\d\d:\d\d:\d\d/);
    await page.keyboard.press('Shift+ArrowRight');
    expect(await review.moment()).not.toBe(at);
    await page.keyboard.press('End');
    await expect(review.currentRow()).toBeVisible();
    /** What happened before and was told later is not known yet at its own moment. */
    await review.tabTo(review.rows());
    await page.keyboard.press('Home');
    await expect(review.currentRow()).toContainText('The zone was pushed at noon');
    await expect(review.currentRow()).toHaveAttribute('data-unknown', '');
    await expect(review.known()).toContainText('Not known yet');
    await page.keyboard.press('End');
    await expect(review.known()).not.toContainText('Not known yet');
    await expect(review.rows().locator('[data-unknown]')).toHaveCount(0);
  });

  await test.step('several branches of whys, one with evidence, and advice where a person is named', async () => {
    await review.goTo('Why');
    await review.shows(id, 'why');
    await review.tabTo(page.getByRole('button', { name: 'Ask the first why' }));
    await page.keyboard.press('Enter');
    await page.keyboard.type('The name did not resolve');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Grace Hopper forgot to check the zone');
    await page.keyboard.press('Alt+Shift+ArrowRight');
    await expect(review.whys()).toContainText('This names Grace Hopper');
    await page.keyboard.press('Enter');
    await page.keyboard.type('The push does not look at what it pushes');
    await page.keyboard.press('Alt+Shift+ArrowUp');
    await page.keyboard.press('Enter');
    await page.keyboard.type('to be taken away');
    expect(await review.tree()).toEqual(['0 The name did not resolve', '1 The push does not look at what it pushes', '1 to be taken away', '1 Grace Hopper forgot to check the zone']);
    await review.tabTo(review.whys().getByRole('button', { name: 'Remove' }).nth(2));
    await page.keyboard.press('Delete');
    expect(await review.tree()).toEqual(['0 The name did not resolve', '1 The push does not look at what it pushes', '1 Grace Hopper forgot to check the zone']);
    await review.tabTo(page.getByRole('button', { name: 'It is meant so' }));
    await page.keyboard.press('Enter');
    await expect(review.whys()).not.toContainText('This names Grace Hopper');
    await review.tabTo(review.whys().getByRole('button', { name: 'Give evidence…' }).first());
    await page.keyboard.press('Enter');
    await review.tabTo(review.dialog().getByRole('button', { name: /^At the cursor/ }));
    await page.keyboard.press('Enter');
    await review.tabTo(review.dialog().getByRole('button', { name: 'Use it' }));
    await page.keyboard.press('Enter');
    await expect(review.dialog()).toBeHidden();
    await review.tabTo(page.getByRole('button', { name: 'Save the whys' }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('button', { name: 'Save the whys' })).toHaveCount(0);
    const { whys } = await reviewOf(id);
    expect(whys.map(({ answer, parent, fromMemory, meant }) => [answer, parent === null, fromMemory, meant])).toEqual([
      ['The name did not resolve', true, false, false],
      ['The push does not look at what it pushes', false, true, false],
      ['Grace Hopper forgot to check the zone', false, true, true],
    ]);
    expect(whys[0]?.evidence).toMatchObject({ kind: 'record' });
  });

  await test.step('the cause; what is half typed survives a reload', async () => {
    await review.tabTo(review.cause().getByRole('button', { name: 'Confirmed' }));
    await page.keyboard.press('Enter');
    await review.tabTo(review.cause().getByLabel('Cause', { exact: true }));
    await page.keyboard.type(CAUSE);
    await page.reload();
    await expect(review.cause().getByLabel('Cause', { exact: true })).toHaveValue(CAUSE);
    await review.tabTo(review.cause().getByLabel('Category'));
    await page.keyboard.type('Change');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('button', { name: 'Save the cause' })).toHaveCount(0);
    expect((await reviewOf(id)).cause).toMatchObject({ name: CAUSE, category: 'change', confidence: 'confirmed' });
  });

  await test.step('an action whose proof is a rule that is in use, and one made of what the incident left open', async () => {
    await review.goTo('Actions');
    await review.tabTo(page.getByRole('button', { name: 'Add an action…' }));
    await page.keyboard.press('Enter');
    await page.keyboard.type('Alert when checkout cannot be reached');
    await review.tabTo(review.dialog().getByLabel('Owner'));
    await page.keyboard.type('Ada');
    await review.tabTo(review.dialog().getByLabel(/^Due by the end of/));
    await page.keyboard.type('12312099');
    await review.tabTo(review.dialog().getByLabel('Proof', { exact: true }));
    await page.keyboard.type('A rule');
    await review.tabTo(review.dialog().getByLabel('Its id'));
    await page.keyboard.type('checkout-unsteady');
    await page.keyboard.press('Control+Enter');
    await expect(review.action('CA-0001')).toContainText('Alert when checkout cannot be reached');
    await expect(review.action('CA-0001')).toContainText('Rule "checkout-unsteady"');
    /** Holdfast looks by itself once a minute; whoever does not want to wait asks. */
    await expect(async () => {
      if ((await review.action('CA-0001').getAttribute('data-state')) === 'done') return;
      await review.tabTo(review.action('CA-0001').getByRole('button', { name: /^Look now/ }));
      await page.keyboard.press('Enter');
      await expect(review.action('CA-0001')).toHaveAttribute('data-state', 'done', { timeout: 1_000 });
    }).toPass({ timeout: 20_000 });
    await expect(review.action('CA-0001')).toContainText('done, proof passed');

    await review.tabTo(page.getByRole('button', { name: /^Make a corrective action of/ }));
    await page.keyboard.press('Enter');
    await expect(review.dialog().getByLabel('What is done so that it does not come back')).toHaveValue('Look at the zone file');
    await page.keyboard.press('Control+Enter');
    await expect(review.action('CA-0002')).toContainText('Grace Hopper');
    expect((await server.api<IncidentDetail>(`/incidents/${id}`)).actions.every(({ doneAt }) => doneAt !== null)).toBe(true);
  });

  await test.step('closed once nothing is missing', async () => {
    await review.goTo('Close');
    await expect(review.missing()).toHaveCount(2);
    await expect(review.missing().filter({ hasText: 'CA-0002' })).toContainText('not a due date, not a proof');
    await expect(page.getByRole('button', { name: 'Close the review' })).toBeDisabled();
    await review.tabTo(review.missing().filter({ hasText: 'CA-0002' }).getByRole('link'));
    await page.keyboard.press('Enter');
    await expect(review.action('CA-0002')).toBeFocused();
    await review.tabTo(review.action('CA-0002').getByRole('button', { name: /^Change/ }));
    await page.keyboard.press('Enter');
    await review.tabTo(review.dialog().getByLabel(/^Due by the end of/));
    await page.keyboard.type('12312099');
    await review.tabTo(review.dialog().getByLabel('Proof', { exact: true }));
    await page.keyboard.type('A link');
    await page.keyboard.press('Control+Enter');
    await expect(review.dialog()).toBeHidden();
    await review.goTo('Close');
    await review.tabTo(page.getByRole('button', { name: /^Still right/ }));
    await page.keyboard.press('Enter');
    await review.tabTo(page.getByRole('button', { name: 'Close the review' }));
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'The review is closed' })).toBeVisible();
    expect(await reviewOf(id)).toMatchObject({ state: 'closed', closedBy: { id: 'ada' } });
  });

  await test.step('the next one of the same cause says so, and stands beside it', async () => {
    const next = await server.api<IncidentDetail>('/incidents', { method: 'POST', body: JSON.stringify({ title: 'Checkout cannot be reached again', severity: 'P1', services: ['checkout'] }) });
    await actAs('ada', server, next.id, { type: 'acknowledge' });
    await actAs('ada', server, next.id, { type: 'resolve', how: 'Taken back again' });
    await callAs('ada', server, 'PUT', `/reviews/${next.id}`, { cause: { name: CAUSE, category: 'change', confidence: 'confirmed' } }, 0);
    await review.open(server.url, next.id);
    await expect(page.getByRole('main')).toContainText(`${next.id} repeats ${id}`);
    await page.getByRole('link', { name: 'Compare the two' }).click();
    await review.shows(next.id, 'compare');
    await expect(page.getByRole('main')).toContainText(`The same cause: ${CAUSE}`);
    await expect(page.getByRole('table', { name: 'Times side by side' })).toContainText('Resolved');
    await expect(page.getByRole('slider', { name: `Moment of ${id} looked at` })).toBeVisible();
  });

  await test.step('nothing stands in the way of a screen reader, dark and light', async () => {
    const said: string[] = [];
    const look = async (what: string, path: string): Promise<void> => {
      await page.goto(`${server.url}${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText('Loading', { exact: false })).toHaveCount(0);
      said.push(...(await violationsInBoth(page, what)));
    };
    for (const show of ['timeline', 'why', 'actions', 'compare', 'close']) await look(show, `review/${id}?show=${show}`);
    for (const tab of ['reviews', 'actions', 'causes']) await look(tab, `review?tab=${tab}`);
    expect(said).toEqual([]);
  });
});

test('two people write at once: nothing is lost, and each is told; whoever may only look is offered nothing', async ({ page, browser, expectedConsole }) => {
  expectedConsole.push(/409 \(Conflict\)/);
  const { id } = await server.api<IncidentDetail>('/incidents', { method: 'POST', body: JSON.stringify({ title: 'Payments are slow', severity: 'P1', services: ['checkout'] }) });
  await actAs('ada', server, id, { type: 'acknowledge' });
  await actAs('ada', server, id, { type: 'resolve', how: 'Restarted' });
  const review = new ReviewPage(page);
  await pairAs(server, page, 'ada');
  await review.open(server.url, id, 'why');
  await page.getByRole('button', { name: 'Ask the first why' }).click();
  await page.keyboard.type('The pool was full');
  await page.route('**/api/v1/reviews/**', async (route) => {
    /** Grace is faster: she saves between the key and the request. */
    if (route.request().method() === 'PUT' && (await reviewOf(id)).version === 0) await callAs('grace', server, 'PUT', `/reviews/${id}`, { whys: [{ id: 'grace1', question: 'Why was nobody told?', answer: 'The page of the pool has no alert' }] }, 0);
    await route.continue();
  });
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('was changed by Grace Hopper since you looked', { exact: false })).toBeVisible();
  await expect(review.whys().getByRole('textbox', { name: /^Answer/ })).toHaveCount(2);
  expect((await review.tree()).toSorted()).toEqual(['0 The page of the pool has no alert', '0 The pool was full']);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Save the whys' })).toHaveCount(0);
  expect((await reviewOf(id)).whys.map(({ answer }) => answer ?? '').toSorted()).toEqual(['The page of the pool has no alert', 'The pool was full']);

  /** A link is proof only once somebody else has seen it. */
  const action = (await callAs('ada', server, 'POST', '/corrective-actions', { incident: id, text: 'A larger pool', kind: 'architecture', owner: 'ada', dueAt: null, proof: { kind: 'link' } })) as CorrectiveAction;
  await callAs('ada', server, 'POST', `/corrective-actions/${action.id}/events`, { action: { type: 'offerLink', label: 'Pull request 12', url: 'https://git.acme.test/12' } });
  await review.open(server.url, id, 'actions');
  await expect(review.action(action.id)).toContainText('Another person than Ada Lovelace has to confirm it.');
  await expect(page.getByRole('button', { name: /^Confirm/ })).toHaveCount(0);
  const context = await browser.newContext();
  const other = await context.newPage();
  await pairAs(server, other, 'grace');
  await other.goto(`${server.url}review?tab=actions`);
  await other.getByRole('button', { name: `Confirm: ${action.id}` }).click();
  await other.getByRole('dialog').getByRole('button', { name: 'I have seen it: done' }).click();
  await expect(new ReviewPage(other).action(action.id)).toHaveAttribute('data-state', 'done');
  await context.close();

  const lobby = await browser.newContext();
  const wall = await lobby.newPage();
  await pairWall(server, wall);
  for (const show of ['why', 'actions', 'close']) {
    await wall.goto(`${server.url}review/${id}?show=${show}`);
    await expect(wall.locator(`[data-view="${show}"]`)).toBeVisible();
    await expect(wall.getByRole('main').getByRole('textbox')).toHaveCount(0);
    await expect(wall.getByRole('main').getByRole('button', { name: /Add|Save|Ask|Confirm|Drop|Close|Still right/ })).toHaveCount(0);
  }
  await lobby.close();
});

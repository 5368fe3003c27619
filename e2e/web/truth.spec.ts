import { configFor, findPrometheus, QUERIES, startScraped, type Scraped } from '../fixtures/prometheus.ts';
import { expect, test } from '../fixtures/test.ts';
import type { Signal } from '../../src/shared/model/entities.ts';

interface Told {
  readonly signal: string;
  readonly evaluatedAt: string;
  readonly value: number;
}

/** Formats as the screen should, written apart from the product's own formatter: three digits, the unit behind. */
function expected(id: keyof typeof QUERIES, value: number): string {
  if (id === 'checkout-p95') return value < 1 ? `${Math.round(value * 1_000)} ms` : `${value.toFixed(2)} s`;
  if (id === 'checkout-errors') return `${(value * 100).toFixed(value < 0.01 ? 2 : 1)} %`;
  if (id === 'checkout-traffic') return `${value >= 10 ? value.toFixed(1) : value.toFixed(2)} /s`;
  if (id === 'checkout-up') return value === 1 ? 'up' : 'down';
  return value >= 1_000 ? `${(value / 1_000).toFixed(1)} k` : String(Math.round(value));
}

test.describe('against a real Prometheus', () => {
  let scraped: Scraped;
  test.beforeEach(async () => {
    test.skip((await findPrometheus()) === null, 'no prometheus binary on the PATH');
    scraped = await startScraped();
  });
  test.afterEach(() => scraped.stop());

  test('every number on the service page is what Prometheus says for the same instant', async ({ start, page, service }) => {
    const server = await start({ config: configFor(scraped.prometheus.url) });
    await page.goto(server.pairUrl);
    await expect(page.locator('article[data-service="checkout"]')).toBeVisible();
    await service.open(server.url, 'checkout');
    const told: Told[] = [];
    const listening = new AbortController();
    void collect(server.url, server.token, told, listening.signal);
    for (const id of Object.keys(QUERIES) as (keyof typeof QUERIES)[]) {
      await expect(service.number(id)).not.toHaveText(/no data|no value/, { timeout: 30_000 });
      await expect
        .poll(async () => {
          const text = (await service.number(id).innerText()).replaceAll(/\s+/g, ' ').trim();
          const recent = told.filter((one) => one.signal === id).slice(-5);
          const matching = recent.find((one) => expected(id, one.value) === text);
          if (matching === undefined) return `"${text}" is none of ${recent.map((one) => expected(id, one.value)).join(', ')}`;
          const asked = await scraped.value(QUERIES[id], Date.parse(matching.evaluatedAt) / 1_000);
          return asked !== null && expected(id, asked) === text ? 'equal' : `shown ${text}, Prometheus says ${asked}`;
        }, { message: id })
        .toBe('equal');
    }
    listening.abort();
  });

  test('only the exporter stops: late, then blind, while Prometheus still answers', async ({ start, wall }) => {
    const server = await start({ config: configFor(scraped.prometheus.url) });
    await wall.open(server.pairUrl);
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 30_000 });
    const kinds = await recordKinds(wall.tile('checkout'));
    await scraped.exporter.stop();
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'blind', { timeout: 20_000 });
    /** In between, rates over too few samples may have no value, which is said as such. */
    expect((await kinds()).filter((kind) => kind !== 'noData')).toEqual(['ok', 'late', 'blind']);
    const { items } = await server.api<{ items: { state: string }[] }>('/sources');
    expect(items[0]?.state).toBe('ok');
  });

  test('Prometheus dies and comes back: blind, recovered, the gap filled, no reload', async ({ start, wall, page }) => {
    const server = await start({ config: configFor(scraped.prometheus.url) });
    await wall.open(server.pairUrl);
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 30_000 });
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    const diedAt = new Date().toISOString();
    await scraped.prometheus.stop('SIGKILL');
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'blind', { timeout: 20_000 });
    await expect(wall.tile('checkout')).toContainText('has not answered since');
    await scraped.prometheus.start();
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 40_000 });
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
    /** Nobody scraped while it was down: the gap stays a gap on both sides, and points follow after it. */
    const signal = await server.api<Signal>('/signals/checkout-traffic');
    const points = await server.api<{ items: { time: string }[] }>(`/signals/checkout-traffic/points?from=${diedAt}&to=${signal.latest?.time ?? ''}`);
    expect(points.items.length).toBeGreaterThan(0);
  });
});

/** Records every distinct state that an element goes through, in order. */
async function recordKinds(tile: import('@playwright/test').Locator): Promise<() => Promise<string[]>> {
  await tile.evaluate((element) => {
    const kinds = [element.getAttribute('data-kind') ?? ''];
    Object.assign(window, { recordedKinds: kinds });
    new MutationObserver(() => {
      const now = element.getAttribute('data-kind') ?? '';
      if (kinds.at(-1) !== now) kinds.push(now);
    }).observe(element, { attributes: true, attributeFilter: ['data-kind'] });
  });
  return () => tile.evaluate(() => (window as unknown as { recordedKinds: string[] }).recordedKinds);
}

/** Reads the live stream beside the page, with the automation token. */
async function collect(url: string, token: string, into: Told[], signal: AbortSignal): Promise<void> {
  try {
    const response = await fetch(`${url}api/v1/live`, { headers: { authorization: `Bearer ${token}` }, signal });
    let rest = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + chunk).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        if (!part.includes('event: reading')) continue;
        const data = JSON.parse(/^data: (.*)$/m.exec(part)?.[1] ?? '{}') as Told;
        if (data.value !== null) into.push(data);
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

import { violationsInBoth } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/test.ts';

const SIZES = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];

test.describe('the demo, started with nothing', () => {
  test('shows a live number within three seconds of the page opening, and it changes when latency is injected', async ({ start, wall, page }) => {
    const server = await start({ config: null });
    await page.goto(server.pairUrl);
    await expect(wall.number('edge-p95')).toHaveText(/\d/, { timeout: 20_000 });
    const openedAt = await page.evaluate(() => performance.now());
    test.info().annotations.push({ type: 'first live number', description: `${Math.round(openedAt)} ms after navigation` });
    await expect(page.getByText('DEMO', { exact: true })).toBeVisible();
    await expect(wall.number('checkout-p95')).toHaveText(/\d+ ms/, { timeout: 30_000 });
    await wall.fault('Latency').click();
    await expect(wall.fault('Latency')).toHaveAttribute('aria-pressed', 'true');
    await expect(wall.number('checkout-p95')).toHaveText(/\d\.\d+ s/, { timeout: 40_000 });
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'P1', { timeout: 40_000 });
    await wall.fault('Latency').click();
    await expect(wall.fault('Latency')).toHaveAttribute('aria-pressed', 'false');
  });

  test('a blackout is a P0 that nobody can overlook, at every size, without scrolling', async ({ start, wall, page }) => {
    const server = await start({ config: null });
    await wall.open(server.pairUrl);
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 40_000 });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await expect.poll(() => wall.fits(), { message: `ok at ${size.width}` }).toBe(true);
    }
    await wall.fault('Total blackout').click();
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'P0', { timeout: 20_000 });
    await expect(page).toHaveTitle(/P0/);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      await expect.poll(() => wall.fits(), { message: `P0 at ${size.width}` }).toBe(true);
    }
  });

  test('every screen passes the accessibility checks, dark and light', async ({ start, wall, page, service, expectedConsole }) => {
    /** The checker itself writes markup, which the page's policy refuses. */
    expectedConsole.push(/TrustedHTML/);
    const server = await start({ config: null });
    await wall.open(server.pairUrl);
    await expect(wall.tile('checkout')).toHaveAttribute('data-kind', 'ok', { timeout: 40_000 });
    expect(await violationsInBoth(page, 'wall')).toEqual([]);
    await page.getByRole('button', { name: /^Light/ }).click();
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
    await service.open(server.url, 'checkout');
    expect(await violationsInBoth(page, 'service')).toEqual([]);
  });
});

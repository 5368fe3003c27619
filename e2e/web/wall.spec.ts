import { expect, test } from '../fixtures/test.ts';

/** Nine services that nothing answers for, so that the wall has pages; names as hostile as they come. */
const NAMES = ['Checkout', '<b>Payments</b>', 'Login \u202Egnp.exe', `Search ${'and very long words '.repeat(3)}`.trim(), 'Ledger', 'Mail', 'Reports', 'Import', 'Export'];
const CONFIG = `version: 1
workspace: { name: "Acme <script>alert(1)</script>", timeZone: Europe/Berlin }
sources: [{ id: edge, type: probe }]
services:
${NAMES.map((name, i) => `  - { id: s${i}, name: ${JSON.stringify(name)}, tier: ${i < 2 ? 1 : 2} }`).join('\n')}
`;

test.describe('the wall, by keyboard', () => {
  test('pages, pins that outlive a reload, kiosk, windows of the charts', async ({ start, wall, page }) => {
    const server = await start({ config: CONFIG });
    await wall.open(server.pairUrl);
    await page.keyboard.press('k');
    await expect(page.getByRole('navigation')).toBeHidden();
    await expect(wall.tiles()).toHaveCount(6);
    expect(await wall.fits()).toBe(true);
    const first = await wall.tiles().first().getAttribute('data-service');
    await page.keyboard.press('ArrowRight');
    await expect(wall.tile(first ?? '')).toHaveCount(0);
    await page.keyboard.press('ArrowLeft');
    await expect(wall.tile(first ?? '')).toHaveCount(1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('p');
    await page.keyboard.press('PageDown');
    await expect(wall.tile(first ?? '')).toHaveCount(1);
    await page.keyboard.press('k');
    await expect(page.getByRole('navigation')).toBeVisible();
    await page.keyboard.press('4');
    await expect(page.getByRole('button', { name: '24 h' })).toHaveAttribute('aria-pressed', 'true');
    await page.reload();
    await expect(page.getByRole('button', { name: '24 h' })).toHaveAttribute('aria-pressed', 'true');
    await expect(wall.tile(first ?? '').getByRole('button', { name: /^Unpin/ })).toBeAttached();
  });

  test('text from outside is text: no markup, no turned reading direction, no page broken', async ({ start, wall, page }) => {
    const server = await start({ config: CONFIG });
    await wall.open(server.pairUrl);
    await expect(page.getByText('<b>Payments</b>')).toBeVisible();
    await expect(page.locator('article b')).toHaveCount(0);
    expect(await page.locator('body').innerText()).not.toContain('\u202E');
    expect(await page.title()).toContain('Acme');
    expect(await wall.fits()).toBe(true);
  });

  test('the palette opens by Ctrl-K and goes to a service', async ({ start, wall, page }) => {
    const server = await start({ config: CONFIG });
    await wall.open(server.pairUrl);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('Ledger');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/service\/s4$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Ledger');
  });
});

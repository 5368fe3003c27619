import { expect, type Locator, type Page } from '@playwright/test';

/** More stops than any screen has. */
const MOST_PRESSES = 120;

/**
 * Goes on by Tab until this has the focus, as somebody without a mouse does. It is looked up once and then only asked whether it has
 * the focus: to look it up by its name after each press took longer than the presses. A screen that drew it anew is looked at again.
 */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  let found = await wanted.elementHandle();
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    const state = await found?.evaluate((element) => (element === document.activeElement ? 'focused' : element.isConnected ? 'there' : 'gone'));
    if (state === 'focused') break;
    if (state === 'gone') found = await wanted.elementHandle();
    else await page.keyboard.press('Tab');
  }
  await expect(wanted).toBeFocused();
}

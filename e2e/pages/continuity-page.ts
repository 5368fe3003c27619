import { expect, type Locator, type Page } from '@playwright/test';

/** Plans, the sheet on which one is confirmed, and its run, as they are worked by keyboard. */
export class ContinuityPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** Holds a button by Enter until its plan is armed and the sheet is there. */
  async holdToArm(button: Locator, then: Locator): Promise<void> {
    // Until what is there now was looked at, nothing can be held.
    await expect(button).toBeEnabled();
    await button.focus();
    await this.page.keyboard.down('Enter');
    await expect(then).toBeVisible();
    await this.page.keyboard.up('Enter');
  }

  /** What is there now and what would be, of one step of the sheet. */
  sheet(): Locator {
    return this.page.getByRole('main');
  }

  confirm(words: string): Locator {
    return this.page.getByRole('button', { name: words, exact: true });
  }
}

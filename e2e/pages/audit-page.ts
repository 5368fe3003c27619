import { expect, type Locator, type Page } from '@playwright/test';

/** The whole journal with its differences, its proof, and the removal of texts by two people. */
export class AuditPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string, query = ''): Promise<void> {
    await this.page.goto(`${baseUrl}audit${query}`);
    await expect(this.rows().first()).toBeVisible();
  }

  rows(): Locator {
    return this.page.locator('[data-seq]');
  }

  row(type: string): Locator {
    return this.page.locator(`[data-seq][data-type="${type}"]`);
  }

  /** Checks the chain and gives what is said of it. */
  async verify(): Promise<Locator> {
    await this.page.getByRole('button', { name: 'Verify the chain' }).click();
    return this.page.getByRole('region', { name: 'Verification' }).getByRole('status');
  }

  async askToRemoveText(row: Locator, reason: string): Promise<void> {
    await row.getByRole('button').first().click();
    await row.getByRole('button', { name: 'Ask to remove this text…' }).click();
    await this.page.getByLabel('Why it must go').fill(reason);
    await this.page.getByRole('button', { name: 'Ask to remove it', exact: true }).click();
  }
}

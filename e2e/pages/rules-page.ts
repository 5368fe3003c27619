import { expect, type Locator, type Page } from '@playwright/test';

/** The list of rules, and one rule as a form beside its replay. */
export class RulesPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string, rest = ''): Promise<void> {
    await this.page.goto(`${baseUrl}rules${rest}`);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  row(id: string): Locator {
    return this.page.locator(`[data-row="${id}"]`);
  }

  field(label: string): Locator {
    return this.page.getByRole('form', { name: 'Rule' }).getByLabel(label, { exact: true });
  }

  /** What the rule in the form would have done. */
  replay(): Locator {
    return this.page.getByRole('region', { name: 'Replay' });
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save to holdfast.yaml' }).click();
    await expect(this.page.getByRole('status').filter({ hasText: 'Saved to holdfast.yaml' })).toBeVisible();
  }
}

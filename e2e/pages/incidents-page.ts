import { expect, type Locator, type Page } from '@playwright/test';

/** The list of incidents: open and proposed ones, and those that are over. */
export class IncidentsPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string): Promise<void> {
    await this.page.goto(`${baseUrl}incidents`);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Incidents' })).toBeVisible();
  }

  row(id: string): Locator {
    return this.page.locator(`[data-row="${id}"]`);
  }

  openRows(): Locator {
    return this.page.getByRole('region', { name: 'Open' }).locator('[data-row]');
  }

  overRows(): Locator {
    return this.page.getByRole('region', { name: 'Over' }).locator('[data-row]');
  }
}

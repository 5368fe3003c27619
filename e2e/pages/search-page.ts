import { expect, type Locator, type Page } from '@playwright/test';

/** Where history is found again. */
export class SearchPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string, query = ''): Promise<void> {
    await this.page.goto(`${baseUrl}search${query}`);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Search' })).toBeVisible();
  }

  field(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search history' });
  }

  filter(name: string): Locator {
    return this.page.getByRole('group', { name: 'Filters' }).getByRole('combobox', { name, exact: true });
  }

  /** One for each incident that was found. */
  hits(): Locator {
    return this.page.getByRole('region', { name: 'Found' }).getByRole('list').first().locator(':scope > li');
  }

  hit(id: string): Locator {
    return this.hits().filter({ hasText: id });
  }
}

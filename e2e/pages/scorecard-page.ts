import { expect, type Download, type Locator, type Page } from '@playwright/test';

/** The executive's page: figures of a period, what is behind each, and what leaves as PDF, PNG and CSV. */
export class ScorecardPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string, query = ''): Promise<void> {
    await this.page.goto(`${baseUrl}scorecard${query}`);
    await expect(this.page.getByRole('heading', { level: 1, name: 'Scorecard' })).toBeVisible();
  }

  /** A time or the recurrence, by its name. */
  figure(name: string): Locator {
    return this.page.getByRole('article', { name, exact: true });
  }

  /** A number that opens what is behind it. */
  number(label: string): Locator {
    return this.page.getByRole('link', { name: `${label}:` });
  }

  /** The dots of a time. */
  dots(name: string): Locator {
    return this.figure(name).getByRole('listbox');
  }

  panel(): Locator {
    return this.page.getByRole('dialog');
  }

  panelRows(): Locator {
    return this.panel().getByRole('table').locator('tbody tr');
  }

  async choose(label: string, option: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).selectOption({ label: option });
  }

  /** What the browser is handed when a file is asked for. */
  async take(kind: 'PNG' | 'CSV'): Promise<Download> {
    const download = this.page.waitForEvent('download');
    await this.page.getByRole('group', { name: 'Export' }).getByRole('button', { name: kind }).click();
    return download;
  }
}

import { expect, type Locator, type Page } from '@playwright/test';

/** The page of one service. */
export class ServicePage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string, service: string): Promise<void> {
    await this.page.goto(`${baseUrl}service/${service}`);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  /** The shown value of one signal. */
  number(signal: string): Locator {
    return this.page.locator(`dl [data-signal="${signal}"] dd`).first();
  }
}

import { expect, type Locator, type Page } from '@playwright/test';

/** The wall as a person in front of it uses it. */
export class WallPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(pairUrl: string): Promise<void> {
    await this.page.goto(pairUrl);
    await expect(this.tiles().first()).toBeVisible();
  }

  tiles(): Locator {
    return this.page.locator('article[data-service]');
  }

  tile(service: string): Locator {
    return this.page.locator(`article[data-service="${service}"]`);
  }

  /** The shown value of one signal on its tile. */
  number(signal: string): Locator {
    return this.page.locator(`article [data-signal="${signal}"] > span`).nth(1);
  }

  kind(service: string): Promise<string | null> {
    return this.tile(service).getAttribute('data-kind');
  }

  fault(name: string): Locator {
    return this.page.getByRole('region', { name: 'Demo' }).getByRole('button', { name });
  }

  /** The line of one open incident or proposal above the tiles; of all of them without a number. */
  incident(id?: string): Locator {
    return this.page.locator(id === undefined ? 'article[data-incident]' : `article[data-incident="${id}"]`);
  }

  band(): Locator {
    return this.page.getByRole('alert');
  }

  /** True when nothing on the page could be scrolled to. */
  fits(): Promise<boolean> {
    return this.page.evaluate(() => document.documentElement.scrollHeight <= window.innerHeight && document.documentElement.scrollWidth <= window.innerWidth);
  }
}

import { expect, type Locator, type Page } from '@playwright/test';

/** Updates of one incident: the form, the previews, and what became of what was sent. */
export class ComposePage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string, incident: string, query = ''): Promise<void> {
    await this.page.goto(`${baseUrl}compose/${incident}${query}`);
    await expect(this.page.getByRole('heading', { level: 1, name: `Updates of ${incident}` })).toBeVisible();
  }

  facts(): Locator {
    return this.page.getByRole('form', { name: 'Facts' });
  }

  fact(label: string): Locator {
    return this.facts().getByLabel(label, { exact: true });
  }

  text(): Locator {
    return this.page.getByRole('region', { name: 'Text', exact: true });
  }

  message(): Locator {
    return this.text().getByLabel('Message', { exact: true });
  }

  /** What was found in the text, once it is about the text as it stands. */
  stops(): Locator {
    return this.text().locator('ul[data-current="true"] > li').filter({ hasText: 'stop' });
  }

  previews(): Locator {
    return this.page.getByRole('region', { name: 'Previews' }).locator('article[data-channel]');
  }

  preview(type: string): Locator {
    return this.page.locator(`article[data-channel="${type}"]`);
  }

  bar(): Locator {
    return this.page.locator('footer[aria-label="Send"]');
  }

  standing(): Locator {
    return this.bar().getByRole('status');
  }

  /** Presses a button of the bar as somebody without a mouse does. */
  async press(name: string): Promise<void> {
    const button = this.bar().getByRole('button', { name, exact: true });
    await expect(button).toBeEnabled();
    await button.focus();
    await this.page.keyboard.press('Enter');
  }

  /** The number of the draft that is open, once it is kept. */
  async draft(): Promise<string> {
    await expect(this.page).toHaveURL(/[?&]draft=UPD-\d+/);
    return new URL(this.page.url()).searchParams.get('draft') ?? '';
  }

  update(id: string): Locator {
    return this.page.locator(`li[data-update="${id}"]`);
  }

  /** One delivery of an update, by the name of its channel; of a reader of mail by name and address. */
  delivery(update: string, name: string | RegExp): Locator {
    return this.update(update).locator('li[data-delivery]').filter({ hasText: name });
  }
}

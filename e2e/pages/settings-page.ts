import { expect, type Locator, type Page } from '@playwright/test';

export type SettingsScreen = '' | '/connect' | '/webhooks' | '/channels' | '/configuration' | '/seats' | '/screen' | '/about';

/** The settings as a person at a desk uses them. */
export class SettingsPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string, screen: SettingsScreen): Promise<void> {
    await this.page.goto(`${baseUrl}settings${screen}`);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
  }

  address(): Locator {
    return this.page.getByLabel('Address', { exact: true });
  }

  /** Tests the connection to `url` and gives the report in words. */
  async testConnection(url: string): Promise<Locator> {
    await this.address().fill(url);
    await this.page.getByRole('button', { name: 'Test the connection' }).click();
    const report = this.page.locator('[data-code]');
    await expect(report).not.toContainText('has changed since');
    return report;
  }

  async findSignals(): Promise<void> {
    await this.page.getByRole('button', { name: 'Find signals' }).click();
    await expect(this.page.getByRole('button', { name: 'Find signals again' })).toBeVisible({ timeout: 30_000 });
  }

  proposal(key: string): Locator {
    return this.page.locator(`[data-proposal="${key}"]`);
  }

  async save(): Promise<void> {
    await this.page.getByRole('button', { name: 'Save to holdfast.yaml' }).click();
  }

  editor(): Locator {
    return this.page.getByRole('textbox', { name: 'holdfast.yaml' });
  }

  issue(text: string | RegExp): Locator {
    return this.page.getByRole('region', { name: 'Check' }).getByRole('button').filter({ hasText: text });
  }

  /** Invites a screen and reads the code as somebody would from the screen. */
  async invite(kind: 'wall' | 'browser', name: string): Promise<string> {
    await this.page.getByLabel('It is').selectOption(kind);
    await this.page.getByLabel('Name of the screen').fill(name);
    await this.page.getByRole('button', { name: /^Make (a pairing|another) code$/ }).click();
    const code = this.page.getByLabel(`Pairing code for ${name}`);
    await expect(code).toHaveText(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    return code.innerText();
  }

  /** Types a code on the screen that is to be paired. */
  async pair(baseUrl: string, code: string): Promise<void> {
    await this.page.goto(baseUrl);
    await this.page.getByLabel('Pairing code').fill(code);
    await this.page.getByRole('button', { name: 'Pair' }).click();
    /** The address may read /wall all along: only the screen tells that the code was taken. */
    await expect(this.page.getByRole('heading', { name: 'Pair this screen' })).toBeHidden();
  }
}

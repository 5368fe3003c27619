import { expect, type Locator, type Page } from '@playwright/test';
import { tabTo } from './tab-to.ts';

/** The page of one incident, as it is worked by keyboard. */
export class IncidentPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string, id: string): Promise<void> {
    await this.page.goto(`${baseUrl}incidents/${id}`);
    await expect(this.main()).toHaveAttribute('data-incident', id);
  }

  main(): Locator {
    return this.page.locator('main[data-incident]');
  }

  /** Presses a single key of the page, wherever the focus stands. */
  async press(key: string): Promise<void> {
    await expect(this.dialog()).toBeHidden();
    await this.page.keyboard.press(key);
  }

  /** Writes a note and waits until it is in the timeline. */
  async note(text: string): Promise<void> {
    await this.press('n');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Control+Enter');
    await expect(this.page.getByRole('form', { name: 'Note' }).getByRole('status')).toHaveText('Noted');
    await this.page.keyboard.press('Escape');
  }

  noteField(): Locator {
    return this.page.getByRole('textbox', { name: 'Note for the timeline' });
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Sends the form that is open and waits until it was taken. */
  async send(): Promise<void> {
    await this.page.keyboard.press('Control+Enter');
    await expect(this.dialog()).toBeHidden();
  }

  /** A field of the form that is open. */
  field(label: string): Locator {
    return this.dialog().getByLabel(label, { exact: true });
  }

  /** Goes on by Tab until this has the focus, as somebody without a mouse does. */
  tabTo(wanted: Locator): Promise<void> {
    return tabTo(this.page, wanted);
  }

  panel(name: string): Locator {
    return this.page.getByRole('region', { name: new RegExp(`^${name}`) });
  }

  timeline(): Locator {
    return this.page.getByRole('region', { name: 'Timeline' });
  }

  /** Rows of one kind. */
  rows(type: string): Locator {
    return this.timeline().locator(`[data-type="${type}"]`);
  }

  clock(kind: string): Locator {
    return this.page.getByRole('list', { name: 'What is due' }).locator(`[data-kind="${kind}"]`);
  }

  charts(): Locator {
    return this.page.getByRole('region', { name: 'Charts' });
  }
}

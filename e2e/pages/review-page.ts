import { expect, type Locator, type Page } from '@playwright/test';
import { tabTo } from './tab-to.ts';

type View = 'timeline' | 'why' | 'actions' | 'compare' | 'close';

/** The review of one incident, worked by keyboard. */
export class ReviewPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async open(baseUrl: string, incident: string, view: View = 'timeline'): Promise<void> {
    await this.page.goto(`${baseUrl}review/${incident}${view === 'timeline' ? '' : `?show=${view}`}`);
    await this.shows(incident, view);
  }

  async shows(incident: string, view: View): Promise<void> {
    await expect(this.page.locator(`[data-review="${incident}"][data-view="${view}"]`)).toBeVisible();
  }

  slider(): Locator {
    return this.page.getByRole('slider', { name: 'Moment looked at' });
  }

  /** Where the cursor stands, as it is read aloud: "T+01:10, 14:03:21 UTC · 15:03:21 Berlin". */
  async moment(): Promise<string> {
    return (await this.slider().getAttribute('aria-valuetext')) ?? '';
  }

  known(): Locator {
    return this.page.getByRole('region', { name: 'Known at this moment' });
  }

  rows(): Locator {
    return this.page.getByRole('listbox', { name: /^Rows/ });
  }

  /** The row that is at the cursor. */
  currentRow(): Locator {
    return this.rows().getByRole('option', { selected: true });
  }

  charts(): Locator {
    return this.page.getByRole('region', { name: 'Charts' });
  }

  lane(name: string): Locator {
    return this.page.locator(`[data-lane="${name}"]`);
  }

  whys(): Locator {
    return this.page.getByRole('region', { name: '5 Whys' });
  }

  /** Questions of the tree with how deep they hang and what was answered, as they are read. */
  async tree(): Promise<readonly string[]> {
    return this.whys().locator('[data-why]').evaluateAll((nodes) => nodes.map((node) => `${node.getAttribute('data-depth')} ${node.querySelector('textarea')?.value ?? ''}`));
  }

  cause(): Locator {
    return this.page.getByRole('region', { name: 'Cause' });
  }

  action(id: string): Locator {
    return this.page.locator(`[data-action="${id}"]`);
  }

  missing(): Locator {
    return this.page.locator('[data-missing]');
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Goes on by Tab until this has the focus, as somebody without a mouse does. */
  tabTo(wanted: Locator): Promise<void> {
    return tabTo(this.page, wanted);
  }

  /** Goes to another part of the review by its link. */
  async goTo(part: string): Promise<void> {
    await this.tabTo(this.page.getByRole('navigation', { name: 'Parts of the review' }).getByRole('link', { name: new RegExp(`^${part}`) }));
    await this.page.keyboard.press('Enter');
  }
}

import type { Browser } from 'playwright-core';
import { WITHOUT_CONTRACTS } from '../../e2e/fakes/contracts.ts';
import { startChannels } from '../../e2e/fixtures/channels.ts';
import { startTarget } from '../../e2e/fixtures/scripted.ts';
import { startServer } from '../../e2e/fixtures/server.ts';
import { probedConfig } from '../../e2e/fixtures/workspace.ts';
import { act, closeLight, go, open, openIncidents, openLight, shoot, SIZES as SIZE_OF, type Screen, type Size } from './screenshot-camera.ts';

/** The fakes hold to the vendors' own descriptions, which are not everywhere. */
export const hasVendors = (): boolean => !WITHOUT_CONTRACTS;

const SIZES: readonly Size[] = ['full', 'hd'];
const PEOPLE = `people:
  - { id: ada, name: Ada Lovelace, rights: [view, publish, operate, approve, admin] }
  - { id: ben, name: Ben Okri, rights: [view, publish, operate] }
`;

/** Dark and light, at the two common sizes; with something scrolled to, if told. */
async function shootBoth(screen: Screen, path: string, name: string, scrollTo: string | null = null): Promise<void> {
  const take = async (each: Screen, as: string): Promise<void> => {
    for (const size of SIZES) {
      await each.page.setViewportSize(SIZE_OF[size]);
      if (scrollTo !== null) await each.page.locator(scrollTo).evaluate((element) => element.scrollIntoView());
      await shoot(each, as, [size]);
    }
  };
  await go(screen, path);
  await take(screen, name);
  const light = await openLight(screen, path);
  await take(light, `${name}-light`);
  await closeLight(light, screen);
}

/** A status update for nine channels: written, stopped, sent, and what became of it where one refused and one cut the line. */
export async function compose(browser: Browser): Promise<void> {
  const [channels, target, control] = await Promise.all([startChannels(), startTarget(), startTarget()]);
  const server = await startServer({
    config: probedConfig({ target: target.url, control: control.url, people: PEOPLE, rule: '{ id: checkout-down, signal: checkout-up, when: { below: 1, consecutive: 2 }, severity: P1, summary: Checkout cannot be reached }', more: channels.config }),
    env: channels.env,
  });
  try {
    const invitation = { name: 'Screen of Ada', kind: 'browser', person: 'ada', rights: ['view', 'publish', 'operate', 'approve', 'admin'] };
    const { code } = await server.api<{ code: string }>('/seats/invitations', { method: 'POST', body: JSON.stringify(invitation) });
    const screen = await open(browser, { ...server, pairUrl: `${server.url}#pair=${code}` });
    const { page } = screen;
    await target.refuse();
    await page.locator('[data-incident]').first().waitFor({ timeout: 30_000 });
    const id = (await openIncidents(screen))[0]?.id ?? '';
    await act(screen, id, { type: 'acknowledge' });
    await act(screen, id, { type: 'assignRole', role: 'incidentCommander', person: 'ada' });
    await act(screen, id, { type: 'assignRole', role: 'communicationsLead', person: 'ben' });

    await go(screen, `compose/${id}`);
    const fact = (label: string) => page.getByRole('form', { name: 'Facts' }).getByLabel(label, { exact: true });
    await fact('Audience').selectOption('public');
    await fact('Who is affected').fill('About 12,400 customers');
    await fact('Regions').fill('EU, US');
    await fact('What users see').fill('Payments by card fail; the basket is kept.');
    await fact('What works').fill('Login, search and payments by invoice.');
    await fact('What is being done').fill('We are switching to the second provider.');
    await fact('From, minutes').fill('60');
    await fact('To, minutes').fill('120');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.waitForURL(/draft=/);
    const draft = new URL(page.url()).searchParams.get('draft') ?? '';
    const path = `compose/${id}?draft=${draft}`;
    await shootBoth(screen, path, 'compose');
    await shootBoth(screen, path, 'compose-previews', 'article[data-channel="statuspage"]');

    await go(screen, path);
    const message = page.getByRole('region', { name: 'Text', exact: true }).getByLabel('Message', { exact: true });
    await message.fill(`${await message.inputValue()}\nDear {{first_name}}, db-01 is fixed by 16:00, see token xoxb-1234567890-abcdefghij`);
    await page.locator('ul[data-current="true"] > li').first().waitFor();
    await shoot(screen, 'compose-stopped', SIZES);

    channels.hook.refuses = [403, 'action_prohibited'];
    channels.teams.fail({ kind: 'dropped', when: 'after' }, { times: 1 });
    await go(screen, path);
    await page.getByRole('button', { name: 'Throw it away' }).click();
    await page.getByRole('button', { name: 'Approve this text' }).click();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.waitForURL(/show=sent/);
    await page.locator('[data-delivery="unknown"]').waitFor();
    await shootBoth(screen, `compose/${id}?show=sent`, 'compose-ledger');

    await go(screen, `compose/${id}?corrects=${draft}`);
    await shoot(screen, 'compose-correct', SIZES);
    await go(screen, 'compose');
    await shoot(screen, 'compose-all');
  } finally {
    await server.stop();
    await Promise.all([channels.stop(), target.stop(), control.stop()]);
  }
}

import { afterEach, describe, expect, it } from 'vitest';
import { PlanId } from '../../shared/model/ids.ts';
import { openPlans, TO_B, type OpenPlans } from './testing/open-plans.ts';

let opened: OpenPlans | null = null;
afterEach(async () => {
  await opened?.close();
  opened = null;
});

const PLAN = `
  # who is called first: the vendor
  - id: spare
    name: Only what is essential  # short
    kind: degrade
    services: [checkout-api]
    steps:
      - { id: less, kind: http, request: { url: "https://flags.acme.test/less", headers: { Authorization: "Bearer \${env:FLAGS_TOKEN}" } } }
`;

describe('a plan that is written on a screen', () => {
  it('is saved with its comments, its secrets by reference only, and is there at once; what is wrong is said with its place and changes nothing', async () => {
    const { call, ask } = (opened = await openPlans());
    const before = await call('config.get', {}, 'grace');
    const text = `${before.text.trimEnd()}\n${PLAN}`;
    expect((await call('config.check', { text }, 'grace')).issues.filter(({ level }) => level === 'error')).toEqual([]);
    const saved = await call('config.write', { text, revision: before.revision }, 'grace');
    expect(saved.text).toBe(text);
    await expect.poll(async () => (await call('plans.list', {})).items.map(({ id }) => id)).toEqual(['to-b', 'spare']);
    expect(JSON.stringify(await call('plans.get', { id: PlanId.parse('spare') }))).not.toContain('FLAGS_TOKEN');
    const wrong = text.replace('kind: http', 'kind: htp');
    expect((await call('config.check', { text: wrong }, 'grace')).issues).toContainEqual(expect.objectContaining({ level: 'error', line: wrong.slice(0, wrong.indexOf('htp')).split('\n').length, message: expect.stringMatching(/found "htp"; did you mean `http`\?/) as string }));
    expect(await ask('config.write', { text: wrong, revision: saved.revision }, 'grace')).toMatchObject({ ok: false });
    expect(await ask('config.write', { text, revision: before.revision }, 'grace')).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect((await call('config.get', {}, 'grace')).text).toBe(text);
  });

  it('is drawn as it is typed, nothing of it being saved or asked outside', async () => {
    const { call, ask, called } = (opened = await openPlans());
    const { text } = await call('config.get', {}, 'grace');
    const spare = PlanId.parse('spare');
    expect(await call('plans.sketch', { id: spare, text: `${text}\n${PLAN}` }, 'grace')).toMatchObject({ steps: [{ id: 'less', kind: 'http', changes: true, undoable: false, says: 'POST https://flags.acme.test/less' }] });
    expect(await call('plans.sketch', { id: spare, text: `${text}\n${PLAN.replace('kind: http', 'kind: htp')}` }, 'grace')).toEqual({ steps: null });
    expect(await call('plans.sketch', { id: PlanId.parse('nowhere'), text }, 'grace')).toEqual({ steps: null });
    expect((await call('plans.list', {})).items.map(({ id }) => id)).toEqual([TO_B]);
    expect(called).toEqual([]);
    expect(await ask('plans.sketch', { id: spare, text }, 'ada')).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });
});

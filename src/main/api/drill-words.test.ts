import { afterEach, describe, expect, it, vi } from 'vitest';
import { NEEDS_CONTRACTS, WITHOUT_CONTRACTS } from '../../../e2e/fakes/contracts.ts';
import { GRAFANA_TOKEN, startGrafana } from '../../../e2e/fakes/grafana.ts';
import { JIRA_EMAIL, JIRA_TOKEN, startJira } from '../../../e2e/fakes/jira.ts';
import { ChannelId, PersonId, ServiceId } from '../../shared/model/ids.ts';
import { openPlans } from './testing/open-plans.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const PRACTICE = ChannelId.parse('practice-issues');
const REAL = ChannelId.parse('issues');

/** The whole engine with a Jira and a Grafana for drills, and one of each that nothing of a drill may reach. */
async function given() {
  const now = { of: () => Date.now() };
  const [jira, realJira, grafana, realGrafana] = await Promise.all([startJira({ now: () => now.of() }), startJira({ now: () => now.of() }), startGrafana(), startGrafana()]);
  const jiraAt = (id: string, url: string, more = '') => `  - { id: ${id}, type: jira, audience: internal, email: ${JIRA_EMAIL}, token: "${JIRA_TOKEN}", project: OPS, url: "${url}"${more} }`;
  const plans = await openPlans({
    steps: '      - { id: tell, kind: notify, channels: [practice-issues, issues], text: "Traffic moves to B." }\n      - { id: go, kind: http, request: { url: "URL/go" }, drill: { url: "URL/drill-go" } }',
    more: `channels:
${jiraAt(PRACTICE, jira.url, ', drill: true')}
${jiraAt(REAL, realJira.url)}
sources:
  - { id: shown, type: grafana, url: "${grafana.url}", token: "${GRAFANA_TOKEN}", annotations: { write: true, drill: true } }
  - { id: real, type: grafana, url: "${realGrafana.url}", token: "${GRAFANA_TOKEN}", annotations: { write: true } }
`,
  });
  now.of = () => plans.clock.nowMs();
  closing.push(() => plans.close(), ...[jira, realJira, grafana, realGrafana].map((fake) => () => fake.stop()));
  const until = (is: () => Promise<void> | void) =>
    vi.waitFor(
      async () => {
        await plans.clock.advance(1_000);
        await is();
      },
      { timeout: 15_000, interval: 5 },
    );
  await until(async () => expect((await plans.call('channels.list', {})).items.map(({ problem }) => problem)).toEqual([null, null]));
  return { ...plans, jira, realJira, grafana, realGrafana, passUntil: until };
}

describe.skipIf(WITHOUT_CONTRACTS)(`a drill, through the whole engine (${NEEDS_CONTRACTS})`, () => {
  it('says DRILL in every issue and annotation, and reaches only what is marked for drills', async () => {
    const { call, ask, begin, until, passUntil, jira, realJira, grafana, realGrafana } = await given();
    const { id: incident } = await call('incidents.open', { title: 'Payments fail', severity: 'P0', services: [ServiceId.parse('checkout-api')], isDrill: true });
    const { id } = await begin({ mode: 'drill', incident });
    await until(id, ({ endedAt }) => endedAt !== null);
    await passUntil(() => expect(jira.issues.all()).toHaveLength(1));
    expect(String(jira.issues.all()[0]?.fields['summary'])).toMatch(/^DRILL/);
    expect(JSON.stringify(jira.issues.all()[0]?.fields['description'])).toContain('DRILL: Traffic moves to B.');

    const action = await call('correctiveActions.add', { incident, text: 'Check the zone before it is pushed', kind: 'automatedTest', owner: PersonId.parse('ada'), dueAt: '2026-02-01T00:00:00.000Z', proof: { kind: 'link' } });
    expect(await ask('actionIssues.make', { id: action.id, channel: REAL })).toMatchObject({ ok: false, error: { code: 'forbidden', message: expect.stringContaining('This is a drill') as string } });
    await call('actionIssues.make', { id: action.id, channel: PRACTICE });
    await passUntil(() => expect(jira.issues.all()).toHaveLength(2));
    expect(jira.issues.all()[1]?.fields['summary']).toBe('DRILL: Check the zone before it is pushed');

    await passUntil(() => expect(grafana.annotations.size).toBe(2));
    const texts = [...grafana.annotations.values()].map(({ text, tags }) => [text, tags.includes('drill')]);
    expect(texts).toEqual(expect.arrayContaining([[expect.stringMatching(/^DRILL · P0 INC-2026-0001/), true], [expect.stringMatching(/^DRILL · RUN-0001: Move checkout to B/), true]]));
    expect([realJira.issues.all(), [...realGrafana.annotations.values()]]).toEqual([[], []]);
    // The same of what is real does arrive there: it is the drill that keeps it.
    const { id: real } = await call('incidents.open', { title: 'Payments fail', severity: 'P1', services: [ServiceId.parse('checkout-api')] });
    await passUntil(() => expect(realGrafana.annotations.size).toBe(1));
    expect([...realGrafana.annotations.values()][0]?.text).toMatch(new RegExp(`^P1 ${real}`));
  });
});

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { NEEDS_CONTRACTS, readContract, WITHOUT_CONTRACTS } from '../../../../../../e2e/fakes/contracts.ts';
import { Schemas, type Check } from '../../../../../../e2e/fakes/schema.ts';
import { takesKind } from '../../../../../shared/model/channels/index.ts';
import { AUDIENCES, type Audience } from '../../../../../shared/model/policy-config.ts';
import { CHANNEL_TYPES, UPDATE_KINDS, type ChannelType, type UpdateKind } from '../../../../../shared/model/update.ts';
import { BERLIN, INCIDENT_OF_UPDATES, NOW, sensibleFacts, SHIPPED } from '../../testing/updates.ts';
import { composeUpdate } from '../compose.ts';
import { toEmail } from './email.ts';
import { renderUpdate, type RenderTargets } from './index.ts';
import { toJira } from './jira.ts';
import { toCopy, toWebhook } from './own.ts';
import { clean, oneLine, type Message } from './rendering.ts';
import { toSlack } from './slack.ts';
import { componentsOf, toBetterStack, toStatuspage } from './status-pages.ts';
import { toTeams } from './teams.ts';
import { toX, weightedLength } from './x.ts';

const TARGETS: RenderTargets = { statuspage: { components: [{ id: 'kc1', service: 'checkout' }, { id: 'kc2', service: 'search' }] }, betterstack: { resources: [{ id: '17', service: 'checkout' }] } };
const HOSTILE = [
  '<!channel> <@U123> <https://evil.test|click> & <script>alert(1)</script> " \' `code` *bold* _lean_ ~gone~',
  '</p></div><img src=x onerror=alert(1)> [click](javascript:alert(1)) ![x](https://evil.test/x.png) # head',
  '<at>Ada</at> {{DATE(2026-01-01,SHORT)}} {{symptoms}} javascript:alert(1) data:text/html,x',
  '\u202Eevil\u202C \u0000 \u0007 \uD800 lone',
];

function messageOf(kind: UpdateKind = 'investigating', audience: Audience = 'public', changes: Partial<Message> = {}, channel: ChannelType | null = null): Message {
  const facts = sensibleFacts(kind);
  const { title, body } = composeUpdate({ kind, audience, channel, facts, incident: INCIDENT_OF_UPDATES, templates: SHIPPED, times: BERLIN });
  return { text: { title, body }, kind, audience, severity: 'P1', incident: 'INC-2026-0042', facts, links: [{ label: 'Status page', url: 'https://status.example.com/i/42?a=1&b=2' }], now: NOW, ...changes };
}
const texts = (title: string, body: string): Pick<Message, 'text'> => ({ text: { title, body } });
const isWithin = ({ limits }: { readonly limits: readonly { readonly used: number; readonly max: number | null }[] }): boolean => limits.every(({ used, max }) => max === null || used <= max);

/** Any UTF-16, also half characters. */
const units = (max: number) => fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: max }).map((codes) => String.fromCharCode(...codes));
const anyMessage: fc.Arbitrary<Message> = fc
  .tuple(fc.constantFrom(...UPDATE_KINDS), fc.constantFrom(...AUDIENCES), units(400), fc.array(fc.oneof(units(300), fc.constantFrom(...HOSTILE, '', '- item', '- ', 'https://a.test/x).', '#'.repeat(3_500), 'ש'.repeat(50), '🔥👩‍👩‍👧', '   '))).map((lines) => lines.join('\n')))
  .map(([kind, audience, title, body]) => messageOf(kind, audience, texts(title.slice(0, 1_000), body)));

describe.skipIf(WITHOUT_CONTRACTS)(`what each channel is sent (${NEEDS_CONTRACTS})`, () => {
  const whole = (file: string, ref = ''): Check => {
    const ajv = new Ajv({ strict: false, logger: false });
    addFormats(ajv);
    const schema = Object.fromEntries(Object.entries(readContract(file)).filter(([key]) => !['$schema', '$id', 'id'].includes(key)));
    const validate = ajv.addSchema(schema, 'contract').getSchema(`contract${ref}`) ?? expect.fail(`no ${ref}`);
    return (value) => (validate(value) === true ? null : `${validate.errors?.[0]?.instancePath ?? ''} ${validate.errors?.[0]?.message ?? ''}`);
  };
  function checks() {
    const [envelope, card] = [whole('teams/workflow-webhook.schema.json'), whole('teams/adaptive-card-1.5.0.schema.json')];
    const named = (file: string, name: string, as: 'closed' | 'open'): Check => new Schemas(file.replaceAll(/\W/g, '-'), readContract(file)).compile({ $ref: `#/components/schemas/${name}` }, name, as);
    const better = 'betterstack/status-reports.transcribed.openapi.json';
    // The vendor lists an example as the only component there is, so that its description can be held to what it names only when it is open.
    const [statuspage, report, update, jiraComment, jiraIssue] = [named('statuspage/openapi.json', 'postPagesPageIdIncidents', 'open'), named(better, 'StatusReportCreate', 'closed'), named(better, 'StatusUpdateCreate', 'closed'), named('jira/platform-v3.openapi.json', 'Comment', 'closed'), named('jira/platform-v3.openapi.json', 'IssueUpdateDetails', 'closed')];
    const x = named('x-twitter/openapi.json', 'CreatePostsRequest', 'closed');
    const [post, hook] = [whole('slack/messages-2026-09.schema.json', '#/definitions/ChatPostMessage'), whole('slack/messages-2026-09.schema.json', '#/definitions/IncomingWebhook')];
    return (message: Message): (string | null)[] => {
      const teams = toTeams(message).content;
      const jira = toJira(message).content;
      const { msteams: _, ...bare } = teams.attachments[0].content;
      const better = toBetterStack(message, TARGETS.betterstack).content;
      return [
        post({ channel: 'C1', ...toSlack(message).content }), hook(toSlack(message).content), envelope(teams), card(bare),
        jiraComment({ body: jira.comment }), jiraIssue({ fields: { summary: jira.summary, description: jira.description } }),
        statuspage(toStatuspage(message, TARGETS.statuspage).content), report(better.report), update(better.update), x(toX(message).content),
      ];
    };
  }
  it('is what the vendors describe, for every kind and audience', () => {
    const check = checks();
    for (const kind of UPDATE_KINDS.filter((each) => each !== 'postmortem')) for (const audience of AUDIENCES) expect(check(messageOf(kind, audience)), `${kind} ${audience}`).toEqual(Array.from({ length: 10 }, () => null));
    // That the descriptions are held to: Better Stack takes none without a part of the page, which the limits tell as well.
    const nowhere = messageOf('investigating', 'public', { facts: sensibleFacts('investigating', { services: [] }) });
    expect(check(nowhere).filter((each) => each !== null)).toHaveLength(2);
    expect(toBetterStack(nowhere, TARGETS.betterstack).limits).toMatchObject([{ used: 0, least: 1 }]);
  });
  it('is so whatever the text, as long as it is within the limits that are told', () => {
    const check = checks();
    fc.assert(
      fc.property(anyMessage, (message) => {
        const [post, hook, envelope, card] = check(message);
        const slack = toSlack(message);
        if (isWithin(slack) && slack.content.blocks.length > 0 && slack.content.text !== '') expect([post, hook]).toEqual([null, null]);
        if (isWithin(toTeams(message))) expect([envelope, card]).toEqual([null, null]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('any text', () => {
  it('is told by no channel with an error, is never longer than its limits without saying so, and makes no empty part', () => {
    fc.assert(
      fc.property(anyMessage, fc.constantFrom(...CHANNEL_TYPES), (message, channel) => {
        const made = renderUpdate(channel, message, TARGETS);
        expect(JSON.stringify(made.content)).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
        if (channel === 'slack') for (const block of toSlack(message).content.blocks) for (const { text } of block.type === 'context' ? block.elements : [block.text]) expect([text.length > 0 && text.length <= 3_000, /&(?!(amp|lt|gt);)|[<>]/.test(block.type === 'section' && block.text.type === 'mrkdwn' ? '' : text)]).toEqual([true, false]);
        if (channel === 'jira') expect(JSON.stringify(made.content)).not.toMatch(/"text":""|"content":\[\]}\]}/);
      }),
      { numRuns: 300 },
    );
  });
  it('is only text: in Slack', () => {
    for (const text of HOSTILE) {
      const { content } = toSlack(messageOf('investigating', 'public', { ...texts(text, text), links: [] }));
      expect(content.blocks.every((block) => block.type !== 'context' && block.text.type === 'plain_text')).toBe(true);
      expect(JSON.stringify(content)).not.toMatch(/[<>]/);
    }
  });
  it('is only text: in Teams', () => {
    for (const text of HOSTILE) expect(JSON.stringify(toTeams(messageOf('investigating', 'public', texts(text, text))).content)).not.toContain('"TextBlock"');
  });
  it('is only text: in Jira, where only addresses of the web become links', () => {
    for (const text of HOSTILE) expect(JSON.stringify(toJira(messageOf('investigating', 'public', texts(text, `${text} https://ok.test/a.`))).content)).not.toMatch(/"href":"(?!https?:\/\/)/);
  });
  it('is only text: in a mail, which loads nothing', () => {
    for (const text of HOSTILE) {
      const { html, subject } = toEmail(messageOf('investigating', 'public', { ...texts(text, text), links: [{ label: text, url: 'javascript:alert(1)' }] })).content;
      expect(html).not.toMatch(/<(script|img|iframe|link|style|base|form|at|!channel)|\son\w+=(?!alert\(1\)&gt;)|src=(?!x)|url\(|@import/);
      expect([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url).filter((url) => !/^https?:/.test(url ?? ''))).toEqual([]);
      expect(['\r', '\n', '\0'].some((mark) => subject.includes(mark))).toBe(false);
    }
  });
  it('is only text: as Markdown', () => {
    const markdown = new MarkdownIt({ html: true, linkify: false });
    for (const text of [...HOSTILE, '# a', '- b', '1. c', '> d', '---', '| a |', '    code', '***x***']) {
      const html = markdown.render(toCopy(messageOf('investigating', 'public', { ...texts('', text.replace(/^- /, '-\u00A0')), links: [] })).content.markdown);
      expect(html, text).not.toMatch(/<(?!\/?p>|br>)/);
    }
  });
});

describe('limits', () => {
  const long = 'word '.repeat(2_400).trim();
  it('of ten thousand characters, emoji and right-to-left are kept where a channel takes that many', () => {
    const body = 'الدفع لا يعمل 🔥 '.repeat(620).trim().slice(0, 10_000);
    const message = messageOf('investigating', 'public', texts('Incident', body));
    for (const channel of ['slack', 'jira', 'statuspage', 'betterstack', 'email', 'webhook', 'copy', 'teams'] as const) expect(isWithin(renderUpdate(channel, message, TARGETS)), channel).toBe(true);
    expect(toSlack(message).content.blocks.map((block) => (block.type === 'context' ? '' : block.text.text)).join(' ').replaceAll(/\s/g, '')).toContain(body.replaceAll(/\s/g, ''));
    expect(isWithin(renderUpdate('x', message, TARGETS))).toBe(false);
  });
  it('are told when a text is too long, and nothing is left away', () => {
    const message = messageOf('investigating', 'public', texts('t'.repeat(300), `${long}\n\n${long}\n\n${long}`));
    expect(toStatuspage(message, TARGETS.statuspage)).toMatchObject({ cut: false, limits: [{ used: 300, max: 255 }, { max: 25_000 }] });
    for (const channel of ['slack', 'teams', 'jira', 'statuspage', 'x'] as const) expect(isWithin(renderUpdate(channel, message, TARGETS)), channel).toBe(false);
  });
  it('a title that is too long for a heading is shortened there and stands whole below', () => {
    const title = `${'&'.repeat(200)}end`;
    const slack = toSlack(messageOf('investigating', 'public', texts(title, 'body')));
    expect([slack.cut, JSON.stringify(slack.content.blocks).includes(`&amp;end`), slack.content.blocks[0]?.type === 'header' && slack.content.blocks[0].text.text.length <= 150]).toEqual([true, true, true]);
    const jira = toJira(messageOf('investigating', 'public', texts('t'.repeat(300), 'body')));
    expect([jira.content.summary.length, jira.cut, JSON.stringify(jira.content.description).includes('t'.repeat(300))]).toEqual([255, true, true]);
  });
});

describe('the length of a post', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['Grüße – “x”', 11],
    ['…', 2],
    ['日本', 4],
    ['🔥', 2],
    ['👩‍👩‍👧', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['e\u0301', 1],
    ['see https://status.example.com/incidents/12345678901234567890.', 4 + 23 + 1],
    ['see https://a.io', 4 + 23],
    ['at status.example.com now', 3 + 23 + 4],
    ['ا', 1],
  ])('%j is %i', (text, expected) => expect(weightedLength(text)).toBe(expected));
  it('of every shipped one is within 280, and one with a link costs what links cost', () => {
    for (const kind of UPDATE_KINDS.filter((each) => takesKind('x', each))) for (const audience of AUDIENCES) {
      const made = toX(messageOf(kind, audience, { links: [] }, 'x'));
      expect([isWithin(made), made.costUsd], `${kind}: ${made.limits[0]?.used ?? ''}`).toEqual([true, 0.015]);
    }
    expect(toX(messageOf('resolved', 'public', {}, 'x')).costUsd).toBe(0.2);
  });
});

describe('a status page', () => {
  it.skipIf(WITHOUT_CONTRACTS)('is told a postmortem in the form that its vendor describes, which touches no part', () => {
    const check = new Schemas('postmortem', readContract('statuspage/openapi.json')).compile({ $ref: '#/components/schemas/putPagesPageIdIncidentsIncidentIdPostmortem' }, 'postmortem', 'closed');
    const { content } = renderUpdate('statuspage', messageOf('postmortem'), TARGETS);
    expect([check(content), check({ postmortem: {} }), componentsOf(messageOf('postmortem'), TARGETS.statuspage)]).toEqual([null, expect.stringContaining('body_draft'), []]);
  });
  const page = (kind: UpdateKind, changes: Partial<Message> = {}, others = {}) => toStatuspage(messageOf(kind, 'public', changes), { ...TARGETS.statuspage, others }).content.incident;
  it('is told the state that the message tells, for the parts that it is about', () => {
    expect(page('investigating')).toMatchObject({ status: 'investigating', component_ids: ['kc1'], components: { kc1: 'partial_outage' } });
    expect(page('monitoring')).toMatchObject({ status: 'monitoring', components: { kc1: 'degraded_performance' } });
    expect(page('resolved')).toMatchObject({ status: 'resolved', components: { kc1: 'operational' } });
    expect(page('factsOnly')).toMatchObject({ status: 'investigating' });
    expect(page('maintenance')).toMatchObject({ status: 'scheduled', scheduled_for: '2026-11-28T22:00:00.000Z', components: { kc1: 'operational' } });
    expect(page('maintenance', { now: Date.parse('2026-11-28T23:00:00Z') as typeof NOW })).toMatchObject({ status: 'in_progress', components: { kc1: 'under_maintenance' } });
  });
  it('is not turned green while another incident still breaks the part', () => {
    expect(page('resolved', {}, { kc1: 'major_outage' })).toMatchObject({ components: { kc1: 'major_outage' } });
    expect(page('investigating', {}, { kc1: 'operational' })).toMatchObject({ components: { kc1: 'partial_outage' } });
  });
  it('of Better Stack is told in its own words', () => {
    const report = (kind: UpdateKind) => toBetterStack(messageOf(kind), TARGETS.betterstack).content.report;
    expect(report('investigating')).toMatchObject({ report_type: 'manual', affected_resources: [{ status_page_resource_id: '17', status: 'degraded' }], starts_at: '2026-11-26T14:00:00.000Z' });
    expect(report('resolved').affected_resources).toMatchObject([{ status: 'resolved' }]);
    expect(report('maintenance')).toMatchObject({ report_type: 'maintenance', ends_at: '2026-11-29T00:00:00.000Z', affected_resources: [{ status: 'maintenance' }] });
  });
});

describe('JSON for another system', () => {
  it('has all facts inside the team, and outside only those that the message tells', () => {
    const facts = sensibleFacts('investigating', { cause: { text: 'provider throttles us', confirmed: false } });
    expect(JSON.stringify(toWebhook(messageOf('investigating', 'internal', { facts })).content)).toContain('throttles');
    const outside = JSON.stringify(toWebhook(messageOf('investigating', 'public', { facts })).content.facts);
    expect([outside.includes('throttles'), outside.includes('Metrics of production'), outside.includes('the last switch'), outside.includes('nextUpdateAt')]).toEqual([false, false, false, true]);
  });
});

describe('text from outside', () => {
  it('is made whole and harmless, once', () => {
    fc.assert(fc.property(units(200), (text) => {
      expect(clean(clean(text))).toBe(clean(text));
      expect(oneLine(text)).not.toMatch(/[\n\r]/);
      expect(clean(text).isWellFormed()).toBe(true);
    }));
  });
});

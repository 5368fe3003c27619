import { expect, test } from 'vitest';
import { drawnOf, limitWords } from './drawn.ts';

const TEXT = { title: 'Title', body: 'Body' };

test('Slack shows its own entities as the characters that they are, and a link as its words', () => {
  const content = { blocks: [{ type: 'header', text: { type: 'plain_text', text: 'A &amp; B &lt;b&gt;' } }, { type: 'section', text: { type: 'mrkdwn', text: '<https://a.test/?x=1|The board>  ·  <https://b.test|A&amp;B>' } }, { type: 'context', elements: [{ type: 'plain_text', text: 'INC-2026-0042 · P0' }] }] };
  expect(drawnOf('slackWebhook', content, TEXT)).toEqual([{ as: 'title', text: 'A & B <b>' }, { as: 'link', text: 'The board' }, { as: 'link', text: 'A&B' }, { as: 'quiet', text: 'INC-2026-0042 · P0' }]);
});

test('a Teams card is read element by element', () => {
  const content = { attachments: [{ content: { body: [{ inlines: [{ text: 'Investigating', isSubtle: true }] }, { inlines: [{ text: 'Down', weight: 'Bolder' }] }, { inlines: [{ text: '• one' }] }], actions: [{ title: 'Board' }] } }] };
  expect(drawnOf('teams', content, TEXT).map(({ as }) => as)).toEqual(['quiet', 'title', 'text', 'link']);
});

test('a mail does not show its subject twice, and its HTML is never drawn', () => {
  expect(drawnOf('email', { subject: 'Down', text: 'Down\n\nWe look into it.\n', html: '<script>x</script>' }, TEXT)).toEqual([{ as: 'title', text: 'Down' }, { as: 'text', text: 'We look into it.\n' }]);
});

test('a status page shows its state', () => {
  expect(drawnOf('statuspage', { incident: { name: 'Down', body: 'x', status: 'in_progress', components: { c: 'major_outage' } } }, TEXT).map(({ text }) => text)).toEqual(['Down', 'in progress', 'x']);
  expect(drawnOf('statuspage', { postmortem: { body_draft: 'It was the cache.' } }, TEXT)).toEqual([{ as: 'state', text: 'Postmortem' }, { as: 'text', text: 'It was the cache.' }]);
});

test('a comment in Jira is read block by block', () => {
  const content = { summary: 'Down', comment: { content: [{ type: 'heading', content: [{ type: 'text', text: 'Down' }] }, { type: 'paragraph', content: [{ type: 'text', text: 'We look' }, { type: 'hardBreak' }, { type: 'text', text: 'https://a.test', marks: [] }] }, { type: 'bulletList', content: [{ type: 'listItem', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'cards' }] }] }] }] } };
  expect(drawnOf('jira', content, TEXT).map(({ text }) => text)).toEqual(['Down', 'We look\nhttps://a.test', '• cards']);
});

test('what has another form than expected is shown as its text', () => {
  for (const type of ['slack', 'teams', 'statuspage', 'email', 'jira', 'x', 'betterstack'] as const) expect(drawnOf(type, { odd: 1 }, TEXT)).toEqual([{ as: 'title', text: 'Title' }, { as: 'text', text: 'Body' }]);
});

test('limits say how much is used, and what is too much', () => {
  expect(limitWords({ what: 'post', used: 296, max: 280, unit: 'weighted characters' })).toEqual({ state: 'broken', words: 'post: 296 of 280 weighted characters, 16 too many' });
  expect(limitWords({ what: 'post', used: 280, max: 280, unit: 'weighted characters' }).state).toBeNull();
  expect(limitWords({ what: 'the whole message', used: 21_000, max: 28_000, unit: 'bytes', aim: 20_000 }).state).toBe('P2');
  expect(limitWords({ what: 'parts', used: 0, max: null, unit: 'parts', least: 1 }).state).toBe('P2');
});

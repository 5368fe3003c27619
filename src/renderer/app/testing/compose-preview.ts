import type { EpochMs } from '../../../shared/model/units.ts';
import { toRfc3339, epochMs } from '../../../shared/model/units.ts';
import { ago, MINUTE } from './incident-scenes.ts';

const TITLE = 'API Incident: Partial Outage';
const BODY = 'We are investigating failed payments.\n\n- Paying by card fails or takes longer than usual\n- Paying by bank transfer, and everything else in the shop works\n\nExpected time to resolution: 1-2 hours\nNext update: 3:00 PM UTC';
const LIMIT = { slack: ['all blocks together', 412, 12_000, 'characters'], x: ['post', 296, 280, 'weighted characters'], email: ['subject', 28, 200, 'characters'], statuspage: ['text', 260, 25_000, 'characters'], teams: ['the whole message', 1_900, 28_000, 'bytes'], webhook: ['the whole message', 900, 200_000, 'bytes'] } as const;

function contentOf(type: string, title: string, body: string): object {
  const plainText = (text: string) => ({ type: 'plain_text', text });
  if (type === 'slack' || type === 'slackWebhook') return { text: `${title}\n\n${body}`, blocks: [{ type: 'header', text: plainText(title) }, { type: 'section', text: plainText(body) }, { type: 'section', text: { type: 'mrkdwn', text: '<https://acme.test/board?a=1&amp;b=2|The board>', verbatim: true } }, { type: 'context', elements: [plainText('INC-2026-0042 · P0')] }] };
  if (type === 'teams') return { summary: title, attachments: [{ content: { body: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'Investigating · Executive', isSubtle: true, size: 'Small' }] }, { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: title, weight: 'Bolder', size: 'Large' }] }, ...body.split('\n').filter((line) => line !== '').map((text) => ({ type: 'RichTextBlock', spacing: 'Medium', inlines: [{ type: 'TextRun', text }] }))], actions: [{ type: 'Action.OpenUrl', title: 'The board', url: 'https://acme.test' }] } }] };
  if (type === 'statuspage') return { incident: { name: title, body, status: 'investigating', components: { c1: 'partial_outage' } } };
  if (type === 'email') return { subject: title, text: `${title}\n\n${body}\n`, html: '<h1>never drawn</h1>' };
  if (type === 'x') return { text: `${title}. ${body.slice(0, 240)}` };
  if (type === 'copy') return { markdown: `**${title}**\n\n${body}`, text: `${title}\n\n${body}` };
  return { version: 1, title, body };
}

/** A preview as the engine makes it, for the channels that were asked for. */
export function previewOf(born: EpochMs, input: Readonly<Record<string, unknown>>): object {
  const text = (input['text'] as { title: string; body: string } | undefined) ?? { title: TITLE, body: BODY };
  const facts = input['facts'] ?? {
    services: [{ id: 's0', name: 'Checkout API' }, { id: 's3', name: 'Payments' }], extent: 'partialOutage', customers: 'about a third of card payments', regions: ['Europe'], since: ago(born, 12.7 * MINUTE), symptoms: 'Paying by card fails or takes longer than usual', nextUpdateAt: toRfc3339(epochMs(born + 20 * MINUTE)),
    numbers: [{ label: 'Checkout API error rate', value: 0.987, unit: 'ratio', sampleTime: ago(born, 4_000), source: 'Prometheus' }, { label: 'Payments p95', value: 2.41, unit: 's', sampleTime: ago(born, 190_000), source: 'Datadog EU' }],
  };
  const types = (input['channels'] as string[] | undefined) ?? ['copy'];
  const isPostmortem = input['kind'] === 'postmortem';
  return {
    facts, prefilled: input['facts'] === undefined || input['facts'] === null, text,
    channels: types.map((channel) => {
      const [what, used, max, unit] = LIMIT[channel as keyof typeof LIMIT] ?? ['text', 260, null, 'characters'];
      const edited = (input['channelTexts'] as Record<string, typeof text> | undefined)?.[channel];
      const words = edited ?? text;
      return { channel, text: words, from: edited !== undefined ? 'edited' : channel === 'x' ? 'own' : 'shared', content: isPostmortem && channel === 'statuspage' ? { postmortem: { body_draft: words.body } } : contentOf(channel, words.title, words.body), limits: channel === 'copy' ? [] : [{ what, used, max, unit }], cut: false, costUsd: channel === 'x' ? 0.015 : null };
    }),
    parts: !isPostmortem && ((input['to'] as string[] | undefined) ?? []).includes('status') ? [{ channel: 'status', service: 's0', name: 'Checkout API', status: 'major_outage', own: 'partial_outage', because: ['INC-2026-0041'], hidden: 0 }, { channel: 'status', service: 's3', name: 'Payments', status: 'partial_outage', own: 'partial_outage', because: [], hidden: 0 }] : [],
    lint: [
      { level: 'stop', code: 'unresolved', at: { field: 'body', start: 0, end: 6 }, channel: null, found: '{{doing}}', says: 'What is being done is not filled in. Say it in the facts, or take the sentence out.', overridable: false },
      { level: 'stop', code: 'contradiction', at: null, channel: null, found: 'monitoring', says: 'It says that a fix is in place, but alerts of the incident still fire.', overridable: true },
      ...(types.includes('x') ? [{ level: 'stop', code: 'tooLong', at: null, channel: 'x', found: '296 of 280', says: 'The post is 16 weighted characters too long. Shorten it for X.', overridable: false }] : []),
      { level: 'advice', code: 'noRange', at: { field: 'body', start: 100, end: 120 }, channel: null, found: '1 hour', says: 'A time without a range reads as a promise. Say “1-2 hours” or “expected”.', overridable: false },
    ],
    previous: { id: input['corrects'] ?? 'UPD-0005', at: ago(born, 8 * MINUTE), facts: { services: [{ id: 's0', name: 'Checkout API' }], extent: 'outage', customers: 'about a third of card payments', regions: ['Europe'], since: ago(born, 12.7 * MINUTE), symptoms: 'Orders fail' } },
    difference: { at: ago(born, 8 * MINUTE), pieces: [{ kind: 'same', text: 'We are investigating failed ' }, { kind: 'removed', text: 'orders' }, { kind: 'added', text: 'payments' }, { kind: 'same', text: '. ' }, { kind: 'added', text: 'Paying by bank transfer works.' }] },
  };
}

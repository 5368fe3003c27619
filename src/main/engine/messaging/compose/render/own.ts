import { escapeMarkdown } from '../../../review/report/markdown-out.ts';
import { asText, blocksOf, bytesOf, isOver, isWebAddress, oneLine, type Message, type Rendered } from './rendering.ts';

export interface WebhookContent {
  readonly version: 1;
  readonly type: 'update';
  readonly incident: string;
  readonly kind: Message['kind'];
  readonly audience: Message['audience'];
  readonly severity: Message['severity'];
  readonly title: string;
  readonly body: string;
  readonly links: Message['links'];
  readonly facts: Readonly<Record<string, unknown>>;
}

const WEBHOOK_BYTES = 200_000;

/** JSON for any other system. Outside the team only those facts go with it that the message tells anyway: a suspicion or a number that its text leaves out stays here. */
export function toWebhook(message: Message): Rendered<WebhookContent> {
  const { facts, kind, audience, severity, incident, links } = message;
  const told = { services: facts.services.map(({ name }) => name), since: facts.since, until: isOver(message) ? facts.until : null, expectedEnd: facts.expectedEnd === null ? null : { ...facts.expectedEnd, basis: null }, nextUpdateAt: facts.nextUpdateAt, window: facts.window };
  const content: WebhookContent = { version: 1, type: 'update', incident, kind, audience, severity, title: oneLine(message.text.title), body: asText({ text: { title: '', body: message.text.body }, links: [] }), links: links.filter(({ url }) => isWebAddress(url)), facts: audience === 'internal' ? facts : told };
  return { content, limits: [{ what: 'the whole message', used: bytesOf(content), max: WEBHOOK_BYTES, unit: 'bytes' }], cut: false };
}

export interface CopyContent {
  readonly markdown: string;
  readonly text: string;
}

/** For when nothing else works: the message as plain text and as Markdown that says exactly this text. */
export function toCopy(message: Message): Rendered<CopyContent> {
  const title = oneLine(message.text.title);
  const blocks = blocksOf(message.text.body).map((block) => (block.kind === 'items' ? block.items.map((item) => `- ${escapeMarkdown(item)}`).join('\n') : block.lines.map(escapeMarkdown).join('\\\n')));
  const links = message.links.filter(({ url }) => isWebAddress(url)).map(({ label, url }) => `[${escapeMarkdown(oneLine(label))}](<${url.replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('\\', '%5C')}>)`);
  return { content: { markdown: [...(title === '' ? [] : [`**${escapeMarkdown(title)}**`]), ...blocks, ...links].join('\n\n'), text: asText(message) }, limits: [], cut: false };
}

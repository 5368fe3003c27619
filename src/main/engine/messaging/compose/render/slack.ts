import { asText, blocksOf, characters, isWebAddress, oneLine, shortened, type Message, type Rendered } from './rendering.ts';

type Text = { readonly type: 'plain_text'; readonly text: string; readonly emoji: false } | { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true };
export type SlackBlock = { readonly type: 'header' | 'section'; readonly text: Text } | { readonly type: 'context'; readonly elements: readonly Text[] };
export interface SlackContent {
  /** What notifications and old clients show. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

const HEADER = 150;
const SECTION = 3_000;
const FALLBACK = 4_000;
const BLOCKS = 50;
/** Slack refuses more than about 13,200 characters over all blocks, which it does not document (slackapi/bolt-js#2509). */
const TOTAL = 12_000;

const ENTITY: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** These three mean something in every text object; in plain text nothing else does, so that `*` and `@channel` stay what they are. */
const escape = (text: string): string => text.replaceAll(/[&<>]/g, (mark) => ENTITY[mark] ?? mark);
const plainText = (text: string): Text => ({ type: 'plain_text', text, emoji: false });

/** Slack's blocks, for its web API and for an incoming webhook. */
export function toSlack(message: Message): Rendered<SlackContent> {
  const title = escape(oneLine(message.text.title));
  const whole = blocksOf(message.text.body).map((block) => (block.kind === 'lines' ? block.lines.join('\n') : block.items.map((item) => `• ${item}`).join('\n')));
  const cutTitle = title.length > HEADER;
  const header: SlackBlock[] = title === '' ? [] : [{ type: 'header', text: plainText(cutTitle ? shortenedEscaped(title) : title) }];
  const sections = pieces([...(cutTitle ? [title] : []), ...whole.map(escape)]).map((text): SlackBlock => ({ type: 'section', text: plainText(text) }));
  const links = message.links.filter(({ url }) => isWebAddress(url)).map(({ label, url }) => `<${url.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E')}|${escape(oneLine(label)).replaceAll('|', '¦')}>`);
  const linked: SlackBlock[] = links.length === 0 ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: links.join('  ·  '), verbatim: true } }];
  const footer: SlackBlock[] = message.audience === 'internal' ? [{ type: 'context', elements: [plainText(`${message.incident} · ${message.severity}`)] }] : [];
  const blocks = [...header, ...sections, ...linked, ...footer];
  const total = blocks.flatMap((block) => (block.type === 'context' ? block.elements : [block.text])).reduce((sum, { text }) => sum + text.length, 0);
  return {
    content: { text: shortened(escape(asText({ text: message.text, links: [] })), FALLBACK), blocks },
    limits: [characters('all blocks together', total, TOTAL), { what: 'blocks', used: blocks.length, max: BLOCKS, unit: 'blocks' }],
    cut: cutTitle,
  };
}

/** Never within `&amp;`. */
const shortenedEscaped = (title: string): string => `${shortened(title, HEADER - 1).slice(0, -1).replace(/&[a-z]{0,3}$/, '')}…`;

/** Paragraphs in sections, several in one as long as they fit; a longer one is divided at a line, a space, or anywhere but within a character. */
function pieces(texts: readonly string[]): string[] {
  const out: string[] = [];
  for (const text of texts) {
    const last = out.at(-1);
    if (last !== undefined && last.length + text.length + 2 <= SECTION) out[out.length - 1] = `${last}\n\n${text}`;
    else out.push(...divided(text));
  }
  return out;
}

function divided(text: string): string[] {
  const out: string[] = [];
  let rest = text;
  while (rest.length > SECTION) {
    const head = rest.slice(0, SECTION);
    const at = [head.lastIndexOf('\n'), head.lastIndexOf(' ')].find((each) => each > SECTION / 2) ?? head.replace(/&[a-z]{0,4}$/, '').replace(/[\uD800-\uDBFF]$/, '').length;
    out.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? out : [...out, rest];
}

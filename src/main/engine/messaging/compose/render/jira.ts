import { z } from 'zod';
import type { UpdateKind } from '../../../../../shared/model/update.ts';
import type { Json } from '../../outbox/channel.ts';
import { asText, blocksOf, characters, isWebAddress, oneLine, shortened, withLinks, type Message, type Rendered } from './rendering.ts';

type Node = Readonly<Record<string, unknown>>;
export interface JiraDocument {
  readonly type: 'doc';
  readonly version: 1;
  readonly content: readonly Node[];
}
export interface JiraContent {
  /** Which transition it makes is configured by it. */
  readonly kind: UpdateKind;
  /** For an issue that is made from the message. */
  readonly summary: string;
  readonly description: JiraDocument;
  readonly comment: JiraDocument;
}

const SUMMARY = 255;
const TEXT = 32_767;

const link = (text: string, url: string): Node => ({ type: 'text', text, marks: [{ type: 'link', attrs: { href: url } }] });
const inline = (text: string): Node[] => withLinks(text).map(({ text: shown, url }) => (url === null ? { type: 'text', text: shown } : link(shown, url)));
const paragraph = (content: readonly Node[]): Node => ({ type: 'paragraph', content });

function body(message: Message): Node[] {
  const blocks = blocksOf(message.text.body).map((block): Node => {
    if (block.kind === 'items') return { type: 'bulletList', content: block.items.map((item) => ({ type: 'listItem', content: [paragraph(inline(item))] })) };
    return paragraph(block.lines.flatMap((line, index) => [...(index === 0 ? [] : [{ type: 'hardBreak' }]), ...inline(line)]));
  });
  const links = message.links.filter(({ url }) => isWebAddress(url)).map(({ label, url }) => paragraph([link(oneLine(label) || url, url)]));
  return [...blocks, ...links];
}

/** Atlassian's document format, in which text has no markup: what stands in it is what is shown. */
export function toJira(message: Message): Rendered<JiraContent> {
  const title = oneLine(message.text.title);
  const heading: Node[] = title === '' ? [] : [{ type: 'heading', attrs: { level: 3 }, content: [{ type: 'text', text: title }] }];
  const blocks = body(message);
  const cut = title.length > SUMMARY;
  return {
    content: {
      kind: message.kind,
      summary: shortened(title, SUMMARY),
      description: { type: 'doc', version: 1, content: [...(cut ? heading : []), ...blocks] },
      comment: { type: 'doc', version: 1, content: [...heading, ...blocks] },
    },
    limits: [characters('comment', asText(message).length, TEXT)],
    cut,
  };
}

/** A corrective action as an issue. `relates`: what is remembered of its incident at the same channel. */
export interface JiraAction {
  readonly summary: string;
  readonly description: JiraDocument;
  readonly relates: Json;
}

/** The first line is the summary, too. */
export function actionToJira(lines: readonly [string, ...string[]], relates: Json): JiraAction & { readonly as: 'action' } {
  return { as: 'action', summary: shortened(oneLine(lines[0]), SUMMARY), description: { type: 'doc', version: 1, content: lines.map((line) => paragraph(inline(oneLine(line)))) }, relates };
}

const IsAction = z.object({ as: z.literal('action') });
/** What `actionToJira` made, and nothing else. */
export const actionIn = (content: Json): JiraAction | null => (IsAction.safeParse(content).success ? (content as unknown as JiraAction) : null);

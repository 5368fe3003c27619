import { AUDIENCE_WORD, KIND_WORD } from '../values.ts';
import { blocksOf, bytesOf, isWebAddress, oneLine, shortened, type Message, type Rendered } from './rendering.ts';

type Element = Readonly<Record<string, unknown>>;
export interface TeamsContent {
  readonly type: 'message';
  readonly summary: string;
  readonly attachments: readonly [{ readonly contentType: 'application/vnd.microsoft.card.adaptive'; readonly contentUrl: null; readonly content: Element }];
}

/** Above about 28 KB for the whole message the flow fails, and nobody is told; 21 KB was measured on the older connector. */
const MOST_BYTES = 28_000;
const SAFE_BYTES = 20_000;
const SUMMARY = 200;
const MOST_ACTIONS = 6;

/** A run of text knows no Markdown, as a text block would. */
const run = (text: string, more: Element = {}): Element => ({ type: 'TextRun', text, ...more });
const rich = (inlines: readonly Element[], more: Element = {}): Element => ({ type: 'RichTextBlock', inlines, ...more });

/** An Adaptive Card 1.5 in the message that a Workflows webhook takes. */
export function toTeams(message: Message): Rendered<TeamsContent> {
  const title = oneLine(message.text.title);
  const lines = blocksOf(message.text.body).flatMap((block) => {
    const texts = block.kind === 'lines' ? block.lines : block.items.map((item) => `• ${item}`);
    return texts.map((text, index) => rich([run(text)], { spacing: index === 0 ? 'Medium' : 'None' }));
  });
  const above = message.audience === 'public' ? KIND_WORD[message.kind] : `${KIND_WORD[message.kind]} · ${AUDIENCE_WORD[message.audience]} · ${message.incident} · ${message.severity}`;
  const actions = message.links.filter(({ url }) => isWebAddress(url)).slice(0, MOST_ACTIONS).map(({ label, url }) => ({ type: 'Action.OpenUrl', title: oneLine(label), url }));
  const content: TeamsContent = {
    type: 'message',
    summary: shortened(title, SUMMARY),
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          type: 'AdaptiveCard',
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          version: '1.5',
          msteams: { width: 'Full' },
          body: [rich([run(above, { isSubtle: true, size: 'Small' })]), rich([run(title, { weight: 'Bolder', size: 'Large' })], { spacing: 'None' }), ...lines],
          ...(actions.length === 0 ? {} : { actions }),
        },
      },
    ],
  };
  return { content, limits: [{ what: 'the whole message', used: bytesOf(content), max: MOST_BYTES, unit: 'bytes', aim: SAFE_BYTES }], cut: message.links.length > MOST_ACTIONS };
}

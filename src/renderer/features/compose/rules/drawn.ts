import { z } from 'zod';
import type { ChannelType, UpdateLimit } from '../../../../shared/model/update.ts';
import type { StateName } from '../../../ui/kit/state.ts';

/** A piece of a message as its reader sees it. Only ever text: nothing in it is interpreted. */
export interface Drawn {
  readonly as: 'title' | 'text' | 'quiet' | 'link' | 'state';
  readonly text: string;
}

const Words = z.object({ text: z.string() });
const Slack = z.object({ blocks: z.array(z.union([z.object({ type: z.literal('header'), text: Words }), z.object({ type: z.literal('section'), text: z.object({ type: z.string(), text: z.string() }) }), z.object({ type: z.literal('context'), elements: z.array(Words) })])) });
const Run = z.object({ text: z.string(), isSubtle: z.boolean().optional(), weight: z.string().optional() });
const Teams = z.object({ attachments: z.array(z.object({ content: z.object({ body: z.array(z.object({ inlines: z.array(Run), spacing: z.string().optional() })), actions: z.array(z.object({ title: z.string() })).default([]) }) })).min(1) });
const Statuspage = z.object({ incident: z.object({ name: z.string(), body: z.string(), status: z.string() }) });
/** The page gives a postmortem its title. */
const Postmortem = z.object({ postmortem: z.object({ body_draft: z.string() }) });
const BetterStack = z.object({ report: z.object({ title: z.string(), message: z.string() }) });
const Email = z.object({ subject: z.string(), text: z.string() });
interface Node {
  readonly type: string;
  readonly text?: string | undefined;
  readonly content?: readonly Node[] | undefined;
}
const JiraNode: z.ZodType<Node> = z.lazy(() => z.object({ type: z.string(), text: z.string().optional(), content: z.array(JiraNode).optional() }));
const Jira = z.object({ summary: z.string(), comment: z.object({ content: z.array(JiraNode) }) });
const lineOf = ({ type, text: words, content = [] }: Node): string => (type === 'hardBreak' ? '\n' : (words ?? content.map(lineOf).join('')));
/** Blocks of Atlassian's document format, each as its words; the heading is the title over again. */
const wordsOf = ({ content }: { readonly content: readonly Node[] }): string[] => content.flatMap((node) => (node.type === 'heading' ? [] : node.type === 'bulletList' ? (node.content ?? []).map((item) => `• ${lineOf(item)}`) : [lineOf(node)]));

const X = z.object({ text: z.string() });
const Titled = z.object({ title: z.string(), body: z.string(), links: z.array(z.object({ label: z.string(), url: z.string() })).default([]) });

const title = (text: string): Drawn[] => (text === '' ? [] : [{ as: 'title', text }]);
const text = (words: string): Drawn[] => (words.trim() === '' ? [] : [{ as: 'text', text: words }]);

/** Slack writes these three as entities, and a link as `<address|words>`. */
const shownBySlack = (words: string): string => words.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
const linksOf = (mrkdwn: string): Drawn[] => [...mrkdwn.matchAll(/<[^|>]*\|([^>]*)>/g)].map(([, label = '']) => ({ as: 'link', text: shownBySlack(label) }));
const stateOf = (word: string): string => word.replaceAll('_', ' ');

const READERS: Readonly<Partial<Record<ChannelType, (content: unknown) => readonly Drawn[]>>> = {
  slack: (content) => Slack.parse(content).blocks.flatMap((block) => (block.type === 'header' ? title(shownBySlack(block.text.text)) : block.type === 'context' ? block.elements.map(({ text: words }): Drawn => ({ as: 'quiet', text: shownBySlack(words) })) : block.text.type === 'mrkdwn' ? linksOf(block.text.text) : text(shownBySlack(block.text.text)))),
  teams: (content) => {
    const [card] = Teams.parse(content).attachments;
    const body = (card?.content.body ?? []).map(({ inlines }): Drawn => ({ as: inlines.some(({ weight }) => weight === 'Bolder') ? 'title' : inlines.some(({ isSubtle }) => isSubtle) ? 'quiet' : 'text', text: inlines.map((run) => run.text).join('') }));
    return [...body, ...(card?.content.actions ?? []).map((action): Drawn => ({ as: 'link', text: action.title }))];
  },
  statuspage: (content) => {
    const postmortem = Postmortem.safeParse(content).data;
    if (postmortem !== undefined) return [{ as: 'state', text: 'Postmortem' }, ...text(postmortem.postmortem.body_draft)];
    const { name, body, status } = Statuspage.parse(content).incident;
    return [...title(name), { as: 'state', text: stateOf(status) }, ...text(body)];
  },
  betterstack: (content) => {
    const { title: name, message } = BetterStack.parse(content).report;
    return [...title(name), ...text(message)];
  },
  email: (content) => {
    const { subject, text: words } = Email.parse(content);
    // The text begins with the subject once more.
    return [...title(subject), ...text(words.startsWith(subject) ? words.slice(subject.length).trimStart() : words)];
  },
  jira: (content) => {
    const { summary, comment } = Jira.parse(content);
    // A comment begins with a summary that was cut.
    return [...title(summary), ...wordsOf(comment).filter((words) => words.trim() !== '').map((words): Drawn => ({ as: 'text', text: words }))];
  },
  x: (content) => text(X.parse(content).text),
  webhook: (content) => {
    const { title: name, body, links } = Titled.parse(content);
    return [...title(name), ...text(body), ...links.map(({ label, url }): Drawn => ({ as: 'link', text: `${label}: ${url}` }))];
  },
};

/** What the reader of a channel sees of it, from what would be sent; the plain text where that has a form that is not known here. */
export function drawnOf(type: ChannelType, content: unknown, plainText: { readonly title: string; readonly body: string }): readonly Drawn[] {
  try {
    const read = READERS[type === 'slackWebhook' ? 'slack' : type];
    if (read !== undefined) return read(content);
  } catch {
    // Drawn as text below.
  }
  return [...title(plainText.title), ...text(plainText.body)];
}

const count = (value: number): string => value.toLocaleString('en-GB');

/** How much of what a channel takes is used, and whether that is too much. */
export function limitWords({ what, used, max, unit, aim, least }: UpdateLimit): { readonly state: StateName | null; readonly words: string } {
  const words = `${what}: ${count(used)}${max === null ? '' : ` of ${count(max)}`} ${unit}`;
  if (max !== null && used > max) return { state: 'broken', words: `${words}, ${count(used - max)} too many` };
  if (least !== undefined && used < least) return { state: 'P2', words: `${words}, at least ${count(least)} expected` };
  if (aim !== undefined && used > aim) return { state: 'P2', words: `${words}; above ${count(aim)} it may fail without a word` };
  return { state: null, words };
}

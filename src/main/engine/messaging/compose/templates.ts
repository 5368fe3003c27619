import { AUDIENCES, type Audience } from '../../../../shared/model/policy-config.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { CHANNEL_TYPES, UPDATE_KINDS, type ChannelType, type UpdateKind, type UpdateText } from '../../../../shared/model/update.ts';
import { expandTemplate, parseTextTemplate, tidied, type TemplateValues, type TextTemplate } from '../../text-template.ts';

/** For which messages a template is; null stands for any that has none of its own. */
export interface TemplateFor {
  readonly kind: UpdateKind;
  readonly audience: Audience | null;
  readonly channel: ChannelType | null;
}

export interface UpdateTemplate extends TemplateFor {
  readonly title: TextTemplate;
  readonly body: TextTemplate;
}

const HEADING = /^## +(\S.*)$/;
const LONGEST = 200_000;

const fail = (line: number, message: string): never => {
  throw new HoldfastError('invalid_input', `update templates, line ${line}: ${message}`);
};

/** `investigating public`, `resolved x`: a kind, and for whom or where it is, in any order. */
function readHeading(text: string, line: number): TemplateFor {
  const found: { kind?: UpdateKind; audience?: Audience; channel?: ChannelType } = {};
  for (const word of text.trim().split(/\s+/)) {
    const [kind, audience, channel] = [UPDATE_KINDS.find((each) => each === word), AUDIENCES.find((each) => each === word), CHANNEL_TYPES.find((each) => each === word)];
    if (kind !== undefined && found.kind === undefined) found.kind = kind;
    else if (audience !== undefined && found.audience === undefined) found.audience = audience;
    else if (channel !== undefined && found.channel === undefined) found.channel = channel;
    else fail(line, `expected a kind (${UPDATE_KINDS.join(', ')}), and at most one audience (${AUDIENCES.join(', ')}) and one channel (${CHANNEL_TYPES.join(', ')}), found "${word.slice(0, 40)}"`);
  }
  return { kind: found.kind ?? fail(line, `expected a kind of update (${UPDATE_KINDS.join(', ')}) in the heading`), audience: found.audience ?? null, channel: found.channel ?? null };
}

/**
 * Reads templates of updates: each `## kind audience channel` begins one; its first line is the title, the rest the text. What
 * stands above the first heading is for whoever edits the file. Throws with the line where one is not what was expected.
 */
export function parseUpdateTemplates(text: string): UpdateTemplate[] {
  if (text.length > LONGEST) throw new HoldfastError('invalid_input', `update templates: expected at most ${LONGEST} characters, found ${text.length}`);
  const found: { for: TemplateFor; line: number; lines: string[] }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, heading] = HEADING.exec(line) ?? [];
    if (heading === undefined) found.at(-1)?.lines.push(line);
    else {
      const key = readHeading(heading, index + 1);
      if (found.some((each) => isSame(each.for, key))) fail(index + 1, `expected "${heading.trim().slice(0, 80)}" once`);
      found.push({ for: key, line: index + 1, lines: [] });
    }
  }
  if (found.length === 0) throw new HoldfastError('invalid_input', 'update templates: expected at least one "## investigating" or another kind');
  return found.map(({ for: key, line, lines }) => {
    const [title = '', ...body] = lines.join('\n').trim().split('\n');
    if (title === '') fail(line, 'expected a title under the heading');
    try {
      return { ...key, title: parseTextTemplate(title), body: parseTextTemplate(body.join('\n').trim()) };
    } catch (error) {
      return fail(line, `in this template, ${error instanceof Error ? error.message : String(error)}`);
    }
  });
}

const isSame = (a: TemplateFor, b: TemplateFor): boolean => a.kind === b.kind && a.audience === b.audience && a.channel === b.channel;

/** One's own before those that are shipped: one for the same messages takes its place, any other is added. */
export const withOwn = (shipped: readonly UpdateTemplate[], own: readonly UpdateTemplate[]): UpdateTemplate[] => [...own, ...shipped.filter((each) => !own.some((mine) => isSame(each, mine)))];

/** The one that was made most closely for this message: what is for the channel comes before what is for the audience. */
export function templateFor(templates: readonly UpdateTemplate[], kind: UpdateKind, audience: Audience, channel: ChannelType | null): UpdateTemplate | null {
  const fits = templates.filter((each) => each.kind === kind && (each.audience === null || each.audience === audience) && (each.channel === null || each.channel === channel));
  const closeness = ({ audience: own, channel: at }: TemplateFor): number => (at === null ? 0 : 2) + (own === null ? 0 : 1);
  return fits.reduce<UpdateTemplate | null>((best, each) => (best === null || closeness(each) > closeness(best) ? each : best), null);
}

export interface Filled extends UpdateText {
  /** Names that the template asks for and nothing is known of; each stands in the text as `{{name}}`. */
  readonly missing: readonly string[];
  readonly cut: boolean;
}

/** Puts the facts in. Messages are plain text, so that nothing is escaped here; each channel does that for itself. */
export function fillUpdate(template: UpdateTemplate, values: TemplateValues): Filled {
  const plain = { escape: (value: string) => value, unknown: null };
  const [title, body] = [expandTemplate(template.title, values, plain), expandTemplate(template.body, values, plain)];
  return { title: tidied(title.text).replaceAll(/\s+/g, ' '), body: tidied(body.text), missing: [...new Set([...title.missing, ...body.missing])], cut: title.cut || body.cut };
}

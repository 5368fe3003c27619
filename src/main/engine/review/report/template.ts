import { ReportSection } from '../../../../shared/model/review.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
import { expandTemplate, parseTextTemplate, tidied } from '../../text-template.ts';
import { escapeMarkdown } from './markdown-out.ts';

/** A heading of the template and the Markdown under it, before anything is put in. `section` null: nobody edits it. */
export interface TemplatePart {
  readonly section: ReportSection | null;
  readonly heading: string;
  readonly text: string;
}

const HEADING = /^## (.+?)(?:\s+\{#([\w-]+)\})?\s*$/;
const LONGEST = 200_000;

/**
 * Reads a template: each `## Heading {#section}` begins a part; a part without `{#…}` cannot be edited. What stands above the first
 * heading is for whoever edits the template. Throws with the line where one is not what was expected.
 */
export function parseTemplate(text: string): readonly TemplatePart[] {
  if (text.length > LONGEST) throw new HoldfastError('invalid_input', `report template: expected at most ${LONGEST} characters, found ${text.length}`);
  const parts: { section: ReportSection | null; heading: string; lines: string[] }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, heading, name] = HEADING.exec(line) ?? [];
    if (heading === undefined) {
      parts.at(-1)?.lines.push(line);
      continue;
    }
    const section = name === undefined ? null : ReportSection.safeParse(name);
    if (section !== null && !section.success) throw new HoldfastError('invalid_input', `report template, line ${index + 1}: expected one of ${ReportSection.options.join(', ')} in {#…}, found "${(name ?? '').slice(0, 40)}"`);
    if (section?.success === true && parts.some((part) => part.section === section.data)) throw new HoldfastError('invalid_input', `report template, line ${index + 1}: expected {#${section.data}} once`);
    parts.push({ section: section === null ? null : section.data, heading, lines: [] });
  }
  if (parts.length === 0) throw new HoldfastError('invalid_input', 'report template: expected at least one "## Heading"');
  return parts.map(({ section, heading, lines }) => ({ section, heading, text: readable(heading, lines.join('\n').trim()) }));
}

/** A part that could not be filled in later is refused now. */
function readable(heading: string, text: string): string {
  try {
    parseTextTemplate(text);
  } catch (error) {
    throw new HoldfastError('invalid_input', `report template, part "${heading.slice(0, 40)}", ${error instanceof Error ? error.message : String(error)}`);
  }
  return text;
}

/** Values by name: text, or null for what is not known. Names that are not there stay as they are written. */
export type Values = Readonly<Record<string, string | null>>;

/**
 * Puts values in (see `text-template.ts`). Outside of `[[…]]` an unknown value is "not recorded". Values are text: whatever stands
 * in one means nothing to Markdown.
 */
export const fill = (text: string, values: Values): string => tidied(expandTemplate(parseTextTemplate(text), values, { escape: escapeMarkdown, unknown: 'not recorded' }).text);

import { ReportSection } from '../../../../shared/model/review.ts';
import { HoldfastError } from '../../../../shared/model/result.ts';
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
  return parts.map(({ section, heading, lines }) => ({ section, heading, text: lines.join('\n').trim() }));
}

/** Values by name: text, or null for what is not known. Names that are not there stay as they are written. */
export type Values = Readonly<Record<string, string | null>>;

const OPTIONAL = /\[\[((?:(?!\[\[|\]\]).)*)\]\]/gs;
const VARIABLE = /\{\{(\w{1,40})\}\}/g;

/**
 * Puts values in. `[[…]]` is left out where a value in it is not known; outside of it an unknown value is "not recorded". Values are
 * text: whatever stands in one means nothing to Markdown.
 */
export function fill(text: string, values: Values): string {
  const isUnknown = (name: string): boolean => Object.hasOwn(values, name) && values[name] === null;
  const chosen = text.replaceAll(OPTIONAL, (_all, inner: string) => ([...inner.matchAll(VARIABLE)].some(([, name = '']) => isUnknown(name)) ? '' : inner));
  const filled = chosen.replaceAll(VARIABLE, (all, name: string) => (Object.hasOwn(values, name) ? escapeMarkdown(values[name] ?? 'not recorded') : all));
  // A part that was left out may leave a space before the end of a line, or three empty lines.
  return filled.replaceAll(/[ \t]+$/gm, '').replaceAll(/\n{3,}/g, '\n\n').trim();
}

import { strToU8, zipSync, type Zippable } from 'fflate';
import type { MadeFile } from '../../../../shared/contract/report-calls.ts';
import type { Picture, Report } from '../../../../shared/model/report.ts';
import { epochMs } from '../../../../shared/model/units.ts';
import { formatInstant } from '../../../../shared/time/format.ts';
import type { IncidentFile } from '../exchange/file.ts';
import { reportToHtml } from './html-out.ts';
import { blocksToMarkdown, escapeMarkdown } from './markdown-out.ts';
import { pictureSvg } from './svg.ts';

const kindOf = ({ isDrill }: Report): string => (isDrill ? 'Report of a drill' : 'Post-incident report');

/** By what the report can be held against the journal later, and where it comes from. */
export function footerOf({ madeAt, timeZone, workspace, head, importedFrom, private: isPrivate }: Report, version: string): string[] {
  return [
    `Made by Holdfast ${version} at ${formatInstant(epochMs(Date.parse(madeAt)), timeZone)}, from ${workspace}.`,
    ...(head === null ? [] : [`The journal then ended with row ${head.seq}, hash ${head.hash}.`]),
    ...(importedFrom === null ? [] : [`Imported from ${importedFrom.workspace}, where it is ${importedFrom.incident}; chain checked up to row ${importedFrom.checkedTo}, hash ${importedFrom.head}.`]),
    ...(isPrivate ? ['This incident is private: show it only to whoever may see it.'] : []),
  ];
}

const baseName = ({ incident }: Report): string => `${incident} report`;

export const htmlFile = (report: Report, version: string): MadeFile => ({ name: baseName(report), kind: 'html', encoding: 'utf8', data: reportToHtml(report, { kind: kindOf(report), footer: footerOf(report, version) }) });

/** Text and charts in one archive: Markdown itself can only point at pictures. */
export function markdownFile(report: Report, version: string): MadeFile {
  const { text, pictures } = reportToMarkdown(report, version);
  const mtime = new Date(report.madeAt);
  const files: Zippable = { 'report.md': [strToU8(text), { mtime }] };
  for (const { file, picture } of pictures) files[file] = [strToU8(pictureSvg(picture, 'colours')), { mtime }];
  return { name: baseName(report), kind: 'zip', encoding: 'base64', data: Buffer.from(zipSync(files)).toString('base64') };
}

export interface MarkdownReport {
  readonly text: string;
  readonly pictures: readonly { readonly file: string; readonly picture: Picture }[];
}

export function reportToMarkdown(report: Report, version: string): MarkdownReport {
  const pictures: { file: string; picture: Picture }[] = [];
  const parts = report.parts.map(({ heading, blocks }) => {
    const own = blocks.flatMap((block) => (block.kind === 'picture' ? [block.picture] : [])).map((picture) => ({ picture, file: '' }));
    const first = pictures.length;
    for (const [index, { picture }] of own.entries()) pictures.push({ picture, file: `images/chart-${String(first + index + 1).padStart(2, '0')}.svg` });
    return `## ${escapeMarkdown(heading)}\n\n${blocksToMarkdown(blocks, (index) => pictures[first + index]?.file ?? '')}`;
  });
  const head = [`# ${escapeMarkdown(`${report.incident} ${report.title}`)}`, kindOf(report), report.facts.map(({ name, text }) => `- **${escapeMarkdown(name)}:** ${escapeMarkdown(text)}`).join('\n')];
  return { text: `${[...head, ...parts, '---', footerOf(report, version).map(escapeMarkdown).join('\n\n')].join('\n\n')}\n`, pictures };
}

export const jsonFile = (file: IncidentFile): MadeFile => ({ name: `${file.manifest.incident} incident`, kind: 'json', encoding: 'utf8', data: `${JSON.stringify(file, null, 1)}\n` });

import { strToU8, zipSync, type Zippable } from 'fflate';
import type { MadeFile } from '../../../../shared/contract/report-calls.ts';
import type { Picture, Report } from '../../../../shared/model/report.ts';
import type { IncidentFile } from '../exchange/file.ts';
import { reportToHtml } from './html-out.ts';
import { blocksToMarkdown, escapeMarkdown } from './markdown-out.ts';
import { pictureSvg } from './svg.ts';

const baseName = ({ incident }: Report): string => `${incident} report`;

export const htmlFile = (report: Report): MadeFile => ({ name: baseName(report), kind: 'html', encoding: 'utf8', data: reportToHtml(report) });

/** Text and charts in one archive: Markdown itself can only point at pictures. */
export function markdownFile(report: Report): MadeFile {
  const { text, pictures } = reportToMarkdown(report);
  const mtime = new Date(report.madeAt);
  const files: Zippable = { 'report.md': [strToU8(text), { mtime }] };
  for (const { file, picture } of pictures) files[file] = [strToU8(pictureSvg(picture, 'colours')), { mtime }];
  return { name: baseName(report), kind: 'zip', encoding: 'base64', data: Buffer.from(zipSync(files)).toString('base64') };
}

interface MarkdownReport {
  readonly text: string;
  readonly pictures: readonly { readonly file: string; readonly picture: Picture }[];
}

function reportToMarkdown(report: Report): MarkdownReport {
  const pictures: { file: string; picture: Picture }[] = [];
  const parts = report.parts.map(({ heading, blocks }) => {
    const own = blocks.flatMap((block) => (block.kind === 'picture' ? [block.picture] : [])).map((picture) => ({ picture, file: '' }));
    const first = pictures.length;
    for (const [index, { picture }] of own.entries()) pictures.push({ picture, file: `images/chart-${String(first + index + 1).padStart(2, '0')}.svg` });
    return `## ${escapeMarkdown(heading)}\n\n${blocksToMarkdown(blocks, (index) => pictures[first + index]?.file ?? '')}`;
  });
  const head = [`# ${escapeMarkdown(`${report.incident} ${report.title}`)}`, escapeMarkdown(report.kind), report.facts.map(({ name, text }) => `- **${escapeMarkdown(name)}:** ${escapeMarkdown(text)}`).join('\n')];
  return { text: `${[...head, ...parts, '---', report.footer.map(escapeMarkdown).join('\n\n')].join('\n\n')}\n`, pictures };
}

export const jsonFile = (file: IncidentFile): MadeFile => ({ name: `${file.manifest.incident} incident`, kind: 'json', encoding: 'utf8', data: `${JSON.stringify(file, null, 1)}\n` });

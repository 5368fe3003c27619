import type { Block, Run } from '../../../../shared/model/report.ts';

/** Everything that could mean something to Markdown or to the HTML that it may hold. */
const SPECIAL = /[\\`*_[\]<>&#|~!{}]/g;
/** What means something at the beginning of a line only: lists, rules, underlined headings. */
const AT_START = /^(\s*)([-+=]|\d{1,9}[.)])(?=\s|[-+=]|$)/;

/** Any text as Markdown that says exactly this text, on one line. */
export function escapeMarkdown(text: string): string {
  const escaped = text.replaceAll(/\s*\n\s*/g, ' ').replace(SPECIAL, String.raw`\$&`);
  return escaped.replace(AT_START, (_all, space: string, mark: string) => (/^\d/.test(mark) ? `${space}${mark.slice(0, -1)}\\${mark.at(-1)}` : `${space}\\${mark}`));
}

/** An address inside `<…>`: what could end it is percent-encoded already by the parser of addresses, except these. */
const address = (url: string): string => `<${url.replaceAll('<', '%3C').replaceAll('>', '%3E').replaceAll('\\', '%5C').replaceAll(/\s/g, '%20')}>`;

/** A fence that is longer than any run of backticks in the text. */
const fenceOf = (text: string, least: number): string => '`'.repeat(Math.max(least, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));

function runOut({ text, bold, italic, code, url }: Run): string {
  const lines = text.split('\n').map((line) => {
    if (line.trim() === '') return line;
    // Marks touch the words they are for: "** x**" is no bold.
    const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(line) ?? [];
    let out = code === true ? codeOut(inner) : escapeMarkdown(inner);
    if (italic === true) out = `*${out}*`;
    if (bold === true) out = `**${out}**`;
    if (url !== undefined) out = `[${out}](${address(url)})`;
    return `${before}${out}${after}`;
  });
  return lines.join('\\\n');
}

function codeOut(text: string): string {
  const fence = fenceOf(text, 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

const runsOut = (runs: readonly Run[]): string => runs.map(runOut).join('');
/** In a cell there is one line, and a bar would end it. */
const cellOut = (runs: readonly Run[]): string => runs.map((run) => runOut({ ...run, text: run.text.replaceAll('\n', run.code === true ? ' ' : ' · ') })).join('').replaceAll(/(?<!\\)\|/g, String.raw`\|`);

/** A line that begins with white space could be code, or part of a list. */
const paragraphOut = (runs: readonly Run[]): string => runsOut(runs).replaceAll(/^[^\S\n]+/gm, '');

const indented = (text: string, prefix: string): string => text.split('\n').map((line) => `${prefix}${line}`).join('\n');

/** `pictureFile`: where a picture stands, as an address relative to the text. */
export function blocksToMarkdown(blocks: readonly Block[], pictureFile: (index: number) => string): string {
  let pictures = 0;
  const texts: string[] = [];
  let list = false;
  for (const block of blocks) {
    const isItem = block.kind === 'item';
    const text = blockOut(block, () => pictureFile(pictures++));
    if (isItem && list) texts[texts.length - 1] += `\n${text}`;
    else texts.push(text);
    list = isItem;
  }
  return texts.join('\n\n');
}

function blockOut(block: Block, pictureFile: () => string): string {
  switch (block.kind) {
    case 'paragraph':
      return block.quote ? indented(paragraphOut(block.runs), '> ') : paragraphOut(block.runs);
    case 'heading':
      return `${'#'.repeat(block.level)} ${runsOut(block.runs).replaceAll('\\\n', ' ')}`;
    case 'item': {
      const indent = '   '.repeat(block.depth);
      return `${indent}${block.number === null ? '-' : `${block.number}.`} ${runsOut(block.runs).replaceAll('\\\n', `\\\n${indent}   `)}`;
    }
    case 'code': {
      const fence = fenceOf(block.text, 3);
      return `${fence}\n${block.text}\n${fence}`;
    }
    case 'rule':
      return '---';
    case 'table':
      return [row(block.head.map(escapeMarkdown)), row(block.head.map(() => '---')), ...block.rows.map((cells) => row(block.head.map((_, index) => cellOut(cells[index] ?? []))))].join('\n');
    case 'picture':
      return `![${escapeMarkdown(block.picture.alt)}](${pictureFile()})\n\n${escapeMarkdown(block.picture.caption)}`;
    default:
      return '';
  }
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

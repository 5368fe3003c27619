import MarkdownIt, { type Token } from 'markdown-it';
import type { Block, Run } from '../../../../shared/model/report.ts';
import { plain } from '../../../../shared/text/plain.ts';

/** Of one text and of one line of it; what was cut ends with "…". */
const LONGEST_TEXT = 100_000;
const LONGEST_LINE = 20_000;
const LONGEST_ADDRESS = 2_000;
const DEEPEST_LIST = 4;
const DEEPEST_NESTING = 40;

/** Only http(s) leads anywhere; everything else stays the words that were written. */
function webAddress(text: string): string | null {
  const url = text.length > LONGEST_ADDRESS ? null : URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '' ? url.href : null;
}

/* Tokens are all that is taken of it; its HTML is never made. Pictures would be fetched from elsewhere, so they are links at most. */
const parser = new MarkdownIt({ html: false, linkify: false, typographer: false, maxNesting: DEEPEST_NESTING }).disable(['image', 'html_block', 'html_inline', 'strikethrough', 'reference']);
parser.validateLink = (url) => webAddress(url) !== null;

/** The block that stands for a name such as `{{timeline}}` alone in its paragraph; null where there is none of that name. */
export type NamedBlocks = (name: string) => readonly Block[] | null;

const NAME = /^\{\{(\w{1,40})\}\}$/;

/**
 * Markdown as blocks of words: paragraphs, headings, lists, quotes, code, tables, links to http(s). HTML, pictures and links that
 * lead elsewhere stay the characters that they are. Never throws.
 */
export function parseMarkdown(text: string, named: NamedBlocks = () => null): Block[] {
  const blocks: Block[] = [];
  const lists: { readonly ordered: boolean; next: number }[] = [];
  let quotes = 0;
  let pending: { readonly number: number | null } | null = null;
  let table: { readonly head: string[]; readonly rows: Run[][][] } | null = null;
  let inHead = false;
  let heading: 3 | 4 | null = null;

  const place = (token: Token): void => {
    const runs = runsOf(token.children ?? []);
    if (table !== null) {
      if (inHead) table.head.push(runs.map((run) => run.text).join(''));
      else table.rows.at(-1)?.push(runs);
    } else if (heading !== null) blocks.push({ kind: 'heading', level: heading, runs });
    else if (lists.length > 0) {
      // What follows the first paragraph of an item belongs to it, and stands below it without a mark of its own.
      blocks.push(pending === null ? { kind: 'paragraph', runs, quote: quotes > 0 } : { kind: 'item', depth: Math.min(lists.length, DEEPEST_LIST) - 1, number: pending.number, runs });
      pending = null;
    } else {
      const name = NAME.exec(token.content)?.[1];
      const found = name === undefined || quotes > 0 ? null : named(name);
      blocks.push(...(found ?? [{ kind: 'paragraph', runs, quote: quotes > 0 } as const]));
    }
  };

  for (const token of parser.parse(clean(text), {})) {
    switch (token.type) {
      case 'inline':
        place(token);
        break;
      case 'heading_open':
        heading = token.tag === 'h1' || token.tag === 'h2' || token.tag === 'h3' ? 3 : 4;
        break;
      case 'heading_close':
        heading = null;
        break;
      case 'bullet_list_open':
      case 'ordered_list_open':
        lists.push({ ordered: token.type === 'ordered_list_open', next: Number(token.attrGet('start') ?? 1) });
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lists.pop();
        break;
      case 'list_item_open': {
        const list = lists.at(-1);
        pending = { number: list?.ordered === true ? list.next++ : null };
        break;
      }
      case 'list_item_close':
        pending = null;
        break;
      case 'blockquote_open':
        quotes += 1;
        break;
      case 'blockquote_close':
        quotes -= 1;
        break;
      case 'fence':
      case 'code_block':
        blocks.push({ kind: 'code', text: token.content.replace(/\n$/, '') });
        break;
      case 'hr':
        blocks.push({ kind: 'rule' });
        break;
      case 'table_open':
        table = { head: [], rows: [] };
        break;
      case 'thead_open':
      case 'thead_close':
        inHead = token.type === 'thead_open';
        break;
      case 'tr_open':
        if (!inHead) table?.rows.push([]);
        break;
      case 'table_close':
        if (table !== null) blocks.push({ kind: 'table', head: table.head, rows: table.rows });
        table = null;
        break;
      default:
        break;
    }
  }
  return blocks;
}

/** Each line without what would change how the text around it is drawn; its indentation means something and stays. */
const clean = (text: string): string =>
  text.slice(0, LONGEST_TEXT).split(/\r\n|\n|\r/).map((line) => `${/^[ \t]*/.exec(line)?.[0] ?? ''}${plain(line, LONGEST_LINE)}`).join('\n');

function runsOf(tokens: readonly Token[]): Run[] {
  const runs: Run[] = [];
  let [bold, italic] = [0, 0];
  let url: string | null = null;
  const add = (text: string, code = false): void => {
    if (text === '') return;
    runs.push({ text, ...(bold > 0 ? { bold: true } : {}), ...(italic > 0 ? { italic: true } : {}), ...(code ? { code: true } : {}), ...(url === null ? {} : { url }) });
  };
  for (const token of tokens) {
    if (token.type === 'strong_open') bold += 1;
    else if (token.type === 'strong_close') bold -= 1;
    else if (token.type === 'em_open') italic += 1;
    else if (token.type === 'em_close') italic -= 1;
    else if (token.type === 'link_open') url = webAddress(String(token.attrGet('href') ?? ''));
    else if (token.type === 'link_close') url = null;
    else if (token.type === 'softbreak' || token.type === 'hardbreak') add('\n');
    else add(token.content, token.type === 'code_inline');
  }
  return merged(runs);
}

/** Pieces that look the same are one piece. */
function merged(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const last = out.at(-1);
    if (last !== undefined && last.bold === run.bold && last.italic === run.italic && last.code === run.code && last.url === run.url) out[out.length - 1] = { ...last, text: last.text + run.text };
    else out.push(run);
  }
  return out;
}

import { createHash } from 'node:crypto';
import type { Block, Report, Run } from '../../../../shared/model/report.ts';
import { escapeHtml } from '../../html-text.ts';
import { pictureSvg } from './svg.ts';

const STYLE = `
:root{color-scheme:light dark;--text:#14202b;--quiet:#52606d;--line:#d3dae1;--raised:#f6f8fa;--link:#0b62c4;--chart:#24527a;--bad:#b42318}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--quiet:#9aa7b4;--line:#263240;--raised:#131a22;--link:#6cb6ff;--chart:#a9c7e8;--bad:#ff8080}}
@media print{:root{--text:#000;--quiet:#333;--line:#999;--raised:#fff;--link:#000;--chart:#24527a;--bad:#a00000}}
@page{size:a4;margin:16mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:52rem;padding:2rem 1.5rem 4rem;color:var(--text);font:1rem/1.55 Inter,system-ui,sans-serif;overflow-wrap:anywhere}
@media print{body{max-width:none;padding:0;font-size:10.5pt}}
h1{font-size:1.6rem;line-height:1.25;margin:.25rem 0 1rem}
h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-top:.8rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:1.4rem 0 .4rem}h4{font-size:1rem;margin:1.2rem 0 .3rem}
h1,h2,h3,h4,thead,figcaption{break-after:avoid}
p{margin:.6rem 0}ul,ol{margin:.5rem 0;padding-left:1.6rem}li{margin:.2rem 0}
li,tr,figure,blockquote{break-inside:avoid}
blockquote{margin:.8rem 0;padding:.1rem 0 .1rem 1rem;border-left:3px solid var(--line);color:var(--quiet)}
pre{padding:.8rem 1rem;background:var(--raised);border:1px solid var(--line);border-radius:6px;white-space:pre-wrap;font:.85rem/1.5 ui-monospace,monospace}
code{font:.9em ui-monospace,monospace;background:var(--raised);padding:.05em .3em;border-radius:4px}
a{color:var(--link)}hr{border:0;border-top:1px solid var(--line);margin:1.5rem 0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.25rem;margin:0}dt{color:var(--quiet)}dd{margin:0}
table{width:100%;border-collapse:collapse;margin:.8rem 0;font-size:.92rem}
th,td{padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}th{color:var(--quiet);font-weight:600}
th,td{min-width:6.5rem}td:first-child{min-width:9rem}
figure{margin:1.2rem 0}figure>p{margin:0 0 .35rem;font-weight:600}figcaption{color:var(--quiet);font-size:.85rem}svg{display:block;width:100%;height:auto}
.kind{color:var(--quiet);margin:0}footer{margin-top:3rem;padding-top:.8rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.85rem}
.grid{stroke:var(--line)}.axis{fill:var(--quiet);font:11px Inter,system-ui,sans-serif}.curve{stroke:var(--chart);fill:none;stroke-width:1.5}.limit{stroke:var(--bad);stroke-dasharray:5 4}.limitWord{fill:var(--bad);font:11px Inter,system-ui,sans-serif}.impact{fill:var(--bad);opacity:.09}.moment{stroke:var(--quiet);stroke-dasharray:2 3}
`.trim();

const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
/** Nothing is loaded and nothing runs: the page is this one style and words. */
const POLICY = `default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** One file that needs nothing else: words, tables and charts; no script, no picture from elsewhere, every text escaped. */
export function reportToHtml(report: Report): string {
  const title = `${report.incident} ${report.title}`;
  const facts = report.facts.map(({ name, text }) => `<dt>${escapeHtml(name)}</dt><dd dir="auto">${escapeHtml(text)}</dd>`).join('');
  const parts = report.parts.map(({ heading, blocks }) => `<section>\n<h2 dir="auto">${escapeHtml(heading)}</h2>\n${blocksToHtml(blocks)}\n</section>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<p class="kind">${escapeHtml(report.kind)}</p>
<h1 dir="auto">${escapeHtml(title)}</h1>
<dl>${facts}</dl>
${parts}
<footer>${report.footer.map((line) => `<p dir="auto">${escapeHtml(line)}</p>`).join('')}</footer>
</body>
</html>
`;
}

function blocksToHtml(blocks: readonly Block[]): string {
  const out: string[] = [];
  /** Tags of the lists that are open, the outermost first. */
  const open: string[] = [];
  const closeTo = (depth: number): void => {
    while (open.length > depth) out.push(`</li></${open.pop() ?? ''}>`);
  };
  for (const block of blocks) {
    if (block.kind !== 'item') {
      closeTo(0);
      out.push(blockToHtml(block));
      continue;
    }
    const tag = block.number === null ? 'ul' : 'ol';
    closeTo(block.depth + 1);
    if (open.length === block.depth + 1 && open.at(-1) !== tag) closeTo(block.depth);
    if (open.length === block.depth + 1) out.push('</li>');
    while (open.length < block.depth + 1) {
      // An item without one above it gets an empty one to stand in.
      if (open.length < block.depth) out.push(`<${tag}><li>`);
      else out.push(block.number === null ? '<ul>' : `<ol start="${block.number}">`);
      open.push(tag);
    }
    out.push(`<li dir="auto">${runsToHtml(block.runs)}`);
  }
  closeTo(0);
  return out.join('');
}

function blockToHtml(block: Exclude<Block, { kind: 'item' }>): string {
  switch (block.kind) {
    case 'paragraph':
      return block.quote ? `<blockquote><p dir="auto">${runsToHtml(block.runs)}</p></blockquote>` : `<p dir="auto">${runsToHtml(block.runs)}</p>`;
    case 'heading':
      return `<h${block.level} dir="auto">${runsToHtml(block.runs)}</h${block.level}>`;
    case 'code':
      return `<pre dir="auto">${escapeHtml(block.text)}</pre>`;
    case 'rule':
      return '<hr>';
    case 'table':
      return `<table><thead><tr>${block.head.map((cell) => `<th>${escapeHtml(cell)}</th>`).join('')}</tr></thead><tbody>${block.rows.map((cells) => `<tr>${block.head.map((_, index) => `<td dir="auto">${runsToHtml(cells[index] ?? [])}</td>`).join('')}</tr>`).join('')}</tbody></table>`;
    case 'picture':
    default:
      return `<figure><p dir="auto">${escapeHtml(block.picture.title)}</p>${pictureSvg(block.picture, 'classes')}<figcaption dir="auto">${escapeHtml(block.picture.caption)}</figcaption></figure>`;
  }
}

const runsToHtml = (runs: readonly Run[]): string => runs.map(runToHtml).join('');

function runToHtml({ text, bold, italic, code, url }: Run): string {
  let html = escapeHtml(text).replaceAll('\n', '<br>');
  if (code === true) html = `<code>${html}</code>`;
  if (italic === true) html = `<em>${html}</em>`;
  if (bold === true) html = `<strong>${html}</strong>`;
  return url === undefined ? html : `<a href="${escapeHtml(url)}" rel="noopener noreferrer">${html}</a>`;
}

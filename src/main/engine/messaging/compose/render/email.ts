import { escapeHtml } from '../../../html-text.ts';
import { asText, blocksOf, bytesOf, characters, isWebAddress, oneLine, withLinks, type Message, type Rendered } from './rendering.ts';

export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A header has no limit of its own; longer ones are cut by what shows them. */
const SUBJECT = 200;
/** Gmail shows no more than 102 kB of an HTML message. */
const HTML_BYTES = 100_000;

const inline = (text: string): string => withLinks(text).map(({ text: shown, url }) => (url === null ? escapeHtml(shown) : anchor(shown, url))).join('');
/** Colours are left to the reader's own program, which knows whether it is dark: no blue is read well on both white and black. */
const anchor = (text: string, url: string): string => `<a href="${escapeHtml(url)}" style="color:inherit">${escapeHtml(text)}</a>`;
const P = 'margin:0 0 16px';

/** Plain text, and HTML of escaped text with its styles in place: nothing is loaded from anywhere and nothing runs. */
export function toEmail(message: Message): Rendered<EmailContent> {
  const title = oneLine(message.text.title);
  const blocks = blocksOf(message.text.body).map((block) =>
    block.kind === 'items'
      ? `<ul style="margin:0 0 16px;padding:0 0 0 20px">${block.items.map((item) => `<li dir="auto" style="margin:0 0 4px">${inline(item)}</li>`).join('')}</ul>`
      : `<p dir="auto" style="${P}">${block.lines.map(inline).join('<br>')}</p>`,
  );
  const links = message.links.filter(({ url }) => isWebAddress(url)).map(({ label, url }) => `<p style="${P}">${anchor(oneLine(label) || url, url)}</p>`);
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
</head>
<body style="margin:0;padding:24px 16px">
<div style="max-width:600px;margin:0 auto;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere">
<h1 dir="auto" style="margin:0 0 16px;padding:0 0 12px;border-bottom:2px solid #7a8594;font-size:20px;line-height:1.3">${escapeHtml(title)}</h1>
${[...blocks, ...links].join('\n')}
</div>
</body>
</html>
`;
  return { content: { subject: title, text: `${asText(message)}\n`, html }, limits: [characters('subject', title.length, SUBJECT), { what: 'HTML', used: bytesOf(html), max: HTML_BYTES, unit: 'bytes' }], cut: false };
}

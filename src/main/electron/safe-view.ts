import { fromRfc3339 } from '../../shared/model/units.ts';
import { formatUtcTime } from '../../shared/time/format.ts';
import { STATE_GLYPH } from '../../shared/text/state-words.ts';
import type { StatusLine } from './status.ts';

const REFRESH_SECONDS = 5;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const text = (from: string): string => from.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const STYLE = `body{margin:0;padding:48px;background:#0B0F14;color:#E6EDF3;font:400 28px/1.4 system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1{margin:0 0 8px;font-size:64px;font-weight:600}p{margin:0 0 24px;color:#9AA7B4}ul{margin:0 0 32px;padding:0;list-style:none}
li{padding:4px 0}a{color:#6CB6FF}`;

/** What a screen shows when its page cannot live: the last known state in words, how old it is, and the way back. */
export function safeView(status: StatusLine, nonce: string): string {
  const at = status.at === null ? null : fromRfc3339(status.at);
  const time = at === null ? '' : `${text(formatUtcTime(at))} UTC`;
  const read = at === null ? 'Nothing has been heard from the engine yet.' : status.heard ? `As the engine says at ${time}.` : `The engine was last heard at ${time}.`;
  const services = status.services.map(({ name, kind }) => `<li>${status.heard ? `${STATE_GLYPH[kind]} ` : '⊘ blind, was '}${text(kind)}: ${text(name)}</li>`).join('');
  const incidents = status.incidents.map(({ id, severity, title, proposed, isDrill }) => `<li>${status.heard ? '' : 'was open: '}${text(severity)} ${text(id)}${isDrill ? ' DRILL' : ''}${proposed ? ', proposed' : ''}: ${text(title)}</li>`).join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="${REFRESH_SECONDS}"><title>Holdfast: safe view</title><style nonce="${nonce}">${STYLE}</style></head>
<body><h1>${text(status.text)}</h1><p>${text(status.workspace)}. ${read}</p>${incidents === '' ? '' : `<ul>${incidents}</ul>`}<ul>${services}</ul>
<p>This screen failed five times within a minute, so it shows words only. Holdfast goes on watching.</p><p><a href="/wall">Reload the wall</a></p></body></html>`;
}

import { isIP } from 'node:net';

const oneForOne = (mapped: string, original: string): string => (Array.from(mapped).length === 1 ? mapped : original);

/** Letter by letter, as Go does: `ß` stays, where JavaScript would make two letters of it. */
export const upper = (value: string): string => Array.from(value, (letter) => oneForOne(letter.toUpperCase(), letter)).join('');
export const lower = (value: string): string => Array.from(value, (letter) => oneForOne(letter.toLowerCase(), letter)).join('');

/** The first letter of each word in upper case, the others as they are. */
export function title(value: string): string {
  let isStart = true;
  return Array.from(value, (letter) => {
    const mapped = isStart ? upper(letter) : letter;
    isStart = separates(letter);
    return mapped;
  }).join('');
}

/** ASCII but letters, digits and `_`; beyond ASCII only white space. Source: strings.Title, isSeparator. */
const separates = (letter: string): boolean => (letter <= '\u007F' ? !/[\w]/.test(letter) : /\s/.test(letter));

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&#34;', '\0': '\uFFFD' };
// The null character is one of those looked for.
// oxlint-disable-next-line no-control-regex
export const escapeHtml = (value: string): string => value.replace(/[<>&'"\u0000]/g, (character) => HTML[character] ?? character);

/** As Go's url.QueryEscape: like encodeURIComponent, with blanks as `+` and nothing but `-_.~` left as it is. */
export const escapeQuery = (value: string): string =>
  encodeURIComponent(value.toWellFormed()).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`).replaceAll('%20', '+');

/** `host:port` without its port; anything else as it is. Source: net.SplitHostPort. */
export function stripPort(address: string): string {
  const found = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(address);
  return found === null ? address : (found[1] ?? found[2] ?? address);
}

/** The first part of a host name, port kept; IP addresses as they are. */
export function stripDomain(address: string): string {
  const host = stripPort(address);
  if (isIP(host) !== 0) return address;
  const port = host === address ? '' : address.slice(address.lastIndexOf(':'));
  return (host.split('.')[0] ?? host) + (port === ':' ? '' : port);
}

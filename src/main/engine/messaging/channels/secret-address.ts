/** An address that is a secret itself, taken apart so that it can be asked and never repeated. */
export interface SecretAddress {
  /** Without its query. */
  readonly base: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly host: string;
  /** Takes everything of it that could let somebody in out of a text from outside. */
  hide(text: string): string;
}

/** Shorter parts are words of a path, and would blank out ordinary ones. */
const SECRET_LENGTH = 16;

export function secretAddress(text: string): SecretAddress {
  const url = URL.parse(text.trim());
  if (url === null) return { base: text, query: {}, host: '', hide: (words) => (text === '' ? words : words.replaceAll(text, '•••')) };
  const query: Record<string, string[]> = {};
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value);
  const raw = url.search.slice(1).split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  const parts = [...url.pathname.split('/'), ...raw, ...url.searchParams.values(), ...(url.pathname.length > 1 ? [`${url.pathname}${url.search}`] : [])];
  const secrets = [...new Set([url.href, ...parts])].filter((part) => part.length >= SECRET_LENGTH).sort((a, b) => b.length - a.length);
  const base = new URL(url.href);
  base.search = '';
  base.hash = '';
  return { base: base.href, query, host: url.hostname, hide: (words) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '•••'), words) };
}

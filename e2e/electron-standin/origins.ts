/**
 * Chromium outside Electron cannot load a scheme of one's own, so `app://ui/…` travels as `https://ui.app.electron-standin.test/…`,
 * which is answered from within and never leaves the browser. Both directions are here; the app sees only its own addresses.
 */
const SUFFIX = 'electron-standin.test';
const schemes = new Set<string>();

export const knowScheme = (scheme: string): void => void schemes.add(scheme);

export function toChromium(url: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z]+):\/\/([a-z0-9.-]+)(.*)$/.exec(url) ?? [];
  return schemes.has(scheme) ? `https://${host}.${scheme}.${SUFFIX}${rest}` : url;
}

export function toElectron(url: string): string {
  const [, host = '', scheme = '', rest = ''] = /^https:\/\/([a-z0-9.-]+)\.([a-z]+)\.electron-standin\.test(.*)$/.exec(url) ?? [];
  return schemes.has(scheme) ? `${scheme}://${host}${rest}` : url;
}

/** As Chromium serialises the origin of a frame. */
export function originOf(url: string): string {
  const own = /^([a-z]+):\/\/[^/?#]*/.exec(toElectron(url));
  if (own !== null && schemes.has(own[1] ?? '')) return own[0];
  return URL.parse(url)?.origin ?? 'null';
}

/** The scheme whose handler answers this address; null = it belongs to the network. */
export const schemeOf = (url: string): string | null => [...schemes].find((scheme) => url.startsWith(`${scheme}://`)) ?? null;

/** An address that a system's browser may be handed at all: http(s) and no credentials, parsed so that nothing odd in the text survives. */
export function webAddress(address: string): URL | null {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  return url.username !== '' || url.password !== '' ? null : url;
}

/**
 * Whether an address is opened without a question: one of a host (with its port) that the configuration or an open incident names.
 * Returns the address parsed and written out again, null when it must not be opened just so.
 */
export function judgeExternal(address: string, knownHosts: ReadonlySet<string>): string | null {
  const url = webAddress(address);
  return url !== null && knownHosts.has(url.host) ? url.href : null;
}

/**
 * Whether an address may be handed to the system's browser: http(s), no credentials, and a host (with its port) that the
 * configuration names. Returns the address parsed and written out again, null when it must not be opened.
 */
export function judgeExternal(address: string, configuredHosts: ReadonlySet<string>): string | null {
  const url = URL.parse(address);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null;
  if (url.username !== '' || url.password !== '' || !configuredHosts.has(url.host)) return null;
  return url.href;
}

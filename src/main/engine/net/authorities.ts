import tls from 'node:tls';

let trusted: readonly string[] | null = null;

/**
 * The certificate authorities, PEM, that an outgoing connection trusts when nothing else is configured: those that come with
 * Node and those of the operating system. Read once, on first use: the system's store takes about a tenth of a second.
 */
export function trustedAuthorities(): readonly string[] {
  trusted ??= [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])];
  return trusted;
}

/** The browser keeps it for as long as browsers keep anything (400 days): a wall must not need pairing after a power cut. */
const MAX_AGE_SECONDS = 400 * 86_400;

export interface SessionCookie {
  readonly name: string;
  /** The value of `Set-Cookie`. */
  set(token: string): string;
  clear(): string;
}

/**
 * Under TLS the `__Host-` prefix binds the cookie to exactly this host (RFC 6265bis). Without TLS browsers refuse that prefix, and
 * cookies do not see ports, so the name carries the port: another server on this machine then has another cookie.
 */
export function sessionCookie({ tls, port }: { readonly tls: boolean; readonly port: number }): SessionCookie {
  const name = tls ? '__Host-holdfast' : `holdfast-${port}`;
  const attributes = `Path=/; HttpOnly; SameSite=Strict${tls ? '; Secure' : ''}`;
  return {
    name,
    set: (token) => `${name}=${token}; Max-Age=${MAX_AGE_SECONDS}; ${attributes}`,
    clear: () => `${name}=; Max-Age=0; ${attributes}`,
  };
}

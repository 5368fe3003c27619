import { z } from 'zod';

/** What the configurations of several sources are made of. */
export const HttpUrl = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// address' });
/** Text that may hold secret references: `${env:NAME}`, `${file:path}`, `${secret:name}`. */
export const Secret = z.string().min(1);
/** Header name → text that may hold secret references. */
export const Headers = z.record(z.string().regex(/^[A-Za-z0-9-]+$/, 'expected a header name of letters, digits and "-"'), Secret);
export const DisplayName = z.string().min(1).max(80);

export const AuthConfig = z
  .strictObject({
    basic: z
      .strictObject({ username: z.string().min(1).describe('user name'), password: Secret.describe('usually ${env:NAME}, ${file:path} or ${secret:name}') })
      .optional()
      .describe('HTTP basic authentication'),
    bearer: Secret.optional().describe('token of an Authorization: Bearer header, usually ${env:NAME}, ${file:path} or ${secret:name}'),
  })
  .refine((auth) => (auth.basic === undefined) !== (auth.bearer === undefined), 'expected exactly one of "basic" and "bearer"');

export const TlsConfig = z
  .strictObject({
    ca: Secret.optional().describe('PEM text, usually ${file:path}: trusted in addition to the system’s own authorities'),
    cert: Secret.optional().describe('PEM client certificate'),
    key: Secret.optional().describe('PEM client key'),
    serverName: z.string().min(1).optional().describe('name expected in the certificate, where it differs from the address'),
  })
  .refine((tls) => (tls.cert === undefined) === (tls.key === undefined), 'expected "cert" and "key" together, or neither');
export type AuthConfig = z.infer<typeof AuthConfig>;
export type TlsConfig = z.infer<typeof TlsConfig>;

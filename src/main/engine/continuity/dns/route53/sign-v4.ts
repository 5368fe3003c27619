import { createHash, createHmac } from 'node:crypto';
import type { EpochMs } from '../../../../../shared/model/units.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials, which are the better ones. */
  readonly sessionToken?: string | undefined;
}

export interface RequestToSign {
  readonly method: string;
  /** As it is sent, escaped once. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** All that are signed beside `x-amz-date`; `host` is one of them. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly region: string;
  readonly service: string;
  readonly at: EpochMs;
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
/** Escapes everything but A-Z a-z 0-9 - . _ ~ (RFC 3986), which `encodeURIComponent` does not quite. */
export const escaped = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** `20150830T123600Z` */
export const amzDate = (at: EpochMs): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

/** The headers that sign a request to AWS (Signature Version 4). */
export function signV4(request: RequestToSign, { accessKeyId, secretAccessKey }: AwsCredentials): Readonly<Record<string, string>> {
  const date = amzDate(request.at);
  const headers: Record<string, string> = { ...request.headers, 'x-amz-date': date };
  const names = Object.keys(headers).sort();
  const signedNames = names.join(';');
  const query = Object.entries(request.query).map(([name, value]) => `${escaped(name)}=${escaped(value)}`).sort().join('&');
  const canonical = [request.method, request.path, query, ...names.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`), '', signedNames, sha256(request.body)].join('\n');
  const scope = [date.slice(0, 8), request.region, request.service, 'aws4_request'];
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((previous, part) => hmac(previous, part), `AWS4${secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  return { 'x-amz-date': date, Authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${signedNames}, Signature=${signature}` };
}

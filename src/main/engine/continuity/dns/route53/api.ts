import { durationMs, type DurationMs } from '../../../../../shared/model/units.ts';
import { createVendor, isAnswer, refusalOf, type NoAnswer } from '../../../messaging/channels/vendor.ts';
import type { TlsTexts } from '../../../sources/http/agent.ts';
import type { HttpDeps } from '../../../sources/http/client.ts';
import type { VendorOperation } from '../../../sources/vendor-operation.ts';
import type { Said } from '../provider.ts';
import { escaped, signV4, type AwsCredentials } from './sign-v4.ts';
import { childrenOf, readXml, textAt, type XmlElement } from './xml.ts';

/** What is called of Route 53, and no more. */
export const ROUTE53_OPERATIONS = {
  change: { id: 'ChangeResourceRecordSets', method: 'POST', path: '/2013-04-01/hostedzone/{Id}/rrset/' },
  list: { id: 'ListResourceRecordSets', method: 'GET', path: '/2013-04-01/hostedzone/{Id}/rrset' },
  getChange: { id: 'GetChange', method: 'GET', path: '/2013-04-01/change/{Id}' },
  zone: { id: 'GetHostedZone', method: 'GET', path: '/2013-04-01/hostedzone/{Id}' },
} as const satisfies Readonly<Record<string, VendorOperation>>;

export const ROUTE53_URL = 'https://route53.amazonaws.com';
export const ROUTE53_NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';
/** Route 53 is a global service: its requests are signed for this region everywhere. */
const REGION = 'us-east-1';
/** Its bucket fills by ten requests a second. */
const THROTTLED_MS = durationMs(1_000);

export interface Route53Endpoint {
  readonly credentials: AwsCredentials;
  readonly url?: string;
  readonly tls?: TlsTexts;
}

type Wrong = Extract<Said, { kind: 'no' | 'ambiguous' | 'notReached' }>;
type Asked = { readonly ok: true; readonly body: XmlElement } | { readonly ok: false; readonly wrong: Wrong; /** AWS's own name of what is wrong. */ readonly code: string | null };

export interface Route53Client {
  ask(operation: VendorOperation, id: string, more: { readonly query?: Readonly<Record<string, string>>; readonly xml?: string }, abort: AbortSignal): Promise<Asked>;
  close(): void;
}

export function createRoute53Client({ credentials, url = ROUTE53_URL, tls = {} }: Route53Endpoint, deps: HttpDeps): Route53Client {
  const token = credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken };
  const vendor = createVendor({ url, auth: { kind: 'none' }, headers: token, tls }, deps);
  return {
    ask: async ({ method, path: template }, id, { query = {}, xml }, abort) => {
      const path = template.replace('{Id}', escaped(id));
      const signed = signV4({ method, path, query, headers: { host: new URL(url).host, ...token }, body: xml ?? '', region: REGION, service: 'route53', at: deps.clock.nowMs() }, credentials);
      const answer = await vendor.ask({ method, path, query, headers: { ...signed, Accept: 'application/xml' }, ...(xml === undefined ? {} : { raw: { type: 'application/xml', text: xml } }) }, abort);
      if (!isAnswer(answer)) return { ok: false, wrong: noAnswer(answer), code: null };
      const body = readXml(answer.text);
      const { status } = answer;
      if (status >= 200 && status < 300) return body === null || body.name === 'ErrorResponse' ? { ok: false, wrong: { kind: 'ambiguous', reason: `an answer that makes no sense (HTTP ${status})` }, code: null } : { ok: true, body };
      const { code, message } = failureOf(body);
      const said = code === null ? null : vendor.clean(`${message} [${code}]`);
      if (code !== null && AGAIN.has(code)) return { ok: false, wrong: { kind: 'no', reason: `${WORDS[code] ?? 'too many requests'} (HTTP ${status}): ${said ?? ''}`, again: true, retryAfterMs: waitOf(code) }, code };
      const refusal = refusalOf({ answer, words: said, unauthorised: 'AWS does not take the credentials', forbidden: (code === null ? undefined : WORDS[code]) ?? 'these credentials may not do this', nowMs: deps.clock.nowMs() });
      const wrong: Wrong = refusal.kind === 'refused' ? { kind: 'no', reason: refusal.reason, again: refusal.again, retryAfterMs: refusal.retryAfterMs ?? null } : { kind: 'ambiguous', reason: refusal.kind === 'ambiguous' ? refusal.reason : 'an answer that makes no sense' };
      return { ok: false, wrong, code };
    },
    close: () => vendor.close(),
  };
}

const noAnswer = ({ kind, reason }: NoAnswer): Wrong => ({ kind, reason });

/** Nothing was taken, and the same may be taken a moment later. */
const AGAIN: ReadonlySet<string> = new Set(['Throttling', 'ThrottlingException', 'PriorRequestNotComplete']);
const waitOf = (code: string): DurationMs => (code === 'PriorRequestNotComplete' ? durationMs(5_000) : THROTTLED_MS);
const WORDS: Readonly<Record<string, string>> = {
  PriorRequestNotComplete: 'an earlier change of this zone is not complete yet',
  SignatureDoesNotMatch: 'the secret access key is not the one of this access key',
  RequestExpired: 'the clock of this machine differs from AWS’s by more than 15 minutes',
  InvalidClientTokenId: 'AWS does not know the access key',
  ExpiredToken: 'the temporary credentials have expired',
  AccessDenied: 'these credentials may not do this: they need route53:ChangeResourceRecordSets for this zone, and the right to read it',
};

/** `ErrorResponse` of AWS, or `InvalidChangeBatch` with a message for each thing that is wrong in a change. */
function failureOf(body: XmlElement | null): { readonly code: string | null; readonly message: string } {
  if (body?.name === 'InvalidChangeBatch') {
    const messages = [...childrenOf(childrenOf(body, 'Messages')[0], 'Message')].map(({ text }) => text.trim());
    return { code: 'InvalidChangeBatch', message: messages.join('; ') || (textAt(body, 'Message') ?? '') };
  }
  const code = textAt(body, 'Error', 'Code');
  return { code, message: textAt(body, 'Error', 'Message') ?? '' };
}

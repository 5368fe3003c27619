import { createHash, createHmac } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readContract } from './contracts.ts';
import type { Operation, Parameter } from './openapi.ts';
import type { RawRequest, Refusal } from './request.ts';
import { isJson, type Json } from './schema.ts';
import type { Answer } from './send.ts';
import { startVendor, type Call, type FakeVendor, type Handler, type Now } from './vendor.ts';

export const ROUTE53_KEY = { accessKeyId: 'AKIAFAKEFAKEFAKEFAKE', secretAccessKey: 'fakeSecretfakeSecretfakeSecretfakeSecret0' };
export const ROUTE53_ZONE = 'Z0123456789FAKEZONE0';
const NAMESPACE = 'https://route53.amazonaws.com/doc/2013-04-01/';
const ZONE_NAME = 'acme.test.';

export interface Route53Set {
  readonly Name: string;
  readonly Type: string;
  readonly TTL?: number;
  readonly ResourceRecords?: { readonly ResourceRecord: readonly { readonly Value: string }[] };
  readonly AliasTarget?: Json;
  readonly SetIdentifier?: string;
  readonly Weight?: number;
}

export interface FakeRoute53 extends FakeVendor {
  sets: Route53Set[];
  /** Status that `GetChange` tells. */
  changeStatus: 'PENDING' | 'INSYNC';
  /** An error that AWS answers to changes with, HTTP status and code. */
  refusesWith: { readonly status: number; readonly code: string } | null;
  /** Says yes to a change and does nothing. */
  liar: boolean;
  /** Names that the credentials may change, as a condition on names of their policy says it; null: every name. */
  mayChange: readonly string[] | null;
  /** Does it, and says that it failed. */
  doesAndDenies: boolean;
  /** Runs right before a change: somebody else, in the window. */
  before: (() => void) | null;
  secretAccessKey: string;
  put(name: string, type: string, ttl: number, ...values: readonly string[]): void;
  values(name: string, type: string): readonly string[];
}

/* Written apart from the client's own reader and signer, so that one fault is not on both sides. */
const LISTS = new Set(['Change', 'ResourceRecord']);
const NUMBERS = new Set(['TTL', 'Weight']);

/** A document as JSON: element names are keys. Null where it is no such document. */
export function jsonOf(xml: string): { readonly root: string; readonly body: Json; readonly namespace: string } | null {
  const head = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*<(\w+) xmlns="([^"]+)">([\s\S]*)<\/\1>$/.exec(xml);
  if (head === null) return null;
  const [, root = '', namespace = '', inner = ''] = head;
  const body = valueOf(inner);
  return isJson(body) ? { root, body, namespace } : null;
}

function valueOf(inner: string): unknown {
  if (!inner.includes('<')) return inner.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  const out: Record<string, unknown> = {};
  let rest = inner;
  while (rest !== '') {
    const name = /^<(\w+)>/.exec(rest)?.[1];
    if (name === undefined) return undefined;
    const end = rest.indexOf(`</${name}>`);
    if (end < 0) return undefined;
    const value = valueOf(rest.slice(name.length + 2, end));
    if (value === undefined) return undefined;
    const typed = NUMBERS.has(name) ? Number(value) : value;
    out[name] = LISTS.has(name) ? [...((out[name] as unknown[] | undefined) ?? []), typed] : typed;
    rest = rest.slice(end + name.length + 3);
  }
  return out;
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const xmlOf = (value: unknown): string => (isJson(value) ? Object.entries(value).map(([name, inner]) => (Array.isArray(inner) ? inner : [inner]).map((each) => `<${name}>${xmlOf(each)}</${name}>`).join('')).join('') : escape(String(value)));
const documentOf = (root: string, body: unknown): string => `<?xml version="1.0"?>\n<${root} xmlns="${NAMESPACE}">${xmlOf(body)}</${root}>`;

let shapes: { readonly operations: readonly Operation[]; readonly check: (name: string, value: unknown) => string | null } | undefined;

/** Methods, paths and parameters of the service's own model; bodies by the schema that was made of it. */
export function route53Shapes(): NonNullable<typeof shapes> {
  if (shapes !== undefined) return shapes;
  const model = readContract('route53/route53-2013-04-01.service-2.cut.json') as { operations: Record<string, Json>; shapes: Record<string, Json> };
  const ajv = new Ajv2020({ strict: false, logger: false });
  const schema = readContract('route53/route53.xml-as-json.schema.json');
  ajv.addSchema({ ...schema, $id: 'http://contracts.test/route53' });
  const check = (name: string, value: unknown): string | null => {
    const validate = ajv.getSchema(`http://contracts.test/route53#/$defs/${name}`);
    if (validate === undefined) throw new Error(`no shape ${name}`);
    return validate(value) === true ? null : `${name}${validate.errors?.[0]?.instancePath ?? ''} ${validate.errors?.[0]?.message ?? 'is wrong'}`;
  };
  const operations = Object.entries(model.operations).map(([id, { http, input }]): Operation => {
    const members = Object.values((model.shapes[String((input as Json)['shape'])]?.['members'] ?? {}) as Record<string, Json>);
    const parameters = members.flatMap((member): Parameter[] => {
      const location = member['location'];
      if (location !== 'querystring' && location !== 'uri') return [];
      return [{ name: String(member['locationName']), in: location === 'uri' ? 'path' : 'query', required: location === 'uri', list: 'no', check: (value) => (typeof value === 'object' ? 'is no text' : null) }];
    });
    return { id, method: String((http as Json)['method']), path: String((http as Json)['requestUri']), parameters, bodies: new Map(), bodyRequired: false, answers: new Map(), credentials: [[{ header: 'authorization', scheme: 'AWS4-HMAC-SHA256' }]], scopes: [] };
  });
  shapes = { operations, check };
  return shapes;
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Signs the request again from what arrived, and compares: null, or AWS's own code of what is wrong. */
function signatureTrouble({ method, target, headers, body }: RawRequest, secret: string, nowMs: number): string | null {
  const auth = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/us-east-1\/route53\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/.exec(String(headers['authorization']));
  if (auth === null) return 'IncompleteSignature';
  const [, key = '', day = '', names = '', signature = ''] = auth;
  const date = String(headers['x-amz-date']);
  const sentMs = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (key !== ROUTE53_KEY.accessKeyId) return 'InvalidClientTokenId';
  if (!date.startsWith(day) || !(Math.abs(nowMs - sentMs) <= 900_000)) return 'RequestExpired';
  if (!['host', 'x-amz-date', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))].every((name) => names.split(';').includes(name))) return 'SignatureDoesNotMatch';
  const [path = '', search = ''] = target.split('?');
  const pairs = [...new URLSearchParams(search)].map((pair) => pair.map((part) => encodeURIComponent(part).replaceAll('*', '%2A')).join('=')).sort().join('&');
  const canonical = `${method}\n${path}\n${pairs}\n${names.split(';').map((name) => `${name}:${String(headers[name])}\n`).join('')}\n${names}\n${hex(body)}`;
  const toSign = `AWS4-HMAC-SHA256\n${date}\n${day}/us-east-1/route53/aws4_request\n${hex(canonical)}`;
  let derived: Buffer = Buffer.from(`AWS4${secret}`);
  for (const part of [day, 'us-east-1', 'route53', 'aws4_request', toSign]) derived = createHmac('sha256', derived).update(part).digest();
  return derived.toString('hex') === signature ? null : 'SignatureDoesNotMatch';
}

/** Starts a zone without records. */
export async function startRoute53({ now = Date.now }: { readonly now?: Now } = {}): Promise<FakeRoute53> {
  const { operations, check } = route53Shapes();
  let count = 0;
  const xml = (status: number, root: string, body: unknown): Answer => ({ status, raw: documentOf(root, body), headers: { 'Content-Type': 'text/xml' } });
  const error = (status: number, code: string, message: string): Answer => xml(status, 'ErrorResponse', { Error: { Type: 'Sender', Code: code, Message: message }, RequestId: 'b25f48e8-84fd-11e6-80d9-574e0c4664cb' });
  const good = (root: string, body: Json): Answer => {
    const wrong = check(root, body);
    if (wrong !== null) throw new Error(`the fake would answer what its description does not allow: ${wrong}`);
    return xml(200, root, body);
  };
  const inZone = (handler: Handler): Handler => (call) => (call.path['Id'] === ROUTE53_ZONE ? handler(call) : error(404, 'NoSuchHostedZone', `No hosted zone found with ID: ${call.path['Id'] ?? ''}`));
  const full = (name: string): string => (name.endsWith('.') ? name : `${name}.`).toLowerCase();
  const isSame = (one: Route53Set, other: Route53Set): boolean => full(one.Name) === full(other.Name) && one.Type === other.Type && one.SetIdentifier === other.SetIdentifier;
  const valuesOf = (set: Route53Set): string => (set.ResourceRecords?.ResourceRecord ?? []).map(({ Value }) => Value).sort().join('\n');
  const info = (status: string, comment?: string): Json => ({ ChangeInfo: { Id: `/change/C${String(count).padStart(13, '0')}`, Status: status, SubmittedAt: new Date(now()).toISOString(), ...(comment === undefined ? {} : { Comment: comment }) } });

  const change = (call: Call): Answer => {
    fake.before?.();
    const batch = jsonOf(call.request.body)?.body['ChangeBatch'] as { Comment?: string; Changes: { Change: readonly { Action: string; ResourceRecordSet: Route53Set }[] } };
    const denied = batch.Changes.Change.find(({ ResourceRecordSet: set }) => fake.mayChange !== null && !fake.mayChange.includes(full(set.Name).slice(0, -1)));
    if (denied !== undefined) return error(403, 'AccessDenied', `User: arn:aws:iam::111122223333:user/failover is not authorized to perform: route53:ChangeResourceRecordSets on resource: arn:aws:route53:::hostedzone/${ROUTE53_ZONE}`);
    const messages: string[] = [];
    let next = [...fake.sets];
    for (const { Action: action, ResourceRecordSet: set } of batch.Changes.Change) {
      const words = `[name='${full(set.Name)}', type='${set.Type}']`;
      const there = next.find((each) => isSame(each, set));
      if (!full(set.Name).endsWith(`.${ZONE_NAME}`) && full(set.Name) !== ZONE_NAME) messages.push(`RRSet with DNS name ${full(set.Name)} is not permitted in zone ${ZONE_NAME}`);
      else if (action === 'DELETE' && there === undefined) messages.push(`Tried to delete resource record set ${words} but it was not found`);
      else if (action === 'DELETE' && there !== undefined && (valuesOf(there) !== valuesOf(set) || there.TTL !== set.TTL)) messages.push(`Tried to delete resource record set ${words} but the values provided do not match the current values`);
      else if (action === 'CREATE' && there !== undefined) messages.push(`Tried to create resource record set ${words} but it already exists`);
      else if (action !== 'DELETE' && next.some((each) => full(each.Name) === full(set.Name) && each.Type !== set.Type && (each.Type === 'CNAME' || set.Type === 'CNAME'))) messages.push(`RRSet of type ${set.Type} with DNS name ${full(set.Name)} is not permitted as it conflicts with other records with the same DNS name in zone ${ZONE_NAME}`);
      next = action === 'DELETE' ? next.filter((each) => !isSame(each, set)) : [...next.filter((each) => !isSame(each, set)), { ...set, Name: full(set.Name) }];
    }
    if (messages.length > 0) return xml(400, 'InvalidChangeBatch', { Messages: { Message: messages }, RequestId: 'b25f48e8-84fd-11e6-80d9-574e0c4664cb' });
    if (fake.refusesWith !== null) return error(fake.refusesWith.status, fake.refusesWith.code, 'Rate exceeded');
    if (!fake.liar) fake.sets = next;
    if (fake.doesAndDenies) return error(500, 'InternalFailure', 'We encountered an internal error. Please try again.');
    count += 1;
    return good('ChangeResourceRecordSetsResponse', info('PENDING', batch.Comment));
  };

  /** By the labels from the last one on, as the service sorts. */
  const order = (name: string): string => full(name).split('.').toReversed().join('.');
  const list = ({ query }: Call): Answer => {
    const from = typeof query['name'] === 'string' ? order(query['name']) : '';
    const size = Number(query['maxitems'] ?? 300);
    const found = fake.sets.filter(({ Name }) => order(Name) >= from).sort((a, b) => (order(a.Name) < order(b.Name) ? -1 : 1));
    return good('ListResourceRecordSetsResponse', { ResourceRecordSets: { ResourceRecordSet: found.slice(0, size) }, IsTruncated: found.length > size, MaxItems: String(size) });
  };

  /** What the model says of bodies: XML, of one shape, and only where one is sent. */
  const inspect = ({ operation, request }: Call): Refusal | null => {
    if (operation.id !== 'ChangeResourceRecordSets') return request.body === '' && request.headers['content-type'] === undefined ? null : { status: 400, reason: `${operation.id} takes no body` };
    if (!/^(?:application|text)\/xml$/.test(String(request.headers['content-type']))) return { status: 415, reason: 'Content-Type must be XML' };
    const read = jsonOf(request.body);
    if (read === null || read.root !== 'ChangeResourceRecordSetsRequest' || read.namespace !== NAMESPACE) return { status: 400, reason: 'body is no such XML document' };
    const wrong = check('ChangeResourceRecordSetsRequest', read.body);
    return wrong === null ? null : { status: 400, reason: wrong };
  };
  /* Bodies are XML, which only `inspect` reads; so this operation is passed, and its query is looked at there. */
  const vendor = await startVendor(
    {
      operations,
      passed: ['ChangeResourceRecordSets'],
      handlers: {
        'POST /2013-04-01/hostedzone/{Id}/rrset/': inZone(change),
        'GET /2013-04-01/hostedzone/{Id}/rrset': inZone(list),
        'GET /2013-04-01/change/{Id}': ({ path }) => (/^C\d{13}$/.test(path['Id'] ?? '') ? good('GetChangeResponse', info(fake.changeStatus)) : error(404, 'NoSuchChange', 'A change with the specified change ID does not exist.')),
        'GET /2013-04-01/hostedzone/{Id}': inZone(() => good('GetHostedZoneResponse', { HostedZone: { Id: `/hostedzone/${ROUTE53_ZONE}`, Name: ZONE_NAME, CallerReference: 'fake' } })),
      },
      inspect: (call) => (call.operation.id === 'ChangeResourceRecordSets' && Object.keys(call.query).length > 0 ? { status: 400, reason: 'ChangeResourceRecordSets has no parameters' } : inspect(call)),
      authorise: ({ request }) => {
        const trouble = signatureTrouble(request, fake.secretAccessKey, now() + fake.skewMs);
        return trouble === null ? null : error(403, trouble, 'The request signature we calculated does not match the signature you provided.');
      },
      error: (status, message) => error(status, status >= 500 ? 'InternalFailure' : 'InvalidInput', message),
      unauthorized: () => error(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'),
      forbidden: () => error(403, 'AccessDenied', 'User: arn:aws:iam::123456789012:user/fake is not authorized to perform: route53:ChangeResourceRecordSets'),
      limited: () => error(400, 'Throttling', 'Rate exceeded'),
    },
    now,
  );
  const fake: FakeRoute53 = Object.assign(vendor, {
    sets: [] as Route53Set[],
    changeStatus: 'PENDING' as const,
    refusesWith: null,
    liar: false,
    mayChange: null,
    doesAndDenies: false,
    before: null,
    secretAccessKey: ROUTE53_KEY.secretAccessKey,
    put: (name: string, type: string, ttl: number, ...values: readonly string[]): void => {
      const set: Route53Set = { Name: full(name), Type: type, TTL: ttl, ResourceRecords: { ResourceRecord: values.map((Value) => ({ Value })) } };
      fake.sets = [...fake.sets.filter((each) => !isSame(each, set)), set];
    },
    values: (name: string, type: string) => fake.sets.filter((set) => full(set.Name) === full(name) && set.Type === type).flatMap((set) => (set.ResourceRecords?.ResourceRecord ?? []).map(({ Value }) => Value)).sort(),
  });
  return fake;
}

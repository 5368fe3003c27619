import { DnsFormatError, plainName } from '../../../../dns/name.ts';
import { valueData, valueText, type SetType } from '../../../../dns/record-data.ts';
import type { HttpDeps } from '../../../sources/http/client.ts';
import { createProvider } from '../create-provider.ts';
import type { DnsProvider, Read, Said, SwapOrder } from '../provider.ts';
import { createRoute53Client, ROUTE53_NAMESPACE, ROUTE53_OPERATIONS, ROUTE53_URL, type Route53Endpoint } from './api.ts';
import { at, childrenOf, tag, textAt, words, type XmlElement } from './xml.ts';

export interface Route53Options extends Route53Endpoint {
  readonly zone: string;
  /** As AWS shows it, with or without `/hostedzone/`. */
  readonly zoneId: string;
}

/** Route 53 writes bytes that are no plain characters as octal numbers, zone files as decimal ones. */
const fromOctal = (text: string): string => text.replaceAll(/\\([0-3][0-7]{2})/g, (_, octal: string) => `\\${String(Number.parseInt(octal, 8)).padStart(3, '0')}`);
const toOctal = (text: string): string => text.replaceAll(/\\(\d{3})/g, (_, decimal: string) => `\\${Number(decimal).toString(8).padStart(3, '0')}`);
const nameOf = (text: string): string => plainName(fromOctal(text));
const nameThere = (name: string): string => `${toOctal(name)}.`;

/** A name that no zone has. */
const NOBODY = 'holdfast-proof-of-rights';

/** A zone at Route 53. Its DELETE takes only a set that is exactly the given one, and a batch is all or nothing: so DELETE and CREATE in one are a change under a condition. */
export function createRoute53Provider({ zone: givenZone, zoneId, url = ROUTE53_URL, ...endpoint }: Route53Options, deps: HttpDeps): DnsProvider {
  const zone = plainName(givenZone);
  const id = zoneId.replace(/^\/?hostedzone\//, '');
  const client = createRoute53Client({ ...endpoint, url }, deps);

  const read = async (given: string, type: SetType, abort: AbortSignal): Promise<Read> => {
    const name = plainName(given);
    const asked = await client.ask(ROUTE53_OPERATIONS.list, id, { query: { name: nameThere(name), maxitems: '20' } }, abort);
    if (!asked.ok) return { ok: false, reason: asked.wrong.reason };
    if (asked.body.name !== 'ListResourceRecordSetsResponse') return { ok: false, reason: 'an answer that makes no sense' };
    return readSet(asked.body, name, type, deps);
  };

  /** Asks to delete what is not there: Route 53 judges the rights first, and then finds nothing. */
  const mayChange = async (label: string, type: SetType, abort: AbortSignal): Promise<boolean> => {
    const value = type === 'A' ? '192.0.2.1' : type === 'AAAA' ? '2001:db8::1' : type === 'TXT' ? '"nothing"' : `elsewhere.${zone}.`;
    const tried = await client.ask(ROUTE53_OPERATIONS.change, id, { xml: changesXml([setXml('DELETE', `${label}.${zone}`, type, 60, [value])], 'Holdfast: proof of rights, changes nothing') }, abort);
    return !tried.ok && tried.code === 'InvalidChangeBatch';
  };

  return createProvider({
    kind: 'route53',
    zone,
    guard: 'atomic',
    read,
    describe: (order) => [{ to: `POST ${url}${ROUTE53_OPERATIONS.change.path.replace('{Id}', id)}`, lines: ['Authorization: AWS4-HMAC-SHA256 •••', ...changeOf(order, '').replaceAll(/(?<=>)(?=<\/?(?:Change|ResourceRecord|Name|Type|TTL|Action))/g, '\n').split('\n')] }],
    send: async (order, attempt, abort): Promise<Said> => {
      const asked = await client.ask(ROUTE53_OPERATIONS.change, id, { xml: changeOf(order, attempt) }, abort);
      if (asked.ok) {
        const changeId = textAt(asked.body, 'ChangeInfo', 'Id');
        return changeId === null ? { kind: 'ambiguous', reason: 'an answer that makes no sense' } : { kind: 'yes', changeId };
      }
      return asked.code === 'InvalidChangeBatch' ? { kind: 'conflict', reason: asked.wrong.reason } : asked.wrong;
    },
    spread: async (changeId, abort) => {
      const asked = await client.ask(ROUTE53_OPERATIONS.getChange, changeId.replace(/^\/?change\//, ''), {}, abort);
      if (!asked.ok) return { kind: 'unknown', reason: asked.wrong.reason };
      const status = textAt(asked.body, 'ChangeInfo', 'Status');
      return status === 'INSYNC' ? { kind: 'everywhere' } : status === 'PENDING' ? { kind: 'spreading' } : { kind: 'unknown', reason: 'an answer that makes no sense' };
    },
    /** Asks to make what is there already: Route 53 judges the rights first, and then refuses the change. */
    prove: async (name, type, abort) => {
      const shown = await client.ask(ROUTE53_OPERATIONS.zone, id, {}, abort);
      if (!shown.ok) return { ok: false, certain: shown.wrong.kind === 'no' && !shown.wrong.again, says: shown.wrong.reason, tooBroad: null };
      const there = textAt(shown.body, 'HostedZone', 'Name');
      if (there === null || nameOf(there) !== zone) return { ok: false, certain: there !== null, says: `the zone ${id} is ${there ?? 'unknown'}, not ${zone}`, tooBroad: null };
      const found = await read(name, type, abort);
      if (!found.ok) return { ok: false, certain: false, says: found.reason, tooBroad: null };
      if (found.live.values.length === 0) return { ok: true, certain: false, says: `The credentials read ${zone}; there is no ${type} ${plainName(name)} yet to try a change with.`, tooBroad: null };
      const tried = await client.ask(ROUTE53_OPERATIONS.change, id, { xml: changesXml([setXml('CREATE', plainName(name), type, found.live.ttlSeconds, valuesThere(found.live.kept, found.live.values))], 'Holdfast: proof of rights, changes nothing') }, abort);
      if (!tried.ok && tried.code !== 'InvalidChangeBatch') return { ok: false, certain: tried.wrong.kind === 'no' && !tried.wrong.again, says: tried.wrong.reason, tooBroad: null };
      return { ok: true, certain: true, says: `The credentials may change ${type} ${plainName(name)}.`, tooBroad: (await mayChange(NOBODY, type, abort)) ? `the credentials may change other names of ${zone} too; a condition on ${plainName(name)} is enough` : null };
    },
    close: () => client.close(),
  });
}

function readSet(body: XmlElement, name: string, type: SetType, { clock }: HttpDeps): Read {
  try {
    const here = childrenOf(at(body, 'ResourceRecordSets'), 'ResourceRecordSet').filter((set) => nameOf(textAt(set, 'Name') ?? '') === name);
    const alias = here.find((set) => textAt(set, 'Type') === 'CNAME');
    if (alias !== undefined && type !== 'CNAME') return { ok: false, reason: `${name} is an alias of ${textAt(alias, 'ResourceRecords', 'ResourceRecord', 'Value') ?? '?'}: change its CNAME instead` };
    const [set, ...more] = here.filter((each) => textAt(each, 'Type') === type);
    if (set !== undefined && at(set, 'AliasTarget') !== undefined) return { ok: false, reason: `${name} is an alias of the AWS resource ${textAt(set, 'AliasTarget', 'DNSName') ?? '?'}, which is not switched here` };
    if (more.length > 0 || (set !== undefined && at(set, 'SetIdentifier') !== undefined)) return { ok: false, reason: `${name} is answered by a routing policy of Route 53 (weights, regions or failover), which is not switched here` };
    const raw = childrenOf(at(set, 'ResourceRecords'), 'ResourceRecord').map((record) => textAt(record, 'Value') ?? '');
    const values = raw.map((value) => valueText(type, valueData(type, fromOctal(value)))).sort();
    return { ok: true, live: { name, type, ttlSeconds: Number(textAt(set, 'TTL') ?? 0), values, ids: [], proxied: false, kept: raw.length === 0 ? {} : { values: raw }, readAt: clock.nowMs() } };
  } catch (error) {
    if (error instanceof DnsFormatError) return { ok: false, reason: 'the records at Route 53 cannot be read' };
    throw error;
  }
}

/** A DELETE must name the values letter by letter as they were made. */
function valuesThere(kept: Readonly<Record<string, unknown>>, values: readonly string[]): readonly string[] {
  const raw = kept['values'];
  return Array.isArray(raw) && raw.every((value) => typeof value === 'string') ? raw : values.map(toOctal);
}

const setXml = (action: string, name: string, type: SetType, ttlSeconds: number, values: readonly string[]): string =>
  tag('Change', tag('Action', action), tag('ResourceRecordSet', tag('Name', words(nameThere(name))), tag('Type', type), tag('TTL', words(ttlSeconds)), tag('ResourceRecords', ...values.map((value) => tag('ResourceRecord', tag('Value', words(value)))))));

const changesXml = (changes: readonly string[], comment: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><ChangeResourceRecordSetsRequest xmlns="${ROUTE53_NAMESPACE}">${tag('ChangeBatch', ...(comment === '' ? [] : [tag('Comment', words(comment.slice(0, 256)))]), tag('Changes', ...changes))}</ChangeResourceRecordSetsRequest>`;

/** The confirmed set goes and the wanted one comes, both or none. */
function changeOf({ confirmed, wanted }: SwapOrder, attempt: string): string {
  const { name, type } = wanted;
  const removed = confirmed.values.length === 0 ? [] : [setXml('DELETE', name, type, confirmed.ttlSeconds, valuesThere(confirmed.kept, confirmed.values))];
  return changesXml([...removed, setXml('CREATE', name, type, wanted.ttlSeconds, wanted.values.map(toOctal))], attempt === '' ? '' : `Holdfast ${attempt}`);
}

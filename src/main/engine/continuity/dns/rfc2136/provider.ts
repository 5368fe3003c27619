import { CLASS, FLAG, RCODE, TYPE } from '../../../../dns/codes.ts';
import { encodeQuestion, rcodeOf, type DnsMessage, type DnsRecord } from '../../../../dns/message.ts';
import { DnsFormatError, plainName } from '../../../../dns/name.ts';
import { nameText, valueData, valueText, type SetType } from '../../../../dns/record-data.ts';
import { addOne, deleteSet, encodeUpdate, nameIsInUse, nameIsNotInUse, setIs, setIsAbsent, type DnsUpdate } from '../../../../dns/update.ts';
import { randomId } from '../../../net/dns-ask.ts';
import type { Clock } from '../../../ports.ts';
import type { RandomBytes } from '../../../seats/rules.ts';
import { createProvider } from '../create-provider.ts';
import type { DescribedRequest, DnsProvider, Read, Said, SwapOrder } from '../provider.ts';
import { exchangeSigned, type SignedAnswer, type SignedServer } from './signed-exchange.ts';
import { rcodeWords } from './words.ts';

export interface Rfc2136Options extends SignedServer {
  readonly zone: string;
}
export interface Rfc2136Deps {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
}

const CONFLICTS: ReadonlySet<number> = new Set([RCODE.nxRrset, RCODE.yxRrset, RCODE.nxDomain, RCODE.yxDomain]);

/** A name server of one's own that takes signed updates (RFC 2136): the change and its condition are one message, all of it or nothing. */
export function createRfc2136Provider(options: Rfc2136Options, { clock, randomBytes }: Rfc2136Deps): DnsProvider {
  const { key } = options;
  const zone = plainName(options.zone);
  const id = (): number => randomId(randomBytes);
  const exchange = (message: Buffer, abort: AbortSignal): Promise<SignedAnswer> => exchangeSigned(clock, options, message, abort);

  const read: DnsProvider['read'] = async (given, type, abort) => {
    const name = plainName(given);
    const came = await exchange(encodeQuestion({ id: id(), name, type: TYPE[type], recursion: false }), abort);
    if (came.kind !== 'answer') return { ok: false, reason: came.reason };
    return readSet(came.message, name, type, clock);
  };

  return createProvider({
    kind: 'rfc2136',
    zone,
    guard: 'atomic',
    spread: null,
    read,
    describe: (order) => [described(updateOf(order, zone, 0), options)],
    send: async (order, _attempt, abort): Promise<Said> => {
      const came = await exchange(encodeUpdate(updateOf(order, zone, id())), abort);
      if (came.kind === 'badSignature') return { kind: 'no', reason: came.reason, again: false };
      if (came.kind !== 'answer') return came;
      const rcode = rcodeOf(came.message);
      if (rcode === RCODE.noError) return { kind: 'yes' };
      const reason = rcodeWords(rcode, { zone, name: order.wanted.name, type: order.wanted.type, key: key.name });
      if (CONFLICTS.has(rcode)) return { kind: 'conflict', reason };
      return rcode === RCODE.servFail ? { kind: 'ambiguous', reason } : { kind: 'no', reason, again: false };
    },
    /** A change under a condition that cannot hold: the server judges key and rights, and changes nothing. Then the same of a name that nobody needs. */
    prove: async (given, type, abort) => {
      const name = plainName(given);
      const nowhere = `holdfast-proof-${Buffer.from(randomBytes(6)).toString('hex')}${zone === '' ? '' : `.${zone}`}`;
      const tryTo = (what: string): Promise<SignedAnswer> => exchange(encodeUpdate({ id: id(), zone, prerequisites: [nameIsInUse(nowhere)], updates: [deleteSet(what, TYPE[type])] }), abort);
      const came = await tryTo(name);
      if (came.kind === 'badSignature') return { ok: false, certain: true, says: came.reason, tooBroad: null };
      if (came.kind !== 'answer') return { ok: false, certain: false, says: came.reason, tooBroad: null };
      const rcode = rcodeOf(came.message);
      if (rcode === RCODE.nxDomain) {
        const other = await tryTo(nowhere);
        const isBroad = other.kind === 'answer' && rcodeOf(other.message) === RCODE.nxDomain;
        return { ok: true, certain: true, says: `The server takes changes that are signed by the key "${key.name}".`, tooBroad: isBroad ? `the key "${key.name}" may change other names of ${zone} too; one for ${name} alone is enough` : null };
      }
      return { ok: false, certain: rcode !== RCODE.servFail, says: rcodeWords(rcode, { zone, name, type, key: key.name }), tooBroad: null };
    },
    close: () => {},
  });
}

function readSet(message: DnsMessage, name: string, type: SetType, clock: Clock): Read {
  const rcode = rcodeOf(message);
  if (rcode !== RCODE.noError && rcode !== RCODE.nxDomain) return { ok: false, reason: `the server does not tell (code ${rcode})` };
  if ((message.flags & FLAG.authoritative) === 0) return { ok: false, reason: `the server is no authority of ${name}` };
  const here = message.answers.filter((record) => record.name === name && record.class === CLASS.IN);
  try {
    const alias = here.find((record) => record.type === TYPE.CNAME);
    if (alias !== undefined && type !== 'CNAME') return { ok: false, reason: `${name} is an alias of ${nameText(alias.data)}: change its CNAME instead` };
    const own = here.filter((record) => record.type === TYPE[type]);
    const values = own.map(({ data }) => valueText(type, data)).sort();
    return { ok: true, live: { name, type, ttlSeconds: own[0]?.ttlSeconds ?? 0, values, ids: [], proxied: false, kept: {}, readAt: clock.nowMs() } };
  } catch (error) {
    if (error instanceof DnsFormatError) return { ok: false, reason: 'the server’s answer cannot be read' };
    throw error;
  }
}

/** The confirmed set must be there, whole; then it goes, and the wanted one comes, in one step. */
export function updateOf({ confirmed, wanted }: SwapOrder, zone: string, id: number): DnsUpdate {
  const { name, type } = wanted;
  const data = (values: readonly string[]): Buffer[] => values.map((value) => valueData(type, value));
  return {
    id,
    zone,
    prerequisites: confirmed.values.length === 0 ? absent(name, type) : setIs(name, TYPE[type], data(confirmed.values)),
    updates: [deleteSet(name, TYPE[type]), ...data(wanted.values).map((each) => addOne(name, TYPE[type], wanted.ttlSeconds, each))],
  };
}

/** An alias stands alone, and a server drops what would stand beside one without a word: so that is a condition too. */
const absent = (name: string, type: SetType): readonly DnsRecord[] => (type === 'CNAME' ? [nameIsNotInUse(name)] : [setIsAbsent(name, TYPE[type]), setIsAbsent(name, TYPE.CNAME)]);

/** In the words of nsupdate. */
function described({ zone, prerequisites, updates }: DnsUpdate, { server, key }: SignedServer): DescribedRequest {
  const text = (record: DnsRecord): string => `${record.name} ${typeName(record)}${record.data.length === 0 ? '' : ` ${valueText(typeName(record), record.data)}`}`;
  return {
    to: `${server.address.includes(':') ? `[${server.address}]` : server.address}:${server.port}, over TCP, signed by the key "${key.name}" (${key.algorithm}, secret •••)`,
    lines: [
      `zone ${zone}`,
      ...prerequisites.map((record) => (record.type === TYPE.ANY ? `prereq nxdomain ${record.name}` : `prereq ${record.class === CLASS.NONE ? 'nxrrset' : 'yxrrset'} ${text(record)}`)),
      ...updates.map((record) => (record.class === CLASS.ANY ? `update delete ${text(record)}` : `update add ${record.name} ${record.ttlSeconds} ${typeName(record)} ${valueText(typeName(record), record.data)}`)),
      'send',
    ],
  };
}

const typeName = ({ type }: DnsRecord): SetType => (type === TYPE.A ? 'A' : type === TYPE.AAAA ? 'AAAA' : type === TYPE.CNAME ? 'CNAME' : 'TXT');

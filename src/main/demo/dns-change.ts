import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { RCODE, TYPE } from '../dns/codes.ts';
import { decodeMessage, rcodeOf, uint16, type DnsRecord } from '../dns/message.ts';
import { checkSignature, signMessage, type TsigKey } from '../dns/tsig.ts';
import { addOne, deleteSet, encodeUpdate, setIs } from '../dns/update.ts';
import { API_TTL_SECONDS, DEMO_NAME, ipv4 } from './dns-zone.ts';

const PATIENCE_MS = 3_000;

/** The name server that takes changes, and the key that it takes them with. */
export interface Primary {
  readonly address: string;
  readonly port: number;
  readonly zone: string;
  readonly key: TsigKey;
}

/**
 * Leads a name to an address: what a script of the operators does, signed as everybody’s changes are. With `onlyFrom`, only if it leads
 * there now; false = it does not. Rejects where the server does not take the change.
 */
export async function pointName(primary: Primary, name: string, to: string, onlyFrom: string | null = null): Promise<boolean> {
  const prerequisites: readonly DnsRecord[] = onlyFrom === null ? [] : setIs(name, TYPE.A, [ipv4(onlyFrom)]);
  const rcode = await send(primary, prerequisites, [deleteSet(name, TYPE.A), addOne(name, TYPE.A, API_TTL_SECONDS, ipv4(to))]);
  if (rcode === RCODE.nxRrset) return false;
  if (rcode !== RCODE.noError) throw new Error(`the demo’s name server does not take the change (code ${rcode})`);
  return true;
}

/** Where the server that takes changes leads the API’s name: one address, or several, or none. */
export async function leadsTo({ address, port }: Pick<Primary, 'address' | 'port'>): Promise<string> {
  const resolver = new Resolver({ timeout: PATIENCE_MS, tries: 1 });
  resolver.setServers([`${address}:${port}`]);
  return (await resolver.resolve4(DEMO_NAME).catch(() => [])).toSorted((a, b) => a.localeCompare(b)).join(' ') || 'nowhere';
}

async function send({ address, port, zone, key }: Primary, prerequisites: readonly DnsRecord[], updates: readonly DnsRecord[]): Promise<number> {
  const update = encodeUpdate({ id: Math.floor(Math.random() * 0x1_0000), zone, prerequisites, updates });
  const signed = signMessage(update, key, { timeSeconds: Math.floor(Date.now() / 1_000) });
  const packet = await exchange(address, port, signed.bytes);
  const verdict = checkSignature(packet, key, { nowSeconds: Math.floor(Date.now() / 1_000), requestMac: signed.mac });
  if (verdict.kind !== 'valid' || verdict.error !== 0) throw new Error('the demo’s name server does not accept the key');
  return rcodeOf(decodeMessage(packet));
}

/** One message and its answer over TCP, each with its length before it. */
function exchange(host: string, port: number, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port }, () => socket.write(Buffer.concat([uint16(message.length), message])));
    let came = Buffer.alloc(0);
    const fail = (why: string): void => {
      socket.destroy();
      reject(new Error(`the demo’s name server ${why}`));
    };
    socket.setTimeout(PATIENCE_MS, () => fail('does not answer'));
    socket.on('error', () => fail('cannot be reached'));
    socket.on('end', () => fail('broke off'));
    socket.on('data', (part: Buffer) => {
      came = Buffer.concat([came, part]);
      if (came.length < 2 || came.length < 2 + came.readUInt16BE(0)) return;
      socket.destroy();
      resolve(came.subarray(2, 2 + came.readUInt16BE(0)));
    });
  });
}

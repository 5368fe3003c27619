import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import type { TsigKey } from '../../../../dns/tsig.ts';
import { durationMs, epochMs } from '../../../../../shared/model/units.ts';
import type { Clock } from '../../../ports.ts';
import { startBind, type RunningBind } from '../../../sources/testing/bind.ts';
import { freePort, waitUntil } from '../../../sources/testing/processes.ts';
import type { RandomBytes } from '../../../seats/rules.ts';
import type { Rfc2136Options } from '../rfc2136/provider.ts';
import { realClock } from '../../../testing/real-clock.ts';

/** The machine's own clock, and another one that differs by so much. */
export const machineClock = (offsetMs = 0): Clock => ({ ...realClock, nowMs: () => epochMs(Date.now() + offsetMs) });
export const randomBytes: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));
export const NEVER = new AbortController().signal;

export const ZONE = 'acme.test';
export const KEY: TsigKey = { name: 'failover-key', algorithm: 'hmac-sha256', secret: Buffer.from('0123456789abcdef0123456789abcdef') };
/** May only ask. */
export const WEAK_KEY: TsigKey = { name: 'weak-key', algorithm: 'hmac-sha512', secret: Buffer.from('fedcba9876543210fedcba9876543210') };

/** May change one name and nothing else. */
export const NARROW_KEY: TsigKey = { name: 'narrow-key', algorithm: 'hmac-sha256', secret: Buffer.from('00112233445566778899aabbccddeeff') };

export interface BindPair {
  readonly primary: RunningBind;
  readonly secondary: RunningBind;
  /** How the primary is reached with a key. */
  options(more?: Partial<Rfc2136Options>): Rfc2136Options;
  remove(): Promise<void>;
}

export const serverOf = (address: string): { address: string; port: number } => ({ address: address.slice(0, address.lastIndexOf(':')), port: Number(address.slice(address.lastIndexOf(':') + 1)) });

/** Two real name servers of one zone: the second one copies the first as soon as it is told. */
export async function startBindPair(records: readonly string[]): Promise<BindPair> {
  const secondaryPort = await freePort();
  const keys = [KEY, WEAK_KEY, NARROW_KEY].map(({ name, algorithm, secret }) => ({ name, algorithm, secretBase64: secret.toString('base64') }));
  const primary = await startBind({ zone: { name: ZONE, records, updatePolicy: [`grant ${KEY.name} zonesub A AAAA CNAME TXT`, `grant ${NARROW_KEY.name} name api.${ZONE}. A`], notify: [`127.0.0.1:${secondaryPort}`] }, keys });
  const secondary = await startBind({ secondaryOf: { name: ZONE, primary: primary.address }, port: secondaryPort, keys });
  await waitUntil('the secondary has its copy', async () => (await dig(secondary.address, ZONE, 'SOA')).length > 0);
  return {
    primary,
    secondary,
    options: (more) => ({ zone: ZONE, server: serverOf(primary.address), key: KEY, timeoutMs: durationMs(10_000), ...more }),
    remove: async () => {
      await Promise.all([primary.remove(), secondary.remove()]);
    },
  };
}

/** Somebody else's tool: BIND's own. Rejects where the server says no. */
export async function nsupdate(address: string, lines: readonly string[], key = KEY): Promise<void> {
  const { address: host, port } = serverOf(address);
  const child = spawn('nsupdate', ['-y', `${key.algorithm}:${key.name}:${key.secret.toString('base64')}`]);
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  child.stdin.end([`server ${host} ${port}`, `zone ${ZONE}`, ...lines, 'send', ''].join('\n'));
  if ((await ended) !== 0) throw new Error(`nsupdate: ${said}`);
}

const run = promisify(execFile);

/** What BIND's dig finds: one line for each record, sorted. */
export async function dig(address: string, name: string, type: string): Promise<readonly string[]> {
  const { address: host, port } = serverOf(address);
  const { stdout } = await run('dig', [`@${host}`, '-p', String(port), '+norecurse', '+noall', '+answer', name, type]);
  return stdout.split('\n').filter((line) => line !== '').map((line) => line.split(/\s+/).join(' ')).sort();
}

import { spawn } from 'node:child_process';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import dns from 'node:dns';
import os from 'node:os';
import path from 'node:path';
import { freePort, waitUntil } from './processes.ts';

const PLACES = ['/usr/sbin/named', '/usr/bin/named', '/usr/local/sbin/named'];

/** Where BIND's `named` is; null where it is not installed. Debian keeps it off the PATH of users. */
export async function findBind(): Promise<string | null> {
  for (const file of PLACES) if (await access(file).then(() => true, () => false)) return file;
  return null;
}

export interface RunningBind {
  /** `address:port`. */
  readonly address: string;
  /** Ends it at once. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Writes its zone anew and, while it runs, has it read, until it answers with this serial; a file that cannot be read changes nothing until it is started again. */
  rewrite(records: readonly string[], serial: number): Promise<void>;
  remove(): Promise<void>;
}

export interface BindKey {
  readonly name: string;
  readonly algorithm: string;
  readonly secretBase64: string;
}

export interface BindOptions {
  /** A zone that it is authoritative for, and its records, as lines of a zone file: "api A 127.0.0.1". */
  readonly zone?: {
    readonly name: string;
    readonly records: readonly string[];
    /** Who may change it: "grant failover-key zonesub A". */
    readonly updatePolicy?: readonly string[];
    /** `address:port` of servers that are told of each change. */
    readonly notify?: readonly string[];
    /** The whole zone file, in the place of one that is made of `records`. */
    readonly text?: string;
  };
  /** A zone that it copies from another server, `address:port`: when it is told of a change, and where that is lost, as BIND may while one change follows another, a second or two later. */
  readonly secondaryOf?: { readonly name: string; readonly primary: string };
  readonly keys?: readonly BindKey[];
  /** A port that others must know before it runs; a free one unless told. */
  readonly port?: number;
  /** Its address; 127.0.0.1 unless told. */
  readonly host?: string;
  /** Address of the root of all names: it is a resolver, and asks from there. */
  readonly rootAt?: string;
  /** `address:port` of the server that it asks for everything else; without it, it answers for its zone alone. */
  readonly forwardTo?: string;
}

/** A real BIND on a free loopback port. Throws where the program is not installed. */
export async function startBind({ zone, secondaryOf, forwardTo, rootAt, keys = [], port: givenPort, host = '127.0.0.1' }: BindOptions): Promise<RunningBind> {
  const binary = await findBind();
  if (binary === null) throw new Error('the program "named" is not installed (Debian: apt-get install bind9)');
  const folder = await mkdtemp(path.join(os.tmpdir(), 'holdfast-bind-'));
  const port = givenPort ?? (await freePort());
  const [forwardAddress = '', forwardPort = ''] = (forwardTo ?? '').split(':');
  await writeFile(
    path.join(folder, 'named.conf'),
    `options {
  directory "${folder}"; pid-file none; session-keyfile none; managed-keys-directory "${folder}";
  listen-on port ${String(port)} { ${host}; }; listen-on-v6 { none; };
  dnssec-validation no; allow-new-zones no; ${zone?.notify === undefined ? 'notify no;' : `notify explicit; notify-delay 0; also-notify { ${zone.notify.map((each) => addressOf(each)).join(' ')} };`} allow-transfer { any; }; serial-query-rate 1000;
  tcp-clients 500; allow-query { any; }; max-cache-ttl 0; max-ncache-ttl 0;
  ${forwardTo === undefined ? (rootAt === undefined ? 'recursion no;' : 'recursion yes; allow-recursion { any; }; servfail-ttl 0; qname-minimization off;') : `recursion yes; allow-recursion { any; }; servfail-ttl 0; forward only; forwarders { ${forwardAddress} port ${forwardPort}; };`}
};
controls { };
${rootAt === undefined ? '' : 'zone "." { type hint; file "root.db"; };'}
${keys.map(({ name, algorithm, secretBase64 }) => `key "${name}" { algorithm ${algorithm}; secret "${secretBase64}"; };`).join('\n')}
${zone === undefined ? '' : `zone "${zone.name}" { type primary; file "zone.db"; ${zone.updatePolicy === undefined ? '' : `update-policy { ${zone.updatePolicy.map((line) => `${line};`).join(' ')} };`} };`}
${secondaryOf === undefined ? '' : `zone "${secondaryOf.name}" { type secondary; file "copy.db"; primaries { ${addressOf(secondaryOf.primary)} }; min-refresh-time 1; max-refresh-time 2; min-retry-time 1; max-retry-time 2; };`}
`,
  );
  const writeZone = async (records: readonly string[], serial: number): Promise<void> => {
    if (zone !== undefined) await writeFile(path.join(folder, 'zone.db'), zone.text ?? `$TTL 1\n@ SOA ns1.${zone.name}. hostmaster.${zone.name}. ${String(serial)} 60 60 60 1\n@ NS ns1.${zone.name}.\nns1 A 127.0.0.1\n${records.join('\n')}\n`);
  };
  await writeZone(zone?.records ?? [], 1);
  if (rootAt !== undefined) await writeFile(path.join(folder, 'root.db'), `. 3600 NS ns.\nns. 3600 A ${rootAt}\n`);
  const address = `${host}:${String(port)}`;
  const question = zone?.name === '.' ? 'ns1' : `ns1.${zone?.name ?? secondaryOf?.name ?? 'holdfast.test'}`;
  let stopRunning: () => Promise<void> = () => Promise.resolve();
  let reload: () => boolean = () => false;

  const start = async (): Promise<void> => {
    const child = spawn(binary, ['-f', '-n', '1', '-4', '-c', path.join(folder, 'named.conf')], { stdio: 'ignore', cwd: folder });
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    reload = () => child.exitCode === null && child.signalCode === null && child.kill('SIGHUP');
    const killWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', killWithUs);
    stopRunning = async () => {
      process.off('exit', killWithUs);
      child.kill('SIGKILL');
      await ended;
    };
    await waitUntil('BIND answers', () => child.exitCode !== null || answers(address, question));
    if (child.exitCode !== null) throw new Error(`named ended at once with code ${String(child.exitCode)}`);
  };
  await start();
  return {
    address,
    start,
    stop: () => stopRunning(),
    rewrite: async (records, serial) => {
      await writeZone(records, serial);
      const isReadable = !records.some((record) => record.startsWith('this is no'));
      if (!reload() || !isReadable || zone === undefined) return;
      await waitUntil(`BIND serves serial ${String(serial)}`, async () => (await serialAt(address, zone.name)) === serial);
    },
    remove: async () => {
      await stopRunning();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const addressOf = (text: string): string => `${text.slice(0, text.lastIndexOf(':'))} port ${text.slice(text.lastIndexOf(':') + 1)};`;

/** Any answer will do, a refusal too. */
async function answers(address: string, name: string): Promise<boolean> {
  const resolver = new dns.promises.Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([address]);
  return resolver.resolve4(name).then(
    () => true,
    ({ code }: { code?: string }) => code !== 'ETIMEOUT' && code !== 'ECONNREFUSED',
  );
}

const serialAt = (address: string, zone: string): Promise<number | null> => {
  const resolver = new dns.promises.Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([address]);
  return resolver.resolveSoa(zone).then(({ serial }) => serial, () => null);
};

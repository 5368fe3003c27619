import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startDemo, type Demo } from '../../src/main/demo/start-demo.ts';
import { API_TTL_SECONDS, DEMO_NAME, DEMO_ZONE, DRILL_NAME } from '../../src/main/demo/dns-zone.ts';
import { SECRET_FILES } from '../../src/main/demo/demo-plans.ts';
import { TSIG_KEY_NAME } from '../../src/main/demo/name-servers.ts';
import type { OtherNameServers } from '../../src/main/demo/worker-messages.ts';
import { startBind, type RunningBind } from '../../src/main/engine/sources/testing/bind.ts';
import { freePort } from '../../src/main/engine/sources/testing/processes.ts';
import { startHoldfast, type RunningHoldfast } from '../lib/holdfast.ts';

/** The demo, a Holdfast that watches it as a workspace of somebody’s own, and what is seen of both from outside. */
export interface Stage {
  readonly demo: Demo;
  readonly server: RunningHoldfast;
  /** `address:port` of the authoritative name servers, and of the resolver that users ask. */
  readonly nameServers: readonly string[];
  readonly resolver: string;
  /** The operators’ own view of queue and regions. */
  control<T>(path: string, method?: string, body?: object): Promise<T>;
  controlText(path: string): Promise<string>;
  /** Two of the demo's people: who commands, and who stands behind it. */
  readonly commander: Person;
  readonly second: Person;
  close(): Promise<void>;
}

/** Somebody, as the public API knows them. */
export interface Person {
  get<T>(path: string): Promise<T>;
  send<T>(method: string, path: string, body: object, ifMatch?: number): Promise<T>;
}

const TOKENS = { mara: 'token-of-mara-that-is-long-enough-0123456789', jonas: 'token-of-jonas-that-is-long-enough-012345678' } as const;

function personOf(url: string, token: string): Person {
  const ask = async <T>(method: string, path: string, more: { readonly body?: string; readonly headers?: Readonly<Record<string, string>> } = {}): Promise<T> => {
    const response = await fetch(`${url}api/v1${path}`, { ...more, method, headers: { ...more.headers, authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    get: (path) => ask('GET', path),
    send: (method, path, body, ifMatch) => ask(method, path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...(ifMatch === undefined ? {} : { 'if-match': String(ifMatch) }) } }),
  };
}

const KEY = { name: TSIG_KEY_NAME, algorithm: 'hmac-sha256', secret: Buffer.from('this key opens a zone of loopback') } as const;

/** Two real name servers of the demo’s zone; the second one follows the first. */
async function startBindPair(): Promise<{ readonly servers: OtherNameServers; close(): Promise<void> }> {
  const secondaryPort = await freePort();
  const keys = [{ name: KEY.name, algorithm: KEY.algorithm, secretBase64: KEY.secret.toString('base64') }];
  const records = [DEMO_NAME, DRILL_NAME].map((name) => `${name}. ${API_TTL_SECONDS} A 127.0.0.1`);
  const primary = await startBind({ zone: { name: DEMO_ZONE, records, updatePolicy: [`grant ${KEY.name} zonesub A AAAA CNAME TXT`], notify: [`127.0.0.1:${secondaryPort}`] }, keys });
  const secondary = await startBind({ secondaryOf: { name: DEMO_ZONE, primary: primary.address }, port: secondaryPort, keys });
  const at = ({ address }: RunningBind): { address: string; port: number } => ({ address: '127.0.0.1', port: Number(address.split(':')[1]) });
  return {
    servers: { primary: { ...at(primary), zone: DEMO_ZONE, key: KEY }, all: [at(primary), at(secondary)] },
    close: async () => {
      await Promise.all([primary.remove(), secondary.remove()]);
    },
  };
}

export async function openStage(folder: string, { bind, pileJobs }: { readonly bind: boolean; readonly pileJobs: number }): Promise<Stage> {
  const pair = bind ? await startBindPair() : null;
  const demo = await startDemo({
    workerUrl: new URL('../../src/main/demo/demo-worker.ts', import.meta.url),
    dataDir: join(folder, 'demo'),
    searchPath: process.env['PATH'] ?? '',
    timeZone: 'UTC',
    pileJobs,
    ...(pair === null ? {} : { nameServers: pair.servers }),
  });
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  for (const name of Object.values(SECRET_FILES)) copyFileSync(join(dirname(demo.configFile), name), join(data, name));
  const token = readFileSync(join(data, SECRET_FILES.token), 'utf8');
  const env = { HOLDFAST_TOKENS: Object.entries(TOKENS).map((entry) => entry.join('=')).join(',') };
  const server = await startHoldfast({ folder: data, config: demo.configText, env });
  const find = (pattern: RegExp): string => pattern.exec(demo.configText)?.[1] ?? '';
  const controlUrl = find(/(http:\/\/127\.0\.0\.1:\d+)\/queue\/health/);
  return {
    demo,
    server,
    commander: personOf(server.url, TOKENS.mara),
    second: personOf(server.url, TOKENS.jonas),
    nameServers: [...(/authoritative:\n((?:\s+- .*\n)+)/.exec(demo.configText)?.[1] ?? '').matchAll(/- "?([\d.:]+)/g)].map(([, address = '']) => address),
    resolver: find(/resolver: "?([\d.:]+)/),
    control: async <T>(path: string, method = 'GET', body?: object) => {
      const response = await fetch(`${controlUrl}${path}`, { method, headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      if (!response.ok) throw new Error(`${path} of the demo answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    controlText: async (path) => (await fetch(`${controlUrl}${path}`)).text(),
    close: async () => {
      await server.stop();
      await demo.close();
      await pair?.close();
    },
  };
}

import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startDemo, type Demo } from '../../src/main/demo/start-demo.ts';
import type { Primary } from '../../src/main/demo/dns-change.ts';
import { API_TTL_SECONDS, DEMO_NAME, DEMO_ZONE, DRILL_NAME } from '../../src/main/demo/dns-zone.ts';
import { SECRET_FILES } from '../../src/main/demo/demo-plans.ts';
import { TSIG_KEY_NAME } from '../../src/main/demo/name-servers.ts';
import type { OtherNameServers } from '../../src/main/demo/worker-messages.ts';
import { startBind, type RunningBind } from '../../src/main/engine/sources/testing/bind.ts';
import { freePort } from '../../src/main/engine/sources/testing/processes.ts';
import { built } from '../lib/folder.ts';
import { startHoldfast, type RunningHoldfast } from '../lib/holdfast.ts';

/** Somebody, as the public API knows them. */
export interface Person {
  get<T>(path: string): Promise<T>;
  send<T>(method: string, path: string, body: object, ifMatch?: number): Promise<T>;
}

const TOKENS = { mara: 'token-of-mara-that-is-long-enough-0123456789', jonas: 'token-of-jonas-that-is-long-enough-012345678' } as const;
/** What a Holdfast is started with that knows two of the demo's people by their tokens. */
export const DEMO_PEOPLE_ENV = { HOLDFAST_TOKENS: Object.entries(TOKENS).map((entry) => entry.join('=')).join(',') };
/** Two of the demo's people: who commands, and who stands behind it. */
export const peopleOf = (url: string): { readonly commander: Person; readonly second: Person } => ({ commander: personOf(url, TOKENS.mara), second: personOf(url, TOKENS.jonas) });

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

/** The demo without a Holdfast, and what is seen of it from outside. */
export interface OpenDemo {
  readonly demo: Demo;
  /** For a workspace of somebody’s own that watches it, and the folder in which that finds the secrets. */
  readonly config: string;
  readonly data: string;
  readonly secrets: readonly string[];
  /** Who takes changes of the zone; null: the demo’s own name server. */
  readonly primary: Primary | null;
  /** `address:port` of the authoritative name servers, the primary first, and of the resolver that users ask. */
  readonly nameServers: readonly string[];
  readonly resolver: string;
  /** The operators’ own view of queue and regions. */
  control<T>(path: string, method?: string, body?: object): Promise<T>;
  controlText(path: string): Promise<string>;
  close(): Promise<void>;
}

interface DemoChoice {
  /** Real BIND servers in the place of the demo’s own. */
  readonly bind: boolean;
  readonly pileJobs: number;
}

export async function openDemo(folder: string, { bind, pileJobs }: DemoChoice): Promise<OpenDemo> {
  const pair = bind ? await startBindPair() : null;
  const demo = await startDemo({
    workerUrl: pathToFileURL(built('main', 'demo-worker.js')),
    dataDir: join(folder, 'demo'),
    searchPath: process.env['PATH'] ?? '',
    timeZone: 'UTC',
    pileJobs,
    ...(pair === null ? {} : { nameServers: pair.servers }),
  });
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  for (const name of Object.values(SECRET_FILES)) copyFileSync(join(dirname(demo.configFile), name), join(data, name));
  const [token = '', ...others] = [SECRET_FILES.token, SECRET_FILES.tsig].map((name) => readFileSync(join(data, name), 'utf8'));
  const find = (pattern: RegExp): string => pattern.exec(demo.configText)?.[1] ?? '';
  const controlUrl = find(/(http:\/\/127\.0\.0\.1:\d+)\/queue\/health/);
  return {
    demo,
    data,
    config: demo.configText,
    secrets: [token, ...others],
    primary: pair?.servers.primary ?? null,
    nameServers: [...(/authoritative:\n((?:\s+- .*\n)+)/.exec(demo.configText)?.[1] ?? '').matchAll(/- "?([\d.:]+)/g)].map(([, address = '']) => address),
    resolver: find(/resolver: "?([\d.:]+)/),
    control: async <T>(path: string, method = 'GET', body?: object) => {
      const response = await fetch(`${controlUrl}${path}`, { method, headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      if (!response.ok) throw new Error(`${path} of the demo answered ${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    controlText: async (path) => (await fetch(`${controlUrl}${path}`)).text(),
    close: async () => {
      await demo.close();
      await pair?.close();
    },
  };
}

/** The demo, and a Holdfast that watches it as a workspace of somebody’s own. */
export interface Stage extends OpenDemo {
  readonly server: RunningHoldfast;
  readonly commander: Person;
  readonly second: Person;
}

export async function openStage(folder: string, choice: DemoChoice): Promise<Stage> {
  const open = await openDemo(folder, choice);
  const server = await startHoldfast({ folder: open.data, config: open.config, env: DEMO_PEOPLE_ENV });
  return {
    ...open,
    ...peopleOf(server.url),
    server,
    close: async () => {
      await server.stop();
      await open.close();
    },
  };
}

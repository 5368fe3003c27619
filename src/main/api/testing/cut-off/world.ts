import dgram from 'node:dgram';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import tls from 'node:tls';
import { startCloudflare, type FakeCloudflare } from '../../../../../e2e/fakes/cloudflare.ts';
import { startRoute53, type FakeRoute53 } from '../../../../../e2e/fakes/route53.ts';
import { KEY, ZONE } from '../../../engine/continuity/dns/testing/bind-pair.ts';
import { follow } from '../../../engine/continuity/dns/testing/follow.ts';
import { startBind, type RunningBind } from '../../../engine/sources/testing/bind.ts';

/** Where everything is: an internet of loopback addresses, each server at its usual port. */
export const AT = { resolver: '127.0.0.1', root: '127.0.0.10', above: '127.0.0.11', cloudflareApi: '127.0.0.2', route53Api: '127.0.0.3', cloudflareNs: '127.0.0.21', route53Ns: '127.0.0.22', own: '127.0.0.31' } as const;
export const NS = { cloudflare: 'ada.ns.cloudflare.com', route53: 'ns-1.awsdns-01.org' } as const;
export const RECORD = `api.${ZONE}`;
export const OLD = ['203.0.113.10'];
export const NEW = ['198.51.100.1'];
const DELEGATION_TTL = 172_800;
const DNS_PORT = 53;
const HTTPS_PORT = 443;

/** Certificates by their file names, made by whoever trusts their authority. */
export type Certificate = 'cloudflare' | 'route53' | 'other';

export interface Front {
  /** Takes connections with this certificate; null: nobody listens any more. */
  show(certificate: Certificate | null): Promise<void>;
}

export interface World {
  readonly cloudflare: FakeCloudflare;
  readonly route53: FakeRoute53;
  readonly fronts: { readonly cloudflare: Front; readonly route53: Front };
  /** The name servers of the zone, of both providers. */
  readonly nameServers: readonly string[];
  /** A name server of one's own, which takes signed changes. */
  readonly own: RunningBind;
  /** What the zone above says: whose servers the zone is delegated to, and whether it is signed. */
  delegate(to: readonly string[], ds?: string): Promise<void>;
  /** `silent`: questions go nowhere. `none`: this machine knows no resolver at all. */
  cut(how: 'silent' | 'none'): Promise<void>;
  close(): Promise<void>;
}

const soa = '@ SOA ns.test. hostmaster.test. 1 60 60 60 1';
const at = (host: string): { readonly host: string; readonly port: number } => ({ host, port: DNS_PORT });

/** A TLS connection of the outside, led to a fake that speaks plainly. */
function createFront(host: string, target: string, folder: string): Front {
  const to = new URL(target);
  let server: tls.Server | null = null;
  const open = new Set<net.Socket>();
  return {
    show: async (certificate) => {
      for (const socket of open) socket.destroy();
      open.clear();
      if (server !== null) await new Promise<void>((resolve) => void server?.close(() => resolve()));
      server = null;
      if (certificate === null) return;
      const read = (kind: string): string => readFileSync(`${folder}/${certificate}.${kind}.pem`, 'utf8');
      server = tls.createServer({ cert: read('cert'), key: read('key') }, (socket) => {
        const inner = net.connect(Number(to.port), to.hostname);
        for (const each of [socket, inner]) {
          open.add(each);
          each.on('error', () => {}).on('close', () => {
            open.delete(each);
            socket.destroy();
            inner.destroy();
          });
        }
        socket.pipe(inner).pipe(socket);
      });
      server.on('tlsClientError', () => {});
      await new Promise<void>((resolve) => void server?.listen(HTTPS_PORT, host, resolve));
    },
  };
}

/** A resolver, the root, the zone above, both providers with API and name server, and a server of one's own. */
export async function startWorld({ resolvFile, folder }: { readonly resolvFile: string; readonly folder: string }): Promise<World> {
  const keys = [{ name: KEY.name, algorithm: KEY.algorithm, secretBase64: KEY.secret.toString('base64') }];
  const rootText = [
    '$ORIGIN .', '$TTL 300', '. SOA ns. hostmaster. 1 60 60 60 1', '. NS ns.', `ns. A ${AT.root}`,
    'test. NS ns.test.', `ns.test. A ${AT.above}`,
    `api.cloudflare.com. A ${AT.cloudflareApi}`, `route53.amazonaws.com. A ${AT.route53Api}`, `${NS.cloudflare}. A ${AT.cloudflareNs}`, `${NS.route53}. A ${AT.route53Ns}`, '',
  ].join('\n');
  const aboveText = (to: readonly string[], ds?: string): string => ['$ORIGIN test.', '$TTL 300', soa, '@ NS ns.test.', `ns A ${AT.above}`, ...to.map((name) => `acme ${DELEGATION_TTL} NS ${name}.`), ...(ds === undefined ? [] : [`acme DS ${ds}`]), ''].join('\n');
  const zoneText = ['$ORIGIN acme.test.', '$TTL 300', soa, `@ NS ${NS.cloudflare}.`, `@ NS ${NS.route53}.`, ...OLD.map((value) => `api 60 A ${value}`), ''].join('\n');
  const provider = (host: string): Promise<RunningBind> => startBind({ ...at(host), keys, zone: { name: ZONE, records: [], text: zoneText, updatePolicy: [`grant ${KEY.name} zonesub A`] } });
  const [root, cloudflareNs, route53Ns, own, cloudflare, route53] = await Promise.all([
    startBind({ ...at(AT.root), zone: { name: '.', records: [], text: rootText } }),
    provider(AT.cloudflareNs),
    provider(AT.route53Ns),
    startBind({ ...at(AT.own), keys, zone: { name: 'own.test', records: OLD.map((value) => `api 60 A ${value}`), updatePolicy: [`grant ${KEY.name} name api.own.test. A`] } }),
    startCloudflare(),
    startRoute53(),
  ]);
  let above = await startBind({ ...at(AT.above), zone: { name: 'test', records: [], text: aboveText([NS.cloudflare, NS.route53]) } });
  const resolver = await startBind({ ...at(AT.resolver), rootAt: AT.root });
  writeFileSync(resolvFile, `nameserver ${AT.resolver}\n`);
  for (const content of OLD) cloudflare.put({ name: RECORD, type: 'A', content, ttl: 60 });
  route53.put(RECORD, 'A', 60, ...OLD);
  // Credentials that may do what is needed, and no more.
  route53.mayChange = [RECORD];
  const followers = [follow(cloudflareNs.address, RECORD, () => cloudflare.contents(RECORD)), follow(route53Ns.address, RECORD, () => route53.values(RECORD, 'A'))];
  const fronts = { cloudflare: createFront(AT.cloudflareApi, cloudflare.url, folder), route53: createFront(AT.route53Api, route53.url, folder) };
  await fronts.cloudflare.show('cloudflare');
  await fronts.route53.show('route53');
  let silent: dgram.Socket | null = null;
  return {
    cloudflare, route53, fronts, own,
    nameServers: [cloudflareNs.address, route53Ns.address],
    delegate: async (to, ds) => {
      await above.remove();
      above = await startBind({ ...at(AT.above), zone: { name: 'test', records: [], text: aboveText(to, ds) } });
    },
    cut: async (how) => {
      await Promise.all([resolver, root].map((each) => each.stop()));
      silent?.close();
      silent = null;
      if (how === 'none') return writeFileSync(resolvFile, '');
      silent = dgram.createSocket('udp4');
      await new Promise<void>((resolve) => void silent?.bind(DNS_PORT, AT.resolver, resolve));
    },
    close: async () => {
      silent?.close();
      await Promise.all(followers.map((stop) => stop()));
      await Promise.all([fronts.cloudflare, fronts.route53].map((front) => front.show(null)));
      await Promise.all([cloudflare, route53].map((fake) => fake.stop()));
      await Promise.all([resolver, root, above, cloudflareNs, route53Ns, own].map((each) => each.remove()));
    },
  };
}

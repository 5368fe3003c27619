import dns from 'node:dns';
import { isIP } from 'node:net';
import { plain } from '../../../../shared/text/plain.ts';
import { CannotTell, CheckFailed } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { resolverAt, serverText, strangeAddresses } from './name-server.ts';
import type { AuthorityCheckTarget, ServerAddress } from './target.ts';
import { nameServerWords } from './words.ts';

/** A name server as it is called: "ns1.acme.test", or its address where it was configured by that. */
interface NamedServer extends ServerAddress {
  readonly name: string;
}
interface KnownZone {
  readonly servers: readonly NamedServer[];
  readonly foundMs: number;
  /** One of them has answered us before: silence is then theirs, not that of a network which lets no question out. */
  readonly hasAnswered: boolean;
}

/** What checks have learned of zones, by the name that was asked for; one for each source. */
export type ZoneBook = Map<string, KnownZone>;

export interface AuthorityDeps {
  readonly zones: ZoneBook;
  /** Port of name servers that were found, which records do not tell. */
  readonly port: number;
  readonly nowMs: () => number;
}

/** NS records change rarely, and the check must go on when they cannot be found. */
const KEPT_MS = 600_000;
const KEPT_ZONES = 200;
/** More than this many name servers of a zone say nothing more. */
const MOST_SERVERS = 13;

interface Answer {
  readonly server: NamedServer;
  /** Addresses, or the name that it is an alias for; null where the server gave no answer. */
  readonly records: readonly string[] | null;
  /** Of the server's own "no": what it says will be believed by whoever asks it. */
  readonly denies: boolean;
  /** It does not serve this zone, or not to us. */
  readonly refuses: boolean;
  readonly reason: string;
}

/**
 * Asks each of the name servers that are responsible for a name, directly and at once. It fails when none answers, or when one
 * denies the name: resolvers go on to the next server after a silence, but not after a "no". Throws `CannotTell` where the servers
 * cannot be found, or where none has ever answered from here, which a network that lets no question out looks like too.
 */
export async function checkAuthority(attempt: Attempt, target: AuthorityCheckTarget, deps: AuthorityDeps): Promise<void> {
  attempt.lap('while waiting for the name servers');
  const { config, servers, timeoutMs } = target;
  // Finding the servers and asking them must both fit into the time.
  const waitMs = timeoutMs * 0.3;
  const told = servers?.map((server): NamedServer => ({ ...server, name: serverText(server) })) ?? null;
  const answers = await attempt.wait<readonly Answer[]>((resolve, reject) => {
    (told === null ? askFound(attempt, target, deps, waitMs) : askAll(attempt, config.name, told, waitMs)).then(resolve, reject);
  });
  attempt.facts.dnsMs = attempt.lap('while waiting for the name servers');
  const good = answers.filter(({ records }) => records !== null);
  const denied = answers.find(({ denies }) => denies);
  if (denied !== undefined) throw new CheckFailed(denied.reason);
  const strange = good.map(({ server, records }) => ({ server, words: strangeAddresses((records ?? []).filter((record) => isIP(record) !== 0), config.addresses) })).find(({ words }) => words !== null);
  if (strange !== undefined) throw new CheckFailed(`${plain(strange.server.name, 80)} ${strange.words ?? ''}`);
  if (good.length === 0) throw noAnswer(answers, told === null && deps.zones.get(config.name)?.hasAnswered !== true);
  if (told === null) noteAnswered(deps.zones, config.name);
  attempt.facts.found = `${String(good.length)} of ${String(answers.length)} name servers answer${good.length < answers.length ? `; ${answers.find(({ records }) => records === null)?.reason ?? ''}` : ''}`;
}

function noAnswer(answers: readonly Answer[], neverHeard: boolean): Error {
  const [first] = answers;
  const names = answers.map(({ server }) => plain(server.name, 60)).slice(0, 4).join(', ');
  if (neverHeard) return new CannotTell(`no name server of the zone (${names}) has ever answered from here; perhaps this network lets no DNS question out`);
  if (answers.length === 1) return new CheckFailed(first?.reason ?? 'no name server is known');
  return new CheckFailed(`none of ${String(answers.length)} name servers answers (${first?.reason ?? ''})`);
}

async function askAll(attempt: Attempt, name: string, servers: readonly NamedServer[], waitMs: number): Promise<readonly Answer[]> {
  return Promise.all(servers.map((server) => askOne(attempt, name, server, waitMs)));
}

async function askOne(attempt: Attempt, name: string, server: NamedServer, waitMs: number): Promise<Answer> {
  const resolver = resolverAt(attempt, server, waitMs);
  const reasons: string[] = [];
  // A name may have only an IPv6 address, or be an alias into another zone, which this server does not know.
  for (const ask of [() => resolver.resolve4(name), () => resolver.resolve6(name), () => resolver.resolveCname(name)]) {
    try {
      return { server, records: await ask(), denies: false, refuses: false, reason: '' };
    } catch (error) {
      const { code = '' } = error as { code?: string };
      reasons.push(nameServerWords(code, { name, type: 'A' }, server));
      if (code !== 'ENODATA') return { server, records: null, denies: code === 'ENOTFOUND', refuses: code === 'EREFUSED', reason: reasons[0] ?? '' };
    }
  }
  return { server, records: null, denies: true, refuses: false, reason: reasons[0] ?? '' };
}

/** Finds the servers of the name's zone and asks them. A name that is an alias can lead to those of another zone: they refuse, and the zone above is tried. */
async function askFound(attempt: Attempt, { config, resolver }: AuthorityCheckTarget, deps: AuthorityDeps, waitMs: number): Promise<readonly Answer[]> {
  const { zones } = deps;
  const known = zones.get(config.name);
  if (known !== undefined && deps.nowMs() - known.foundMs < KEPT_MS) return askAll(attempt, config.name, known.servers, waitMs);
  const asked = resolver === null ? systemResolver(attempt, waitMs) : resolverAt(attempt, resolver, waitMs);
  let trouble = '';
  for (const zone of zonesOf(config.name)) {
    let names: readonly string[];
    try {
      names = await asked.resolveNs(zone);
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (code === 'ENODATA' || code === 'ENOTFOUND') continue;
      trouble = ` (${plain(zone, 80)}: ${plain(code, 40)})`;
      break;
    }
    const servers = await addressesOf(names, asked, deps.port);
    const answers = await askAll(attempt, config.name, servers, waitMs);
    if (answers.every(({ refuses }) => refuses)) continue;
    zones.delete(config.name);
    zones.set(config.name, { servers, foundMs: deps.nowMs(), hasAnswered: known?.hasAnswered ?? false });
    const [oldest] = zones.keys();
    if (zones.size > KEPT_ZONES && oldest !== undefined) zones.delete(oldest);
    return answers;
  }
  if (known !== undefined) return askAll(attempt, config.name, known.servers, waitMs);
  throw new CannotTell(`the name servers of ${plain(config.name, 80)} cannot be found${trouble}`);
}

function noteAnswered(zones: ZoneBook, name: string): void {
  const known = zones.get(name);
  if (known?.hasAnswered === false) zones.set(name, { ...known, hasAnswered: true });
}

/** The name and those above it, down to the one below the top level. */
function zonesOf(name: string): readonly string[] {
  const labels = name.replace(/\.$/, '').split('.');
  return labels.slice(0, Math.max(1, labels.length - 1)).map((_, index) => labels.slice(index).join('.'));
}

async function addressesOf(names: readonly string[], asked: dns.promises.Resolver, port: number): Promise<readonly NamedServer[]> {
  const found = await Promise.allSettled(
    names.slice(0, MOST_SERVERS).map(async (name): Promise<NamedServer[]> => {
      const [address] = await asked.resolve4(name).catch(() => asked.resolve6(name));
      return address === undefined ? [] : [{ name, address, port }];
    }),
  );
  return found.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
}

function systemResolver(attempt: Attempt, waitMs: number): dns.promises.Resolver {
  const resolver = new dns.promises.Resolver({ timeout: Math.ceil(waitMs), tries: 1 });
  attempt.own(() => resolver.cancel());
  return resolver;
}

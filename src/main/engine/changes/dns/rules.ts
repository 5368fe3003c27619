import type { DnsWatchType } from '../../../../shared/model/dns-watch-config.ts';
import { epochMs, type EpochMs } from '../../../../shared/model/units.ts';
import { isBehind, type Seen } from './seen.ts';

/** A set of records that was seen, by any of the servers. Plain JSON: it is kept over restarts. */
export interface KnownSet {
  readonly key: string;
  readonly kind: Seen['kind'];
  readonly lines: readonly string[];
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
  /** How often it was told that it came back. */
  readonly returns: number;
}

/** What one server said last. */
export interface ServerState {
  readonly server: string;
  readonly key: string;
  readonly seenAt: EpochMs;
  /** Since when it says so. */
  readonly since: EpochMs;
  readonly serial: number | null;
  readonly ttlSeconds: number | null;
}

/** All that is remembered of one type of records of a name. */
export interface TypeState {
  readonly sets: readonly KnownSet[];
  readonly servers: readonly ServerState[];
  /** Rounds in a row in which authorities told different things. */
  readonly disagreeing: number;
  /** Since when that is told; null while it is not. */
  readonly toldSince: EpochMs | null;
}

export const NOTHING_KNOWN: TypeState = { sets: [], servers: [], disagreeing: 0, toldSince: null };

/** `new`: a set that was not seen for a day; `back`: one that was, for the first time that it comes back; `varies`: too many to tell each. */
type NewsKind = 'new' | 'back' | 'varies' | 'serialBack' | 'disagree' | 'agree';

export interface News {
  readonly kind: NewsKind;
  readonly type: DnsWatchType;
  readonly servers: readonly string[];
  /** When the old set was seen last, and when the new one was seen first: it happened in between. */
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly seen: Seen['kind'];
  /** Of one that came back: when it was seen last before. */
  readonly lastSeen: EpochMs | null;
}

const DAY_MS = 86_400_000;
/** Sets in a day, from which on a name is one whose answers vary. */
const VARYING = 12;
const MOST_SETS = 30;
/** A zone needs a moment to reach every server. */
const DISAGREEING_ROUNDS = 3;

export interface Round {
  readonly type: DnsWatchType;
  /** Those that answered; who did not is unknown, and changes nothing. */
  readonly seen: ReadonlyMap<string, Seen>;
  /** Whether the servers are authorities, that should all say the same. */
  readonly authority: boolean;
  readonly now: EpochMs;
}

/**
 * What one look at all servers makes of what is known, and what of it is news. The first look is never news. A set that was seen within
 * the last day, by any of the servers, is told once when it comes back and then no more: that is how answers that take turns are learned.
 */
export function judge(state: TypeState, round: Round): { readonly state: TypeState; readonly news: readonly News[] } {
  const { type, seen, now } = round;
  const isFirst = state.servers.length === 0 && state.sets.length === 0;
  // Every server is held against what was known before this look, so that what several say at once is one thing.
  const known = { sets: new Map(state.sets.map((set) => [set.key, set])), servers: state.servers };
  const sets = new Map(known.sets);
  const servers = new Map(state.servers.map((server) => [server.server, server]));
  const news: News[] = [];
  for (const [server, found] of seen) {
    const before = servers.get(server);
    const set = known.sets.get(found.key);
    const isLive = set !== undefined && !isForgotten(set, now);
    const serial = found.serial ?? before?.serial ?? null;
    const told = before === undefined || before.key === found.key || isFirst ? null : differenceOf({ before, found, known, server, round });
    if (told !== null) addNews(news, told);
    if (before?.serial != null && found.serial !== null && isBehind(before.serial, found.serial)) addNews(news, serialNews(before, found, found.serial, server, round));
    const returns = isLive ? Math.max(set.returns + (told?.kind === 'back' ? 1 : 0), sets.get(found.key)?.returns ?? 0) : 0;
    sets.set(found.key, { key: found.key, kind: found.kind, lines: found.lines, firstAt: isLive ? set.firstAt : now, lastAt: now, returns });
    servers.set(server, { server, key: found.key, seenAt: now, since: before !== undefined && before.key === found.key ? before.since : now, serial, ttlSeconds: found.ttlSeconds });
  }
  const agreed = judgeAgreement(state, round, [...servers.values()], sets);
  return {
    state: { sets: kept([...sets.values()], [...servers.values()], now), servers: [...servers.values()], disagreeing: agreed.disagreeing, toldSince: agreed.toldSince },
    news: [...news, ...agreed.news].map((each) => ({ ...each, type })),
  };
}

const isForgotten = ({ lastAt }: KnownSet, now: EpochMs): boolean => now - lastAt > DAY_MS;

interface Differing {
  readonly before: ServerState;
  readonly found: Seen;
  readonly known: { readonly sets: ReadonlyMap<string, KnownSet>; readonly servers: readonly ServerState[] };
  readonly server: string;
  readonly round: Round;
}

function differenceOf({ before, found, known: { sets, servers }, server, round: { type, now } }: Differing): News | null {
  const known = sets.get(found.key);
  const base = { type, servers: [server], from: before.seenAt, until: now, before: sets.get(before.key)?.lines ?? [], after: found.lines, seen: found.kind };
  if (known === undefined || isForgotten(known, now)) {
    const lately = [...sets.values()].filter(({ firstAt }) => now - firstAt <= DAY_MS).length;
    if (lately > VARYING) return null;
    return lately === VARYING ? { ...base, kind: 'varies', lastSeen: null } : { ...base, kind: 'new', lastSeen: null };
  }
  // Another server says so already: this one has only followed.
  if (servers.some((other) => other.server !== server && other.key === found.key)) return null;
  return known.returns > 0 ? null : { ...base, kind: 'back', lastSeen: known.lastAt };
}

const serialNews = (before: ServerState, found: Seen, serial: number, server: string, { type, now }: Round): News => ({
  kind: 'serialBack', type, servers: [server], from: before.seenAt, until: now, before: [`SOA serial ${before.serial}`], after: [`SOA serial ${serial}`], seen: found.kind, lastSeen: null,
});

/** Servers that say the same new thing are one piece of news. */
function addNews(news: News[], told: News): void {
  const same = news.findIndex((each) => each.kind === told.kind && each.after.join('\n') === told.after.join('\n'));
  const first = news[same];
  if (first === undefined) news.push(told);
  else news[same] = { ...first, servers: [...first.servers, ...told.servers], from: epochMs(Math.min(first.from, told.from)) };
}

/** Whether authorities that answer say the same. What one cannot say was told of that one already. */
function judgeAgreement(state: TypeState, { type, seen, authority, now }: Round, servers: readonly ServerState[], sets: ReadonlyMap<string, KnownSet>): Pick<TypeState, 'disagreeing' | 'toldSince'> & { readonly news: readonly News[] } {
  const speaking = servers.filter(({ server, key }) => seen.has(server) && ['records', 'nxdomain'].includes(sets.get(key)?.kind ?? ''));
  if (!authority || speaking.length < 2) return { disagreeing: state.disagreeing, toldSince: state.toldSince, news: [] };
  const groups = [...Map.groupBy(speaking, ({ key, serial }) => `${key} ${serial ?? ''}`).values()];
  const linesOf = (server: ServerState | undefined): string[] => (server === undefined ? [] : [...(sets.get(server.key)?.lines ?? []), ...(server.serial === null ? [] : [`SOA serial ${server.serial}`])]);
  const [one, other] = groups;
  const base = { type, servers: (other ?? one ?? []).map(({ server }) => server), seen: 'records', lastSeen: null } as const;
  if (groups.length < 2) {
    const news: News[] = state.toldSince === null ? [] : [{ ...base, kind: 'agree', from: state.toldSince, until: now, before: [], after: [] }];
    return { disagreeing: 0, toldSince: null, news };
  }
  const disagreeing = state.disagreeing + 1;
  if (disagreeing < DISAGREEING_ROUNDS || state.toldSince !== null) return { disagreeing, toldSince: state.toldSince, news: [] };
  const since = epochMs(Math.max(...groups.map((group) => Math.min(...group.map((server) => server.since)))));
  return { disagreeing, toldSince: since, news: [{ ...base, kind: 'disagree', from: since, until: now, before: linesOf(one?.[0]).map((line) => `${one?.[0]?.server ?? ''}: ${line}`), after: linesOf(other?.[0]).map((line) => `${other?.[0]?.server ?? ''}: ${line}`) }] };
}

/** What servers say now, and what was seen within a day; of far too many the newest. */
function kept(sets: readonly KnownSet[], servers: readonly ServerState[], now: EpochMs): KnownSet[] {
  const current = new Set(servers.map(({ key }) => key));
  return sets.filter((set) => current.has(set.key) || !isForgotten(set, now)).sort((a, b) => Number(current.has(b.key)) - Number(current.has(a.key)) || b.lastAt - a.lastAt).slice(0, MOST_SETS);
}

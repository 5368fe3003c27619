import type { DnsWatchType } from '../../../../shared/model/dns-watch-config.ts';
import { durationMs, epochMs, type DurationMs, type EpochMs } from '../../../../shared/model/units.ts';
import { plain } from '../../../../shared/text/plain.ts';
import { formatUtcTime } from '../../../../shared/time/format.ts';
import type { ReadDb, WriteDb } from '../../../store/sql.ts';
import type { Cancel, Clock, Log, Random } from '../../ports.ts';
import type { ChangeDraft } from '../draft.ts';
import type { Ask, AskedServer } from './ask.ts';
import { judge, NOTHING_KNOWN, type News, type TypeState } from './rules.ts';
import { seenIn, type Seen } from './seen.ts';
import { draftsOf } from './words.ts';

/** A name to be watched, with its defaults filled. */
export interface WatchedName {
  readonly id: string;
  readonly name: string;
  readonly service: string | null;
  readonly types: readonly DnsWatchType[];
  /** Its authoritative servers; null: the resolvers of this machine. */
  readonly servers: readonly { readonly address: string; readonly port: number }[] | null;
  readonly everyMs: DurationMs;
}

export interface DnsWatchDeps {
  readonly db: { readonly read: ReadDb; readonly write: WriteDb | null };
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly ask: Ask;
  /** The resolvers of this machine. */
  readonly resolvers: () => readonly { readonly address: string; readonly port: number }[];
  readonly take: (drafts: readonly ChangeDraft[]) => void;
  /** A sentence while a name cannot be seen, or does not exist; null when all is well. */
  readonly onProblem: (message: string | null) => void;
}

export interface DnsWatch {
  /** Watches these names from now on. One that is as it was goes on as it was. */
  apply(names: readonly WatchedName[]): void;
  names(): number;
  stop(): void;
}

type States = Partial<Record<DnsWatchType, TypeState>>;

/** Something that is different is asked for again after this: what is different twice is different. */
const AGAIN_MS = durationMs(1_000);
const SAVE_EVERY_MS = 600_000;
const MOST_RESOLVERS = 2;
/** Rounds without an answer, from which on it is said that nothing is known. */
const SILENT_ROUNDS = 3;
const SPREAD_MS = 1_000;

const textOf = ({ address, port }: { readonly address: string; readonly port: number }): string => `${address.includes(':') ? `[${address}]` : address}${port === 53 ? '' : `:${port}`}`;

/** Looks at the records of names again and again, and tells what is not as it was. */
export function createDnsWatch(deps: DnsWatchDeps): DnsWatch {
  const running = new Map<string, { readonly config: string; readonly stop: () => void }>();
  const troubles = new Map<string, string>();

  const tellTroubles = (): void => {
    const [first] = troubles.values();
    deps.onProblem(first === undefined ? null : `${first}${troubles.size > 1 ? ` And ${troubles.size - 1} more of the names that are watched.` : ''}`);
  };

  return {
    apply: (names) => {
      const wanted = new Map(names.map((name) => [name.id, JSON.stringify(name)]));
      for (const [id, { config, stop }] of running) {
        if (wanted.get(id) === config) continue;
        stop();
        running.delete(id);
        troubles.delete(id);
      }
      for (const name of names) {
        if (running.has(name.id)) continue;
        const stop = watchName(name, deps, (trouble) => {
          if (trouble === null) troubles.delete(name.id);
          else troubles.set(name.id, trouble);
          tellTroubles();
        });
        running.set(name.id, { config: JSON.stringify(name), stop });
      }
      tellTroubles();
    },
    names: () => running.size,
    stop: () => {
      for (const { stop } of running.values()) stop();
      running.clear();
    },
  };
}

function watchName(watch: WatchedName, { db, clock, random, log, ask, resolvers, take }: DnsWatchDeps, onTrouble: (trouble: string | null) => void): () => void {
  const abort = new AbortController();
  const saved = db.read.get<{ state: string }>('SELECT state FROM dns_watch WHERE id = ?', watch.id);
  // What stands here was written by `save`, in this form.
  let states: States = saved === undefined ? {} : (JSON.parse(saved.state) as States);
  let savedMs = clock.monotonicMs();
  const silent = new Map<string, { rounds: number; readonly since: EpochMs }>();
  let cancel: Cancel = () => {};

  const save = (): void => {
    savedMs = clock.monotonicMs();
    db.write?.run('INSERT INTO dns_watch (id, saved_at, state) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET saved_at = excluded.saved_at, state = excluded.state', watch.id, clock.nowMs(), JSON.stringify(states));
  };

  const asked = (): AskedServer[] => (watch.servers ?? resolvers().slice(0, MOST_RESOLVERS)).map(({ address, port }) => ({ address, port, authority: watch.servers !== null }));
  const pause = (): Promise<void> => new Promise((resolve) => void clock.after(AGAIN_MS, resolve));

  /** What one server says of each type; what it says differently from before only when it says so twice. */
  const look = async (server: AskedServer): Promise<ReadonlyMap<DnsWatchType, Seen>> => {
    const found = new Map<DnsWatchType, Seen>();
    const different: DnsWatchType[] = [];
    for (const type of watch.types) {
      const answer = await ask(server, watch.name, type, abort.signal);
      // One that does not answer is not waited for once more for each type.
      if (answer === null) break;
      const seen = seenIn(type, answer, server.authority);
      found.set(type, seen);
      const last = states[type]?.servers.find((each) => each.server === textOf(server));
      if (last !== undefined && last.key !== seen.key) different.push(type);
    }
    if (different.length === 0) return found;
    await pause();
    for (const type of different) {
      const answer = await ask(server, watch.name, type, abort.signal);
      if (answer === null || seenIn(type, answer, server.authority).key !== found.get(type)?.key) found.delete(type);
    }
    return found;
  };

  const noteSilence = (servers: readonly AskedServer[], looks: readonly ReadonlyMap<DnsWatchType, Seen>[]): void => {
    for (const [index, server] of servers.entries()) {
      const known = silent.get(textOf(server));
      if ((looks[index]?.size ?? 0) > 0) silent.delete(textOf(server));
      else silent.set(textOf(server), { rounds: (known?.rounds ?? 0) + 1, since: known?.since ?? clock.nowMs() });
    }
    onTrouble(troubleOf(watch, servers.map(textOf), silent, states));
  };

  const round = async (): Promise<void> => {
    const servers = asked();
    const looks = await Promise.all(servers.map(look));
    if (abort.signal.aborted) return;
    const now = clock.nowMs();
    const news: News[] = [];
    let changed = false;
    const next: States = {};
    for (const type of watch.types) {
      const seen = new Map(servers.flatMap((server, index) => {
        const found = looks[index]?.get(type);
        return found === undefined ? [] : [[textOf(server), found] as const];
      }));
      const names = new Set(servers.map(textOf));
      const state = states[type] ?? NOTHING_KNOWN;
      const judged = judge({ ...state, servers: state.servers.filter(({ server }) => names.has(server)) }, { type, seen, authority: watch.servers !== null, now });
      next[type] = judged.state;
      news.push(...judged.news);
      changed ||= judged.state.servers.some(({ server, key }) => state.servers.find((each) => each.server === server)?.key !== key);
    }
    const drafts = draftsOf({ id: watch.id, name: watch.name, service: watch.service, servers: servers.length }, news);
    // Told first: what could not be told is news again at the next look.
    if (drafts.length > 0) take(drafts);
    states = next;
    if (changed || drafts.length > 0 || clock.monotonicMs() - savedMs >= SAVE_EVERY_MS) save();
    noteSilence(servers, looks);
  };

  const loop = async (): Promise<void> => {
    const startedMs = clock.monotonicMs();
    try {
      await round();
    } catch (error) {
      log.error('a look at DNS records failed', { watch: watch.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      onTrouble(`DNS records of ${plain(watch.name, 120)} could not be looked at: ${error instanceof Error ? plain(error.message, 200) : 'the log has the details'}.`);
    }
    if (!abort.signal.aborted) cancel = clock.after(durationMs(Math.max(0, watch.everyMs - (clock.monotonicMs() - startedMs))), () => void loop());
  };
  cancel = clock.after(durationMs(random() * SPREAD_MS), () => void loop());
  return () => {
    abort.abort();
    cancel();
  };
}

const WRONG: Readonly<Partial<Record<Seen['kind'], string>>> = { nxdomain: 'says that it does not exist (NXDOMAIN)', servfail: 'cannot answer (SERVFAIL)', failed: 'fails to answer', refused: 'refuses to answer', lame: 'is not its authority (lame)' };

/** What is not known of a name, or wrong with it, in a sentence. */
function troubleOf({ name, types }: WatchedName, servers: readonly string[], silent: ReadonlyMap<string, { readonly rounds: number; readonly since: EpochMs }>, states: States): string | null {
  const what = plain(name, 120);
  for (const type of types) {
    for (const { server, key, since } of states[type]?.servers ?? []) {
      const words = WRONG[states[type]?.sets.find((set) => set.key === key)?.kind ?? 'records'];
      if (words !== undefined && servers.includes(server)) return `DNS of ${what}: ${server} ${words} since ${formatUtcTime(since)} UTC.`;
    }
  }
  const quiet = servers.filter((server) => (silent.get(server)?.rounds ?? 0) >= SILENT_ROUNDS);
  const [first] = quiet;
  if (first === undefined) return null;
  const since = formatUtcTime(silent.get(first)?.since ?? epochMs(0));
  return `DNS of ${what}: ${quiet.length === servers.length ? 'no server' : first} ${quiet.length === servers.length ? 'answers' : 'does not answer'} since ${since} UTC; whether its records changed is not known.`;
}

import type { DnsProvider, LiveSet, RecordSet, SwapOrder } from '../provider.ts';
import { NEVER, ZONE } from './bind-pair.ts';
import type { ObservedSet } from './observer.ts';

/** Names that are raced for at the same time. */
export const LANES = 4;
const TTL_SECONDS = 5;
const laneName = (lane: number): string => `lane${lane}.${ZONE}`;

/** The two addresses of one plan: both tell which race and which writer they are of, so that a set of two plans shows. */
const planOf = (lane: number, race: number, writer: number): readonly string[] => [0, 1].map((index) => `10.${(lane << 5) | ((race >> 13) & 0x1f)}.${(race >> 5) & 0xff}.${((race & 0x1f) << 3) | (writer << 1) | index}`).sort();
export const firstRecords = (): readonly string[] => Array.from({ length: LANES }, (_, lane) => planOf(lane, 0, 0).map((address) => `lane${lane} ${TTL_SECONDS} A ${address}`)).flat();

export interface RaceTally {
  races: number;
  /** A plan that was made of an older state, and was carried out all the same. */
  staleOverwrites: number;
  /** A loser that was not shown what is live, or any other end than done or lost. */
  wrongEnds: number;
  /** Races that nobody won. */
  noWinner: number;
}

/** Each race: two writers who saw the same, and one who saw an older state, all at once. Exactly one of the first two may win. */
export async function race(provider: DnsProvider, races: number, random: () => number): Promise<RaceTally> {
  const tally: RaceTally = { races: 0, staleOverwrites: 0, wrongEnds: 0, noWinner: 0 };
  const lane = async (at: number): Promise<void> => {
    const name = laneName(at);
    const read = await provider.read(name, 'A', NEVER);
    if (!read.ok) throw new Error(read.reason);
    let live = read.live;
    let older: LiveSet | null = null;
    for (let number = 1; number <= races / LANES; number += 1) {
      const plan = (confirmed: LiveSet, writer: number): SwapOrder => ({ confirmed, wanted: { name, type: 'A', ttlSeconds: TTL_SECONDS, values: planOf(at, number, writer) } satisfies RecordSet });
      const fresh = [plan(live, 0), plan(live, 1)];
      const stale = older === null ? [] : [plan(older, 2)];
      const orders = random() < 0.5 ? [...stale, ...fresh] : [...fresh, ...stale];
      const ends = await Promise.all(orders.map(async (order) => ({ order, outcome: await provider.swap(order, 'race', NEVER) })));
      const won = ends.filter(({ outcome }) => outcome.kind === 'done');
      const winners = won.filter(({ order }) => order.confirmed === live);
      const now = await provider.read(name, 'A', NEVER);
      if (!now.ok) throw new Error(now.reason);
      const key = now.live.values.join();
      tally.races += 1;
      if (winners.length === 0) tally.noWinner += 1;
      const holds = winners.length === 1 && winners[0]?.order.wanted.values.join() === key;
      if (won.length > 1 || won.length !== winners.length || (winners.length === 1 && !holds)) tally.staleOverwrites += 1;
      if (ends.some(({ outcome }) => outcome.kind !== 'done' && !(outcome.kind === 'lost' && outcome.live.values.join() === key))) tally.wrongEnds += 1;
      older = live;
      live = now.live;
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, at) => lane(at)));
  return tally;
}

const isOnePlan = (found: readonly string[]): boolean => {
  const last = found.map((address) => Number(address.split('.')[3]));
  const rest = new Set(found.map((address) => address.split('.').slice(0, 3).join('.')));
  return found.length === 2 && rest.size === 1 && new Set(last.map((byte) => byte >> 1)).size === 1 && new Set(last.map((byte) => byte & 1)).size === 2;
};

/** All lanes, for whoever observes them. */
export const laneSets = (): readonly ObservedSet[] => Array.from({ length: LANES }, (_, lane) => ({ name: laneName(lane), type: 'A', isWhole: isOnePlan }));
